"""Spells: one status a unit and day, changes, and what a table of spells must not say."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata import Dataset
from geodata.assessments.spells import (
    SPELL_COLUMNS,
    as_spells,
    change_days,
    check_spells,
    no_spells,
    runs,
    statuses_by_day,
)
from geodata.errors import FrontmapError

UNITS = pd.DataFrame(index=pd.Index(["A", "B"], name="unit_id"))


def made(*rows: tuple[str, str, str | None, str, str]) -> pd.DataFrame:
    """Spells from unit, first day, last day, status and basis."""
    frame = pd.DataFrame(rows, columns=["unit_id", "date_from", "date_to", "status", "basis"])
    ids = pd.Series([()] * len(frame), dtype=object)
    return as_spells(
        frame.assign(
            since=frame["date_from"], confirmed=frame["date_from"], score=None, source="",
            confidence="", claim_ids=ids,
        )
    )  # fmt: skip


FALL = made(
    ("A", "2021-05-01", "2021-06-07", "government", "documented"),
    ("A", "2021-06-08", "2021-06-20", "taliban", "documented"),
    ("A", "2021-06-21", None, "taliban", "conflicting"),
    ("B", "2021-06-01", "2021-06-10", "contested", "allocated"),
)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2021-04-30", ["unknown", "unknown"]),
        ("2021-06-07", ["government", "contested"]),
        ("2021-06-08", ["taliban", "contested"]),
        ("2021-06-10", ["taliban", "contested"]),
        ("2021-06-11", ["taliban", "unknown"]),
        ("2100-01-01", ["taliban", "unknown"]),
    ],
)
def test_both_ends_of_a_spell_count(day: str, expected: list[str]) -> None:
    frame = statuses_by_day(FALL, UNITS)(date.fromisoformat(day))
    assert frame["status"].tolist() == expected
    assert frame["basis"].eq("").tolist() == [status == "unknown" for status in expected]


def test_spells_of_other_units_leave_the_asked_ones_alone() -> None:
    asked = pd.DataFrame(index=pd.Index(["B"], name="unit_id"))
    frame = statuses_by_day(FALL, asked)(date(2021, 6, 15))
    assert frame["status"].to_dict() == {"B": "unknown"}


def test_days_of_change_and_joined_runs() -> None:
    days = [date(2021, 5, 1), date(2021, 6, 1), date(2021, 6, 8), date(2021, 6, 11)]
    assert change_days(FALL) == tuple(days)
    assert change_days(FALL, ["A"]) == (days[0], days[2])
    assert change_days(no_spells()) == ()
    twice = made(
        ("A", "2021-05-01", "2021-06-07", "taliban", "documented"),
        ("A", "2021-06-08", "2021-06-20", "taliban", "documented"),
        ("A", "2021-06-22", None, "taliban", "documented"),
    )
    joined = runs(twice)
    assert joined["date_from"].astype(str).tolist() == ["2021-05-01", "2021-06-22"]
    assert joined["confirmed"].astype(str).tolist() == ["2021-06-08", "2021-06-22"]
    assert tuple(joined.columns) == SPELL_COLUMNS
    told_again = [date(2021, 5, 1), date(2021, 6, 21), date(2021, 6, 22)]
    assert change_days(twice) == tuple(told_again)


def test_spells_that_overlap_are_one_sentence() -> None:
    open_ended = made(
        ("A", "2021-05-01", None, "government", "documented"),
        ("A", "2021-06-08", None, "taliban", "documented"),
    )
    with pytest.raises(
        FrontmapError, match=r"^x: A is government without an end and taliban from "
    ):
        check_spells(open_ended, "x")
    check_spells(FALL, "x")


LWJ = "FDD's Long War Journal"


@pytest.mark.parametrize(
    ("unit_id", "expected"),
    [
        # Zaranj: five claims of 6 August; those of full weight are of three independent voices.
        ("AF3401", [("2021-08-06", None, "taliban", f"{LWJ}; NBC; Reuters", "high")]),
        # Herat: one voice each time; a weak “contested” of 12 August is of the same day and yields,
        # and the news series of the 13th says the same again.
        (
            "AF3201",
            [
                ("2021-07-10", "2021-07-30", "government", "Reuters", "medium"),
                ("2021-07-31", "2021-08-11", "contested", LWJ, "medium"),
                ("2021-08-12", "2021-08-12", "taliban", LWJ, "medium"),
                ("2021-08-13", None, "taliban", f"{LWJ}; News-scraped series of takeovers", "medium"),
            ],
        ),
        # Hesarak, one of the 34 that went to and fro: SIGAR's list of 2018, then two reports.
        (
            "AF0621",
            [
                ("2018-07-30", "2021-06-30", "taliban", "Resolute Support", "medium"),
                ("2021-07-01", "2021-07-04", "government", "TOLOnews", "medium"),
                ("2021-07-05", None, "taliban", "EFE", "medium"),
            ],
        ),
    ],
)  # fmt: skip
def test_three_histories_by_hand(
    dataset: Dataset, unit_id: str, expected: list[tuple[str, str | None, str, str, str]]
) -> None:
    spells = dataset.assessments["named-sources"].spells
    mine = spells[spells["unit_id"].eq(unit_id)]
    found = [
        (str(row.date_from.date()), None if pd.isna(row.date_to) else str(row.date_to.date()),
         row.status, row.source, row.confidence)
        for row in mine.itertuples()
    ]  # fmt: skip
    assert found == expected
    assert set(mine["basis"]) == {"documented"}


@pytest.mark.parametrize("name", ["named-sources", "long-war-journal", "afghan-watchers"])
def test_the_documented_part_is_what_a_day_shows_without_the_rest(
    dataset: Dataset, name: str
) -> None:
    view = dataset.default_view.with_(assessment=name, documented_only=True)
    part = dataset.assessment(view)
    assert set(part.spells["basis"]) == {"documented"}
    days, before = set(part.change_days()), None
    day = date(2021, 6, 10)
    while day <= date(2021, 8, 20):
        whole = dataset.statuses(view.with_(as_of=day, documented_only=False))
        shown = dataset.statuses(view.with_(as_of=day))
        expected = whole["status"].where(whole["basis"].eq("documented"), "unknown")
        assert shown["status"].equals(expected)
        assert before is None or shown["status"].equals(before) == (day not in days), day
        day, before = day + timedelta(days=1), shown["status"]


@settings(max_examples=40)
@given(
    name=st.sampled_from(
        ["named-sources", "named-media", "long-war-journal", "afghan-watchers", "outlet-kabul-now"]
    ),
    day=st.dates(date(2021, 4, 1), date(2021, 9, 30)),
)
def test_the_spells_of_every_kind_say_what_the_day_says(
    dataset: Dataset, name: str, day: date
) -> None:
    assessment = dataset.assessments[name]
    by_day = assessment.status_as_of(day)
    by_spell = statuses_by_day(assessment.spells, dataset.register.frame)(day)
    pd.testing.assert_frame_equal(by_spell, by_day)


def test_spells_never_overlap_and_name_their_source(dataset: Dataset) -> None:
    for name, assessment in dataset.assessments.items():
        spells = assessment.spells
        check_spells(spells, name)
        assert tuple(spells.columns) == SPELL_COLUMNS
        assert not spells["status"].eq("unknown").any()
        assert spells["source"].str.len().gt(0).all(), name
        allocated = spells["basis"].eq("allocated")
        assert spells.loc[allocated, "confirmed"].isna().all()
        assert spells.loc[allocated, "confidence"].eq("").all()
        assert spells.loc[~allocated, "confidence"].isin(["high", "medium", "low"]).all()
        first, last = assessment.days
        assert first is None or spells["date_from"].min().date() >= first
        assert last is None or spells["date_to"].max().date() <= last


def test_between_days_of_change_nothing_changes(dataset: Dataset) -> None:
    for name in ("named-sources", "long-war-journal"):
        assessment = dataset.assessments[name]
        days = set(assessment.change_days())
        day, before = date(2021, 6, 1), None
        while day <= date(2021, 8, 20):
            now = assessment.status_as_of(day)["status"]
            if before is not None:
                assert now.equals(before) == (day not in days), (name, day)
            day, before = day + timedelta(days=1), now
