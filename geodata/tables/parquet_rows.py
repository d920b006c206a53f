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
from geodata.tables.batches import OfBatches
from geodata.tables.blob import Blob, clause
from geodata.tables.header import column_names
from geodata.tables.limits import check_columns, check_sizes
from geodata.tables.places import PLACE_COLUMNS, to_wgs84
from geodata.tables.rows import Rows


@dataclass(frozen=True)
class ParquetRows(OfBatches):
    """A Parquet file, or some row groups of it; see `RowSource`.

    ``geometry`` is the column with the points, if any. ``groups`` holds the number of rows of each row group that is read, ``first``
    the position of the first of them in the file, and ``before`` the rows above it.
    """

    geometry: str | None
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
        chosen = list(range(self.first, self.first + len(self.groups)))
        with _opened(self.blob) as file:
            batches = file.iter_batches(batch_size=size, row_groups=chosen)
            yield from self.rows(batches, self.geometry, self.before + 1)

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
    return ParquetRows(blob, names, fields, crs, footer.num_rows, geometry, rows)


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
