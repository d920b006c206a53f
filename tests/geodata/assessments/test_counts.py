"""A source's counts brought down to units: met on each day, held between, few changes."""

from datetime import date, timedelta

import pandas as pd
import pytest

from geodata import Dataset
from geodata.assessments.base import BASES, STATUSES, count_statuses
from geodata.assessments.counts import Count, PublishedSeries
from geodata.assessments.named import NamedSources
from geodata.claims.claims import no_claims

JUNE, AUGUST, LAST = date(2021, 6, 16), date(2021, 8, 3), date(2021, 8, 10)


@pytest.fixture(scope="module")
def journal(dataset: Dataset) -> PublishedSeries:
    found = dataset.assessments["long-war-journal"]
    assert isinstance(found, PublishedSeries)
    return found


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        (JUNE, [104, 201, 94, 23]),
        (AUGUST, [223, 116, 68, 15]),
        (LAST, [229, 112, 66, 15]),
        (JUNE - timedelta(days=1), [0, 0, 0, 422]),
        (LAST + timedelta(days=1), [0, 0, 0, 422]),
    ],
)
def test_every_count_is_met_on_its_day(
    journal: PublishedSeries, day: date, counts: list[int]
) -> None:
    said = count_statuses(journal.status_as_of(day))
    assert [said[name] for name in STATUSES] == counts


def test_only_sources_with_two_full_counts_are_series(dataset: Dataset) -> None:
    series = [a for a in dataset.assessments.values() if isinstance(a, PublishedSeries)]
    days = {a.name: [count.day for count in a.counts] for a in series}
    assert days == {"afghan-watchers": [AUGUST], "long-war-journal": [JUNE, AUGUST, LAST]}


def test_between_two_counts_a_unit_keeps_its_status(journal: PublishedSeries) -> None:
    june = journal.status_as_of(JUNE)["status"]
    day = JUNE
    while day < AUGUST:
        assert journal.status_as_of(day)["status"].equals(june)
        day += timedelta(days=1)
    assert journal.change_days() == (JUNE, AUGUST, LAST, LAST + timedelta(days=1))


def test_as_few_units_change_as_the_totals_allow(journal: PublishedSeries) -> None:
    """Worked by hand: 85 contested, 26 government and 8 unknown leave; nobody has to come back."""
    june, august, last = (journal.status_as_of(day)["status"] for day in (JUNE, AUGUST, LAST))
    assert int(june.ne(august).sum()) == 223 - 104 == 85 + 26 + 8
    assert int(august.ne(last).sum()) == 229 - 223
    assert august[june.eq("taliban")].eq("taliban").all()


def test_a_status_is_documented_only_while_claims_bear_it_out(
    dataset: Dataset, journal: PublishedSeries
) -> None:
    named = dataset.assessments["named-sources"]
    for day in (JUNE, date(2021, 7, 10), AUGUST, LAST):
        ours, theirs = journal.status_as_of(day), named.status_as_of(day)
        documented = ours["basis"].eq("documented")
        assert documented.any()
        assert ours.loc[documented, "status"].equals(theirs.loc[documented, "status"])
        assert theirs.loc[documented, "basis"].eq("documented").all()
        allocated = ours["basis"].eq("allocated")
        assert theirs.loc[allocated, "status"].eq("unknown").all()
        assert ours.loc[allocated, "confirmed"].isna().all()
        counts = count_statuses(ours)
        assert sum(counts[basis] for basis in BASES) + counts["unknown"] == 422


def test_units_that_are_left_over_are_such_as_nobody_names(
    dataset: Dataset, journal: PublishedSeries
) -> None:
    named = dataset.assessments["named-sources"].status_as_of(JUNE)
    left = journal.status_as_of(JUNE)["status"].eq("unknown")
    assert named.loc[left, "status"].eq("unknown").all()


def test_no_centre_is_taliban_before_the_first_fell(
    dataset: Dataset, journal: PublishedSeries
) -> None:
    centres = dataset.register.frame["kind"].eq("provincial_centre")
    for day in (JUNE, AUGUST):
        assert not journal.status_as_of(day).loc[centres, "status"].eq("taliban").any()


def test_who_contradicts_a_status_makes_nobody_sure_of_it(
    dataset: Dataset, journal: PublishedSeries
) -> None:
    named = dataset.assessments["named-sources"].spells
    sure = named.loc[named["confidence"].eq("high"), "claim_ids"]
    spells = journal.spells
    words = spells.groupby("basis")["confidence"].agg(set)
    assert words["conflicting"] == {"low"}
    assert words["allocated"] == {""}
    assert words["documented"] == {"high", "medium", "low"}
    # Some of them are told otherwise by claims that are highly trusted.
    conflicting = spells[spells["basis"].eq("conflicting")]
    assert conflicting["claim_ids"].isin(set(sure)).any()
    documented = spells[spells["basis"].eq("documented")]
    assert documented.loc[documented["claim_ids"].isin(set(sure)), "confidence"].eq("high").all()


@pytest.mark.parametrize(("day", "taliban"), [(date(2021, 8, 5), "B"), (date(2021, 8, 6), "A")])
def test_a_centre_may_be_taliban_from_the_day_on_which_the_first_fell(
    day: date, taliban: str
) -> None:
    units = pd.DataFrame(
        {"lon": [62.0, 63.0], "lat": 34.0, "kind": ["provincial_centre", "district"]},
        index=pd.Index(["A", "B"], name="unit_id"),
    )
    # All that is known speaks for the centre.
    taken = {"unit_id": ["A"], "event_type": "territory_taken", "date_start": pd.Timestamp(day)}
    made = PublishedSeries(
        units=units, name="x", label="X", source_name="X", claims=no_claims(),
        counts=(Count(day, {"taliban": 1, "contested": 0, "government": 1}),),
        events=pd.DataFrame(taken), named=NamedSources(units=units, claims=no_claims()),
    )  # fmt: skip
    status = made.status_as_of(day)["status"]
    assert status.index[status.eq("taliban")].tolist() == [taliban]


def test_a_spell_names_its_count(journal: PublishedSeries) -> None:
    spells = journal.spells
    during = spells[spells["date_from"] < pd.Timestamp(AUGUST)]
    assert during["source"].str.startswith("Long War Journal, count of 2021-06-16").all()
    allocated = spells[spells["basis"].eq("allocated")]
    assert not allocated["source"].str.contains(";").any()
    documented = spells[spells["basis"].eq("documented")]
    assert documented["source"].str.contains("; ").all()
