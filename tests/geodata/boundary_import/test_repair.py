"""Every fault of geometry is mended or the feature left out, and listed either way."""

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from shapely import (
    GeometryCollection,
    LineString,
    MultiPoint,
    MultiPolygon,
    Point,
    Polygon,
    box,
)

from geodata.boundary_import.repair import clean_features
from geodata.errors import FrontmapError
from tests.geodata.boundary_import.making import (
    cod_ab,
    named,
    squares,
    take,
    take_frame,
    with_row,
)


def adds_up(report: dict[str, Any]) -> bool:
    """No feature is lost or counted twice."""
    lists = ("unmatched_features", "empty", "duplicates")
    rest = sum(len(report[key]) for key in lists)
    return bool(report["features"] == report["matched"] + rest + report["joined"])


def test_a_bow_tie_is_mended_and_listed(tmp_path: Path) -> None:
    frame = named()
    bow = Polygon([(60, 33.5), (60.5, 33.5), (60, 34), (60.5, 34), (60, 33.5)])
    frame.loc[0, "geometry"] = bow
    made = take_frame(frame, tmp_path)
    (entry,) = made.report["repaired"]
    assert (entry["feature"], entry["name"]) == (1, "Ashkabad")
    assert "self-intersection" in entry["reason"]
    mended = made.units.geometry["AF9801"]
    assert mended.is_valid
    assert mended.area == pytest.approx(0.125)
    assert made.report["matched"] == 8


def test_a_ring_that_is_not_closed_is_closed_and_listed(tmp_path: Path) -> None:
    path = tmp_path / "open.geojson"
    text = json.loads(named().to_json())
    text["features"][1]["geometry"]["coordinates"][0].pop()
    path.write_text(json.dumps(text), encoding="utf-8")
    made = take(path)
    assert made.units.geometry["AF9802"].area == pytest.approx(0.25)
    assert [entry["name"] for entry in made.report["repaired"]] in (["Bostan"], [])


def test_heights_are_dropped_and_mentioned(tmp_path: Path) -> None:
    frame = named()
    frame["geometry"] = shapely.force_3d(frame.geometry.to_numpy(), 100.0)
    made = take_frame(frame, tmp_path)
    assert not made.units.has_z.any()
    assert not made.units_display.has_z.any()
    assert any("Z" in note and "8" in note for note in made.report["notes"])


@pytest.mark.parametrize("shape", [None, Polygon(), MultiPolygon()])
def test_empty_features_are_listed(shape: Polygon | None, tmp_path: Path) -> None:
    report = take_frame(with_row(named(), shape, shapeName="Nowhere"), tmp_path).report
    assert report["empty"] == [{"feature": 9, "name": "Nowhere"}]
    assert report["matched"] == 8
    assert adds_up(report)


@pytest.mark.parametrize(
    "shape", [Point(60.1, 33.6), LineString([(60, 33), (61, 34)]), MultiPoint([(60, 33), (61, 34)])]
)
def test_points_and_lines_are_no_boundaries(shape: shapely.Geometry, tmp_path: Path) -> None:
    path = tmp_path / "mixed.geojson"
    with_row(named(), shape, shapeName="Somewhere").to_file(path)
    report = take(path).report
    (entry,) = report["unmatched_features"]
    assert (entry["feature"], entry["name"]) == (9, "Somewhere")
    assert shape.geom_type in entry["reason"]
    assert adds_up(report)


def test_of_a_collection_the_areas_are_taken(tmp_path: Path) -> None:
    frame = named()
    frame.loc[0, "geometry"] = GeometryCollection(
        [Point(60, 33.5), GeometryCollection([frame.geometry[0]])]
    )
    path = tmp_path / "mixed.geojson"
    frame.to_file(path)
    made = take(path)
    assert made.units.geometry["AF9801"].equals(squares().geometry[0])
    assert any("feature 1" in note and "polygons" in note for note in made.report["notes"])


def test_a_ring_without_area_is_refused(tmp_path: Path) -> None:
    flat = Polygon([(60, 33), (60.5, 33), (60, 33)])
    report = take_frame(with_row(named(), flat, shapeName="Flat"), tmp_path).report
    assert [entry["reason"] for entry in report["unmatched_features"]] == [
        "its rings enclose no area"
    ]
    assert adds_up(report)


def test_the_same_feature_twice_is_listed(tmp_path: Path) -> None:
    first = named().geometry[0]
    turned = Polygon(list(first.exterior.coords)[::-1])
    report = take_frame(with_row(named(), turned), tmp_path).report
    assert report["duplicates"] == [
        {"feature": 9, "name": "Ashkabad", "of": 1, "reason": "the same polygon"}
    ]
    assert adds_up(report)


def test_one_polygon_with_two_names_is_said(tmp_path: Path) -> None:
    report = take_frame(with_row(named(), named().geometry[0], shapeName="Other"), tmp_path).report
    (entry,) = report["duplicates"]
    assert "Ashkabad" in entry["reason"]
    assert entry["name"] == "Other"


def test_parts_of_one_unit_are_joined(tmp_path: Path) -> None:
    frame = cod_ab()
    island = box(59.0, 33.0, 59.1, 33.1)
    made = take_frame(with_row(frame, island), tmp_path)
    assert made.units.geometry["AF9801"].geom_type == "MultiPolygon"
    assert made.units.geometry["AF9801"].area == pytest.approx(0.26)
    (entry,) = made.report["duplicates"]
    assert (entry["feature"], entry["of"]) == (9, 1)
    assert "joined" in entry["reason"]
    assert adds_up(made.report)


def test_a_file_without_any_polygon_is_refused(tmp_path: Path) -> None:
    frame = named()
    frame["geometry"] = shapely.centroid(frame.geometry.to_numpy())
    with pytest.raises(FrontmapError, match="no polygon among its 8 features"):
        take_frame(frame, tmp_path)


def test_coordinates_that_are_not_numbers_are_refused() -> None:
    with np.errstate(invalid="ignore"):
        bad = shapely.polygons([[(0, 0), (1, 0), (np.nan, 1), (0, 1), (0, 0)]])
    raw = gpd.GeoDataFrame({"name": ["bad"]}, geometry=bad, crs="EPSG:4326")
    cleaned = clean_features(raw)
    assert cleaned.features.empty
    assert [entry["reason"] for entry in cleaned.refused] == ["its coordinates are not numbers"]


coordinates = st.tuples(st.floats(-180, 180, width=32), st.floats(-90, 90, width=32))
rings = st.lists(coordinates, min_size=3, max_size=9)


# Once the mended parts shared an edge, and so were no valid multipolygon.
SHARED_EDGE = [(0.0, 0.0), (1.0, 0.0), (0.0, -1.0), (0.0, 0.0), (1.0, 0.0), (0.0, 1.0)]


@settings(max_examples=100)
@example([SHARED_EDGE])
@given(st.lists(rings, min_size=1, max_size=4))
def test_any_rings_give_valid_polygons_or_an_entry(
    given_rings: list[list[tuple[float, float]]],
) -> None:
    shapes = [Polygon(ring) for ring in given_rings]
    names = [f"n{i}" for i in range(len(shapes))]
    raw = gpd.GeoDataFrame({"name": names, "maker_id": None}, geometry=shapes, crs="EPSG:4326")
    raw.index = pd.RangeIndex(1, len(raw) + 1, name="feature")
    cleaned = clean_features(raw)
    assert cleaned.features.is_valid.all()
    assert set(cleaned.features.geom_type) <= {"Polygon", "MultiPolygon"}
    left = [e["feature"] for e in cleaned.duplicates + cleaned.empty + cleaned.refused]
    assert sorted([*cleaned.features.index, *left]) == list(raw.index)
