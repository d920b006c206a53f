"""What changed in words: each changed unit once, with its sources, worked out again here."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.i18n import Catalogue
from dashboard.reading import Reading
from dashboard.wording.changes import change_lines, changes_text, claimants_of
from geodata.assessments.base import BASES
from geodata.dataset.dataset import Dataset

summer = st.dates(date(2021, 5, 1), date(2021, 8, 20))
names = st.sampled_from(["named-sources", "long-war-journal", "named-media"])


@settings(max_examples=25)
@given(name=names, days=st.tuples(summer, summer), documented=st.booleans())
def test_each_changed_unit_stands_there_exactly_once(
    dataset: Dataset, t: Catalogue, name: str, days: tuple[date, date], documented: bool
) -> None:
    view = dataset.default_view.with_(
        assessment=name, as_of=days[1], compare=days[0].isoformat(), documented_only=documented
    )
    early, late = sorted(days)
    before = dataset.statuses(view.with_(as_of=early, compare=""))["status"]
    after = dataset.statuses(view.with_(as_of=late, compare=""))["status"]
    lines = change_lines(Reading(dataset, view, t))
    assert sorted(line.unit_id for line in lines) == sorted(before.index[before.ne(after)])
    for line in lines:
        said = f"{t(f'status.{before[line.unit_id]}')} → {t(f'status.{after[line.unit_id]}')}"
        assert said in line.words
    text = changes_text(Reading(dataset, view, t))
    assert text.count("\n- ") == len(lines)


def test_a_line_by_hand(dataset: Dataset, t: Catalogue) -> None:
    view = dataset.default_view.with_(
        assessment="named-sources", as_of=date(2021, 7, 3), compare="2021-07-01"
    )
    lines = {line.unit_id: line for line in change_lines(Reading(dataset, view, t))}
    (maruf,) = [line for line in lines.values() if line.words.startswith("Kandahar, Maruf:")]
    assert maruf.text() == (
        "Kandahar, Maruf: Taliban → Contested, 3 July 2021 (conflicting, Kabul Now, dpa)"
    )
    assert [url.startswith("https://") for name, url in maruf.sources[1:] if name] == [True, True]


@pytest.mark.parametrize("documented", [False, True])
@pytest.mark.parametrize("name", ["long-war-journal", "named-sources", "named-media"])
def test_every_line_names_a_source(
    dataset: Dataset, t: Catalogue, name: str, documented: bool
) -> None:
    view = dataset.default_view.with_(
        assessment=name, as_of=date(2021, 8, 3), compare="2021-06-16", documented_only=documented
    )
    lines = change_lines(Reading(dataset, view, t))
    assert len(lines) > 50
    for line in lines:
        assert line.sources
        assert line.basis in (("documented", "") if documented else (*BASES, ""))


def test_nothing_changed_is_said(dataset: Dataset, t: Catalogue) -> None:
    view = dataset.default_view.with_(assessment="named-sources", compare="2021-08-03")
    assert (
        changes_text(Reading(dataset, view, t))
        == "Named sources, 3 August 2021: no district changed."
    )


def test_an_outlet_behind_several_claims_is_named_once(dataset: Dataset) -> None:
    of_one = dataset.claims.groupby("outlet")["claim_id"].apply(list)
    several = next(ids for ids in of_one if len(ids) > 2)
    assert len(claimants_of(dataset, several)) == 1
    assert claimants_of(dataset, ["no such claim"]) == []
