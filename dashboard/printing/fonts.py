"""The fonts of the printed page: shipped, never the machine's, so that every machine agrees.

matplotlib finds fonts by family name, and a machine may have another "Inter". The shipped
files are therefore entered under names of their own. Inter comes first, Vazirmatn takes over
for Arabic script, and DejaVu Sans, which is part of matplotlib, for what both lack.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

from matplotlib import get_data_path
from matplotlib.font_manager import FontEntry, FontProperties, fontManager
from matplotlib.ft2font import FT2Font
from matplotlib.textpath import text_to_path

from dashboard.paths import assets_folder
from dashboard.wording.palette import INK

MM_PER_POINT = 25.4 / 72

_SANS, _SERIF, _ARABIC, _LAST = (
    "Frontmap Print Sans",
    "Frontmap Print Serif",
    "Frontmap Print Arabic",
    "Frontmap Print Last",
)
# Every family has an entry for every weight in use: matplotlib complains of each it must guess.
_FILES = (
    ("Inter-Regular.ttf", _SANS, 400),
    ("Inter-Medium.ttf", _SANS, 500),
    ("Inter-SemiBold.ttf", _SANS, 600),
    ("Inter-Bold.ttf", _SANS, 700),
    ("FrontmapSerif-Bold.ttf", _SERIF, 700),
    ("Vazirmatn-Regular.ttf", _ARABIC, 400),
    ("Vazirmatn-Regular.ttf", _ARABIC, 500),
    ("Vazirmatn-SemiBold.ttf", _ARABIC, 600),
    ("Vazirmatn-SemiBold.ttf", _ARABIC, 700),
)
_LAST_FILES = (
    ("DejaVuSans.ttf", 400),
    ("DejaVuSans.ttf", 500),
    ("DejaVuSans-Bold.ttf", 600),
    ("DejaVuSans-Bold.ttf", 700),
)
# Unicode's first-strong isolates keep an Arabic name from turning the Latin words beside it.
_BREAKS = re.compile(r"[ \t\n\r\f\v\u0085\u2028\u2029]+")
_ISOLATE, _END = "\u2068", "\u2069"


@dataclass(frozen=True)
class Style:
    """How a piece of text looks: size in points, weight 400 to 700, colours as ``#rrggbb``.

    ``halo`` is the colour of a rim that keeps the text apart from what lies below it, or
    empty.
    """

    size: float
    weight: int = 400
    colour: str = INK
    serif: bool = False
    halo: str = ""

    def scaled(self, factor: float) -> Style:
        """The same, larger or smaller."""
        return replace(self, size=self.size * factor)

    @property
    def line(self) -> float:
        """Distance of two lines in millimetres."""
        return self.size * MM_PER_POINT * (1.16 if self.serif else 1.38)

    @property
    def cap(self) -> float:
        """Height of a capital letter in millimetres (Inter's, near enough for both faces)."""
        return self.size * MM_PER_POINT * 0.727


@cache
def register_fonts() -> None:
    """Enter the shipped fonts into matplotlib's list; a second call does nothing."""
    folder = assets_folder() / "fonts" / "print"
    entries = [(folder / name, family, weight) for name, family, weight in _FILES]
    last = Path(get_data_path(), "fonts", "ttf")
    entries += [(last / name, _LAST, weight) for name, weight in _LAST_FILES]
    for path, family, weight in entries:
        fontManager.ttflist.append(
            FontEntry(fname=str(path), name=family, weight=weight, size="scalable")
        )


@lru_cache(maxsize=256)
def font(style: Style) -> FontProperties:
    """A style as matplotlib describes it, with its fallbacks."""
    register_fonts()
    first = _SERIF if style.serif else _SANS
    families = list(dict.fromkeys([first, _SANS, _ARABIC, _LAST]))
    return FontProperties(family=families, weight=style.weight, size=style.size)


@lru_cache(maxsize=16384)
def text_width(text: str, style: Style) -> float:
    """Width of one line in millimetres, the same for every file format."""
    return sum(_part_width(part, style) for part in parts_of(text))


def _part_width(part: str, style: Style) -> float:
    width, _, _ = text_to_path.get_text_width_height_descent(part, font(style), False)
    return width * MM_PER_POINT


def parts_of(text: str) -> list[str]:
    """The pieces of a line that are drawn one by one, the isolates taken away.

    A piece is all of one direction. matplotlib 3.11 can order a mixed line, but its PDF writer
    moves the letters behind an isolate.
    """
    return [part for part in re.split(f"[{_ISOLATE}{_END}]", text) if part]


@lru_cache(maxsize=256)
def space_width(style: Style) -> float:
    """Width of a word space in millimetres."""
    return text_width("n n", style) - text_width("nn", style)


def printable(text: object) -> str:
    """Text as it can be printed: one line, nothing invisible, nothing that no font here has.

    Control and direction characters go (a planted one could turn a line round), letters
    without a glyph become "�", and in a line that runs from left to right Arabic script is
    isolated from what is beside it.
    """
    clean = unicodedata.normalize("NFC", _BREAKS.sub(" ", str(text)).strip())
    shown = "".join(_shown(c) for c in clean)
    directions = [unicodedata.bidirectional(c) for c in shown]
    first = next((d for d in directions if d in ("L", "R", "AL")), "L")
    return _isolate_arabic(shown) if first == "L" else shown


def _shown(char: str) -> str:
    # U+200C, the zero-width non-joiner, is part of Dari spelling.
    if char == "\u200c":
        return char
    if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
        return ""
    return char if ord(char) in _known_letters() else "\ufffd"


@cache
def _known_letters() -> frozenset[int]:
    register_fonts()
    ours = [e.fname for e in fontManager.ttflist if e.name in (_SANS, _ARABIC, _LAST)]
    return frozenset(code for name in ours for code in FT2Font(name).get_charmap())


def _right_to_left(char: str) -> bool:
    return unicodedata.bidirectional(char) in ("R", "AL")


def _isolate_arabic(text: str) -> str:
    """Wrap each run of right-to-left letters, the spaces and marks between them included."""
    out, run, held = "", "", ""
    for char in text:
        if _right_to_left(char):
            run, held = run + held + char, ""
        elif run and (char == " " or unicodedata.bidirectional(char) in ("NSM", "BN")):
            held += char
        else:
            out += _isolated(run) + held + char
            run, held = "", ""
    return out + _isolated(run) + held


def _isolated(run: str) -> str:
    return f"{_ISOLATE}{run}{_END}" if run else ""
