"""The embedded dataset: complete, as its manifest says, and repeatable from the facts."""

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import geodata.data
from geodata.data import build, build_tables
from geodata.errors import FrontmapError
from geodata.events.schema import EVENT_COLUMNS

DATA = Path(geodata.data.__file__).parent
REPOSITORY = DATA.parents[1]
FACTS = REPOSITORY.parent / "shared" / "facts"

needs_facts = pytest.mark.skipif(
    not FACTS.is_dir(), reason="the facts folder (../shared/facts) is not beside this checkout"
)


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    read: dict[str, Any] = json.loads((DATA / build.MANIFEST).read_text(encoding="utf-8"))
    return read


def table(name: str) -> pd.DataFrame:
    return pd.read_csv(DATA / f"{name}.csv", dtype=str)


def test_every_file_is_the_one_the_manifest_names(manifest: dict[str, Any]) -> None:
    for entry in manifest["tables"].values():
        content = (DATA / entry["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == entry["sha256"], entry["file"]
        assert b"\r" not in content, entry["file"]
        assert entry["source"]
        assert entry["licence"]


def test_no_data_file_is_missing_from_the_manifest(manifest: dict[str, Any]) -> None:
    named = {entry["file"] for entry in manifest["tables"].values()}
    there = {path.name for path in DATA.iterdir() if path.suffix in {".csv", ".geojson"}}
    assert there == named


def test_rows_are_as_many_as_the_manifest_says(manifest: dict[str, Any]) -> None:
    for entry in manifest["tables"].values():
        path = DATA / entry["file"]
        if path.suffix == ".csv":
            rows = len(pd.read_csv(path, dtype=str))
        else:
            rows = len(json.loads(path.read_text(encoding="utf-8"))["features"])
        assert rows == entry["rows"], entry["file"]


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("provinces", 34),
        ("cells", 422),
        ("register", 422),
        ("events", 312),
        ("reported_figures", 169),
        ("claims", 690),
        ("claim_sources", 125),
        ("province_statements", 32),
        ("takeovers", 322),
        ("join_disagreements", 4),
    ],
)
def test_nothing_was_lost(manifest: dict[str, Any], name: str, rows: int) -> None:
    assert manifest["tables"][name]["rows"] == rows


def test_the_default_view(manifest: dict[str, Any]) -> None:
    assert manifest["defaults"] == {
        "as_of": "2021-08-03",
        "from": "2021-07-28",
        "to": "2021-08-04",
        "assessment": "afghan-watchers",
        "boundaries": "approximate",
        "lang": "en",
    }
    assert manifest["boundaries"]["approximate"]["approximate"] is True


def test_every_source_stands_once_with_the_tables_that_rest_on_it(
    manifest: dict[str, Any],
) -> None:
    resting = [name for source in manifest["sources"] for name in source["tables"]]
    assert sorted(resting) == sorted(manifest["tables"])


@pytest.mark.parametrize(
    "name", ["events", "claims", "claim_sources", "province_statements", "reported_figures"]
)
def test_every_row_names_its_source(name: str) -> None:
    frame = table(name)
    assert frame["source_name"].notna().all()
    assert frame["source_url"].dropna().str.match(r"https?://\S+$").all()
    without = frame.loc[frame["source_url"].isna(), "source_name"]
    assert without.str.contains("report of early August 2021", regex=False).all()
    assert len(without) == {"events": 10, "reported_figures": 9}.get(name, 0)


def test_the_placeholder_is_gone() -> None:
    for path in DATA.glob("*.csv"):
        assert "seed article" not in path.read_text(encoding="utf-8"), path.name


def test_text_is_clean() -> None:
    for path in DATA.glob("*.csv"):
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
        dirty = frame.map(lambda value: value != build_tables.one_line(value))
        assert not dirty.any(axis=None), path.name


def test_the_tables_fit_each_other() -> None:
    units = set(table("register")["unit_id"])
    provinces = set(table("register")["province_code"])
    claims = table("claims")
    assert set(claims["unit_id"].dropna()) <= units
    assert claims["unit_id"].isna().sum() == 4
    assert set(claims["source_id"]) == set(table("claim_sources")["source_id"])
    assert set(claims["province_code"]) <= provinces
    assert set(table("takeovers")["unit_id"].dropna()) <= units
    assert set(table("events")["unit_id"].dropna()) <= units
    assert set(table("register")["parent_unit_id"].dropna()) <= units


def test_every_event_says_whether_a_border_is_near() -> None:
    events = table("events")
    assert tuple(events.columns) == EVENT_COLUMNS
    # Every source names province or district, so that no point had to decide.
    assert set(events["join_basis"]) == {"name"}
    assert set(events["near_border"]) == {"false"}


def test_the_totals_of_3_august_2021() -> None:
    figures = table("reported_figures")
    watchers = figures[
        figures["source_name"].str.startswith("Afghan watchers")
        & (figures["as_of_date"] == "2021-08-03")
    ]
    values = dict(zip(watchers["metric"], watchers["value"].astype(int), strict=True))
    assert values == {
        "districts_taliban": 140,
        "districts_contested": 151,
        "districts_government": 131,
        "districts_total": 422,
    }


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("Shekh  Ali", "Shekh Ali"),
        (" \tHerat\u00a0city\n", "Herat city"),
        ("Abgora\u0301n", "Abgor\u00e1n"),
        ("شبانه\u200cروز", "شبانه\u200cروز"),
        ("", ""),
    ],
)
def test_cleaning_touches_only_form(dirty: str, clean: str) -> None:
    assert build_tables.one_line(dirty) == clean


def test_the_report_is_named_in_plain_words_without_an_address() -> None:
    frame = pd.DataFrame(
        {
            "source_name": ["SouthFront (seed article)", "Tolo News (seed article)", "SouthFront"],
            "source_url": ["seed article", "seed article", "https://example.org/other"],
        }
    )
    named = build_tables.name_the_report(frame)
    assert named["source_name"].tolist() == [
        "SouthFront (report of early August 2021)",
        "Tolo News (SouthFront report of early August 2021)",
        "SouthFront",
    ]
    assert named["source_url"].tolist() == ["", "", "https://example.org/other"]


def test_incidents_keep_every_column_under_the_schema_s_names() -> None:
    incident = {"incident_id": "I1", "summary_en": "Said so.", "place_en": "Kabul"}
    events = build_tables.events_from_incidents(pd.DataFrame([incident]))
    assert tuple(events.columns) == EVENT_COLUMNS
    row = events.iloc[0]
    assert (row["event_id"], row["summary"], row["place_en"]) == ("I1", "Said so.", "Kabul")
    assert row["source_dataset"] == "frontmap-embedded"
    assert row["unit_id"] == ""


def test_a_missing_facts_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(FrontmapError, match=r"register\.csv cannot be read.*facts folder"):
        build_tables.read_facts(tmp_path, "register")
    arguments = ["--facts", "f", "--provinces", "p", "--countries", "c", "--out", str(tmp_path)]
    assert build.main(arguments) == 1


def test_differing_names_changed_and_missing_files(tmp_path: Path) -> None:
    built, committed = tmp_path / "built", tmp_path / "committed"
    for folder in (built, committed):
        folder.mkdir()
        (folder / "same.csv").write_text("1")
        (folder / "changed.csv").write_text(folder.name)
    (built / "new.csv").write_text("1")
    names = ["same.csv", "changed.csv", "new.csv"]
    assert build.differing([built / name for name in names], committed) == names[1:]


@needs_facts
def test_the_tables_are_repeatable_from_the_facts(tmp_path: Path) -> None:
    for name in ("cells", "provinces"):
        shutil.copy(DATA / f"{name}.geojson", tmp_path)
    tables = [*build.build_tables(FACTS, tmp_path), *build.build_events(FACTS, tmp_path)]
    built = [tmp_path / entry["file"] for entry in tables]
    assert len(built) == 8
    assert build.differing(built, DATA) == []


@needs_facts
def test_cleaning_keeps_every_row_and_column_of_the_facts() -> None:
    for name in build_tables.TABLES:
        before = pd.read_csv(FACTS / f"{name}.csv", dtype=str, keep_default_na=False)
        after = pd.read_csv(DATA / f"{name}.csv", dtype=str, keep_default_na=False)
        assert after.columns.tolist() == before.columns.tolist()
        assert len(after) == len(before)
        changed = (after != before).any()
        assert set(changed[changed].index) <= {"source_name", "source_url", "matched_name"}


@needs_facts
def test_events_keep_what_the_incidents_say() -> None:
    before = pd.read_csv(FACTS / "incidents.csv", dtype=str, keep_default_na=False)
    after = pd.read_csv(DATA / "events.csv", dtype=str, keep_default_na=False)
    renamed = before.rename(columns={"incident_id": "event_id", "summary_en": "summary"})
    changed = (after[renamed.columns] != renamed).any()
    assert set(changed[changed].index) == {"source_name", "source_url"}
