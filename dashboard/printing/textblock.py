"""Lines of text that fit: wrapping, shrinking, and paragraphs with a bold beginning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.printing.fonts import Style, space_width, text_width
from dashboard.printing.paper import Box, Page

Paragraph = tuple[str, str]
"""A bold beginning and the rest; either may be empty."""


@dataclass(frozen=True)
class Run:
    """Words of one style; ``link`` makes them clickable in a PDF."""

    text: str
    style: Style
    link: str = ""


Line = list[Run]


def wrap(runs: Sequence[Run], width: float) -> list[Line]:
    """Break runs into lines no wider than ``width`` millimetres.

    Lines break at spaces; a word that is wider than a whole line breaks wherever it must, so
    that nothing is lost.
    """
    lines: list[Line] = []
    line: Line = []
    used = 0.0
    for run in runs:
        for word in _pieces(run, width):
            wide = text_width(word, run.style)
            gap = space_width(run.style) if line else 0.0
            if line and used + gap + wide > width:
                lines.append(line)
                line, used, gap = [], 0.0, 0.0
            if line and line[-1].style == run.style and line[-1].link == run.link:
                line[-1] = Run(f"{line[-1].text} {word}", run.style, run.link)
            else:
                line.append(Run(word, run.style, run.link))
            used += gap + wide
    return [*lines, line] if line else lines


def _pieces(run: Run, width: float) -> list[str]:
    pieces: list[str] = []
    for word in run.text.split(" "):
        rest = word
        while text_width(rest, run.style) > width:
            cut = _longest_prefix(rest, run.style, width)
            pieces.append(rest[:cut])
            rest = rest[cut:]
        if rest:
            pieces.append(rest)
    return pieces


def _longest_prefix(word: str, style: Style, width: float) -> int:
    low, high = 1, len(word)
    while low < high:
        middle = (low + high + 1) // 2
        if text_width(word[:middle], style) <= width:
            low = middle
        else:
            high = middle - 1
    # An address reads better when a line ends behind one of its own joints.
    joint = max(word.rfind(mark, 0, low) for mark in "/?&,=") + 1
    return joint if joint > 0.6 * low else low


def wrap_text(text: str, style: Style, width: float) -> list[str]:
    """Lines of one style."""
    return [line[0].text for line in wrap([Run(text, style)], width)]


def fit(
    text: str, style: Style, width: float, lines: int = 1, smallest: float = 0.6
) -> tuple[list[str], Style]:
    """Shrink and wrap until a text has room.

    Parameters
    ----------
    text : str
        One paragraph.
    style : Style
        How it should look if there is room.
    width : float
        Millimetres.
    lines : int
        The most lines allowed.
    smallest : float
        The least share of the size; a text that is still too long ends in "…".

    Returns
    -------
    (list of str, Style)
        The lines and the style that they are to be drawn in.
    """
    for step in range(21):
        shrunk = style.scaled(1 - (1 - smallest) * step / 20)
        broken = wrap_text(text, shrunk, width)
        if len(broken) <= lines:
            return broken, shrunk
    return [*broken[: lines - 1], shorten(" ".join(broken[lines - 1 :]), shrunk, width)], shrunk


def shorten(text: str, style: Style, width: float) -> str:
    """The text, or as much of it as has room before an ellipsis."""
    if text_width(text, style) <= width:
        return text
    keep = _longest_prefix(text, style, width - text_width("…", style))
    return text[:keep].rstrip() + "…"


def balanced(text: str, style: Style, width: float) -> list[str]:
    """Lines of about equal length, as few as the width allows: no single word is left over."""
    count = len(wrap_text(text, style, width))
    low, high = width / 2, width
    for _ in range(8):
        middle = (low + high) / 2
        if len(wrap_text(text, style, middle)) <= count:
            high = middle
        else:
            low = middle
    return wrap_text(text, style, high)


def height_of(paragraphs: Sequence[Sequence[Run]], width: float) -> float:
    """Height in millimetres of paragraphs one below the other."""
    return sum(_line_height(line) for runs in paragraphs for line in wrap(runs, width))


def draw_paragraphs(page: Page, paragraphs: Sequence[Sequence[Run]], box: Box) -> None:
    """Draw paragraphs from the top of a box downwards, as wide as it is."""
    y = box.top
    for runs in paragraphs:
        for line in wrap(runs, box.width):
            tall = _line_height(line)
            draw_line(page, line, box.left, y + 0.74 * tall)
            y += tall


def draw_line(page: Page, line: Line, x: float, baseline: float) -> None:
    """Draw the runs of one line side by side."""
    for number, run in enumerate(line):
        x += space_width(run.style) if number else 0.0
        page.text((x, baseline), run.text, run.style, link=run.link)
        x += text_width(run.text, run.style)


def _line_height(line: Line) -> float:
    return max(run.style.line for run in line)
