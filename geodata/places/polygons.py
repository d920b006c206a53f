"""Polygons read from a file: GeoJSON, or GeoParquet; all in EPSG:4326 (lon/lat degrees)."""

import json
from pathlib import Path
from typing import Final

import geopandas as gpd

from geodata.errors import FrontmapError

_REMEDY: Final = "install Frontmap again, or make the file with `python -m geodata.data.build`"


def read_polygons(
    path: Path, columns: tuple[str, ...], *, may_be_empty: bool = False
) -> gpd.GeoDataFrame:
    """Read the polygons of one file with the named properties and no others."""
    frame = _read_parquet(path) if path.suffix == ".parquet" else _read_geojson(path, columns)
    if may_be_empty and frame.empty:
        return gpd.GeoDataFrame({name: [] for name in columns}, geometry=[], crs="EPSG:4326")
    if frame.empty:
        raise broken(path, "it has no features")
    if not {*columns, "geometry"} <= set(frame.columns):
        raise broken(path, f"it is not GeoJSON with the properties {', '.join(columns)}")
    frame = frame[[*columns, "geometry"]]
    _check_polygons(frame, path)
    return frame


def _read_parquet(path: Path) -> gpd.GeoDataFrame:
    try:
        return gpd.read_parquet(path)
    except FileNotFoundError as error:
        raise _missing(path) from error
    except (OSError, ValueError) as error:
        raise broken(path, f"it is not GeoParquet ({error})") from error


def _read_geojson(path: Path, columns: tuple[str, ...]) -> gpd.GeoDataFrame:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise _missing(path) from error
    except (OSError, UnicodeDecodeError) as error:
        raise broken(path, f"it cannot be read ({error})") from error
    try:
        features = json.loads(text)["features"]
        if not features:
            return gpd.GeoDataFrame(geometry=[], crs="EPSG:4326")
        return gpd.GeoDataFrame.from_features(features, crs="EPSG:4326")
    # Each kind of nonsense fails in its own way: not JSON, no features, no such property.
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise broken(path, f"it is not GeoJSON with the properties {', '.join(columns)}") from error


def _missing(path: Path) -> FrontmapError:
    return FrontmapError(f"The boundary file {path.name} is missing from {path.parent}: {_REMEDY}.")


def _check_polygons(frame: gpd.GeoDataFrame, path: Path) -> None:
    areal = frame.geom_type.isin(["Polygon", "MultiPolygon"]) & ~frame.is_empty
    bad = frame.index[~(areal & frame.is_valid)]
    if len(bad):
        raise broken(path, f"feature {bad[0] + 1} is not a valid polygon")


def indexed(frame: gpd.GeoDataFrame, column: str, path: Path) -> gpd.GeoDataFrame:
    """The polygons of a file by one of its properties, each value once."""
    twice = frame.loc[frame[column].duplicated(), column]
    if len(twice):
        raise broken(path, f"the {column} {twice.iloc[0]} occurs twice")
    return frame.set_index(column).sort_index()


def broken(path: Path, what: str) -> FrontmapError:
    """What is wrong with a file, and the remedy."""
    return FrontmapError(f"The boundary file {path} is broken: {what}; {_REMEDY}.")
