"""Tables and layers of a view: CSV, GeoJSON, GeoParquet and GeoPackage.

Bytes only; who writes them where is the caller's business. Every export says that the units
are approximate cells where they are.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Mapping
from io import BytesIO
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import shapely

from geodata.answers.summary import boundary_words, provenance
from geodata.dataset.dataset import Dataset
from geodata.errors import FrontmapError
from geodata.events.arrow import EVENT_ARROW, events_to_arrow
from geodata.view import View

CSV_TYPE = "text/csv; charset=utf-8"
GEOJSON_TYPE = "application/geo+json"
PARQUET_TYPE = "application/vnd.apache.parquet"
GPKG_TYPE = "application/geopackage+sqlite3"
BOUNDARY_COLUMN = "boundaries"
GPKG_LAYER = "events"

_PROVENANCE = "frontmap"


def events_csv(dataset: Dataset, view: View) -> bytes:
    """The view's events as UTF-8 CSV with the columns of the event schema.

    Dates are YYYY-MM-DD, nulls are empty. A last column, ``boundaries``, names the boundary
    set that ``unit_id`` was decided with.
    """
    table = _table(dataset, view)
    return bytes(table.to_csv(index=False, lineterminator="\n").encode("utf-8"))


def events_geojson(dataset: Dataset, view: View) -> bytes:
    """The view's events as a GeoJSON FeatureCollection (RFC 7946, WGS 84).

    An event without coordinates has a null geometry. The member ``frontmap`` says what was
    exported: dataset, version, view and boundary set.
    """
    table = _table(dataset, view)
    records = table.astype(object).where(table.notna(), None).to_dict("records")
    collection = {
        "type": "FeatureCollection",
        "frontmap": provenance(dataset, view),
        "features": [_feature(record) for record in records],
    }
    return json.dumps(collection, ensure_ascii=False, indent=None).encode("utf-8")


def events_parquet(dataset: Dataset, view: View) -> bytes:
    """The view's events as GeoParquet, typed as the event schema has them.

    Columns of the schema, ``boundaries``, and ``geometry``: a point in WGS 84, null for an event
    without coordinates. The key ``frontmap`` of the file's metadata says what was exported.
    """
    events = dataset.events.of(view).assign(**{BOUNDARY_COLUMN: boundary_words(dataset, view)})
    layer = gpd.GeoDataFrame(events, geometry=_points(events), crs="EPSG:4326")
    written = BytesIO()
    layer.to_parquet(written, index=False)
    table = pq.read_table(written)
    told = {_PROVENANCE: json.dumps(provenance(dataset, view), ensure_ascii=False)}
    again = BytesIO()
    pq.write_table(table.replace_schema_metadata({**table.schema.metadata, **told}), again)
    return again.getvalue()


def events_gpkg(dataset: Dataset, view: View) -> bytes:
    """The view's events as a GeoPackage with one layer of points, ``events``.

    Columns as in `events_parquet`, with days as dates; the layer's metadata says what was exported.
    """
    events = dataset.events.of(view)
    table = events_to_arrow(events).cast(_DAYS_AS_DATES)
    words = pa.repeat(pa.scalar(boundary_words(dataset, view)), len(events))
    points = pa.array(shapely.to_wkb(_points(events)), type=pa.binary())
    written = BytesIO()
    pyogrio.write_arrow(
        table.append_column(BOUNDARY_COLUMN, words).append_column("geometry", points),
        written,
        driver="GPKG",
        layer=GPKG_LAYER,
        geometry_name="geometry",
        geometry_type="Point",
        crs="EPSG:4326",
        layer_metadata={_PROVENANCE: json.dumps(provenance(dataset, view), ensure_ascii=False)},
    )
    return written.getvalue()


_DAYS_AS_DATES = pa.schema(
    [
        field.with_type(pa.date32()) if pa.types.is_timestamp(field.type) else field
        for field in EVENT_ARROW
    ]
)


def _points(events: pd.DataFrame) -> Any:
    """Points (longitude, latitude); None for an event without coordinates."""
    lon, lat = events["lon"].to_numpy(float), events["lat"].to_numpy(float)
    points = shapely.points(lon, lat)
    points[pd.isna(lon) | pd.isna(lat)] = None
    return points


WRITERS: Mapping[str, Callable[[Dataset, View], bytes]] = {
    ".csv": events_csv,
    ".geojson": events_geojson,
    ".parquet": events_parquet,
    ".gpkg": events_gpkg,
}


def export_events(dataset: Dataset, view: View, suffix: str) -> bytes:
    """The view's events in the format of a file suffix; raises `FrontmapError` for others."""
    if suffix.lower() not in WRITERS:
        raise FrontmapError(
            f"“{suffix or 'no suffix'}” is no export format; end the file name in "
            f"{', '.join([*WRITERS][:-1])} or {[*WRITERS][-1]}."
        )
    return WRITERS[suffix.lower()](dataset, view)


def _table(dataset: Dataset, view: View) -> pd.DataFrame:
    events = dataset.events.of(view)
    for column in ("date_start", "date_end"):
        events[column] = events[column].dt.strftime("%Y-%m-%d")
    return events.assign(**{BOUNDARY_COLUMN: boundary_words(dataset, view)})


def _feature(record: dict[Hashable, Any]) -> dict[str, Any]:
    lon, lat = record["lon"], record["lat"]
    point = None if lon is None else shapely.geometry.mapping(shapely.Point(lon, lat))
    return {
        "type": "Feature",
        "id": record["event_id"],
        "geometry": point,
        "properties": {k: v for k, v in record.items() if k not in ("lon", "lat")},
    }
