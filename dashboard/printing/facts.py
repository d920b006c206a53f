"""What one printed page is about."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from dashboard.i18n import Catalogue
from dashboard.wording.difference import difference_painting
from dashboard.wording.layers import layer_painting
from dashboard.wording.painting import Painting
from dashboard.wording.symbology import Symbology, symbology_of
from geodata.dataset.dataset import Dataset
from geodata.view import View

Paragraph = tuple[str, str]
"""A bold beginning and the rest; either may be empty."""


@dataclass(frozen=True)
class Facts:
    """What one page is about: a view of a dataset, and the frames that the map is drawn from.

    ``statuses`` are the view's units, as `Dataset.statuses` gives them; ``shapeless`` is how many
    of them have no polygon in its boundary set and are drawn as points.
    """

    dataset: Dataset
    view: View
    statuses: pd.DataFrame
    shapeless: int
    t: Catalogue

    @classmethod
    def of(cls, dataset: Dataset, view: View, shapes: Container[str], t: Catalogue) -> Facts:
        """Query a view; ``shapes`` are the unit ids that have a polygon."""
        statuses = dataset.statuses(view)
        shapeless = sum(unit not in shapes for unit in statuses.index)
        return cls(dataset, view, statuses, shapeless, t)

    @cached_property
    def look(self) -> Symbology:
        """What the statuses are called and coloured."""
        return symbology_of(self.dataset, self.view, self.t)

    @cached_property
    def painting(self) -> Painting | None:
        """What the units are painted with, where it is not their status: a difference, a layer."""
        if self.view.compare:
            return difference_painting(self.dataset, self.view, self.t)
        return layer_painting(self.dataset, self.view, self.t)

    @property
    def colours(self) -> dict[str, str]:
        """Colour of every unit of the view."""
        if self.painting is not None:
            return {str(unit): self.painting.colour(str(unit)) for unit in self.statuses.index}
        shown = self.statuses[["status", "basis"]].itertuples(name=None)
        return {str(unit): self.look.colour(status, basis) for unit, status, basis in shown}

    @property
    def unit_names(self) -> pd.Series:
        """Name by id of the units, in the page's language where there is one."""
        frame = self.dataset.register.frame.reindex(self.statuses.index)
        own = f"name_{self.view.lang}"
        if own not in frame:
            return frame["name_en"]
        return frame[own].where(frame[own].astype("str").str.len() > 0).fillna(frame["name_en"])
