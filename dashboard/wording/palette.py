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


def readable_on(ground: str) -> str:
    """Ink or white, whichever has the better contrast (WCAG 2 relative luminance)."""
    light = _luminance(ground)
    on_white = 1.05 / (light + 0.05)
    on_ink = (light + 0.05) / (_luminance(INK) + 0.05)
    return INK if on_ink >= on_white else CARD


def _luminance(colour: str) -> float:
    parts = [int(channel, 16) / 255 for channel in _channels(colour)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


# What the map sends to the browser is one small integer a unit: a status at full strength, the
# three that can be allocated at half, and a unit that the view leaves out (a province filter).
_FULL = {status: code for code, status in enumerate(STATUS_COLOURS)}
_ALLOCATED = {
    status: len(_FULL) + i
    for i, status in enumerate(status for status in STATUS_COLOURS if status != "unknown")
}
OUTSIDE_COLOUR = mix(STATUS_COLOURS["unknown"], PAPER, 0.25)
OUTSIDE_CODE = len(_FULL) + len(_ALLOCATED)


def allocated_colours(colours: Mapping[str, str]) -> dict[str, str]:
    """Each status at half strength, as where it was only allocated."""
    return {status: mix(colours[status], PAPER, 0.5) for status in _ALLOCATED}


def code_colours(colours: Mapping[str, str]) -> tuple[str, ...]:
    """The colour of each code, by the colours of the statuses."""
    full = (colours[status] for status in _FULL)
    return (*full, *allocated_colours(colours).values(), OUTSIDE_COLOUR)


CODE_COLOURS: tuple[str, ...] = code_colours(STATUS_COLOURS)


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


def code_colorscale(colours: tuple[str, ...] = CODE_COLOURS) -> list[list[float | str]]:
    """Stepped plotly colorscale in which every code (``status_code``) owns one flat step.

    It belongs to ``zmin=-0.5`` and ``zmax=len(colours) - 0.5``.
    """
    count = len(colours)
    steps: list[list[float | str]] = []
    for code, colour in enumerate(colours):
        steps += [[code / count, colour], [(code + 1) / count, colour]]
    return steps
