"""Polygon coverages made from lines: node on a grid, form the faces, give each an owner.

A coverage made this way has neither gaps nor overlaps, and neighbours share identical vertices,
because the lines of all polygons are noded together once (snap rounding, Hobby 1999, as GEOS
does it) and nothing is rounded or repaired afterwards.
"""

from collections.abc import Hashable, Iterable, Sequence

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

Polygons = npt.NDArray[np.object_]


def faces_between(lines: Sequence[BaseGeometry], grid: float) -> Polygons:
    """Return the polygons that the lines enclose, coordinates rounded to the grid.

    Parameters
    ----------
    lines : sequence of shapely geometries
        (Multi)linestrings; they may cross. Loose ends enclose nothing.
    grid : float
        Coordinates of the result are multiples of this, in the unit of the lines.
    """
    noded = shapely.union_all(list(lines), grid_size=grid)
    faces: Polygons = shapely.get_parts(shapely.polygonize([noded]))
    return faces


def areas_of(faces: Polygons, areas: Polygons, grid: float) -> pd.Series:
    """Tell which area each face comes from.

    Parameters
    ----------
    faces : array of polygons
        As returned by `faces_between` for lines with the areas' outlines among them.
    areas : array of (multi)polygons
        Areas that do not overlap.
    grid : float
        How far rounding may have moved a face, in the unit of the coordinates.

    Returns
    -------
    pandas.Series
        Position of the area by position of the face; faces in no area are left out.
    """
    # Asked at a point away from the face's edges, since those have moved by rounding.
    inner = shapely.point_on_surface(faces)
    tree = shapely.STRtree(areas)
    face, area = tree.query_nearest(inner, max_distance=grid, all_matches=False)
    return pd.Series(area, index=face)


def adopt_faces(
    faces: Polygons, owners: Sequence[Hashable | None], groups: npt.ArrayLike
) -> npt.NDArray[np.object_]:
    """Give faces without an owner to the neighbour with the longest common border.

    Parameters
    ----------
    faces : array of polygons
        A coverage.
    owners : sequence
        Owner of each face, None for none.
    groups : array-like
        Group of each face; a face is only adopted inside its group.

    Returns
    -------
    numpy.ndarray of object
        The owners; None is left only where no face that hangs together with it has an owner.
    """
    found, groups = np.array(owners, dtype=object), np.asarray(groups)
    face, neighbour = shapely.STRtree(faces).query(faces, predicate="touches")
    inside = groups[face] == groups[neighbour]
    face, neighbour = face[inside], neighbour[inside]
    rings = shapely.boundary(faces)
    length = shapely.length(shapely.intersection(rings[face], rings[neighbour]))
    # The longest border goes first; equal ones in the order of the faces, to be repeatable.
    order = np.lexsort((neighbour, face, -length))
    face, neighbour = face[order][length[order] > 0], neighbour[order][length[order] > 0]
    while True:
        owned = np.array([owner is not None for owner in found])
        open_borders = np.flatnonzero(~owned[face] & owned[neighbour])
        if not len(open_borders):
            return found
        first = open_borders[0]
        found[face[first]] = found[neighbour[first]]


def union_by(faces: Iterable[BaseGeometry], owners: npt.ArrayLike) -> gpd.GeoSeries:
    """Join the faces of each owner; index are the owners, sorted."""
    parts = pd.Series(list(faces), dtype=object).groupby(np.asarray(owners))
    return gpd.GeoSeries({owner: shapely.coverage_union_all(own) for owner, own in parts})
