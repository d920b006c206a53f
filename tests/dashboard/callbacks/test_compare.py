"""The comparison's callback: idle elsewhere, geometry by address once, then patches alone."""

import json
from typing import Any

import pytest
from dash import Patch, no_update
from dash._utils import to_json

from dashboard.callbacks import compare
from dashboard.figures.map_parts import UNITS
from dashboard.figures.view_map import map_units, other_parts
from dashboard.site import LiveSite, Site
from dashboard.wording.palette import status_code
from geodata.view import parse_query
from tests.support.read import read
from tests.support.recorder import Recorder


@pytest.fixture(scope="module")
def show(live: LiveSite) -> Any:
    recorder = Recorder()
    compare.register(recorder, live)  # type: ignore[arg-type]
    return recorder.functions["show_comparison"]


def test_the_lists_that_are_open_are_sent(live: LiveSite) -> None:
    recorder = Recorder()
    compare.register(recorder, live)  # type: ignore[arg-type]
    show_body = recorder.functions["show_body"]
    assert show_body("?tab=map", ["agree"]) is no_update
    closed, opened = (len(str(to_json(show_body("?tab=compare", kinds))))
                      for kinds in (None, ["agree", "one_apart"]))  # fmt: skip
    assert opened > 5 * closed


@pytest.mark.parametrize("search", ["", "?tab=ledger&compare=named-sources"])
def test_elsewhere_it_does_nothing(show: Any, search: str) -> None:
    assert set(map(id, show(search=search).values())) == {id(no_update)}


def test_the_second_map_is_sent_once(show: Any) -> None:
    first = show(search="?tab=compare", mounted="")
    assert first["mounted"] == "approximate"
    figure = first["figure"]
    assert isinstance(figure["data"][UNITS]["geojson"], str)
    assert "coordinates" not in json.dumps(json.loads(to_json(figure)))
    assert figure["layout"]["meta"]["zoom_store"] == ""
    assert figure["layout"]["meta"]["badges"] == []
    again = show(search="?tab=compare&compare_as=difference", mounted="approximate")
    assert isinstance(again["figure"], Patch)
    assert "geojson" not in str(to_json(again["figure"]))


def test_it_shows_the_other_side(site: Site) -> None:
    view, _ = parse_query("tab=compare&compare=long-war-journal", site.dataset.vocabulary)
    codes = other_parts(site.reading_of(view))["data", UNITS, "z"]
    statuses = site.dataset.statuses(view.with_(assessment="long-war-journal"))
    expected = [status_code(row.status, row.basis) for row in statuses.itertuples()]
    assert dict(
        zip(map_units(read(site.dataset, boundaries="approximate")).index, codes, strict=True)
    ) == dict(zip(statuses.index, expected, strict=True))


def test_a_dataset_where_units_are_points_compares_too(small_site: Site) -> None:
    view = small_site.dataset.default_view.with_(tab="compare", compare_as="difference")
    assert other_parts(small_site.reading_of(view))["data", UNITS, "z"]
