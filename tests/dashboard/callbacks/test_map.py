"""A change of view is a patch: statuses, badges, outline and camera, never geometry."""

import json
from collections import Counter
from typing import Any

import orjson
import pytest
from dash import Patch

from dashboard.callbacks import map as region
from dashboard.figures.view_map import (
    empty_map,
    map_units,
    selected_outline,
    view_bounds,
    view_parts,
)
from dashboard.site import LiveSite, Site
from dashboard.wording.palette import status_code
from geodata.view import View
from tests.support.planting import Planted
from tests.support.read import read
from tests.support.recorder import Recorder

Z = ("data", 0, "z")


@pytest.fixture(scope="module")
def show_map(live: LiveSite) -> Any:
    recorder = Recorder()
    region.register(recorder, live)
    return recorder.functions["show_map"]


@pytest.fixture
def view(site: Site) -> View:
    return site.dataset.default_view


def parts(site: Site, view: View, zoom: float | None = None) -> dict[Any, Any]:
    return view_parts(site.reading_of(view), zoom)


def written(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY).decode()


@pytest.mark.parametrize(
    "search",
    [None, "?province=AF-HER&select=AF3201", "?as_of=2021-07-10&assessment=named-sources", "?x=y"],
)
def test_a_change_is_a_small_patch_without_geometry(show_map: Any, search: str | None) -> None:
    for zoom in (None, 4.0, 9.5):
        patch, drawn = show_map(search, zoom, "approximate")
        assert isinstance(patch, Patch)
        assert drawn == "approximate"
        text = written(patch.to_plotly_json())
        assert "geojson" not in text
        assert "coordinates" not in text
        assert len(text) < 120_000


def test_colours_are_the_statuses_of_every_unit_in_the_map_s_order(site: Site, view: View) -> None:
    statuses = site.dataset.statuses(view)
    codes = parts(site, view)[Z]
    assert codes == [
        status_code(row.status, row.basis)
        for row in statuses.loc[
            map_units(read(site.dataset, boundaries=view.boundaries)).index
        ].itertuples()
    ]
    assert len(codes) == 422


def test_units_outside_the_chosen_provinces_are_drawn_as_outside(site: Site, view: View) -> None:
    codes = parts(site, view.with_(provinces=("AF-HER",)))[Z]
    herat = site.dataset.register.frame["province_code"].eq("AF-HER").tolist()
    inside = [code for code, is_in in zip(codes, herat, strict=True) if is_in]
    (outside,) = {code for code, is_in in zip(codes, herat, strict=True) if not is_in}
    assert outside not in inside


@pytest.mark.parametrize("zoom", [None, 4.0, 6.0, 9.0])
def test_badges_hold_every_placed_incident_once(site: Site, view: View, zoom: float | None) -> None:
    marks = parts(site, view, zoom)["data", 4, "customdata"]
    # Several circles of one badge carry the same ids.
    ids = Counter(event for badge in {tuple(mark) for mark in marks} for event in badge[1:])
    events = site.dataset.events.of(view)
    assert sorted(ids) == sorted(events.loc[events["lon"].notna(), "event_id"])
    assert set(ids.values()) == {1}


def test_the_selected_unit_is_outlined_and_nothing_else_is(site: Site, view: View) -> None:
    units = site.dataset.boundaries().units
    assert selected_outline(site.reading_of(view)) is None
    outline = selected_outline(site.reading_of(view.with_(select="AF3201")))
    assert outline is not None
    assert outline.equals(units.geometry.loc["AF3201"])
    assert selected_outline(site.reading_of(view.with_(select="AFG-20210804-08"))) is None


def test_the_camera_shows_what_was_chosen(site: Site, view: View) -> None:
    country = view_bounds(site.reading_of(view))
    herat = view_bounds(site.reading_of(view.with_(provinces=("AF-HER",))))
    both = view_bounds(site.reading_of(view.with_(provinces=("AF-FRA", "AF-HER"))))
    assert country == pytest.approx(site.dataset.boundaries().provinces.total_bounds)
    assert (country[0], country[1]) <= (both[0], both[1])
    assert both[1] < herat[1]
    assert both[3] == herat[3]


def test_the_base_map_has_the_ids_of_its_geometry(site: Site) -> None:
    figure = empty_map(site.reading_of(site.dataset.default_view))
    trace = figure["data"][0]
    layer = json.loads((site.dataset.folder / "cells.geojson").read_text(encoding="utf-8"))
    # Unmatched ids draw nothing and say nothing.
    assert sorted(trace["locations"]) == sorted(feature["id"] for feature in layer["features"])
    assert len(set(trace["locations"])) == 422


def test_planted_markup_is_escaped_in_every_hover(planted_site: Site) -> None:
    dataset = planted_site.dataset
    for zoom in (None, 12.0):
        hovers = [
            text
            for path, value in parts(planted_site, dataset.default_view, zoom).items()
            if path[-1] == "text"
            for text in value
        ]
        assert not any("<img" in text for text in hovers)
        assert any("&lt;img" in text for text in hovers)


def test_planted_names_are_escaped_on_the_base_map(planted_site: Site, planted: Planted) -> None:
    trace = empty_map(planted_site.reading_of(planted_site.dataset.default_view))["data"][0]
    words = [word for names in trace["customdata"] for word in names]
    assert not any(planted.text in word for word in words)
    assert any("&lt;img" in word for word in words)
