"""GeoJSON feature collections as rows of text.

GDAL would settle on one type a property; features of others mix them, so the JSON itself is
read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson
import pandas as pd
import pyarrow as pa

from geodata.errors import FrontmapError
from geodata.tables.blob import Blob, OfBlob
from geodata.tables.cells import TEXT, cell_text
from geodata.tables.frames import text_frame
from geodata.tables.header import column_names
from geodata.tables.limits import check_columns
from geodata.tables.places import PLACE_COLUMNS, to_degrees, to_wgs84
from geodata.tables.rows import Reject, Rows, reject_frame

_NO_FEATURE = "This is no GeoJSON feature; one has “properties” and a “geometry”."


@dataclass(frozen=True)
class GeojsonRows(OfBlob):
    """A GeoJSON file; see `RowSource`.

    ``fields`` are the properties in the order of ``columns``; ``has_ids`` tells whether the ids
    of features, which stand outside the properties, are a column before them.
    """

    columns: tuple[str, ...]
    fields: tuple[str, ...]
    has_ids: bool
    crs: str | None
    count: int
    kind: str = "geojson"

    @property
    def description(self) -> str:
        """What it is, for people."""
        return f"GeoJSON of {self.count:,} features"

    def partitions(self, size: int = 50_000) -> Iterator[Rows]:
        """Read the file, and give ``size`` features at a time."""
        features = _collection(self.blob)["features"]
        for start in range(0, len(features), size):
            part = features[start : start + size]
            good = [at for at, feature in enumerate(part) if _is_feature(feature)]
            numbers = pd.Index([start + at + 1 for at in good], dtype="int64", name="row")
            frame = text_frame(self._columns([part[at] for at in good]), self.columns, numbers)
            faults = [
                _fault(start + at + 1, feature)
                for at, feature in enumerate(part)
                if not _is_feature(feature)
            ]
            done = min(1.0, (start + len(part)) / len(features))
            yield Rows(frame, reject_frame(faults), done)

    def _columns(self, features: Sequence[dict[str, Any]]) -> list[pa.Array]:
        cells = [[cell_text(feature.get("id")) for feature in features]] if self.has_ids else []
        properties = [feature.get("properties") or {} for feature in features]
        cells += [[cell_text(row.get(name)) for row in properties] for name in self.fields]
        geometries = [feature.get("geometry") or {} for feature in features]
        cells += _points([_point(geometry) for geometry in geometries], self.crs)
        cells.append([cell_text(geometry.get("type")) for geometry in geometries])
        return [pa.array(column, TEXT) for column in cells]


def open_geojson(blob: Blob) -> GeojsonRows:
    """Understand a GeoJSON file, which has to be read whole for its columns.

    Raises `FrontmapError` where it is no feature collection, has no feature or an unknown CRS.
    """
    collection = _collection(blob)
    features = collection["features"]
    if not features:
        raise FrontmapError(f"{blob.name} has no features; a layer of events has one an event.")
    good = [feature for feature in features if _is_feature(feature)]
    fields = tuple(dict.fromkeys(k for feature in good for k in feature.get("properties") or {}))
    check_columns(blob.name, len(fields))
    has_ids = "id" not in fields and any(feature.get("id") is not None for feature in good)
    names = column_names([*(["id"] if has_ids else []), *fields, *PLACE_COLUMNS])
    crs = _crs(collection, blob.name)
    return GeojsonRows(blob, names, fields, has_ids, crs, len(features))


def _collection(blob: Blob) -> dict[str, Any]:
    """The feature collection of a file."""
    content = blob.read()
    try:
        found = orjson.loads(content.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        found = _loosely(content, f"{blob.name} is damaged GeoJSON", str(error))
    if not isinstance(found, dict) or not isinstance(found.get("features"), list):
        raise FrontmapError(
            f"{blob.name} is JSON, but no GeoJSON feature collection; one has a list “features”."
        )
    return found


def _loosely(content: bytes, what: str, why: str) -> Any:
    """JSON with NaN in it, which many programs write although it is none."""
    try:
        return json.loads(content, parse_constant=lambda _: None)
    except (ValueError, RecursionError) as error:
        raise FrontmapError(f"{what} ({why}); get it again.") from error


def _crs(collection: dict[str, Any], name: str) -> str | None:
    """Name of the CRS of the member ``crs``; None for WGS84, the standard's only one."""
    told = collection.get("crs")
    if told is None:
        return None
    try:
        crs = str(told["properties"]["name"])
    except (KeyError, TypeError) as error:
        raise FrontmapError(
            f"{name} names its coordinate reference system in a way that is not read; save it in "
            "WGS84 (EPSG:4326)."
        ) from error
    return None if to_wgs84(crs) is None else crs


def _is_feature(feature: Any) -> bool:
    return isinstance(feature, dict) and all(
        feature.get(member) is None or isinstance(feature[member], dict)
        for member in ("properties", "geometry")
    )


def _fault(row: int, feature: Any) -> Reject:
    return row, None, cell_text(feature)[:120] or None, _NO_FEATURE


def _point(geometry: dict[str, Any]) -> tuple[Any, Any]:
    """Coordinates of a point, as they stand in the file; of other shapes None."""
    place = geometry.get("coordinates")
    if geometry.get("type") == "MultiPoint" and isinstance(place, list) and len(place) == 1:
        place = place[0]
    elif geometry.get("type") != "Point":
        return None, None
    return (place[0], place[1]) if isinstance(place, list) and len(place) >= 2 else (None, None)


def _points(points: Sequence[tuple[Any, Any]], crs: str | None) -> list[list[str]]:
    """Longitudes and latitudes as text.

    Without another CRS a coordinate that is no number stays as it is, for the reader to name.
    """
    way = to_wgs84(crs)
    if way is None:
        return [[cell_text(point[axis]) for point in points] for axis in (0, 1)]
    x, y = (np.array([_number(point[axis]) for point in points]) for axis in (0, 1))
    return [[cell_text(value) for value in axis.tolist()] for axis in to_degrees(x, y, way)]


def _number(value: Any) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number else float("nan")
