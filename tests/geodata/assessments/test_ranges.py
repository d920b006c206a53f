"""Ranges contain their counts and only widen as less is sure."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from geodata import Dataset
from geodata.assessments.base import BASES, STATUSES
from geodata.assessments.ranges import (
    NEVER,
    NOT_KNOWN,
    age_band,
    is_uncertain,
    status_ranges,
)
from geodata.claims.totals import CLASSES

DAY = date(2021, 8, 3)


def statuses_of(*rows: tuple[str, str, int | None, bool]) -> pd.DataFrame:
    """Status, basis, days since the last confirmation, and whether it was assigned by score."""
    return pd.DataFrame(
        {
            "status": [status if basis else "unknown" for status, basis, *_ in rows],
            "basis": [basis if status != "unknown" else "" for status, basis, *_ in rows],
            "confirmed": pd.Series(
                [None if age is None else DAY - timedelta(days=age) for *_, age, _ in rows],
                dtype=object,
            ),
            "score": [0.5 if ours else np.nan for *_, ours in rows],
        }
    )


def test_ranges_by_hand() -> None:
    """Two are sure; one is stale, one allocated, one assigned against its claims, one unknown."""
    frame = statuses_of(
        ("taliban", "documented", 3, False),
        ("taliban", "documented", 31, False),
        ("contested", "allocated", None, True),
        ("government", "conflicting", None, True),
        ("government", "conflicting", 30, False),
        ("unknown", "", None, False),
    )
    assert is_uncertain(frame, DAY, 30).tolist() == [False, True, True, True, False, False]
    assert status_ranges(frame, DAY, 30) == {
        "taliban": (1, 4), "contested": (0, 3), "government": (1, 4),
    }  # fmt: skip


def test_bands_by_hand() -> None:
    frame = statuses_of(
        ("taliban", "documented", 7, False),
        ("taliban", "documented", 8, False),
        ("taliban", "documented", 30, False),
        ("taliban", "documented", 31, False),
        ("taliban", "documented", 90, False),
        ("taliban", "documented", 91, False),
        ("taliban", "documented", None, False),
        ("taliban", "allocated", 7, True),
        ("unknown", "", None, False),
    )
    assert age_band(frame, DAY).tolist() == [0, 1, 1, 2, 2, 3, NEVER, NEVER, NOT_KNOWN]


rows = st.lists(
    st.tuples(
        st.sampled_from(STATUSES), st.sampled_from(BASES), st.none() | st.integers(0, 400),
        st.booleans(),
    ),
    max_size=40,
)  # fmt: skip


@given(rows=rows, stale=st.integers(1, 400), fewer=st.integers(0, 400))
def test_a_range_contains_its_count_and_never_narrows_as_more_is_stale(
    rows: list[tuple[str, str, int | None, bool]], stale: int, fewer: int
) -> None:
    frame = statuses_of(*rows)
    narrow = status_ranges(frame, DAY, stale)
    wide = status_ranges(frame, DAY, max(1, stale - fewer))
    for name in CLASSES:
        count = int(frame["status"].eq(name).sum())
        assert narrow[name][0] <= count <= narrow[name][1]
        assert wide[name][0] <= narrow[name][0]
        assert wide[name][1] >= narrow[name][1]


@given(rows=rows, stale=st.integers(1, 400), which=st.integers(0, 39))
def test_one_more_allocated_unit_never_narrows_a_range(
    rows: list[tuple[str, str, int | None, bool]], stale: int, which: int
) -> None:
    before = statuses_of(*rows)
    less_sure = list(rows)
    if rows:
        status, _, age, _ = rows[which % len(rows)]
        less_sure[which % len(rows)] = (status, "allocated", age, True)
    sure, unsure = (status_ranges(f, DAY, stale) for f in (before, statuses_of(*less_sure)))
    for name in CLASSES:
        assert unsure[name][0] <= sure[name][0]
        assert unsure[name][1] >= sure[name][1]


def test_every_embedded_count_lies_in_its_range(dataset: Dataset) -> None:
    for assessment in dataset.assessments.values():
        for day in (date(2021, 5, 1), DAY, date(2021, 8, 16)):
            frame = assessment.status_as_of(day)
            for name, (low, high) in status_ranges(frame, day, 30).items():
                assert low <= int(frame["status"].eq(name).sum()) <= high <= 422
