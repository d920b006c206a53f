"""A drawn page as the bytes of a PNG, SVG or PDF file: the same bytes every time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import matplotlib.style
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from dashboard.printing.paper import Page
from dashboard.printing.text import PageText

PNG_DPI = 200

# SVG text becomes shapes, and a PDF carries its fonts as TrueType: both look the same on a
# machine that has none of them. A fixed salt makes the ids in an SVG repeatable.
# matplotlib 3.11 looks at the PostScript setting when it decides how many letters one embedded
# font may have; with the default it cuts each font at 256 and applies the kerning at the cut
# twice ("n’s" runs together).
_SETTINGS: Mapping[str, Any] = {
    "pdf.fonttype": 42,
    "ps.fonttype": 42,
    "svg.fonttype": "path",
    "svg.hashsalt": "frontmap",
    "text.hinting": "no_hinting",
    "text.parse_math": False,
    "path.simplify": False,
}


@contextmanager
def print_settings() -> Iterator[None]:
    """The defaults of matplotlib with ours on top, whatever the machine's matplotlibrc says.

    The settings are those of the whole process; they are put back at the end, and nobody else
    may draw meanwhile.
    """
    with matplotlib.style.context(["default", dict(_SETTINGS)]):
        yield


def save(page: Page, fmt: str, words: PageText) -> bytes:
    """The bytes of a page; ``fmt`` is ``png``, ``svg`` or ``pdf``."""
    FigureCanvasAgg(page.figure)
    if fmt == "svg":
        # A drawing that may be put into any page refers to nothing outside of itself.
        for text in page.figure.findobj(Text):
            text.set_url(None)
    out = BytesIO()
    page.figure.savefig(
        out, format=fmt, dpi=PNG_DPI if fmt == "png" else 72, metadata=_metadata(words, fmt)
    )
    return _without_doctype(out.getvalue()) if fmt == "svg" else out.getvalue()


def _metadata(words: PageText, fmt: str) -> dict[str, Any]:
    told = "Subject" if fmt == "pdf" else "Description"
    return {"Title": words.title, told: words.subtitle, "Keywords": words.keywords, **_MADE[fmt]}


# What made a file; None keeps the day and hour out of it.
_MADE: Mapping[str, Mapping[str, str | None]] = {
    "png": {"Source": "Frontmap", "Software": "Frontmap"},
    "svg": {"Source": "Frontmap", "Creator": "Frontmap", "Date": None},
    "pdf": {"Author": "Frontmap", "Creator": "Frontmap", "CreationDate": None, "ModDate": None},
}


def _without_doctype(svg: bytes) -> bytes:
    """The document type names a file on another server; no viewer needs it."""
    head, start, rest = svg.partition(b"<!DOCTYPE")
    return head + rest.partition(b">")[2].lstrip() if start else svg
