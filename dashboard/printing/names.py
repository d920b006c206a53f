"""Names on the map: cities, neighbours, and in a close view provinces and units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from dashboard.figures.labels import Label
from dashboard.figures.palette import CARD, INK, MUTED, OUTSIDE_COLOUR, mix
from dashboard.printing.fonts import Style, printable, text_width
from dashboard.printing.land import Window
from dashboard.printing.marks import Mark
from dashboard.printing.paper import Box, Page, text_box
from dashboard.printing.room import Room
from dashboard.printing.terrain import NEIGHBOUR

CITY = Style(7.6, 600)
COUNTRY = Style(7.2, 500, mix(MUTED, NEIGHBOUR, 0.85))
PROVINCE = Style(7.4, 600, INK)
AROUND = Style(6.8, 500, MUTED)
UNIT = Style(6.3, 500)

_DOT = 1.25


def draw_cities(
    page: Page, window: Window, labels: Sequence[Label], marks: Sequence[Mark], room: Room
) -> list[str]:
    """City names with a white halo, beside their badge or a small dot of their own.

    Returns the names that found room.
    """
    drawn = []
    for label in labels:
        if label.kind != "city":
            continue
        x, y = window.from_degrees(label.lon, label.lat)
        if not window.box.grown(-2).holds(Box(x, y, x, y)):
            continue
        own = [m for m in marks if (m.x - x) ** 2 + (m.y - y) ** 2 < (m.diameter / 2 + 0.4) ** 2]
        if own:
            x, y, clear = own[0].x, own[0].y, own[0].box.width / 2
        else:
            clear = _DOT / 2
        text = printable(label.text)
        box = room.beside(x, y, text_width(text, CITY), CITY.cap, clear)
        if box is None:
            continue
        if not own:
            page.circle(x, y, _DOT + 0.55, CARD)
            page.circle(x, y, _DOT, INK)
            room.take(Box(x - 0.8, y - 0.8, x + 0.8, y + 0.8))
        page.text(box.left, box.bottom, text, CITY, halo=CARD)
        room.take(text_box(box.left, box.bottom, text, CITY).grown(0.5))
        drawn.append(label.text)
    return drawn


def draw_neighbours(page: Page, window: Window, labels: Sequence[Label], room: Room) -> None:
    """Names of the countries around, where the window shows enough of them."""
    land = window.land.country.buffer(1.2 / window.scale)
    words = [label for label in labels if label.kind == "country"]
    for name, shape in window.land.neighbours.items():
        visible = shapely.intersection(shape, window.area)
        if visible.is_empty:
            continue
        clear = window.on_paper(shapely.difference(visible, land))
        text = _spaced(printable(_translated(name, shape, words, window)))
        _write_inside(page, clear, text, COUNTRY, room, halo="", margin=1.2)


def _translated(name: str, shape: BaseGeometry, labels: Sequence[Label], window: Window) -> str:
    """The label that lies in the country, in the page's language; else the English name."""
    for label in labels:
        if shape.contains(shapely.Point(window.land.forward.transform(label.lon, label.lat))):
            return label.text
    return name


def _spaced(text: str) -> str:
    """Capitals with hair spaces, as in an atlas; scripts without capitals stay as they are."""
    return "\u200a".join(text.upper()) if text.isascii() else text


def draw_provinces(
    page: Page, window: Window, shown: Mapping[str, str], others: Mapping[str, str], room: Room
) -> None:
    """Names of provinces, by code: those of the view, and faintly those around it."""
    for names, style, ground in ((shown, PROVINCE, CARD), (others, AROUND, OUTSIDE_COLOUR)):
        for code, name in names.items():
            visible = shapely.intersection(window.land.provinces[code], window.area)
            if not visible.is_empty:
                shape, text = window.on_paper(visible), printable(name)
                text = _spaced(text) if names is shown else text
                _write_inside(page, shape, text, style, room, halo=ground, margin=0.8)


def draw_units(
    page: Page,
    window: Window,
    names: pd.Series,
    colours: Mapping[str, str],
    room: Room,
) -> int:
    """Names of the view's units where they fit into their cell; returns how many did.

    Parameters
    ----------
    names : pandas.Series
        Name by unit id.
    colours : mapping
        Colour of the cell by unit id; the name is dark or light, whichever reads better.
    """
    drawn = 0
    for unit, name in names.items():
        shape = window.land.units.get(str(unit))
        if shape is None:
            continue
        cell = window.on_paper(shapely.intersection(shape, window.area))
        ground = colours[str(unit)]
        style = Style(UNIT.size, UNIT.weight, readable_on(ground))
        drawn += _write_cell(page, cell, printable(name), style, room, ground)
    return drawn


def _write_cell(
    page: Page, cell: BaseGeometry, text: str, style: Style, room: Room, ground: str
) -> bool:
    """A name in one line, in two, then smaller; not at all if nothing fits."""
    words = text.split(" ")
    splits = [[text]]
    splits += [[" ".join(words[:i]), " ".join(words[i:])] for i in range(1, len(words))]
    splits[1:] = sorted(splits[1:], key=lambda pair: abs(len(pair[0]) - len(pair[1])))[:1]
    for size in (1.0, 0.87):
        for lines in splits:
            if _write_lines(page, cell, lines, style.scaled(size), room, ground):
                return True
    return False


def _write_lines(
    page: Page, cell: BaseGeometry, lines: list[str], style: Style, room: Room, ground: str
) -> bool:
    wide = max(text_width(line, style) for line in lines)
    step = style.line * 0.86
    tall = style.cap + step * (len(lines) - 1)
    box = room.inside(cell, wide, tall, margin=0.45)
    if box is None:
        return False
    for number, line in enumerate(lines):
        middle = (box.left + box.right) / 2
        page.text(middle, box.top + style.cap + number * step, line, style, align="center")
    room.take(box.grown(0.4))
    return True


def _write_inside(
    page: Page, shape: BaseGeometry, text: str, style: Style, room: Room, halo: str, margin: float
) -> None:
    box = room.inside(shape, text_width(text, style), style.cap, margin)
    if box is None:
        return
    page.text(box.left, box.bottom, text, style, halo=halo)
    room.take(box.grown(0.5))


def readable_on(ground: str) -> str:
    """Ink or white, whichever has the better contrast (WCAG 2 relative luminance)."""
    light = _luminance(ground)
    on_white = 1.05 / (light + 0.05)
    on_ink = (light + 0.05) / (_luminance(INK) + 0.05)
    return INK if on_ink >= on_white else CARD


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
