"""Assessments: who controls each unit on a day, and how that is known.

What claims say of named units is in `geodata.assessments.named`, published national counts brought down to
units are in `geodata.assessments.counts`, tables that somebody brought in `geodata.assessments.table`. All
answer `status_as_of` with the same columns, from spells of the same columns.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache, partial
from typing import Protocol

import pandas as pd

from geodata.assessments.spells import SPELL_COLUMNS, STATUS_COLUMNS, change_days, statuses_by_day

STATUSES = ("taliban", "contested", "government", "unknown")
BASES = ("documented", "conflicting", "allocated")

__all__ = [
    "BASES",
    "SPELL_COLUMNS",
    "STATUSES",
    "STATUS_COLUMNS",
    "Assessment",
    "SpellAssessment",
    "count_statuses",
]


class Assessment(Protocol):
    """A named set of statuses by unit and date, from one source; one is equal to itself alone."""

    def __hash__(self) -> int: ...

    @property
    def name(self) -> str: ...

    @property
    def label(self) -> str: ...

    @property
    def source_name(self) -> str: ...

    @property
    def group(self) -> str: ...

    @property
    def days(self) -> tuple[date | None, date | None]:
        """First and last day it speaks for; None means open."""

    @property
    def spells(self) -> pd.DataFrame:
        """All that it says, one row a spell; columns and types as `geodata.assessments.spells.as_spells`."""

    def change_days(self, unit_ids: frozenset[str] | None = None) -> tuple[date, ...]:
        """Days on which the status of any unit, or of any of some, changes."""

    def status_as_of(self, day: date) -> pd.DataFrame:
        """Statuses on a day.

        Returns
        -------
        DataFrame
            Index ``unit_id``, every unit of the register in its order. ``status`` is one of
            `STATUSES`; ``basis`` one of `BASES`, empty where the status is unknown;
            ``since``, ``confirmed`` dates or None; ``score`` the evidence score or NaN;
            ``claim_ids`` a tuple of the claims behind it.
        """


@dataclass(frozen=True, eq=False, kw_only=True)
class SpellAssessment(ABC):
    """What every kind of assessment shares: it answers for a day from its spells.

    ``units`` are the register's, index ``unit_id``. ``group`` is how a list sorts it: ``counts``
    (published counts brought down to units), ``named``, ``kinds``, ``outlets`` and ``reports``
    (claims of all, of one kind of source, of one outlet, of one report), ``added`` (tables).
    """

    units: pd.DataFrame
    name: str
    label: str
    source_name: str
    group: str

    @property
    @abstractmethod
    def days(self) -> tuple[date | None, date | None]:
        """See `Assessment.days`."""

    @property
    @abstractmethod
    def spells(self) -> pd.DataFrame:
        """See `Assessment.spells`."""

    def status_as_of(self, day: date) -> pd.DataFrame:
        """See `Assessment.status_as_of`."""
        # Copied on write: what a caller does to the answer must not reach the next one.
        return self._statuses_on(day).copy(deep=False)

    def change_days(self, unit_ids: frozenset[str] | None = None) -> tuple[date, ...]:
        """Days on which the status of any unit, or of any of some, changes."""
        return self._change_days(unit_ids)

    # What is kept knows the spells and not the assessment, so that both go with the dataset.

    @cached_property
    def _statuses_on(self) -> Callable[[date], pd.DataFrame]:
        return lru_cache(maxsize=512)(statuses_by_day(self.spells, self.units))

    @cached_property
    def _change_days(self) -> Callable[[frozenset[str] | None], tuple[date, ...]]:
        return lru_cache(maxsize=64)(partial(change_days, self.spells))


def count_statuses(statuses: pd.DataFrame) -> dict[str, int]:
    """Counts by status and by basis; the statuses, and the bases with unknown, add up to total."""
    by_status, by_basis = Counter(statuses["status"].tolist()), Counter(statuses["basis"].tolist())
    counts = {name: by_status[name] for name in STATUSES} | {"total": len(statuses)}
    return counts | {name: by_basis[name] for name in BASES}
