"""Names of provinces and of their units.

A view closer than the whole country names both; the whole country names its provinces where no
cities are known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from dashboard.printing.chart import Chart
from dashboard.printing.fonts import Style, printable, text_width
from dashboard.printing.names import spaced, write_inside
from dashboard.printing.paper import Box
from dashboard.printing.room import Room
from dashboard.wording.palette import CARD, MUTED, OUTSIDE_COLOUR, readable_on

PROVINCE = Style(7.4, 600, halo=CARD)
AROUND = Style(6.8, 500, MUTED, halo=OUTSIDE_COLOUR)
INSIDE = Style(6.6, 500, halo=CARD)
UNIT = Style(6.3, 500)

_ENOUGH = 0.4


def draw_provinces(chart: Chart, shown: Mapping[str, str], others: Mapping[str, str]) -> None:
    """Names of provinces, by code: those of the view, and faintly those around it."""
    for code, name in shown.items():
        _write_province(chart, code, spaced(printable(name)), PROVINCE)
    for code, name in others.items():
        _write_province(chart, code, printable(name), AROUND)


def draw_province_names(chart: Chart, names: Mapping[str, str]) -> None:
    """Names of provinces, by code, where no cities are named; the earlier have the choice."""
    for code, name in names.items():
        _write_province(chart, code, printable(name), INSIDE)


def _write_province(chart: Chart, code: str, text: str, style: Style) -> None:
    visible = shapely.intersection(chart.land.provinces[code], chart.window.area)
    if not visible.is_empty:
        write_inside(chart, chart.window.on_paper(visible), text, style, margin=0.8)


@dataclass(frozen=True)
class _Words:
    """Lines that fit into a cell."""

    box: Box
    lines: tuple[str, ...]
    style: Style


def draw_unit_names(chart: Chart, names: pd.Series, colours: Mapping[str, str]) -> int:
    """Names of the view's units inside their cells; returns how many were written.

    A cell that is too small stays without a name. Where that is so of most of them none is
    written: a few names here and there would seem to mean something.

    Parameters
    ----------
    chart : Chart
        Where to write.
    names : pandas.Series
        Name by unit id.
    colours : mapping
        Colour of the cell by unit id; the name is dark or light, whichever reads better.
    """
    window = chart.window
    fitting = []
    for unit, name in names.items():
        visible = shapely.intersection(chart.land.units[str(unit)], window.area)
        style = Style(UNIT.size, UNIT.weight, readable_on(colours[str(unit)]))
        words = _fit_cell(window.on_paper(visible), printable(name), style, chart.room)
        if words:
            chart.room.take(words.box.grown(0.4))
            fitting.append(words)
    if len(fitting) < _ENOUGH * len(names):
        return 0
    for words in fitting:
        middle = (words.box.left + words.box.right) / 2
        for number, line in enumerate(words.lines):
            y = words.box.top + words.style.cap + number * _step(words.style)
            chart.page.text((middle, y), line, words.style, "center")
    return len(fitting)


def _fit_cell(cell: BaseGeometry, text: str, style: Style, room: Room) -> _Words | None:
    """A name in one line, in two, then smaller; None if nothing fits."""
    words = text.split(" ")
    halves = [(" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words))]
    splits: list[tuple[str, ...]] = [(text,)]
    splits += sorted(halves, key=lambda pair: abs(len(pair[0]) - len(pair[1])))[:1]
    for size in (1.0, 0.87):
        shrunk = style.scaled(size)
        for lines in splits:
            wide = max(text_width(line, shrunk) for line in lines)
            tall = shrunk.cap + _step(shrunk) * (len(lines) - 1)
            box = room.inside(cell, (wide, tall), margin=0.45)
            if box:
                return _Words(box, lines, shrunk)
    return None


def _step(style: Style) -> float:
    return style.line * 0.86
