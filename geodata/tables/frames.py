"""Rows of text from records (lists of text) and from Arrow columns."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa

from geodata.tables.cells import TEXT, trimmed
from geodata.tables.rows import Reject, Rows, reject_frame

_STR = pd.StringDtype(na_value=np.nan)


EMPTY_ROW = "The row is empty."


def text_frame(
    columns: Sequence[pa.Array | pa.ChunkedArray], names: Sequence[str], row_numbers: pd.Index
) -> pd.DataFrame:
    """Columns of Arrow text as a frame of pandas text: trimmed, null where empty."""
    table = pa.Table.from_arrays(
        [trimmed(column) for column in columns], names=[str(at) for at in range(len(names))]
    )
    frame = table.to_pandas(types_mapper={TEXT: _STR}.get)
    frame.columns = pd.Index(list(names), dtype="str")
    frame.index = row_numbers
    return frame


def record_columns(records: Sequence[Sequence[str]], width: int) -> list[pa.Array]:
    """Records of ``width`` texts each as Arrow columns."""
    columns: Sequence[Sequence[str]] = list(zip(*records, strict=True)) or [()] * width
    return [pa.array(column, TEXT) for column in columns]


def without_empty(
    frame: pd.DataFrame, faults: Sequence[Reject], progress: float, width: int
) -> Rows:
    """Rows of a frame, those with nothing in the first ``width`` columns among the faults."""
    filled = frame.iloc[:, :width].notna().any(axis="columns")
    empty: list[Reject] = [(int(row), None, None, EMPTY_ROW) for row in frame.index[~filled]]
    if not empty:
        return Rows(frame, reject_frame(faults), progress)
    return Rows(frame[filled], reject_frame(sorted([*faults, *empty], key=_row)), progress)


def _row(reject: Reject) -> int:
    return reject[0]


def numbered(first: int, count: int) -> pd.Index:
    """Row numbers from ``first`` on."""
    return pd.RangeIndex(first, first + count, name="row")
