"""Units on the map: polygons where a boundary set has them, points where it has none."""

from datetime import date

import pandas as pd
import pytest

from dashboard.figures.map_parts import NOWHERE, UNIT_POINTS, UNITS
from dashboard.figures.unit_parts import (
    LayerUrls,
    layer_parts,
    point_parts,
    scale_parts,
    status_parts,
)
from dashboard.i18n import Catalogue
from dashboard.wording.palette import ACCENT, OUTSIDE_COLOUR, STATUS_COLOURS, status_code
from dashboard.wording.symbology import Symbology, standard_symbology

TABLE = pd.DataFrame(
    {
        "name": ["North", "<b>South</b>", "East", "West"],
        "province": ["P", "P", "Q", "Q"],
        "lon": [1.0, 2.0, 3.0, 4.0],
        "lat": [5.0, 6.0, 7.0, 8.0],
        "has_polygon": [True, False, True, False],
    },
    index=pd.Index(["U1", "U2", "U3", "U4"], name="unit_id"),
)
STATUSES = pd.DataFrame(
    {
        "status": ["taliban", "contested", "unknown"],
        "basis": ["documented", "conflicting", ""],
        "since": [date(2021, 7, 1), None, None],
    },
    index=pd.Index(["U1", "U2", "U3"], name="unit_id"),
)


def test_polygons_and_points_share_the_units_between_them(t: Catalogue) -> None:
    layers = layer_parts(TABLE, LayerUrls("/u", "/p", "/n"))
    polygons = layers["data", UNITS, "locations"]
    points = {
        data[0] for data in point_parts(TABLE, STATUSES, t)["data", UNIT_POINTS, "customdata"]
    }
    assert polygons == ["U1", "U3"]
    assert points == {"U2", "U4"}
    codes = status_parts(TABLE, STATUSES, t)["data", UNITS, "z"]
    assert codes == [status_code("taliban", "documented"), status_code("unknown", "")]


def test_a_point_has_the_colour_and_words_of_its_status(t: Catalogue) -> None:
    parts = point_parts(TABLE, STATUSES, t)
    points = ("data", UNIT_POINTS)
    rows = list(
        zip(
            parts[*points, "customdata"],
            parts[*points, "marker", "size"],
            parts[*points, "marker", "color"],
            parts[*points, "text"],
            strict=True,
        )
    )
    for unit, colour, words in (
        ("U2", STATUS_COLOURS["contested"], t("hover.status.conflicting", status="Contested")),
        ("U4", OUTSIDE_COLOUR, ""),
    ):
        mine = [row for row in rows if row[0][0] == unit]
        sizes = [size for _, size, *_ in mine]
        # The rims lie below, so they come first and are wider.
        assert sizes == sorted(sizes, reverse=True)
        assert mine[-1][2:] == (colour, words)
        assert {tuple(row[0]) for row in mine} == {tuple(mine[0][0])}
    assert rows[0][0] == ["U2", "&lt;b&gt;South&lt;/b&gt;", "P"]


def test_every_list_of_the_points_is_as_long_as_the_others(t: Catalogue) -> None:
    parts = point_parts(TABLE, STATUSES, t, selected="U4")
    assert {len(values) for values in parts.values()} == {6}


def test_the_selected_point_has_a_ring(t: Catalogue) -> None:
    colours = ("data", UNIT_POINTS, "marker", "color")
    assert ACCENT not in point_parts(TABLE, STATUSES, t)[colours]
    assert point_parts(TABLE, STATUSES, t, selected="U2")[colours].count(ACCENT) == 1


def test_nothing_is_sent_where_every_unit_has_a_polygon(t: Catalogue) -> None:
    assert point_parts(TABLE.assign(has_polygon=True), STATUSES, t) == {}


def test_another_set_takes_the_points_of_the_one_before_away() -> None:
    parts = layer_parts(TABLE.assign(has_polygon=True), LayerUrls("/u", "/p", "/n"))
    assert parts["data", UNIT_POINTS, "lon"] == NOWHERE["lon"]
    assert parts["data", UNITS, "geojson"] == "/u"
    sources = ("layout", "map", "style", "sources")
    assert (parts[*sources, "provinces", "data"], parts[*sources, "neighbours", "data"]) == (
        "/p",
        "/n",
    )


def test_a_look_of_its_own_reaches_hover_points_and_colours(t: Catalogue) -> None:
    standard = standard_symbology(t)
    look = Symbology(
        {**standard.labels, "contested": "<i>Fought</i>"},
        {**STATUS_COLOURS, "contested": "#00ff00"},
    )
    points = point_parts(TABLE, STATUSES, t, look)
    assert any("&lt;i&gt;Fought&lt;/i&gt;" in text for text in points["data", UNIT_POINTS, "text"])
    assert "#00ff00" in points["data", UNIT_POINTS, "marker", "color"]
    scale = scale_parts(look.codes)["data", UNITS, "colorscale"]
    assert "#00ff00" in [colour for _, colour in scale]


def test_a_status_of_a_unit_that_is_not_on_the_map_is_refused(t: Catalogue) -> None:
    with pytest.raises(KeyError, match="ZZ"):
        status_parts(TABLE, STATUSES.rename(index={"U2": "ZZ"}), t)
