"""One incident: where exactly, which casualties, who says so, and what it repeats."""

from copy import copy
from functools import cache
from typing import Any, cast

import pandas as pd
import pytest

from dashboard.i18n import Catalogue
from dashboard.layout.event_card import event_card, event_details, source_link
from dashboard.reading import Reading
from geodata.dataset.dataset import Dataset
from geodata.events.query import EventTable
from geodata.view import View, parse_query
from tests.support.tree import links, of_class, of_type, text

DAM = "AFG-20210804-08"  # exact spot, 2 killed, 7 injured
FIRST = "AFG-20210802-02"  # told again by TWIN
TWIN = "AFG-20210802-03"
CUMULATIVE = "AFG-20210728-01"


@pytest.fixture
def view(dataset: Dataset) -> View:
    return dataset.default_view


def details(dataset: Dataset, view: View, event_id: str, t: Catalogue) -> list[object]:
    return event_details(Reading(dataset, view, t), event_id)


def facts(tree: list[object]) -> dict[str, str]:
    terms, values = of_type(tree, "Dt"), of_type(tree, "Dd")
    return {text(dt): text(dd) for dt, dd in zip(terms, values, strict=True)}


# Everything known of it ---------------------------------------------------------------------


def test_details_say_what_when_where_and_who(dataset: Dataset, view: View, t: Catalogue) -> None:
    event = dataset.events.get(DAM)
    assert event is not None
    tree = details(dataset, view, DAM, t)
    said = facts(tree)
    assert text(of_class(tree, "fm-title")) == "Battle"
    assert text(of_class(tree, "fm-told")) == event["summary"]
    assert said["When"] == "4 August 2021"
    assert said["Where"].endswith(": at this spot")
    assert said["Casualties"] == "2 killed · 7 injured"
    assert event["source_name"] in said["Who says so"]
    assert event["source_title"] in said["Who says so"]
    assert t(f"confidence.{event['confidence']}") in said["Who says so"]
    assert event["source_url"] in links(tree)


@pytest.mark.parametrize("precision", ["exact", "town", "district", "province"])
def test_every_incident_says_how_exactly_it_is_placed(
    dataset: Dataset, view: View, t: Catalogue, precision: str
) -> None:
    events = every_event(dataset)
    placed = events[events["location_precision"].eq(precision) & events["lon"].notna()]
    said = facts(details(dataset, view, placed["event_id"].iloc[0], t))
    assert said["Where"].endswith(t(f"precision.{precision}"))


def test_an_incident_without_a_point_says_so(dataset: Dataset, view: View, t: Catalogue) -> None:
    without = copy(dataset)
    events = cast("EventTable", WithoutPoint(dataset.events))
    without._events = cache(lambda: events)
    said = facts(event_details(Reading(without, view, t), DAM))
    assert said["Where"].endswith("no place given")


class WithoutPoint:
    """Incidents without coordinates."""

    def __init__(self, events: EventTable) -> None:
        self._events = events

    def __getattr__(self, name: str) -> Any:
        return getattr(self._events, name)

    def get(self, event_id: str) -> pd.Series:
        event = self._events.get(event_id)
        assert event is not None
        return event.copy().where(~event.index.isin(["lon", "lat"]), float("nan"))


def test_the_district_says_how_it_was_found_and_opens_it(
    dataset: Dataset, view: View, t: Catalogue
) -> None:
    event = dataset.events.get(DAM)
    assert event is not None
    tree = details(dataset, view, DAM, t)
    assert facts(tree)["District"].endswith(t(f"join.{event['join_basis']}"))
    (link,) = of_type(tree, "Link")
    assert parse_query(link.href.lstrip("/"), dataset.vocabulary)[0].select == event["unit_id"]


def test_every_third_incident_can_be_shown(dataset: Dataset, view: View, t: Catalogue) -> None:
    for event_id in every_event(dataset)["event_id"][::3]:
        said = facts(details(dataset, view, event_id, t))
        assert all(said.values()), event_id


def test_an_incident_that_is_not_there_shows_nothing(
    dataset: Dataset, view: View, t: Catalogue
) -> None:
    assert details(dataset, view, "AFG-19000101-01", t) == []


# What is told twice, and totals -------------------------------------------------------------


def test_a_duplicate_says_what_it_repeats(dataset: Dataset, view: View, t: Catalogue) -> None:
    said = text(details(dataset, view, TWIN, t))
    assert t("details.duplicate", id=FIRST) in said
    assert t("details.also") not in said


def test_the_first_telling_lists_the_others_with_their_sources(
    dataset: Dataset, view: View, t: Catalogue
) -> None:
    twin = dataset.events.get(TWIN)
    assert twin is not None
    tree = details(dataset, view, FIRST, t)
    (also,) = of_type(tree, "Section")
    assert t("details.also") in text(also)
    assert twin["source_name"] in text(also)
    assert len(of_type(also, "Article")) == 1


def test_a_total_of_a_period_says_that_it_is_never_added_up(
    dataset: Dataset, view: View, t: Catalogue
) -> None:
    said = text(details(dataset, view, CUMULATIVE, t))
    assert t("details.cumulative") in said
    # The mark is for the program; people read the sentence.
    assert "cumulative count:" not in said


# The short form -----------------------------------------------------------------------------


def test_a_card_leads_to_the_whole_and_keeps_the_view(
    dataset: Dataset, view: View, t: Catalogue
) -> None:
    event = dataset.events.get(DAM)
    assert event is not None
    herat = view.with_(provinces=("AF-HER",), tab="table")
    (link,) = of_type(event_card(Reading(dataset, herat, t), event), "Link")
    opened, notices = parse_query(link.href.lstrip("/"), dataset.vocabulary)
    assert notices == []
    assert opened == herat.with_(select=DAM)
    assert text(link) == "4 Aug · Battle"


# Sources ------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["https://example.org/a?b=c#d", "http://example.org"])
def test_a_web_address_is_a_link_that_tells_nothing_of_us(t: Catalogue, address: str) -> None:
    link: Any = source_link("Example News", address, t)
    assert type(link).__name__ == "A"
    assert (link.href, link.target, link.rel) == (address, "_blank", "noopener noreferrer")
    assert text(link) == "Example News"


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "//evil.example/x",
        "/status.json",
        "ftp://example.org/x",
        "https:evil",
        "",
        None,
        float("nan"),
        pd.NA,
    ],
)
def test_anything_else_is_never_a_link(t: Catalogue, address: object) -> None:
    shown = source_link("Example News", address, t)
    assert type(shown).__name__ == "Span"
    assert links(shown) == []
    assert text(shown) == "Example News"


def test_a_source_without_a_name_is_called_by_its_address(t: Catalogue) -> None:
    assert text(source_link(None, "https://example.org/a", t)) == "https://example.org/a"
    assert text(source_link(None, None, t)) == t("details.no_link")


def every_event(dataset: Dataset) -> pd.DataFrame:
    first, last = dataset.events.days
    return dataset.events.of(dataset.default_view.with_(date_from=first, date_to=last))
