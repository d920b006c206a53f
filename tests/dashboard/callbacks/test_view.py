"""The URL -> controls, notices, addresses: whoever changed it, every control says the same."""

from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from dash import html, no_update
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.callbacks import view as region
from dashboard.callbacks.view import CONTROLS, DOWNLOADS, control_values, notice_alert, shown_types
from dashboard.i18n import Catalogue
from dashboard.site import LiveSite, Site
from geodata.events.schema import EVENT_TYPES, FAMILIES
from geodata.view import NO_TYPES, View, parse_query
from tests.support.recorder import Recorder
from tests.support.tree import of_type, text


@pytest.fixture(scope="module")
def show_view(live: LiveSite) -> Any:
    recorder = Recorder()
    region.register(recorder, live)
    return recorder.functions["show_view"]


def test_an_empty_query_is_the_default_view(show_view: Any, site: Site) -> None:
    for search in (None, "", "?"):
        shown = show_view(search)
        assert shown["controls"] == control_values(site.reading(None))
        assert shown["store"]["params"] == shown["store"]["defaults"]
        assert shown["notices"] == []
        assert shown["table_hidden"]
        assert shown["method_hidden"]


def test_every_control_shows_what_the_query_says(show_view: Any) -> None:
    shown = show_view(
        "?as_of=2021-07-10&from=2021-07-01&to=2021-07-09&province=AF-HER,AF-FRA&type=airstrike"
        "&assessment=named-sources&documented=1&tab=table&select=AF3201"
    )
    assert shown["controls"] == {
        "as_of": "2021-07-10",
        "dates": ["2021-07-01", "2021-07-09"],
        "province": ["AF-FRA", "AF-HER"],
        "types": ["airstrike"],
        "families": [],
        "assessment": "named-sources",
        "boundaries": "approximate",
        "documented": True,
        "layer": "status",
        "compare_assessment": "long-war-journal",
        "compare_day": "2021-07-10",
        "compare_as": "side",
        "tab": "table",
        "find": "AF3201",
    }
    assert set(shown["controls"]) == set(CONTROLS)
    assert not shown["table_hidden"]
    assert shown["method_hidden"]


def test_only_a_district_stands_in_the_search_box(show_view: Any) -> None:
    for select in ("AFG-20210804-08", "@62.2000,34.3480", ""):
        assert show_view(f"?select={select}")["controls"]["find"] is None


@pytest.mark.parametrize(
    ("types", "shown", "families"),
    [
        ((), EVENT_TYPES, tuple(FAMILIES)),
        (NO_TYPES, (), ()),
        (FAMILIES["ground"], FAMILIES["ground"], ("ground",)),
        (("battle", *FAMILIES["ground"]), ("battle", *FAMILIES["ground"]), ("ground",)),
    ],
)
def test_a_family_is_ticked_when_all_its_types_are(
    site: Site, types: tuple[str, ...], shown: tuple[str, ...], families: tuple[str, ...]
) -> None:
    view = site.dataset.default_view.with_(types=types)
    assert shown_types(view, EVENT_TYPES) == list(shown)
    assert control_values(site.reading_of(view))["families"] == list(families)


def test_what_the_page_remembers_is_the_view(show_view: Any, site: Site) -> None:
    search = "?as_of=2021-07-10&province=AF-HER&type=none&select=@62.2000,34.3480&documented=1"
    store = show_view(search)["store"]
    asked, _ = parse_query(search, site.dataset.vocabulary)
    written = "&".join(f"{name}={value}" for name, value in store["params"].items())
    assert parse_query(written, site.dataset.vocabulary) == (asked, [])
    assert store["families"] == {name: list(types) for name, types in FAMILIES.items()}


def test_what_can_be_taken_away_is_of_this_view(show_view: Any, site: Site) -> None:
    search = "?as_of=2021-07-10&province=AF-HER&tab=table&select=AF3201"
    links = show_view(search)["links"]
    assert set(links) == set(DOWNLOADS)
    for item, address in links.items():
        path, _, query = address.partition("?")
        assert path == DOWNLOADS[item]
        taken, notices = parse_query(query, site.dataset.vocabulary)
        assert notices == []
        assert (taken.as_of, taken.provinces) == (date(2021, 7, 10), ("AF-HER",))


def test_what_is_compared_is_taken_away_only_from_where_it_is_shown(show_view: Any) -> None:
    search = "?as_of=2021-08-10&assessment=named-sources&compare=2021-08-03"
    for tab, compared in (("map", []), ("table", []), ("compare", ["2021-08-03"])):
        for address in show_view(f"{search}&tab={tab}")["links"].values():
            assert parse_qs(urlsplit(address).query).get("compare", []) == compared, tab
    # Where the address leaves it open, what the comparison shows is taken away all the same.
    left_open = show_view("?as_of=2021-08-10&assessment=named-sources&tab=compare")["links"]
    for address in left_open.values():
        assert "compare=long-war-journal" in address


def test_what_cannot_be_followed_is_said_and_the_page_stays(show_view: Any, site: Site) -> None:
    shown = show_view("?as_of=2021-02-30&province=AF-XXX&colour=red")
    assert shown["controls"] == control_values(site.reading(None))
    (alert,) = shown["notices"]
    said = text(alert)
    for word in ("“2021-02-30”", "“AF-XXX”", "“colour”"):
        assert word in said


def test_no_notice_no_box(t: Catalogue) -> None:
    assert notice_alert([], t) == []


@settings(max_examples=100)
@given(st.text(max_size=80))
def test_any_query_gives_a_page(show_view: Any, site: Site, search: str) -> None:
    shown = show_view(search)
    again = "&".join(f"{name}={value}" for name, value in shown["store"]["params"].items())
    assert isinstance(site.reading(again).view, View)
    assert set(shown["controls"]) == set(CONTROLS)


def test_a_selection_does_not_send_the_ledger_again(show_view: Any) -> None:
    first = show_view("?tab=ledger", ledger_for="")
    assert first["ledger"] is not no_update
    here = first["ledger_for"]
    chosen = "select=total:2021-06-16-long-war-journal"
    again = show_view(f"?tab=ledger&{chosen}", ledger_for=here)
    assert (again["ledger"], again["ledger_for"]) == (no_update, no_update)
    other_day = show_view("?tab=ledger&as_of=2021-07-01", ledger_for=here)
    assert other_day["ledger"] is not no_update
    assert other_day["ledger_for"] != here


def test_the_grid_is_sent_once_when_its_tab_is_first_opened(show_view: Any) -> None:
    assert show_view("")["table"] is no_update
    first = show_view("?tab=table", mounted=False)
    assert first["table_mounted"] is True
    assert of_type(html.Div(first["table"]), "AgGrid")
    assert show_view("?tab=table", mounted=True)["table"] is no_update
