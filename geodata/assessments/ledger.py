"""The reconciliation ledger: every published national total beside what named units add up to.

A total is kept as it was published. Its own residual says whether it adds up; the residual
against our count says how many units it has that no source names, or the other way round; and
`explaining_units` lists the units that could be the difference.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd

from geodata.assessments.base import STATUSES, count_statuses
from geodata.claims.totals import CLASSES, all_totals

NEAR_DAYS = 7
"""A change of status this close to a count may fall on the other side of it."""
REASONS = ("unknown", "conflicting", "stale", "one_sided", "changed_near")
StatusesOn = Callable[[date], pd.DataFrame]


def ledger(reported: pd.DataFrame, named_on: StatusesOn) -> pd.DataFrame:
    """Every published total and our count of its day, the earliest first.

    Parameters
    ----------
    reported : DataFrame
        Reported figures as `geodata.claims.totals.read_reported` gives them.
    named_on : callable
        Statuses of a day by named sources, as `Assessment.status_as_of`.

    Returns
    -------
    DataFrame
        The columns of `geodata.claims.totals.all_totals`, ``total_id`` first; ``mapped_<status>``, our
        count of the day; ``mapped_residual_<class>``, published less ours, null where the
        class was not published.
    """
    totals = all_totals(reported)
    totals.insert(0, "total_id", _ids(totals))
    ours = [count_statuses(named_on(date.fromisoformat(day))) for day in totals["as_of"]]
    mapped = pd.DataFrame(ours, index=totals.index).reindex(columns=list(STATUSES))
    residuals = {
        f"mapped_residual_{name}": totals[name] - mapped[name].astype("Int64") for name in CLASSES
    }
    return totals.join(mapped.add_prefix("mapped_")).assign(**residuals)


def total_ids(reported: pd.DataFrame) -> frozenset[str]:
    """The ``total_id`` of every row of the ledger."""
    return frozenset(_ids(all_totals(reported)))


def ledger_records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of the ledger for JSON: nulls instead of NaN, the counts by class in mappings."""
    return [
        _record(row) for row in rows.astype(object).where(rows.notna(), None).to_dict("records")
    ]


def explaining_units(
    row: Mapping[Hashable, Any],
    statuses_on: StatusesOn,
    flags: pd.Series,
    stale_days: int,
) -> pd.DataFrame:
    """Units that could explain why a published total differs from what named sources add up to.

    Where a total has more of a class than we name, these are units of other statuses that may
    well be of it; where it has fewer, units that we name so and that may well not be.

    Parameters
    ----------
    row : mapping
        A row of the ledger.
    statuses_on : callable
        Statuses of a day by named sources.
    flags : Series
        ``flag`` of `geodata.claims.one_sided.one_sided` on the total's day, by unit id.
    stale_days : int
        After how many days without a confirming word a status may have changed.

    Returns
    -------
    DataFrame
        ``unit_id``, ``status`` (as named), ``could_be`` (a class, or ``other`` than named) and
        ``reason``, the first of `REASONS` that holds. Only classes with a residual are looked at.
    """
    day = date.fromisoformat(str(row["as_of"]))
    now = statuses_on(day)
    reason = _reasons(now, statuses_on, day, flags, stale_days)
    found = []
    for name in CLASSES:
        residual = row[f"mapped_residual_{name}"]
        if pd.isna(residual) or residual == 0:
            continue
        named = now["status"].eq(name)
        mine = (~named if residual > 0 else named) & reason.ne("")
        found += [
            (unit, now.loc[unit, "status"], name if residual > 0 else "other", reason[unit])
            for unit in now.index[mine]
        ]
    return pd.DataFrame(found, columns=["unit_id", "status", "could_be", "reason"])


def _reasons(
    now: pd.DataFrame, statuses_on: StatusesOn, day: date, flags: pd.Series, stale_days: int
) -> pd.Series:
    """Why each unit's named status may not be what a counter saw; empty if nothing speaks for it."""
    before = statuses_on(day - timedelta(days=NEAR_DAYS))["status"]
    after = statuses_on(day + timedelta(days=NEAR_DAYS))["status"]
    age = pd.Series([(day - c).days if isinstance(c, date) else 0 for c in now["confirmed"]])
    holds = {
        "unknown": now["status"].eq("unknown"),
        "conflicting": now["basis"].eq("conflicting"),
        "stale": pd.Series((age > stale_days).to_numpy(), now.index),
        "one_sided": flags.reindex(now.index).fillna("").ne(""),
        "changed_near": before.ne(now["status"]) | after.ne(now["status"]),
    }
    reason = pd.Series("", index=now.index, dtype="str")
    for name in reversed(REASONS):
        reason = reason.mask(holds[name], name)
    return reason


def _ids(totals: pd.DataFrame) -> list[str]:
    """Day and source, and a number where a source has several rows on one day."""
    stems = [
        f"{day}-{re.sub(r'[^a-z0-9]+', '-', source.casefold()).strip('-')}"
        for day, source in zip(totals["as_of"], totals["source"], strict=True)
    ]
    return [
        stem if stems[:i].count(stem) == 0 else f"{stem}-{stems[:i].count(stem) + 1}"
        for i, stem in enumerate(stems)
    ]


def _record(row: Mapping[Hashable, Any]) -> dict[str, Any]:
    def number(name: str) -> int | None:
        return None if row[name] is None else int(row[name])

    kept = ("total_id", "source", "publisher", "messenger", "as_of")
    shares = {name: row[f"{name}_pct"] for name in CLASSES if row[f"{name}_pct"] is not None}
    limits = [number("taliban_low"), number("taliban_high")]
    return {
        **{name: str(row[name]) for name in kept},
        **{name: number(name) for name in CLASSES},
        "percent": {name: float(value) for name, value in shares.items()},
        "taliban_range": None if limits == [None, None] else limits,
        "denominator": number("denominator"),
        "denominator_basis": str(row["denominator_basis"]),
        "published_residual": number("residual"),
        "mapped": {name: number(f"mapped_{name}") for name in STATUSES},
        "mapped_residual": {name: number(f"mapped_residual_{name}") for name in CLASSES},
        "repeats_an_earlier_figure": bool(row["repeats"]),
        "note": row["note"] or "",
        "source_url": row["source_url"] or "",
    }
