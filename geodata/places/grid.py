"""A raster over polygons that knows which of its cells a border touches.

All points of a cell that no border touches lie in the same polygons, and so do those of
neighbouring cells of that kind. One test then decides a whole run of cells, which is how
`geodata.places.locate` answers a million points with a few thousand tests.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]

POLYGON, MULTIPOLYGON = 3, 6

# Parts of a cell by which a border is taken to be broader than it is. Rounding moves a point or
# the place where a border crosses a column by some 1e-12 of a cell.
_MARGIN = 1e-9


@dataclass(frozen=True)
class Axis:
    """Cells 1..n over one axis of the bounding box; 0 is all before it, n + 1 all behind it.

    Coordinates are never mapped in another way than by `scaled`: it grows with them in spite of
    rounding, so that a point and the border beside it keep their order.
    """

    start: float
    cells_per_degree: float
    n: int

    def scaled(self, degrees: Floats) -> Floats:
        """Degrees in cells, not below 0 nor above n + 1; NaN becomes 0."""
        cells: Floats = degrees - self.start
        cells *= self.cells_per_degree
        cells += 1.0
        np.fmax(cells, 0.0, out=cells)
        np.fmin(cells, self.n + 1.0, out=cells)
        return cells

    def middle(self, cell: Integers) -> Floats:
        """Degrees of the middle of some cells."""
        return np.asarray(self.start + (cell - 0.5) / self.cells_per_degree, dtype="float64")


@dataclass(frozen=True)
class Grid:
    """A raster over the bounding box of polygons, with a margin of one cell around it.

    Attributes
    ----------
    x, y : Axis
        Columns and rows.
    touched : numpy.ndarray of bool, shape (rows, columns)
        Whether a border touches the cell, or may do so within rounding.
    """

    x: Axis
    y: Axis
    touched: NDArray[np.bool_]

    @classmethod
    def over(cls, polygons: NDArray[np.object_], side: int) -> Grid | None:
        """Make the raster of ``side`` by ``side`` cells over (multi)polygons.

        Parameters
        ----------
        polygons : numpy.ndarray of shapely geometries
            Missing and empty ones count for nothing.
        side : int
            At least 1.

        Returns
        -------
        Grid or None
            None if some geometry is no (multi)polygon, or all together have no area.
        """
        there = polygons[~(shapely.is_missing(polygons) | shapely.is_empty(polygons))]
        kinds = shapely.get_type_id(there)
        if there.size == 0 or not np.isin(kinds, (POLYGON, MULTIPOLYGON)).all():
            return None
        west, south, east, north = shapely.total_bounds(there)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            cells_per_degree = side / np.subtract((east, north), (west, south))
        if not (np.isfinite(cells_per_degree).all() and (cells_per_degree > 0).all()):
            return None
        x = Axis(west, float(cells_per_degree[0]), side)
        y = Axis(south, float(cells_per_degree[1]), side)
        touched = np.zeros((side + 2, side + 2), dtype=bool)
        _touch(touched, *_in_cells(there, x, y))
        return cls(x, y, touched)

    def cell_of(self, lon: Floats, lat: Floats) -> NDArray[np.int32]:
        """Number of the cell of each point, counted row by row."""
        rows: NDArray[np.int32] = self.y.scaled(lat).astype(np.int32)
        rows *= self.x.n + 2
        rows += self.x.scaled(lon).astype(np.int32)
        return rows

    def middle_of(self, cell: Integers) -> tuple[Floats, Floats]:
        """Longitude and latitude of the middle of some cells."""
        row, column = np.divmod(cell, self.x.n + 2)
        return self.x.middle(column), self.y.middle(row)

    def runs(self) -> tuple[NDArray[np.int32], Integers]:
        """Number the runs of untouched cells, row by row.

        A run may go on into the next row: it does so outside the bounding box, where nothing is.

        Returns
        -------
        run : numpy.ndarray of int32, shape (rows * columns,)
            Number of the cell's run, -1 for a touched cell.
        first : numpy.ndarray of intp
            First cell of each run.
        """
        touched = self.touched.ravel()
        begins = ~touched
        begins[1:] &= touched[:-1]
        run = np.cumsum(begins, dtype=np.int32)
        run -= 1
        run[touched] = -1
        return run, np.flatnonzero(begins)


def sides_of(polygons: NDArray[np.object_]) -> tuple[Floats, Integers, Integers]:
    """The sides of all rings of (multi)polygons.

    Returns
    -------
    degrees : numpy.ndarray of float, shape (k, 2)
        Corners, ring after ring.
    start : numpy.ndarray of intp, shape (n,)
        The corner at which each side starts; it ends at the next one.
    polygon : numpy.ndarray of intp, shape (n,)
        Position of its polygon.
    """
    parts, polygon = shapely.get_parts(polygons, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    degrees, ring = shapely.get_coordinates(rings, return_index=True)
    start = np.flatnonzero(ring[1:] == ring[:-1])
    return degrees, start, polygon[part[ring[start]]]


def _in_cells(polygons: NDArray[np.object_], x: Axis, y: Axis) -> tuple[Floats, ...]:
    """Ends of all sides in cells: u0, v0, u1, v1 with u0 <= u1."""
    degrees, side, _ = sides_of(polygons)
    u, v = x.scaled(degrees[:, 0]), y.scaled(degrees[:, 1])
    backwards = u[side] > u[side + 1]
    start, end = side + backwards, side + ~backwards
    return u[start], v[start], u[end], v[end]


def _touch(touched: NDArray[np.bool_], u0: Floats, v0: Floats, u1: Floats, v1: Floats) -> None:
    """Mark every cell that a side touches: for each column that it passes, the rows there."""
    first, last = u0.astype(np.intp), u1.astype(np.intp)
    side, column = _spread(first, last)
    low, high = np.minimum(v0, v1)[side], np.maximum(v0, v1)[side]
    passing = np.flatnonzero((first < last)[side])
    # Where the side enters and leaves the column; within one column it keeps its whole height.
    of, here = side[passing], column[passing]
    slope = (v1[of] - v0[of]) / (u1[of] - u0[of])
    enters = v0[of] + slope * (here - u0[of])
    leaves = enters + slope
    margin = _MARGIN * (1.0 + np.abs(slope))
    low[passing] = np.maximum(low[passing], np.minimum(enters, leaves) - margin)
    high[passing] = np.minimum(high[passing], np.maximum(enters, leaves) + margin)
    piece, row = _spread(low.astype(np.intp), high.astype(np.intp))
    touched[row, column[piece]] = True


def _spread(first: Integers, last: Integers) -> tuple[Integers, Integers]:
    """Every whole number from first to last of each pair, with the position of the pair."""
    count = last - first + 1
    pair = np.repeat(np.arange(first.size), count)
    number = np.arange(pair.size) - np.repeat(np.cumsum(count) - count - first, count)
    return pair, number
