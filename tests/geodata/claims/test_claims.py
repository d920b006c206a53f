"""The claim ledger: what is read, how much it weighs, what counts once."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata import Dataset
from geodata.claims.claims import (
    CLAIM_COLUMNS,
    NAMED_COLUMNS,
    claim_weight,
    independent,
    read_claims,
)
from geodata.errors import FrontmapError

CENTRE = "AF3401"
GOOD = {
    "source_id": "one",
    "source_kind": "media",
    "source_name": "One",
    "as_of_date": "2021-07-05",
    "unit_id": "AF3201",
    "status": "taliban",
    "check": "ok",
}


def read(
    folder: Path, *named: Mapping[str, str], series: tuple[Mapping[str, str], ...] = ()
) -> pd.DataFrame:
    """The ledger of these claims, each the good one with these changes; ids C1, C2 ..."""
    rows = [{"claim_id": f"C{i}"} | GOOD | dict(row) for i, row in enumerate(named, start=1)]
    pd.DataFrame(rows, columns=list(NAMED_COLUMNS)).to_csv(folder / "claims.csv", index=False)
    columns = ["unit_id", "taliban_from", "matched_name"]
    pd.DataFrame(list(series), columns=columns).to_csv(folder / "takeovers.csv", index=False)
    return read_claims(folder / "claims.csv", folder / "takeovers.csv", frozenset({CENTRE}))


def one(folder: Path, **change: str) -> pd.Series:
    return read(folder, change).iloc[0]


def test_the_day_is_the_one_the_source_dates_the_change_to(tmp_path: Path) -> None:
    assert one(tmp_path, date_from="2021-06-08")["day"] == pd.Timestamp("2021-06-08")
    assert one(tmp_path)["day"] == pd.Timestamp("2021-07-05")
    assert one(tmp_path, date_from="2021-06-08")["as_of_date"] == pd.Timestamp("2021-07-05")


def test_a_copy_has_the_voice_of_its_wire_s_outlet(tmp_path: Path) -> None:
    ledger = read(
        tmp_path,
        {"source_name": "TOLOnews"},
        {"source_name": "Ariana News", "wire": "tolonews-2021-07-04"},
        {"source_name": "Xinhua", "wire": "samangan-police-2021-07-19"},
        {"source_name": "Kabul Now", "wire": "mod-2021-07-16"},
        {"source_name": "ANDSF, via Ariana News (copy)"},
    ).set_index("claim_id")
    assert ledger["voice"].to_dict() == {
        "C1": "TOLOnews",
        "C2": "TOLOnews",
        "C3": "samangan-police-2021-07-19",
        "C4": "Afghan Ministry of Defence",
        "C5": "Afghan Ministry of Defence",
    }


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"status": "besieged"}, "claims.csv: claim C1 has the status “besieged”; it must be one"),
        ({"as_of_date": "June"}, "claims.csv, row 2: “June” in as_of_date is not a day; write it"),
        ({"as_of_date": ""}, "claims.csv, row 2: “” in as_of_date is not a day"),
        ({"date_from": "2021-06-31"}, "claims.csv, row 2: “2021-06-31” in date_from is not a day"),
    ],
)
def test_a_claim_at_fault_is_one_sentence(
    tmp_path: Path, change: Mapping[str, str], words: str
) -> None:
    with pytest.raises(FrontmapError, match=words):
        read(tmp_path, change)


def test_the_origin_is_the_wire_else_the_source(tmp_path: Path) -> None:
    assert one(tmp_path, wire="reuters")["origin"] == "reuters"
    assert one(tmp_path)["origin"] == "one"


@pytest.mark.parametrize(
    ("change", "weight"),
    [
        ({}, 1.0),
        ({"check": "corrected"}, 1.0),
        ({"source_kind": "compilation"}, 1.0),
        ({"source_kind": "official"}, 1.0),
        ({"note": "complete province list"}, 1.0),
        ({"source_kind": "party claim"}, 0.5),
        ({"check": "weak"}, 0.5),
        ({"check": "unchecked"}, 0.5),
        ({"note": "whole-province statement: all districts but the centre"}, 0.5),
        ({"source_kind": "party claim", "check": "weak"}, 0.25),
        ({"source_kind": "party claim", "check": "weak", "note": "a whole-province one"}, 0.125),
        ({"check": "not_found"}, 0.0),
        ({"check": "not_found", "source_kind": "party claim"}, 0.0),
    ],
)
def test_a_claim_weighs_what_its_kind_and_check_leave_of_it(
    tmp_path: Path, change: dict[str, str], weight: float
) -> None:
    assert one(tmp_path, **change)["weight"] == weight


def test_the_news_series_is_one_unchecked_source_of_its_dated_and_matched_rows(
    tmp_path: Path,
) -> None:
    ledger = read(
        tmp_path,
        series=(
            {"unit_id": "AF1113", "taliban_from": "2021-06-14", "matched_name": "Ab Band"},
            {"unit_id": "AF0615", "taliban_from": "", "matched_name": "Achin"},
            {"unit_id": "", "taliban_from": "2021-06-14", "matched_name": "Nowhere"},
            {"unit_id": "AF1113", "taliban_from": "2021-06-14", "matched_name": "Ab Band 2"},
        ),
    )
    assert ledger["claim_id"].tolist() == ["S-AF1113"]
    only = ledger.iloc[0]
    assert (only["status"], only["origin"], only["weight"]) == ("taliban", "news-series", 0.5)
    assert only["day"] == pd.Timestamp("2021-06-14")
    assert only["name_in_source"] == "Ab Band"


@pytest.mark.parametrize(
    ("change", "weight"),
    [
        ({"unit_id": CENTRE, "as_of_date": "2021-08-05"}, 0.0),
        ({"unit_id": CENTRE, "as_of_date": "2021-08-09", "date_from": "2021-08-05"}, 0.0),
        ({"unit_id": CENTRE, "as_of_date": "2021-08-06"}, 1.0),
        ({"unit_id": CENTRE, "as_of_date": "2021-08-05", "status": "contested"}, 1.0),
        ({"unit_id": "AF3201", "as_of_date": "2021-08-05"}, 1.0),
    ],
)
def test_no_centre_is_taliban_before_the_first_fell(
    tmp_path: Path, change: dict[str, str], weight: float
) -> None:
    assert one(tmp_path, **change)["weight"] == weight


def test_the_series_too_is_too_early_for_a_centre(tmp_path: Path) -> None:
    rows = ({"unit_id": CENTRE, "taliban_from": "2021-06-24", "matched_name": "Zaranj"},)
    assert read(tmp_path, series=rows)["weight"].tolist() == [0.0]


def test_claims_that_name_no_unit_are_left_out_and_the_rest_is_in_date_order(
    tmp_path: Path,
) -> None:
    ledger = read(
        tmp_path,
        {"as_of_date": "2021-07-09"},
        {"unit_id": ""},
        {"as_of_date": "2021-07-02"},
        {"as_of_date": "2021-07-02", "claim_id": "C0"},
    )
    assert ledger["claim_id"].tolist() == ["C0", "C3", "C1"]
    assert tuple(ledger.columns) == CLAIM_COLUMNS


@pytest.mark.parametrize("file", ["claims.csv", "takeovers.csv"])
def test_a_file_that_is_missing_or_empty_is_named(tmp_path: Path, file: str) -> None:
    read(tmp_path, {})
    (tmp_path / file).write_bytes(b"")
    with pytest.raises(FrontmapError, match=rf"^{file} cannot be read .*--data\.$"):
        read_claims(tmp_path / "claims.csv", tmp_path / "takeovers.csv", frozenset())
    (tmp_path / file).unlink()
    with pytest.raises(FrontmapError, match=rf"^{file} cannot be read"):
        read_claims(tmp_path / "claims.csv", tmp_path / "takeovers.csv", frozenset())


@pytest.mark.parametrize("column", NAMED_COLUMNS)
def test_a_missing_column_is_named(tmp_path: Path, column: str) -> None:
    read(tmp_path, {})
    path = tmp_path / "claims.csv"
    pd.read_csv(path).drop(columns=column).to_csv(path, index=False)
    with pytest.raises(FrontmapError, match=rf"^claims\.csv has no column {column}; it needs"):
        read_claims(path, tmp_path / "takeovers.csv", frozenset())


def ledger_of(*rows: tuple[str, str, str, str, float]) -> pd.DataFrame:
    """Claims given as id, status, day, origin, weight, all on one unit."""
    frame = pd.DataFrame(rows, columns=["claim_id", "status", "day", "origin", "weight"])
    return frame.assign(unit_id="U", day=pd.to_datetime(frame["day"]))


def test_copies_of_one_wire_count_once_and_the_weightiest_stays() -> None:
    ledger = ledger_of(
        ("C1", "taliban", "2021-07-01", "reuters", 0.5),
        ("C2", "taliban", "2021-07-01", "reuters", 1.0),
        ("C3", "taliban", "2021-07-01", "reuters", 1.0),
        ("C4", "taliban", "2021-07-02", "reuters", 1.0),
        ("C5", "contested", "2021-07-01", "reuters", 1.0),
        ("C6", "taliban", "2021-07-01", "ap", 1.0),
        ("C7", "taliban", "2021-07-01", "dpa", 0.0),
    )
    assert independent(ledger)["claim_id"].tolist() == ["C2", "C5", "C6", "C4"]


@given(st.permutations(range(6)))
def test_the_order_of_rows_does_not_decide_which_copy_stays(order: list[int]) -> None:
    ledger = ledger_of(
        ("C1", "taliban", "2021-07-01", "reuters", 1.0),
        ("C2", "taliban", "2021-07-01", "reuters", 1.0),
        ("C3", "taliban", "2021-07-01", "reuters", 0.5),
        ("C4", "government", "2021-07-01", "ap", 0.5),
        ("C5", "government", "2021-07-01", "ap", 0.5),
        ("C6", "government", "2021-07-02", "ap", 0.5),
    )
    assert independent(ledger.iloc[order])["claim_id"].tolist() == ["C1", "C4", "C6"]


def test_weights_keep_the_index_of_the_claims() -> None:
    rows = pd.DataFrame(
        {"source_kind": ["media", "party claim"], "check": ["ok", "ok"], "note": [None, "x"]},
        index=[7, 3],
    )
    assert claim_weight(rows).to_dict() == {7: 1.0, 3: 0.5}


def test_the_embedded_ledger_is_every_claim_on_a_unit(dataset: Dataset) -> None:
    claims = dataset.claims
    named = pd.read_csv(dataset.folder / "claims.csv", dtype=str)
    series = pd.read_csv(dataset.folder / "takeovers.csv", dtype=str)
    dated = series.dropna(subset=["unit_id", "taliban_from"])
    assert len(named) == 690
    assert named["unit_id"].isna().sum() == 4
    assert len(claims) == 686 + len(dated)
    assert claims["claim_id"].is_unique
    assert set(claims["unit_id"]) <= set(dataset.register.frame.index)
    assert set(claims["status"]) == {"taliban", "contested", "government"}
    assert claims[["day", "as_of_date", "origin", "source_name"]].notna().all(axis=None)
    assert claims[claims["check"].eq("not_found")]["weight"].eq(0).all()


def test_what_was_not_found_again_does_not_colour_pato(dataset: Dataset) -> None:
    claims = dataset.claims_of("AF2409").set_index("claim_id")
    assert claims.loc["C0333", ["status", "weight"]].tolist() == ["taliban", 0.0]
