import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from geodata.tables import first_lines, open_rows
from tests.geodata.tables.reading import read, refusal, table_of

POINT = {"type": "Point", "coordinates": [69.2, 34.5]}
PLACE = ("geometry.lon", "geometry.lat", "geometry.type")


def layer(path: Path, *features: Any, **members: Any) -> Path:
    collection = {"type": "FeatureCollection", **members, "features": list(features)}
    path.write_text(json.dumps(collection))
    return path


def feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def test_properties_of_mixed_types_and_unequal_keys(tmp_path: Path) -> None:
    path = layer(
        tmp_path / "a.geojson",
        feature(POINT, id=1, dset="314", best=3.0, empty=""),
        feature(None, id="1-2", best=2.5, tags=["a", {"b": None}], seen=True),
        {"type": "Feature", "properties": None, "geometry": {"type": "Polygon"}},
    )
    source = open_rows(path)
    assert source.kind == "geojson"
    assert source.columns == ("id", "dset", "best", "empty", "tags", "seen", *PLACE)
    assert table_of(path) == [
        ["1", "314", "3", None, None, None, "69.2", "34.5", "Point"],
        ["1-2", None, "2.5", None, '["a",{"b":null}]', "true", None, None, None],
        [None, None, None, None, None, None, None, None, "Polygon"],
    ]


@pytest.mark.parametrize(
    ("crs", "place"),
    [
        ("urn:ogc:def:crs:OGC:1.3:CRS84", [69.2, 34.5]),
        ("urn:ogc:def:crs:EPSG::4326", [69.2, 34.5]),
        ("EPSG:3857", [7703308.763, 4096139.040]),
        ("urn:ogc:def:crs:EPSG::32642", [518360.663, 3817615.399]),
    ],
)
def test_the_crs_member(tmp_path: Path, crs: str, place: list[float]) -> None:
    path = layer(
        tmp_path / "a.json",
        feature({"type": "Point", "coordinates": place}, id=1),
        feature({"type": "LineString", "coordinates": [place, place]}, id=2),
        crs={"type": "name", "properties": {"name": crs}},
    )
    frame, _ = read(open_rows(path))
    assert float(frame["geometry.lon"].iloc[0]) == pytest.approx(69.2, abs=1e-4)
    assert float(frame["geometry.lat"].iloc[0]) == pytest.approx(34.5, abs=1e-4)
    assert frame[["geometry.lon", "geometry.lat"]].iloc[1].isna().all()


def test_ids_beside_the_properties_are_a_column(tmp_path: Path) -> None:
    path = layer(tmp_path / "a.geojson", {**feature(POINT, n=1), "id": "us7000"})
    assert open_rows(path).columns == ("id", "n", *PLACE)
    assert table_of(path)[0][0] == "us7000"


def test_a_coordinate_that_is_no_number_is_left_for_the_reader_to_name(tmp_path: Path) -> None:
    odd = {"type": "Point", "coordinates": ["sixty", 34.5]}
    single = {"type": "MultiPoint", "coordinates": [[1, 2]]}
    path = layer(
        tmp_path / "a.geojson",
        feature(odd, id=1),
        feature({"type": "Point", "coordinates": []}, id=2),
        feature(single, id=3),
    )
    assert table_of(path) == [
        ["1", "sixty", "34.5", "Point"],
        ["2", None, None, "Point"],
        ["3", "1", "2", "MultiPoint"],
    ]


def test_what_is_no_feature_is_a_fault(tmp_path: Path) -> None:
    path = layer(tmp_path / "a.geojson", feature(POINT, id=1), 5, feature([1, 2], id=2))
    frame, faults = read(open_rows(path))
    assert frame.index.tolist() == [1]
    assert faults["row"].tolist() == [2, 3]
    assert faults["value"].iloc[0] == "5"


def test_nan_is_read_as_null(tmp_path: Path) -> None:
    path = layer(tmp_path / "a.geojson", feature(POINT, id=1, best=float("nan")))
    assert table_of(path)[0][1] is None


def test_in_a_zip_and_in_partitions(tmp_path: Path) -> None:
    plain = layer(tmp_path / "a.geojson", *[feature(POINT, id=n) for n in range(10)])
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(plain, "a.geojson")
    frame, _ = read(open_rows(path), 3)
    assert frame["id"].tolist() == [str(n) for n in range(10)]
    lines = first_lines(path)
    assert lines is not None
    assert lines[0].startswith('{"type"')


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('{"error": "access denied"}', "no GeoJSON feature collection"),
        ('[{"id": 1}]', "no GeoJSON feature collection"),
        ('{"type": "FeatureCollection", "features": []}', "no features"),
        ('{"type": "FeatureCollection", "features": [{"type"', "damaged GeoJSON"),
        ("[" * 100_000, "single column"),
        ('{"a":' * 100_000, "damaged GeoJSON"),
        ('{"features": [{}], "crs": {"type": "link"}}', "coordinate reference system"),
        ('{"features": [{}], "crs": {"properties": {"name": "EPSG:0"}}}', "“EPSG:0” is not known"),
    ],
)
def test_other_json_is_refused(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(content)
    assert words in refusal(path)
