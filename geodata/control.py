"""Assessments: who controls each unit on a day, and how that is known.

`NamedSources` is what claims say of named units; `PublishedTotal` is one published national
count brought down to units. Both answer `status_as_of` with the same columns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Protocol

import numpy as np
import pandas as pd

from geodata.allocation import allocate, allocation_basis
from geodata.claims import FIRST_CAPITAL_FELL
from geodata.evidence import evidence_scores
from geodata.spells import spells

STATUSES = ("taliban", "contested", "government", "unknown")
BASES = ("documented", "conflicting", "allocated")
STATUS_COLUMNS = ("status", "basis", "since", "confirmed", "score", "claim_ids")


class Assessment(Protocol):
    """A named set of statuses by unit and date, from one source."""

    @property
    def name(self) -> str: ...

    @property
    def label(self) -> str: ...

    @property
    def source_name(self) -> str: ...

    @property
    def days(self) -> tuple[date | None, date | None]:
        """First and last day it speaks for; None means open."""

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


@dataclass(frozen=True, eq=False)
class NamedSources:
    """What sources say of named units: the latest independent claims by the day."""

    units: pd.DataFrame
    changes: pd.DataFrame
    name: str = "named-sources"
    label: str = "Named sources"
    source_name: str = "News reports, analysts and officials, each named"
    days: tuple[date | None, date | None] = (None, None)

    @classmethod
    def from_claims(cls, units: pd.DataFrame, claims: pd.DataFrame) -> NamedSources:
        """Work out all spells of a ledger once (units: index ``unit_id``)."""
        return cls(units, spells(claims))

    def status_as_of(self, day: date) -> pd.DataFrame:
        """See `Assessment.status_as_of`."""
        # Copied on write: what a caller does to the answer must not reach the next one.
        return self._statuses_on(day).copy(deep=False)

    @lru_cache(maxsize=512)  # noqa: B019  the dataset, which holds us, lives as long as the process
    def _statuses_on(self, day: date) -> pd.DataFrame:
        known = self.changes[self.changes["day"] <= pd.Timestamp(day)]
        latest = known.drop_duplicates("unit_id", keep="last").set_index("unit_id")
        frame = latest.drop(columns="day").reindex(self.units.index)
        heard = frame["status"].notna()
        return shape_statuses(
            frame.assign(
                status=frame["status"].where(heard, "unknown"),
                basis=frame["basis"].where(heard, ""),
                score=np.nan,
            )
        )


@dataclass(frozen=True, eq=False)
class PublishedTotal:
    """One published national count, brought down to units by evidence score.

    The count speaks for its own day; on every other day all units are unknown. Before the
    first provincial centre fell, none is allocated to the Taliban.
    """

    name: str
    label: str
    source_name: str
    day: date
    totals: Mapping[str, int]
    units: pd.DataFrame
    claims: pd.DataFrame
    events: pd.DataFrame
    named: NamedSources

    @property
    def days(self) -> tuple[date | None, date | None]:
        """The one day it speaks for."""
        return self.day, self.day

    def status_as_of(self, day: date) -> pd.DataFrame:
        """See `Assessment.status_as_of`."""
        return self._statuses_on(day).copy(deep=False)

    @lru_cache(maxsize=8)  # noqa: B019  see NamedSources
    def _statuses_on(self, day: date) -> pd.DataFrame:
        if day != self.day:
            return _unknown(self.units.index)
        moment = pd.Timestamp(day)
        prior = self.totals["taliban"] / max(1, sum(self.totals.values()))
        named = self.named.status_as_of(day)
        behind = {claim for ids in named["claim_ids"] for claim in ids}
        word = self.claims[self.claims["claim_id"].isin(behind)]
        scores = evidence_scores(self.units, word, self.events, moment, prior)
        centres = self.units.index[self.units["kind"].eq("provincial_centre")]
        barred = frozenset(centres) if moment < FIRST_CAPITAL_FELL else frozenset[str]()
        status = allocate(scores, self.totals, barred)
        basis = allocation_basis(status, named)
        agrees = basis.eq("documented")
        return shape_statuses(
            pd.DataFrame(
                {
                    "status": status,
                    "basis": basis,
                    "since": named["since"].where(agrees, None),
                    "confirmed": named["confirmed"].where(agrees, None),
                    "score": scores,
                    "claim_ids": named["claim_ids"],
                }
            )
        )


def count_statuses(statuses: pd.DataFrame) -> dict[str, int]:
    """Counts by status and by basis; the statuses, and the bases with unknown, add up to total."""
    by_status = statuses["status"].value_counts()
    by_basis = statuses["basis"].value_counts()
    counts = {name: int(by_status.get(name, 0)) for name in STATUSES}
    counts["total"] = len(statuses)
    return counts | {name: int(by_basis.get(name, 0)) for name in BASES}


def shape_statuses(frame: pd.DataFrame) -> pd.DataFrame:
    """Bring a frame into the columns and types that every assessment promises."""
    ids = [tuple(v) if isinstance(v, tuple) else () for v in frame["claim_ids"]]
    return frame.assign(
        since=_dates(frame["since"]),
        confirmed=_dates(frame["confirmed"]),
        claim_ids=pd.Series(ids, index=frame.index, dtype=object),
    )[list(STATUS_COLUMNS)]


def _dates(column: pd.Series) -> pd.Series:
    days = [None if pd.isna(value) else pd.Timestamp(value).date() for value in column]
    return pd.Series(days, index=column.index, dtype=object)


def _unknown(index: pd.Index) -> pd.DataFrame:
    empty = pd.DataFrame(index=index).assign(
        status="unknown", basis="", since=None, confirmed=None, score=np.nan, claim_ids=None
    )
    return shape_statuses(empty)
