"""Where the rows of an events table are kept: in a frame, or in a Parquet file that stays on disk.

Both hand out the same two things in the order of start day and id: one column of all rows, and
some columns of some rows. Of a Parquet file nothing is kept in memory but the order of its rows,
if the file is not in order; DuckDB reads the few rows that are asked for, and cannot write.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from geodata.events.arrow import events_from_arrow, events_to_arrow
from geodata.events.schema import EVENT_COLUMNS

RowNumbers: TypeAlias = NDArray[np.integer[Any]]
"""Numbers of rows, 0 the first by start day and id."""

_ORDER = ("date_start", "event_id")
_NUMBER = "file_row_number"

# DuckDB plans a list of numbers faster than a join up to about here (600: 65 ms against 75).
_LISTED_ROWS = 1_000


class EventRows(Protocol):
    """All rows of an events table, ordered by start day and id."""

    def column(self, name: str) -> pa.Array:
        """One column of the event schema, all rows."""

    def take(self, rows: RowNumbers, columns: Sequence[str]) -> pd.DataFrame:
        """Some columns of some rows, in the order asked for; types of the event schema."""


class FrameEvents:
    """Rows kept in memory; for the embedded events and small files.

    Parameters
    ----------
    events : pandas.DataFrame
        In the event schema, in any order.
    """

    def __init__(self, events: pd.DataFrame) -> None:
        table = events_to_arrow(events)
        order = _order_of(table)
        self._table = (table if order is None else table.take(order)).combine_chunks()

    def column(self, name: str) -> pa.Array:
        return _one_piece(self._table[name])

    def take(self, rows: RowNumbers, columns: Sequence[str]) -> pd.DataFrame:
        return events_from_arrow(self._table.select(list(columns)).take(pa.array(rows)))


class ParquetEvents:
    """Rows of a Parquet file, which must not change while it is open.

    Parameters
    ----------
    path : pathlib.Path
        All columns of the event schema. Fastest ordered by ``date_start``, ``event_id`` and in
        row groups of some ten thousand rows.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._order = _order_of(pq.read_table(path, columns=list(_ORDER)))
        self._connection = _reader_of(path)

    def column(self, name: str) -> pa.Array:
        column = _one_piece(pq.read_table(self._path, columns=[name])[name])
        return column if self._order is None else column.take(self._order)

    def take(self, rows: RowNumbers, columns: Sequence[str]) -> pd.DataFrame:
        wanted = np.asarray(rows, dtype=np.int64)
        if self._order is not None:
            wanted = self._order.to_numpy()[wanted]
        found = self._read(np.unique(wanted), columns)
        numbers = found[_NUMBER].to_numpy()
        sorter = np.argsort(numbers)
        places = sorter[np.searchsorted(numbers, wanted, sorter=sorter)]
        found = found.select(list(columns))
        if not np.array_equal(places, np.arange(len(found))):
            found = found.take(pa.array(places))
        return events_from_arrow(found)

    def _read(self, numbers: NDArray[np.int64], columns: Sequence[str]) -> pa.Table:
        """Rows of the file by their numbers, in no particular order."""
        cursor = self._connection.cursor()
        names = ", ".join([*columns, _NUMBER])
        if len(numbers) <= _LISTED_ROWS:
            listed = ", ".join(map(str, numbers.tolist())) or "NULL"
            where = f"WHERE {_NUMBER} IN ({listed})"
        else:
            cursor.register("wanted", pa.table({"number": numbers}))
            where = f"SEMI JOIN wanted ON {_NUMBER} = wanted.number"
        # Names of our own columns and numbers; the path is a parameter.
        sql = f"SELECT {names} FROM read_parquet($path, {_NUMBER} = true) {where}"  # noqa: S608
        return cursor.sql(sql, params={"path": str(self._path)}).to_arrow_table()


def open_events(source: pd.DataFrame | Path) -> EventRows:
    """The rows of a frame, or of a Parquet file by its path."""
    return ParquetEvents(source) if isinstance(source, Path) else FrameEvents(source)


def check_event_columns(columns: Sequence[str]) -> None:
    """Raise ValueError for a column that is not of the event schema."""
    strange = [column for column in columns if column not in EVENT_COLUMNS]
    if strange:
        raise ValueError(f"no event column {strange[0]}")


def _order_of(table: pa.Table) -> pa.Array | None:
    """Numbers of the rows by start day and id; None where they are in that order already."""
    days, ids = (_one_piece(table[name]) for name in _ORDER)
    if len(days) < 2:
        return None
    earlier = pc.less(days[:-1], days[1:])
    same = pc.and_(pc.equal(days[:-1], days[1:]), pc.less_equal(ids[:-1], ids[1:]))
    if pc.all(pc.or_(earlier, same)).as_py():
        return None
    return pc.sort_indices(table, sort_keys=[(name, "ascending") for name in _ORDER])


def _one_piece(column: pa.ChunkedArray) -> pa.Array:
    whole = column.combine_chunks()
    # Text of one chunk may come back as a chunked array of it.
    return pa.concat_arrays(whole.chunks) if isinstance(whole, pa.ChunkedArray) else whole


def _reader_of(path: Path) -> duckdb.DuckDBPyConnection:
    """A database in memory that may read one file and nothing else, and never writes."""
    connection = duckdb.connect(":memory:", config={"temp_directory": ""})
    connection.execute("SET allowed_paths = [$path]", {"path": str(path)})
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection
