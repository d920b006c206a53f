"""Whatever a file holds, reading it gives rows or the one error for people."""

import io
import json
import warnings
import zipfile
from pathlib import Path

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
import xlsxwriter  # type: ignore[import-untyped]
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata.errors import FrontmapError
from geodata.tables import first_lines, open_rows

BOUNDED = settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
SIGNATURES = [
    b"",
    b"PK\x03\x04",
    b"PAR1",
    b"SQLite format 3\0",
    b"fgb\x03fgb\0",
    b"\0\0\x27\x0a",
    b'{"type":"FeatureCollection","features":[',
    b'{"type":"Topology","objects":{',
    b"<kml>",
    b"<html>",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"id,day\n",
    b'id\tday\n1\t"',
]
SUFFIXES = ["csv", "xlsx", "zip", "parquet", "geojson", "gpkg", "shp", "kml"]


def try_to_read(path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # GDAL's words on what it is given
        try:
            first_lines(path)
            for _ in open_rows(path).partitions(7):
                pass
        except FrontmapError:
            pass


@BOUNDED
@given(
    start=st.sampled_from(SIGNATURES),
    content=st.binary(max_size=600),
    suffix=st.sampled_from(SUFFIXES),
)
def test_random_bytes(tmp_path: Path, start: bytes, content: bytes, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(start + content)
    try_to_read(path)


@BOUNDED
@given(content=st.text(st.sampled_from('a1,;\t|"\n\r\0 é{}[]<'), max_size=300))
def test_random_text(tmp_path: Path, content: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(content, newline="")
    try_to_read(path)


def example(kind: str, folder: Path) -> bytes:
    """A good file of a kind."""
    path = folder / f"good.{kind}"
    if kind == "xlsx":
        book = xlsxwriter.Workbook(path)
        sheet = book.add_worksheet()
        for row in range(20):
            sheet.write_row(row, 0, ["id", "day", row])
        book.close()
    elif kind == "parquet":
        pq.write_table(pa.table({"id": range(50), "day": ["2021-08-03"] * 50}), path)
    elif kind == "gpkg":
        points = [shapely.Point(at, at) for at in range(20)]
        gpd.GeoDataFrame({"id": range(20)}, geometry=points, crs="EPSG:4326").to_file(path)
    elif kind == "geojson":
        feature = {"type": "Feature", "properties": {"id": 1}, "geometry": None}
        path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature] * 20}))
    elif kind == "zip":
        text = io.StringIO()
        text.writelines(f'{n},"x\n",y\n' for n in range(200))
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.csv", text.getvalue())
    return path.read_bytes()


@pytest.mark.parametrize("kind", ["xlsx", "parquet", "gpkg", "geojson", "zip"])
def test_damaged_files(tmp_path: Path, kind: str) -> None:
    good = example(kind, tmp_path)
    path = tmp_path / f"a.{kind}"

    @settings(max_examples=40)
    @given(
        at=st.integers(0, len(good) - 1),
        junk=st.binary(min_size=1, max_size=8),
        cut=st.booleans(),
    )
    def damage(at: int, junk: bytes, *, cut: bool) -> None:
        path.write_bytes(good[:at] + junk + (b"" if cut else good[at + len(junk) :]))
        try_to_read(path)

    damage()
