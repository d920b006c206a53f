"""Features to units: by code, by name within the province, by likeness, by place."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import affinity, box

from geodata.boundary_import import ImportedBoundaries
from geodata.errors import FrontmapError
from geodata.places.register import Register
from tests.geodata.boundary_import.making import (
    NAMES,
    cod_ab,
    named,
    register,
    squares,
    take_frame,
    with_row,
)


def right_units(made: ImportedBoundaries) -> set[str]:
    """Units whose polygon is their own square."""
    right = squares().set_index("unit_id").geometry.loc[made.units.index]
    common = shapely.intersection(made.units.geometry.to_numpy(), right.to_numpy())
    return set(made.units.index[shapely.area(common) > 0.15])


def test_codes_decide_whatever_the_names(tmp_path: Path) -> None:
    frame = cod_ab()
    frame["ADM2_EN"] = [f"Renamed {i}" for i in range(8)]
    made = take_frame(frame, tmp_path)
    assert made.report["code"] == made.report["matched"] == 8
    assert right_units(made) == set(NAMES)


def test_a_code_of_another_edition_gives_way_to_name_and_place(tmp_path: Path) -> None:
    frame = cod_ab()
    frame.loc[[1, 2], "ADM2_PCODE"] = ["AF9803", "AF9802"]  # Bostan and Chardara, exchanged
    made = take_frame(frame, tmp_path)
    assert right_units(made) == set(NAMES)
    assert made.report["exact"] == 2


def test_of_a_code_and_a_name_nearby_the_polygon_with_the_point_decides(tmp_path: Path) -> None:
    # Both points are near the common border, so that either unit could be meant.
    frame = register().frame.copy()
    frame.loc[["AF9801", "AF9802"], "lon"] = [60.45, 60.55]
    file = cod_ab()
    file.loc[[0, 1], "ADM2_PCODE"] = ["AF9802", "AF9801"]
    made = take_frame(file, tmp_path, register=Register(frame))
    assert right_units(made) == set(NAMES)
    assert made.report["exact"] == 2


def test_a_code_far_from_the_units_point_is_refused(tmp_path: Path) -> None:
    frame = cod_ab()
    frame.loc[0, ["ADM2_PCODE", "ADM2_EN"]] = ["AF9904", "Elsewhere"]
    frame = frame.drop(index=7)
    report = take_frame(frame, tmp_path).report
    assert report["matched"] == 7
    # Its place still tells what it is, and that is said.
    assert [(e["unit_id"], e["how"]) for e in report["fuzzy"]] == [("AF9801", "point")]
    assert [unit["unit_id"] for unit in report["units_left"]] == ["AF9904"]


def test_a_name_borne_in_two_provinces_goes_by_the_place(tmp_path: Path) -> None:
    made = take_frame(named(), tmp_path)
    assert right_units(made) == set(NAMES)
    assert made.report["exact"] == 8
    assert made.report["fuzzy"] == []


def test_a_name_borne_in_two_provinces_goes_by_the_stated_province(tmp_path: Path) -> None:
    frame = cod_ab().drop(columns="ADM2_PCODE")
    made = take_frame(frame, tmp_path, provinces=None)
    assert right_units(made) == set(NAMES)


def test_without_any_provinces_the_units_points_tell_them(tmp_path: Path) -> None:
    made = take_frame(named(), tmp_path, provinces=None)
    assert right_units(made) == set(NAMES)


def test_a_likeness_is_listed_with_its_score(tmp_path: Path) -> None:
    frame = named()
    frame.loc[7, "shapeName"] = "Hazarjufft-"
    frame.loc[6, "shapeName"] = "Ghormasch"
    report = take_frame(frame, tmp_path).report
    (entry,) = report["fuzzy"]
    assert entry == {
        "feature": 7,
        "name": "Ghormasch",
        "unit_id": "AF9903",
        "unit_name": "Ghormach",
        "score": entry["score"],
        "how": "fuzzy",
    }
    assert 88 <= entry["score"] < 100
    assert report["matched"] == 8


WIDE_WEST = gpd.GeoDataFrame(
    {"name_en": ["West", "East"], "name_fa": [None, None]},
    index=pd.Index(["AF-WST", "AF-EST"], name="province_code"),
    geometry=[box(60, 32, 61, 34.5), box(61, 33.5, 62, 34.5)],
    crs="EPSG:4326",
)


@pytest.mark.parametrize(("name", "taken"), [("Dehrawund", False), ("Dehra wud", True)])
def test_far_from_the_units_point_only_its_own_name_stands(
    name: str, taken: bool, tmp_path: Path
) -> None:
    # The polygon is in the west too, but 90 km south of the register's Dehrawud.
    frame = with_row(named().drop(index=[0, 1, 2, 3]), box(60, 32.5, 60.4, 33.4), shapeName=name)
    report = take_frame(frame, tmp_path, provinces=WIDE_WEST).report
    if taken:
        assert report["matched"] == 5
        assert any("AF9804" in note and "km off" in note for note in report["notes"])
    else:
        (entry,) = report["unmatched_features"]
        assert entry["name"] == name
        assert "AF9804 by likeness" in entry["reason"]
        assert "km off" in entry["reason"]
        assert entry["near"] is not None


def test_of_two_features_of_one_unit_the_better_stays(tmp_path: Path) -> None:
    frame = with_row(named(), box(61.6, 34.6, 61.9, 34.8), shapeName="Hazarjuft")
    report = take_frame(frame, tmp_path).report
    assert report["matched"] == 8
    (entry,) = report["unmatched_features"]
    assert entry["feature"] == 9
    assert "went to feature 8" in entry["reason"]
    assert "Hazarjuft" in entry["near"]


def test_a_feature_known_only_by_its_place_is_listed_as_such(tmp_path: Path) -> None:
    frame = named()
    frame.loc[1, "shapeName"] = "Quite another word"
    made = take_frame(frame, tmp_path)
    (entry,) = made.report["fuzzy"]
    assert (entry["unit_id"], entry["how"]) == ("AF9802", "point")
    assert made.report["matched"] == 8


def test_a_feature_that_holds_two_units_is_not_matched_by_place(tmp_path: Path) -> None:
    frame = named().drop(index=[0, 1])
    frame = with_row(frame, box(60, 33.5, 61, 34), shapeName="Quite another word")
    report = take_frame(frame, tmp_path).report
    (entry,) = report["unmatched_features"]
    assert "no unit of this name in AF-WST" in entry["reason"]
    assert "AF9801" in entry["near"]
    assert "AF9802" in entry["near"]
    assert [unit["unit_id"] for unit in report["units_left"]] == ["AF9801", "AF9802"]


def test_two_features_over_one_point_are_not_matched_by_place(tmp_path: Path) -> None:
    frame = named().drop(index=[1])
    frame = with_row(frame, box(60.5, 33.5, 61, 34), shapeName="Quite another word")
    frame = with_row(frame, box(60.6, 33.6, 60.9, 33.9), shapeName="Yet another word")
    report = take_frame(frame, tmp_path).report
    assert report["fuzzy"] == []
    assert len(report["unmatched_features"]) == 2


def test_a_feature_without_name_and_code(tmp_path: Path) -> None:
    frame = with_row(named(), box(59, 33, 59.5, 33.4), shapeName=None)
    (entry,) = take_frame(frame, tmp_path).report["unmatched_features"]
    assert entry["name"] is None
    assert "no name" in entry["reason"]


def test_a_unit_registered_next_door_is_found_by_its_point(tmp_path: Path) -> None:
    # The file's border runs so that Fayzabad (east) lies mostly in the west.
    outline = gpd.GeoDataFrame(
        {"name_en": ["West", "East"], "name_fa": [None, None]},
        index=pd.Index(["AF-WST", "AF-EST"], name="province_code"),
        geometry=[box(60, 33.5, 61.9, 34), box(60, 34, 62, 34.5)],
        crs="EPSG:4326",
    )
    made = take_frame(named(), tmp_path, provinces=outline)
    assert right_units(made) == set(NAMES)
    assert any("Fayzabad" in note and "AF-EST" in note for note in made.report["notes"])
    assert made.units.loc["AF9902", "province_code"] == "AF-EST"


def test_units_left_over_are_listed_and_have_no_polygon(tmp_path: Path) -> None:
    made = take_frame(named().drop(index=[2, 5]), tmp_path)
    assert made.report["units_left"] == [
        {"unit_id": "AF9803", "name": "Chardara", "province": "West"},
        {"unit_id": "AF9902", "name": "Fayzabad", "province": "East"},
    ]
    assert list(made.units.index) == sorted(set(NAMES) - {"AF9803", "AF9902"})


def test_the_land_of_an_unmatched_feature_stays_in_its_province(tmp_path: Path) -> None:
    frame = named().drop(index=[0, 1])
    frame = with_row(frame, box(60, 33.5, 61, 34), shapeName="Quite another word")
    made = take_frame(frame, tmp_path)
    assert made.provinces.geometry["AF-WST"].area == pytest.approx(1.0)
    assert made.provinces_display.geometry["AF-WST"].area == pytest.approx(1.0)
    assert list(made.provinces["name_fa"]) == ["شرق", "غرب"]


def test_a_file_of_elsewhere_is_refused(tmp_path: Path) -> None:
    frame = named()
    frame["geometry"] = frame.geometry.translate(xoff=-40)
    frame["shapeName"] = [f"Far {i}" for i in range(8)]
    with pytest.raises(FrontmapError, match="None of the 8 polygons"):
        take_frame(frame, tmp_path)


@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    order=st.permutations(range(8)),
    dx=st.floats(-0.1, 0.1),
    dy=st.floats(-0.1, 0.1),
    unnamed=st.sets(st.integers(0, 7), max_size=3),
)
def test_order_and_small_shifts_do_not_matter(
    tmp_path: Path, order: list[int], dx: float, dy: float, unnamed: set[int]
) -> None:
    frame = named()
    frame["geometry"] = [affinity.translate(shape, dx, dy) for shape in frame.geometry]
    frame.loc[sorted(unnamed), "shapeName"] = None
    made = take_frame(frame.iloc[order], tmp_path)
    report = made.report
    # Those without a name are known by their place, which the shift leaves.
    assert right_units(made) == set(NAMES)
    assert report["matched"] == 8
    assert {e["unit_id"] for e in report["fuzzy"]} == {list(NAMES)[i] for i in unnamed}
