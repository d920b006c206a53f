"""Points to polygons."""

from unittest.mock import patch

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Polygon, box

from geodata.errors import FrontmapError
from geodata.places import locate as locating
from geodata.places.locate import locate, nearest, require_wgs84
from tests.support.shared import shared

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


Points = list[tuple[float, float]]
# Corners on a coarse net: polygons share corners and sides, lie on each other, cross.
CORNERS = st.tuples(st.integers(0, 6), st.integers(0, 6))
SHAPES = st.lists(CORNERS, min_size=3, max_size=7, unique=True).map(Polygon)
WITH_HOLES = st.builds(lambda outer, hole: outer.buffer(0) - hole.buffer(0), SHAPES, SHAPES)
SETS = st.lists(st.one_of(SHAPES, WITH_HOLES, st.none(), st.just(Polygon())), max_size=8)


def telling_points(polygons: list[Polygon | None]) -> Points:
    """Corners, middles of sides, and what lies one step of the number format beside them."""
    corners = shapely.get_coordinates([p for p in polygons if p is not None])
    on = np.concatenate([corners, (corners + np.roll(corners, 1, axis=0)) / 2])
    beside = [
        np.nextafter(on, np.inf),
        np.nextafter(on, -np.inf),
        np.column_stack([np.nextafter(on[:, 0], np.inf), on[:, 1]]),
    ]
    return [(x, y) for x, y in np.concatenate([on, *beside]).tolist()]


@given(
    polygons=SETS,
    points=st.lists(st.tuples(st.floats(-2, 8), st.floats(-2, 8)), max_size=40),
    side=st.integers(1, 40),
)
@settings(max_examples=150)
def test_the_raster_changes_no_answer(
    polygons: list[Polygon | None], points: Points, side: int
) -> None:
    points = points + telling_points(polygons)
    shapes = np.array([*polygons, None], dtype=object)[:-1]
    expected = [
        next((i for i, p in enumerate(shapes) if p and shapely.intersects_xy(p, x, y)), -1)
        for x, y in points
    ]
    # Missing points fill up to the number that asks for so many cells.
    x, y = np.full((2, max(side**2, len(points))), np.nan)
    x[: len(points)], y[: len(points)] = np.array(points).reshape(-1, 2).T
    with patch.object(locating, "MANY_POINTS", 0), patch.object(locating, "MOST_CELLS", side):
        found = locate(x, y, shapes)
    assert found[: len(points)].tolist() == expected
    assert (found[len(points) :] == -1).all()


@pytest.mark.parametrize("scale", [1e-9, 1.0, 20.0])
@pytest.mark.parametrize("corner", [(0.0, 0.0), (61.3, 34.7), (-179.9, -60.0)])
def test_many_points_in_small_and_large_countries(
    scale: float, corner: tuple[float, float]
) -> None:
    polygons = shapely.transform(POLYGONS, lambda xy: xy * scale + corner)
    rng = np.random.default_rng(7)
    points = rng.uniform((-1, -1), (7, 5), (locating.MANY_POINTS, 2)) * scale + corner
    few = [locate(part[:, 0], part[:, 1], polygons) for part in np.array_split(points, 2)]
    np.testing.assert_array_equal(locate(points[:, 0], points[:, 1], polygons), np.concatenate(few))
    assert set(np.concatenate(few)) == {-1, 0, 1, 2, 3, 4}


@pytest.mark.parametrize(
    "polygons",
    [
        [],
        [None, Polygon()],
        [box(0, 0, 0, 1)],  # no area
        [shapely.Point(0.5, 0.5), shapely.LineString([(0, 0), (1, 1)])],
        [shapely.GeometryCollection([WEST, shapely.Point(2, 2)])],
    ],
)
def test_many_points_and_what_is_no_polygon(polygons: list[shapely.Geometry | None]) -> None:
    n = locating.MANY_POINTS
    shapes = np.array([*polygons, None], dtype=object)[:-1]
    few, many = locate([0.5, 9], [0.5, 9], shapes), locate([0.5] * n + [9], [0.5] * n + [9], shapes)
    assert set(many[:-1]) == {few[0]}
    assert many[-1] == few[1] == -1


def test_many_points_without_a_place() -> None:
    gone = np.full(locating.MANY_POINTS, np.nan)
    far = np.where(np.isnan(gone), np.inf, gone)
    assert (locate(gone, gone, POLYGONS) == -1).all()
    assert (locate(far, -far, POLYGONS) == -1).all()


def test_surveyed_districts_with_invalid_rings() -> None:
    path = shared("boundaries/geoboundaries-afg-adm2.topojson")
    polygons = gpd.read_file(path).geometry.to_numpy()
    west, south, east, north = shapely.total_bounds(polygons)
    rng = np.random.default_rng(7)
    points = rng.uniform((west, south), (east, north), (60_000, 2))
    corners = shapely.get_coordinates(polygons)[::20]
    lon, lat = np.concatenate([points, corners]).T
    parts = [
        locate(*part, polygons)
        for part in zip(np.array_split(lon, 8), np.array_split(lat, 8), strict=True)
    ]
    assert len(parts[0]) < locating.MANY_POINTS <= len(lon)
    np.testing.assert_array_equal(locate(lon, lat, polygons), np.concatenate(parts))


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


def test_nearest_knows_holes_and_every_part() -> None:
    islands = shapely.MultiPolygon([box(20, 0, 21, 1), box(30, 0, 31, 1)])
    position, km = nearest([4.6, 29.5, 25.0], [1.5, 0.5, 0.5], [RING, islands])
    assert position.tolist() == [0, 1, 1]
    assert km == pytest.approx([44.5, 55.66, 445.3], rel=0.01)


@given(st.lists(st.tuples(st.floats(-3, 9), st.floats(-3, 7)), min_size=1, max_size=30))
@settings(max_examples=50)
def test_nearest_of_one_point_at_a_time_is_the_same(points: Points) -> None:
    lon, lat = np.array(points).T
    position, km = nearest(lon, lat, POLYGONS)
    alone = [nearest([x], [y], POLYGONS) for x, y in points]
    assert position.tolist() == [p[0] for p, _ in alone]
    assert km.tolist() == [k[0] for _, k in alone]
    # On the equator degrees are as good as kilometres.
    degrees = shapely.distance(POLYGONS[:, None], shapely.points(lon, lat)).min(axis=0)
    assert km == pytest.approx(degrees * 111.0, rel=0.01, abs=1e-9)
    assert (km[degrees == 0] == 0).all()


def test_another_reference_system_is_refused() -> None:
    frame = gpd.GeoDataFrame(geometry=[WEST], crs=4326)
    require_wgs84(frame, "units")
    require_wgs84(frame.to_crs("OGC:CRS84"), "units")
    with pytest.raises(FrontmapError, match=r"polygons of the units are in EPSG:3857.*to_crs"):
        require_wgs84(frame.to_crs(3857), "units")
    with pytest.raises(FrontmapError, match="do not say their coordinate reference system"):
        require_wgs84(gpd.GeoDataFrame(geometry=[WEST]), "units")
