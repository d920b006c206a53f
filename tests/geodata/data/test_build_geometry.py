import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from shapely import MultiPolygon, Polygon, box

from geodata.data.build_geometry import check_codes, read_provinces, write_geojson
from geodata.data.build_neighbours import neighbours_around, read_countries
from geodata.errors import FrontmapError


def register(**places: tuple[str, str, float, float]) -> gpd.GeoDataFrame:
    frame = pd.DataFrame(places, index=["province_code", "province_en", "lon", "lat"]).T
    geometry = gpd.points_from_xy(frame.pop("lon"), frame.pop("lat"))
    return gpd.GeoDataFrame(frame, geometry=geometry, crs="EPSG:4326")


UNITS = register(
    p1=("AF-PAR", "Parwan", 60.5, 33.5),
    n1=("AF-PAN", "Panjshir", 61.5, 33.5),
    n2=("AF-PAN", "Panjshir", 61.6, 33.5),
    n3=("AF-PAN", "Panjshir", 60.9, 33.5),
)


def natural_earth(path: Path, *provinces: tuple[str, str, str, Polygon]) -> Path:
    features = [
        {
            "type": "Feature",
            "properties": {
                "adm0_a3": "AFG",
                "adm1_code": key,
                "iso_3166_2": code,
                "name_fa": f"ولایت {name}",
            },
            "geometry": shapely.geometry.mapping(outline),
        }
        for key, code, name, outline in provinces
    ]
    abroad = {"type": "Feature", "properties": {"adm0_a3": "IRN"}, "geometry": None}
    path.write_text(json.dumps({"features": [abroad, *features]}), encoding="utf-8")
    return path


def test_the_second_parwan_becomes_panjshir(tmp_path: Path) -> None:
    source = natural_earth(
        tmp_path / "admin1.json",
        ("AFG-1772", "AF-PAR", "پروان", box(60, 33, 61, 34)),
        ("AFG-1769", "AF-PAR", "پروان", box(61, 33, 62, 34)),
    )
    provinces = read_provinces(source, UNITS)
    assert list(provinces.index) == ["AF-PAN", "AF-PAR"]
    assert list(provinces["name_en"]) == ["Panjshir", "Parwan"]
    assert list(provinces["name_fa"]) == ["پنجشیر", "پروان"]
    astray = check_codes(provinces, UNITS)
    assert astray["polygon_code"].to_dict() == {"n3": "AF-PAR"}


def test_exchanged_polygons_are_noticed(tmp_path: Path) -> None:
    source = natural_earth(
        tmp_path / "admin1.json",
        ("AFG-1772", "AF-PAR", "پروان", box(61, 33, 62, 34)),
        ("AFG-1769", "AF-PAR", "پروان", box(60.8, 33, 61, 34)),
    )
    with pytest.raises(FrontmapError, match="polygon of AF-PAR holds mostly units of AF-PAN"):
        read_provinces(source, UNITS)


def test_a_province_missing_from_the_file_is_named(tmp_path: Path) -> None:
    source = natural_earth(
        tmp_path / "admin1.json", ("AFG-1772", "AF-PAR", "پروان", box(60, 33, 61, 34))
    )
    with pytest.raises(FrontmapError, match="province AF-PAN is not in both"):
        read_provinces(source, UNITS)


@pytest.mark.parametrize("text", ["", "[]", '{"features": []}'])
def test_a_file_without_provinces_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "admin1.json").write_text(text, encoding="utf-8")
    with pytest.raises(FrontmapError, match=r"admin1\.json"):
        read_provinces(tmp_path / "admin1.json", UNITS)


@pytest.mark.parametrize("text", [None, "no json", '{"type": "Topology"}'])
def test_a_file_without_countries_is_named(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "countries.json").write_text(text, encoding="utf-8")
    with pytest.raises(FrontmapError, match=r"countries\.json is not TopoJSON"):
        read_countries(tmp_path / "countries.json")


def test_neighbours_take_over_the_outline_of_the_provinces() -> None:
    # The countries' file has a coarser home, 60..62; the provinces reach from 59.9 to 61.8.
    countries = gpd.GeoDataFrame(
        {"name_en": ["West", "Home", "East"], "iso": ["WW", "AF", "EE"]},
        geometry=[box(58, 33, 60, 35), box(60, 33, 62, 35), box(62, 33, 64, 35)],
        crs="EPSG:4326",
    )
    bend = Polygon([(59.9, 33), (61.8, 33), (61.75, 34.1234), (61.8, 35), (59.9, 35)])
    provinces = gpd.GeoDataFrame(geometry=[bend], crs="EPSG:4326")
    neighbours = neighbours_around(countries, provinces, grid_deg=1e-4)
    assert list(neighbours["name_en"]) == ["East", "West"]
    east, west = neighbours.geometry
    assert west.equals(box(58, 33, 59.9, 35))
    assert east.symmetric_difference(box(61.75, 33, 64, 35).difference(bend)).area < 1e-9
    assert shapely.coverage_is_valid([east, west, bend])


def test_geojson_is_repeatable_and_follows_the_standard(tmp_path: Path) -> None:
    outer = [(0, 0), (0, 2), (2, 2), (2, 0.00004)]
    hole = [(0.5, 0.5), (1, 0.5), (1, 1)]
    one = Polygon(outer, [hole])
    same = Polygon(outer[2:] + outer[:2], [hole[::-1]])
    far = box(5, 5, 6, 6)
    for name, parts in {"a": [one, far], "b": [far, same]}.items():
        frame = gpd.GeoDataFrame(
            {"code": ["x"], "name": ["پنجشیر"]}, geometry=[MultiPolygon(parts)]
        )
        write_geojson(frame, tmp_path / name, id_column="code")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    (feature,) = json.loads((tmp_path / "a").read_text(encoding="utf-8"))["features"]
    assert feature["id"] == "x"
    assert feature["properties"] == {"code": "x", "name": "پنجشیر"}
    rings = [ring for part in feature["geometry"]["coordinates"] for ring in part]
    # RFC 7946: outer rings run counter-clockwise, holes clockwise.
    assert sorted(shapely.LinearRing(ring).is_ccw for ring in rings) == [False, True, True]
    assert [2.0, 0.0] in rings[0] + rings[1] + rings[2]
