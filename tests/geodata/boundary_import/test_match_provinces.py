"""Files of provinces for a country whose districts are registered."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from shapely import Polygon, affinity, box

from geodata.errors import FrontmapError
from geodata.places.register import Register
from tests.geodata.boundary_import.making import NAMES, cod_ab, provinces, register, take_frame

WEST, EAST = box(60, 33.5, 61, 34.5), box(61, 33.5, 62, 34.5)


def file_of(
    west: tuple[str, str | None] = ("West", "AF-WST"),
    east: tuple[str, str | None] = ("East", "AF-EST"),
    shapes: tuple[Polygon, Polygon] = (WEST, EAST),
) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "shapeName": [west[0], east[0]],
            "shapeISO": [west[1], east[1]],
            "shapeID": ["1B1", "1B2"],
            "shapeGroup": "AFG",
            "shapeType": "ADM1",
        },
        geometry=list(shapes),
        crs="EPSG:4326",
    )


def test_units_become_cells_inside_the_files_provinces(tmp_path: Path) -> None:
    made = take_frame(file_of(), tmp_path)
    assert made.approximate
    assert made.level == 1
    assert made.register is None
    assert list(made.units.index) == sorted(NAMES)
    assert made.report["matched"] == made.report["code"] == 2
    assert made.report["units_left"] == []
    points = gpd.points_from_xy(register().frame["lon"], register().frame["lat"])
    assert shapely.covers(made.units.geometry.loc[register().frame.index].to_numpy(), points).all()
    assert shapely.coverage_is_valid(made.units.geometry.to_numpy())
    assert made.provinces.geometry["AF-WST"].symmetric_difference(WEST).area < 1e-4
    assert list(made.provinces["name_en"]) == ["East", "West"]


@pytest.mark.parametrize(
    ("west", "how"),
    [
        (("West", "AF_WST"), "code"),
        (("Anything", "AF-WST"), "code"),
        (("Anything", "AF98"), "code"),  # the P-code that its districts' begin with
        (("West Province", None), "alias"),
        (("Occident", None), "point"),
        (("Wast", None), "point"),
        (("East", "AF-EST"), "point"),  # Natural Earth gives some the neighbour's name and code
    ],
)
def test_a_province_is_known_by_code_name_or_the_points_in_it(
    west: tuple[str, str | None], how: str, tmp_path: Path
) -> None:
    report = take_frame(file_of(west=west), tmp_path).report
    assert report["matched"] == 2
    assert report["unmatched_features"] == []
    if how == "point":
        (entry,) = report["fuzzy"]
        assert (entry["unit_id"], entry["unit_name"], entry["how"]) == ("AF-WST", "West", "point")
        assert any("AF-WST" in note for note in report["notes"])
    else:
        assert report[how] >= 1
        assert report["fuzzy"] == []


def test_names_and_codes_of_each_other_are_set_right(tmp_path: Path) -> None:
    made = take_frame(file_of(("East", "AF-WST"), ("West", "AF-EST")), tmp_path)
    assert made.provinces.geometry["AF-WST"].centroid.x < 61


def test_a_lone_polygon_with_the_neighbours_name_is_not_the_neighbour(tmp_path: Path) -> None:
    made = take_frame(file_of(west=("East", "AF-EST")).iloc[[0]], tmp_path)
    assert list(made.provinces.index) == ["AF-WST"]
    assert [entry["how"] for entry in made.report["fuzzy"]] == ["point"]


def test_a_province_that_is_none_of_ours_is_listed(tmp_path: Path) -> None:
    frame = file_of()
    other = file_of(("Faraway", "AF-FAR"), ("East", None), (box(50, 33, 51, 34), EAST)).iloc[[0]]
    report = take_frame(pd.concat([frame, other]), tmp_path).report
    (entry,) = report["unmatched_features"]
    assert (entry["feature"], entry["name"]) == (3, "Faraway")
    assert report["features"] == 3


def test_units_of_a_province_without_outline_are_left(tmp_path: Path) -> None:
    made = take_frame(file_of().iloc[[0]], tmp_path)
    assert list(made.units.index) == ["AF9801", "AF9802", "AF9803", "AF9804"]
    assert {unit["province"] for unit in made.report["units_left"]} == {"East"}
    assert any("East (AF-EST)" in note for note in made.report["notes"])


def test_points_outside_of_their_province_move_if_it_is_near(tmp_path: Path) -> None:
    frame = register().frame.copy()
    frame.loc["AF9902", "lon"] = 60.9  # 9 km outside of the east
    frame.loc["AF9903", "lon"] = 60.1  # 80 km
    made = take_frame(file_of(), tmp_path, register=Register(frame))
    assert "AF9902" in made.units.index
    assert [unit["unit_id"] for unit in made.report["units_left"]] == ["AF9903"]
    assert any("Fayzabad" in note and "moved" in note for note in made.report["notes"])
    assert any("Ghormach (AF9903)" in note and "50 km" in note for note in made.report["notes"])


def test_provinces_that_do_not_quite_fit_are_fitted(tmp_path: Path) -> None:
    shapes = (WEST, affinity.translate(EAST, -0.001, 0.0005))
    made = take_frame(file_of(shapes=shapes), tmp_path)
    assert made.report["overlaps"]["count"] == 1
    assert shapely.coverage_is_valid(made.units.geometry.to_numpy())
    assert len(made.units) == 8


def test_a_province_inside_another_is_refused_or_kept(tmp_path: Path) -> None:
    shapes = (box(60, 33.5, 62, 34.5), EAST)
    made = take_frame(file_of(shapes=shapes), tmp_path)
    assert made.provinces.geometry["AF-WST"].area == pytest.approx(1, abs=1e-3)


def test_districts_that_name_their_province_make_provinces_too(tmp_path: Path) -> None:
    made = take_frame(cod_ab(), tmp_path, level=1)
    assert made.level == 1
    assert made.approximate
    assert made.report["matched"] == 2
    assert made.report["joined"] == 6
    assert made.provinces.geometry["AF-WST"].area == pytest.approx(1)


def test_a_file_of_elsewhere_is_refused(tmp_path: Path) -> None:
    far = (box(10, 10, 11, 11), box(11, 10, 12, 11))
    with pytest.raises(FrontmapError, match="None of the 2 polygons"):
        take_frame(file_of(("Foo", None), ("Bar", None), far), tmp_path)


def test_the_provinces_given_may_be_missing(tmp_path: Path) -> None:
    made = take_frame(file_of(), tmp_path, provinces=None)
    assert made.provinces["name_fa"].isna().all()
    assert list(provinces().index) == list(made.provinces.index)
