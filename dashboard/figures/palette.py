"""Design tokens that the figures share: status and incident colours, and the map's own paper.

Every medium (screen, snapshot, legend) takes its colours from here, so that one colour means
one thing everywhere. The four statuses differ in lightness, so that greyscale print and
colour-blind readers tell them apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

INK = "#14181d"
MUTED = "#5b6570"
LINE = "#e3e6ea"
PAPER = "#fbfaf7"
CARD = "#ffffff"
ACCENT = "#1d4ed8"

STATUS_COLOURS: Mapping[str, str] = MappingProxyType(
    {
        "taliban": "#3b3850",
        "contested": "#e2a63b",
        "government": "#3f9186",
        "unknown": "#d9d6cf",
    }
)
FAMILY_COLOURS: Mapping[str, str] = MappingProxyType(
    {
        "fighting": "#c9303e",
        "civilians": "#7b2fa8",
        "ground": "#111418",
        "other": "#5f6b7a",
    }
)

# The map around the land, by colour scheme. The land itself keeps its paper in both, because
# the pale (allocated) colours are mixed with it and must not change their meaning.
MAP_THEMES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "light": MappingProxyType({"neighbour": "#e9edf0", "border": "#cdd5dc"}),
        "dark": MappingProxyType({"neighbour": "#1b2128", "border": "#343d47"}),
    }
)


def mix(colour: str, ground: str, share: float) -> str:
    """Colour laid over a ground as an opaque colour.

    Parameters
    ----------
    colour, ground : str
        sRGB as ``#rrggbb``.
    share : float
        Share of ``colour``, 0 (only the ground) to 1 (only the colour).

    Returns
    -------
    str
        ``#rrggbb``.
    """
    mixed = (
        round(int(a, 16) * share + int(b, 16) * (1 - share))
        for a, b in zip(_channels(colour), _channels(ground), strict=True)
    )
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def _channels(colour: str) -> tuple[str, str, str]:
    return colour[1:3], colour[3:5], colour[5:7]


def with_alpha(colour: str, alpha: float) -> str:
    """``#rrggbb`` as ``rgba(r,g,b,alpha)``, for marks that lie on a light or a dark card."""
    red, green, blue = (int(channel, 16) for channel in _channels(colour))
    return f"rgba({red},{green},{blue},{alpha:g})"


ALLOCATED_COLOURS: Mapping[str, str] = MappingProxyType(
    {
        status: mix(colour, PAPER, 0.5)
        for status, colour in STATUS_COLOURS.items()
        if status != "unknown"
    }
)
OUTSIDE_COLOUR = mix(STATUS_COLOURS["unknown"], PAPER, 0.25)

# What the map sends to the browser is one small integer a unit. The first seven are statuses,
# the last a unit that the view leaves out (a province filter).
CODE_COLOURS: tuple[str, ...] = (
    *STATUS_COLOURS.values(),
    *ALLOCATED_COLOURS.values(),
    OUTSIDE_COLOUR,
)
_FULL = {status: code for code, status in enumerate(STATUS_COLOURS)}
_ALLOCATED = {status: len(_FULL) + i for i, status in enumerate(ALLOCATED_COLOURS)}
OUTSIDE_CODE = len(CODE_COLOURS) - 1


def status_code(status: str, basis: str) -> int:
    """Integer for one unit's status: full strength, or half where it was only allocated.

    Raises
    ------
    KeyError
        If ``status`` is not one of the four statuses.
    """
    if basis == "allocated" and status in _ALLOCATED:
        return _ALLOCATED[status]
    return _FULL[status]


def status_colour(status: str, basis: str = "") -> str:
    """The colour that the map gives to a status of that basis, as ``#rrggbb``."""
    return CODE_COLOURS[status_code(status, basis)]


def code_colorscale() -> list[list[float | str]]:
    """Stepped plotly colorscale in which every code of ``CODE_COLOURS`` owns one flat step.

    It belongs to ``zmin=-0.5`` and ``zmax=len(CODE_COLOURS) - 0.5``.
    """
    count = len(CODE_COLOURS)
    steps: list[list[float | str]] = []
    for code, colour in enumerate(CODE_COLOURS):
        steps += [[code / count, colour], [(code + 1) / count, colour]]
    return steps
