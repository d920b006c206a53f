"""Markup planted in every text field of a dataset comes out as text, and as nothing else."""

from collections.abc import Callable
from typing import Any

import pytest

from dashboard.i18n import Catalogue
from dashboard.layout.details import details
from dashboard.layout.method import method
from dashboard.layout.page import page
from dashboard.layout.reported import reported
from dashboard.layout.summary import summary
from dashboard.layout.table import rows
from dashboard.reading import Reading
from dashboard.site import Site
from geodata.view import View, parse_query
from tests.support.planting import Planted
from tests.support.tree import links, of_class, of_type, strings, text

# Where a component shows a string as text: its children, and what dmc draws as labels.
TEXT_PROPERTIES = {"children", "label", "data.label"}

Region = Callable[[Site, View, Planted, Catalogue], Any]
REGIONS: dict[str, Region] = {
    "incident": lambda site, view, planted, t: details(
        Reading(site.dataset, view.with_(select=planted.event_id), t)
    ),
    "incident named so": lambda site, view, planted, t: details(
        Reading(site.dataset, view.with_(select=planted.named_event_id), t)
    ),
    "duplicate": lambda site, view, planted, t: details(
        Reading(site.dataset, view.with_(select=planted.duplicate_id), t)
    ),
    "place": lambda site, view, _, t: details(
        Reading(site.dataset, view.with_(select="@63.8180,34.3310"), t)
    ),
    "unit": lambda site, view, planted, t: details(
        Reading(site.dataset, view.with_(select=planted.unit_id), t)
    ),
    "reported": lambda site, view, _, t: reported(Reading(site.dataset, view, t)),
    "method": lambda site, _, __, t: method(site.dataset, t),
    "page": lambda site, _, __, t: page(site, t),
}


@pytest.fixture
def view(planted_site: Site) -> View:
    return planted_site.dataset.default_view


@pytest.mark.parametrize("region", REGIONS.values(), ids=REGIONS)
def test_planted_markup_is_shown_as_text(
    planted_site: Site, view: View, planted: Planted, t: Catalogue, region: Region
) -> None:
    tree = region(planted_site, view, planted, t)
    found = [(kind, path) for kind, path, piece in strings(tree) if planted.text in piece]
    assert found, "the planted text is not on this region at all"
    # The map's own strings are checked with its figures: plotly reads a little markup in hovers.
    assert {path for kind, path in found if kind != "Graph"} <= TEXT_PROPERTIES
    assert of_type(tree, "Markdown") == []
    assert not any("dangerously" in path for _, path, _ in strings(tree))


@pytest.mark.parametrize("region", REGIONS.values(), ids=REGIONS)
def test_no_address_leads_to_a_script(
    planted_site: Site, view: View, planted: Planted, t: Catalogue, region: Region
) -> None:
    for address in links(region(planted_site, view, planted, t)):
        assert address.startswith(("https://", "http://", "/", "?", "#"))
        assert planted.text not in address


def test_every_planted_field_of_an_incident_is_there_to_read(
    planted_site: Site, view: View, planted: Planted, t: Catalogue
) -> None:
    said = text(REGIONS["incident"](planted_site, view, planted, t))
    for field in ("sub_type", "actor1", "actor2", "summary", "source_name", "source_title",
                  "source_date", "place_en"):  # fmt: skip
        assert f"{field} {planted.text}" in said


def test_a_planted_claim_names_its_source_without_a_link(
    planted_site: Site, view: View, planted: Planted, t: Catalogue
) -> None:
    (claims,) = of_class(REGIONS["unit"](planted_site, view, planted, t), "fm-claims")
    assert f"source_name {planted.text}" in text(claims)
    assert planted.script_address not in links(claims)
    for lang in ("name_en", "name_fa", "name_ps"):
        assert f"{lang} {planted.text}" in text(REGIONS["unit"](planted_site, view, planted, t))


def test_a_planted_count_names_its_source_without_a_link(
    planted_site: Site, view: View, planted: Planted, t: Catalogue
) -> None:
    tree = reported(Reading(planted_site.dataset, view, t))
    assert f"Long War Journal {planted.text}, 3 August 2021" in text(tree)
    assert links(tree) == []


def test_an_incident_named_in_markup_can_still_be_opened(
    planted_site: Site, view: View, planted: Planted, t: Catalogue
) -> None:
    dataset = planted_site.dataset
    tree = details(Reading(dataset, view.with_(select=planted.duplicate_id), t))
    assert t("details.duplicate", id=planted.named_event_id) in text(tree)
    query = view.with_(select=planted.named_event_id).to_query(view)
    opened, notices = parse_query(query, dataset.vocabulary)
    assert (opened.select, notices) == (planted.named_event_id, [])


def test_table_rows_hold_plain_text(
    planted_site: Site, view: View, planted: Planted, t: Catalogue
) -> None:
    dataset = planted_site.dataset
    by_id = {row["event_id"]: row for row in rows(dataset, dataset.events.of(view), t)}
    assert by_id[planted.event_id]["summary"] == f"summary {planted.text}"
    assert planted.named_event_id in by_id
    for row in by_id.values():
        assert all(isinstance(value, str | int | None) for value in row.values())


def test_the_summary_of_the_planted_dataset_is_ours(
    planted_site: Site, view: View, planted: Planted, t: Catalogue
) -> None:
    tree = summary(Reading(planted_site.dataset, view, t))
    assert planted.text not in text(tree)
    assert "422" in text(tree)
