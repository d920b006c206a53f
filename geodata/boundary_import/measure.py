"""Areas, and how far a set of polygons is from covering its land once and only once."""

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod

_ELLIPSOID = Geod(ellps="WGS84")
LEAST_KM2 = 1e-6
"""Overlaps and gaps below a square metre are rounding and not counted."""
_LISTED = 10


def areas_km2(shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    """Areas on the WGS84 ellipsoid.

    Parameters
    ----------
    shapes : array of (multi)polygons, shape (n,)
        In degrees (EPSG:4326).

    Returns
    -------
    numpy.ndarray of float, shape (n,)
        Square kilometres.
    """
    oriented = shapely.orient_polygons(shapes)
    square_m = [abs(_ELLIPSOID.geometry_area_perimeter(shape)[0]) for shape in oriented]
    return np.asarray(square_m, dtype="float64") / 1e6


def measure_overlaps(shapes: NDArray[np.object_], names: list[str]) -> dict[str, Any]:
    """Measure where two polygons claim the same land.

    Parameters
    ----------
    shapes : array of valid (multi)polygons, shape (n,)
        In degrees (EPSG:4326).
    names : list of str, length n
        For the listing.

    Returns
    -------
    dict
        ``count`` of pairs, ``km2`` in all, ``largest``: at most ten of ``{"names", "km2"}``.
    """
    # Polygons whose edges all fit their neighbours' overlap nothing: only the others are tried.
    edges = shapely.coverage_invalid_edges(shapes)
    suspects = np.flatnonzero(~(shapely.is_missing(edges) | shapely.is_empty(edges)))
    own = shapes[suspects]
    one, other = shapely.STRtree(own).query(own, predicate="intersects")
    one, other = one[one < other], other[one < other]
    common = shapely.intersection(own[one], own[other])
    wide = shapely.area(common) > 0
    km2 = areas_km2(common[wide])
    found = sorted(
        (
            (area, names[suspects[i]], names[suspects[j]])
            for area, i, j in zip(km2, one[wide], other[wide], strict=True)
            if area >= LEAST_KM2
        ),
        reverse=True,
    )
    return {
        "count": len(found),
        "km2": _rounded(sum(area for area, _, _ in found)),
        "largest": [
            {"names": [one, other], "km2": _rounded(area)} for area, one, other in found[:_LISTED]
        ],
    }


def measure_gaps(shapes: NDArray[np.object_]) -> dict[str, Any]:
    """Measure the land between polygons that none of them claims; lakes left out count too.

    Parameters
    ----------
    shapes : array of valid (multi)polygons, shape (n,)
        In degrees (EPSG:4326).

    Returns
    -------
    dict
        ``count`` of holes in the union, ``km2`` in all.
    """
    parts = shapely.get_parts(union(shapes))
    rings = shapely.get_rings(parts)
    outer = {ring.wkb for ring in shapely.get_exterior_ring(parts)}
    holes = [shapely.Polygon(ring) for ring in rings if ring.wkb not in outer]
    km2 = areas_km2(np.array(holes, dtype=object))
    km2 = km2[km2 >= LEAST_KM2]
    return {"count": len(km2), "km2": _rounded(float(km2.sum()))}


def union(shapes: NDArray[np.object_]) -> shapely.Geometry:
    """The union; fast where the polygons fit each other, right in any case."""
    if shapely.coverage_is_valid(shapes):
        return shapely.coverage_union_all(shapes)
    try:
        return shapely.union_all(shapes)
    except shapely.errors.GEOSException:
        # Scaling can bring two lines of a narrow place to cross by a hair.
        return shapely.union_all(shapely.make_valid(shapes, method="structure"))


def _rounded(km2: float) -> float:
    """Square kilometres to the square metre."""
    return round(float(km2), 6)
