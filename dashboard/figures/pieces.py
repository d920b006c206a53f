"""Pieces of plotly figures, written down in ``pieces.json``: what no view changes of them.

There, null is a gap that a figure fills, and a word behind a dollar sign is a colour of the palette.
"""

from __future__ import annotations

import html
import json
from functools import cache
from importlib.resources import files
from string import Template
from typing import Any

from dashboard.wording import palette


def piece(name: str, **filled: Any) -> dict[str, Any]:
    """A piece with its gaps filled, for its caller to change."""
    return {**json.loads(_pieces()[name]), **filled}


@cache
def _pieces() -> dict[str, str]:
    """Each piece as JSON."""
    colours = {
        name.lower(): getattr(palette, name) for name in ("INK", "MUTED", "LINE", "CARD", "ACCENT")
    }
    text = files(__package__).joinpath("pieces.json").read_text(encoding="utf-8")
    pieces = json.loads(Template(text).substitute(colours))
    return {name: json.dumps(content) for name, content in pieces.items()}


def plain(text: str) -> str:
    """Text of the data for a plotly text: markup in it stays text."""
    return html.escape(text, quote=False)
