"""The copy for drawing: light, one coverage, every unit in it."""

import gzip
import json

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, affinity, box

from geodata.boundary_import.display import LIMIT_BYTES, display_copy
from geodata.boundary_import.measure import areas_km2, measure_gaps, measure_overlaps
from geodata.places.coverage import Polygons


def wiggly(rows: int, vertices: int, seed: int = 1) -> Polygons:
    """A coverage of squares of a tenth of a degree whose common sides wiggle."""
    random = np.random.default_rng(seed)

    def side(start: tuple[float, float], end: tuple[float, float]) -> np.ndarray:
        steps = np.linspace(0, 1, vertices)[:, None]
        line = np.array(start) + (np.array(end) - np.array(start)) * steps
        # Nothing at the corners, so that no side meets another.
        away = random.uniform(-0.003, 0.003, vertices) * np.sin(np.pi * steps[:, 0])
        return line + away[:, None] * (np.array(end) - np.array(start))[::-1] * 10

    corners = {(i, j): (60 + i / 10, 33 + j / 10) for i in range(rows + 1) for j in range(rows + 1)}
    flat = {
        (i, j): side(corners[i, j], corners[i + 1, j]) for i in range(rows) for j in range(rows + 1)
    }
    steep = {
        (i, j): side(corners[i, j], corners[i, j + 1]) for i in range(rows + 1) for j in range(rows)
    }
    shapes = [
        shapely.Polygon(
            np.vstack([flat[i, j], steep[i + 1, j], flat[i, j + 1][::-1], steep[i, j][::-1]])
        )
        for i in range(rows)
        for j in range(rows)
    ]
    return np.array(shapes, dtype=object)


def ids(shapes: Polygons) -> list[str]:
    return [f"XX{i:04}" for i in range(len(shapes))]


def groups(shapes: Polygons) -> list[str | None]:
    return [f"P{i % 3}" for i in range(len(shapes))]


def test_it_fits_the_limit_and_stays_a_coverage() -> None:
    shapes = wiggly(12, 200)
    copy = display_copy(shapes, ids(shapes), groups(shapes), limit=60_000)
    assert copy.bytes <= 60_000
    assert copy.bytes > 40_000  # no more was left out than needed
    assert copy.tolerance_m > 0
    assert shapely.coverage_is_valid(copy.shapes)
    assert shapely.is_valid(copy.shapes).all()
    assert len(copy.shapes) == len(shapes)
    # Nothing between them is open, and nothing moved far.
    assert shapely.union_all(copy.shapes).geom_type == "Polygon"
    assert measure_gaps(copy.shapes) == {"count": 0, "km2": 0.0}
    shift = shapely.hausdorff_distance(copy.shapes, shapes).max()
    assert shift < 0.03


def test_the_weight_is_that_of_the_layers_as_sent() -> None:
    shapes = wiggly(6, 50)
    copy = display_copy(shapes, ids(shapes), groups(shapes))
    units = gpd.GeoDataFrame({"id": ids(shapes)}, geometry=copy.shapes, crs="EPSG:4326")
    outlines = units.assign(group=groups(shapes)).dissolve("group").reset_index()
    sent = sum(
        len(gzip.compress(json.dumps(json.loads(frame.to_json()), separators=(",", ":")).encode()))
        for frame in (units, outlines)
    )
    assert copy.bytes == pytest.approx(sent, rel=0.25)
    assert copy.bytes <= LIMIT_BYTES


def test_what_is_light_keeps_all_detail() -> None:
    shapes = wiggly(3, 20)
    copy = display_copy(shapes, ids(shapes), groups(shapes))
    assert copy.tolerance_m == 0
    assert shapely.hausdorff_distance(copy.shapes, shapes).max() < 1e-4


def test_overlaps_and_slivers_between_neighbours_are_closed() -> None:
    shapes = wiggly(4, 40)
    shapes[5] = affinity.translate(shapes[5], 0.0007, -0.0004)
    assert not shapely.coverage_is_valid(shapes)
    copy = display_copy(shapes, ids(shapes), groups(shapes))
    assert shapely.coverage_is_valid(copy.shapes)
    assert measure_gaps(copy.shapes)["count"] == 0
    assert copy.alone == []


def test_a_lake_stays_a_lake() -> None:
    lake = box(60.02, 33.02, 60.06, 33.06)
    shapes = np.array([box(60, 33, 60.1, 33.1).difference(lake), box(60.1, 33, 60.2, 33.1)])
    copy = display_copy(shapes, ids(shapes), groups(shapes))
    assert measure_gaps(copy.shapes)["count"] == 1


def test_a_city_drawn_on_top_of_its_district_stays() -> None:
    shapes = np.array([box(60, 33, 61, 34), box(60.4, 33.4, 60.5, 33.5), box(61, 33, 62, 34)])
    copy = display_copy(shapes, ids(shapes), groups(shapes))
    assert shapely.area(copy.shapes)[1] == pytest.approx(0.01, rel=0.01)
    assert copy.alone == []
    assert shapely.coverage_is_valid(copy.shapes)


def test_what_lies_wholly_under_others_is_drawn_over_them() -> None:
    # Two squares tile the third: the coverage has no land left for it.
    shapes = np.array([box(60, 33, 60.5, 34), box(60.5, 33, 61, 34), box(60, 33, 61, 34)])
    copy = display_copy(shapes, ids(shapes), groups(shapes))
    assert copy.alone == [2]
    assert shapely.area(copy.shapes) == pytest.approx([0.5, 0.5, 1.0])
    assert shapely.coverage_is_valid(copy.shapes[:2])


def test_islets_go_but_each_unit_keeps_its_largest() -> None:
    land = shapely.get_parts(wiggly(8, 200))
    islets = [Point(70 + i / 50, 33).buffer(0.0005) for i in range(60)]
    shapes = np.array([*land, shapely.MultiPolygon(islets)], dtype=object)
    copy = display_copy(shapes, ids(shapes), groups(shapes), limit=30_000)
    assert copy.bytes <= 30_000
    assert not shapely.is_empty(copy.shapes).any()
    assert shapely.get_num_geometries(copy.shapes[-1]) < 60


def test_tiny_units_do_not_vanish_on_the_grid() -> None:
    shapes = np.array([box(60, 33, 63, 36), box(64, 33, 64.00001, 33.00001)])
    copy = display_copy(shapes, ids(shapes), groups(shapes))
    assert not shapely.is_empty(copy.shapes).any()
    assert shapely.is_valid(copy.shapes).all()


corner = st.floats(0, 1)


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(corner, corner, st.floats(0.01, 0.6), st.floats(0.01, 0.6)),
        min_size=1,
        max_size=7,
    )
)
def test_any_boxes_give_a_valid_polygon_each(boxes: list[tuple[float, ...]]) -> None:
    shapes = np.array([box(60 + x, 33 + y, 60 + x + w, 33 + y + h) for x, y, w, h in boxes])
    copy = display_copy(shapes, ids(shapes), groups(shapes))
    assert len(copy.shapes) == len(shapes)
    assert shapely.is_valid(copy.shapes).all()
    assert (shapely.area(copy.shapes) > 0).all()
    assert shapely.coverage_is_valid(np.delete(copy.shapes, copy.alone))
    land = shapely.union_all(shapes)
    assert shapely.union_all(copy.shapes).symmetric_difference(land).area < 0.02


def test_areas_are_those_on_the_ground() -> None:
    # A degree square at the equator and at 60 N, computed once with GeographicLib.
    square = np.array([box(0, 0, 1, 1), box(0, 60, 1, 61)])
    assert areas_km2(square) == pytest.approx([12308.8, 6122.4], rel=1e-3)
    assert len(areas_km2(np.array([], dtype=object))) == 0


def test_overlaps_are_counted_and_measured() -> None:
    shapes = np.array([box(0, 0, 1.1, 1), box(1, 0, 2, 1), box(2, 0, 3, 1), box(5, 5, 6, 6)])
    found = measure_overlaps(shapes, ["a", "b", "c", "d"])
    assert found["count"] == 1
    assert found["km2"] == pytest.approx(1230.9, rel=1e-3)
    assert found["largest"] == [{"names": ["a", "b"], "km2": found["km2"]}]
    assert measure_overlaps(shapes[2:], ["c", "d"])["count"] == 0


def test_gaps_are_counted_and_measured() -> None:
    shapes = np.array([box(0, 0, 3, 1), box(0, 2, 3, 3), box(0, 1, 1, 2), box(2, 1, 3, 2)])
    found = measure_gaps(shapes)
    assert found["count"] == 1
    assert found["km2"] == pytest.approx(12305, rel=1e-3)
    assert measure_gaps(shapes[:2])["count"] == 0
