import gzip
import json
import shutil
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geodata.errors import FrontmapError
from geodata.places.boundaries import BoundarySet, load_boundary_set

DATA = Path(str(files("geodata.data")))
NAMES = ("provinces.geojson", "cells.geojson", "neighbours.geojson")
EQUAL_AREA = "+proj=laea +lat_0=34 +lon_0=66 +datum=WGS84"


@pytest.fixture(scope="module")
def boundaries() -> BoundarySet:
    return load_boundary_set(DATA)


@pytest.fixture(scope="module")
def register() -> pd.DataFrame:
    return pd.read_csv(DATA / "register.csv").set_index("unit_id")


@pytest.fixture(scope="module")
def moved() -> pd.DataFrame:
    return pd.read_csv(DATA / "moved_points.csv").set_index("unit_id")


def test_the_set_says_what_it_is(boundaries: BoundarySet) -> None:
    assert boundaries.name == "approximate"
    assert boundaries.approximate
    assert "Natural Earth" in boundaries.attribution
    assert "approximate" in boundaries.attribution
    assert {frame.crs.to_epsg() for frame in layers(boundaries)} == {4326}


def layers(boundaries: BoundarySet) -> list[gpd.GeoDataFrame]:
    return [boundaries.units, boundaries.provinces, boundaries.neighbours]


def test_ids_are_those_of_the_register(boundaries: BoundarySet, register: pd.DataFrame) -> None:
    assert len(boundaries.units) == 422
    assert len(boundaries.provinces) == 34
    stated = register["province_code"].sort_index()
    assert boundaries.units["province_code"].to_dict() == stated.to_dict()
    assert set(boundaries.provinces.index) == set(stated)
    names = register.groupby("province_code")["province_en"].first()
    assert boundaries.provinces["name_en"].to_dict() == names.to_dict()
    assert boundaries.provinces["name_fa"].is_unique


# Capitals of the provinces whose code or name is wrong in Natural Earth, and of their neighbours.
@pytest.mark.parametrize(
    ("code", "name_en", "name_fa", "capital"),
    [
        ("AF-PIA", "Paktia", "پکتیا", (69.23, 33.60)),
        ("AF-PKA", "Paktika", "پکتیکا", (68.78, 33.17)),
        ("AF-PAN", "Panjshir", "پنجشیر", (69.52, 35.31)),
        ("AF-PAR", "Parwan", "پروان", (69.17, 35.01)),
        ("AF-DAY", "Daykundi", "دایکندی", (66.13, 33.72)),
        ("AF-URU", "Uruzgan", "اروزگان", (65.87, 32.63)),
    ],
)
def test_mended_provinces_hold_their_capital(
    boundaries: BoundarySet, code: str, name_en: str, name_fa: str, capital: tuple[float, float]
) -> None:
    province = boundaries.provinces.loc[code]
    assert (province["name_en"], province["name_fa"]) == (name_en, name_fa)
    assert province.geometry.contains(shapely.Point(capital))


@pytest.mark.parametrize("layer", ["units", "provinces", "neighbours"])
def test_each_layer_is_a_coverage(boundaries: BoundarySet, layer: str) -> None:
    shapes = getattr(boundaries, layer).geometry.to_numpy()
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes, gap_width=0.001)


def test_each_cell_is_one_piece(boundaries: BoundarySet) -> None:
    assert set(boundaries.units.geom_type) == {"Polygon"}
    assert not shapely.get_num_interior_rings(boundaries.units.geometry.to_numpy()).any()


def test_cells_add_up_to_their_province(boundaries: BoundarySet) -> None:
    cells = boundaries.units.to_crs(EQUAL_AREA)
    by_province = cells.area.groupby(cells["province_code"]).sum()
    deviation = by_province / boundaries.provinces.to_crs(EQUAL_AREA).area - 1
    assert deviation.abs().max() < 0.001
    outside = boundaries.units.geometry.difference(
        boundaries.provinces.geometry.loc[boundaries.units["province_code"]].set_axis(
            boundaries.units.index
        )
    )
    assert outside.is_empty.all()


def test_the_country_has_its_known_area(boundaries: BoundarySet) -> None:
    # The statistics office gives 652,864 km2; Natural Earth's outline holds 1.7 % less.
    area_km2 = boundaries.provinces.to_crs(EQUAL_AREA).area.sum() / 1e6
    assert area_km2 == pytest.approx(642_000, rel=0.002)


def test_cells_provinces_and_neighbours_share_one_outline(boundaries: BoundarySet) -> None:
    of_cells = shapely.coverage_union_all(boundaries.units.geometry.to_numpy())
    of_provinces = shapely.coverage_union_all(boundaries.provinces.geometry.to_numpy())
    assert of_cells.normalize() == of_provinces.normalize()
    assert of_cells.geom_type == "Polygon"
    assert not of_cells.interiors
    around = shapely.union_all(boundaries.neighbours.geometry.to_numpy())
    assert around.intersection(of_cells).area == 0
    # No gap: Afghanistan has no coast, so its whole outline is also that of a neighbour.
    assert of_cells.exterior.difference(around.boundary).is_empty


def test_each_point_is_in_its_own_cell(
    boundaries: BoundarySet, register: pd.DataFrame, moved: pd.DataFrame
) -> None:
    lonlat = register[["lon", "lat"]].copy()
    lonlat.loc[moved.index] = moved[["moved_lon", "moved_lat"]].to_numpy()
    places = gpd.GeoSeries.from_xy(lonlat["lon"], lonlat["lat"], index=lonlat.index, crs=4326)
    assert boundaries.units.contains(places.sort_index()).all()


def test_moved_points_are_those_outside_their_province(
    boundaries: BoundarySet, register: pd.DataFrame, moved: pd.DataFrame
) -> None:
    # Natural Earth counts Gizab and Nawamish to Daykundi.
    assert sorted(moved.index) == ["AF2507", "AF30T15"]
    assert moved[["lon", "lat"]].equals(register.loc[moved.index, ["lon", "lat"]])
    places = gpd.GeoSeries.from_xy(moved["lon"], moved["lat"], index=moved.index, crs=4326)
    assert boundaries.provinces.loc["AF-DAY", "geometry"].contains(places).all()


@pytest.mark.parametrize(
    ("name", "limit_kb"), [("cells", 150), ("provinces", 100), ("neighbours", 50)]
)
def test_files_are_light_and_on_the_grid(name: str, limit_kb: int) -> None:
    raw = (DATA / f"{name}.geojson").read_bytes()
    assert len(gzip.compress(raw, 9)) < limit_kb * 1000
    written = json.loads(raw, parse_float=str)["features"]
    assert max(len(number.partition(".")[2]) for number in numbers(written)) <= 4


def numbers(part: object) -> list[str]:
    """All coordinates below a list of features or positions, as written."""
    if isinstance(part, dict):
        return numbers(part["geometry"]["coordinates"])
    if isinstance(part, list):
        return [number for inner in part for number in numbers(inner)]
    return [str(part)]


def test_feature_ids_are_the_unit_ids() -> None:
    features = json.loads((DATA / "cells.geojson").read_text(encoding="utf-8"))["features"]
    ids = [feature["id"] for feature in features]
    assert ids == sorted(ids)
    assert ids == [feature["properties"]["unit_id"] for feature in features]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for name in NAMES:
        shutil.copy(DATA / name, tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_file_is_named_with_the_remedy(copy: Path, name: str) -> None:
    (copy / name).unlink()
    with pytest.raises(FrontmapError, match=rf"{name} is missing from .*geodata\.data\.build"):
        load_boundary_set(copy)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(FrontmapError, match=r"provinces\.geojson is missing from .*nowhere"):
        load_boundary_set(tmp_path / "nowhere")


Features = list[dict[str, Any]]


def no_features(features: Features) -> None:
    features.clear()


def without_id(features: Features) -> None:
    for feature in features:
        del feature["properties"]["unit_id"]


def twice(features: Features) -> None:
    features.append(features[0])


def elsewhere(features: Features) -> None:
    features[0]["properties"]["province_code"] = "AF-XYZ"


def bow_tie(features: Features) -> None:
    ring = [[60, 33], [61, 34], [61, 33], [60, 34], [60, 33]]
    features[1]["geometry"] = {"type": "Polygon", "coordinates": [ring]}


def a_point(features: Features) -> None:
    features[0]["geometry"] = {"type": "Point", "coordinates": [60, 33]}


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (no_features, "is not GeoJSON with the properties unit_id|has no features"),
        (without_id, "is not GeoJSON with the properties unit_id"),
        (twice, "the unit_id AF0101 occurs twice"),
        (elsewhere, "names the province AF-XYZ"),
        (bow_tie, "feature 2 is not a valid polygon"),
        (a_point, "feature 1 is not a valid polygon"),
    ],
)
def test_damaged_cells_are_described(
    copy: Path, damage: Callable[[Features], None], message: str
) -> None:
    path = copy / "cells.geojson"
    collection = json.loads(path.read_text(encoding="utf-8"))
    damage(collection["features"])
    path.write_text(json.dumps(collection), encoding="utf-8")
    with pytest.raises(FrontmapError, match=rf"cells\.geojson is broken: .*({message})"):
        load_boundary_set(copy)


@pytest.mark.parametrize(
    "raw", [b"", b'{"type":"FeatureColl', b"[]", b"null", b'{"features": 3}', b"\xff\xfe\x00"]
)
def test_what_is_not_geojson_is_refused(copy: Path, raw: bytes) -> None:
    (copy / "neighbours.geojson").write_bytes(raw)
    with pytest.raises(FrontmapError, match=r"neighbours\.geojson is broken: .*; install Frontmap"):
        load_boundary_set(copy)
