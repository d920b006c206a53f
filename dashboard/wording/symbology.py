"""How the statuses are called and coloured in a view: the one place that everybody asks.

Page, legend, hover and print take the words and colours of the four statuses from a `Symbology`. It is
the catalogue's and the palette's own, unless the view follows an assessment that brought others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from dashboard.i18n import Catalogue
from dashboard.reading import Reading, once
from dashboard.wording.palette import (
    CARD,
    INK,
    PAPER,
    STATUS_COLOURS,
    code_colours,
    readable_on,
    status_code,
)
from geodata.assessments.base import STATUSES

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True)
class Symbology:
    """Label (plain text) and colour (``#rrggbb``) by status.

    ``always_shown`` are the statuses that a legend names even where no unit has them. ``by`` is
    who says so where a table that was added does; empty where claims or a published count do.
    """

    labels: Mapping[str, str]
    colours: Mapping[str, str]
    always_shown: frozenset[str] = frozenset()
    by: str = ""

    @property
    def own_colours(self) -> bool:
        """Whether the colours are others than the palette's."""
        return dict(self.colours) != dict(STATUS_COLOURS)

    def label(self, status: str) -> str:
        """What a status is called."""
        return self.labels[status]

    def colour(self, status: str, basis: str = "") -> str:
        """What the map paints a unit of that status and basis."""
        return self.codes[status_code(status, basis)]

    def dot(self, status: str) -> str:
        """Colour of a mark on that status: a dark one on the darkest would not be seen."""
        return PAPER if readable_on(self.colours[status]) == CARD else INK

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The colour of each code of ``palette.status_code``."""
        return code_colours(self.colours)

    def variables(self) -> dict[str, str]:
        """The style sheets' custom properties, where the colours are not the palette's."""
        if not self.own_colours:
            return {}
        return {f"--{status}": colour for status, colour in self.colours.items()}

    def chip(self, status: str, basis: str) -> dict[str, str]:
        """Style of a label on that status' ground, where the colours are not the palette's."""
        if not self.own_colours:
            return {}
        ground = self.colour(status, basis)
        return {"background": ground, "color": readable_on(ground)}


def standard_symbology(t: Catalogue) -> Symbology:
    """The catalogue's words and the palette's colours."""
    labels = {status: t(f"status.{status}") for status in STATUSES}
    return Symbology(labels, STATUS_COLOURS, frozenset(STATUSES) - {"unknown"})


@once
def symbology(reading: Reading) -> Symbology:
    """The look of a view's assessment: its own words and colours where it brings any."""
    dataset, view, t = reading.dataset, reading.view, reading.t
    standard = standard_symbology(t)
    assessment = dataset.assessments[view.assessment]
    by = assessment.label if view.assessment in dataset.manifest.get("assessments", {}) else ""
    labels = dict(getattr(assessment, "labels", {}))
    colours = {
        status: colour
        for status, colour in dict(getattr(assessment, "colours", {})).items()
        if status in STATUSES and _COLOUR.fullmatch(str(colour))
    }
    if dataset.totals.empty and dataset.claims.empty:
        # No source of ours speaks here, so none of our words for a side can be right.
        neutral = {"taliban": t("status.taliban.elsewhere")}
        labels = {**neutral, **labels}
    shown = frozenset[str]() if labels else standard.always_shown
    return Symbology({**standard.labels, **labels}, {**STATUS_COLOURS, **colours}, shown, by)
