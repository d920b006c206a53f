"""The events of a dataset, joined anew with other boundaries or another register."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from geodata.events.arrow import (
    COUNTRY_FIELD,
    EVENT_ARROW,
    STATED_ARROW,
    events_from_arrow,
    events_to_arrow,
    with_country,
)
from geodata.ingest.convert import Places
from geodata.ingest.merge import ROWS_A_GROUP


@dataclass(frozen=True)
class Rejoined:
    """How many events there are, and how many came into another unit or out of all."""

    events: int
    moved: int
    outside: int


def rejoin_events(source: Path | pd.DataFrame, places: Places, target: Path) -> Rejoined:
    """Join every event again and write them in their order.

    Parameters
    ----------
    source : pathlib.Path or pandas.DataFrame
        Parquet in the event schema, with or without the country, or events.
    places : Places
        What to join with.
    target : pathlib.Path
        Parquet to write.
    """
    count = moved = outside = 0
    stated = isinstance(source, Path) and COUNTRY_FIELD.name in pq.read_schema(source).names
    schema = STATED_ARROW if stated else EVENT_ARROW
    with pq.ParquetWriter(target, schema, compression="zstd") as writer:
        for events, country in _chunks(source, schema):
            joined, _ = places.join(events, country)
            table = with_country(events_to_arrow(joined), country).select(schema.names)
            writer.write_table(table, row_group_size=ROWS_A_GROUP)
            count += len(joined)
            before, after = (frame["unit_id"].fillna("") for frame in (events, joined))
            moved += int(np.count_nonzero(before.to_numpy() != after.to_numpy()))
            outside += int((joined["join_basis"].eq("none") & joined["lon"].notna()).sum())
    return Rejoined(count, moved, outside)


def _chunks(
    source: Path | pd.DataFrame, schema: pa.Schema
) -> Iterator[tuple[pd.DataFrame, pd.Series | None]]:
    if isinstance(source, pd.DataFrame):
        if len(source):
            yield source, None
        return
    with pq.ParquetFile(source) as file:
        for batch in file.iter_batches(ROWS_A_GROUP):
            rows = events_from_arrow(pa.Table.from_batches([batch]).cast(schema))
            yield rows[list(EVENT_ARROW.names)], rows.get(COUNTRY_FIELD.name)
