"""Sentences made from a view: headline, subtitle, casualties, days."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from dashboard.i18n import Catalogue
from dashboard.reading import Reading
from dashboard.wording import words
from geodata.dataset.dataset import Dataset
from geodata.view import NO_TYPES, View


@pytest.fixture
def view(dataset: Dataset) -> View:
    return dataset.default_view


def event(
    best: int | None = None,
    low: int | None = None,
    high: int | None = None,
    *,
    civilians: int | None = None,
    injured: int | None = None,
) -> pd.Series:
    """A row with these counts and nothing else, typed as the event table types it."""
    counts = pd.array([best, low, high, civilians, injured], dtype="Int32")
    names = ["fatalities_best", "fatalities_low", "fatalities_high", "civilians_killed", "injured"]
    return pd.Series(counts, index=names, dtype=object)


# Headline and subtitle ----------------------------------------------------------------------


def test_the_headline_names_the_country_its_units_and_the_day(
    dataset: Dataset, view: View, t: Catalogue
) -> None:
    said = words.headline(Reading(dataset, view, t))
    assert said == "Who holds Afghanistan’s 422 districts, 3 August 2021"


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        (("AF-HER",), "Herat"),
        (("AF-FRA", "AF-HER"), "Farah and Herat"),
        (("AF-FRA", "AF-HER", "AF-NIM"), "Farah, Herat and Nimruz"),
        (("AF-BDG", "AF-FRA", "AF-HER", "AF-NIM"), "4 provinces"),
    ],
)
def test_the_headline_names_up_to_three_provinces_and_counts_more(
    dataset: Dataset, view: View, t: Catalogue, codes: tuple[str, ...], said: str
) -> None:
    chosen = replace(view, provinces=codes)
    assert words.province_words(Reading(dataset, chosen, t)) == said
    n = int(dataset.register.frame["province_code"].isin(codes).sum())
    expected = f"Who holds the {n} districts of {said}, 3 August 2021"
    assert words.headline(Reading(dataset, chosen, t)) == expected


def test_the_subtitle_says_by_whom_how_many_from_when_and_where(
    dataset: Dataset, view: View, t: Catalogue
) -> None:
    said = words.subtitle(Reading(dataset, view, t), 64)
    by = t("assessment.afghan-watchers.by")
    assert said == f"{by}, with 64 incidents from 28 July to 4 August 2021; all provinces"


def test_the_subtitle_of_one_incident_on_one_day_is_singular(
    dataset: Dataset, view: View, t: Catalogue
) -> None:
    day = date(2021, 8, 3)
    said = words.subtitle(Reading(dataset, replace(view, date_from=day, date_to=day), t), 1)
    assert "with 1 incident from 3 August 2021" in said


@pytest.mark.parametrize(
    ("types", "end"),
    [
        ((), ""),
        (NO_TYPES, "; no incidents shown"),
        (("airstrike",), "; only air strike"),
        (("battle", "airstrike"), "; only battle and air strike"),
        (("battle", "airstrike", "protest"), "; only battle, air strike and protest"),
    ],
)
def test_the_subtitle_says_which_types_are_shown(
    dataset: Dataset, view: View, t: Catalogue, types: tuple[str, ...], end: str
) -> None:
    said = words.subtitle(Reading(dataset, replace(view, types=types), t), 7)
    assert said.endswith(f"all provinces{end}")


# How it is known ----------------------------------------------------------------------------


def test_an_assessment_says_for_which_day_it_speaks(
    dataset: Dataset, view: View, t: Catalogue
) -> None:
    assert words.silence(Reading(dataset, view, t)) is None
    said = words.silence(Reading(dataset, replace(view, as_of=date(2021, 7, 10)), t))
    assert said is not None
    assert "speaks for 3 August 2021 only" in said
    assert "For 10 July 2021 it says nothing" in said


def test_named_sources_are_never_silent(dataset: Dataset, view: View, t: Catalogue) -> None:
    named = replace(view, assessment="named-sources", as_of=date(1950, 1, 1))
    assert words.silence(Reading(dataset, named, t)) is None


# One incident -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (event(5), "5 killed"),
        (event(1), "1 killed"),
        (event(0), "0 killed"),
        (event(5, 5, 5), "5 killed"),
        (event(5, 3, 7), "5 killed (range 3 – 7)"),
        (event(5, 3, None), "5 killed (range 3 – 5)"),
        (event(5, None, 7), "5 killed (range 5 – 7)"),
        (event(1200, 1000, None), "1,200 killed (range 1,000 – 1,200)"),
        (event(None, 3, None), "at least 3 killed"),
        (event(None, 3, 7), "3 – 7 killed"),
        (event(None, None, 30), "up to 30 killed, as claimed by one side"),
        (event(), ""),
    ],
)
def test_deaths_are_said_with_their_range_and_never_invented(
    t: Catalogue, row: pd.Series, said: str
) -> None:
    assert words.killed(row, t) == said


def test_casualties_name_civilians_and_injured_where_the_source_does(t: Catalogue) -> None:
    assert words.casualties(event(4, civilians=1, injured=12), t) == [
        "4 killed",
        "1 civilian among the dead",
        "12 injured",
    ]
    assert words.casualties(event(injured=2), t) == ["2 injured"]
    assert words.casualties(event(4, civilians=0), t) == [
        "4 killed",
        "0 civilians among the dead",
    ]
    assert words.casualties(event(), t) == []


@pytest.mark.parametrize(
    ("precision", "said"),
    [
        ("day", "1 to 3 August 2021"),
        ("week", "1 to 3 August 2021, day known to the week"),
        ("month", "1 to 3 August 2021, day known to the month"),
    ],
)
def test_days_are_said_as_exactly_as_the_source_knows_them(
    t: Catalogue, precision: str, said: str
) -> None:
    row = pd.Series(
        {
            "date_start": pd.Timestamp("2021-08-01"),
            "date_end": pd.Timestamp("2021-08-03"),
            "date_precision": precision,
        }
    )
    assert words.event_days(row, t) == said


@pytest.mark.parametrize(
    ("parts", "said"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_lists_read_like_a_sentence(t: Catalogue, parts: list[str], said: str) -> None:
    assert words.listed(parts, t) == said
