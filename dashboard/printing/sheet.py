"""The A4 page of a view, put together: header, legend, map, footer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from dashboard.figures.labels import afghanistan_labels
from dashboard.i18n import Catalogue
from dashboard.printing import names
from dashboard.printing.footer import draw_footer, lay_footer
from dashboard.printing.furniture import draw_frame, draw_locator, draw_scale_and_north
from dashboard.printing.header import draw_header
from dashboard.printing.land import Land, Window, land_of
from dashboard.printing.legend import draw_legend
from dashboard.printing.marks import Mark, draw_marks, marks_of
from dashboard.printing.paper import HEIGHT, WIDTH, Box, Page
from dashboard.printing.room import Room
from dashboard.printing.terrain import (
    draw_background,
    draw_dots,
    draw_selection,
    draw_units,
    graticule,
    unit_colours,
)
from dashboard.printing.wording import Wording, badge_notes, projection_words, wording
from geodata.store import Dataset
from geodata.view import View

MARGIN = Box(11.0, 9.5, 11.0, 8.0)
"""Left, top, right and bottom margins of the page."""

_COLUMN = 59.0
_GUTTER = 11.0
_FRAME_TO_FOOTER = 6.6
_LEAST_MAP = 70.0


@dataclass(frozen=True)
class Sheet:
    """A finished page, with what is on it for those who check it."""

    page: Page
    words: Wording
    window: Window
    marks: tuple[Mark, ...]


def draw_sheet(dataset: Dataset, view: View, link: str, t: Catalogue) -> Sheet:
    """Draw the page of a view.

    Not safe in two threads at once: matplotlib's settings and glyph caches are shared. See
    ``dashboard.snapshot``, which holds the lock.

    Parameters
    ----------
    dataset, view : Dataset, View
        What to show.
    link : str
        The address that opens this view, printed on the page.
    t : Catalogue
        The words of the page's language.
    """
    land = land_of(dataset, view.boundaries)
    statuses = dataset.statuses(view)
    statuses = statuses[[unit in land.units for unit in statuses.index]]
    events = dataset.events(view)
    words = wording(dataset, view, statuses, events, link, t)
    page = Page()

    whole = Box(MARGIN.left, MARGIN.top, WIDTH - MARGIN.right, HEIGHT - MARGIN.bottom)
    top = draw_header(page, words, whole) + 4.0
    # The scale is part of the footer's text and depends on the room that the footer leaves;
    # the words of the scale are about as long for any number.
    footer = lay_footer(words, projection_words(land.parallels, 7e6, t), whole.left, whole.width)
    foot = whole.bottom - footer.height - 2.2
    bottom = max(foot - _FRAME_TO_FOOTER, top + _LEAST_MAP)
    frame = Box(whole.left + _COLUMN + _GUTTER, top, whole.right, bottom)
    window = _window(land, view.provinces, frame)
    marks = marks_of(events, window, t)

    _draw_map(page, dataset, view, window, statuses, marks, t)
    _draw_column(
        page, words, marks, land, view, Box(whole.left, top, whole.left + _COLUMN, bottom), t
    )
    exact = projection_words(land.parallels, window.denominator, t)
    footer = lay_footer(words, exact, whole.left, whole.width)
    draw_footer(page, footer, Box(whole.left, foot, whole.right, whole.bottom))
    return Sheet(page, words, window, tuple(marks))


def _window(land: Land, provinces: Sequence[str], frame: Box) -> Window:
    bounds = land.country.bounds
    if provinces:
        bounds = _subject(land, provinces).bounds
    return Window.around(land, bounds, frame, margin=11.0 if provinces else 5.0)


def _subject(land: Land, provinces: Sequence[str]) -> BaseGeometry:
    if not provinces:
        return land.country
    return shapely.union_all([land.provinces[code] for code in provinces])


def _draw_map(
    page: Page,
    dataset: Dataset,
    view: View,
    window: Window,
    statuses: pd.DataFrame,
    marks: Sequence[Mark],
    t: Catalogue,
) -> None:
    land = window.land
    grid = graticule(window)
    draw_background(page, window, grid)
    draw_units(page, window, statuses, zoomed=bool(view.provinces))
    if view.select in land.units:
        draw_selection(page, window, view.select)
    room = Room(window.box.grown(-1.2), [mark.box for mark in marks])
    dots = draw_dots(page, window, statuses)
    draw_scale_and_north(page, window, _subject(land, view.provinces), room, t)
    labels = afghanistan_labels(view.lang)
    cities = names.draw_cities(page, window, labels, marks, room)
    names.draw_neighbours(page, window, labels, room)
    room.crowded += dots
    if view.provinces:
        titles = dataset.register.frame["name_en"].reindex(statuses.index)
        # The centre's name stands there already, as that of the city.
        titles = titles[~titles.isin(cities)]
        names.draw_provinces(page, window, *_province_names(dataset, view), room)
        names.draw_units(page, window, titles, unit_colours(land, statuses), room)
    draw_marks(page, marks, t, _selected_place(marks, view.select))
    draw_frame(page, window, grid, t)


def _province_names(dataset: Dataset, view: View) -> tuple[dict[str, str], dict[str, str]]:
    """Names by code of the view's provinces (none if it is one, which the title names) and of
    the others."""
    every = dataset.register.province_names
    shown = {code: every[code] for code in view.provinces} if len(view.provinces) > 1 else {}
    others = {code: name for code, name in every.items() if code not in view.provinces}
    return shown, others


def _selected_place(marks: Sequence[Mark], select: str) -> str:
    """Key of the place that the view's selection marks, or an empty text."""
    for mark in marks:
        if select and (select in mark.place.keys or select in mark.place.event_ids):
            return mark.place.key
    return ""


def _draw_column(
    page: Page,
    words: Wording,
    marks: Sequence[Mark],
    land: Land,
    view: View,
    box: Box,
    t: Catalogue,
) -> None:
    drawn = sum(mark.place.n for mark in marks if mark.place.counted)
    notes = badge_notes(
        numbered=any(mark.place.n > 1 for mark in marks),
        areas=any(mark.place.area for mark in marks),
        mixed=any(0 < mark.place.n_area and not mark.place.area for mark in marks),
        not_drawn=words.incidents - drawn,
        t=t,
    )
    end = draw_legend(page, words, notes, box)
    inset = Box(box.left, max(end + 6.0, box.bottom - 36.0), box.right, box.bottom)
    if view.provinces and len(view.provinces) < len(land.provinces) and inset.height > 18:
        draw_locator(page, land, view.provinces, inset)
