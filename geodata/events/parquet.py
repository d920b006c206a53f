"""The rows of an events table in a Parquet file that stays on disk.

Nothing of it is kept in memory but the order of its rows, if the file is not in order; DuckDB
reads the few rows that are asked for, and cannot write.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from geodata.events.arrow import events_from_arrow
from geodata.events.rows import ORDER, RowNumbers, one_piece, order_of

_NUMBER = "file_row_number"

# DuckDB plans a list of numbers faster than a join up to about here (600: 65 ms against 75).
_LISTED_ROWS = 1_000


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
        self._order = order_of(pq.read_table(path, columns=list(ORDER)))
        self._connection = _reader_of(path)

    def column(self, name: str) -> pa.Array:
        column = one_piece(pq.read_table(self._path, columns=[name])[name])
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


def _reader_of(path: Path) -> duckdb.DuckDBPyConnection:
    """A database in memory that may read one file and nothing else, and never writes."""
    connection = duckdb.connect(":memory:", config={"temp_directory": ""})
    connection.execute("SET allowed_paths = [$path]", {"path": str(path)})
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection
