"""Boundary sets: named polygons for the units and provinces, and what lies around them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

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
DEFAULT_SETS: Final[Mapping[str, Mapping[str, Any]]] = MappingProxyType(
    {
        APPROXIMATE: MappingProxyType(
            {
                "label": "Approximate cells",
                "approximate": True,
                "attribution": _ATTRIBUTION,
                "units": "cells",
                "provinces": "provinces",
            }
        )
    }
)
"""The boundary sets of a dataset whose manifest names none."""
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


@dataclass(frozen=True)
class SetFiles:
    """Where the polygons of a set lie: GeoJSON, or GeoParquet for the full detail."""

    units: Path
    provinces: Path
    neighbours: Path

    @classmethod
    def of(cls, folder: Path) -> "SetFiles":
        """The files of the embedded set in a folder."""
        return cls(folder / CELLS_FILE, folder / PROVINCES_FILE, folder / NEIGHBOURS_FILE)


def load_boundary_set(
    folder: Path | str,
    *,
    name: str = APPROXIMATE,
    entry: Mapping[str, Any] = DEFAULT_SETS[APPROXIMATE],
    files: SetFiles | None = None,
) -> BoundarySet:
    """Read a boundary set of a dataset, by default ``approximate``.

    Parameters
    ----------
    folder : pathlib.Path or str
        The dataset's folder, with ``provinces.geojson``, ``cells.geojson`` and
        ``neighbours.geojson`` (RFC 7946, so lon/lat in WGS84).
    name : str
        The set's name.
    entry : mapping
        What the manifest says of it: ``label``, ``approximate``, ``attribution``.
    files : SetFiles, optional
        Its files, where they are not the embedded ones.

    Returns
    -------
    BoundarySet

    Raises
    ------
    FrontmapError
        If a file is missing or broken; the message names the file and the remedy.
    """
    files = SetFiles.of(Path(folder)) if files is None else files
    provinces = _read(files.provinces, ("province_code", "name_en", "name_fa"))
    units = _read(files.units, ("unit_id", "province_code"))
    boundaries = BoundarySet(
        name=name,
        label=str(entry["label"]),
        approximate=bool(entry["approximate"]),
        units=_indexed(units, "unit_id", files.units),
        provinces=_indexed(provinces, "province_code", files.provinces),
        neighbours=_read(files.neighbours, ("name_en", "iso"), may_be_empty=True),
        attribution=str(entry["attribution"]),
    )
    unknown = set(boundaries.units["province_code"]) - set(boundaries.provinces.index)
    if unknown:
        raise _broken(
            files.units,
            f"it names the province {min(unknown)}, which {files.provinces.name} does not have",
        )
    return boundaries


def _read(path: Path, columns: tuple[str, ...], *, may_be_empty: bool = False) -> gpd.GeoDataFrame:
    """Read the polygons of one file with the named properties and no others."""
    frame = _read_parquet(path) if path.suffix == ".parquet" else _read_geojson(path, columns)
    if may_be_empty and frame.empty:
        return gpd.GeoDataFrame({name: [] for name in columns}, geometry=[], crs="EPSG:4326")
    if frame.empty:
        raise _broken(path, "it has no features")
    if not {*columns, "geometry"} <= set(frame.columns):
        raise _broken(path, f"it is not GeoJSON with the properties {', '.join(columns)}")
    frame = frame[[*columns, "geometry"]]
    _check_polygons(frame, path)
    return frame


def _read_parquet(path: Path) -> gpd.GeoDataFrame:
    try:
        return gpd.read_parquet(path)
    except FileNotFoundError as error:
        raise _missing(path) from error
    except (OSError, ValueError) as error:
        raise _broken(path, f"it is not GeoParquet ({error})") from error


def _read_geojson(path: Path, columns: tuple[str, ...]) -> gpd.GeoDataFrame:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise _missing(path) from error
    except (OSError, UnicodeDecodeError) as error:
        raise _broken(path, f"it cannot be read ({error})") from error
    try:
        features = json.loads(text)["features"]
        if not features:
            return gpd.GeoDataFrame(geometry=[], crs="EPSG:4326")
        return gpd.GeoDataFrame.from_features(features, crs="EPSG:4326")
    # Each kind of nonsense fails in its own way: not JSON, no features, no such property.
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _broken(
            path, f"it is not GeoJSON with the properties {', '.join(columns)}"
        ) from error


def _missing(path: Path) -> FrontmapError:
    return FrontmapError(f"The boundary file {path.name} is missing from {path.parent}: {_REMEDY}.")


def _check_polygons(frame: gpd.GeoDataFrame, path: Path) -> None:
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
