"""The documented part of an assessment: what is left if only what claims bear out is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from geodata.assessments.base import Assessment, SpellAssessment


@dataclass(frozen=True, eq=False, kw_only=True)
class DocumentedPart(SpellAssessment):
    """An assessment without the spells of another basis; where it has none, a unit is unknown.

    History, changes and the days of change follow from the same spells as the statuses of a day,
    so that they cannot tell of what the map hides.
    """

    whole: Assessment

    @classmethod
    def of(cls, whole: Assessment, units: pd.DataFrame) -> DocumentedPart:
        """The part of an assessment of the register's ``units``."""
        return cls(
            units=units, name=whole.name, label=whole.label, source_name=whole.source_name,
            group=whole.group, whole=whole,
        )  # fmt: skip

    @property
    def days(self) -> tuple[date | None, date | None]:
        """Those of the whole: within them, what is hidden is why nothing is said."""
        return self.whole.days

    @cached_property
    def spells(self) -> pd.DataFrame:
        """See `geodata.assessments.base.Assessment.spells`."""
        spells = self.whole.spells
        return spells[spells["basis"].eq("documented")].reset_index(drop=True)
