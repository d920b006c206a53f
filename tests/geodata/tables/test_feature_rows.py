import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geodata.tables import open_rows
from tests.geodata.tables.reading import read, refusal, table_of
from tests.support.geopackage import ENDLESS, add_layer, add_view, change

PLACE = ("geometry.lon", "geometry.lat", "geometry.type")


@pytest.fixture
def events() -> gpd.GeoDataFrame:
    days = pd.Series(["2021-08-03", "2021-08-04"]).astype("datetime64[ms]")
    return gpd.GeoDataFrame(
        {"id": ["a", "b"], "day": days, "best": [3, 0], "place": ["Herāt", None]},
        geometry=[shapely.Point(62.2, 34.3), shapely.Point(69.2, 34.5)],
        crs="EPSG:4326",
    )


def dated_in_words(events: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """As shapefiles need them, which know no moments."""
    return events.assign(day=events["day"].dt.strftime("%Y-%m-%d"))


ROWS = [
    ["a", "2021-08-03", "3", "Herāt", "62.2", "34.3", "Point"],
    ["b", "2021-08-04", "0", None, "69.2", "34.5", "Point"],
]


@pytest.mark.parametrize("suffix", ["gpkg", "fgb", "shp"])
def test_layers_in_another_crs(tmp_path: Path, events: gpd.GeoDataFrame, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    options = {"SPATIAL_INDEX": "NO"} if suffix == "fgb" else {}  # which would sort them
    if suffix == "shp":
        events = dated_in_words(events)
    events.to_crs("EPSG:32642").to_file(path, **options)
    source = open_rows(path)
    assert source.kind == "features"
    assert source.columns == ("id", "day", "best", "place", *PLACE)
    assert table_of(path) == ROWS


def test_a_zipped_shapefile(tmp_path: Path, events: gpd.GeoDataFrame) -> None:
    (tmp_path / "shp").mkdir()
    dated_in_words(events).to_file(tmp_path / "shp" / "ged.shp")
    path = tmp_path / "shape file.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in (tmp_path / "shp").iterdir():
            archive.write(part, f"folder/{part.name}")
    assert table_of(path) == ROWS


def test_kml(tmp_path: Path) -> None:
    path = tmp_path / "a.kml"
    path.write_text(
        '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark>'
        "<name>Herat</name><Point><coordinates>62.2,34.3,900</coordinates></Point></Placemark>"
        "</Document></kml>"
    )
    frame, _ = read(open_rows(path))
    assert frame.loc[1, ["Name", *PLACE]].tolist() == ["Herat", "62.2", "34.3", "Point"]


def test_a_layer_is_asked_for_where_there_are_several(
    tmp_path: Path, events: gpd.GeoDataFrame
) -> None:
    path = tmp_path / "a.gpkg"
    events.to_file(path, layer="2020")
    events.iloc[:1].to_file(path, layer="2021")
    assert "2 layers (2020, 2021)" in refusal(path)
    assert len(table_of(path, sheet="2021")) == 1
    assert "no layer “2022”" in refusal(path, sheet="2022")


def test_other_shapes_have_no_point(tmp_path: Path, events: gpd.GeoDataFrame) -> None:
    path = tmp_path / "a.gpkg"
    shapes = [shapely.Point(62.2, 34.3).buffer(1), shapely.MultiPoint([[69.2, 34.5]])]
    events.set_geometry(shapes, crs="EPSG:4326").to_file(path)
    assert [row[4:] for row in table_of(path)] == [
        [None, None, "Polygon"],
        ["69.2", "34.5", "MultiPoint"],
    ]


def test_without_a_crs_the_coordinates_stay_and_it_is_said(
    tmp_path: Path, events: gpd.GeoDataFrame
) -> None:
    path = tmp_path / "a.shp"
    dated_in_words(events).to_file(path)
    (tmp_path / "a.prj").unlink()
    assert open_rows(path).description.endswith("without a CRS: taken as WGS84")
    assert table_of(path) == ROWS


def test_partitions(tmp_path: Path, events: gpd.GeoDataFrame) -> None:
    path = tmp_path / "a.gpkg"
    pd.concat([events] * 10, ignore_index=True).to_file(path)
    frame, _ = read(open_rows(path), 7)
    assert len(frame) == 20


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # GDAL's own words on the last of them
def test_what_cannot_be_read_is_refused(tmp_path: Path, events: gpd.GeoDataFrame) -> None:
    path = tmp_path / "a.shp"
    dated_in_words(events).to_file(path)
    (tmp_path / "a.dbf").unlink()
    assert "lacks its .dbf" in refusal(path)
    path = tmp_path / "a.gpkg"
    events.iloc[:0].to_file(path)
    assert "no features" in refusal(path)
    path.write_bytes(b"SQLite format 3\0" + bytes(5_000))
    assert "cannot be read as a layer" in refusal(path)


# Views ------------------------------------------------------------------------------------------


@pytest.fixture
def beside_a_view(tmp_path: Path, events: gpd.GeoDataFrame) -> Path:
    """A table, and a view that never ends."""
    path = tmp_path / "a.gpkg"
    events.to_file(path, layer="table")
    return add_view(path)


@pytest.mark.parametrize("zipped", [False, True])
def test_a_view_is_never_read_and_the_table_beside_it_is(
    beside_a_view: Path, tmp_path: Path, *, zipped: bool
) -> None:
    path = beside_a_view
    if zipped:
        path = tmp_path / "a.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.write(beside_a_view, "within/a.gpkg")
    assert table_of(path) == ROWS
    assert "its layer “counted” is a view" in refusal(path, sheet="counted")
    assert "has no layer “other”; it has table." in refusal(path, sheet="other")


def test_a_file_of_views_alone_says_what_would_be_right(beside_a_view: Path) -> None:
    change(beside_a_view, "DELETE FROM gpkg_contents WHERE table_name = 'table'")
    said = refusal(beside_a_view)
    assert "a.gpkg: its layer “counted” is a view" in said
    assert "export it as a layer of its own" in said


def test_a_virtual_table_is_no_table(tmp_path: Path, events: gpd.GeoDataFrame) -> None:
    path = tmp_path / "a.gpkg"
    events.to_file(path, layer="table")
    add_layer(path, "CREATE VIRTUAL TABLE counted USING rtree(fid, a, b)")
    assert "“counted” is a virtual table" in refusal(path, sheet="counted")
    assert table_of(path) == ROWS


@pytest.mark.parametrize(
    "own",
    ["gpkg_contents", "gpkg_extensions", "gpkg_ogr_contents", "gpkg_spatial_ref_sys",
     "rtree_table_geom", "GPKG_tile_matrix"],
)  # fmt: skip
def test_a_view_in_place_of_what_every_geopackage_has(
    own: str, tmp_path: Path, events: gpd.GeoDataFrame
) -> None:
    path = tmp_path / "a.gpkg"
    events.to_file(path, layer="table")
    view = f"CREATE VIEW {own} AS {ENDLESS.format('x AS a')}"
    change(path, f"DROP TABLE IF EXISTS {own}", view)
    assert f"{own.lower()} is no table" in refusal(path)


def test_other_databases_are_no_geopackage(beside_a_view: Path, tmp_path: Path) -> None:
    change(beside_a_view, "PRAGMA application_id = 0")
    assert "is a SQLite database and no GeoPackage" in refusal(beside_a_view)
    plain = tmp_path / "plain.gpkg"
    change(plain, "CREATE TABLE t (a, b)", "PRAGMA application_id = 0x47504B47")
    assert "gpkg_contents is no table" in refusal(plain)


def test_changes_that_still_stand_in_a_log_beside_the_file_count(
    tmp_path: Path, events: gpd.GeoDataFrame
) -> None:
    path = tmp_path / "a.gpkg"
    events.to_file(path, layer="table")
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("UPDATE gpkg_contents SET data_type = 'tiles'")
        database.commit()
        assert (tmp_path / "a.gpkg-wal").exists()
        assert "has no layer" in refusal(path)


# Files that name others -------------------------------------------------------------------------

REFERRING = {
    "a table in XML": '<OGRVRTDataSource><!-- <kml --><OGRVRTLayer name="x"><SrcDataSource>{}'
    "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>",
    "a command": '{{"type": "gdal_streamed_alg", "x": {{"type": "Topology"}}, '
    '"command_line": "gdal vector pipeline ! read {}"}}',
    "a service": '<kml xmlns:gml="http://www.opengis.net/gml"><gml:FeatureCollection '
    'schemaLocation="x http://127.0.0.1:9/?request=DescribeFeatureType&amp;{}"/></kml>',
}


@pytest.mark.parametrize("kind", REFERRING)
@pytest.mark.parametrize("packed", [False, True])
def test_a_file_that_names_others_does_not_make_us_read_them(
    kind: str, tmp_path: Path, events: gpd.GeoDataFrame, *, packed: bool
) -> None:
    secret = tmp_path / "secret.gpkg"
    events.to_file(secret)
    path = tmp_path / "a.kml"
    path.write_text(REFERRING[kind].format(secret), encoding="utf-8")
    if packed:
        with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
            archive.write(path, "a.kml")
        path = tmp_path / "a.zip"
    assert "only refers to other files or web services" in refusal(path)
