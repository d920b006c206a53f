"""Tables and layers of a view: CSV, GeoJSON and the status summary.

Bytes only; who writes them where is the caller's business. Every export says that the units
are approximate cells where they are.
"""

from __future__ import annotations

import json
from collections.abc import Hashable
from typing import Any

import pandas as pd
import shapely

from geodata.errors import FrontmapError
from geodata.store import Dataset
from geodata.view import View

CSV_TYPE = "text/csv; charset=utf-8"
GEOJSON_TYPE = "application/geo+json"
BOUNDARY_COLUMN = "boundaries"


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


def status_summary(dataset: Dataset, view: View) -> dict[str, Any]:
    """Counts of the view's units by status and basis, with what they rest on.

    The three bases and ``unknown`` add up to ``total``.
    """
    return {
        "as_of": view.as_of.isoformat(),
        "assessment": view.assessment,
        **dataset.status_counts(view),
        "provinces": list(view.provinces),
        **provenance(dataset, view),
    }


def provenance(dataset: Dataset, view: View) -> dict[str, Any]:
    """What an export rests on, in words a machine can keep."""
    return {
        "dataset": dataset.name,
        "dataset_version": dataset.version,
        "sha256": dataset.digest,
        "query": view.to_query(dataset.default_view),
        "boundaries": boundary_words(dataset, view),
        "assessment_source": dataset.assessments[view.assessment].source_name,
    }


def boundary_words(dataset: Dataset, view: View) -> str:
    """Name of the view's boundary set, saying plainly when its cells are approximate."""
    boundaries = dataset.boundaries(view.boundaries)
    return "approximate cells" if boundaries.approximate else boundaries.label


WRITERS = {".csv": events_csv, ".geojson": events_geojson}


def export_events(dataset: Dataset, view: View, suffix: str) -> bytes:
    """The view's events in the format of a file suffix; raises `FrontmapError` for others."""
    if suffix.lower() not in WRITERS:
        raise FrontmapError(
            f"“{suffix or 'no suffix'}” is no export format; end the file name in "
            f"{' or '.join(WRITERS)}."
        )
    return WRITERS[suffix.lower()](dataset, view)


def _table(dataset: Dataset, view: View) -> pd.DataFrame:
    events = dataset.events(view)
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
