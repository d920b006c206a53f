"""Real boundary files of others, where they lie beside the repository."""

import json
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

import geodata.data
from geodata.boundary_import import ImportedBoundaries, import_boundaries
from geodata.boundary_import.measure import measure_gaps
from geodata.places.boundaries import load_boundary_set
from geodata.places.register import Register, load_register
from tests.support.shared import shared

DATA = Path(geodata.data.__file__).parent


def afghan(name: str) -> ImportedBoundaries:
    return import_boundaries(
        shared(f"boundaries/{name}"),
        name="test",
        register=load_register(DATA / "register.csv"),
        provinces=load_boundary_set(DATA).provinces,
        country="AFG",
    )


@pytest.fixture(scope="module")
def districts() -> ImportedBoundaries:
    return afghan("geoboundaries-afg-adm2.topojson")


def points_of(register: Register) -> gpd.GeoSeries:
    frame = register.frame
    points = gpd.points_from_xy(frame["lon"], frame["lat"], crs="EPSG:4326")
    return gpd.GeoSeries(points, index=frame.index)


def test_the_districts_of_afghanistan_are_the_right_units(districts: ImportedBoundaries) -> None:
    report = districts.report
    assert report["features"] == 398
    assert report["matched"] >= 390
    assert len(districts.units) == report["matched"]
    register = load_register(DATA / "register.csv")
    points = points_of(register).loc[districts.units.index]
    right = districts.units.geometry.covers(points)
    assert right.sum() >= 390
    assert len(report["units_left"]) == 422 - report["matched"]
    assert len(report["unmatched_features"]) == 398 - report["matched"]
    known = register.frame["province_code"].loc[districts.units.index]
    assert (districts.units["province_code"] == known).all()


def test_what_was_wrong_with_the_file_is_in_the_report(districts: ImportedBoundaries) -> None:
    report = districts.report
    assert [entry["name"] for entry in report["repaired"]] == [
        "Lash Wa Juwayn",
        "Ishkashiem",
        "Bala Murghab",
    ]
    assert "none stated" in report["crs"]
    assert report["overlaps"]["count"] >= 1
    assert json.loads(json.dumps(report)) == report


def test_names_borne_twice_go_to_two_provinces(districts: ImportedBoundaries) -> None:
    register = load_register(DATA / "register.csv").frame
    for name in ("Arghandab", "Muqur", "Dawlatabad", "Qarabagh", "Kohistan", "Baharak"):
        units = register.index[register["name_en"] == name]
        assert len(districts.units.index.intersection(units)) >= 2, name


def test_the_copy_for_drawing_is_light_and_has_no_slivers(districts: ImportedBoundaries) -> None:
    assert districts.report["display_kb"] <= 300
    shapes = districts.units_display.geometry.to_numpy()
    assert shapely.coverage_is_valid(shapes)
    assert shapely.is_valid(shapes).all()
    assert measure_gaps(shapes)["count"] == 0
    assert list(districts.units_display.index) == list(districts.units.index)
    assert len(districts.provinces_display) == 34
    assert districts.provinces_display.is_valid.all()


def test_full_detail_is_kept_for_joins(districts: ImportedBoundaries) -> None:
    full = shapely.get_num_coordinates(districts.units.geometry.to_numpy()).sum()
    light = shapely.get_num_coordinates(districts.units_display.geometry.to_numpy()).sum()
    assert full > 4 * light


def test_the_provinces_of_afghanistan_hold_cells_of_all_units() -> None:
    made = afghan("geoboundaries-afg-adm1.geojson")
    assert made.approximate
    assert made.report["features"] == made.report["matched"] == 34
    assert len(made.units) == 422
    assert len(made.provinces) == 34
    assert made.report["fuzzy"] == []
    assert shapely.coverage_is_valid(made.units.geometry.to_numpy())
    points = points_of(load_register(DATA / "register.csv")).loc[made.units.index]
    # The others are named in the report: their points lie outside of the file's provinces.
    assert made.units.geometry.covers(points).sum() >= 410
    assert any("moved" in note and "Gizab" in note for note in made.report["notes"])
    assert made.report["display_kb"] <= 300


def test_the_states_of_sudan_make_a_register() -> None:
    made = afghan("cod-ab-sdn-adm1.geojson")
    assert made.country == "SDN"
    assert made.register is not None
    assert not made.approximate
    assert len(made.register) == len(made.units) == len(made.provinces) == 19
    assert made.register.loc["SD01", "name_en"] == "Khartoum"
    assert "الخرطوم" in made.register.loc["SD01", "aliases"]
    assert "SDN, SSD" in made.register.loc["SD19", "notes"]
    assert "\u200e" not in made.register.to_csv()
    assert made.register["area_km2"].sum() == pytest.approx(1_880_000, rel=0.02)
    found = Register(made.register).match("North Kordufan", "SD13")
    assert found is not None
    assert made.report["display_kb"] <= 300
