"""Exports: the same rows as the view, text as it was, and what they rest on."""

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pytest

from geodata import Dataset, View, open_dataset
from geodata.answers.events import (
    BOUNDARY_COLUMN,
    events_csv,
    events_geojson,
    events_gpkg,
    events_parquet,
    export_events,
)
from geodata.answers.summary import boundary_words, status_summary
from geodata.errors import FrontmapError
from geodata.events.schema import EVENT_COLUMNS, read_events
from tests.support.planting import change_dataset

HOSTILE = (
    "<img src=x onerror=alert(1)>",
    '"quoted", and a comma;\ttab',
    "two\nlines",
    "=HYPERLINK(1)",
    "NA",
    "null",
    "123",
    "2021-08-03",
    "هرات",
    " outer spaces ",
    "\\back\\slash",
)


@pytest.fixture(scope="module")
def everything(dataset: Dataset) -> View:
    return dataset.default_view.with_(date_from=date(2021, 1, 1), date_to=date(2021, 12, 31))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """A dataset of some events with hostile text and without a point."""

    def events(rows: pd.DataFrame) -> pd.DataFrame:
        some = rows.head(len(HOSTILE))
        return some.assign(summary=HOSTILE, actor1=HOSTILE, lon="", lat="")

    folder = tmp_path_factory.mktemp("hostile") / "dataset"
    return open_dataset(change_dataset(folder, {"events": events}))


def read_again(content: bytes, folder: Path) -> pd.DataFrame:
    """An exported CSV without its last column, read as an events file."""
    path = folder / "exported.csv"
    table = pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False)
    assert table.columns[-1] == BOUNDARY_COLUMN
    table.drop(columns=BOUNDARY_COLUMN).to_csv(path, index=False, lineterminator="\n")
    return read_events(path)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"provinces": ("AF-HER",), "date_from": date(2021, 8, 1), "date_to": date(2021, 8, 3)},
        {"types": ("protest",)},
        {"types": ("none",)},
        {"date_from": date(2021, 1, 1), "date_to": date(2021, 12, 31)},
    ],
)
def test_csv_read_again_is_the_table_of_the_view(
    dataset: Dataset, tmp_path: Path, changes: dict[str, Any]
) -> None:
    view = dataset.default_view.with_(**changes)
    again = read_again(events_csv(dataset, view), tmp_path)
    pd.testing.assert_frame_equal(again, dataset.events.of(view))


def test_csv_is_plain(dataset: Dataset) -> None:
    content = events_csv(dataset, dataset.default_view)
    assert b"\r" not in content
    assert not content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8"))))
    assert rows[0] == [*EVENT_COLUMNS, BOUNDARY_COLUMN]
    assert {len(row) for row in rows} == {len(EVENT_COLUMNS) + 1}
    dead = [row[EVENT_COLUMNS.index("fatalities_best")] for row in rows[1:]]
    assert all(number == "" or number.isdigit() for number in dead)
    assert any(dead)


def test_every_row_says_that_the_cells_are_approximate(dataset: Dataset, everything: View) -> None:
    assert boundary_words(dataset, everything) == "approximate cells"
    table = pd.read_csv(io.BytesIO(events_csv(dataset, everything)))
    assert table[BOUNDARY_COLUMN].eq("approximate cells").all()
    collection = json.loads(events_geojson(dataset, everything))
    assert collection["frontmap"]["boundaries"] == "approximate cells"
    assert {f["properties"][BOUNDARY_COLUMN] for f in collection["features"]} == {
        "approximate cells"
    }
    assert status_summary(dataset, everything)["boundaries"] == "approximate cells"


def assert_feature_collection(collection: dict[str, Any]) -> None:
    """RFC 7946: sections 3, 4 (no crs) and 7.1 (no member of another type's)."""
    assert collection["type"] == "FeatureCollection"
    assert isinstance(collection["features"], list)
    assert not {"crs", "coordinates", "geometries", "geometry", "properties"} & set(collection)
    for feature in collection["features"]:
        assert feature["type"] == "Feature"
        assert isinstance(feature["id"], str)
        assert isinstance(feature["properties"], dict)
        assert not {"coordinates", "geometries", "features"} & set(feature)
        geometry = feature["geometry"]
        if geometry is not None:
            assert set(geometry) == {"type", "coordinates"}
            assert geometry["type"] == "Point"
            lon, lat = geometry["coordinates"]
            assert -180 <= lon <= 180
            assert -90 <= lat <= 90


def strict(content: bytes) -> dict[str, Any]:
    """JSON as its standard has it, without NaN and Infinity."""

    def refuse(word: str) -> None:
        raise AssertionError(f"{word} is no JSON")

    found: dict[str, Any] = json.loads(content.decode("utf-8"), parse_constant=refuse)
    return found


def test_geojson_is_that_of_the_standard_and_the_rows_of_the_view(
    dataset: Dataset, everything: View
) -> None:
    collection = strict(events_geojson(dataset, everything))
    assert_feature_collection(collection)
    events = dataset.events.of(everything)
    features = collection["features"]
    assert [f["id"] for f in features] == events["event_id"].tolist()
    for feature, event in zip(features, events.to_dict("records"), strict=True):
        assert feature["geometry"]["coordinates"] == [event["lon"], event["lat"]]
        told = feature["properties"]
        assert set(told) == {*EVENT_COLUMNS, BOUNDARY_COLUMN} - {"lon", "lat"}
        for name, value in told.items():
            if name in ("date_start", "date_end"):
                assert value == event[name].date().isoformat()
            elif name != BOUNDARY_COLUMN:
                assert (value is None) == pd.isna(event[name])
                assert value is None or value == event[name]
        assert isinstance(told["fatalities_best"], int | None)


def test_an_event_without_a_point_has_a_null_geometry(hostile: Dataset, everything: View) -> None:
    collection = strict(events_geojson(hostile, everything))
    assert_feature_collection(collection)
    assert [f["geometry"] for f in collection["features"]] == [None] * len(HOSTILE)


def test_an_empty_view_is_an_empty_collection(dataset: Dataset) -> None:
    collection = strict(events_geojson(dataset, dataset.default_view.with_(types=("none",))))
    assert_feature_collection(collection)
    assert collection["features"] == []


def test_hostile_text_is_kept_as_it_was(hostile: Dataset, everything: View, tmp_path: Path) -> None:
    content = events_csv(hostile, everything)
    again = read_again(content, tmp_path)
    plain = list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))
    features = strict(events_geojson(hostile, everything))["features"]
    for column in ("summary", "actor1"):
        assert set(again[column]) == set(HOSTILE)
        assert [row[column] for row in plain] == again[column].tolist()
        assert [f["properties"][column] for f in features] == again[column].tolist()


# Layers of a geographic information system ---------------------------------------------------


def as_layer(content: bytes, suffix: str, folder: Path) -> gpd.GeoDataFrame:
    """An exported layer read again; integers and days as the event schema has them."""
    path = folder / f"exported{suffix}"
    path.write_bytes(content)
    if suffix == ".parquet":
        return gpd.read_parquet(path)
    found = pyogrio.read_dataframe(path, layer="events")
    numbers = [name for name in found if name.startswith("fatalities_")]
    types = dict.fromkeys([*numbers, "injured", "civilians_killed"], "Int32")
    days = dict.fromkeys(["date_start", "date_end"], "datetime64[us]")
    text = {name: "str" for name in found.columns if found[name].dtype == object}
    return found.astype({**types, **days, **text})


@pytest.mark.parametrize("suffix", [".parquet", ".gpkg"])
@pytest.mark.parametrize(
    "changes", [{}, {"provinces": ("AF-HER",)}, {"types": ("none",)},
                {"date_from": date(2021, 1, 1), "date_to": date(2021, 12, 31)}],
)  # fmt: skip
def test_a_layer_read_again_is_the_table_of_the_view(
    dataset: Dataset, tmp_path: Path, suffix: str, changes: dict[str, Any]
) -> None:
    view = dataset.default_view.with_(**changes)
    layer = as_layer(export_events(dataset, view, suffix), suffix, tmp_path)
    events = dataset.events.of(view)
    assert list(layer.columns) == [*EVENT_COLUMNS, BOUNDARY_COLUMN, "geometry"]
    pd.testing.assert_frame_equal(
        pd.DataFrame(layer[list(EVENT_COLUMNS)]), events, check_dtype=len(events) > 0
    )
    assert layer[BOUNDARY_COLUMN].eq("approximate cells").all()
    assert layer.crs.to_epsg() == 4326
    assert layer.geometry.x.tolist() == events["lon"].tolist()
    assert layer.geometry.y.tolist() == events["lat"].tolist()


@pytest.mark.parametrize("suffix", [".parquet", ".gpkg"])
def test_a_layer_keeps_hostile_text_and_events_without_a_point(
    hostile: Dataset, everything: View, suffix: str, tmp_path: Path
) -> None:
    layer = as_layer(export_events(hostile, everything, suffix), suffix, tmp_path)
    assert set(layer["summary"]) == set(layer["actor1"]) == set(HOSTILE)
    assert layer.geometry.isna().all()
    assert layer["lon"].isna().all()


def test_days_of_a_geopackage_are_dates_and_flags_are_flags(
    dataset: Dataset, tmp_path: Path
) -> None:
    path = tmp_path / "exported.gpkg"
    path.write_bytes(events_gpkg(dataset, dataset.default_view))
    told = pyogrio.read_info(path, layer="events")
    kinds = dict(zip(told["fields"], told["ogr_types"], strict=True))
    assert (kinds["date_start"], kinds["fatalities_best"]) == ("OFTDate", "OFTInteger")
    subtypes = dict(zip(told["fields"], told["ogr_subtypes"], strict=True))
    assert subtypes["near_border"] == "OFSTBoolean"
    assert told["geometry_type"] == "Point"


def test_a_layer_says_what_it_rests_on(dataset: Dataset, tmp_path: Path) -> None:
    view = dataset.default_view.with_(provinces=("AF-HER",))
    right = strict(events_geojson(dataset, view))["frontmap"]
    kept = pq.read_schema(io.BytesIO(events_parquet(dataset, view))).metadata[b"frontmap"]
    path = tmp_path / "exported.gpkg"
    path.write_bytes(events_gpkg(dataset, view))
    said = pyogrio.read_info(path, layer="events")["layer_metadata"]["frontmap"]
    assert strict(kept) == strict(said.encode()) == right


def test_an_export_says_what_it_rests_on(dataset: Dataset) -> None:
    view = dataset.default_view.with_(provinces=("AF-HER",), assessment="named-sources")
    told = strict(events_geojson(dataset, view))["frontmap"]
    assert told == {
        "dataset": "afghanistan-2021",
        "dataset_version": "1",
        "sha256": dataset.digest,
        "query": "province=AF-HER&assessment=named-sources",
        "boundaries": "approximate cells",
        "assessment_source": dataset.assessments["named-sources"].source_name,
    }


def test_the_status_summary_is_the_counts_of_the_view(dataset: Dataset) -> None:
    summary = json.loads(json.dumps(status_summary(dataset, dataset.default_view)))
    assert summary["as_of"] == "2021-08-03"
    assert summary["assessment"] == "afghan-watchers"
    assert summary["provinces"] == []
    counts = dataset.status_counts(dataset.default_view)
    assert {name: summary[name] for name in counts} == counts
    bases = summary["documented"] + summary["conflicting"] + summary["allocated"]
    assert bases + summary["unknown"] == summary["total"] == 422


def test_the_suffix_decides_the_format(dataset: Dataset) -> None:
    view = dataset.default_view
    assert export_events(dataset, view, ".csv") == events_csv(dataset, view)
    assert export_events(dataset, view, ".GeoJSON") == events_geojson(dataset, view)


@pytest.mark.parametrize(("suffix", "shown"), [(".xls", ".xls"), ("", "no suffix"), ("csv", "csv")])
def test_an_unknown_suffix_is_refused_with_the_known_ones(
    dataset: Dataset, suffix: str, shown: str
) -> None:
    with pytest.raises(FrontmapError) as caught:
        export_events(dataset, dataset.default_view, suffix)
    assert str(caught.value) == (
        f"“{shown}” is no export format; end the file name in .csv, .geojson, .parquet or .gpkg."
    )


def test_the_same_view_exports_the_same_bytes(dataset: Dataset) -> None:
    for export in (events_csv, events_geojson, events_parquet):
        view = dataset.default_view
        assert export(dataset, view) == export(open_dataset(), view)
