"""Layers of GeoPackage, shapefile, KML, FlatGeobuf and TopoJSON as rows of text."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError

from geodata.errors import FrontmapError
from geodata.tables.batches import OfBatches
from geodata.tables.blob import Blob, clause
from geodata.tables.header import column_names
from geodata.tables.layer_names import layer_names
from geodata.tables.limits import check_columns
from geodata.tables.places import PLACE_COLUMNS, to_wgs84
from geodata.tables.rows import Rows

_FAULTS = (DataSourceError, DataLayerError, pa.ArrowException, sqlite3.Error)


@dataclass(frozen=True)
class FeatureRows(OfBatches):
    """A layer that GDAL reads; see `RowSource`."""

    layer: str
    driver: str
    kind: str = "features"

    @property
    def description(self) -> str:
        """What it is, for people."""
        where = f"layer “{self.layer}” of {self.driver}"
        return where if self.crs is not None else f"{where}, without a CRS: taken as WGS84"

    def partitions(self, size: int = 50_000) -> Iterator[Rows]:
        """Read the layer from its start, ``size`` features at a time."""
        with _faults(self.blob.name), self._stream(size) as (geometry, batches):
            yield from self.rows(batches, geometry)

    @contextmanager
    def _stream(self, size: int) -> Iterator[tuple[str, Any]]:
        """Name of the geometry column, and the Arrow batches of the layer."""
        opened = pyogrio.open_arrow(
            _source(self.blob), layer=self.layer, batch_size=size, use_pyarrow=True
        )
        with opened as (about, reader):
            yield about["geometry_name"] or "wkb_geometry", reader


def open_features(blob: Blob, *, layer: str | None = None) -> FeatureRows:
    """Understand a layer from its description.

    Raises `FrontmapError` where it cannot be read, has no feature, or is one of several.
    """
    _check_companions(blob)
    with _faults(blob.name):
        name = _choose(layer_names(blob, _source(blob), layer), layer, blob.name)
        about = pyogrio.read_info(_source(blob), layer=name, force_feature_count=True)
    fields = tuple(str(field) for field in about["fields"])
    check_columns(blob.name, len(fields))
    if about["features"] == 0:
        raise FrontmapError(f"{blob.name} has no features; a layer of events has one an event.")
    to_wgs84(about["crs"])  # an unknown one is told now
    names = column_names([*fields, *PLACE_COLUMNS])
    return FeatureRows(blob, names, fields, about["crs"], about["features"], name, about["driver"])


def _source(blob: Blob) -> str:
    path = blob.path.resolve()
    return str(path) if blob.member is None else f"/vsizip/{{{path}}}/{blob.member}"


def _choose(names: Sequence[str], wanted: str | None, name: str) -> str:
    """The layer that is meant."""
    if wanted is not None and wanted not in names:
        raise FrontmapError(f"{name} has no layer “{wanted}”; it has {', '.join(names)}.")
    if wanted is not None:
        return wanted
    if len(names) == 1:
        return names[0]
    if not names:
        raise FrontmapError(f"{name} has no layer; it needs one with the events.")
    raise FrontmapError(
        f"{name} has {len(names)} layers ({', '.join(names[:8])}); say which to read as --sheet."
    )


def _check_companions(blob: Blob) -> None:
    """Raise `FrontmapError` for a shapefile without the files that belong to it."""
    if blob.member is not None or blob.path.suffix.lower() != ".shp":
        return
    beside = {file.name.lower() for file in blob.path.parent.glob(f"{blob.path.stem}.*")}
    missing = [s for s in (".dbf", ".shx") if f"{blob.path.stem}{s}".lower() not in beside]
    if missing:
        raise FrontmapError(
            f"{blob.name} lacks its {' and '.join(missing)}; a shapefile is several files, best "
            "given as one zip."
        )


@contextmanager
def _faults(name: str) -> Iterator[None]:
    try:
        yield
    except (*_FAULTS, OSError, UnicodeDecodeError) as error:
        raise FrontmapError(
            f"{name} cannot be read as a layer ({clause(error)}); get it again."
        ) from error
