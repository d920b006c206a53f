"""Read a file of events to its end, one run of rows after the other as an ingestion does."""

from pathlib import Path

import pandas as pd

from geodata.readers.detect import choose_reader
from geodata.readers.mapping import Mapping
from geodata.readers.reader import EventReader, as_in_file
from geodata.tables import RowSource


def read_all(source: RowSource, reader: EventReader) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Events and rejects of all rows, those among the rejects that could not be taken apart."""
    parts = list(source.partitions())
    done = [as_in_file(reader.convert(part.frame), part.frame, reader) for part in parts]
    rejects = [*(one.rejects for one in done), *(part.faults for part in parts)]
    found = pd.concat(rejects, ignore_index=True).sort_values("row", ignore_index=True)
    return pd.concat([one.events for one in done]), found


def read(
    path: Path, format_: str = "auto", mapping: Mapping | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Events and rejects of a file, opened as an ingestion opens it."""
    source, reader, _ = choose_reader(path, format_, mapping)
    return read_all(source, reader)
