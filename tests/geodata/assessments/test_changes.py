"""What changed between two days: each changed unit once, with its day and source."""

from datetime import date

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata import Dataset
from geodata.assessments.changes import CHANGE_COLUMNS, changes

summer = st.dates(date(2021, 4, 20), date(2021, 8, 31))
names = st.sampled_from(["named-sources", "named-media", "long-war-journal", "afghan-watchers"])


@settings(max_examples=30)
@given(name=names, days=st.tuples(summer, summer).map(sorted))
def test_each_changed_unit_is_there_exactly_once(
    dataset: Dataset, name: str, days: list[date]
) -> None:
    first, second = days
    assessment = dataset.assessments[name]
    units = dataset.register.frame
    found = changes(assessment, units, first, second)
    before, after = (assessment.status_as_of(day)["status"] for day in days)
    changed = set(units.index[before.ne(after)])
    assert tuple(found.columns) == CHANGE_COLUMNS
    assert found["unit_id"].is_unique
    assert set(found["unit_id"]) == changed
    for row in found.itertuples():
        assert row.before == before[row.unit_id] != row.after == after[row.unit_id]
        assert pd.Timestamp(first) < row.day <= pd.Timestamp(second)
        assert row.source
        eve = (row.day - pd.Timedelta(days=1)).date()
        assert assessment.status_as_of(eve).loc[row.unit_id, "status"] != row.after
        assert assessment.status_as_of(row.day.date()).loc[row.unit_id, "status"] == row.after


def test_one_change_by_hand(dataset: Dataset) -> None:
    """Zaranj, the first provincial centre to fall, on 6 August 2021."""
    units = dataset.register.frame
    nimroz = units[units["province_code"].eq("AF-NIM")]
    named = dataset.assessments["named-sources"]
    found = changes(named, nimroz, date(2021, 8, 5), date(2021, 8, 6)).set_index("unit_id")
    zaranj = found.loc["AF3401"]
    assert (zaranj["after"], zaranj["day"]) == ("taliban", pd.Timestamp("2021-08-06"))
    ledger = dataset.claims.set_index("claim_id")
    assert set(ledger.loc[list(zaranj["claim_ids"]), "unit_id"]) == {"AF3401"}


def test_a_unit_of_which_nothing_is_said_any_more_changes_on_the_day_after_its_last_word(
    dataset: Dataset,
) -> None:
    units, journal = dataset.register.frame, dataset.assessments["long-war-journal"]
    found = changes(journal, units, date(2021, 8, 10), date(2021, 9, 1))
    assert len(found) == 229 + 112 + 66
    assert set(found["after"]) == {"unknown"}
    assert set(found["day"]) == {pd.Timestamp("2021-08-11")}
    assert found["source"].str.startswith("Long War Journal, count of 2021-08-10").all()
    assert set(found["claim_ids"]) == {()}


def test_nothing_changes_within_a_day(dataset: Dataset) -> None:
    units, day = dataset.register.frame, date(2021, 8, 3)
    assert changes(dataset.assessments["named-sources"], units, day, day).empty
