"""Points to polygons."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import Polygon, box

from geodata.errors import FrontmapError
from geodata.locate import locate, nearest, require_wgs84

# Two squares that share the border x = 1, an L, and a square inside a square's hole.
WEST, EAST = box(0, 0, 1, 1), box(1, 0, 2, 1)
ELL = Polygon([(0, 2), (2, 2), (2, 3), (1, 3), (1, 4), (0, 4)])
RING = Polygon([(3, 0), (6, 0), (6, 3), (3, 3)], [[(4, 1), (4, 2), (5, 2), (5, 1)]])
HOLE = box(4, 1, 5, 2)
POLYGONS = np.array([WEST, EAST, ELL, RING, HOLE], dtype=object)


def test_each_point_finds_its_polygon() -> None:
    lon = [0.5, 1.5, 0.5, 1.5, 3.5, 4.5, 9.0]
    lat = [0.5, 0.5, 3.5, 3.5, 0.5, 1.5, 9.0]
    assert locate(lon, lat, POLYGONS).tolist() == [0, 1, 2, -1, 3, 4, -1]


def test_a_point_on_a_shared_border_goes_to_the_first() -> None:
    assert locate([1.0], [0.5], POLYGONS).tolist() == [0]
    assert locate([1.0], [0.5], POLYGONS[::-1]).tolist() == [3]


def test_missing_points_and_missing_polygons_find_nothing() -> None:
    polygons = np.array([None, Polygon(), WEST], dtype=object)
    assert locate([np.nan, 0.5, 0.5], [0.5, np.nan, 0.5], polygons).tolist() == [-1, -1, 2]
    assert locate([], [], POLYGONS).tolist() == []
    assert locate([0.5], [0.5], []).tolist() == [-1]


@given(st.lists(st.tuples(st.floats(-1, 7), st.floats(-1, 5)), max_size=60))
def test_the_answer_is_that_of_one_point_at_a_time(points: list[tuple[float, float]]) -> None:
    lon = [x for x, _ in points]
    lat = [y for _, y in points]
    one_by_one = [
        next((i for i, p in enumerate(POLYGONS) if shapely.intersects_xy(p, x, y)), -1)
        for x, y in points
    ]
    assert locate(lon, lat, POLYGONS).tolist() == one_by_one


def test_the_answer_is_that_of_sjoin() -> None:
    rng = np.random.default_rng(20210803)
    lon, lat = rng.uniform(-1, 7, 5000), rng.uniform(-1, 5, 5000)
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon, lat), crs=4326)
    joined = points.sjoin(gpd.GeoDataFrame(geometry=POLYGONS, crs=4326), how="left")
    expected = joined["index_right"].fillna(-1).astype(int).tolist()
    assert locate(lon, lat, POLYGONS).tolist() == expected


def test_nearest_tells_polygon_and_kilometres() -> None:
    # One degree of longitude on the equator is 111.32 km on the WGS84 ellipsoid.
    position, km = nearest([3.0, 0.5], [0.0, 0.5], np.array([WEST, EAST], dtype=object))
    assert position.tolist() == [1, 0]
    assert km == pytest.approx([111.32, 0.0], abs=0.01)


def test_nearest_measures_on_the_ground_and_not_in_degrees() -> None:
    # At 60 degrees north 1.5 degrees of longitude are nearer than one degree of latitude.
    north, east = box(-0.1, 61, 0.1, 62), box(1.5, 59.9, 2, 60.1)
    position, km = nearest([0.0], [60.0], np.array([north, east], dtype=object))
    assert position.tolist() == [1]
    assert km[0] == pytest.approx(83.7, abs=0.5)


def test_another_reference_system_is_refused() -> None:
    frame = gpd.GeoDataFrame(geometry=[WEST], crs=4326)
    require_wgs84(frame, "units")
    require_wgs84(frame.to_crs("OGC:CRS84"), "units")
    with pytest.raises(FrontmapError, match=r"polygons of the units are in EPSG:3857.*to_crs"):
        require_wgs84(frame.to_crs(3857), "units")
    with pytest.raises(FrontmapError, match="do not say their coordinate reference system"):
        require_wgs84(gpd.GeoDataFrame(geometry=[WEST]), "units")
