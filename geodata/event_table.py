"""The events of a dataset: an in-memory DuckDB table and the queries of a view.

Every answer about events comes from here, so that the map, the table, an export and a
snapshot cannot disagree. A connection is read by many threads, each through a cursor of its
own. Values reach SQL as parameters only; the conditions themselves are made here.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, TypeAlias

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from geodata.events.schema import EVENT_COLUMNS, FAMILIES, is_counted
from geodata.view import NO_TYPES, View

_SCHEMA_TYPES = {pa.string(): pd.StringDtype(na_value=np.nan), pa.int32(): pd.Int32Dtype()}


Event: TypeAlias = pd.Series | Mapping[Hashable, Any]
"""One row of the event schema, as a series or as a record."""


class EventTable:
    """Events in the event schema, immutable, with the family and whether each counts as one."""

    def __init__(self, events: pd.DataFrame) -> None:
        self._connection = _event_tables(events)

    @cached_property
    def event_ids(self) -> tuple[str, ...]:
        """Ids of all events."""
        rows = self._connection.cursor().execute("SELECT event_id FROM events").fetchall()
        return tuple(row[0] for row in rows)

    @property
    def counted_events(self) -> pd.DataFrame:
        """Every happening once: duplicates and cumulative rows left out."""
        return self._select("counted ORDER BY date_start, event_id", {})

    def events(self, view: View, columns: Sequence[str] = EVENT_COLUMNS) -> pd.DataFrame:
        """Events of the view, ordered by start day and id; all columns of the schema, or some.

        An event is in the view when its days overlap ``date_from..date_to``, both ends
        included, its province is one of the view's and its type is one of the view's. Raises
        ValueError for a column that is not of the event schema.
        """
        where, values = _where(view, dates=True)
        return self._select(f"{where} ORDER BY date_start, event_id", values, columns)

    def event_block(
        self, view: View, start: int, end: int, order: Sequence[tuple[str, bool]] = ()
    ) -> pd.DataFrame:
        """Rows ``start`` to ``end`` (excluded) of `events`, in an order of one's own.

        ``order`` holds (column, descending) pairs. Raises ValueError for a column that is not
        of the event schema.
        """
        strange = [column for column, _ in order if column not in EVENT_COLUMNS]
        if strange:
            raise ValueError(f"no event column {strange[0]}")
        where, values = _where(view, dates=True)
        keys = [f"{column} {'DESC' if down else 'ASC'} NULLS LAST" for column, down in order]
        sql = f"{where} ORDER BY {', '.join([*keys, 'date_start', 'event_id'])}"
        skip = max(0, start)
        limits = {"count": max(0, end - skip), "skip": skip}
        return self._select(f"{sql} LIMIT $count OFFSET $skip", values | limits)

    def events_in_unit(self, unit_id: str, view: View) -> pd.DataFrame:
        """Events of the view's dates and types in one unit, latest first."""
        where, values = _where(view.with_(provinces=()), dates=True)
        values = {**values, "unit": unit_id}
        return self._select(
            f"{where} AND unit_id = $unit ORDER BY date_start DESC, event_id", values
        )

    def events_at(self, view: View) -> pd.DataFrame:
        """Events of the view at its selected spots (`View.spots`, 4 decimals), latest first."""
        where, values = _where(view, dates=True)
        spots = [f"{lon:.4f},{lat:.4f}" for lon, lat in view.spots]
        return self._select(
            f"{where} AND list_contains($spots, printf('%.4f,%.4f', lon, lat)) "
            "ORDER BY date_start DESC, event_id",
            {**values, "spots": spots},
        )

    def event(self, event_id: str) -> pd.Series | None:
        """One event by its id, or None."""
        found = self._select("event_id = $id", {"id": event_id})
        return None if found.empty else found.iloc[0]

    def duplicates_of(self, event_id: str) -> pd.DataFrame:
        """Rows that tell of the same happening as this event."""
        return self._select("duplicate_of = $id ORDER BY event_id", {"id": event_id})

    def count_events(self, view: View) -> dict[str, int]:
        """Numbers of events in the view.

        ``rows`` is all of them, ``counted`` the happenings (duplicates and cumulative rows
        left out); each family of `FAMILIES` has its counted number.
        """
        return dict(self._counts(view.event_part))

    @lru_cache(maxsize=256)  # noqa: B019  a dataset lives as long as the process
    def _counts(self, view: View) -> Mapping[str, int]:
        where, values = _where(view, dates=True)
        rows = self._connection.cursor().execute(
            f"SELECT family, count(*), count(*) FILTER (counted) FROM events "
            f"WHERE {where} GROUP BY family",
            values,
        )
        by_family = {family: (total, counted) for family, total, counted in rows.fetchall()}
        counts = {name: by_family.get(name, (0, 0))[1] for name in FAMILIES}
        return {
            "rows": sum(total for total, _ in by_family.values()),
            "counted": sum(counts.values()),
            **counts,
        }

    def events_per_day(self, view: View) -> pd.DataFrame:
        """Counted events by start day and family, over all dates of the dataset.

        Filtered by the view's provinces and types. Columns ``date`` (datetime), ``family``, ``n``.
        """
        every_day = view.event_part.with_(as_of=date.min, date_from=date.min, date_to=date.max)
        return self._per_day(every_day).copy(deep=False)

    @lru_cache(maxsize=64)  # noqa: B019  see _counts
    def _per_day(self, view: View) -> pd.DataFrame:
        where, values = _where(view, dates=False)
        sql = (
            "SELECT date_start AS date, family, count(*) AS n FROM events "
            f"WHERE counted AND {where} GROUP BY ALL ORDER BY ALL"
        )
        return self._connection.cursor().execute(sql, values).df()

    @cached_property
    def event_days(self) -> tuple[date, date]:
        """First and last day on which an event of the dataset starts or ends."""
        sql = "SELECT min(date_start)::DATE, max(date_end)::DATE FROM events"
        first, last = self._connection.cursor().execute(sql).fetchall()[0]
        return first, last

    def _select(
        self,
        where: str,
        values: Mapping[str, object],
        columns: Sequence[str] = EVENT_COLUMNS,
    ) -> pd.DataFrame:
        strange = [column for column in columns if column not in EVENT_COLUMNS]
        if strange:
            raise ValueError(f"no event column {strange[0]}")
        sql = f"SELECT {', '.join(columns)} FROM events WHERE {where}"
        found = self._connection.cursor().sql(sql, params=dict(values)).to_arrow_table()
        # By Arrow, a column has the schema's type whatever rows were found; by DuckDB's own
        # frames, one without a null or with nothing else would come out as another.
        return found.to_pandas(types_mapper=_SCHEMA_TYPES.get)


def _where(view: View, *, dates: bool) -> tuple[str, dict[str, object]]:
    """SQL condition and its parameters for a view; values never become SQL text."""
    parts, values = ["TRUE"], dict[str, object]()
    if dates:
        parts.append("date_start <= $to AND date_end >= $from")
        values |= {"from": view.date_from, "to": view.date_to}
    if view.provinces:
        parts.append("list_contains($provinces, province_code)")
        values["provinces"] = list(view.provinces)
    if view.types == NO_TYPES:
        parts.append("FALSE")
    elif view.types:
        parts.append("list_contains($types, event_type)")
        values["types"] = list(view.types)
    return " AND ".join(parts), values


def _event_tables(events: pd.DataFrame) -> duckdb.DuckDBPyConnection:
    """An in-memory database with the events, their family and whether they count as one."""
    family_of = {t: family for family, types in FAMILIES.items() for t in types}
    rows = events.assign(
        family=events["event_type"].map(family_of), counted=is_counted(events).astype(bool)
    )
    connection = duckdb.connect(":memory:")
    connection.register("incoming", rows)
    connection.execute("CREATE TABLE events AS SELECT * FROM incoming")
    connection.unregister("incoming")
    return connection
