"""Boundary sets: named polygons for the units and provinces, and what lies around them."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import geopandas as gpd

from geodata.errors import FrontmapError

APPROXIMATE: Final = "approximate"
PROVINCES_FILE: Final = "provinces.geojson"
CELLS_FILE: Final = "cells.geojson"
NEIGHBOURS_FILE: Final = "neighbours.geojson"

_ATTRIBUTION: Final = (
    "Provinces and countries: Natural Earth 1:10m (public domain), simplified. "
    "Units: approximate cells, each the land nearest to the unit's reference point."
)
_REMEDY: Final = "install Frontmap again, or make the file with `python -m geodata.data.build`"


@dataclass(frozen=True)
class BoundarySet:
    """Polygons of one set, all in EPSG:4326 (lon/lat degrees).

    Attributes
    ----------
    name : str
        The word in queries and files, such as ``approximate``.
    label : str
        The same for people.
    approximate : bool
        True when the unit polygons were computed and not surveyed; whatever shows them says so.
    units : geopandas.GeoDataFrame
        Index ``unit_id``, sorted; columns ``province_code``, ``geometry``.
    provinces : geopandas.GeoDataFrame
        Index ``province_code``, sorted; columns ``name_en``, ``name_fa``, ``geometry``.
    neighbours : geopandas.GeoDataFrame
        Countries around, for the background; columns ``name_en``, ``iso`` (alpha-2, "" if none),
        ``geometry``.
    attribution : str
        Source and licence, to be printed with the map.
    """

    name: str
    label: str
    approximate: bool
    units: gpd.GeoDataFrame
    provinces: gpd.GeoDataFrame
    neighbours: gpd.GeoDataFrame
    attribution: str


def load_boundary_set(folder: Path | str) -> BoundarySet:
    """Read the boundary set ``approximate`` of a dataset.

    Parameters
    ----------
    folder : pathlib.Path or str
        The dataset's folder, with ``provinces.geojson``, ``cells.geojson`` and
        ``neighbours.geojson`` (RFC 7946, so lon/lat in WGS84).

    Returns
    -------
    BoundarySet

    Raises
    ------
    FrontmapError
        If a file is missing or broken; the message names the file and the remedy.
    """
    folder = Path(folder)
    provinces = _read(folder / PROVINCES_FILE, ("province_code", "name_en", "name_fa"))
    units = _read(folder / CELLS_FILE, ("unit_id", "province_code"))
    neighbours = _read(folder / NEIGHBOURS_FILE, ("name_en", "iso"))
    boundaries = BoundarySet(
        name=APPROXIMATE,
        label="Approximate cells",
        approximate=True,
        units=_indexed(units, "unit_id", folder / CELLS_FILE),
        provinces=_indexed(provinces, "province_code", folder / PROVINCES_FILE),
        neighbours=neighbours,
        attribution=_ATTRIBUTION,
    )
    unknown = set(boundaries.units["province_code"]) - set(boundaries.provinces.index)
    if unknown:
        raise _broken(
            folder / CELLS_FILE,
            f"it names the province {min(unknown)}, which {PROVINCES_FILE} does not have",
        )
    return boundaries


def _read(path: Path, columns: tuple[str, ...]) -> gpd.GeoDataFrame:
    """Read the polygons of one GeoJSON file with the named properties and no others."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise FrontmapError(
            f"The boundary file {path.name} is missing from {path.parent}: {_REMEDY}."
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise _broken(path, f"it cannot be read ({error})") from error
    try:
        features = json.loads(text)["features"]
        frame = gpd.GeoDataFrame.from_features(features, crs="EPSG:4326")
        frame = frame[[*columns, "geometry"]]
    # Each kind of nonsense fails in its own way: not JSON, no features, no such property.
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _broken(
            path, f"it is not GeoJSON with the properties {', '.join(columns)}"
        ) from error
    _check_polygons(frame, path)
    return frame


def _check_polygons(frame: gpd.GeoDataFrame, path: Path) -> None:
    if frame.empty:
        raise _broken(path, "it has no features")
    areal = frame.geom_type.isin(["Polygon", "MultiPolygon"]) & ~frame.is_empty
    bad = frame.index[~(areal & frame.is_valid)]
    if len(bad):
        raise _broken(path, f"feature {bad[0] + 1} is not a valid polygon")


def _indexed(frame: gpd.GeoDataFrame, column: str, path: Path) -> gpd.GeoDataFrame:
    twice = frame.loc[frame[column].duplicated(), column]
    if len(twice):
        raise _broken(path, f"the {column} {twice.iloc[0]} occurs twice")
    return frame.set_index(column).sort_index()


def _broken(path: Path, what: str) -> FrontmapError:
    return FrontmapError(f"The boundary file {path} is broken: {what}; {_REMEDY}.")
