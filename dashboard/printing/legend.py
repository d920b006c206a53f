"""The column beside the map: how many units of each status, how that is known, the incidents."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from dashboard.printing.column import INDENT, LABEL, TOTAL, Column, Swatch, number_room
from dashboard.printing.fonts import Style, text_width
from dashboard.printing.paper import Box, Page
from dashboard.printing.text import PageText
from dashboard.wording.palette import (
    CARD,
    FAMILY_COLOURS,
    mix,
)
from dashboard.wording.symbology import Symbology

Notes = Sequence[tuple[str, str]]
"""What explains the badges: ``number``, ``ring``, ``rim`` or nothing, and a line."""

_LARGEST, _SMALLEST = 1.1, 0.6
_BASIS_INDENT = 12.5
_SOLID = ("taliban", "contested", "government")


def draw_legend(page: Page, wording: PageText, notes: Notes, box: Box) -> float:
    """Draw the column into a box, as large as it has room; returns where it ends (mm)."""
    size = _LARGEST
    column = _filled(wording, notes, box, size)
    while column.y > box.bottom and size > _SMALLEST:
        size -= 0.02
        column = _filled(wording, notes, box, size)
    column.draw(page)
    return column.y


def _filled(wording: PageText, notes: Notes, box: Box, size: float) -> Column:
    column = Column(box.left, box.width, box.top, size)
    if wording.of_statuses:
        _add_statuses(column, wording)
    if wording.painted:
        column.gap(3.6 if wording.of_statuses else 0)
        _add_painting(column, wording)
    if wording.basis and not wording.painted:
        column.gap(3.6)
        column.heading(wording.basis_title)
        for basis, line in wording.basis:
            column.gap(1.3)
            column.paragraph(line, _BASIS_INDENT, _basis_swatch(basis, wording.look))
    _add_incidents(column, wording, notes)
    if wording.marked[1]:
        column.gap(3.0)
        column.paragraph(wording.marked)
    return column


def _add_statuses(column: Column, wording: PageText) -> None:
    total = max(1, wording.counts["total"])
    parts = [
        (n / total, colour)
        for row in wording.statuses
        for n, colour in ((row.n - row.allocated, row.colour), (row.allocated, row.pale))
        if n
    ]
    shares = [row.n / total for row in wording.statuses if row.n]
    column.bar(parts, list(accumulate(shares))[:-1])
    column.gap(2.0)
    style = _common([(row.label, row.number) for row in wording.statuses], column.width)
    for row in wording.statuses:
        column.row(row.label, row.number, style, _square(row.colour))
    _add_total(column, wording)


def _add_total(column: Column, wording: PageText) -> None:
    column.gap(0.6)
    column.rule()
    column.gap(0.4)
    column.row(*wording.total, TOTAL)


def _add_painting(column: Column, wording: PageText) -> None:
    """What the colours of a painting mean, with the number of units of each."""
    column.paragraph((wording.painted_title, ""))
    column.gap(1.6)
    style = _common([(row.label, row.number) for row in wording.painted], column.width)
    for row in wording.painted:
        column.row(row.label, row.number, style, _shades(row.colours))
    if not wording.of_statuses:
        _add_total(column, wording)


def _add_incidents(column: Column, wording: PageText, notes: Notes) -> None:
    column.gap(4.2)
    column.heading(wording.incidents_title)
    column.paragraph(("", wording.incidents_days))
    column.gap(0.8)
    if wording.incidents:
        style = _common([row[1:] for row in wording.families], column.width)
        for family, label, number in wording.families:
            column.row(label, number, style, _disc(FAMILY_COLOURS[family]))
    else:
        column.paragraph(("", wording.no_incidents))
    for kind, line in notes:
        column.gap(0.9)
        column.paragraph(("", line), INDENT, _NOTE_SWATCHES.get(kind))


def _common(rows: Sequence[tuple[str, str]], width: float) -> Style:
    """One style in which every label of a list has room beside its number, at the largest size."""
    free = width / _LARGEST - INDENT - max(number_room(number) for _, number in rows)
    widest = max(text_width(label, LABEL) for label, _ in rows)
    return LABEL.scaled(max(0.6, min(1.0, free / widest)))


# Swatches -----------------------------------------------------------------------------------


def _square(colour: str) -> Swatch:
    return lambda page, box: page.card(box, colour, 0.5)


def _shades(colours: Sequence[str]) -> Swatch:
    """Several colours side by side in one square."""

    def swatch(page: Page, box: Box) -> None:
        wide = box.width / len(colours)
        for place, colour in enumerate(colours):
            left = box.left + place * wide
            page.rectangle(Box(left, box.top, left + wide, box.bottom), colour)

    return swatch


def _disc(colour: str) -> Swatch:
    return lambda page, box: _circle(page, box, 1.0, colour)


def _circle(page: Page, box: Box, share: float, colour: str) -> None:
    middle = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    page.circle(*middle, share * box.width, colour)


def _basis_swatch(basis: str, look: Symbology) -> Swatch:
    """The three statuses as they look with that basis, or the grey of the unknown."""

    def swatch(page: Page, box: Box) -> None:
        for number, status in enumerate(("unknown",) if basis == "unknown" else _SOLID):
            left = box.left + number * 1.32 * box.width
            cell = Box(left, box.top, left + box.width, box.bottom).grown(0.05 * box.width)
            page.card(cell, look.colour(status, basis if status != "unknown" else ""), 0.4)
            if basis == "conflicting":
                _circle(page, cell, 0.38, look.dot(status))

    return swatch


def _number(page: Page, box: Box) -> None:
    _circle(page, box, 1.15, _SAMPLE)
    style = Style(2.0 * box.width, 700, CARD)
    at = ((box.left + box.right) / 2, (box.top + box.bottom + style.cap) / 2)
    page.text(at, "4", style, "center")


def _ring(page: Page, box: Box) -> None:
    _circle(page, box, 1.0, _SAMPLE)
    _circle(page, box, 0.48, CARD)


def _rim(page: Page, box: Box) -> None:
    _circle(page, box, 1.3, mix(_SAMPLE, CARD, 0.4))
    _circle(page, box, 1.0, _SAMPLE)


_SAMPLE = FAMILY_COLOURS["other"]
_NOTE_SWATCHES: dict[str, Swatch] = {"number": _number, "ring": _ring, "rim": _rim}
