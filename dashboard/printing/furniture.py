"""What a map needs beside the map: scale bar, north arrow, degrees at its edge, a locator."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import cos, floor, log10, radians, sin

import numpy as np
import shapely
from matplotlib.transforms import Affine2D
from shapely.geometry.base import BaseGeometry

from dashboard.figures.palette import CARD, INK, MUTED, STATUS_COLOURS
from dashboard.i18n import Catalogue
from dashboard.printing.fonts import Style, printable, text_width
from dashboard.printing.land import Land, Window
from dashboard.printing.paper import Box, Page, text_box
from dashboard.printing.room import Room
from dashboard.printing.terrain import BORDER, GridLine

SCALE = Style(6.8, 500)
DEGREES = Style(6.2, 400, MUTED)

_LONGEST_BAR = 46.0
_BLOCK_HEIGHT = 18.5
_INSET = 3.0


def bar_kilometres(paper_per_kilometre: float, longest: float = _LONGEST_BAR) -> float:
    """The longest round distance (1, 2 or 5 times a power of ten km) that the bar has room for."""
    room = longest / paper_per_kilometre
    power = 10.0 ** floor(log10(room))
    return next(power * n for n in (5, 2, 1) if power * n <= room)


def draw_scale_and_north(
    page: Page, window: Window, subject: BaseGeometry, room: Room, t: Catalogue
) -> Box:
    """Scale bar with the north arrow over it, in the corner where they hide least.

    ``subject`` is the land that the map is about, in metres of the projection. Returns the
    room they take, which is marked as taken.
    """
    about, country = window.on_paper(subject), window.on_paper(window.land.country)
    kilometres = bar_kilometres(window.paper_per_kilometre)
    bar = kilometres * window.paper_per_kilometre
    last = printable(t("print.kilometres", n=t.number(kilometres)))
    before, after = text_width("0", SCALE) / 2, text_width(last, SCALE) / 2
    corners = _corners(window.box, before + bar + after, _BLOCK_HEIGHT)
    box = room.emptiest(corners, about, country)
    if country.intersects(shapely.box(box.left, box.top, box.right, box.bottom)):
        page.card(box.grown(1.4), CARD, 1.2, opacity=0.85)
    left, line = box.left + before, box.bottom - SCALE.line
    page.lines([[(left, line), (left + bar, line)]], INK, 0.9)
    for share, label in ((0, t.number(0)), (0.5, t.number(kilometres / 2)), (1, last)):
        x = left + share * bar
        page.lines([[(x, line), (x, line - 1.5)]], INK, 0.9)
        page.text(x, box.bottom - 0.4, label, SCALE, align="center")
    x, y = left + bar, box.top + 5.0
    _draw_north(page, x, y, window.north(x, y), printable(t("print.north")))
    room.take(box.grown(1.0))
    return box


def _corners(box: Box, wide: float, tall: float) -> list[Box]:
    """Boxes in the four corners; the earlier ones win where all are free."""
    lefts = (box.right - _INSET - wide, box.left + _INSET)
    tops = (box.bottom - _INSET - tall, box.top + _INSET)
    return [Box(x, y, x + wide, y + tall) for y in tops for x in lefts]


def _draw_north(page: Page, x: float, y: float, degrees: float, letter: str) -> None:
    """An arrow whose middle is at (x, y), turned to true north, with its letter below."""
    turn = radians(degrees)
    shape = [(0.0, -4.2), (2.3, 3.0), (0.0, 1.5), (-2.3, 3.0)]
    points = [
        (x + dx * cos(turn) - dy * sin(turn), y + dx * sin(turn) + dy * cos(turn))
        for dx, dy in shape
    ]
    page.polygon(points, INK)
    style = Style(7.2, 700)
    page.text(x - 4.2 * sin(turn), y + 3.4 + style.cap + 0.5, letter, style, align="center")


def draw_frame(page: Page, window: Window, grid: Sequence[GridLine], t: Catalogue) -> None:
    """The map's edge, with the degrees of the graticule below and left of it."""
    box = window.box
    page.rectangle(box, "none", BORDER, 0.7)
    last: Box | None = None
    for line in sorted(grid, key=lambda line: (line.is_meridian, line.degrees)):
        at = _where_it_leaves(line, box)
        if at is None:
            continue
        x, y = at
        text = _degrees(line.degrees, line.is_meridian, t)
        if line.is_meridian:
            spot = (x, y + 1.3 + DEGREES.cap, "center")
            page.lines([[(x, y), (x, y + 0.9)]], MUTED, 0.5)
        else:
            spot = (x - 1.5, y + DEGREES.cap / 2, "right")
            page.lines([[(x, y), (x - 0.9, y)]], MUTED, 0.5)
        taken = text_box(spot[0], spot[1], text, DEGREES, spot[2])
        if last is None or not taken.grown(0.5).overlap(last):
            page.text(spot[0], spot[1], text, DEGREES, align=spot[2])
            last = taken


def _where_it_leaves(line: GridLine, box: Box) -> tuple[float, float] | None:
    """Where a meridian meets the bottom of the map, or a parallel its left side."""
    ends = [line.points[0], line.points[-1]]
    if line.is_meridian:
        x, y = max(ends, key=lambda end: end[1])
        near = abs(y - box.bottom) < 0.05 and box.left + 3 < x < box.right - 3
        return (float(x), box.bottom) if near else None
    x, y = min(ends, key=lambda end: end[0])
    near = abs(x - box.left) < 0.05 and box.top + 1.5 < y < box.bottom - 1.5
    return (box.left, float(y)) if near else None


def _degrees(value: float, is_meridian: bool, t: Catalogue) -> str:
    sides = ("E", "W") if is_meridian else ("N", "S")
    return printable(f"{t.number(abs(value))}°{sides[0] if value >= 0 else sides[1]}")


def draw_locator(page: Page, land: Land, chosen: Collection[str], box: Box) -> None:
    """Where in the country the view's provinces lie: a small outline map."""
    west, south, east, north = land.country.bounds
    scale = min(box.width / (east - west), box.height / (north - south))
    middle = np.array([(west + east) / 2, (south + north) / 2])
    place = (
        Affine2D()
        .translate(*-middle)
        .scale(scale, -scale)
        .translate((box.left + box.right) / 2, (box.top + box.bottom) / 2)
    )
    others = [path for code, path in land.province_paths.items() if code not in chosen]
    page.shapes(others, place, STATUS_COLOURS["unknown"], CARD, 0.4)
    page.shapes([land.province_paths[code] for code in sorted(chosen)], place, INK, CARD, 0.4)
