"""Points near a border, which the lines drawn cannot decide.

A point two kilometres inside a cell lies in that cell as drawn; whether it lies in the district
is another question where cells are approximate, or lines are drawn at 1:10 million. Such points
are told apart here.
"""

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from pyproj import Proj

NEAR_KM = 5.0
"""Kilometres on both sides of a border within which its place is open."""

# Sides are straight in degrees; cut to this length they are straight on the ground to 2 metres.
_LONGEST_SIDE_DEG = 0.1

# Polygons share the maps of a net of this width, since making one costs more than using it.
_MAP_EVERY_DEG = 4.0


def near_border(
    lon: ArrayLike,
    lat: ArrayLike,
    polygons: ArrayLike,
    position: ArrayLike,
    km: float = NEAR_KM,
) -> NDArray[np.bool_]:
    """Tell which points lie near a border of their own polygon, inside or outside of it.

    Distances are measured in an equal-area map (LAEA) whose middle is at most 320 km from that of
    the polygon. Its scale is true to 0.1 % within 500 km of the middle, so a point is judged
    wrongly only if it is within 5 metres of the 5 kilometres; 1,000 km from the middle it is
    0.35 %, 17 metres.

    Parameters
    ----------
    lon, lat : array_like of float, shape (n,)
        Degrees (EPSG:4326); NaN where there is no point.
    polygons : array_like of shapely geometries, shape (m,)
        In the same CRS. Every ring is a border: the outer one of the country and those of holes
        too.
    position : array_like of int, shape (n,)
        Each point's polygon as position in ``polygons``, -1 for none.
    km : float
        Kilometres that count as near.

    Returns
    -------
    numpy.ndarray of bool, shape (n,)
        False where there is no point or no polygon.
    """
    x, y = np.asarray(lon, dtype="float64"), np.asarray(lat, dtype="float64")
    shapes, own = np.asarray(polygons, dtype=object), np.asarray(position, dtype=np.intp)
    there = np.append(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)), False)
    measurable = there[own] & np.isfinite(x) & np.isfinite(y)
    order = np.flatnonzero(measurable)
    order = order[np.argsort(own[order], kind="stable")]
    near = np.zeros(x.shape, dtype=bool)
    used, starts = np.unique(own[order], return_index=True)
    bounds = shapely.bounds(shapes[used]).reshape(-1, 4)
    middles = np.round((bounds[:, :2] + bounds[:, 2:]) / 2 / _MAP_EVERY_DEG) * _MAP_EVERY_DEG
    sheets = [(lon_0, lat_0) for lon_0, lat_0 in middles.tolist()]
    maps = {sheet: _map_around(*sheet) for sheet in set(sheets)}
    rows_of = np.split(order, starts[1:])
    for polygon, sheet, rows in zip(shapes[used], sheets, rows_of, strict=False):
        near[rows] = _near_one(x[rows], y[rows], polygon, maps[sheet], km * 1000.0)
    return near


def _map_around(lon_0: float, lat_0: float) -> Proj:
    return Proj(proj="laea", lon_0=lon_0, lat_0=lat_0, ellps="WGS84")


def _near_one(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    polygon: shapely.Geometry,
    to_map: Proj,
    metres: float,
) -> NDArray[np.bool_]:
    rings = shapely.segmentize(shapely.boundary(polygon), _LONGEST_SIDE_DEG)
    border = shapely.transform(rings, to_map, interleaved=False)
    shapely.prepare(border)
    east_m, north_m = to_map(x, y)
    # The other side of the earth is not on the map.
    shown = np.flatnonzero(np.isfinite(east_m) & np.isfinite(north_m))
    near = np.zeros(x.shape, dtype=bool)
    points = shapely.points(east_m[shown], north_m[shown])
    near[shown] = shapely.dwithin(border, points, metres)
    return near
