"""Spells: what an assessment says of each unit, from which day to which.

An assessment is a set of spells. On a day, the one spell of a unit that contains it gives the
unit's status; where there is none, the unit is ``unknown``. This module knows nothing of where
spells come from.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date

import numpy as np
import pandas as pd

from geodata.errors import FrontmapError

STATUS_COLUMNS = ("status", "basis", "since", "confirmed", "score", "claim_ids")
SPELL_COLUMNS = (
    "unit_id",
    "date_from",
    "date_to",
    "status",
    "basis",
    "since",
    "confirmed",
    "score",
    "source",
    "confidence",
    "claim_ids",
)
ONE_DAY = pd.Timedelta(days=1)
_DAYS = ("date_from", "date_to", "since", "confirmed")


def as_spells(frame: pd.DataFrame) -> pd.DataFrame:
    """Bring a frame into the columns, types and order that spells have.

    Returns
    -------
    DataFrame
        Columns `SPELL_COLUMNS`, one row a spell, ordered by unit and ``date_from``.
        ``date_from`` and ``date_to`` are days (datetime64), both included; a null ``date_to`` is
        open. ``since`` is the first day of the unbroken run of the status, ``confirmed`` the last
        day that a claim speaks of it (null where none does), ``score`` the evidence score or NaN,
        ``source`` who says so, ``confidence`` high, medium, low or empty.
    """
    typed = frame.astype(dict.fromkeys(_DAYS, "datetime64[us]") | {"score": "float64"})
    return typed.sort_values(["unit_id", "date_from"], ignore_index=True)[list(SPELL_COLUMNS)]


def no_spells() -> pd.DataFrame:
    """The spells of an assessment that says nothing."""
    empty = pd.DataFrame({name: pd.Series(dtype="str") for name in SPELL_COLUMNS})
    return as_spells(empty.astype({"claim_ids": object}))


def ended_by_the_next(spells: pd.DataFrame) -> pd.Series:
    """Last day of each row if the unit's next row ends it; null for the last row of a unit.

    ``spells`` needs ``unit_id`` and ``date_from`` and has to be ordered by them.
    """
    following = spells.groupby("unit_id")["date_from"].shift(-1)
    return following - ONE_DAY


def statuses_by_day(spells: pd.DataFrame, units: pd.DataFrame) -> Callable[[date], pd.DataFrame]:
    """Lay spells out to be asked for the statuses of all units on any day.

    Parameters
    ----------
    spells : DataFrame
        Columns `SPELL_COLUMNS`.
    units : DataFrame
        The register's units, or some of them, index ``unit_id``.

    Returns
    -------
    callable
        Given a day: index ``unit_id`` as ``units`` has it, columns `STATUS_COLUMNS`.
    """
    places = units.index.get_indexer(pd.Index(spells["unit_id"]))
    asked = places >= 0  # spells may be of more units
    first, last = (spells[name].to_numpy() for name in _DAYS[:2])
    said = shape_statuses(spells)
    # Behind the spells one row more, which every unit has that none speaks of.
    said = pd.concat([said, unknown_statuses(pd.RangeIndex(1))], ignore_index=True)

    def on(day: date) -> pd.DataFrame:
        moment = np.datetime64(day)
        held = np.flatnonzero(asked & (first <= moment) & ~(last < moment))
        rows = np.full(len(units), len(spells))
        rows[places[held]] = held
        return said.take(rows).set_axis(units.index)

    return on


def shape_statuses(frame: pd.DataFrame) -> pd.DataFrame:
    """Bring a frame into the columns and types that every assessment promises."""
    ids = [tuple(v) if isinstance(v, tuple) else () for v in frame["claim_ids"]]
    return frame.assign(
        since=_dates(frame["since"]),
        confirmed=_dates(frame["confirmed"]),
        claim_ids=pd.Series(ids, index=frame.index, dtype=object),
    )[list(STATUS_COLUMNS)]


def unknown_statuses(index: pd.Index) -> pd.DataFrame:
    """Statuses of units of which nobody says anything."""
    empty = pd.DataFrame(index=index).assign(
        status="unknown", basis="", since=None, confirmed=None, score=np.nan, claim_ids=None
    )
    return shape_statuses(empty)


def check_spells(spells: pd.DataFrame, where: str) -> None:
    """Raise `FrontmapError` if two spells of a unit share a day.

    ``spells`` needs ``unit_id``, ``date_from``, ``date_to`` and ``status``; ``where`` says which
    table they are of. Which of two holds would be a guess, even where they say the same.
    """
    ordered = spells.sort_values(["unit_id", "date_from"], kind="stable", ignore_index=True)
    before = ordered.groupby("unit_id")[["status", "date_to"]].shift()
    follows = ordered["unit_id"].duplicated()
    overlap = ordered[follows & ~(before["date_to"] < ordered["date_from"])]
    if overlap.empty:
        return
    row, first = overlap.iloc[0], before.loc[overlap.index[0]]
    until = "without an end" if pd.isna(first["date_to"]) else f"until {first['date_to']:%Y-%m-%d}"
    raise FrontmapError(
        f"{where}: {row['unit_id']} is {first['status']} {until} and {row['status']} from "
        f"{row['date_from']:%Y-%m-%d}; end the first on an earlier day (both ends count), or leave "
        "its end out."
    )


def runs(spells: pd.DataFrame) -> pd.DataFrame:
    """Neighbouring spells of the same status and basis as one; columns as `SPELL_COLUMNS`.

    ``confirmed`` is the latest, ``score``, ``source``, ``confidence`` and ``claim_ids`` are those
    of the last spell of the run, ``since`` those of the first.
    """
    if spells.empty:
        return spells
    before = spells.groupby("unit_id")[["status", "basis", "date_to"]].shift()
    starts = (
        spells["status"].ne(before["status"])
        | spells["basis"].ne(before["basis"])
        | (before["date_to"] + ONE_DAY).ne(spells["date_from"])
    )
    grouped = spells.groupby(starts.cumsum())
    joined = grouped.tail(1).reset_index(drop=True)
    first = grouped.head(1).reset_index(drop=True)
    return joined.assign(
        date_from=first["date_from"],
        since=first["since"],
        confirmed=grouped["confirmed"].max().reset_index(drop=True),
    )


def change_days(spells: pd.DataFrame, unit_ids: Collection[str] | None = None) -> tuple[date, ...]:
    """Days on which the status of any unit, or of any of some, changes; ordered, each once.

    A unit's first word is a change, and so is the day after its last one ends.
    """
    mine = spells if unit_ids is None else spells[spells["unit_id"].isin(list(unit_ids))]
    before = mine.groupby("unit_id")[["status", "date_to"]].shift()
    joins = (before["date_to"] + ONE_DAY).eq(mine["date_from"]) & before["status"].eq(
        mine["status"]
    )
    starts = mine.loc[~joins, "date_from"]
    following = mine.groupby("unit_id")["date_from"].shift(-1)
    ends = mine["date_to"] + ONE_DAY
    stops = ends[ends.notna() & ends.ne(following)]
    return tuple(sorted({day.date() for day in pd.concat([starts, stops])}))


def _dates(column: pd.Series) -> pd.Series:
    days = [
        value if type(value) is date else None if pd.isna(value) else pd.Timestamp(value).date()
        for value in column
    ]
    return pd.Series(days, index=column.index, dtype=object)
