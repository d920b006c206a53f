"""Incident badges on paper: the same rules and sizes as on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dashboard.figures.badges import selected_places, unmerged
from dashboard.figures.places import CHOSEN, RIM, Place, core, diameter, discs, merge_untold
from dashboard.i18n import Catalogue
from dashboard.printing.fonts import Style, text_width
from dashboard.printing.land import CSS_PIXEL, Window
from dashboard.printing.paper import Box, Page
from dashboard.reading import Reading
from dashboard.wording.palette import CARD, INK

MAX_BADGES = 600


@dataclass(frozen=True)
class Mark:
    """One badge on the page: its place, where its middle is and how wide it is (mm).

    ``chosen`` says that the view selects one of its incidents or the place itself.
    """

    place: Place
    x: float
    y: float
    diameter: float
    chosen: bool = False

    @property
    def box(self) -> Box:
        """The room that the badge takes, with its rim."""
        reach = (self.diameter + (CHOSEN if self.chosen else RIM) * CSS_PIXEL) / 2
        return Box(self.x - reach, self.y - reach, self.x + reach, self.y + reach)


def marks_of(reading: Reading, window: Window) -> list[Mark]:
    """Badges of a view's events that lie in the window, the largest first.

    Events without a point or outside the window get no badge; that of the view's selection is
    chosen.
    """
    dataset, view = reading.dataset, reading.view
    seen = [
        place for place in unmerged(dataset.events, view, window.web_zoom) if _is_in(window, place)
    ]
    merged = merge_untold(seen, window.web_zoom, MAX_BADGES)
    chosen = set(selected_places(dataset.events, view, merged))
    return [_mark(place, window, not chosen.isdisjoint(place.keys)) for place in merged]


def _is_in(window: Window, place: Place) -> bool:
    x, y = window.from_degrees(place.lon, place.lat)
    return window.box.holds(Box(x, y, x, y))


def _mark(place: Place, window: Window, chosen: bool) -> Mark:
    x, y = window.from_degrees(place.lon, place.lat)
    mark = Mark(place, x, y, diameter(place) * CSS_PIXEL, chosen)
    # A badge at the very edge is moved in: half a number could not be read.
    reach, inside = mark.box.width / 2, window.box.grown(-0.8)
    return replace(
        mark,
        x=min(max(x, inside.left + reach), inside.right - reach),
        y=min(max(y, inside.top + reach), inside.bottom - reach),
    )


def draw_marks(page: Page, marks: Sequence[Mark], t: Catalogue) -> None:
    """Draw badges with their numbers, the smallest on top."""
    for mark in marks:
        for more, colour in discs(mark.place, mark.chosen):
            page.circle(mark.x, mark.y, mark.diameter + more * CSS_PIXEL, colour)
        if mark.place.n > 1:
            _draw_number(page, mark, t.number(mark.place.n))


def _draw_number(page: Page, mark: Mark, number: str) -> None:
    place = mark.place
    style = Style(8.6, 600, INK if place.area else CARD)
    room = mark.diameter - (core(place) * CSS_PIXEL if place.area else 0)
    shrink = min(1.0, 0.74 * room / text_width(number, style), 0.66 * room / style.cap)
    style = style.scaled(shrink)
    page.text((mark.x, mark.y + style.cap / 2), number, style, "center")
