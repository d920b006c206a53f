"""Small events in the event schema, with what a test does not care about filled in."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from geodata.readers.parsing import blank_events


def make_events(*rows: Mapping[str, Any]) -> pd.DataFrame:
    """Events with the given values; the rest is a battle of 3 August 2021 without a place."""
    day = pd.Timestamp("2021-08-03")
    always = {
        "source_dataset": "Test",
        "date_start": day,
        "date_end": day,
        "date_precision": "day",
        "location_precision": "town",
        "event_type": "battle",
    }
    events = blank_events(pd.RangeIndex(1, len(rows) + 1, name="row"))
    for column in {name for row in rows for name in row} | set(always):
        values = [row.get(column, always.get(column)) for row in rows]
        events[column] = pd.Series(values, index=events.index).astype(events[column].dtype)
    return events
