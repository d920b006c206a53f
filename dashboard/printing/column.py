"""A column of legend entries that is measured first and drawn when it is known to fit."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from dashboard.printing.fonts import Style, text_width
from dashboard.printing.paper import Box, Edge, Page
from dashboard.printing.textblock import Paragraph, Run, draw_paragraphs, height_of, shorten
from dashboard.wording.palette import CARD, INK, LINE, MUTED

HEADING = Style(8.6, 700)
LABEL = Style(8.6, 400)
TOTAL = Style(8.0, 400, MUTED)
SMALL = Style(7.3, 400, MUTED)
LEAD = Style(7.3, 600, INK)

INDENT = 4.6
"""Where the label beside a swatch begins, mm at full size."""
NUMBER = 7.5
"""Room for a number at the right, mm at full size; a long one takes more."""
_GAP = 1.6

_SWATCH = 2.7


def number_room(number: str) -> float:
    """Room that a number at the right takes, mm at full size."""
    return max(NUMBER, text_width(number, replace(LABEL, weight=700)) + _GAP)


Drawing = Callable[[Page], None]


@dataclass
class Column:
    """Grows downwards from ``y`` (mm); ``size`` is the share of the full size it has."""

    left: float
    width: float
    y: float
    size: float
    drawings: list[Drawing] = field(default_factory=list)

    @property
    def right(self) -> float:
        """The column's right edge."""
        return self.left + self.width

    def draw(self, page: Page) -> None:
        """Draw all that was entered."""
        for drawing in self.drawings:
            drawing(page)

    def gap(self, millimetres: float) -> None:
        """Leave room."""
        self.y += millimetres * self.size

    def bar(self, parts: Iterable[tuple[float, str]], breaks: Iterable[float]) -> None:
        """A bar of the column's width: shares with their colours, and where white lines part it."""
        top, bottom, left = self.y, self.y + 4.4 * self.size, self.left

        def drawing(page: Page) -> None:
            x = left
            for share, colour in parts:
                wide = self.width * share
                page.rectangle(Box(x, top, x + wide, bottom), colour)
                x += wide
            cuts = [left + self.width * share for share in breaks]
            page.lines([[(x, top), (x, bottom)] for x in cuts], Edge(CARD, 1.3))

        self.drawings.append(drawing)
        self.y = bottom

    def row(self, label: str, number: str, style: Style, swatch: Swatch | None = None) -> None:
        """A label with a number at the right, and a swatch before it."""
        style = style.scaled(self.size)
        bold = replace(style, size=LABEL.size * self.size, weight=700)
        tall = LABEL.scaled(self.size).line * 1.22
        middle = self.y + tall / 2
        x = self.left + (INDENT * self.size if swatch else 0)
        text = shorten(label, style, self.right - x - number_room(number) * self.size)

        def drawing(page: Page) -> None:
            page.text((x, middle + style.cap / 2), text, style)
            page.text((self.right, middle + bold.cap / 2), number, bold, "right")

        self.drawings.append(drawing)
        if swatch:
            self._swatch(swatch, middle)
        self.y += tall

    def _swatch(self, swatch: Swatch, middle: float) -> None:
        wide = _SWATCH * self.size
        box = Box(self.left, middle - wide / 2, self.left + wide, middle + wide / 2)
        self.drawings.append(lambda page: swatch(page, box))

    def rule(self) -> None:
        """A thin line across."""
        ends = [(self.left, self.y), (self.right, self.y)]
        self.drawings.append(lambda page: page.lines([ends], Edge(LINE, 0.8)))

    def heading(self, text: str) -> None:
        """A bold line."""
        style = HEADING.scaled(self.size)
        at = (self.left, self.y + 0.76 * style.line)
        text = shorten(text, style, self.width)
        self.drawings.append(lambda page: page.text(at, text, style))
        self.y += style.line

    def paragraph(
        self, paragraph: Paragraph, indent: float = 0.0, swatch: Swatch | None = None
    ) -> None:
        """A wrapped paragraph, with a swatch in its indent (mm at full size)."""
        lead, small = LEAD.scaled(self.size), SMALL.scaled(self.size)
        runs = [Run(paragraph[0], lead), Run(paragraph[1], small)]
        box = Box(self.left + indent * self.size, self.y, self.right, self.y)
        self.drawings.append(lambda page: draw_paragraphs(page, [runs], box))
        if swatch:
            self._swatch(swatch, self.y + 0.74 * small.line - small.cap / 2)
        self.y += height_of([runs], box.width)


Swatch = Callable[[Page, Box], None]
"""Draws a sample of a colour into the square that it is given."""
