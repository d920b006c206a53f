"""Where the features of a layer are, as columns of text."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyproj
import shapely
from numpy.typing import NDArray
from pyproj.exceptions import CRSError
from shapely.geometry.base import GEOMETRY_TYPES

from geodata.errors import FrontmapError
from geodata.tables.cells import TEXT, arrow_text

PLACE_COLUMNS: Final = ("geometry.lon", "geometry.lat", "geometry.type")
"""Longitude and latitude of a point in WGS84 degrees, null for other shapes; the kind of shape."""

_DECIMALS = 8
"""Of a reprojected degree: a millimetre."""


_MULTIPOINT = 4


def to_wgs84(crs: str | None) -> pyproj.Transformer | None:
    """The way from a CRS to longitude and latitude; None where nothing has to be done.

    Raises `FrontmapError` for a CRS that is not known.
    """
    if crs is None:
        return None
    try:
        source = pyproj.CRS.from_user_input(crs)
        if source.equals(pyproj.CRS("EPSG:4326"), ignore_axis_order=True):
            return None
        return pyproj.Transformer.from_crs(source, "EPSG:4326", always_xy=True)
    except CRSError as error:
        raise FrontmapError(
            f"The coordinate reference system “{crs[:80]}” is not known; save the layer in WGS84 "
            "(EPSG:4326)."
        ) from error


def wkb_columns(wkb: pa.Array, way: pyproj.Transformer | None) -> list[pa.Array]:
    """``PLACE_COLUMNS`` of geometries in well-known binary; broken ones are null."""
    values = wkb.to_numpy(zero_copy_only=False)
    shapes = shapely.from_wkb(values, on_invalid="ignore")
    return _columns(shapes, way)


def _columns(shapes: NDArray[np.object_], way: pyproj.Transformer | None) -> list[pa.Array]:
    single = (shapely.get_type_id(shapes) == _MULTIPOINT) & (
        shapely.get_num_geometries(shapes) == 1
    )
    points = np.where(single, shapely.get_geometry(shapes, 0), shapes)
    lon, lat = to_degrees(shapely.get_x(points), shapely.get_y(points), way)
    names = np.array([*GEOMETRY_TYPES, None], dtype=object)[shapely.get_type_id(shapes)]
    return [
        arrow_text(pa.array(lon, from_pandas=True)),
        arrow_text(pa.array(lat, from_pandas=True)),
        pa.array(names, TEXT),
    ]


def to_degrees(
    x: NDArray[np.float64], y: NDArray[np.float64], way: pyproj.Transformer | None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Longitudes and latitudes of coordinates; NaN where there is none."""
    if way is None:
        return x, y
    lon, lat = way.transform(x, y)
    known = np.isfinite(lon) & np.isfinite(lat)
    return (
        np.where(known, np.round(lon, _DECIMALS), np.nan),
        np.where(known, np.round(lat, _DECIMALS), np.nan),
    )
