"""The map of a view as a print file: an A4 page as PNG, SVG or PDF."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Lock
from types import MappingProxyType

from dashboard.printing.files import print_settings, save
from dashboard.printing.sheet import draw_sheet
from dashboard.reading import Reading
from geodata.errors import FrontmapError

SNAPSHOT_TYPES: Mapping[str, str] = MappingProxyType(
    {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf"}
)
"""Content type by format."""

# matplotlib keeps its settings (rcParams) and its fonts for the whole process and promises
# nothing to threads. One page at a time is also the fastest: drawing holds the interpreter.
_DRAWING = Lock()


def render_snapshot(reading: Reading, fmt: str, link: str) -> bytes:
    """The print map of a view, A4 landscape.

    The same dataset, view, format and link always give the same bytes. Safe to call from
    several threads, which then wait for one another.

    Parameters
    ----------
    dataset : Dataset
        Where the facts come from.
    view : View
        What to show.
    fmt : str
        ``png`` (200 dots per inch), ``svg`` (text as shapes) or ``pdf`` (text as text, fonts
        embedded).
    link : str
        The address that opens this view; printed on the page.
    t : Catalogue
        The words of the page's language.

    Raises
    ------
    FrontmapError
        If there is no such format.
    """
    if fmt not in SNAPSHOT_TYPES:
        raise FrontmapError(
            f"there is no snapshot format “{fmt}”; choose one of {', '.join(SNAPSHOT_TYPES)}."
        )
    with _DRAWING, print_settings():
        sheet = draw_sheet(reading, link)
        return save(sheet.page, fmt, sheet.words)
