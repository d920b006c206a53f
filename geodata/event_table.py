"""The events of a dataset: an in-memory DuckDB table and the queries of a view.

Every answer about events comes from here, so that the map, the table, an export and a
snapshot cannot disagree. A connection is read by many threads, each through a cursor of its
own. Values reach SQL as parameters only; the conditions themselves are made here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property

import duckdb
import pandas as pd

from geodata.events.schema import EVENT_COLUMNS, FAMILIES, is_counted
from geodata.view import NO_TYPES, View


class EventTable:
    """Events in the event schema, immutable, with the family and whether each counts as one."""

    def __init__(self, events: pd.DataFrame) -> None:
        self._connection = _event_tables(events)
        self._types = events[list(EVENT_COLUMNS)].dtypes.to_dict()

    @cached_property
    def event_ids(self) -> tuple[str, ...]:
        """Ids of all events."""
        rows = self._connection.cursor().execute("SELECT event_id FROM events").fetchall()
        return tuple(row[0] for row in rows)

    @property
    def counted_events(self) -> pd.DataFrame:
        """Every happening once: duplicates and cumulative rows left out."""
        return self._select("counted ORDER BY date_start, event_id", {})

    def events(self, view: View) -> pd.DataFrame:
        """Events of the view, columns `EVENT_COLUMNS`, ordered by start day and id.

        An event is in the view when its days overlap ``date_from..date_to``, both ends
        included, its province is one of the view's and its type is one of the view's.
        """
        where, values = _where(view, dates=True)
        return self._select(f"{where} ORDER BY date_start, event_id", values)

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

    def _select(self, where: str, values: Mapping[str, object]) -> pd.DataFrame:
        columns = ", ".join(EVENT_COLUMNS)
        sql = f"SELECT {columns} FROM events WHERE {where}"
        found = self._connection.cursor().execute(sql, dict(values)).df()
        # DuckDB types a column by the rows it found: one without a null, or with nothing else,
        # would come out as another type than the schema's.
        types = found.dtypes.to_dict()
        other = {
            str(column): found[column].astype(right)
            for column, right in self._types.items()
            if types[column] != right
        }
        return found.assign(**other)


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
