"""Names on the map: cities and the countries around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from dashboard.figures.labels import Label
from dashboard.printing.chart import Chart
from dashboard.printing.fonts import Style, printable, text_width
from dashboard.printing.land import Window
from dashboard.printing.marks import Mark
from dashboard.printing.paper import Box, Edge, text_box
from dashboard.printing.room import choose
from dashboard.printing.terrain import NEIGHBOUR
from dashboard.wording.palette import CARD, INK, MUTED, mix

CITY = Style(7.6, 600, halo=CARD)
COUNTRY_STYLE = Style(7.2, 500, mix(MUTED, NEIGHBOUR, 0.85))

_SQUARE = 1.3


@dataclass(frozen=True)
class _City:
    """A city on the page; ``square`` is the room of its own mark, None where it has a badge."""

    name: str
    text: str
    at: tuple[float, float]
    clear: float
    square: Box | None


def draw_cities(chart: Chart, labels: Sequence[Label], marks: Sequence[Mark]) -> list[str]:
    """City names with a white halo, beside their badge or a small square of their own.

    Returns the names that found room.
    """
    room = chart.room
    cities = [city for city in (_city(label, chart.window, marks) for label in labels) if city]
    room.crowded += [city.square for city in cities if city.square]
    candidates = [
        room.beside(city.at, (text_width(city.text, CITY), CITY.cap), city.clear) for city in cities
    ]
    drawn = []
    for city, box in zip(cities, choose(candidates, gap=1.1), strict=True):
        if box is None:
            continue
        if city.square:
            # A square: dots on this map mean something else.
            chart.page.rectangle(city.square.grown(-0.3), CARD, Edge(INK, 0.8))
        at = (box.left, box.bottom)
        chart.page.text(at, city.text, CITY)
        room.take(text_box(at, city.text, CITY).grown(0.5))
        drawn.append(city.name)
    return drawn


def _city(label: Label, window: Window, marks: Sequence[Mark]) -> _City | None:
    if label.kind != "city":
        return None
    x, y = window.from_degrees(label.lon, label.lat)
    if not window.box.grown(-2).holds(Box(x, y, x, y)):
        return None
    text = printable(label.text)
    own = [m for m in marks if (m.x - x) ** 2 + (m.y - y) ** 2 < (m.diameter / 2 + 0.4) ** 2]
    if own:
        badge = own[0]
        return _City(label.text, text, (badge.x, badge.y), badge.box.width / 2, None)
    square = Box(x, y, x, y).grown(_SQUARE / 2 + 0.3)
    return _City(label.text, text, (x, y), _SQUARE / 2, square)


def draw_countries(chart: Chart, labels: Sequence[Label]) -> None:
    """Names of the countries around, where the window shows enough of them."""
    window = chart.window
    land = chart.land.country.buffer(1.2 / window.scale)
    words = [label for label in labels if label.kind == "country"]
    for name, shape in chart.land.neighbours.items():
        visible = shapely.intersection(shape, window.area)
        if not visible.is_empty:
            clear = window.on_paper(shapely.difference(visible, land))
            text = spaced(printable(_translated(name, shape, words, window)))
            write_inside(chart, clear, text, COUNTRY_STYLE, margin=1.2)


def _translated(name: str, shape: BaseGeometry, labels: Sequence[Label], window: Window) -> str:
    """The label that lies in the country, in the page's language; else the English name."""
    for label in labels:
        if shape.contains(shapely.Point(window.land.forward.transform(label.lon, label.lat))):
            return label.text
    return name


def spaced(text: str) -> str:
    """Capitals with hair spaces, as in an atlas; scripts without capitals stay as they are."""
    return "\u200a".join(text.upper()) if text.isascii() else text


def write_inside(chart: Chart, shape: BaseGeometry, text: str, style: Style, margin: float) -> None:
    """Write a name in the roomiest free place of a polygon (page millimetres), if there is one."""
    box = chart.room.inside(shape, (text_width(text, style), style.cap), margin)
    if box is not None:
        chart.page.text((box.left, box.bottom), text, style)
        chart.room.take(box.grown(0.5))
