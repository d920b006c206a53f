"""Events as Arrow tables: one schema for Parquet, DuckDB and what travels between processes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa

from geodata.events.schema import EVENT_COLUMNS, EVENT_DTYPES

_TYPES = {
    "str": pa.string(),
    "datetime64[us]": pa.timestamp("us"),
    "float64": pa.float64(),
    "Int32": pa.int32(),
    "bool": pa.bool_(),
}
EVENT_ARROW = pa.schema([(name, _TYPES[dtype]) for name, dtype in EVENT_DTYPES.items()])
"""The event schema as Arrow types; times are days at midnight, without a zone."""
COUNTRY_FIELD = pa.field("country", pa.string())
STATED_ARROW = EVENT_ARROW.append(COUNTRY_FIELD)
"""Events whose source states a country (alpha-2); kept in Parquet where any row does."""

_PANDAS = {pa.string(): pd.StringDtype(na_value=np.nan), pa.int32(): pd.Int32Dtype()}


def events_to_arrow(events: pd.DataFrame) -> pa.Table:
    """Events in the event schema as an Arrow table; the index is left behind."""
    return pa.Table.from_pandas(
        events.loc[:, list(EVENT_COLUMNS)], schema=EVENT_ARROW, preserve_index=False
    ).replace_schema_metadata(None)


def with_country(table: pa.Table, country: pd.Series | None) -> pa.Table:
    """Events with `COUNTRY_FIELD` behind the last column; null without a series."""
    column = pa.nulls(len(table), pa.string()) if country is None else pa.array(country)
    return table.append_column(COUNTRY_FIELD, column.cast(pa.string()))


def events_from_arrow(table: pa.Table) -> pd.DataFrame:
    """The same back, with the types that the event schema asks for."""
    return table.to_pandas(types_mapper=_PANDAS.get)
