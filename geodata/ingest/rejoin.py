"""The events of a dataset, joined anew with other boundaries or another register."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from geodata.events.arrow import EVENT_ARROW, events_from_arrow, events_to_arrow
from geodata.ingest.convert import Places
from geodata.ingest.merge import ROWS_A_GROUP
from geodata.places.join import join_events


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
        Parquet in the event schema, or events.
    places : Places
        What to join with.
    target : pathlib.Path
        Parquet to write.
    """
    count = moved = outside = 0
    with pq.ParquetWriter(target, EVENT_ARROW, compression="zstd") as writer:
        for events in _chunks(source):
            joined, _ = join_events(events, places.units, places.provinces, places.register)
            writer.write_table(events_to_arrow(joined), row_group_size=ROWS_A_GROUP)
            count += len(joined)
            before, after = (frame["unit_id"].fillna("") for frame in (events, joined))
            moved += int(np.count_nonzero(before.to_numpy() != after.to_numpy()))
            outside += int((joined["join_basis"].eq("none") & joined["lon"].notna()).sum())
    return Rejoined(count, moved, outside)


def _chunks(source: Path | pd.DataFrame) -> Iterator[pd.DataFrame]:
    if isinstance(source, pd.DataFrame):
        if len(source):
            yield source
        return
    with pq.ParquetFile(source) as file:
        for batch in file.iter_batches(ROWS_A_GROUP):
            yield events_from_arrow(pa.Table.from_batches([batch]).cast(EVENT_ARROW))
