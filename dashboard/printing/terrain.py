"""The map itself: neighbours, graticule, coloured units, province lines, the outline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from matplotlib.colors import to_rgba

from dashboard.figures.palette import (
    ACCENT,
    CARD,
    INK,
    MAP_THEMES,
    OUTSIDE_COLOUR,
    PAPER,
    mix,
    status_colour,
)
from dashboard.printing.land import Land, Window, path_of
from dashboard.printing.paper import Box, Page

NEIGHBOUR = MAP_THEMES["light"]["neighbour"]
BORDER = MAP_THEMES["light"]["border"]

_GRATICULE = mix(BORDER, NEIGHBOUR, 0.55)
_OUTLINE = mix(INK, CARD, 0.55)
_STEPS = (10.0, 5.0, 2.0, 1.0, 0.5, 0.25, 0.1, 0.05)


@dataclass(frozen=True)
class GridLine:
    """A meridian or parallel in the window, in millimetres on the page."""

    degrees: float
    is_meridian: bool
    points: np.ndarray


def unit_colours(land: Land, statuses: pd.DataFrame) -> dict[str, str]:
    """Colour of every polygon of the boundary set; what the view leaves out is pale."""
    shown = {
        str(unit): status_colour(status, basis)
        for unit, status, basis in zip(
            statuses.index, statuses["status"], statuses["basis"], strict=True
        )
    }
    return {unit: shown.get(unit, OUTSIDE_COLOUR) for unit in land.units}


def draw_background(page: Page, window: Window, grid: Sequence[GridLine]) -> None:
    """The neighbours, faintly, and the graticule over them."""
    page.rectangle(window.box, NEIGHBOUR)
    around = [shape for shape in window.land.neighbours.values() if shape.intersects(window.area)]
    pieces = [shapely.intersection(shape, window.area) for shape in around]
    paths = [path_of(shape) for shape in pieces if shapely.area(shape) > 0]
    page.shapes(paths, window.place, NEIGHBOUR, CARD, 0.9, clip=window.box)
    page.lines([line.points for line in grid], _GRATICULE, 0.4, clip=window.box)


def draw_units(page: Page, window: Window, statuses: pd.DataFrame, zoomed: bool) -> None:
    """The choropleth with its lines."""
    land, box = window.land, window.box
    codes = [c for c, shape in land.provinces.items() if shape.intersects(window.area)]
    borders = [land.province_paths[code] for code in codes]
    country = [path_of(land.country)]
    # A soft edge lifts the country from its neighbours, as on the screen.
    page.shapes(country, window.place, CARD, CARD, 4.2, clip=box)
    page.shapes(country, window.place, PAPER, clip=box)
    colours = unit_colours(land, statuses)
    seen = [u for u in land.units if land.units[u].intersects(window.area)]
    page.shapes(
        [land.unit_paths[unit] for unit in seen],
        window.place,
        [colours[unit] for unit in seen],
        to_rgba(CARD, 0.75),
        0.55 if zoomed else 0.35,
        clip=box,
    )
    page.shapes(borders, window.place, "none", CARD, 1.7 if zoomed else 1.15, clip=box)
    page.shapes(country, window.place, "none", _OUTLINE, 0.6, clip=box)
    chosen = set(statuses["province_code"])
    if len(chosen) < len(land.provinces):
        edge = path_of(shapely.union_all([land.provinces[code] for code in sorted(chosen)]))
        page.shapes([edge], window.place, "none", _OUTLINE, 0.9, clip=box)


def draw_dots(page: Page, window: Window, statuses: pd.DataFrame) -> list[Box]:
    """A dot on each unit whose claims disagree; returns the room that they take."""
    dots = []
    conflicting = statuses[statuses["basis"].eq("conflicting")]
    for unit, status in zip(conflicting.index, conflicting["status"], strict=True):
        if unit not in window.land.units:
            continue
        x, y = window.from_metres(*window.land.points[unit])
        # In a small cell a full-sized dot would hide the colour that it qualifies.
        cell = window.land.units[unit].area ** 0.5 * window.scale
        # A dark dot on the darkest status would not be seen.
        colour = PAPER if status == "taliban" else INK
        wide = min(1.15, 0.36 * cell)
        page.circle(x, y, wide, colour, clip=window.box)
        dots.append(Box(x, y, x, y).grown(wide / 2))
    return dots


def draw_selection(page: Page, window: Window, unit: str) -> None:
    """A strong line around the selected unit."""
    path = [window.land.unit_paths[unit]]
    page.shapes(path, window.place, "none", CARD, 3.6, clip=window.box)
    page.shapes(path, window.place, "none", ACCENT, 1.7, clip=window.box)


def graticule(window: Window) -> list[GridLine]:
    """Meridians and parallels at round degrees, about three to seven of each."""
    box = window.box
    edge = [
        window.to_degrees(x, y)
        for x in np.linspace(box.left, box.right, 5)
        for y in np.linspace(box.top, box.bottom, 5)
    ]
    lons, lats = zip(*edge, strict=True)
    spread = max(lats) - min(lats)
    step = next((s for s in _STEPS if spread / s >= 3), _STEPS[-1])
    lines = [_grid_line(window, lon, True, lats) for lon in _round_between(lons, step)]
    lines += [_grid_line(window, lat, False, lons) for lat in _round_between(lats, step)]
    return [line for line in lines if len(line.points)]


def _round_between(values: Sequence[float], step: float) -> list[float]:
    first, last = np.floor(min(values) / step), np.ceil(max(values) / step)
    return [round(n * step, 6) for n in np.arange(first, last + 1)]


def _grid_line(
    window: Window, value: float, is_meridian: bool, across: Sequence[float]
) -> GridLine:
    other = np.linspace(min(across) - 1, max(across) + 1, 80)
    same = np.full_like(other, value)
    x, y = window.land.forward.transform(*((same, other) if is_meridian else (other, same)))
    metres = shapely.linestrings(np.column_stack([x, y]))
    inside = shapely.get_coordinates(shapely.intersection(metres, window.area))
    points = window.place.transform(inside) if len(inside) else inside
    return GridLine(value, is_meridian, points)
