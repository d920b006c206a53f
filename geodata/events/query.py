"""The events of a dataset and the queries of a view.

Every answer about events comes from here, so that the map, the table, an export and a snapshot
cannot disagree: one filter (`EventIndex.rows_of`) decides which rows a view has, and everything
else is counted or read from those rows. A table is immutable and may be read by many threads.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Any, Literal, TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from geodata.events.index import TYPE_CODES, EventIndex, by_family
from geodata.events.places import PlaceCount, count_places, count_spots
from geodata.events.rows import EventRows, RowNumbers, check_event_columns, open_events
from geodata.events.schema import EVENT_COLUMNS, FAMILIES
from geodata.view import View

Event: TypeAlias = pd.Series | Mapping[Hashable, Any]
"""One row of the event schema, as a series or as a record."""

Bin: TypeAlias = Literal["day", "week", "month"]
"""What events are counted by over time; weeks begin on Monday."""

_TEXT_OF = {pa.string(): pd.StringDtype(na_value=np.nan)}
_NULL_RANK = np.iinfo(np.int32).max


class EventTable:
    """Events in the event schema, immutable, each in one family and counted or not.

    Parameters
    ----------
    source : pandas.DataFrame or pathlib.Path
        Events in the event schema: a frame, which is kept in memory, or a Parquet file, of which
        some thirty bytes an event are. The file must not change, and is never written to.
    """

    def __init__(self, source: pd.DataFrame | Path) -> None:
        self._rows = open_events(source)
        self._index = EventIndex.of(self._rows)
        # What is kept knows the rows and not the table, so that both go with the last who asks.
        self._row_of = lru_cache(maxsize=1024)(self._index.row_of)
        self._per_bin = lru_cache(maxsize=64)(partial(_per_bin, self._index))
        self._view_rows = lru_cache(maxsize=6)(partial(_view_rows, self._index))  # 8 bytes an event
        self._ranks = lru_cache(maxsize=6)(partial(_ranks, self._rows))  # 4 bytes an event

    # Which events ---------------------------------------------------------------------------

    def __len__(self) -> int:
        """Number of all events, repeats and cumulative counts among them."""
        return len(self._index)

    @property
    def repeat_count(self) -> int:
        """Number of those that say to repeat another."""
        return len(self._index.repeats)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Ids of all events; where only one is asked for, `has` needs no list."""
        return tuple(self._index.ids.to_pylist())

    def has(self, event_id: str) -> bool:
        """Whether there is an event of this id."""
        return self._row_of(event_id) is not None

    @property
    def days(self) -> tuple[date, date] | tuple[None, None]:
        """First and last day on which an event starts or ends; None where there are none."""
        return self._index.days()

    # Rows -----------------------------------------------------------------------------------

    def rows(self, numbers: Sequence[int], columns: Sequence[str] = EVENT_COLUMNS) -> pd.DataFrame:
        """Events by their row numbers (as `PlaceCount.rows` has them), in that order."""
        check_event_columns(columns)
        return self._rows.take(np.array(numbers, dtype=np.int64), columns)

    def ids_of(self, numbers: Sequence[int]) -> list[str]:
        """Ids of events by their row numbers; read from memory."""
        return self._index.ids.take(pa.array(numbers, type=pa.int64())).to_pylist()

    def outlines(self, numbers: Sequence[int]) -> list[dict[str, Any]]:
        """The little of events, by their row numbers, that is read from memory.

        ``event_id``, ``event_type``, ``date_start``, ``date_end``, ``duplicate_of``; whether it
        ``counts``, and whether it is a ``total``, a cumulative count.
        """
        return self._index.outlines(np.array(numbers, dtype=np.int64))

    def all(self, columns: Sequence[str] = EVENT_COLUMNS) -> pd.DataFrame:
        """Every event, ordered by start day and id."""
        return self._take(np.arange(len(self._index)), columns)

    @property
    def counted(self) -> pd.DataFrame:
        """Every happening once: duplicates and cumulative rows left out."""
        return self._take(np.flatnonzero(self._index.kind & 2))

    def of(self, view: View, columns: Sequence[str] = EVENT_COLUMNS) -> pd.DataFrame:
        """Events of the view, ordered by start day and id; all columns of the schema, or some.

        An event is in the view when its days overlap ``date_from..date_to``, both ends
        included, its province is one of the view's and its type is one of the view's. Raises
        ValueError for a column that is not of the event schema.
        """
        return self._take(self._in(view), columns)

    def block(
        self, view: View, start: int, end: int, order: Sequence[tuple[str, bool]] = ()
    ) -> pd.DataFrame:
        """Rows ``start`` to ``end`` (excluded) of `of`, in an order of one's own.

        ``order`` holds (column, descending) pairs; nulls come last either way. Raises ValueError
        for a column that is not of the event schema.
        """
        check_event_columns([column for column, _ in order])
        rows, start, end = self._in(view), max(0, start), max(0, end)
        keys = [
            _descending(self._ranks(name)) if down else self._ranks(name) for name, down in order
        ]
        return self._take(_slice_in_order(rows, start, end, keys))

    def in_unit(self, unit_id: str, view: View, limit: int | None = None) -> pd.DataFrame:
        """Events of the view's dates and types in one unit, latest first, at most ``limit``."""
        return self._take(self._latest(self._in_unit(unit_id, view), limit))

    def count_in_unit(self, unit_id: str, view: View) -> int:
        """How many `in_unit` would give without a limit."""
        return len(self._in_unit(unit_id, view))

    def at(self, view: View, limit: int | None = None) -> pd.DataFrame:
        """Events of the view at its selected places, latest first, at most ``limit`` of them.

        Places are spots with four decimals (`View.spots`) or squares (`View.squares`).
        """
        return self._take(self._latest(self._index.rows_at(self._in(view), view), limit))

    def count_at(self, view: View) -> int:
        """How many `at` would give without a limit."""
        return len(self._index.rows_at(self._in(view), view))

    def get(self, event_id: str, view: View | None = None) -> pd.Series | None:
        """One event by its id, or None; with a view, only if it is in it."""
        row = self._row_of(event_id)
        if row is None or (view is not None and not (self._in(view) == row).any()):
            return None
        return self._take(np.array([row])).iloc[0]

    def repeats_of(self, event_id: str) -> pd.DataFrame:
        """Rows that tell of the same happening as this event."""
        return self._take(self._index.repeats_of(event_id))

    # Counts ---------------------------------------------------------------------------------

    def count(self, view: View) -> dict[str, int]:
        """Numbers of events in the view.

        ``rows`` is all of them, ``counted`` the happenings (duplicates and cumulative rows
        left out); each family of `FAMILIES` has its counted number.
        """
        kinds = np.bincount(self._index.kind.take(self._in(view)), minlength=TYPE_CODES)
        counted = by_family(kinds)[0].tolist()
        by_name = dict(zip(FAMILIES, counted, strict=True))
        return {"rows": int(kinds.sum()), "counted": sum(counted), **by_name}

    def count_by_unit(self, view: View) -> pd.Series:
        """Number of happenings of the view in each unit that has any, by unit id."""
        counts = self._index.count_by_unit(self._in(view.with_(provinces=())))
        return pd.Series({unit: n for unit, n in counts.items() if n}, dtype="int64")

    def place_counts(self, view: View, zoom: float) -> list[PlaceCount]:
        """The view's events by where they are; see `geodata.events.places.count_places`."""
        return count_places(self._index, self._in(view), zoom)

    def selected_spots(self, view: View) -> list[PlaceCount]:
        """The spots at the view's selected places, one by one however many there are."""
        return count_spots(self._index, self._index.rows_at(self._in(view), view))

    def per_day(self, view: View, by: Bin = "day") -> pd.DataFrame:
        """Counted events by start day and family, over all dates of the dataset.

        Filtered by the view's provinces and types. Columns ``date`` (datetime), ``family``,
        ``n``; with ``by``, ``date`` is the first day of the week or month.
        """
        every_day = view.event_part.with_(as_of=date.min, date_from=date.min, date_to=date.max)
        return self._per_bin(every_day, by).copy(deep=False)

    # Their parts ----------------------------------------------------------------------------

    def _in(self, view: View) -> RowNumbers:
        return self._view_rows(view.event_part)

    def _in_unit(self, unit_id: str, view: View) -> RowNumbers:
        return self._index.rows_in_unit(self._in(view.with_(provinces=())), unit_id)

    def _latest(self, rows: RowNumbers, limit: int | None) -> RowNumbers:
        """Some rows by start day, the latest first, and by id within a day."""
        days = self._index.first[rows]
        if limit is not None and len(rows) > limit:
            # All of the day on which the limit is reached, for its first ids are at its beginning.
            first = int(np.searchsorted(days, days[len(days) - limit])) if limit else len(days)
            rows, days = rows[first:], days[first:]
        return rows[np.lexsort((rows, -days))][:limit]

    def _take(self, rows: RowNumbers, columns: Sequence[str] = EVENT_COLUMNS) -> pd.DataFrame:
        check_event_columns(columns)
        return self._rows.take(rows, columns)


def _view_rows(index: EventIndex, view: View) -> RowNumbers:
    rows = index.rows_of(view)
    rows.setflags(write=False)
    return rows


def _ranks(rows: EventRows, name: str) -> NDArray[np.int32]:
    """Where each event stands in the order of a column; equals alike, nulls the highest."""
    encoded = rows.column(name).dictionary_encode()
    order = pc.sort_indices(encoded.dictionary).to_numpy()
    rank = np.full(len(order) + 1, _NULL_RANK, dtype=np.int32)
    rank[order] = np.arange(len(order))
    codes = encoded.indices.fill_null(len(order)).to_numpy(zero_copy_only=False)
    return rank[codes]


def _descending(ranks: NDArray[np.int32]) -> NDArray[np.int32]:
    """Ranks in the other direction, nulls the highest again."""
    return np.where(ranks == _NULL_RANK, _NULL_RANK, -ranks)


def _slice_in_order(
    rows: RowNumbers, start: int, end: int, keys: Sequence[NDArray[np.int32]]
) -> RowNumbers:
    """A slice of some rows, ordered by keys and then by row."""
    if not keys:
        return rows[start:end]
    if len(keys) > 1:
        return rows[np.lexsort([key[rows] for key in reversed(keys)])][start:end]
    # Only the rows up to the slice's end need to be in order.
    both = (keys[0][rows].astype(np.int64) << 32) + rows
    if end < len(both):
        both = np.partition(both, end)[:end]
    both.sort()
    return both[start:end] & 0xFFFFFFFF


def _per_bin(index: EventIndex, view: View, by: Bin) -> pd.DataFrame:
    rows = index.rows_of(view, every_day=True)
    if not len(rows):
        return _per_bin_frame(np.empty(0, dtype="datetime64[D]"), np.zeros((0, len(FAMILIES))))
    # Days before the first of the view's have no events, and are left out with all such.
    start = int(index.first[0])
    kinds = np.bincount(index.day_kind if len(rows) == len(index) else index.day_kind.take(rows))
    kinds = np.pad(kinds, (0, -len(kinds) % TYPE_CODES))
    counted = by_family(kinds.reshape(-1, TYPE_CODES))[0]
    bins = _bins(np.arange(start, start + len(counted)).astype("datetime64[D]"), by)
    starts = np.flatnonzero(np.diff(bins.astype(int), prepend=bins[0].astype(int) - 1))
    return _per_bin_frame(bins[starts], np.add.reduceat(counted, starts))


def _bins(days: NDArray[np.datetime64], by: Bin) -> NDArray[np.datetime64]:
    """First day of the bin of each day."""
    if by == "month":
        return days.astype("datetime64[M]").astype("datetime64[D]")
    if by == "week":
        return days - (days.astype(int) + 3) % 7  # 1 January 1970 was a Thursday
    return days


def _per_bin_frame(bins: NDArray[np.datetime64], counts: NDArray[Any]) -> pd.DataFrame:
    names = sorted(FAMILIES)
    counts = counts[:, [list(FAMILIES).index(name) for name in names]]
    at, family = np.nonzero(counts)
    return pd.DataFrame(
        {
            "date": bins[at].astype("datetime64[us]"),
            "family": pa.array(names).take(pa.array(family)).to_pandas(types_mapper=_TEXT_OF.get),
            "n": counts[at, family].astype(np.int64),
        }
    )
