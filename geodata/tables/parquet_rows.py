"""Parquet and GeoParquet files as rows of text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from geodata.errors import FrontmapError
from geodata.tables.blob import Blob, OfBlob, clause
from geodata.tables.cells import arrow_text
from geodata.tables.frames import numbered, text_frame
from geodata.tables.header import column_names
from geodata.tables.limits import check_columns, check_sizes
from geodata.tables.places import PLACE_COLUMNS, to_wgs84, wkb_columns
from geodata.tables.rows import Rows, reject_frame


@dataclass(frozen=True)
class ParquetRows(OfBlob):
    """A Parquet file, or some row groups of it; see `RowSource`.

    ``fields`` are the columns that are read and ``geometry`` the one with the points, if any,
    with its CRS. ``groups`` holds the number of rows of each row group that is read, ``first``
    the position of the first of them in the file, and ``before`` the rows above it.
    """

    columns: tuple[str, ...]
    fields: tuple[str, ...]
    geometry: str | None
    crs: str | None
    count: int
    groups: tuple[int, ...]
    first: int = 0
    before: int = 0
    kind: str = "parquet"

    @property
    def description(self) -> str:
        """What it is, for people."""
        return f"{'Parquet' if self.geometry is None else 'GeoParquet'} of {self.count:,} rows"

    def partitions(self, size: int = 50_000) -> Iterator[Rows]:
        """Read the file from its start, ``size`` rows at a time."""
        row, way = self.before + 1, to_wgs84(self.crs)
        chosen = list(range(self.first, self.first + len(self.groups)))
        with _opened(self.blob) as file:
            for batch in file.iter_batches(batch_size=size, row_groups=chosen):
                if batch.num_rows == 0:
                    continue
                columns = [arrow_text(batch.column(name)) for name in self.fields]
                if self.geometry is not None:
                    columns += wkb_columns(batch.column(self.geometry), way)
                frame = text_frame(columns, self.columns, numbered(row, batch.num_rows))
                row += batch.num_rows
                yield Rows(frame, reject_frame([]), min(1.0, (row - 1) / self.count))

    def pieces(self) -> list[ParquetRows]:
        """Each row group as a source of its own; together they give the rows of this one."""
        befores = accumulate(self.groups, initial=self.before)
        return [
            replace(self, groups=(rows,), first=self.first + at, before=before)
            for at, (rows, before) in enumerate(zip(self.groups, befores, strict=False))
        ]


def open_parquet(blob: Blob) -> ParquetRows:
    """Understand a Parquet file from its footer.

    Raises `FrontmapError` where it is damaged, has no row, or would unpack to too much.
    """
    with _opened(blob) as file:
        schema, footer = file.schema_arrow, file.metadata
        groups = [footer.row_group(at) for at in range(footer.num_row_groups)]
        size, rows = sum(g.total_byte_size for g in groups), tuple(g.num_rows for g in groups)
    check_columns(blob.name, len(schema.names))
    check_sizes(blob.name, blob.size, size)
    if footer.num_rows == 0:
        raise FrontmapError(f"{blob.name} has columns and no row; a table has a row an event.")
    geometry, crs = _geometry(schema)
    to_wgs84(crs)  # an unknown one is told now
    fields = tuple(name for name in schema.names if name != geometry)
    if len(set(schema.names)) < len(schema.names):
        raise FrontmapError(f"{blob.name} names a column twice; names of columns are unique.")
    names = column_names([*fields, *(PLACE_COLUMNS if geometry is not None else ())])
    return ParquetRows(blob, names, fields, geometry, crs, footer.num_rows, rows)


def _geometry(schema: pa.Schema) -> tuple[str | None, str | None]:
    """Name and CRS of the geometry column that GeoParquet's metadata tells of."""
    try:
        told: dict[str, Any] = json.loads((schema.metadata or {})[b"geo"])
        name = told["primary_column"]
        column = told["columns"][name]
    except (KeyError, TypeError, ValueError):
        return None, None
    if name not in schema.names or column.get("encoding") != "WKB":
        return None, None
    crs = column.get("crs")
    return name, json.dumps(crs) if crs else None


@contextmanager
def _opened(blob: Blob) -> Iterator[pq.ParquetFile]:
    with blob.seekable() as stream:
        try:
            with pq.ParquetFile(stream, pre_buffer=False) as file:
                yield file
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            raise FrontmapError(
                f"{blob.name} is a damaged Parquet file ({clause(error)}); get it again."
            ) from error
