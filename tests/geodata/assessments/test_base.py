"""Assessments on the embedded facts: counts, what backs them, and a second computation."""

import csv
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geodata import Dataset, open_dataset
from geodata.assessments.base import BASES, STATUS_COLUMNS, STATUSES, count_statuses
from geodata.assessments.counts import Count, PublishedSeries
from geodata.errors import FrontmapError

WATCHERS, NAMED = "afghan-watchers", "named-sources"
THIRD_OF_AUGUST = date(2021, 8, 3)
ZARANJ_FELL = date(2021, 8, 6)

any_day = st.dates(date(2015, 1, 1), date(2030, 12, 31))
summer = st.dates(date(2021, 5, 1), date(2021, 8, 31))


def test_the_published_total_is_met_on_its_day(dataset: Dataset) -> None:
    counts = count_statuses(dataset.assessments[WATCHERS].status_as_of(THIRD_OF_AUGUST))
    assert {name: counts[name] for name in STATUSES} == {
        "taliban": 140,
        "contested": 151,
        "government": 131,
        "unknown": 0,
    }


@pytest.mark.parametrize("days", [-1, 1])
def test_the_published_total_speaks_for_no_other_day(dataset: Dataset, days: int) -> None:
    watchers = dataset.assessments[WATCHERS]
    assert watchers.days == (THIRD_OF_AUGUST, THIRD_OF_AUGUST)
    other = watchers.status_as_of(THIRD_OF_AUGUST + timedelta(days=days))
    assert count_statuses(other)["unknown"] == 422
    assert other["score"].isna().all()
    assert not other["claim_ids"].map(len).any()


@settings(max_examples=60)
@given(day=any_day | summer, name=st.sampled_from(tuple(open_dataset().assessments)))
@example(day=THIRD_OF_AUGUST, name=WATCHERS)
def test_counts_add_up_on_any_day(dataset: Dataset, day: date, name: str) -> None:
    statuses = dataset.assessments[name].status_as_of(day)
    assert tuple(statuses.columns) == STATUS_COLUMNS
    assert statuses.index.equals(dataset.register.frame.index)
    assert set(statuses["status"]) <= set(STATUSES)
    assert set(statuses["basis"]) <= {*BASES, ""}
    counts = count_statuses(statuses)
    assert counts["total"] == 422
    assert sum(counts[status] for status in STATUSES) == 422
    assert sum(counts[basis] for basis in BASES) + counts["unknown"] == 422
    assert statuses["basis"].eq("").equals(statuses["status"].eq("unknown"))


@pytest.fixture(scope="module")
def claim_of(dataset: Dataset) -> Callable[[str], dict[str, Any]]:
    """A claim by its id; a function, for what hypothesis is given it prints when a test fails."""
    rows = dataset.claims.to_dict("records")
    claims = {str(row["claim_id"]): {str(k): v for k, v in row.items()} for row in rows}
    return lambda claim_id: claims[claim_id]


@settings(max_examples=60)
@given(day=any_day | summer, name=st.sampled_from((WATCHERS, NAMED)))
@example(day=THIRD_OF_AUGUST, name=WATCHERS)
def test_what_is_documented_is_what_its_claims_say(
    dataset: Dataset, claim_of: Callable[[str], dict[str, Any]], day: date, name: str
) -> None:
    statuses = dataset.assessments[name].status_as_of(day)
    for row in statuses.itertuples():
        behind = [claim_of(claim_id) for claim_id in row.claim_ids]
        for claim in behind:
            assert claim["unit_id"] == row.Index
            assert claim["weight"] > 0
            assert claim["day"].date() <= day
        said = {claim["status"] for claim in behind}
        if row.basis == "documented":
            assert said == {row.status}
            assert row.since <= row.confirmed <= day
            assert row.confirmed == max(claim["day"] for claim in behind).date()
        elif row.basis == "conflicting":
            assert said
            assert said != {row.status}
        else:
            assert row.claim_ids == ()
            assert row.since is row.confirmed is None


def test_every_allocated_unit_has_no_claim_that_decides(dataset: Dataset) -> None:
    statuses = dataset.assessments[WATCHERS].status_as_of(THIRD_OF_AUGUST)
    allocated = statuses.index[statuses["basis"].eq("allocated")]
    claims = dataset.claims
    known = claims[(claims["day"] <= pd.Timestamp(THIRD_OF_AUGUST)) & claims["weight"].gt(0)]
    assert len(allocated) == 184
    assert not set(allocated) & set(known["unit_id"])
    assert set(statuses.index) - set(allocated) == set(known["unit_id"])


def test_the_allocation_follows_the_score(dataset: Dataset) -> None:
    statuses = dataset.assessments[WATCHERS].status_as_of(THIRD_OF_AUGUST)
    score, status = statuses["score"], statuses["status"]
    assert score.between(0, 1).all()
    centre = dataset.register.frame["kind"].eq("provincial_centre")
    taliban = score[status.eq("taliban")]
    assert taliban.min() >= score[~centre & ~status.eq("taliban")].max()
    assert score[status.eq("contested")].min() >= score[status.eq("government")].max()


def test_no_centre_is_taliban_before_the_first_fell(dataset: Dataset) -> None:
    frame = dataset.register.frame
    centres = frame.index[frame["kind"].eq("provincial_centre")]
    assert len(centres) == 34
    # Every day on which anything can change, and every day of the months in question.
    named = {day.date() for day in dataset.claims["day"]}
    days = named | {date(2021, 5, 1) + timedelta(days=i) for i in range(123)}
    for name, assessment in dataset.assessments.items():
        for day in sorted(d for d in days if d < ZARANJ_FELL):
            shown = assessment.status_as_of(day)["status"]
            assert not shown[centres].eq("taliban").any(), (name, day)
    fallen = dataset.assessments[NAMED].status_as_of(ZARANJ_FELL)["status"][centres]
    assert fallen[fallen.eq("taliban")].index.tolist() == ["AF3401"]


def test_pato_is_not_coloured_by_the_claim_that_was_not_found_again(dataset: Dataset) -> None:
    for day in (date(2021, 6, 20), date(2021, 6, 21), THIRD_OF_AUGUST, date(2021, 8, 31)):
        for assessment in dataset.assessments.values():
            row = assessment.status_as_of(day).loc["AF2409"]
            assert "C0333" not in row["claim_ids"]
            if assessment.group == "counts":  # neighbours may count it in, never as documented
                assert row["basis"] != "documented" or row["status"] != "taliban"
            else:
                assert row["status"] != "taliban"


def test_what_a_caller_does_to_an_answer_does_not_reach_the_next_one(dataset: Dataset) -> None:
    for assessment in dataset.assessments.values():
        first = assessment.status_as_of(THIRD_OF_AUGUST)
        counted = count_statuses(first)
        first["status"] = "unknown"
        first.loc["AF3201", "basis"] = "spoilt"
        again = assessment.status_as_of(THIRD_OF_AUGUST)
        assert count_statuses(again) == counted
        assert again.loc["AF3201", "basis"] != "spoilt"


def another_total(dataset: Dataset, day: date, *counts: int) -> pd.DataFrame:
    """Statuses by another published total, Taliban, contested and government, of a day."""
    watchers = dataset.assessments[WATCHERS]
    assert isinstance(watchers, PublishedSeries)
    count = Count(day, dict(zip(STATUSES, counts, strict=False)))
    return replace(watchers, counts=(count,)).status_as_of(day)


def test_a_total_that_leaves_units_over_shows_them_as_unknown(dataset: Dataset) -> None:
    counts = count_statuses(another_total(dataset, THIRD_OF_AUGUST, 223, 116, 68))
    assert [counts[name] for name in STATUSES] == [223, 116, 68, 15]
    assert sum(counts[basis] for basis in BASES) == 407


def test_however_many_are_taliban_a_centre_is_so_only_from_the_day_the_first_fell(
    dataset: Dataset,
) -> None:
    centre = dataset.register.frame["kind"].eq("provincial_centre")
    eve = ZARANJ_FELL - timedelta(days=1)
    before = another_total(dataset, eve, 388, 34, 0)["status"]
    assert before[~centre].eq("taliban").all()
    assert before[centre].eq("contested").all()
    with pytest.raises(FrontmapError, match="389 Taliban units, but only 388 can be Taliban"):
        another_total(dataset, eve, 389, 33, 0)
    after = another_total(dataset, ZARANJ_FELL, 389, 33, 0)["status"]
    assert after[centre].eq("taliban").any()


# A second computation of the named sources, in plain Python from the files alone. --------------


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def plain_claims(folder: Path) -> dict[str, list[tuple[date, str, str, float, str]]]:
    """Day, source, status, weight and id of every claim that may decide, by unit."""
    centres = {
        row["unit_id"]
        for row in rows_of(folder / "register.csv")
        if row["kind"] == "provincial_centre"
    }
    found: dict[str, list[tuple[date, str, str, float, str]]] = defaultdict(list)
    for row in rows_of(folder / "claims.csv"):
        if not row["unit_id"] or row["check"] == "not_found":
            continue
        weight = 1.0
        for lesser in (
            row["source_kind"] == "party claim",
            row["check"] in ("weak", "unchecked"),
            "whole-province" in row["note"],
        ):
            weight /= 2 if lesser else 1
        day = date.fromisoformat(row["date_from"] or row["as_of_date"])
        source = row["wire"] or row["source_id"]
        found[row["unit_id"]].append((day, source, row["status"], weight, row["claim_id"]))
    for row in rows_of(folder / "takeovers.csv"):
        if row["unit_id"] and row["taliban_from"]:
            day = date.fromisoformat(row["taliban_from"])
            claim = (day, "series", "taliban", 0.5, f"S-{row['unit_id']}")
            found[row["unit_id"]].append(claim)
    return {
        unit: [
            claim
            for claim in claims
            if not (unit in centres and claim[2] == "taliban" and claim[0] < ZARANJ_FELL)
        ]
        for unit, claims in found.items()
    }


def plain_status(claims: list[tuple[date, str, str, float, str]], day: date) -> tuple[str, str]:
    known = sorted(c for c in claims if c[0] <= day)
    if not known:
        return "unknown", ""
    full = [c for c in known if c[3] == 1.0]
    deciding = full or known
    last = deciding[-1][0]
    by_source: dict[str, tuple[date, str, str]] = {}
    for claim_day, source, status, _, claim_id in deciding:
        before = by_source.get(source)
        if claim_day >= last - timedelta(days=3) and (
            before is None or (claim_day, claim_id) > before[:2]
        ):
            by_source[source] = (claim_day, claim_id, status)
    said = {status for _, _, status in by_source.values()}
    said |= {status for claim_day, _, status, _, _ in known if claim_day > last}
    return (said.pop(), "documented") if len(said) == 1 else ("contested", "conflicting")


@pytest.mark.parametrize(
    "day",
    [
        date(2015, 1, 1),
        date(2018, 6, 1),
        date(2021, 5, 14),
        date(2021, 6, 8),
        date(2021, 6, 21),
        date(2021, 6, 24),
        date(2021, 7, 4),
        date(2021, 7, 7),
        date(2021, 7, 16),
        date(2021, 7, 31),
        date(2021, 8, 3),
        date(2021, 8, 9),
        date(2021, 8, 15),
        date(2030, 12, 31),
    ],
)
def test_named_sources_come_out_the_same_in_plain_python(dataset: Dataset, day: date) -> None:
    claims = plain_claims(dataset.folder)
    expected = {
        unit: plain_status(claims.get(unit, []), day) for unit in dataset.register.frame.index
    }
    got = dataset.assessments[NAMED].status_as_of(day)
    pairs = dict(zip(got.index, zip(got["status"], got["basis"], strict=True), strict=True))
    assert pairs == expected


def test_the_named_sources_of_3_august_in_numbers(dataset: Dataset) -> None:
    counts = count_statuses(dataset.assessments[NAMED].status_as_of(THIRD_OF_AUGUST))
    assert counts == {
        "taliban": 177,
        "contested": 42,
        "government": 19,
        "unknown": 184,
        "total": 422,
        "documented": 215,
        "conflicting": 23,
        "allocated": 0,
    }
