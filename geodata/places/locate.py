"""Points to polygons: which polygon holds a point, which is nearest and how far.

Everything is vectorised over the points and in EPSG:4326, the reference system of events.
"""

import math

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from pyproj import CRS, Geod

from geodata.errors import FrontmapError
from geodata.places.grid import Grid, sides_of

MANY_POINTS = 20_000
"""Points from which on a raster is worth its making."""

MOST_CELLS = 1024
"""Cells along one side of the raster, where as many cells as points would be more."""

_BLOCK = 2**16  # points at a time: what the processor's cache holds

WGS84 = CRS.from_epsg(4326)
_ELLIPSOID = Geod(ellps="WGS84")


def require_wgs84(frame: gpd.GeoDataFrame, what: str) -> None:
    """Raise unless polygons are in the reference system of events.

    Raises
    ------
    FrontmapError
        Names the reference system found and the remedy.
    """
    if frame.crs is None:
        raise FrontmapError(
            f"The polygons of the {what} do not say their coordinate reference system: "
            "set EPSG:4326 if they are in degrees, else transform them to it."
        )
    if not frame.crs.equals(WGS84, ignore_axis_order=True):
        raise FrontmapError(
            f"The polygons of the {what} are in {frame.crs.to_string()} but events are in "
            "EPSG:4326: transform the polygons with to_crs(4326)."
        )


def locate(lon: ArrayLike, lat: ArrayLike, polygons: ArrayLike) -> NDArray[np.intp]:
    """Find the polygon that each point lies in.

    A point on a border is in; of several polygons that share it, the first takes it. Few points
    are tested one polygon after the other. Many are first looked up in a raster: a cell that no
    border touches lies with all its points in the same polygon, so that only the points in the
    other cells are left to be tested. Both ways give the same answer to the last bit.

    Parameters
    ----------
    lon, lat : array_like of float, shape (n,)
        Degrees (EPSG:4326); NaN where there is no point.
    polygons : array_like of shapely geometries, shape (m,)
        In the same CRS; missing or empty ones hold nothing.

    Returns
    -------
    numpy.ndarray of intp, shape (n,)
        Position of the polygon in ``polygons``, -1 where the point is in none.
    """
    x, y = np.asarray(lon, dtype="float64"), np.asarray(lat, dtype="float64")
    shapes = np.asarray(polygons, dtype=object)
    if x.size >= MANY_POINTS:
        grid = Grid.over(shapes, min(MOST_CELLS, math.isqrt(x.size)))
        if grid is not None:
            return _look_up(x, y, shapes, grid)
    return _test_each(x, y, shapes)


def _test_each(
    x: NDArray[np.float64], y: NDArray[np.float64], shapes: NDArray[np.object_]
) -> NDArray[np.intp]:
    """Test each polygon against the points of its own bounding box, with a prepared geometry."""
    order = np.argsort(x, kind="stable")  # NaN sorts last, behind every box
    x_sorted, y_sorted = x[order], y[order]
    found = np.full(x.shape, -1, dtype=np.intp)
    bounds = shapely.bounds(shapes).reshape(-1, 4)
    starts = np.searchsorted(x_sorted, bounds[:, 0], side="left")
    stops = np.searchsorted(x_sorted, bounds[:, 2], side="right")
    shapely.prepare(shapes)
    for position in np.flatnonzero(np.isfinite(bounds[:, 0]) & (stops > starts)):
        window = slice(starts[position], stops[position])
        ys = y_sorted[window]
        open_ = found[window] < 0
        near = open_ & (ys >= bounds[position, 1]) & (ys <= bounds[position, 3])
        rows = starts[position] + np.flatnonzero(near)
        inside = shapely.intersects_xy(shapes[position], x_sorted[rows], y_sorted[rows])
        found[rows[inside]] = position
    result = np.empty_like(found)
    result[order] = found
    return result


def _look_up(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    shapes: NDArray[np.object_],
    grid: Grid,
) -> NDArray[np.intp]:
    """Look the points up in a raster, and test those in a cell that a border touches."""
    run, first = grid.runs()
    runs = np.empty(x.shape, dtype=np.int32)
    for start in range(0, x.size, _BLOCK):
        block = slice(start, start + _BLOCK)
        np.take(run, grid.cell_of(x[block], y[block]), out=runs[block])
    open_ = np.flatnonzero(runs < 0)
    x_first, y_first = grid.middle_of(first)
    tested = _test_each(
        np.concatenate([x_first, x[open_]]), np.concatenate([y_first, y[open_]]), shapes
    )
    found = tested[runs]
    found[open_] = tested[first.size :]
    return found


def nearest(
    lon: ArrayLike, lat: ArrayLike, polygons: ArrayLike
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Find the polygon nearest to each point, and the way to it.

    Longitudes are shrunk by the cosine of the polygons' middle latitude, so that nearest in
    degrees is nearest on the ground to within a few per cent over one country; the distance
    itself is geodesic on the WGS84 ellipsoid. The answer for a point does not depend on the
    others asked with it.

    Parameters
    ----------
    lon, lat : array_like of float, shape (n,)
        Degrees (EPSG:4326), finite.
    polygons : array_like of shapely (multi)polygons, shape (m,), m > 0
        In the same CRS, none of them missing or empty.

    Returns
    -------
    position : numpy.ndarray of intp, shape (n,)
        Position of the nearest polygon in ``polygons``.
    km : numpy.ndarray of float, shape (n,)
        Kilometres to it; 0 for a point inside.
    """
    x, y = np.asarray(lon, dtype="float64"), np.asarray(lat, dtype="float64")
    shapes = np.asarray(polygons, dtype=object)
    position, km = locate(x, y, shapes), np.zeros(x.shape)
    outside = np.flatnonzero(position < 0)
    if outside.size == 0:
        return position, km
    # Of a tree of sides each point meets a few; of a polygon it would have to meet every one.
    _, south, _, north = shapely.total_bounds(shapes)
    shrink = np.array([np.cos(np.radians((south + north) / 2)), 1.0])
    degrees, start, polygon = sides_of(shapes)
    flat = degrees * shrink
    sides = shapely.linestrings(np.stack([flat[start], flat[start + 1]], axis=1))
    points = shapely.points(np.column_stack([x, y])[outside] * shrink)
    side = shapely.STRtree(sides).nearest(points)
    lines = shapely.shortest_line(points, sides[side])
    ends = shapely.get_coordinates(lines).reshape(-1, 2, 2)[:, 1] / shrink
    _, _, metres = _ELLIPSOID.inv(x[outside], y[outside], ends[:, 0], ends[:, 1])
    position[outside], km[outside] = polygon[side], np.asarray(metres) / 1000.0
    return position, km
