"""One voice, one party, no later word, to and fro: by hand, in any order, on the facts."""

from datetime import date

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from geodata import Dataset
from geodata.claims.claims import SERIES_SOURCE
from geodata.claims.one_sided import FLAGS, both_ways, one_sided, to_and_fro

UNITS = pd.Index(["A", "B"], name="unit_id")
Row = tuple[str, str, str, str, str, float]


def ledger(*rows: Row) -> pd.DataFrame:
    """Claims from unit, day, status, voice, kind and weight."""
    frame = pd.DataFrame(
        rows, columns=["unit_id", "day", "status", "voice", "source_kind", "weight"]
    )
    return frame.assign(
        day=pd.to_datetime(frame["day"]).astype("datetime64[us]"),
        claim_id=[f"C{i:02}" for i in range(len(frame))],
        outlet=frame["voice"], source_id=frame["voice"],
    )  # fmt: skip


def flags(claims: pd.DataFrame, day: str, stale: int = 30) -> list[str]:
    row = one_sided(claims, UNITS, date.fromisoformat(day), stale).loc["A"]
    return [name for name in FLAGS if row[name]]


FALL: Row = ("A", "2021-06-08", "taliban", "Kabul Now", "media", 1.0)


def test_flags_by_hand() -> None:
    assert flags(ledger(FALL), "2021-06-07") == []
    assert flags(ledger(FALL), "2021-06-08") == ["single_source"]
    assert flags(ledger(FALL), "2021-07-07") == ["single_source"]
    assert flags(ledger(FALL), "2021-07-08") == ["single_source", "no_later_word"]
    second: Row = ("A", "2021-06-09", "taliban", "TOLOnews", "media", 1.0)
    assert flags(ledger(FALL, second), "2021-06-20") == []
    retaken: Row = ("A", "2021-06-16", "government", "TOLOnews", "media", 1.0)
    assert flags(ledger(FALL, retaken), "2021-12-31") == ["to_and_fro"]
    party: Row = ("A", "2021-06-08", "taliban", "Taliban", "party claim", 0.5)
    assert flags(ledger(party), "2021-06-10") == ["party_only", "single_source"]
    assert flags(ledger(party, FALL), "2021-06-10") == []


def test_copies_of_one_wire_are_one_voice() -> None:
    copy: Row = ("A", "2021-06-09", "taliban", "Kabul Now", "media", 1.0)
    assert flags(ledger(FALL, copy), "2021-06-20") == ["single_source"]


def test_what_weighs_nothing_colours_nothing() -> None:
    lost: Row = ("A", "2021-06-08", "taliban", "Kabul Now", "media", 0.0)
    row = one_sided(ledger(lost), UNITS, date(2021, 9, 1), 30).loc["A"]
    assert row["flag"] == ""
    assert row["voices"] == 0
    assert pd.isna(row["silent_days"])


def test_steps_of_a_to_and_fro() -> None:
    claims = ledger(
        FALL,
        ("A", "2021-06-09", "taliban", "TOLOnews", "media", 1.0),
        ("A", "2021-06-16", "government", "Afghanistan Times", "media", 1.0),
        ("A", "2021-07-01", "taliban", "dpa", "media", 1.0),
    )
    steps = to_and_fro(claims, "A")
    assert steps["status"].tolist() == ["taliban", "government", "taliban"]
    assert steps["sources"].tolist() == ["Kabul Now; TOLOnews", "Afghanistan Times", "dpa"]
    assert to_and_fro(claims, "B").empty


rows = st.lists(
    st.tuples(
        st.sampled_from("AB"),
        st.dates(date(2021, 6, 1), date(2021, 6, 20)).map(str),
        st.sampled_from(["taliban", "contested", "government"]),
        st.sampled_from(["x", "y", "z"]),
        st.sampled_from(["media", "party claim"]),
        st.sampled_from([0.0, 0.5, 1.0]),
    ),
    max_size=10,
)


@given(rows=rows, data=st.data())
def test_the_order_of_claims_does_not_matter(rows: list[Row], data: st.DataObject) -> None:
    claims = ledger(*rows)
    shuffled = claims.iloc[data.draw(st.permutations(range(len(claims))))]
    day = date(2021, 6, 18)
    pd.testing.assert_frame_equal(
        one_sided(claims, UNITS, day, 5), one_sided(shuffled, UNITS, day, 5)
    )


def test_34_units_went_both_ways(dataset: Dataset) -> None:
    units = both_ways(dataset.claims)
    assert len(units) == 34
    every = one_sided(dataset.claims, dataset.register.frame.index, date(2021, 12, 31), 30)
    assert set(every.index[every["to_and_fro"]]) == set(units)


def test_the_news_series_is_no_voice_beside_a_named_source() -> None:
    series: Row = ("A", "2021-06-09", "taliban", SERIES_SOURCE, "compilation", 0.5)
    assert flags(ledger(FALL, series), "2021-06-20") == ["single_source"]
    held: Row = ("A", "2021-06-01", "government", "TOLOnews", "media", 1.0)
    assert flags(ledger(held, series), "2021-06-20") == ["single_source"]
    assert flags(ledger(series), "2021-06-20") == ["single_source"]


def test_a_party_is_one_whatever_it_says() -> None:
    ministry: Row = (
        "A",
        "2021-06-08",
        "contested",
        "Afghan Ministry of Defence",
        "party claim",
        0.5,
    )
    forces: Row = ("A", "2021-06-09", "government", "ANDSF", "party claim", 0.5)
    other: Row = ("A", "2021-06-09", "government", "Taliban", "party claim", 0.5)
    assert "party_only" in flags(ledger(ministry, forces), "2021-06-20")
    assert "party_only" not in flags(ledger(ministry, other), "2021-06-20")
