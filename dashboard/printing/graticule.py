"""Meridians and parallels at round degrees, and the map's edge with their names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from dashboard.i18n import Catalogue
from dashboard.printing.chart import Chart
from dashboard.printing.fonts import Style, printable
from dashboard.printing.land import Window
from dashboard.printing.paper import Box, Edge, text_box
from dashboard.printing.terrain import NEIGHBOUR
from dashboard.wording.palette import MAP_THEMES, MUTED, mix

DEGREES = Style(6.2, 400, MUTED)

_BORDER = MAP_THEMES["light"]["border"]
_LINE = Edge(mix(_BORDER, NEIGHBOUR, 0.55), 0.4)
_STEPS = (10.0, 5.0, 2.0, 1.0, 0.5, 0.2, 0.1, 0.05)


@dataclass(frozen=True)
class GridLine:
    """A meridian or parallel in the window, in millimetres on the page."""

    degrees: float
    is_meridian: bool
    points: np.ndarray


def graticule(window: Window) -> list[GridLine]:
    """The lines of a window: three parallels or more, at a step of round degrees."""
    box = window.box
    sample = [
        window.to_degrees(x, y)
        for x in np.linspace(box.left, box.right, 5)
        for y in np.linspace(box.top, box.bottom, 5)
    ]
    lons, lats = zip(*sample, strict=True)
    spread = max(lats) - min(lats)
    step = next((s for s in _STEPS if spread / s >= 3), _STEPS[-1])
    meridians = [_line(window, lon, lats, is_meridian=True) for lon in _round(lons, step)]
    parallels = [_line(window, lat, lons, is_meridian=False) for lat in _round(lats, step)]
    return [line for line in (*parallels, *meridians) if len(line.points)]


def _round(values: Sequence[float], step: float) -> list[float]:
    first, last = np.floor(min(values) / step), np.ceil(max(values) / step)
    return [round(float(n * step), 6) for n in np.arange(first, last + 1)]


def _line(window: Window, value: float, across: Sequence[float], *, is_meridian: bool) -> GridLine:
    other = np.linspace(min(across) - 1, max(across) + 1, 80)
    same = np.full_like(other, value)
    x, y = window.land.forward.transform(*((same, other) if is_meridian else (other, same)))
    metres = shapely.linestrings(np.column_stack([x, y]))
    inside = shapely.get_coordinates(shapely.intersection(metres, window.area))
    points = window.place.transform(inside) if len(inside) else inside
    return GridLine(value, is_meridian, points)


def draw_graticule(chart: Chart, grid: Sequence[GridLine]) -> None:
    """The lines, hardly visible, for below the country."""
    chart.page.lines([line.points for line in grid], _LINE, chart.window.box)


def draw_edge(chart: Chart, grid: Sequence[GridLine]) -> None:
    """The map's edge, with the degrees of the meridians below and of the parallels left."""
    page, box = chart.page, chart.window.box
    page.rectangle(box, "none", Edge(_BORDER, 0.7))
    last: Box | None = None
    for line in grid:
        at = _where_it_leaves(line, box)
        if at is None:
            continue
        x, y = at
        text = _degrees(line, chart.t)
        if line.is_meridian:
            spot, align, end = (x, y + 1.3 + DEGREES.cap), "center", (x, y + 0.9)
        else:
            spot, align, end = (x - 1.5, y + DEGREES.cap / 2), "right", (x - 0.9, y)
        page.lines([[at, end]], Edge(MUTED, 0.5))
        taken = text_box(spot, text, DEGREES, align)
        if last is None or not taken.grown(0.5).overlap(last):
            page.text(spot, text, DEGREES, align)
            last = taken


def _where_it_leaves(line: GridLine, box: Box) -> tuple[float, float] | None:
    """Where a meridian meets the bottom of the map, or a parallel its left side."""
    ends = [line.points[0], line.points[-1]]
    if line.is_meridian:
        x, y = max(ends, key=lambda end: float(end[1]))
        near = abs(y - box.bottom) < 0.05 and box.left + 3 < x < box.right - 3
        return (float(x), box.bottom) if near else None
    x, y = min(ends, key=lambda end: float(end[0]))
    near = abs(x - box.left) < 0.05 and box.top + 1.5 < y < box.bottom - 1.5
    return (box.left, float(y)) if near else None


def _degrees(line: GridLine, t: Catalogue) -> str:
    sides = ("E", "W") if line.is_meridian else ("N", "S")
    return printable(f"{t.number(abs(line.degrees))}°{sides[line.degrees < 0]}")
