"""Published counts brought down to units, and what holds between one count and the next.

A count such as "140 Taliban, 151 contested, 131 government" names no district. On its own day
it is met exactly (`geodata.assessments.allocation`); until the source counts again a unit keeps its status,
and at the next count as few units change as the new totals allow. Before the first count and
after the last, the source says nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property, lru_cache

import numpy as np
import pandas as pd

from geodata.assessments.allocation import allocate, allocation_basis, reallocate
from geodata.assessments.base import SpellAssessment
from geodata.assessments.evidence import evidence_scores
from geodata.assessments.named import NamedSources
from geodata.assessments.spells import STATUS_COLUMNS, as_spells, unknown_statuses
from geodata.claims.claims import FIRST_CAPITAL_FELL, WEIGHED_COLUMNS

_SAME = ["status", "basis", "since", "confirmed", "score", "claim_ids"]


@dataclass(frozen=True, eq=False)
class Count:
    """One published national count: its day and its three classes."""

    day: date
    totals: Mapping[str, int]


@dataclass(frozen=True, eq=False, kw_only=True)
class PublishedSeries(SpellAssessment):
    """The counts of one source, at least one, brought down to units by evidence score.

    ``counts`` are ordered by day. What claims say on the day shown decides how a status is
    known: ``documented`` where they agree, ``conflicting`` where they do not, ``allocated``
    where there are none. Before the first provincial centre fell, none is allocated to the
    Taliban.
    """

    counts: tuple[Count, ...]
    claims: pd.DataFrame
    events: pd.DataFrame
    named: NamedSources
    group: str = "counts"

    @property
    def days(self) -> tuple[date | None, date | None]:
        """From its first count to its last."""
        return self.counts[0].day, self.counts[-1].day

    def status_as_of(self, day: date) -> pd.DataFrame:
        """See `geodata.assessments.base.Assessment.status_as_of`."""
        return self._held_on(day).copy(deep=False)

    def count_on(self, day: date) -> Count | None:
        """The count that holds on a day; None where the source does not speak."""
        return _holding(self.counts, day)

    @cached_property
    def _allocation(self) -> _Allocation:
        return _Allocation(self.units, self.counts, self.claims, self.events, self.named)

    @cached_property
    def _held_on(self) -> Callable[[date], pd.DataFrame]:
        return lru_cache(maxsize=512)(self._allocation.statuses_on)

    def change_days(self, unit_ids: frozenset[str] | None = None) -> tuple[date, ...]:
        """See `geodata.assessments.base.Assessment.change_days`; statuses change at counts alone."""
        wanted = self.units.index if unit_ids is None else self.units.index.isin(list(unit_ids))
        days = [count.day for count in self.counts]
        held = [self._allocation.by(count)[0].loc[wanted] for count in self.counts]
        nothing = pd.Series("unknown", index=held[0].index)
        after = self.counts[-1].day + timedelta(days=1)
        steps = zip([*days, after], [nothing, *held], [*held, nothing], strict=True)
        return tuple(day for day, before, now in steps if not before.eq(now).all())

    @cached_property
    def spells(self) -> pd.DataFrame:
        """See `geodata.assessments.base.Assessment.spells`."""
        frames = [self._held_on(day).assign(date_from=day) for day in self._segments]
        rows = pd.concat(frames).rename_axis("unit_id").reset_index()
        rows = rows[rows["status"].ne("unknown")].sort_values(["unit_id", "date_from"])
        # A segment that says the same as the one before it goes on with it.
        said = pd.Series(
            list(rows[_SAME].astype(str).itertuples(index=False, name=None)), rows.index
        )
        day_before = rows["date_from"].map(
            dict(zip(self._segments[1:], self._segments, strict=False))
        )
        mine = rows.assign(said=said, held=self._count_day(rows["date_from"]))
        before = mine.groupby("unit_id")[["said", "held", "date_from"]].shift()
        starts = (
            mine["said"].ne(before["said"])
            | mine["held"].ne(before["held"])
            | before["date_from"].ne(day_before)
        )
        kept = mine[starts].assign(date_from=lambda rows: pd.to_datetime(rows["date_from"]))
        return as_spells(
            kept.assign(
                date_to=self._ends(mine, starts).to_numpy(),
                source=self._sources(kept).to_numpy(),
                confidence=self._confidence(kept).to_numpy(),
            )
        )

    @cached_property
    def _segments(self) -> list[date]:
        """First days of the stretches in which nothing changes: counts, and days of claims."""
        first, last = self.counts[0].day, self.counts[-1].day
        heard = {day.date() for day in self.named.spells["date_from"]}
        inside = {day for day in heard if first < day <= last}
        return sorted(inside | {count.day for count in self.counts})

    def _ends(self, rows: pd.DataFrame, starts: pd.Series) -> pd.DatetimeIndex:
        """Last day of each spell: that of its last segment."""
        following = dict(zip(self._segments, self._segments[1:], strict=False))
        last = rows.groupby(starts.cumsum())["date_from"].last()
        after_all = self.counts[-1].day + timedelta(days=1)
        return pd.to_datetime([following.get(day, after_all) - timedelta(days=1) for day in last])

    def _count_day(self, days: pd.Series) -> pd.Series:
        held = {day: count.day for day in self._segments if (count := self.count_on(day))}
        return days.map(held)

    def _sources(self, rows: pd.DataFrame) -> pd.Series:
        """The count that a status comes from, and who says the same of the unit."""
        count = self.source_name + ", count of " + rows["held"].astype(str)
        names = self._named_at(rows)["source"]
        return count.where(rows["basis"].ne("documented"), count + "; " + names.to_numpy())

    def _confidence(self, rows: pd.DataFrame) -> pd.Series:
        words = self._named_at(rows)["confidence"]
        words = pd.Series(words.to_numpy(), rows.index)
        words = words.mask(rows["basis"].eq("conflicting"), "low")
        return words.mask(rows["basis"].eq("allocated"), "")

    def _named_at(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Who is behind each row's claims, as the spells of claims have it; row by row."""
        said = self.named.spells[["unit_id", "date_from", "source", "confidence"]]
        asked = rows[["unit_id", "date_from"]].reset_index(drop=True).reset_index()
        asked = asked.astype({"date_from": said["date_from"].dtype})
        found = pd.merge_asof(
            asked.sort_values("date_from"),
            said.sort_values("date_from"),
            on="date_from",
            by="unit_id",
        )
        return found.set_index("index").sort_index()[["source", "confidence"]].fillna("")


@dataclass(frozen=True, eq=False)
class _Allocation:
    """The counts of a series as statuses; see `PublishedSeries`, whose fields it has.

    It does not know the series, which keeps its answers: the two would hold each other.
    """

    units: pd.DataFrame
    counts: tuple[Count, ...]
    claims: pd.DataFrame
    events: pd.DataFrame
    named: NamedSources
    _found: dict[Count, tuple[pd.Series, pd.Series]] = field(default_factory=dict, repr=False)

    def statuses_on(self, day: date) -> pd.DataFrame:
        """See `geodata.assessments.base.Assessment.status_as_of`."""
        count = _holding(self.counts, day)
        if count is None:
            return unknown_statuses(self.units.index)
        status, scores = self.by(count)
        named = self.named.status_as_of(day)
        basis = allocation_basis(status, named)
        agrees, known = basis.eq("documented").to_numpy(), status.ne("unknown").to_numpy()
        columns = {
            "status": status.array,
            "basis": basis.array,
            "since": _only(named["since"], agrees, None),
            "confirmed": _only(named["confirmed"], agrees, None),
            "score": np.where(known, scores, np.nan),
            "claim_ids": _only(named["claim_ids"], known, ()),
        }
        return pd.DataFrame(columns, index=status.index)[list(STATUS_COLUMNS)]

    def by(self, count: Count) -> tuple[pd.Series, pd.Series]:
        """Status and evidence score of each unit by a count."""
        if count not in self._found:
            self._found[count] = self._allocated(count)
        return self._found[count]

    def _allocated(self, count: Count) -> tuple[pd.Series, pd.Series]:
        moment = pd.Timestamp(count.day)
        named = self.named.status_as_of(count.day)
        scores = self._scores(count, named)
        centres = self.units.index[self.units["kind"].eq("provincial_centre")]
        barred = frozenset(centres) if moment < FIRST_CAPITAL_FELL else frozenset[str]()
        unnamed = frozenset(named.index[named["status"].eq("unknown")])
        before = next((c for c in reversed(self.counts) if c.day < count.day), None)
        if before is None:
            return allocate(scores, count.totals, barred, unnamed), scores
        held, _ = self.by(before)
        return reallocate(held, scores, count.totals, barred, unnamed), scores

    def _scores(self, count: Count, named: pd.DataFrame) -> pd.Series:
        prior = count.totals["taliban"] / max(1, sum(count.totals.values()))
        behind = {claim for ids in named["claim_ids"] for claim in ids}
        claims = self.claims[list(WEIGHED_COLUMNS)]
        word = claims[claims["claim_id"].isin(behind)]
        return evidence_scores(self.units, word, self.events, pd.Timestamp(count.day), prior)


def _holding(counts: tuple[Count, ...], day: date) -> Count | None:
    if day > counts[-1].day:
        return None
    return next((count for count in reversed(counts) if count.day <= day), None)


def _only(values: pd.Series, kept: np.ndarray, other: object) -> np.ndarray:
    """Values where they are kept, else another; objects, which pandas would look into."""
    found = [value if keep else other for value, keep in zip(values, kept, strict=True)]
    return pd.Series(found, dtype=object).to_numpy()
