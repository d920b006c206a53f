"""What the districts are painted with where it is not simply their status.

A painting gives each unit one of a few colours, with the legend and the words for it: screen and
paper draw the same one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.wording.palette import OUTSIDE_COLOUR


@dataclass(frozen=True)
class LegendItem:
    """One line of a legend; ``colours`` (``#rrggbb``) are shown side by side in its swatch."""

    key: str
    label: str
    colours: tuple[str, ...]
    n: int


@dataclass(frozen=True)
class Painting:
    """A colour for each unit of a view.

    ``codes`` are places in ``colours`` by unit id; a unit without one lies outside the view.
    ``words`` are what a unit's hover says, plain text by unit id. ``of_statuses``: the colours are
    shades of those of the statuses, whose legend belongs to it.
    """

    title: str
    codes: Mapping[str, int]
    colours: tuple[str, ...]
    legend: tuple[LegendItem, ...]
    words: Mapping[str, str]
    of_statuses: bool = False

    def colour(self, unit_id: str) -> str:
        """What a unit is painted with, ``#rrggbb``."""
        code = self.codes.get(unit_id)
        return OUTSIDE_COLOUR if code is None else self.colours[code]

    def painted(self, unit_id: str) -> tuple[str, str]:
        """Colour and hover text (plain text) of a unit."""
        return self.colour(unit_id), self.words.get(unit_id, "")

    @property
    def counts(self) -> dict[str, int]:
        """Number of units by the legend's keys."""
        return {item.key: item.n for item in self.legend}
