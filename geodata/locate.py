"""Points to polygons: which polygon holds a point, which is nearest and how far.

Everything is vectorised over the points and in EPSG:4326, the reference system of events.
"""

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from pyproj import CRS, Geod

from geodata.errors import FrontmapError

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

    Points are sorted by longitude once; each polygon then tests only the points of its own
    bounding box, with a prepared geometry. A point on a border is in; of several polygons that
    share it, the first takes it.

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
    order = np.argsort(x, kind="stable")  # NaN sorts last, behind every box
    x_sorted, y_sorted = x[order], y[order]
    found = np.full(x.shape, -1, dtype=np.intp)
    bounds = shapely.bounds(shapes).reshape(-1, 4)
    starts = np.searchsorted(x_sorted, bounds[:, 0], side="left")
    stops = np.searchsorted(x_sorted, bounds[:, 2], side="right")
    shapely.prepare(shapes)
    for position in np.flatnonzero(np.isfinite(bounds[:, 0])):
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


def nearest(
    lon: ArrayLike, lat: ArrayLike, polygons: ArrayLike
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Find the polygon nearest to each point, and the way to it.

    Longitudes are shrunk by the cosine of the middle latitude, so that nearest in degrees is
    nearest on the ground to within a few per cent over one country; the distance itself is
    geodesic on the WGS84 ellipsoid.

    Parameters
    ----------
    lon, lat : array_like of float, shape (n,)
        Degrees (EPSG:4326), finite.
    polygons : array_like of shapely geometries, shape (m,), m > 0
        In the same CRS, none of them missing or empty.

    Returns
    -------
    position : numpy.ndarray of intp, shape (n,)
        Position of the nearest polygon in ``polygons``.
    km : numpy.ndarray of float, shape (n,)
        Kilometres to it; 0 for a point inside.
    """
    x, y = np.asarray(lon, dtype="float64"), np.asarray(lat, dtype="float64")
    shrink = np.cos(np.radians(y.mean())) if y.size else 1.0
    flat = shapely.transform(np.asarray(polygons, dtype=object), lambda xy: xy * [shrink, 1.0])
    points = shapely.points(x * shrink, y)
    position = shapely.STRtree(flat).nearest(points)
    ends = shapely.get_coordinates(shapely.shortest_line(points, flat[position])).reshape(-1, 2, 2)
    _, _, metres = _ELLIPSOID.inv(x, y, ends[:, 1, 0] / shrink, ends[:, 1, 1])
    return position, np.asarray(metres) / 1000.0
