"""The map itself: neighbours, coloured units, province lines, the outline."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import shapely

from dashboard.printing.chart import Chart
from dashboard.printing.land import Land, path_of
from dashboard.printing.paper import Box, Edge
from dashboard.wording.palette import (
    ACCENT,
    CARD,
    INK,
    MAP_THEMES,
    OUTSIDE_COLOUR,
    PAPER,
    mix,
)
from dashboard.wording.symbology import Symbology

NEIGHBOUR = MAP_THEMES["light"]["neighbour"]

_DOT = 1.15
_POINT = 2.3
_FAINT = mix(INK, CARD, 0.3)
_OUTLINE = mix(INK, CARD, 0.55)
_CELL_LINE = CARD + "bf"


Colours = Mapping[str, str]
"""Colour by unit id, of every unit of the land."""


def unit_colours(land: Land, shown: Colours) -> Colours:
    """Colour of every unit; what the view leaves out, and does not show, is pale."""
    return {unit: shown.get(unit, OUTSIDE_COLOUR) for unit in land.points}


def draw_neighbours(chart: Chart) -> None:
    """The countries around, faintly."""
    window = chart.window
    chart.page.rectangle(window.box, NEIGHBOUR)
    around = [s for s in chart.land.neighbours.values() if s.intersects(window.area)]
    pieces = [shapely.intersection(shape, window.area) for shape in around]
    paths = [path_of(piece) for piece in pieces if shapely.area(piece) > 0]
    chart.page.shapes(paths, window.place, NEIGHBOUR, Edge(CARD, 0.9), window.box)


def draw_units(chart: Chart, statuses: pd.DataFrame, colours: Colours, *, close: bool) -> None:
    """The choropleth with its lines, which are stronger in a close view."""
    land, window, box = chart.land, chart.window, chart.window.box
    country = [land.country_path]
    # A soft edge lifts the country from its neighbours, as on the screen.
    chart.page.shapes(country, window.place, CARD, Edge(CARD, 4.2), box)
    chart.page.shapes(country, window.place, PAPER, clip=box)
    seen = [unit for unit, shape in land.units.items() if shape.intersects(window.area)]
    chart.page.shapes(
        [land.unit_paths[unit] for unit in seen],
        window.place,
        [colours[unit] for unit in seen],
        Edge(_CELL_LINE, 0.55 if close else 0.35),
        box,
    )
    codes = [code for code, shape in land.provinces.items() if shape.intersects(window.area)]
    borders = [land.province_paths[code] for code in codes]
    chart.page.shapes(borders, window.place, "none", Edge(CARD, 1.7 if close else 1.15), box)
    chart.page.shapes(country, window.place, "none", Edge(_OUTLINE, 0.6), box)
    chosen = sorted(set(statuses["province_code"]) & land.provinces.keys())
    if 0 < len(chosen) < len(land.provinces):
        together = path_of(shapely.union_all([land.provinces[code] for code in chosen]))
        chart.page.shapes([together], window.place, "none", Edge(_OUTLINE, 0.9), box)


def draw_unit_points(
    chart: Chart, statuses: pd.DataFrame, colours: Colours, select: str = ""
) -> None:
    """Units without a polygon: discs with a light rim and a fine line; the selected has a ring.

    The room that they take is marked as crowded.
    """
    land, window = chart.land, chart.window
    for unit in sorted(land.points.keys() - land.units.keys()):
        x, y = window.from_metres(*land.points[unit])
        ring = [(_POINT + 2.2, ACCENT)] if unit == select else []
        rims = [*ring, (_POINT + 1.1, INK), (_POINT + 0.8, CARD), (_POINT, colours[unit])]
        if unit not in statuses.index:  # what the view leaves out stays in the background
            rims = [*ring, (_POINT + 0.4, _FAINT), (_POINT, OUTSIDE_COLOUR)]
        for wide, fill in rims:
            chart.page.circle(x, y, wide, fill, window.box)
        chart.room.crowded.append(Box(x, y, x, y).grown(rims[0][0] / 2))


def draw_dots(chart: Chart, statuses: pd.DataFrame, look: Symbology) -> list[Box]:
    """A dot on each unit whose claims disagree; returns the room that they take."""
    land, window = chart.land, chart.window
    dots = []
    conflicting = statuses[statuses["basis"].eq("conflicting")]
    for unit, status in zip(conflicting.index, conflicting["status"], strict=True):
        x, y = window.from_metres(*land.points[unit])
        # In a small cell a full-sized dot would hide the colour that it qualifies.
        shape = land.units.get(unit)
        cell = _POINT if shape is None else shape.area**0.5 * window.scale
        wide = min(_DOT, 0.36 * cell)
        chart.page.circle(x, y, wide, look.dot(status), window.box)
        dots.append(Box(x, y, x, y).grown(wide / 2))
    return dots


def draw_selection(chart: Chart, unit: str) -> None:
    """A strong line around the selected unit."""
    path, window = [chart.land.unit_paths[unit]], chart.window
    chart.page.shapes(path, window.place, "none", Edge(CARD, 3.6), window.box)
    chart.page.shapes(path, window.place, "none", Edge(ACCENT, 1.7), window.box)
