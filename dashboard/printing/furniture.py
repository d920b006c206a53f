"""What a map needs beside the map: scale bar, north arrow, a small map of where it is."""

from __future__ import annotations

from collections.abc import Collection
from math import cos, floor, log10, radians, sin

import numpy as np
import shapely
from matplotlib.transforms import Affine2D
from shapely.geometry.base import BaseGeometry

from dashboard.printing.chart import Chart
from dashboard.printing.fonts import Style, printable, text_width
from dashboard.printing.land import Land
from dashboard.printing.paper import Box, Edge, Page
from dashboard.wording.palette import CARD, INK, STATUS_COLOURS

SCALE = Style(6.8, 500)
NORTH = Style(7.2, 700)

_PEN = Edge(INK, 0.9)
_LONGEST_BAR = 46.0
_BLOCK_HEIGHT = 11.6
_ARROW_ROOM = 8.0
_INSET = 3.0


def bar_kilometres(paper_per_kilometre: float, longest: float = _LONGEST_BAR) -> float:
    """The longest round distance (1, 2 or 5 times a power of ten km) that the bar has room for."""
    room = longest / paper_per_kilometre
    power = 10.0 ** floor(log10(room))
    return next(power * n for n in (5, 2, 1) if power * n <= room)


def draw_scale_and_north(chart: Chart, subject: BaseGeometry) -> Box:
    """Scale bar with the north arrow beside it, in the corner where they hide least.

    ``subject`` is the land that the map is about, in metres of the projection. Returns the
    room they take, which is marked as taken.
    """
    page, window, room, t = chart.page, chart.window, chart.room, chart.t
    about, country = window.on_paper(subject), window.on_paper(chart.land.country)
    kilometres = bar_kilometres(window.paper_per_kilometre)
    bar = kilometres * window.paper_per_kilometre
    last = printable(t("print.kilometres", n=t.number(kilometres)))
    before, after = text_width("0", SCALE) / 2, text_width(last, SCALE) / 2
    corners = _corners(window.box, before + bar + after + _ARROW_ROOM, _BLOCK_HEIGHT)
    box = room.emptiest(corners, about, country)
    if country.intersects(shapely.box(box.left, box.top, box.right, box.bottom)):
        page.card(box.grown(1.4), CARD, 1.2, opacity=0.85)
    left, line = box.left + before, box.bottom - SCALE.line - 1.0
    page.lines([[(left, line), (left + bar, line)]], _PEN)
    for share, label in ((0, t.number(0)), (0.5, t.number(kilometres / 2)), (1, last)):
        x = left + share * bar
        page.lines([[(x, line), (x, line - 1.5)]], _PEN)
        page.text((x, line + 1.0 + SCALE.cap), label, SCALE, "center")
    x, y = box.right - 2.6, box.top + 4.4
    _draw_north(page, (x, y), window.north(x, y), printable(t("print.north")))
    room.take(box.grown(1.0))
    return box


def _corners(box: Box, wide: float, tall: float) -> list[Box]:
    """Boxes in the four corners; the earlier ones win where all are free."""
    lefts = (box.right - _INSET - wide, box.left + _INSET)
    tops = (box.bottom - _INSET - tall, box.top + _INSET)
    return [Box(x, y, x + wide, y + tall) for y in tops for x in lefts]


def _draw_north(page: Page, at: tuple[float, float], degrees: float, letter: str) -> None:
    """An arrow around a point, turned to true north, with its letter below."""
    turn, (x, y) = radians(degrees), at
    shape = [(0.0, -4.2), (2.3, 3.0), (0.0, 1.5), (-2.3, 3.0)]
    points = [
        (x + dx * cos(turn) - dy * sin(turn), y + dx * sin(turn) + dy * cos(turn))
        for dx, dy in shape
    ]
    page.polygon(points, INK)
    page.text((x - 4.2 * sin(turn), y + 3.9 + NORTH.cap), letter, NORTH, "center")


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
    page.shapes(others, place, STATUS_COLOURS["unknown"], Edge(CARD, 0.4))
    page.shapes([land.province_paths[c] for c in sorted(chosen)], place, INK, Edge(CARD, 0.4))
