"""The A4 page of a view, put together: header, legend, map, footer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from dashboard.figures.labels import Label
from dashboard.figures.view_map import labels
from dashboard.i18n import Catalogue
from dashboard.printing.chart import Chart
from dashboard.printing.close_names import (
    draw_province_names,
    draw_provinces,
    draw_unit_names,
)
from dashboard.printing.credits import projection_words
from dashboard.printing.footer import draw_footer, lay_footer
from dashboard.printing.furniture import draw_locator, draw_scale_and_north
from dashboard.printing.graticule import draw_edge, draw_graticule, graticule
from dashboard.printing.header import draw_header
from dashboard.printing.land import Land, Window, land_of
from dashboard.printing.legend import draw_legend
from dashboard.printing.marks import Mark, draw_marks, marks_of
from dashboard.printing.names import draw_cities, draw_countries
from dashboard.printing.paper import HEIGHT, WIDTH, Box, Page
from dashboard.printing.room import Room
from dashboard.printing.terrain import (
    draw_dots,
    draw_neighbours,
    draw_selection,
    draw_unit_points,
    draw_units,
    unit_colours,
)
from dashboard.printing.text import PageText, badge_notes, page_text
from dashboard.reading import Reading
from dashboard.wording.layers import painting_of, shown_colours
from dashboard.wording.symbology import symbology
from dashboard.wording.words import unit_names
from geodata.view import View

PAPER_EDGE = Box(11.0, 9.5, WIDTH - 11.0, HEIGHT - 8.0)
"""What the page leaves free at its edges lies outside of this."""

_COLUMN = 59.0
_GUTTER = 12.0
_HEADER_TO_MAP = 4.0
_MAP_TO_FOOTER = 6.6
_FOOTER_INSET = 2.2
_LEAST_MAP = 70.0


@dataclass(frozen=True)
class Sheet:
    """A finished page, with what is on it for those who check it."""

    page: Page
    words: PageText
    window: Window
    marks: tuple[Mark, ...]


def draw_sheet(reading: Reading, link: str) -> Sheet:
    """Draw the page of a view.

    Not safe in two threads at once: matplotlib's settings and fonts are shared. See
    ``dashboard.printing.snapshot``, which holds the lock.

    Parameters
    ----------
    dataset, view : Dataset, View
        What to show.
    link : str
        The address that opens this view, printed on the page.
    t : Catalogue
        The words of the page's language.
    """
    view, t = reading.view, reading.t
    land = land_of(reading)
    words = page_text(reading, link)
    page, edge = Page(), PAPER_EDGE

    top = draw_header(page, words, edge) + _HEADER_TO_MAP
    # The scale stands in the footer and depends on the room that the footer leaves; its words
    # are about as long for any number.
    guess = lay_footer(words, projection_words(land.parallels, 7.5e6, t), edge.left, edge.width)
    foot = edge.bottom - guess.height - _FOOTER_INSET
    bottom = max(foot - _MAP_TO_FOOTER, top + _LEAST_MAP)
    window = _window(land, view, Box(edge.left + _COLUMN + _GUTTER, top, edge.right, bottom))
    marks = marks_of(reading, window)

    room = Room(window.box.grown(-1.2), [mark.box for mark in marks])
    _draw_map(Chart(page, window, room, t), reading, marks)
    column = Box(edge.left, top, edge.left + _COLUMN, bottom)
    end = draw_legend(page, words, _notes(marks, words.incidents, t), column)
    _draw_locator(page, land, view, Box(column.left, end, column.right, column.bottom))
    exact = projection_words(land.parallels, window.denominator, t)
    footer = lay_footer(words, exact, edge.left, edge.width)
    draw_footer(page, footer, Box(edge.left, foot, edge.right, edge.bottom))
    return Sheet(page, words, window, tuple(marks))


def _window(land: Land, view: View, box: Box) -> Window:
    return Window.around(land, _subject(land, view).bounds, box, 11.0 if view.provinces else 5.0)


def _subject(land: Land, view: View) -> BaseGeometry:
    """What the map is about: the view's provinces, or the country."""
    chosen = [land.provinces[code] for code in view.provinces if code in land.provinces]
    return shapely.union_all(chosen) if chosen else land.country


def _draw_map(chart: Chart, reading: Reading, marks: Sequence[Mark]) -> None:
    """From the ground up; names last, each where those before it leave room."""
    view, statuses, land = reading.view, reading.statuses, chart.land
    grid = graticule(chart.window)
    draw_neighbours(chart)
    draw_graticule(chart, grid)
    colours = unit_colours(land, shown_colours(reading))
    draw_units(chart, statuses, colours, close=bool(view.provinces))
    draw_unit_points(chart, statuses, colours, view.select)
    if view.select in statuses.index and view.select in land.units:
        draw_selection(chart, view.select)
    # On a painting they would qualify a colour that is not there.
    dots = draw_dots(chart, statuses, symbology(reading)) if painting_of(reading) is None else []
    draw_scale_and_north(chart, _subject(land, view))
    named = labels(reading)
    cities = draw_cities(chart, named, marks)
    draw_countries(chart, named)
    if view.provinces:
        chart.room.crowded += dots
        _draw_close_names(chart, reading, cities)
    else:
        draw_province_names(chart, _inner_names(land, reading, named))
    draw_marks(chart.page, marks, chart.t)
    draw_edge(chart, grid)


def _draw_close_names(chart: Chart, reading: Reading, cities: Sequence[str]) -> None:
    """Names of the provinces, unless it is the one that the title names, and of the units."""
    land, chosen = chart.land, reading.view.provinces
    every = {
        code: name
        for code, name in reading.dataset.register.province_names.items()
        if code in land.provinces
    }
    shown = {code: name for code, name in every.items() if code in chosen and len(chosen) > 1}
    others = {code: name for code, name in every.items() if code not in chosen}
    draw_provinces(chart, shown, others)
    names = unit_names(reading)
    # A centre's name stands there already where it is that of the city, and where the units are
    # the provinces, theirs does.
    written = [*cities, *shown.values()]
    names = names[names.index.isin(list(land.units)) & ~names.isin(written)]
    draw_unit_names(chart, names, unit_colours(land, shown_colours(reading)))


def _inner_names(land: Land, reading: Reading, labels: Sequence[Label]) -> dict[str, str]:
    """Names of all provinces, the largest first, where the map has no cities to name."""
    if not any(label.kind == "province" for label in labels):
        return {}
    names = reading.dataset.register.province_names
    by_size = sorted(land.provinces, key=lambda code: -land.provinces[code].area)
    return {code: names[code] for code in by_size if code in names}


def _notes(marks: Sequence[Mark], incidents: int, t: Catalogue) -> tuple[tuple[str, str], ...]:
    drawn = sum(mark.place.n for mark in marks if mark.place.counted)
    return badge_notes(
        numbered=any(mark.place.n > 1 for mark in marks),
        areas=any(mark.place.area for mark in marks),
        mixed=any(mark.place.n_area and not mark.place.area for mark in marks),
        not_drawn=incidents - drawn,
        t=t,
    )


def _draw_locator(page: Page, land: Land, view: View, free: Box) -> None:
    """A small map of where the provinces lie, if the column has room for it below its words."""
    box = Box(free.left, max(free.top + 6.0, free.bottom - 36.0), free.right, free.bottom)
    if view.provinces and len(view.provinces) < len(land.provinces) and box.height > 18:
        draw_locator(page, land, view.provinces, box)
