"""The column beside the map: how many units of each status, how that is known, the incidents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.figures.palette import (
    CARD,
    FAMILY_COLOURS,
    INK,
    LINE,
    MUTED,
    PAPER,
    STATUS_COLOURS,
    mix,
    status_colour,
)
from dashboard.printing.fonts import Style
from dashboard.printing.paper import Box, Page
from dashboard.printing.textblock import Run, draw_paragraphs, fit, height_of
from dashboard.printing.wording import Paragraph, Wording

HEADING = Style(8.6, 700)
LABEL = Style(8.6, 400)
COUNT = Style(8.6, 700)
SMALL = Style(7.3, 400, MUTED)
LEAD = Style(7.3, 600, INK)
TOTAL = Style(8.0, 400, MUTED)

_LARGEST = 1.1
_SOLID = ("taliban", "contested", "government")


@dataclass
class Column:
    """Draws from the top downwards; with ``page`` None it only measures.

    ``size`` is the share of the full size that everything has.
    """

    page: Page | None
    left: float
    width: float
    y: float
    size: float = 1.0

    @property
    def right(self) -> float:
        """The column's right edge."""
        return self.left + self.width

    def gap(self, millimetres: float) -> None:
        """Leave room."""
        self.y += millimetres * self.size

    def bar(self, wording: Wording) -> None:
        """The stacked bar: full colour for what is named, pale for what was allocated."""
        tall = 4.4 * self.size
        total = max(1, wording.counts["total"])
        rows = [row for row in wording.statuses if row.n]
        if self.page:
            x = self.left
            for number, row in enumerate(rows):
                parts = ((row.n - row.allocated, ""), (row.allocated, "allocated"))
                for n, basis in parts:
                    wide = self.width * n / total
                    part = Box(x, self.y, x + wide, self.y + tall)
                    if n:
                        self.page.rectangle(part, status_colour(row.status, basis))
                    x += wide
                if number + 1 < len(rows):
                    self.page.lines([[(x, self.y), (x, self.y + tall)]], CARD, 1.3)
        self.y += tall

    def row(self, label: str, number: str, colour: str, round_: bool, style: Style = LABEL) -> None:
        """A swatch (none without a colour), a label and a number at the right."""
        style, count = style.scaled(self.size), COUNT.scaled(self.size)
        if style.colour != INK:
            count = Style(count.size, 600, style.colour)
        tall = style.line * 1.22
        baseline = self.y + (tall + style.cap) / 2
        if self.page:
            middle, swatch = baseline - style.cap / 2, 2.7 * self.size
            if colour and round_:
                self.page.circle(self.left + swatch / 2, middle, swatch, colour)
            elif colour:
                top = middle - swatch / 2
                box = Box(self.left, top, self.left + swatch, top + swatch)
                self.page.card(box, colour, 0.5)
            x = self.left + (4.6 * self.size if colour else 0)
            lines, style = fit(label, style, self.right - x - 9 * self.size)
            self.page.text(x, baseline, lines[0], style)
            self.page.text(self.right, baseline, number, count, align="right")
        self.y += tall

    def rule(self) -> None:
        """A thin line across."""
        if self.page:
            self.page.lines([[(self.left, self.y), (self.right, self.y)]], LINE, 0.8)

    def heading(self, text: str, number: str = "") -> None:
        """A bold line, with a number at the right where there is one."""
        style = HEADING.scaled(self.size)
        if self.page:
            baseline = self.y + 0.76 * style.line
            self.page.text(self.left, baseline, text, style)
            if number:
                self.page.text(self.right, baseline, number, style, align="right")
        self.y += style.line

    def paragraph(self, paragraph: Paragraph, indent: float = 0.0, smaller: float = 1.0) -> float:
        """A wrapped paragraph; returns where the middle of its first line is."""
        factor = self.size * smaller
        lead, small = LEAD.scaled(factor), SMALL.scaled(factor)
        runs = [Run(paragraph[0], lead), Run(paragraph[1], small)]
        width = self.width - indent
        first = self.y + 0.74 * small.line - small.cap / 2
        if self.page:
            draw_paragraphs(self.page, [runs], self.left + indent, self.y, width)
        self.y += height_of([runs], width)
        return first


def draw_legend(page: Page, wording: Wording, notes: Sequence[tuple[str, str]], box: Box) -> float:
    """Draw the column into a box, smaller if it must be; returns where it ends.

    ``notes`` explain the badges: the kind of swatch (``number``, ``ring``, ``mixed``,
    ``marked`` or none) and the line.
    """
    size = _LARGEST
    while size > 0.6 and _flow(Column(None, box.left, box.width, box.top, size), wording, notes) > (
        box.bottom
    ):
        size -= 0.02
    return _flow(Column(page, box.left, box.width, box.top, size), wording, notes)


def _flow(column: Column, wording: Wording, notes: Sequence[tuple[str, str]]) -> float:
    column.bar(wording)
    column.gap(2.0)
    for row in wording.statuses:
        column.row(row.label, row.number, STATUS_COLOURS[row.status], False)
    column.gap(0.6)
    column.rule()
    column.gap(0.4)
    column.row(*wording.total, "", False, TOTAL)
    if wording.basis:
        column.gap(3.6)
        column.heading(wording.basis_title)
        for basis, line in wording.basis:
            column.gap(1.3)
            middle = column.paragraph(line, indent=12.5 * column.size)
            if column.page:
                _basis_swatch(column, basis, middle)
    column.gap(4.2)
    column.heading(wording.incidents_title)
    column.paragraph(("", wording.incidents_days))
    column.gap(0.8)
    if wording.incidents:
        for family, label, number in wording.families:
            column.row(label, number, FAMILY_COLOURS[family], True)
    else:
        column.paragraph(("", wording.no_incidents))
    for kind, line in notes:
        column.gap(0.9)
        middle = column.paragraph(("", line), indent=4.6 * column.size, smaller=0.93)
        if column.page:
            _note_swatch(column, kind, middle)
    if wording.marked[1]:
        column.gap(3.0)
        column.paragraph(wording.marked)
    return column.y


def _basis_swatch(column: Column, basis: str, middle: float) -> None:
    """The three statuses as they look with that basis, or the grey of the unknown."""
    page, side = column.page, 3.0 * column.size
    assert page is not None
    names = ("unknown",) if basis == "unknown" else _SOLID
    for number, status in enumerate(names):
        left = column.left + number * (side + 0.6 * column.size)
        cell = Box(left, middle - side / 2, left + side, middle + side / 2)
        page.card(cell, status_colour(status, basis), 0.4)
        if basis == "conflicting":
            dot = PAPER if status == "taliban" else INK
            page.circle(left + side / 2, middle, 1.15 * column.size, dot)


def _note_swatch(column: Column, kind: str, middle: float) -> None:
    page, wide = column.page, 2.7 * column.size
    assert page is not None
    x, colour = column.left + wide / 2, FAMILY_COLOURS["other"]
    if kind == "number":
        page.circle(x, middle, wide * 1.15, colour)
        style = Style(5.4 * column.size, 700, CARD)
        page.text(x, middle + style.cap / 2, "4", style, align="center")
    elif kind == "rim":
        page.circle(x, middle, wide * 1.3, mix(colour, CARD, 0.4))
        page.circle(x, middle, wide, colour)
    elif kind == "ring":
        page.circle(x, middle, wide, colour)
        page.circle(x, middle, wide * 0.48, CARD)
