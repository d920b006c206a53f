"""What changed between two days: each changed unit once, with its day and source."""

from dataclasses import dataclass
from datetime import date

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata import Dataset
from geodata.assessments.base import SpellAssessment
from geodata.assessments.changes import CHANGE_COLUMNS, changes
from geodata.assessments.spells import as_spells

summer = st.dates(date(2021, 4, 20), date(2021, 8, 31))
names = st.sampled_from(["named-sources", "named-media", "long-war-journal", "afghan-watchers"])


@dataclass(frozen=True, eq=False, kw_only=True)
class Told(SpellAssessment):
    """An assessment of these spells."""

    told: pd.DataFrame
    name: str = "told"
    label: str = "Told"
    source_name: str = "Somebody"
    group: str = "added"

    @property
    def days(self) -> tuple[date | None, date | None]:
        return None, None

    @property
    def spells(self) -> pd.DataFrame:
        return self.told


def told(*rows: tuple[str, str, str | None, str, str, str]) -> Told:
    """Spells from unit, first day, last day, status, basis and the claim; all of them units."""
    columns = ["unit_id", "date_from", "date_to", "status", "basis", "claim"]
    frame = pd.DataFrame(rows, columns=columns)
    spells = as_spells(
        frame.assign(
            since=frame["date_from"], confirmed=frame["date_from"], score=None, confidence="",
            source="who says " + frame["claim"], claim_ids=frame["claim"].map(lambda claim: (claim,)),
        )
    )  # fmt: skip
    ids = [*"ABCDEFGHI"]
    units = pd.DataFrame(
        {
            "name_en": [f"Name {9 - i}" for i in range(len(ids))],
            "province_code": ["P2", *["P1"] * 7, "P2"],
            "province_en": ["Zabul", *["Balkh"] * 7, "Zabul"],
        },
        index=pd.Index(ids, name="unit_id"),
    )
    return Told(units=units, told=spells)


def test_what_changed_by_hand() -> None:
    assessment = told(
        # A falls; what is told later of the same status does not move the day. It lies in the
        # last province.
        ("A", "2021-05-01", "2021-06-07", "government", "documented", "A1"),
        ("A", "2021-06-08", "2021-06-20", "taliban", "documented", "A2"),
        ("A", "2021-06-21", None, "taliban", "conflicting", "A3"),
        # B is not told of any more after 10 June; its last word was of another status.
        ("B", "2021-05-01", "2021-06-04", "government", "documented", "B1"),
        ("B", "2021-06-05", "2021-06-07", "contested", "documented", "B2"),
        ("B", "2021-06-08", "2021-06-10", "contested", "conflicting", "B3"),
        # C follows B in time, and has the status of B: a run ends with its unit.
        ("C", "2021-06-11", None, "contested", "allocated", "C1"),
        # Of D nothing is told for a day, after which its run begins anew.
        ("D", "2021-06-02", "2021-06-10", "taliban", "documented", "D1"),
        ("D", "2021-06-12", None, "taliban", "documented", "D2"),
        # E has the same status on both days, whatever was between.
        ("E", "2021-05-01", "2021-06-09", "taliban", "documented", "E1"),
        ("E", "2021-06-10", "2021-06-19", "government", "documented", "E2"),
        ("E", "2021-06-20", None, "taliban", "documented", "E3"),
        # F changes on the second day itself and once more later, G on the day after it, H on the first day.
        ("F", "2021-06-30", "2021-07-01", "government", "documented", "F1"),
        ("F", "2021-07-02", None, "taliban", "documented", "F2"),
        ("G", "2021-07-01", None, "government", "documented", "G1"),
        ("H", "2021-06-01", None, "government", "documented", "H1"),
    )
    found = changes(assessment, assessment.units, date(2021, 6, 1), date(2021, 6, 30))
    assert tuple(found.columns) == CHANGE_COLUMNS
    shown = found.assign(day=found["day"].dt.date.astype(str)).drop(columns=["name_en"])
    assert [tuple(row) for row in shown.itertuples(index=False)] == [
        ("F", "P1", "Balkh", "unknown", "", "government", "documented", "2021-06-30",
         "who says F1", ("F1",)),
        ("D", "P1", "Balkh", "unknown", "", "taliban", "documented", "2021-06-12",
         "who says D2", ("D2",)),
        ("C", "P1", "Balkh", "unknown", "", "contested", "allocated", "2021-06-11",
         "who says C1", ("C1",)),
        ("B", "P1", "Balkh", "government", "documented", "unknown", "", "2021-06-11",
         "who says B3", ()),
        ("A", "P2", "Zabul", "government", "documented", "taliban", "conflicting", "2021-06-08",
         "who says A2", ("A2",)),
    ]  # fmt: skip
    assert found.index.tolist() == [0, 1, 2, 3, 4]
    assert found["name_en"].tolist() == ["Name 4", "Name 6", "Name 7", "Name 8", "Name 9"]
    some = changes(assessment, assessment.units.loc[["A"]], date(2021, 6, 1), date(2021, 6, 30))
    assert some["unit_id"].tolist() == ["A"]


def test_of_two_names_in_a_province_the_lower_id_comes_first() -> None:
    spells = [(unit, "2021-06-05", None, "taliban", "documented", unit) for unit in "CB"]
    assessment = told(
        *spells,
        ("A", "2021-06-05", "2021-06-09", "taliban", "documented", "A1"),
        ("A", "2021-06-10", None, "taliban", "conflicting", "A2"),
    )
    units = assessment.units.assign(name_en="Nawa", province_en="Ghazni").iloc[::-1]
    found = changes(assessment, units, date(2021, 6, 1), date(2021, 6, 30))
    assert found["unit_id"].tolist() == ["A", "B", "C"]
    assert set(found["day"]) == {pd.Timestamp("2021-06-05")}


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
