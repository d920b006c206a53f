"""Where the rows of an events table are kept: in a frame, or in a Parquet file that stays on disk.

Both hand out the same two things in the order of start day and id: one column of all rows, and
some columns of some rows. The file is read by `geodata.events.parquet`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from geodata.events.arrow import events_from_arrow, events_to_arrow
from geodata.events.schema import EVENT_COLUMNS

RowNumbers: TypeAlias = NDArray[np.integer[Any]]
"""Numbers of rows, 0 the first by start day and id."""

ORDER = ("date_start", "event_id")


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
        order = order_of(table)
        self._table = (table if order is None else table.take(order)).combine_chunks()

    def column(self, name: str) -> pa.Array:
        return one_piece(self._table[name])

    def take(self, rows: RowNumbers, columns: Sequence[str]) -> pd.DataFrame:
        return events_from_arrow(self._table.select(list(columns)).take(pa.array(rows)))


def open_events(source: pd.DataFrame | Path) -> EventRows:
    """The rows of a frame, or of a Parquet file by its path."""
    if isinstance(source, pd.DataFrame):
        return FrameEvents(source)
    # It brings DuckDB, which events kept in memory do without.
    from geodata.events.parquet import ParquetEvents

    return ParquetEvents(source)


def check_event_columns(columns: Sequence[str]) -> None:
    """Raise ValueError for a column that is not of the event schema."""
    strange = [column for column in columns if column not in EVENT_COLUMNS]
    if strange:
        raise ValueError(f"no event column {strange[0]}")


def order_of(table: pa.Table) -> pa.Array | None:
    """Numbers of the rows of a table by `ORDER`; None where they are in that order already."""
    days, ids = (one_piece(table[name]) for name in ORDER)
    if len(days) < 2:
        return None
    earlier = pc.less(days[:-1], days[1:])
    same = pc.and_(pc.equal(days[:-1], days[1:]), pc.less_equal(ids[:-1], ids[1:]))
    if pc.all(pc.or_(earlier, same)).as_py():
        return None
    return pc.sort_indices(table, sort_keys=[(name, "ascending") for name in ORDER])


def one_piece(column: pa.ChunkedArray) -> pa.Array:
    """A column of a table as one array."""
    whole = column.combine_chunks()
    # Text of one chunk may come back as a chunked array of it.
    return pa.concat_arrays(whole.chunks) if isinstance(whole, pa.ChunkedArray) else whole
