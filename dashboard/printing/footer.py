"""The foot of the page: sources, method, and what this sheet is and where to open it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.printing.fonts import Style
from dashboard.printing.paper import Box, Edge, Page
from dashboard.printing.text import PageText
from dashboard.printing.textblock import Paragraph, Run, draw_paragraphs, height_of
from dashboard.wording.palette import ACCENT, INK, MUTED

TEXT = Style(6.9, 400, MUTED)
LEAD = Style(6.9, 700, INK)
LINK = Style(6.9, 500, ACCENT)

_GAP = 8.0
_SHARES = (0.30, 0.42, 0.28)
_TALLEST = 40.0


@dataclass(frozen=True)
class Footer:
    """Three columns of paragraphs with their left edges and widths, and how high they are."""

    columns: tuple[tuple[float, float, list[list[Run]]], ...]
    height: float


def lay_footer(words: PageText, projection: str, left: float, width: float) -> Footer:
    """Break the footer's text into columns, smaller if it would grow too high."""
    footer = _laid(words, projection, left, width, 1.0)
    size = 1.0
    while footer.height > _TALLEST and size > 0.62:
        size -= 0.04
        footer = _laid(words, projection, left, width, size)
    return footer


def _laid(words: PageText, projection: str, left: float, width: float, size: float) -> Footer:
    text, lead, link = (style.scaled(size) for style in (TEXT, LEAD, LINK))
    clickable = words.link if words.link.startswith(("http://", "https://")) else ""
    imprint = [[Run(line, text)] for line in (projection, *words.imprint)]
    blocks = (
        _runs(words.sources, lead, text),
        _runs(words.method, lead, text),
        [*imprint, [Run(words.link, link, clickable)]],
    )
    columns = []
    free = width - _GAP * (len(blocks) - 1)
    for block, share in zip(blocks, _SHARES, strict=True):
        columns.append((left, free * share, block))
        left += free * share + _GAP
    return Footer(tuple(columns), max(height_of(block, wide) for _, wide, block in columns))


def _runs(paragraphs: Sequence[Paragraph], lead: Style, text: Style) -> list[list[Run]]:
    return [[Run(head, lead), Run(rest, text)] for head, rest in paragraphs]


def draw_footer(page: Page, footer: Footer, box: Box) -> None:
    """A line across the page at the top of ``box``, and the columns below it."""
    page.lines([[(box.left, box.top), (box.right, box.top)]], Edge(INK, 0.8))
    for left, width, block in footer.columns:
        draw_paragraphs(page, block, Box(left, box.top + 2.2, left + width, box.bottom))
