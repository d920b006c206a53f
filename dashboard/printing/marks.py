"""Incident badges on paper: the same rules and sizes as on the screen.

A badge that is known only to its district or province is a ring around a light core, never a
full disc, so that it cannot be taken for an exact point.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from dashboard.figures.palette import ACCENT, CARD, FAMILY_COLOURS, INK, mix
from dashboard.figures.places import Place, diameter, merge_places, places
from dashboard.i18n import Catalogue
from dashboard.printing.fonts import Style, text_width
from dashboard.printing.land import CSS_PIXEL, Window
from dashboard.printing.paper import Box, Page

MAX_BADGES = 600


@dataclass(frozen=True)
class Mark:
    """One badge on the page: its place, where its middle is and how wide it is (mm)."""

    place: Place
    x: float
    y: float
    diameter: float

    @property
    def box(self) -> Box:
        """The room that the badge takes, with its rim."""
        reach = self.diameter / 2 + 1.5 * CSS_PIXEL
        return Box(self.x - reach, self.y - reach, self.x + reach, self.y + reach)


def marks_of(events: pd.DataFrame, window: Window, t: Catalogue) -> list[Mark]:
    """Badges of the events that lie in the window, the largest first."""
    inside = window.box.grown(-0.8)
    merged = merge_places(_seen(places(events, t), window), window.web_zoom, t, MAX_BADGES)
    marks = []
    for place in merged:
        x, y = window.from_degrees(place.lon, place.lat)
        mark = Mark(place, x, y, diameter(place) * CSS_PIXEL)
        marks.append(mark if inside.holds(mark.box) else _moved_in(mark, inside))
    return marks


def _seen(found: Sequence[Place], window: Window) -> list[Place]:
    """Places whose middle is in the window."""
    box = window.box
    return [
        place for place in found if box.holds(Box(*2 * window.from_degrees(place.lon, place.lat)))
    ]


def _moved_in(mark: Mark, inside: Box) -> Mark:
    """A badge at the very edge, whole: half of it would be clipped."""
    reach = mark.box.width / 2
    x = min(max(mark.x, inside.left + reach), inside.right - reach)
    y = min(max(mark.y, inside.top + reach), inside.bottom - reach)
    return Mark(mark.place, x, y, mark.diameter)


def draw_marks(page: Page, marks: Sequence[Mark], t: Catalogue, selected: str = "") -> None:
    """Draw badges, the smallest on top."""
    for mark in marks:
        place = mark.place
        draw_badge(page, mark, chosen=bool(selected) and selected in place.keys)
        if place.n > 1:
            _draw_number(page, mark, t.number(place.n))


def draw_badge(page: Page, mark: Mark, chosen: bool = False) -> None:
    """The discs of one badge, the lowest first."""
    place, wide = mark.place, mark.diameter
    colour = FAMILY_COLOURS[place.family]
    discs: list[tuple[float, str]] = [(10.0, ACCENT)] if chosen else []
    if place.area:
        discs += [(3.0, CARD), (0.0, colour), (-5.5 if place.n == 1 else -6.5, CARD)]
    elif place.n_area:
        discs += [(5.5, CARD), (3.0, mix(colour, CARD, 0.4)), (0.0, colour)]
    else:
        discs += [(3.0, CARD), (0.0, colour)]
    for more, fill in discs:
        page.circle(mark.x, mark.y, wide + more * CSS_PIXEL, fill)


def _draw_number(page: Page, mark: Mark, number: str) -> None:
    style = Style(8.6, 600, INK if mark.place.area else CARD)
    room = 0.74 * (mark.diameter - (6.5 * CSS_PIXEL if mark.place.area else 0))
    style = style.scaled(min(1.0, room / text_width(number, style)))
    page.text(mark.x, mark.y + style.cap / 2, number, style, align="center")
