"""The raster: which cells a border touches, and the runs between."""

import numpy as np
import pytest
import shapely
from shapely import Polygon, box

from geodata.places.grid import Axis, Grid, sides_of


def grid_over(*polygons: shapely.Geometry, side: int) -> Grid:
    grid = Grid.over(np.array(polygons, dtype=object), side)
    assert grid is not None
    return grid


def drawn(grid: Grid) -> list[str]:
    """Touched cells as #, north at the top."""
    return ["".join("#" if cell else "." for cell in row) for row in grid.touched[::-1]]


def test_an_axis_counts_from_1_and_keeps_what_is_outside_at_its_ends() -> None:
    axis = Axis(start=60.0, cells_per_degree=2.0, n=4)
    degrees = np.array([-np.inf, 59.9, 60.0, 60.4, 60.5, 61.99, 62.0, 99.0, np.nan])
    assert axis.scaled(degrees).astype(int).tolist() == [0, 0, 1, 1, 2, 4, 5, 5, 0]
    assert axis.middle(np.array([1, 4])).tolist() == [60.25, 61.75]


def test_the_cells_that_borders_touch() -> None:
    grid = grid_over(Polygon([(0, 0), (4, 0), (4, 4), (0, 3)]), side=4)
    # What lies on the east and north edge belongs to the cells beyond it.
    assert drawn(grid) == [
        "....##",
        ".#####",
        ".#...#",
        ".#...#",
        ".#####",
        "......",
    ]


def test_steep_and_flat_sides_miss_no_cell() -> None:
    spike = Polygon([(0, 0), (16, 15.9), (0.1, 16)])
    grid = grid_over(spike, side=16)
    on = shapely.get_coordinates(shapely.segmentize(spike.exterior, 0.001))
    assert grid.touched.ravel()[grid.cell_of(*on.T)].all()
    assert grid.touched.sum() < 80


def test_runs_are_numbered_between_borders() -> None:
    grid = grid_over(box(0, 0, 4, 4), side=4)
    run, first = grid.runs()
    rows = run.reshape(grid.touched.shape)
    assert ((rows < 0) == grid.touched).all()
    # outside, and three rows of the inside with what is outside right and left of it between
    assert len(first) == run.max() + 1
    assert (run[first] == np.arange(len(first))).all()
    assert rows[0, 0] == 0
    inside = rows[2:5, 2:5]
    assert len(np.unique(inside)) == 3
    assert (inside == inside[:, :1]).all()
    lon, lat = grid.middle_of(first)
    held = (lon > 0) & (lon < 4) & (lat > 0) & (lat < 4)
    assert sorted(np.flatnonzero(held)) == np.unique(inside).tolist()
    assert (grid.cell_of(lon, lat) == first).all()


@pytest.mark.parametrize(
    "polygons",
    [[], [None], [Polygon()], [shapely.Point(1, 1)], [box(0, 0, 0, 1)], [box(0, 0, 1e-320, 1)]],
)
def test_no_raster_over_nothing(polygons: list[shapely.Geometry | None]) -> None:
    assert Grid.over(np.array([*polygons, None], dtype=object)[:-1], 4) is None


def test_sides_say_whose_they_are() -> None:
    ring = Polygon([(0, 0), (3, 0), (3, 3)], [[(2, 1), (2.5, 1), (2.5, 1.5)]])
    polygons = np.array([None, ring, Polygon(), shapely.MultiPolygon([box(5, 5, 6, 6)])])
    degrees, start, polygon = sides_of(polygons)
    assert polygon.tolist() == [1] * 6 + [3] * 4
    lengths = np.hypot(*(degrees[start + 1] - degrees[start]).T)
    assert lengths[:3] == pytest.approx([3, 3, 18**0.5])
    assert lengths[-4:].tolist() == [1, 1, 1, 1]
