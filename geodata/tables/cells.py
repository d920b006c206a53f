"""Cells as canonical text, from Python values and from Arrow columns.

Days are 2021-08-03, moments 2021-08-03T12:30:00 (midnight is the day alone), whole numbers
have no ".0", truth is true or false, lists and records are JSON, and what is empty is null.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc

TEXT = pa.large_string()

_WHOLE = 1e15
"""Floats below this are whole numbers exactly, and are written without an exponent."""


def cell_text(value: Any) -> str:
    """A Python value as canonical text; empty for nothing."""
    write = _WRITERS.get(type(value))
    return write(value) if write is not None else str(value)


def _float_text(value: float) -> str:
    if math.isnan(value):
        return ""
    if value.is_integer() and abs(value) < _WHOLE:
        return str(int(value))
    return repr(value)


def _json_text(value: object) -> str:
    return orjson.dumps(value, default=str).decode()


_WRITERS: Mapping[type, Callable[[Any], str]] = MappingProxyType(
    {
        str: str,
        type(None): lambda _: "",
        bool: lambda value: "true" if value else "false",
        float: _float_text,
        dt.datetime: lambda value: value.isoformat().removesuffix("T00:00:00"),
        dt.date: dt.date.isoformat,
        dt.time: dt.time.isoformat,
        dict: _json_text,
        list: _json_text,
    }
)


def trimmed(column: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    """Text without white space around it; null where nothing is left."""
    text = pc.utf8_trim_whitespace(column)
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, TEXT), text)


def arrow_text(column: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    """A column of any Arrow type as canonical text, untrimmed."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return arrow_text(pc.cast(column, kind.value_type))
    if pa.types.is_timestamp(kind):
        return _moments(column)
    if pa.types.is_floating(kind):
        column = pc.if_else(pc.is_nan(column), pa.scalar(None, kind), column)
    elif not (pa.types.is_decimal(kind) or pa.types.is_time(kind)):
        return _cast(column)
    return pc.replace_substring_regex(_cast(column), pattern=r"\.0+$", replacement="")


def _cast(column: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    """Arrow's own text of a column; value by value where Arrow has none."""
    try:
        return pc.cast(column, TEXT)
    # How Arrow says that it has no cast from this type to text (lists, structs, unions).
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, pa.ArrowTypeError):
        return pa.array([_value_text(value) for value in column.to_pylist()], TEXT)


def _value_text(value: Any) -> str:
    return value.hex() if isinstance(value, bytes) else cell_text(value)


def _moments(column: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    """Moments by the clock of their own zone, which is the one whose day the source means."""
    local = column if column.type.tz is None else pc.local_timestamp(column)
    text = _cast(local)
    for pattern, replacement in ((r"(\.\d*?)0+$", r"\1"), (r"\.$", ""), (r" 00:00:00$", "")):
        text = pc.replace_substring_regex(text, pattern=pattern, replacement=replacement)
    return pc.replace_substring(text, pattern=" ", replacement="T")
