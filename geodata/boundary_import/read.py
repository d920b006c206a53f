"""A boundary file to a table of features in degrees (EPSG:4326), with its attributes as they are."""

from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio.raw
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from pyproj.exceptions import CRSError, ProjError

from geodata.boundary_import.files import Source, find_source, reading
from geodata.errors import FrontmapError
from geodata.places.locate import WGS84

# Their specifications say that coordinates are WGS84 degrees, unless stated otherwise.
_DEGREES_BY_RULE = frozenset({"TopoJSON", "GeoJSON", "GeoJSONSeq", "KML", "LIBKML"})


@dataclass(frozen=True)
class RawFeatures:
    """What a boundary file holds.

    Attributes
    ----------
    frame : geopandas.GeoDataFrame, EPSG:4326
        Index ``feature``: 1 is the first feature of the file. The file's columns as they are, and
        ``geometry`` (any type, may be missing, invalid or have Z).
    source : Source
    crs : str
        The reference system found or taken, in words.
    closed : frozenset of int
        Features with rings that were not closed, which had to be mended to be read at all.
    notes : list of str
        Sentences for the report.
    """

    frame: gpd.GeoDataFrame
    source: Source
    crs: str
    closed: frozenset[int] = frozenset()
    notes: list[str] = field(default_factory=list)


def read_features(
    path: Path, *, layer: str | None = None, level: int | None = None, crs: str | None = None
) -> RawFeatures:
    """Read the features of a boundary file and transform them to EPSG:4326.

    Parameters
    ----------
    path : pathlib.Path
        Anything that GDAL reads, or GeoParquet.
    layer : str, optional
        Needed where the file has several.
    level : int, optional
        Administrative level, to choose among layers named after theirs.
    crs : str, optional
        Reference system of the coordinates ("EPSG:32642"), whatever the file says.

    Returns
    -------
    RawFeatures

    Raises
    ------
    FrontmapError
        If the file is no boundary file, has no features, or states no reference system where
        its format does not settle it.
    """
    source = find_source(path, layer, level)
    with reading(path) as notes:
        if source.driver == "Parquet":
            table, shapes, stated = _read_parquet(path)
            closed = frozenset[int]()
        else:
            table, shapes, stated, closed = _read_ogr(source)
    if not len(table):
        raise FrontmapError(f"{path.name} has no features: give a file with polygons of units.")
    table.index = pd.RangeIndex(1, len(table) + 1, name="feature")
    found, words = _reference_system(source, stated, crs, shapes)
    frame = gpd.GeoDataFrame(table, geometry=_to_degrees(shapes, found, path), crs=WGS84)
    return RawFeatures(frame, source, words, closed, [f"GDAL says: {note}." for note in notes[:5]])


def _read_parquet(path: Path) -> tuple[pd.DataFrame, NDArray[np.object_], CRS | None]:
    frame = gpd.read_parquet(path)
    table = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    return table, frame.geometry.to_numpy(), frame.crs


def _read_ogr(
    source: Source,
) -> tuple[pd.DataFrame, NDArray[np.object_], CRS | None, frozenset[int]]:
    meta, _, wkb, columns = _raw(source, None)
    if source.driver == "ESRI Shapefile" and meta["encoding"] == "ISO-8859-1":
        # Without a .cpg file GDAL takes Latin-1 for granted; today's tools write UTF-8.
        with suppress(UnicodeDecodeError):
            meta, _, wkb, columns = _raw(source, "UTF-8")
    if wkb is None:
        wkb = np.full(len(columns[0]) if columns else 0, None)
    shapes = shapely.from_wkb(wkb, on_invalid="ignore")
    unclosed = np.flatnonzero(shapely.is_missing(shapes) & ~pd.isna(wkb))
    shapes[unclosed] = shapely.from_wkb(wkb[unclosed], on_invalid="fix")
    table = pd.DataFrame(dict(zip(meta["fields"], columns, strict=True)), index=range(len(shapes)))
    stated = CRS.from_user_input(meta["crs"]) if meta["crs"] else None
    if stated is not None and stated.name.lower().startswith("undefined"):
        stated = None  # GeoPackage's own words for "not known"
    return table, shapes, stated, frozenset((unclosed + 1).tolist())


def _raw(source: Source, encoding: str | None) -> Any:
    return pyogrio.raw.read(
        source.dataset, layer=source.layer, encoding=encoding, datetime_as_string=True
    )


def _reference_system(
    source: Source, stated: CRS | None, given: str | None, shapes: NDArray[np.object_]
) -> tuple[CRS, str]:
    """The reference system of the coordinates, and how it is known."""
    name = source.path.name
    degrees = _look_like_degrees(shapes)
    if given is not None:
        try:
            crs_found = CRS.from_user_input(given)
        except CRSError as error:
            raise FrontmapError(
                f"{given!r} is no coordinate reference system: write it like EPSG:32642."
            ) from error
        words = f"{_short(crs_found)} (given; the file states {_short(stated)})"
    elif stated is not None:
        crs_found, words = stated, _short(stated)
    elif source.driver in _DEGREES_BY_RULE:
        crs_found = WGS84
        words = f"EPSG:4326 (none stated, degrees assumed: {source.driver} is in WGS84 degrees)"
    else:
        likely = "they look like degrees, so EPSG:4326 is likely" if degrees else "in metres"
        raise FrontmapError(
            f"{name} does not say the coordinate reference system of its coordinates ({likely}): "
            "give it with crs (--crs EPSG:...), or the .prj file beside a shapefile."
        )
    if crs_found.is_geographic and not degrees:
        raise FrontmapError(
            f"The coordinates of {name} are not degrees, though its reference system is "
            f"{_short(crs_found)}: give the right one with crs (--crs EPSG:...)."
        )
    return crs_found, words


def _look_like_degrees(shapes: NDArray[np.object_]) -> bool:
    xmin, ymin, xmax, ymax = shapely.total_bounds(shapes)
    # NaN, where there is nothing to see, compares as false.
    return not (xmin < -180.5 or xmax > 180.5 or ymin < -90.5 or ymax > 90.5)


def _to_degrees(shapes: NDArray[np.object_], crs: CRS, path: Path) -> NDArray[np.object_]:
    if crs.equals(WGS84, ignore_axis_order=True):
        return shapes
    try:
        moved = gpd.GeoSeries(shapes, crs=crs).to_crs(WGS84).to_numpy()
    except (ProjError, CRSError, ValueError, RuntimeError) as error:
        raise FrontmapError(
            f"The coordinates of {path.name} cannot be transformed from {_short(crs)} to EPSG:4326: "
            "give the right reference system with crs (--crs EPSG:...)."
        ) from error
    finite = np.isfinite(shapely.get_coordinates(shapes)).all(axis=1)
    if not np.isfinite(shapely.get_coordinates(moved)[finite]).all():
        raise FrontmapError(
            f"Coordinates of {path.name} lie outside of what {_short(crs)} covers: "
            "give the right reference system with crs (--crs EPSG:...)."
        )
    return np.asarray(moved, dtype=object)


def _short(crs: CRS | None) -> str:
    if crs is None:
        return "none"
    authority = crs.to_authority()
    return ":".join(authority) if authority else crs.name
