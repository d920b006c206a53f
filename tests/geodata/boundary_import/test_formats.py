"""Each format gives the same boundaries; what is no boundary file is one sentence."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata.errors import FrontmapError
from tests.geodata.boundary_import.making import NAMES, cod_ab, register, squares, take, write
from tests.support.geopackage import add_view

# Degrees of the squares after a way through metres and back.
HAIR = 1e-6


def topojson(frame: gpd.GeoDataFrame, path: Path) -> Path:
    """Each square as an arc of its own, which is TopoJSON too."""
    arcs = [[list(xy) for xy in shape.exterior.coords] for shape in frame.geometry]
    geometries = [
        {"type": "Polygon", "arcs": [[i]], "properties": row}
        for i, row in enumerate(frame.drop(columns="geometry").to_dict("records"))
    ]
    objects = {"squares": {"type": "GeometryCollection", "geometries": geometries}}
    text = json.dumps({"type": "Topology", "arcs": arcs, "objects": objects})
    path.write_text(text, encoding="utf-8")
    return path


def zipped(frame: gpd.GeoDataFrame, path: Path, folder: str = "") -> Path:
    shapefile = write(frame, path.with_suffix(".shp"))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")
        for part in shapefile.parent.glob(f"{path.stem}.*"):
            if part != path:
                archive.write(part, folder + part.name)
    return path


def geoparquet(frame: gpd.GeoDataFrame, path: Path) -> Path:
    frame.to_parquet(path)
    return path


def kmz(frame: gpd.GeoDataFrame, path: Path) -> Path:
    document = write(frame, path.with_suffix(".kml"))
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(document, "doc.kml")
    return path


FORMATS: dict[str, Callable[[gpd.GeoDataFrame, Path], Path]] = {
    "a.geojson": write,
    "a.json": topojson,
    "a.topojson": topojson,
    "a.shp": write,
    "a.zip": zipped,
    "deep.zip": lambda frame, path: zipped(frame, path, "inner/folder/"),
    "a.gpkg": write,
    "a.kml": write,
    "a.kmz": kmz,
    "a.fgb": write,
    "a.parquet": geoparquet,
    "named as something else": lambda frame, path: write(frame, path.with_suffix(".fgb")),
}


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_the_same_boundaries(name: str, tmp_path: Path) -> None:
    made = take(FORMATS[name](cod_ab(), tmp_path / name))
    assert made.report["matched"] == made.report["features"] == 8
    assert list(made.units.index) == sorted(NAMES)
    right = squares().set_index("unit_id").geometry.loc[made.units.index]
    apart = shapely.hausdorff_distance(made.units.geometry.to_numpy(), right.to_numpy())
    assert apart.max() < HAIR
    assert made.units.crs == "EPSG:4326"
    assert "EPSG:4326" in made.report["crs"] or "CRS84" in made.report["crs"]


@pytest.mark.parametrize("crs", ["EPSG:32641", "EPSG:3857"])
def test_metres_are_transformed_to_degrees(crs: str, tmp_path: Path) -> None:
    made = take(write(cod_ab().to_crs(crs), tmp_path / "metres.gpkg"))
    right = squares().set_index("unit_id").geometry.loc[made.units.index]
    apart = shapely.hausdorff_distance(made.units.geometry.to_numpy(), right.to_numpy())
    assert apart.max() < HAIR
    assert made.report["crs"] == crs
    assert made.report["matched"] == 8


def test_topojson_is_in_degrees_by_rule_and_the_report_says_so(tmp_path: Path) -> None:
    crs = take(topojson(cod_ab(), tmp_path / "a.topojson")).report["crs"]
    assert "EPSG:4326" in crs
    assert "none stated" in crs


def test_a_shapefile_without_prj_needs_to_be_told_its_reference_system(tmp_path: Path) -> None:
    path = write(cod_ab().to_crs("EPSG:32641"), tmp_path / "a.shp")
    path.with_suffix(".prj").unlink()
    with pytest.raises(FrontmapError, match=r"does not say the coordinate reference system"):
        take(path)
    made = take(path, crs="EPSG:32641")
    assert made.report["matched"] == 8
    assert "given" in made.report["crs"]
    with pytest.raises(FrontmapError, match="are not degrees"):
        take(path, crs="EPSG:4326")
    with pytest.raises(FrontmapError, match="no coordinate reference system"):
        take(path, crs="metres")


def test_metres_in_geojson_are_not_taken_for_degrees(tmp_path: Path) -> None:
    path = write(cod_ab(), tmp_path / "a.geojson")
    text = path.read_text(encoding="utf-8").replace("60.0,", "600000.0,")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FrontmapError, match="are not degrees"):
        take(path)


def test_of_several_layers_the_level_or_the_user_chooses(tmp_path: Path) -> None:
    path = tmp_path / "country.gpkg"
    cod_ab().to_file(path, layer="afg_admbnda_adm2_test")
    cod_ab()[["ADM1_EN", "ADM1_PCODE", "ADM0_PCODE", "geometry"]].dissolve(
        "ADM1_PCODE", as_index=False
    ).to_file(path, layer="afg_admbnda_adm1_test")
    with pytest.raises(FrontmapError, match="afg_admbnda_adm1_test"):
        take(path)
    assert take(path, level=2).report["features"] == 8
    assert take(path, level=1).report["features"] == 2
    assert take(path, layer="afg_admbnda_adm2_test").report["features"] == 8
    with pytest.raises(FrontmapError, match="no layer 'roads'"):
        take(path, layer="roads")


def test_a_zip_with_several_copies_gives_the_full_one(tmp_path: Path) -> None:
    full = write(cod_ab(), tmp_path / "a.geojson")
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(full, "geoBoundaries-AFG-ADM2_simplified.geojson")
        archive.write(full, "geoBoundaries-AFG-ADM2.geojson")
        archive.writestr("geoBoundaries-AFG-ADM2-metaData.json", "{}")
        archive.writestr("__MACOSX/a.geojson", "rubbish")
    assert take(path).report["matched"] == 8


def test_names_in_a_shapefile_without_stated_encoding(tmp_path: Path) -> None:
    frame = cod_ab()
    frame["ADM2_EN"] = frame["ADM2_EN"].replace("Bostan", "Bostān")
    path = write(frame, tmp_path / "a.shp")
    path.with_suffix(".cpg").unlink()
    made = take(path, register=None, country=None, provinces=None)
    assert made.register is not None
    assert "Bostān" in set(made.register["name_en"])


@pytest.mark.parametrize("packed", [False, True])
def test_a_view_that_never_ends_is_not_read(tmp_path: Path, *, packed: bool) -> None:
    file = add_view(write(cod_ab(), tmp_path / "a.gpkg"))
    path = file
    if packed:
        path = tmp_path / "a.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.write(file, "a.gpkg")
    assert take(path).report["matched"] == 8
    with pytest.raises(FrontmapError, match="its layer “counted” is a view"):
        take(path, layer="counted")


FAULTS = {
    "empty": (b"", "is empty"),
    "blank": (b"   \n\n", "is empty"),
    "html": (b"<!DOCTYPE html><html><body>404</body></html>", "web page"),
    "lfs": (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "Git LFS"),
    "vrt": (b'<OGRVRTDataSource><OGRVRTLayer name="a"/></OGRVRTDataSource>', "refers to other"),
    "gdalg": (b'{"type":"gdal_streamed_alg","command_line":"gdal vector"}', "refers to other"),
    "text": (b"name;code\nKabul;AF01\n", "cannot be read"),
    "binary": (bytes(range(256)) * 8, "cannot be read"),
    "parquet": (b"PAR1" + bytes(64), "cannot be read"),
    "no features": (b'{"type":"FeatureCollection","features":[]}', "no features"),
    "png": (b"\x89PNG\r\n\x1a\n" + bytes(64), "cannot be read"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_no_boundary_file_is_said(fault: str, tmp_path: Path) -> None:
    content, words = FAULTS[fault]
    path = tmp_path / "boundaries.geojson"
    path.write_bytes(content)
    with pytest.raises(FrontmapError, match=words) as caught:
        take(path)
    assert "boundaries.geojson" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_packed_file_that_names_others_is_not_followed(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.geojson", " " * 3_000 + str(FAULTS["vrt"][0], "ascii"))
    with pytest.raises(FrontmapError, match=r"a\.geojson in a\.zip only refers to other files"):
        take(path)


def test_missing_folder_and_cut_off(tmp_path: Path) -> None:
    with pytest.raises(FrontmapError, match="There is no file"):
        take(tmp_path / "nowhere.shp")
    with pytest.raises(FrontmapError, match="is a folder"):
        take(tmp_path)
    whole = write(cod_ab(), tmp_path / "a.geojson").read_bytes()
    cut = tmp_path / "cut.geojson"
    cut.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(FrontmapError, match=r"cut\.geojson cannot be read"):
        take(cut)


def test_zips_that_are_broken_locked_or_hold_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(FrontmapError, match="holds no boundary file"):
        take(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.geojson", "{}" * 40)
    locked = bytearray(path.read_bytes())
    locked[locked.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(locked))
    with pytest.raises(FrontmapError, match="password"):
        take(path)


def test_a_table_without_geometry(tmp_path: Path) -> None:
    path = tmp_path / "table.gpkg"
    pyogrio.write_dataframe(pd.DataFrame({"ADM2_EN": ["Bostan"]}), path)
    with pytest.raises(FrontmapError, match="no layer with geometries"):
        take(path)


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    start=st.sampled_from(
        [
            b"",
            b"{",
            b"PAR1",
            b"PK\x03\x04",
            b"fgb\x03fgb\x00",
            b"SQLite format 3\0",
            b"\x00\x00\x27\x0a",
            b'{"type":"Topology",',
            b"<kml>",
        ]
    ),
    rest=st.binary(max_size=200),
)
def test_random_bytes_raise_nothing_but_our_error(
    tmp_path: Path, start: bytes, rest: bytes
) -> None:
    path = tmp_path / "random.bin"
    path.write_bytes(start + rest)
    with pytest.raises(FrontmapError):
        take(path)


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    name=st.sampled_from(
        ["a.geojson", "a.topojson", "a.gpkg", "a.fgb", "a.shp", "a.kml", "a.parquet"]
    ),
    where=st.floats(0, 1, exclude_max=True),
    new=st.binary(min_size=1, max_size=8),
)
def test_damaged_files_are_read_or_refused(
    tmp_path: Path, name: str, where: float, new: bytes
) -> None:
    whole = tmp_path / f"whole_{name}"
    if not whole.exists():
        FORMATS[name](cod_ab(), whole)
    content = bytearray(whole.read_bytes())
    position = int(where * len(content))
    content[position : position + len(new)] = new
    path = tmp_path / f"whole_damaged{whole.suffix}"
    path.write_bytes(bytes(content))
    try:
        made = take(path, crs="EPSG:4326")
    except FrontmapError:
        return
    assert set(made.units.index) <= set(register().frame.index)
