import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import pytest
from dash import Patch
from geopandas import points_from_xy
from hypothesis import given
from hypothesis import strategies as st
from shapely import MultiPolygon, box

from dashboard.figures.badges import unmerged
from dashboard.figures.labels import afghanistan_labels
from dashboard.figures.map import CONFIG, base_figure
from dashboard.figures.map_parts import (
    CONFLICTS,
    MARKERS,
    MAX_MARKER_POINTS,
    OUTLINE,
    OUTLINE_CASING,
    UNIT_POINTS,
    UNITS,
    apply_parts,
    camera,
    camera_parts,
    outline_parts,
    place_parts,
)
from dashboard.figures.unit_parts import LayerUrls, status_parts
from dashboard.i18n import Catalogue
from dashboard.wording.palette import (
    ACCENT,
    CARD,
    CODE_COLOURS,
    FAMILY_COLOURS,
    INK,
    OUTSIDE_CODE,
    PAPER,
    status_code,
)
from geodata.events.query import EventTable
from tests.support.badges import EVERY_DAY, badges_of

LAYERS = LayerUrls(*(f"/boundaries/some/{name}.geojson" for name in ("units", "land", "around")))
MakeEvents = Callable[..., pd.DataFrame]

UNIT_TABLE = pd.DataFrame(
    {
        "name": ["Injil", "Guzara", "Kabul", "Anaba", "<b>X</b>"],
        "province": ["Herat", "Herat", "Kabul", "Panjshir", "Nowhere"],
        "lon": [62.2, 62.1, 69.1, 69.5, 70.0],
        "lat": [34.4, 34.2, 34.5, 35.3, 33.0],
        "has_polygon": True,
    },
    index=pd.Index(["A1", "A2", "A3", "A4", "A5"], name="unit_id"),
)
STATUSES = pd.DataFrame(
    {
        "status": ["taliban", "contested", "government", "unknown"],
        "basis": ["conflicting", "documented", "allocated", ""],
        "since": [date(2021, 7, 1), date(2021, 7, 2), None, None],
    },
    index=pd.Index(["A1", "A2", "A3", "A4"], name="unit_id"),
)


@pytest.fixture
def figure() -> dict[str, Any]:
    return base_figure(
        units=UNIT_TABLE,
        layers=LAYERS,
        bounds=(60.5, 29.4, 74.9, 38.5),
        land=box(60.5, 29.4, 74.9, 38.5),
        labels=afghanistan_labels("fa"),
        title="Map",
    )


# The base figure ----------------------------------------------------------------------------


def test_traces_stand_in_the_order_that_patches_name(figure: dict[str, Any]) -> None:
    order = {UNITS: "units", CONFLICTS: "conflicts", MARKERS: "markers"}
    order |= {OUTLINE_CASING: "outline-casing", OUTLINE: "outline", UNIT_POINTS: "unit-points"}
    assert [trace["uid"] for trace in figure["data"]] == [order[i] for i in range(6)]


def test_units_are_matched_by_feature_id_and_start_outside_the_view(
    figure: dict[str, Any],
) -> None:
    units = figure["data"][UNITS]
    assert units["locations"] == list(UNIT_TABLE.index)
    assert units["geojson"] == LAYERS.units
    assert units["featureidkey"] == "id"
    assert set(units["z"]) == {OUTSIDE_CODE}
    assert (units["zmin"], units["zmax"]) == (-0.5, len(CODE_COLOURS) - 0.5)


def test_every_trace_has_its_level_among_the_layers_of_the_style(figure: dict[str, Any]) -> None:
    layers = [layer["id"] for layer in figure["layout"]["map"]["style"]["layers"]]
    levels = [layers.index(trace["below"]) for trace in figure["data"]]
    assert layers[levels[UNITS]] == "province-lines"
    assert layers.index("land-fill") < levels[UNITS] < levels[UNIT_POINTS]
    # Dots, outlines and badges lie on the points of units.
    assert levels[UNIT_POINTS] == layers.index("points-top") < layers.index("top")
    assert set(levels[CONFLICTS:UNIT_POINTS]) == {layers.index("top")} == {len(layers) - 1}


def test_the_style_has_sources_for_all_its_layers(figure: dict[str, Any]) -> None:
    style = figure["layout"]["map"]["style"]
    assert style["sources"]
    assert {layer["source"] for layer in style["layers"]} == set(style["sources"])
    assert "glyphs" not in style
    assert "sprite" not in style


def test_nothing_in_the_figure_is_fetched_from_elsewhere(figure: dict[str, Any]) -> None:
    assert "//" not in json.dumps(figure)
    assert CONFIG["displayModeBar"] is False


def test_only_lists_travel_as_customdata(figure: dict[str, Any]) -> None:
    for trace in (figure["data"][i] for i in (UNITS, MARKERS, UNIT_POINTS)):
        assert type(trace["customdata"]) is list
        assert all(type(row) is list for row in trace["customdata"])


def test_names_of_units_stay_text(figure: dict[str, Any]) -> None:
    assert figure["data"][UNITS]["customdata"][4][0] == "&lt;b&gt;X&lt;/b&gt;"


def test_only_units_and_markers_answer_the_mouse(figure: dict[str, Any]) -> None:
    silent = [i for i, trace in enumerate(figure["data"]) if trace.get("hoverinfo") == "skip"]
    assert silent == [CONFLICTS, OUTLINE_CASING, OUTLINE]


def test_labels_follow_the_language(figure: dict[str, Any]) -> None:
    names = {label["text"] for label in figure["layout"]["meta"]["labels"]}
    assert {"هرات", "کابل", "ایران"} <= names
    assert {label.text for label in afghanistan_labels("xx")} >= {"Herat", "Mazar-e-Sharif"}


# Parts --------------------------------------------------------------------------------------


def test_parts_can_be_written_into_a_figure_and_into_a_patch(
    figure: dict[str, Any], t: Catalogue
) -> None:
    parts = status_parts(UNIT_TABLE, STATUSES, t)
    changed = apply_parts(figure, parts)
    assert changed["data"][UNITS]["z"] == parts["data", UNITS, "z"]
    operations = apply_parts(Patch(), parts).to_plotly_json()["operations"]
    assert {tuple(o["location"]) for o in operations} == set(parts)


def test_parts_never_hold_geometry_or_ids_again(events: MakeEvents, t: Catalogue) -> None:
    paths = {
        *status_parts(UNIT_TABLE, STATUSES, t),
        *place_parts(badges_of(events({}), t), t),
        *camera_parts((60, 30, 70, 35), "all"),
    }
    assert not {"geojson", "locations", "style"} & {step for path in paths for step in path}


def test_statuses_become_codes_with_the_colour_of_the_palette(t: Catalogue) -> None:
    codes = status_parts(UNIT_TABLE, STATUSES, t)["data", UNITS, "z"]
    colours = [CODE_COLOURS[code] for code in codes]
    rows = zip(STATUSES["status"], STATUSES["basis"], strict=True)
    assert colours[:4] == [CODE_COLOURS[status_code(status, basis)] for status, basis in rows]
    assert codes[4] == OUTSIDE_CODE


def test_hover_says_status_and_how_it_is_known(t: Catalogue) -> None:
    words = status_parts(UNIT_TABLE, STATUSES, t)["data", UNITS, "text"]
    assert words[0] == t("hover.status.conflicting", status="Taliban")
    assert words[1] == (
        t("hover.status.documented", status="Contested") + "<br>" + "since 2 July 2021"
    )
    assert words[2] == t("hover.status.allocated", status="Government")
    assert words[3] == t("hover.status.unknown")
    assert words[4] == ""


def test_disagreement_is_a_dot_that_can_be_seen_on_its_status(t: Catalogue) -> None:
    two = STATUSES.assign(basis=["conflicting", "conflicting", "documented", ""])
    parts = status_parts(UNIT_TABLE, two, t)
    assert parts["data", CONFLICTS, "lon"] == [62.2, 62.1]
    assert parts["data", CONFLICTS, "lat"] == [34.4, 34.2]
    assert parts["data", CONFLICTS, "marker", "color"] == [PAPER, INK]


def test_a_status_of_a_unit_that_is_not_on_the_map_is_refused(t: Catalogue) -> None:
    strange = STATUSES.rename(index={"A1": "ZZ"})
    with pytest.raises(KeyError, match="ZZ"):
        status_parts(UNIT_TABLE, strange, t)


def marker_circles(parts: dict[Any, Any]) -> list[tuple[float, str]]:
    marker = ("data", MARKERS, "marker")
    return list(zip(parts[*marker, "size"], parts[*marker, "color"], strict=True))


def test_all_circles_of_a_badge_answer_with_the_same_list(events: MakeEvents, t: Catalogue) -> None:
    parts = place_parts(badges_of(events({}, {}, {"lon": 66.0}), t), t)
    data = parts["data", MARKERS, "customdata"]
    assert data[: len(data) // 2] == [["@62.2000,34.3480", "E0", "E1"]] * (len(data) // 2)
    assert {len(values) for path, values in parts.items() if path[0] == "data"} == {len(data)}


def test_an_exact_spot_is_a_disc_and_an_area_never_is(events: MakeEvents, t: Catalogue) -> None:
    exact = marker_circles(place_parts(badges_of(events({}), t), t))
    area = marker_circles(place_parts(badges_of(events({"location_precision": "district"}), t), t))
    both = events({}, {"location_precision": "district"})
    mixed = marker_circles(place_parts(badges_of(both, t), t))
    colour = FAMILY_COLOURS["fighting"]
    assert [fill for _, fill in exact] == [CARD, colour]
    assert [fill for _, fill in area] == [CARD, colour, CARD]
    assert mixed[-1][1] == colour
    assert len({fill for _, fill in mixed}) == 3
    for circles in (exact, area, mixed):
        widths = [width for width, _ in circles]
        assert widths == sorted(widths, reverse=True)


def test_a_badge_of_several_carries_its_number(events: MakeEvents, t: Catalogue) -> None:
    frame = events({}, {}, {"lon": 66.0, "location_precision": "district"})
    numbers = place_parts(badges_of(frame, t), t)["layout", "meta", "badges"]
    assert [(number, area) for _, _, number, _, area in numbers] == [("2", 0), ("", 1)]


def test_the_selected_place_has_a_ring_even_inside_a_merged_badge(
    events: MakeEvents, t: Catalogue
) -> None:
    [merged] = badges_of(events({}, {}, {"lat": 34.29}), t, 5)
    chosen = marker_circles(place_parts([merged], t, ["@62.2000,34.2900"]))
    assert [fill for _, fill in chosen].count(ACCENT) == 1
    assert chosen[0][1] == ACCENT
    assert ACCENT not in [fill for _, fill in marker_circles(place_parts([merged], t))]


def test_a_merged_badge_names_all_its_spots_as_a_view_selects_them(
    events: MakeEvents, t: Catalogue
) -> None:
    merged = badges_of(events({}, {}, {"lat": 34.29}), t, 5)
    [data, *_] = place_parts(merged, t)["data", MARKERS, "customdata"]
    assert data == ["@62.2000,34.3480@62.2000,34.2900", "E0", "E1", "E2"]


def test_never_more_circles_than_the_map_can_bear(events: MakeEvents, t: Catalogue) -> None:
    many = events(*({"lon": 60 + i / 100} for i in range(1500)))
    parts = place_parts(unmerged(EventTable(many), EVERY_DAY, 12), t)
    assert MAX_MARKER_POINTS - 4 < len(parts["data", MARKERS, "lon"]) <= MAX_MARKER_POINTS


def test_outline_goes_around_every_part_and_hole() -> None:
    ring = box(0, 0, 4, 4).difference(box(1, 1, 2, 2))
    parts = outline_parts(MultiPolygon([ring, box(10, 0, 11, 1)]))
    lon, lat = parts["data", OUTLINE, "lon"], parts["data", OUTLINE, "lat"]
    assert [i for i, x in enumerate(lon) if x is None] == [
        i for i, y in enumerate(lat) if y is None
    ]
    assert lon.count(None) == 2
    assert max(x for x in lon if x is not None) == 11
    assert parts["data", OUTLINE_CASING, "lon"] == lon


def test_no_trace_is_ever_empty_or_plotly_would_forget_its_level(
    figure: dict[str, Any], events: MakeEvents, t: Catalogue
) -> None:
    nothing = {
        **status_parts(UNIT_TABLE, STATUSES.iloc[:0], t),
        **place_parts(badges_of(events(), t), t),
        **outline_parts(None),
    }
    for one in (figure, apply_parts(figure, nothing)):
        for trace in one["data"][CONFLICTS:]:
            assert (trace["lon"], trace["lat"]) == ([None], [None])


# Camera -------------------------------------------------------------------------------------


@given(
    st.floats(-179, 170),
    st.floats(-70, 60),
    st.floats(0.2, 8),
    st.floats(0.2, 8),
    st.tuples(st.integers(300, 2000), st.integers(300, 1200)),
)
def test_camera_shows_the_bounds_and_wastes_no_room(
    west: float, south: float, width: float, height: float, size: tuple[int, int]
) -> None:
    bounds = (west, south, west + width, south + height)
    centre, zoom = camera(bounds, size, padding=20)
    low, high, middle = points_from_xy(
        [bounds[0], bounds[2], centre["lon"]], [bounds[1], bounds[3], centre["lat"]], crs=4326
    ).to_crs(3857)
    pixels = 512 * 2**zoom / (2 * 20_037_508.342789244)
    shown = ((high.x - low.x) * pixels, (high.y - low.y) * pixels)
    assert shown[0] <= size[0] - 39
    assert shown[1] <= size[1] - 39
    if zoom < 12:
        assert shown[0] >= size[0] - 60 or shown[1] >= size[1] - 60
    assert abs((low.x + high.x) / 2 - middle.x) * pixels < 2
    assert abs((low.y + high.y) / 2 - middle.y) * pixels < 2


def test_only_the_base_figure_places_the_camera(figure: dict[str, Any]) -> None:
    bounds = (60.5, 29.4, 74.9, 38.5)
    assert (figure["layout"]["map"]["center"], figure["layout"]["map"]["zoom"]) == camera(bounds)
    assert not [path for path in camera_parts(bounds, "all") if "map" in path]


def test_camera_of_a_new_subject_may_replace_the_users_own() -> None:
    parts = camera_parts((61, 33, 64, 36), "AF-HER", box(61, 33, 64, 36))
    assert parts["layout", "uirevision"] == parts["layout", "meta", "subject"] == "AF-HER"
    assert len(parts["layout", "meta", "hull"]) == 5
    assert camera_parts((61, 33, 64, 36), "AF-HER")["layout", "meta", "hull"] == []
