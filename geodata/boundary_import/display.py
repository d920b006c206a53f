"""A light copy of polygons for drawing, simplified as one coverage so that no slivers open.

All polygons are made to fit each other, simplified together (Visvalingam-Whyatt), and noded once on
the grid of the rounded coordinates (`geodata.places.coverage`): neighbours keep identical borders.
"""

import gzip
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geodata.boundary_import.measure import union
from geodata.places.coverage import Polygons, areas_of, faces_between, union_by

LIMIT_BYTES = 300_000
"""Most that units and provinces together may weigh as GeoJSON after gzip."""

_M_PER_DEG = 111_320.0
# Narrow gaps between neighbours are drawing faults; wider ones may be lakes.
_GAP_M = 200.0
_FINEST_M, _COARSEST_M = 2.0, 50_000.0
_STEPS = 9
# More vertices than this are thinned before the search: some 50,000 fit the limit.
_MANY_VERTICES = 400_000
_THINNED_M = 30.0


@dataclass(frozen=True)
class Display:
    """Polygons for drawing.

    Attributes
    ----------
    shapes : array of (multi)polygons, shape (n,)
        In the order given, EPSG:4326, a valid coverage.
    tolerance_m : float
        Detail below about this was left out; 0 for none.
    bytes : int
        Size of units and provinces together as GeoJSON after gzip.
    alone : list of int
        Positions of polygons that the coverage had no room for (they lie within others), which
        were simplified by themselves and so overlap.
    """

    shapes: Polygons
    tolerance_m: float
    bytes: int
    alone: list[int]


def display_copy(
    shapes: Polygons, ids: Sequence[str], groups: Sequence[str | None], limit: int = LIMIT_BYTES
) -> Display:
    """Simplify polygons as one coverage until they weigh no more than the limit.

    Parameters
    ----------
    shapes : array of valid (multi)polygons, shape (n,)
        In degrees (EPSG:4326); may overlap or leave gaps.
    ids : list of str, length n
        Ids of the units, which are part of what is weighed.
    groups : list of str or None, length n
        The province of each: provinces are weighed with their units.
    limit : int
        Bytes.
    """
    flat = _Flat(shapes)
    metres = flat.to_metres(shapes)
    fitted, alone = _fit(metres)
    rest = np.setdiff1d(np.arange(len(shapes)), alone)
    fitted = _thinned(fitted[rest])
    grid = _grid(shapes)

    def simplified(tolerance_m: float, *, rounded: bool) -> Polygons:
        light = fitted
        if tolerance_m > 0:
            light = shapely.coverage_simplify(fitted, tolerance_m)
            light = _without_islets(light, tolerance_m)
        out = np.empty(len(shapes), dtype=object)
        out[rest] = flat.to_degrees(light)
        out[alone] = flat.to_degrees(shapely.simplify(metres[alone], tolerance_m))
        if rounded:
            out[rest] = _on_grid(out[rest], grid)
        return out

    def weight(light: Polygons) -> int:
        return _weigh(light, ids, groups, decimals=round(-np.log10(grid)))

    tolerance = _search(lambda fine: weight(simplified(fine, rounded=False)) <= 0.97 * limit)
    light = simplified(tolerance, rounded=True)
    while (heavy := weight(light)) > limit and tolerance < _COARSEST_M:
        tolerance = max(tolerance, _FINEST_M) * 1.15
        light = simplified(tolerance, rounded=True)
    return Display(light, round(tolerance, 1), heavy, alone.tolist())


class _Flat:
    """Degrees to metres and back: longitudes shrunk by the cosine of the middle latitude.

    Good enough to judge what is small, and straight lines stay straight.
    """

    def __init__(self, shapes: Polygons) -> None:
        _, south, _, north = shapely.total_bounds(shapes)
        shrink = max(np.cos(np.radians((south + north) / 2)), 0.05)
        self._scale = np.array([shrink * _M_PER_DEG, _M_PER_DEG])

    def to_metres(self, shapes: Polygons) -> Polygons:
        return np.asarray(shapely.transform(shapes, lambda xy: xy * self._scale), dtype=object)

    def to_degrees(self, shapes: Polygons) -> Polygons:
        return np.asarray(shapely.transform(shapes, lambda xy: xy / self._scale), dtype=object)


def _fit(shapes: Polygons) -> tuple[Polygons, NDArray[np.intp]]:
    """Make the polygons a coverage; positions of those that it has no room for."""
    if shapely.coverage_is_valid(shapes):
        return shapes, np.array([], dtype=np.intp)
    # What two claim goes to the smaller, else a city drawn on top of its district would vanish.
    with np.errstate(invalid="ignore"):  # GEOS measures empty rings and NumPy hears of it
        fitted = shapely.coverage_clean(shapes, gap_width=_GAP_M, merge_strategy="min_area")
    return fitted, np.flatnonzero(shapely.area(fitted) == 0)


def _thinned(shapes: Polygons) -> Polygons:
    """Take detail out until the search for the tolerance is quick."""
    tolerance_m = _THINNED_M
    while shapely.get_num_coordinates(shapes).sum() > _MANY_VERTICES and tolerance_m < _COARSEST_M:
        shapes = shapely.coverage_simplify(shapes, tolerance_m)
        tolerance_m *= 3
    return shapes


def _grid(shapes: Polygons) -> float:
    """Degrees to round to: about ten metres, one in a small territory."""
    west, south, east, north = shapely.total_bounds(shapes)
    return 1e-4 if max(east - west, north - south) > 2 else 1e-5


def _search(fits: Callable[[float], bool]) -> float:
    """The finest tolerance in metres that fits, to a few per cent; 0 if all detail fits."""
    if fits(0.0):
        return 0.0
    fine, coarse = _FINEST_M, _COARSEST_M
    for _ in range(_STEPS):
        middle = float(np.sqrt(fine * coarse))
        fine, coarse = (fine, middle) if fits(middle) else (middle, coarse)
    return coarse


def _without_islets(shapes: Polygons, tolerance_m: float) -> Polygons:
    """Leave out parts smaller than the tolerance that touch nothing; each keeps its largest."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    area = shapely.area(parts)
    largest = pd.Series(area).groupby(owner).transform("max").to_numpy()
    small = np.flatnonzero((area < tolerance_m**2) & (area < largest))
    if not len(small):
        return shapes
    touched, _ = shapely.STRtree(parts).query(parts[small], predicate="intersects")
    free = small[np.bincount(touched, minlength=len(small)) == 1]
    keep = np.ones(len(parts), dtype=bool)
    keep[free] = False
    return _assembled(parts[keep], owner[keep])


def _assembled(parts: Polygons, owner: NDArray[np.intp]) -> Polygons:
    """One (multi)polygon an owner, in the order of the owners."""
    out = shapely.multipolygons(parts, indices=owner)
    single = shapely.get_num_geometries(out) == 1
    out[single] = shapely.get_geometry(out[single], 0)
    return out


def _on_grid(shapes: Polygons, grid: float) -> Polygons:
    """Round to the grid, without making a polygon invalid or opening a gap."""
    for finer in (grid, grid / 10, grid / 100):
        faces = faces_between(list(shapely.boundary(shapes)), finer)
        owners = areas_of(faces, shapes, finer)
        joined = union_by(faces[owners.index], owners.to_numpy())
        if len(joined) == len(shapes):
            return joined.loc[range(len(shapes))].to_numpy()
    # Something is smaller than the finest grid: keep it as it is.
    out = shapes.copy()
    out[joined.index.to_numpy()] = joined.to_numpy()
    return out


def _weigh(
    shapes: Polygons, ids: Sequence[str], groups: Sequence[str | None], decimals: int
) -> int:
    provinces = [
        (str(code), union(shapes[own]))
        for code, own in pd.Series(range(len(ids)))
        .groupby(np.array(groups, dtype=object))
        .groups.items()
    ]
    units = list(zip(ids, shapes, strict=True))
    return sum(len(gzip.compress(_geojson(named, decimals))) for named in (units, provinces))


def _geojson(named: list[tuple[str, shapely.Geometry]], decimals: int) -> bytes:
    """GeoJSON as it is sent: compact, rounded, an id and one property a feature."""
    shapes = shapely.transform([shape for _, shape in named], lambda xy: xy.round(decimals))
    features = [
        f'{{"type":"Feature","id":{json.dumps(key)},"properties":{{"id":{json.dumps(key)}}},'
        f'"geometry":{text}}}'
        for (key, _), text in zip(named, shapely.to_geojson(shapes), strict=True)
    ]
    return ('{"type":"FeatureCollection","features":[' + ",\n".join(features) + "]}").encode()
