import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from geodata.tables import open_rows
from tests.geodata.tables.reading import read, refusal, table_of


@pytest.mark.parametrize(
    ("values", "kind", "text"),
    [
        (["a", " b ", "", None], pa.string(), ["a", "b", None, None]),
        (["a", "b", None], pa.dictionary(pa.int8(), pa.string()), ["a", "b", None]),
        ([1, -5, None], pa.int64(), ["1", "-5", None]),
        ([5.0, 0.1, 1e-7, float("nan"), None], pa.float64(), ["5", "0.1", "1e-7", None, None]),
        ([0.1], pa.float32(), ["0.1"]),
        ([True, False, None], pa.bool_(), ["true", "false", None]),
        ([dt.date(2021, 8, 3)], pa.date32(), ["2021-08-03"]),
        (
            [dt.datetime(2021, 8, 3), dt.datetime(2021, 8, 3, 12, 30), None],
            pa.timestamp("us"),
            ["2021-08-03", "2021-08-03T12:30:00", None],
        ),
        (
            [dt.datetime(2021, 8, 3, 0, 0, 0, 500_000)],
            pa.timestamp("ns"),
            ["2021-08-03T00:00:00.5"],
        ),
        ([dt.datetime(2021, 8, 3)], pa.timestamp("s"), ["2021-08-03"]),
        # The day is the one by the clock of the place; Arrow counts in UTC.
        ([dt.datetime(2021, 8, 2, 19, 30)], pa.timestamp("us", "Asia/Kabul"), ["2021-08-03"]),
        ([dt.time(12, 30)], pa.time64("us"), ["12:30:00"]),
        ([Decimal("5.00"), Decimal("5.25")], pa.decimal128(8, 2), ["5", "5.25"]),
        ([[1, 2], None], pa.list_(pa.int8()), ["[1,2]", None]),
        ([{"a": "ī"}], pa.struct([("a", pa.string())]), ['{"a":"ī"}']),
        ([b"abc", None], pa.binary(), ["abc", None]),
        ([b"\xff\x00"], pa.binary(), ["ff00"]),
        ([None, None], pa.null(), [None, None]),
    ],
)
def test_typed_columns_become_canonical_text(
    tmp_path: Path, values: list[Any], kind: pa.DataType, text: list[str | None]
) -> None:
    path = tmp_path / "a.parquet"
    ids = [str(at) for at in range(len(values))]
    pq.write_table(pa.table({"id": ids, "x": pa.array(values, kind)}), path)
    assert [row[1] for row in table_of(path)] == text


def test_it_is_read_in_partitions(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"n": range(25), "geometry.lon": range(25)}), path, row_group_size=10)
    source = open_rows(path)
    frame, _ = read(source, 7)
    assert source.kind == "parquet"
    assert frame["n"].tolist() == [str(n) for n in range(25)]
    assert frame.index.tolist() == list(range(1, 26))


def test_geoparquet_gives_the_points_in_wgs84(tmp_path: Path) -> None:
    places = [shapely.Point(69.2, 34.5), None, shapely.Point(62.2, 34.3).buffer(1)]
    frame = gpd.GeoDataFrame({"id": ["a", "b", "c"]}, geometry=places, crs="EPSG:4326")
    path = tmp_path / "a.parquet"
    frame.to_crs("EPSG:32642").to_parquet(path)
    assert open_rows(path).columns == ("id", "geometry.lon", "geometry.lat", "geometry.type")
    assert table_of(path) == [
        ["a", "69.2", "34.5", "Point"],
        ["b", None, None, None],
        ["c", None, None, "Polygon"],
    ]


def test_what_cannot_be_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"n": pa.array([], pa.int8())}), path)
    assert "no row" in refusal(path)
    pq.write_table(pa.table({f"c{n}": [1] for n in range(2_001)}), path)
    assert "2,001 columns" in refusal(path)
    pq.write_table(pa.table({"n": range(100_000)}), path, use_dictionary=False)
    content = path.read_bytes()
    path.write_bytes(content[:1_000])
    assert "damaged Parquet file" in refusal(path)
    path.write_bytes(content[:200] + bytes(20_000) + content[20_200:])
    assert "damaged Parquet file" in refusal(path)
