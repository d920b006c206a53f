import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, box

from geodata.errors import FrontmapError
from geodata.places.cells import Cells, thiessen_cells

WEST, EAST = box(60, 33, 61, 34), box(61, 33, 62, 34)


def points(**places: tuple[str, float, float]) -> gpd.GeoDataFrame:
    frame = pd.DataFrame(places, index=["province_code", "lon", "lat"]).T
    frame.index.name = "unit_id"
    geometry = gpd.points_from_xy(frame["lon"], frame["lat"])
    return gpd.GeoDataFrame(frame[["province_code"]], geometry=geometry, crs="EPSG:4326")


def provinces(**outlines: Polygon | MultiPolygon) -> gpd.GeoDataFrame:
    index = pd.Index(list(outlines), name="province_code")
    return gpd.GeoDataFrame(geometry=list(outlines.values()), index=index, crs="EPSG:4326")


def cell_at(cells: Cells, lon: float, lat: float) -> list[str]:
    return list(cells.units.index[cells.units.contains(shapely.Point(lon, lat))])


def test_two_points_halve_a_square() -> None:
    cells = thiessen_cells(points(a=("W", 60.25, 33.5), b=("W", 60.75, 33.5)), provinces(W=WEST))
    assert cells.units.loc["a", "geometry"].symmetric_difference(box(60, 33, 60.5, 34)).area < 1e-3
    assert cells.units.loc["b", "geometry"].symmetric_difference(box(60.5, 33, 61, 34)).area < 1e-3
    assert cells.moved.empty


def test_distance_is_measured_on_the_ground_and_not_in_degrees() -> None:
    # The place is 0.4 degrees (45 km) south of a and 0.5 degrees (27 km at 61 N) west of b.
    units = points(a=("N", 0.6, 61.4), b=("N", 1.1, 61.0))
    cells = thiessen_cells(units, provinces(N=box(0, 60, 2, 62)))
    assert cell_at(cells, 0.6, 61.0) == ["b"]


def test_a_single_unit_gets_the_whole_province() -> None:
    cells = thiessen_cells(points(a=("W", 60.1, 33.1)), provinces(W=WEST))
    assert cells.units.loc["a", "geometry"].equals(WEST)


def test_the_stated_province_decides_and_the_point_moves_to_it() -> None:
    units = points(a=("W", 60.5, 33.5), stray=("W", 61.2, 33.5), b=("E", 61.5, 33.5))
    cells = thiessen_cells(units, provinces(W=WEST, E=EAST))
    assert list(cells.moved.index) == ["stray"]
    moved = cells.moved.loc["stray"]
    assert moved["reason"] == "outside province"
    assert moved["distance_m"] == pytest.approx(0.2 * 92_870 + 250, rel=0.01)
    assert (moved["moved_lon"], moved["moved_lat"]) == pytest.approx((60.9973, 33.5), abs=1e-3)
    assert WEST.covers(cells.units.loc["stray", "geometry"])
    assert cells.units.loc["stray", "geometry"].area > 0.1
    # The other province is not affected.
    assert cells.units.loc["b", "geometry"].symmetric_difference(EAST).area < 1e-6


def test_a_point_on_the_border_moves_inside() -> None:
    cells = thiessen_cells(
        points(a=("W", 61, 33.5), b=("E", 61.5, 33.5)), provinces(W=WEST, E=EAST)
    )
    assert list(cells.moved["distance_m"].round()) == [250]


def test_of_points_at_one_place_the_first_stays_and_each_gets_land() -> None:
    units = points(a=("W", 60.5, 33.5), b=("W", 60.5, 33.5), c=("W", 60.5, 33.5))
    cells = thiessen_cells(units, provinces(W=WEST))
    assert list(cells.moved["reason"]) == ["same place", "same place"]
    assert list(cells.moved.index) == ["b", "c"]
    assert list(cells.moved["distance_m"].round()) == [250, 250]
    assert (shapely.area(cells.units.geometry.to_numpy()) > 0.1).all()


def test_a_piece_cut_off_from_its_point_goes_to_the_neighbour() -> None:
    # A U: the right arm's tip is nearer to the point in the left arm than to that in the bottom.
    u_shape = Polygon(
        [(60, 33), (61, 33), (61, 35), (60.6, 35), (60.6, 33.4), (60.4, 33.4), (60.4, 35), (60, 35)]
    )
    cells = thiessen_cells(points(a=("U", 60.2, 34.9), b=("U", 60.5, 33.2)), provinces(U=u_shape))
    assert set(cells.units.geom_type) == {"Polygon"}
    assert cell_at(cells, 60.8, 34.9) == ["b"]


def test_an_exclave_goes_to_the_nearest_point_and_a_lake_to_nobody() -> None:
    lake, exclave = box(60.4, 33.4, 60.6, 33.6), box(61.4, 33.4, 61.6, 33.6)
    outline = MultiPolygon([WEST.difference(lake), exclave])
    units = points(a=("W", 60.2, 33.5), b=("W", 60.8, 33.5))
    cells = thiessen_cells(units, provinces(W=outline))
    assert cell_at(cells, 61.5, 33.5) == ["b"]
    assert cell_at(cells, 60.5, 33.5) == []
    assert cells.provinces.geometry.iloc[0].area == pytest.approx(outline.area, rel=1e-6)


def test_cells_of_two_provinces_share_the_vertices_of_their_border() -> None:
    units = points(
        a=("W", 60.5, 33.2), b=("W", 60.5, 33.81), c=("E", 61.5, 33.3), d=("E", 61.5, 33.77)
    )
    cells = thiessen_cells(units, provinces(W=WEST, E=EAST))
    assert shapely.coverage_is_valid(cells.units.geometry.to_numpy())
    assert shapely.coverage_is_valid(cells.provinces.geometry.to_numpy())


@pytest.mark.parametrize(
    ("units", "outlines", "message"),
    [
        (points(a=("X", 60.5, 33.5)), provinces(W=WEST), "province X, which has no polygon"),
        (points(a=("W", 60.5, 33.5)), provinces(W=WEST, E=EAST), "province E has no unit"),
        (points(a=("W", 60.5, 33.5)).to_crs(3857), provinces(W=WEST), "EPSG:3857"),
        (pd.concat([points(a=("W", 60.5, 33.5))] * 2), provinces(W=WEST), "id a occurs twice"),
        (
            points(a=("W", 60.5, 33.5), b=("V", 60.9, 33.5)),
            provinces(W=WEST, V=box(60.8, 33, 61.5, 34)),
            "provinces overlap",
        ),
        (
            points(a=("T", 60, 33)),
            provinces(T=box(60, 33, 60.001, 33.001)),
            "no place 250 m from its border",
        ),
    ],
)
def test_bad_input_is_named(
    units: gpd.GeoDataFrame, outlines: gpd.GeoDataFrame, message: str
) -> None:
    with pytest.raises(FrontmapError, match=message):
        thiessen_cells(units, outlines)


def test_too_many_points_for_the_province_are_refused() -> None:
    units = points(**{f"u{i}": ("T", 60.005, 33.005) for i in range(20)})
    with pytest.raises(FrontmapError, match="too small to hold"):
        thiessen_cells(units, provinces(T=box(60, 33, 60.01, 33.01)))


fractions = st.floats(-0.2, 1.2)
degrees = st.floats(0.3, 4)


@settings(max_examples=60)
# The bisector once ended five metres short of the rectangle's edge and cut nothing.
@example(places=[(0, 0), (1, 0)], width=1.75, height=2, south=-25)
@given(
    places=st.lists(st.tuples(fractions, fractions), min_size=1, max_size=25),
    width=degrees,
    height=degrees,
    south=st.floats(-60, 60).map(lambda degrees: round(degrees, 6)),
)
def test_cells_partition_any_rectangle(
    places: list[tuple[float, float]], width: float, height: float, south: float
) -> None:
    rectangle = box(60, south, 60 + width, south + height)
    lonlat = {
        f"u{i:02}": ("R", 60 + x * width, south + y * height) for i, (x, y) in enumerate(places)
    }
    units = points(**lonlat)
    cells = thiessen_cells(units, provinces(R=rectangle))

    shapes = cells.units.geometry.to_numpy()
    assert list(cells.units.index) == list(units.index)
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)
    assert set(shapely.get_type_id(shapes)) == {3}
    # The rectangle itself is rounded to the grid of 0.0001 degrees.
    assert shapely.area(shapes).sum() == pytest.approx(rectangle.area, rel=1e-3)
    assert shapely.union_all(shapes).area == pytest.approx(shapely.area(shapes).sum())
    scaled = shapely.get_coordinates(shapes) * 1e4
    assert np.allclose(scaled, scaled.round(), rtol=0, atol=1e-6)

    place = units.geometry.copy()
    place.loc[cells.moved.index] = gpd.points_from_xy(
        cells.moved["moved_lon"], cells.moved["moved_lat"], crs="EPSG:4326"
    )
    assert cells.units.contains(place).all()
    outside = units.index[~units.within(rectangle)]
    assert set(outside) <= set(cells.moved.index)


@settings(max_examples=30)
@given(st.permutations(range(6)))
def test_the_order_of_the_units_does_not_matter(order: list[int]) -> None:
    units = points(**{f"u{i}": ("W", 60.1 + i * 0.13, 33.2 + (i * i % 5) * 0.14) for i in range(6)})
    plain = thiessen_cells(units, provinces(W=WEST)).units
    shuffled = thiessen_cells(units.iloc[order], provinces(W=WEST)).units
    assert list(shuffled.index) == list(units.index[order])
    assert shuffled.loc[plain.index].geom_equals(plain).all()
