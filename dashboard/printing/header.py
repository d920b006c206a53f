"""The top of the page: title, subtitle, and a notice where the map has nothing to say."""

from __future__ import annotations

from dashboard.printing.fonts import Style
from dashboard.printing.paper import Box, Page
from dashboard.printing.text import PageText
from dashboard.printing.textblock import balanced, fit, wrap_text
from dashboard.wording.palette import ACCENT, MUTED

TITLE = Style(22.5, 700, serif=True)
SUBTITLE = Style(10.2, 400, MUTED)
NOTICE = Style(9.6, 600)


def draw_header(page: Page, words: PageText, box: Box) -> float:
    """Draw from the top of ``box``; returns where it ends (mm)."""
    lines, style = fit(words.title, TITLE, box.width, lines=1, smallest=0.8)
    if lines[0].endswith("…"):
        lines, style = fit(words.title, TITLE, box.width, lines=2, smallest=0.6)
    y = box.top
    for line in lines:
        y += style.line
        page.text((box.left, y - 0.28 * style.line), line, style)
    y += 1.0
    y = _paragraph(page, words.subtitle, SUBTITLE, Box(box.left, y, box.right, box.bottom), 3)
    if words.notice:
        top = y + 2.0
        inner = Box(box.left + 3.2, top, box.right, box.bottom)
        y = _paragraph(page, words.notice, NOTICE, inner, 2)
        page.rectangle(Box(box.left, top + 0.4, box.left + 1.0, y - 0.2), ACCENT)
    return y


def _paragraph(page: Page, text: str, style: Style, box: Box, most: int) -> float:
    lines, style = fit(text, style, box.width, lines=most, smallest=0.7)
    if len(wrap_text(text, style, box.width)) <= most:
        lines = balanced(text, style, box.width)
    y = box.top
    for line in lines:
        page.text((box.left, y + 0.74 * style.line), line, style)
        y += style.line
    return y
