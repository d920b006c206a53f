"""Rows of what comes in batches of Arrow: layers and Parquet."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyarrow as pa

from geodata.tables.blob import OfBlob
from geodata.tables.cells import TEXT, arrow_text
from geodata.tables.frames import numbered, text_frame
from geodata.tables.places import to_wgs84, wkb_columns
from geodata.tables.rows import Rows, reject_frame


@dataclass(frozen=True)
class OfBatches(OfBlob):
    """What every such kind of rows has; see `RowSource`.

    ``fields`` are the columns that are read, ``crs`` is that of the geometries, if there are any,
    and ``count`` the number of rows.
    """

    columns: tuple[str, ...]
    fields: tuple[str, ...]
    crs: str | None
    count: int

    def rows(
        self, batches: Iterable[pa.RecordBatch], geometry: str | None, first: int = 1
    ) -> Iterator[Rows]:
        """Batches as rows, numbered from ``first`` on; ``geometry`` is the column of shapes."""
        row, way = first, to_wgs84(self.crs)
        for batch in batches:
            if batch.num_rows == 0:
                continue
            columns = [arrow_text(batch.column(name)) for name in self.fields]
            if geometry in batch.schema.names:
                columns += wkb_columns(batch.column(geometry), way)
            columns += [pa.nulls(batch.num_rows, TEXT)] * (len(self.columns) - len(columns))
            frame = text_frame(columns, self.columns, numbered(row, batch.num_rows))
            row += batch.num_rows
            yield Rows(frame, reject_frame(), min(1.0, (row - 1) / max(self.count, 1)))
