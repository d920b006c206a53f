"""Differences of ten units by hand, what a view is compared with, and a planted change."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata import Dataset
from geodata.answers.compare import (
    ASSESSMENT_KINDS,
    DATE_KINDS,
    Comparison,
    Side,
    compared,
    comparison,
    differences,
    kinds_of,
    sides,
)
from geodata.assessments.base import STATUSES

DAY = date(2021, 8, 3)
T, C, G, U = STATUSES


def frame_of(statuses: list[str]) -> pd.DataFrame:
    return pd.DataFrame({"status": statuses, "basis": ["documented"] * len(statuses)})


def test_a_difference_map_of_ten_units_by_hand() -> None:
    before = [C, G, T, T, G, T, U, C, U, T]
    after = [T, T, C, G, C, T, T, U, U, U]
    kinds = differences(frame_of(before), frame_of(after), "dates")["kind"].tolist()
    assert kinds == [
        "gained", "gained", "contested", "lost", "contested", "unchanged", "first_word", "no_word",
        "unknown", "no_word",
    ]  # fmt: skip
    kinds = differences(frame_of(before), frame_of(after), "assessments")["kind"].tolist()
    assert kinds == [
        "one_apart", "opposite", "one_apart", "opposite", "one_apart", "agree", "one_speaks",
        "one_speaks", "unknown", "one_speaks",
    ]  # fmt: skip


statuses = st.lists(st.sampled_from(STATUSES), min_size=1, max_size=30)


@given(rows=statuses, place=st.integers(0, 29), other=st.sampled_from(STATUSES))
def test_one_planted_change_lights_exactly_one_unit(
    rows: list[str], place: int, other: str
) -> None:
    place %= len(rows)
    changed = [*rows[:place], other, *rows[place + 1 :]]
    found = differences(frame_of(rows), frame_of(changed), "dates")["kind"]
    lit = found.index[~found.isin(["unchanged", "unknown"])].tolist()
    assert lit == ([] if rows[place] == other else [place])


@given(rows=st.lists(st.tuples(*[st.sampled_from(STATUSES)] * 2), max_size=30))
def test_every_unit_is_of_one_known_kind(rows: list[tuple[str, str]]) -> None:
    before, after = frame_of([a for a, _ in rows]), frame_of([b for _, b in rows])
    for kind in ("dates", "assessments"):
        found = differences(before, after, kind)["kind"]
        assert set(found) <= set(kinds_of(kind))
    assert differences(before, before, "assessments")["kind"].isin(["agree", "unknown"]).all()


@pytest.mark.parametrize(
    ("query", "first", "second"),
    [
        ({}, ("afghan-watchers", DAY), ("long-war-journal", DAY)),
        ({"compare": "named-sources"}, ("afghan-watchers", DAY), ("named-sources", DAY)),
        (
            {"assessment": "named-sources", "compare": "2021-06-16"},
            ("named-sources", date(2021, 6, 16)),
            ("named-sources", DAY),
        ),
        (
            {"assessment": "named-sources", "compare": "2021-08-16"},
            ("named-sources", DAY),
            ("named-sources", date(2021, 8, 16)),
        ),
        (
            {"compare": "named-sources@2021-06-16"},
            ("afghan-watchers", DAY),
            ("named-sources", date(2021, 6, 16)),
        ),
        (
            {"as_of": date(2021, 5, 1), "assessment": "named-sources"},
            ("named-sources", date(2021, 4, 1)),
            ("named-sources", date(2021, 5, 1)),
        ),
    ],
)
def test_what_a_view_is_compared_with(
    dataset: Dataset, query: dict[str, object], first: tuple[str, date], second: tuple[str, date]
) -> None:
    view = dataset.default_view.with_(**query)
    assert comparison(dataset, view) == Comparison(Side(*first), Side(*second))


def test_the_embedded_comparison_adds_up(dataset: Dataset) -> None:
    view = dataset.default_view.with_(assessment="named-sources", compare="2021-06-16")
    frame = compared(dataset, view)
    assert len(frame) == 422
    assert frame["kind"].isin(DATE_KINDS).all()
    days = view.with_(date_from=date(2021, 6, 16), date_to=DAY)
    events = dataset.events.of(days)
    totals = events["sub_type"].fillna("").str.startswith("cumulative count:")
    counted = events[events["unit_id"].notna() & events["duplicate_of"].isna() & ~totals]
    assert int(frame["incidents"].sum()) == len(counted) > 100
    herat = compared(dataset, view.with_(provinces=("AF-HER",)))
    assert set(herat["province_code"]) == {"AF-HER"}
    assert herat["kind"].equals(frame.loc[herat.index, "kind"])


def test_only_what_is_documented_is_compared_where_the_view_says_so(dataset: Dataset) -> None:
    view = dataset.default_view.with_(documented_only=True)
    for side in sides(dataset, view):
        assert set(side["basis"]) <= {"documented", ""}
    assert compared(dataset, view)["kind"].isin(ASSESSMENT_KINDS).all()
