"""Assessments of claims: what sources say of named units.

All claims together, those of one kind of source, of one outlet or of one report: the rule by
which claims become statuses is the same (`geodata.claims.verdict`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from geodata.assessments.base import SpellAssessment
from geodata.assessments.spells import as_spells, ended_by_the_next, no_spells
from geodata.claims.claims import FULL_WEIGHT
from geodata.claims.verdict import spells


@dataclass(frozen=True, eq=False, kw_only=True)
class NamedSources(SpellAssessment):
    """What the latest independent claims say of each unit by the day.

    ``claims`` is a ledger as `geodata.claims.claims.read_claims` gives it, or a part of one. A unit
    keeps the status of its latest word; before its first one it is unknown.
    """

    claims: pd.DataFrame
    name: str = "named-sources"
    label: str = "Named sources"
    source_name: str = "News reports, analysts and officials, each named"
    group: str = "named"

    @property
    def days(self) -> tuple[date | None, date | None]:
        """Open on both ends: that nobody had spoken yet is an answer."""
        return None, None

    @cached_property
    def spells(self) -> pd.DataFrame:
        """See `geodata.assessments.base.Assessment.spells`."""
        return claim_spells(self.claims)


def claim_spells(claims: pd.DataFrame) -> pd.DataFrame:
    """Spells of a claim ledger; columns as `geodata.assessments.spells.as_spells`.

    ``confidence`` is high where two or more independent voices of full weight say so, medium
    where one does, low where only lesser claims do or where they disagree.
    """
    words = spells(claims)
    if words.empty:
        return no_spells()
    words = words.rename(columns={"day": "date_from"})
    behind = _behind(words["claim_ids"], claims)
    return as_spells(
        words.assign(
            date_to=ended_by_the_next(words),
            score=np.nan,
            source=behind["source"],
            confidence=behind["confidence"].mask(words["basis"].eq("conflicting"), "low"),
        )
    )


def _behind(claim_ids: pd.Series, claims: pd.DataFrame) -> pd.DataFrame:
    """Names and confidence of the claims behind each word."""
    columns = claims[["claim_id", "outlet", "voice", "weight"]]
    said = {claim: rest for claim, *rest in columns.itertuples(index=False, name=None)}
    names, confidence = [], []
    for ids in claim_ids:
        behind = [said[claim] for claim in ids]
        names.append("; ".join(dict.fromkeys(outlet for outlet, _, _ in behind)))
        voices = {voice for _, voice, weight in behind if weight >= FULL_WEIGHT}
        confidence.append(("low", "medium", "high")[min(len(voices), 2)])
    frame = pd.DataFrame({"source": names, "confidence": confidence}, claim_ids.index)
    return frame.astype("str")
