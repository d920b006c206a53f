"""Points near a border, measured against distances on the ellipsoid."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely import Polygon, box

from geodata.places.borders import NEAR_KM, near_border

GEOD = Geod(ellps="WGS84")
WIDE = 3.0  # degrees; a province


def away(lon: float, lat: float, azimuth: float, km: float) -> tuple[float, float]:
    """The point so many kilometres from another, clockwise from north."""
    there = GEOD.fwd(lon, lat, azimuth, km * 1000)
    return there[0], there[1]


def near(points: list[tuple[float, float]], polygon: Polygon, km: float = NEAR_KM) -> list[bool]:
    lon, lat = np.array(points).reshape(-1, 2).T
    return near_border(lon, lat, [polygon], np.zeros(len(points), dtype=int), km).tolist()


@pytest.mark.parametrize("lat", [0.0, 34.0, 60.0, -45.0])
@pytest.mark.parametrize("inwards", [True, False])
def test_4_9_km_is_near_and_5_1_km_is_not(lat: float, inwards: bool) -> None:
    square = box(65, lat - 1, 65 + WIDE, lat + 1)
    # A meridian is the shortest way to a parallel, and nearly the other way round.
    sides = [
        ((65.0, lat), 90),
        ((65.0 + WIDE, lat), 270),
        ((66.4, lat - 1), 0),
        ((66.4, lat + 1), 180),
    ]
    for (x, y), azimuth in sides:
        turned = azimuth if inwards else azimuth + 180
        points = [away(x, y, turned, km) for km in (0.0, 2.5, 4.9, 5.1, 20)]
        assert near(points, square) == [True, True, True, False, False], azimuth


@pytest.mark.parametrize("lat", [34.0, 60.0])
def test_the_error_is_a_few_metres_in_a_country_of_a_thousand_kilometres(lat: float) -> None:
    country = box(60, lat - 4, 70, lat + 4)
    for azimuth, corner in ((0, (60.5, lat - 4)), (180, (69.5, lat + 4))):
        points = [away(*corner, azimuth, km) for km in (4.98, 5.02)]
        assert near(points, country) == [True, False]


def test_a_long_side_is_straight_in_degrees_and_not_on_the_ground() -> None:
    # Half way along 10 degrees of a parallel the great circle is 20 km north of it.
    strip = box(60, 60, 70, 62)
    points = [away(65, 60, 0, km) for km in (4.9, 5.1)]
    assert near(points, strip) == [True, False]


def test_the_way_to_a_corner_counts_as_the_crow_flies() -> None:
    ell = Polygon([(60, 30), (62, 30), (62, 31), (61, 31), (61, 32), (60, 32)])
    # South-west of the corner that points inwards.
    points = [away(61, 31, 225, km) for km in (4.9, 5.1)]
    assert near(points, ell) == [True, False]


def test_holes_and_every_part_have_borders() -> None:
    ring = Polygon(box(60, 30, 63, 33).exterior, [box(61, 31, 62, 32).exterior])
    assert near([(61.5, 30.98), (60.5, 31.5)], ring) == [True, False]
    islands = shapely.MultiPolygon([box(60, 30, 61, 31), box(65, 30, 66, 31)])
    assert near([(65.02, 30.5), (65.5, 30.5)], islands) == [True, False]


def test_each_point_has_its_own_polygon() -> None:
    halves = [box(60, 30, 61, 31), None, box(61, 30, 62, 31), Polygon()]
    lon = [60.98, 61.02, 60.98, 60.5, 60.98, 60.98, np.nan]
    lat = [30.5] * 6 + [30.5]
    own = [0, 2, 2, 0, 1, -1, 0]
    flagged = near_border(lon, lat, halves, own)
    assert flagged.tolist() == [True, True, True, False, False, False, False]
    assert near_border(lon, lat, halves, [3] * 7).tolist() == [False] * 7


def test_other_distances_and_none_at_all() -> None:
    square = box(60, 30, 61, 31)
    point = [away(60, 30.5, 90, 8)]
    assert near(point, square, km=9) == [True]
    assert near(point, square, km=7) == [False]
    assert near([], square) == []
    assert near_border([], [], [], []).tolist() == []


def test_the_other_side_of_the_earth_is_not_near() -> None:
    assert near([(180.5, -0.5), (-120, 80)], box(0, 0, 1, 1)) == [False, False]


def test_at_the_edge_of_the_world() -> None:
    # Chukotka is cut at 180 degrees; the cut is a border of its polygon.
    east = box(178, 65, 180, 67)
    assert near([(179.95, 66), (179, 66)], east) == [True, False]


@given(
    st.lists(st.tuples(st.floats(59.5, 63.5), st.floats(33.5, 36.5)), min_size=1, max_size=40),
    st.floats(0.5, 40),
)
@settings(max_examples=40)
def test_it_is_the_distance_on_the_ellipsoid(points: list[tuple[float, float]], km: float) -> None:
    polygon = Polygon([(60, 34), (63, 34.2), (62, 36), (61, 35), (60.5, 36)])
    border = shapely.get_coordinates(shapely.segmentize(polygon.exterior, 0.002))
    flagged = near(points, polygon, km)
    for (x, y), is_near in zip(points, flagged, strict=True):
        there = np.full(len(border), x), np.full(len(border), y)
        metres = np.min(GEOD.inv(*there, *border.T)[2])
        # Corners of the fine line are up to 220 m apart: 110 m along, 12 m at 500 m away.
        if abs(metres - km * 1000) > 0.001 * km * 1000 + 15:
            assert is_near == (metres < km * 1000)
