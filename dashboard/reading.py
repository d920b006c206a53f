"""A view read against a dataset: what every medium shows of it, worked out once.

Page, print, files and command take a `Reading` in place of a dataset, a view and a language, so
that they cannot work out the same thing twice, or differently. What hangs on a part of the view
alone is kept by the reading of that part: a step of the day leaves the incidents as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

import pandas as pd

from dashboard.addresses import view_url
from dashboard.i18n import Catalogue, catalogue
from geodata.answers.compare import (
    Comparison,
    Side,
    UnitDifference,
    compared_sides,
    in_order,
    other_side,
    unit_differences,
)
from geodata.assessments.agreement import Agreement, agreement
from geodata.assessments.base import count_statuses
from geodata.assessments.ranges import status_ranges
from geodata.claims.one_sided import one_sided
from geodata.dataset.dataset import Dataset
from geodata.view import View

if TYPE_CHECKING:
    from geodata.dataset.extent import Outliers

MOST_KEPT = 16
"""Answers of one question that a reading keeps where they hang on more than the view."""

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Reading:
    """A view of a dataset in the words of a language.

    Immutable; may be read by many threads. Frames that it hands out are shared: change a copy.

    Parameters
    ----------
    dataset, view : Dataset, View
        What is read.
    t : Catalogue
        The words.
    keeper : callable, optional
        Gives the reading of another view of the dataset, such as `Site.reading_of`, which keeps
        them; without one they are made as they are asked for.
    """

    dataset: Dataset
    view: View
    t: Catalogue
    keeper: Callable[[View], Reading] | None = field(default=None, repr=False)
    _answers: dict[Hashable, dict[Any, Any]] = field(default_factory=dict, repr=False)

    def at(self, **changes: object) -> Reading:
        """The reading of the same view with some fields changed."""
        return self._of(self.view.with_(**changes))

    def part(self, *fields: str) -> Reading:
        """The reading of some fields of the view alone; all others are as in the default view."""
        given = {name: getattr(self.view, name) for name in (*fields, "lang")}
        return self._of(self.dataset.default_view.with_(**given))

    def _of(self, view: View) -> Reading:
        if view == self.view:
            return self
        if self.keeper is not None:
            return self.keeper(view)
        return Reading(self.dataset, view, catalogue(view.lang))

    def url(self, **changes: object) -> str:
        """Address of the page that shows the view with some fields changed."""
        return view_url(self.dataset, self.view.with_(**changes))

    def once(self, make: Callable[..., T], *args: Hashable) -> T:
        """The answer of a question, asked of this reading once; see the decorator `once`."""
        kept = self._answers.setdefault(make, {})
        if args in kept:
            return kept[args]
        answer = make(self, *args)
        if len(kept) >= MOST_KEPT:
            kept.clear()  # a zoom or an id that somebody makes up must not fill the memory
        kept[args] = answer
        return answer

    # Parts that change one without the other ------------------------------------------------

    @cached_property
    def of_ground(self) -> Reading:
        """Of the boundary set alone."""
        return self.part("boundaries")

    @cached_property
    def of_statuses(self) -> Reading:
        """Of what decides the statuses."""
        return self.part("as_of", "assessment", "provinces", "documented_only")

    @cached_property
    def of_events(self) -> Reading:
        """Of what decides which incidents there are."""
        return self.part("date_from", "date_to", "provinces", "types")

    # Who holds what -------------------------------------------------------------------------

    @cached_property
    def statuses(self) -> pd.DataFrame:
        """Statuses of the view's units; see `Dataset.statuses`."""
        whole = self.of_statuses
        return self.dataset.statuses(self.view) if whole is self else whole.statuses

    @cached_property
    def counts(self) -> dict[str, int]:
        """Counts of `statuses` by status and by basis; see `count_statuses`."""
        return count_statuses(self.statuses)

    @cached_property
    def ranges(self) -> dict[str, tuple[int, int]]:
        """Lowest and highest count of each class; see `status_ranges`."""
        return status_ranges(self.statuses, self.view.as_of, self.view.stale)

    @cached_property
    def flags(self) -> pd.DataFrame:
        """One-sidedness of the view's units on its day; see `one_sided`."""
        whole = self.part("as_of", "provinces", "stale")
        if whole is not self:
            return whole.flags
        units = self.dataset.register.frame
        found = one_sided(self.dataset.claims, units.index, self.view.as_of, self.view.stale)
        chosen = self.view.provinces
        return found[units["province_code"].isin(chosen)] if chosen else found

    # Two sides ------------------------------------------------------------------------------

    @cached_property
    def other(self) -> Side:
        """What the view is compared with, also where it does not say."""
        return other_side(self.dataset, self.view)

    @cached_property
    def comparison(self) -> Comparison:
        """Both sides in their order."""
        return in_order(Side(self.view.assessment, self.view.as_of), self.other)

    @cached_property
    def sides(self) -> tuple[Reading, Reading]:
        """The readings of both sides, in the order of `comparison`."""
        both = self.comparison
        return self.side(both.first), self.side(both.second)

    def side(self, side: Side) -> Reading:
        """The view as it is on one of the two sides, compared with nothing."""
        return self.at(assessment=side.assessment, as_of=side.day, compare="")

    @cached_property
    def compared(self) -> pd.DataFrame:
        """What differs, unit by unit; see `geodata.answers.compare.compared`."""
        first, second = self.sides
        statuses = first.statuses, second.statuses
        return compared_sides(self.dataset, self.view, self.comparison, *statuses)

    @cached_property
    def differing(self) -> list[UnitDifference]:
        """The rows of `compared`, by province and name."""
        return unit_differences(self.compared)

    @cached_property
    def by_kind(self) -> dict[str, list[UnitDifference]]:
        """The rows of `compared` of each class of the difference that has any."""
        kinds: dict[str, list[UnitDifference]] = {}
        for unit in self.differing:
            kinds.setdefault(unit.kind, []).append(unit)
        return kinds

    @cached_property
    def agreement(self) -> Agreement:
        """How far the two sides agree; see `geodata.assessments.agreement`."""
        first, second = self.sides
        return agreement(first.statuses["status"], second.statuses["status"])

    # Where it lies; shapely is loaded for those who draw ------------------------------------

    @cached_property
    def positions(self) -> pd.DataFrame:
        """Where each unit stands as a point in the view's boundary set; see `unit_positions`."""
        from geodata.dataset.positions import unit_positions

        ground = self.of_ground
        if ground is not self:
            return ground.positions
        return unit_positions(self.dataset, self.view.boundaries)

    @cached_property
    def outliers(self) -> Outliers | None:
        """The located events, if every one lies off the map; see `geodata.dataset.extent`."""
        from geodata.dataset.extent import outliers

        ground = self.of_ground
        return outliers(self.dataset, self.view.boundaries) if ground is self else ground.outliers


def once(
    make: Callable[Concatenate[Reading, P], T],
) -> Callable[Concatenate[Reading, P], T]:
    """Decorator: a function of a reading (and of hashable arguments) whose answers are kept in it."""

    @wraps(make)
    def kept(reading: Reading, /, *args: P.args, **named: P.kwargs) -> T:
        return reading.once(make, *args, **named)

    return kept
