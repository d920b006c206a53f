"""The event schema: reading, validating, counting."""

from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

import geodata.data
from geodata.errors import FrontmapError
from geodata.events.schema import (
    DATE_PRECISIONS,
    EVENT_COLUMNS,
    EVENT_TYPES,
    FAMILIES,
    PRECISIONS,
    is_counted,
    is_cumulative,
    read_events,
    validate_events,
)

EVENTS = Path(geodata.data.__file__).parent / "events.csv"

GOOD = {
    "event_id": "E1",
    "source_dataset": "test",
    "date_start": "2021-08-01",
    "date_end": "2021-08-03",
    "date_precision": "day",
    "lon": "62.2",
    "lat": "34.3",
    "location_precision": "town",
    "event_type": "battle",
    "source_url": "https://example.org/a",
}


def write(folder: Path, *rows: dict[str, str]) -> Path:
    """A file in the event schema, each row the good one with these changes."""
    filled = [{"event_id": f"E{i + 1}"} | row for i, row in enumerate(rows)]
    path = folder / "mine.csv"
    pd.DataFrame([GOOD | row for row in filled], columns=list(EVENT_COLUMNS)).to_csv(
        path, index=False
    )
    return path


def test_types_are_those_of_files_and_queries(tmp_path: Path) -> None:
    df = read_events(write(tmp_path, {"fatalities_best": "0"}, {"lon": "", "lat": ""}))
    assert tuple(df.columns) == EVENT_COLUMNS
    assert df["date_start"].dtype == "datetime64[us]"
    assert df["lon"].dtype == "float64"
    assert df["fatalities_best"].dtype == "Int32"
    assert df["summary"].dtype == "str"
    assert df["near_border"].dtype == "bool"
    schema = pa.Schema.from_pandas(df, preserve_index=False)
    assert schema.field("injured").type == pa.int32()
    assert schema.field("date_end").type == pa.timestamp("us")


def test_null_is_not_zero_and_not_an_empty_text(tmp_path: Path) -> None:
    df = read_events(write(tmp_path, {"fatalities_best": "0"}, {}))
    assert df["fatalities_best"].isna().tolist() == [False, True]
    assert df["fatalities_best"].iloc[0] == 0
    assert df["summary"].isna().all()


def test_words_that_look_like_null_stay_words(tmp_path: Path) -> None:
    df = read_events(write(tmp_path, {"actor1": "NA", "place_en": "None"}))
    assert df["actor1"].iloc[0] == "NA"
    assert df["place_en"].iloc[0] == "None"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"date_start": "2021-02-30"}, "column date_start: '2021-02-30' must be a calendar date"),
        ({"date_start": "3/8/2021"}, "column date_start: '3/8/2021' must be a calendar date"),
        ({"date_end": "2021-07-31"}, "column date_end: '2021-07-31' must not be before date_start"),
        ({"date_end": ""}, "column date_end: the empty value must be filled"),
        ({"date_precision": "hour"}, "'hour' must be one of day, week, month, year"),
        ({"lon": "east"}, "column lon: 'east' must be a number of decimal degrees"),
        ({"lon": "190"}, "column lon: 190.0 must be decimal degrees between -180 and 180"),
        ({"lat": "-91"}, "column lat: -91.0 must be decimal degrees between -90 and 90"),
        ({"lat": "inf"}, "column lat: inf must be decimal degrees"),
        ({"lat": ""}, "column lat: the empty value must be given together with lon"),
        ({"location_precision": "near"}, "'near' must be one of exact, town, district"),
        ({"event_type": "party"}, "column event_type: 'party' must be one of battle, airstrike"),
        ({"event_type": ""}, "column event_type: the empty value must be filled"),
        ({"injured": "-1"}, "column injured: -1 must be a whole number of 0 or more"),
        ({"injured": "2.5"}, "column injured: '2.5' must be a whole number"),
        ({"injured": "many"}, "column injured: 'many' must be a whole number"),
        ({"injured": "3000000000"}, "'3000000000' must be a whole number of 0 or more below"),
        (
            {"fatalities_best": "3", "fatalities_low": "4"},
            "column fatalities_low: 4 must not be above fatalities_best",
        ),
        (
            {"fatalities_best": "3", "fatalities_high": "2"},
            "column fatalities_high: 2 must not be below fatalities_best",
        ),
        (
            {"fatalities_low": "9", "fatalities_high": "7"},
            "column fatalities_high: 7 must not be below",
        ),
        ({"source_url": "javascript:alert(1)"}, "must be a web address that begins with http"),
        ({"source_url": "see below"}, "column source_url: 'see below' must be a web address"),
        ({"confidence": "sure"}, "column confidence: 'sure' must be one of high, medium, low"),
        ({"join_basis": "guess"}, "column join_basis: 'guess' must be one of point, name, none"),
        ({"near_border": "maybe"}, "column near_border: 'maybe' must be true or false, or empty"),
        ({"near_border": "1"}, "column near_border: '1' must be true or false, or empty"),
        ({"event_id": "E1"}, "column event_id: 'E1' must not occur twice"),
        ({"event_id": ""}, "column event_id: the empty value must be filled"),
    ],
)
def test_a_bad_value_is_named_with_file_row_and_remedy(
    tmp_path: Path, change: dict[str, str], message: str
) -> None:
    path = write(tmp_path, {}, change, {})
    with pytest.raises(FrontmapError) as refused:
        read_events(path)
    sentence = str(refused.value)
    assert sentence.startswith("mine.csv, row 2")
    assert message in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


def test_the_lowest_row_is_named_and_the_others_counted(tmp_path: Path) -> None:
    path = write(tmp_path, {}, {"date_end": "2021-01-01"}, {"event_type": "x"}, {"lat": "99"})
    with pytest.raises(FrontmapError, match=r"row 2 .*\(2 more values are at fault\)\.$"):
        read_events(path)


def test_the_order_of_columns_does_not_matter_but_their_names_do(tmp_path: Path) -> None:
    path = write(tmp_path, {})
    df = pd.read_csv(path, dtype=str)
    df[df.columns[::-1]].to_csv(path, index=False)
    assert tuple(read_events(path).columns) == EVENT_COLUMNS
    df.rename(columns={"lon": "longitude"}).to_csv(path, index=False)
    with pytest.raises(FrontmapError, match=r"mine\.csv has no column lon: the event schema needs"):
        read_events(path)
    df.assign(extra="1").to_csv(path, index=False)
    with pytest.raises(FrontmapError, match=r"mine\.csv has the column extra"):
        read_events(path)


def test_near_border_is_true_or_false_and_never_null(tmp_path: Path) -> None:
    words = ["true", "false", "", "True", "FALSE"]
    path = write(tmp_path, *({"near_border": word} for word in words))
    df = read_events(path)
    assert df["near_border"].dtype == bool
    assert df["near_border"].tolist() == [True, False, False, True, False]
    unknown = df.astype({"near_border": object})
    unknown.loc[1, "near_border"] = None
    with pytest.raises(FrontmapError, match=r"^events, .*near_border"):
        validate_events(unknown)


def test_a_file_older_than_near_border_flags_nothing(tmp_path: Path) -> None:
    path = write(tmp_path, {}, {})
    pd.read_csv(path, dtype=str).drop(columns="near_border").to_csv(path, index=False)
    df = read_events(path)
    assert tuple(df.columns) == EVENT_COLUMNS
    assert df["near_border"].tolist() == [False, False]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b'a,b\n"1,2\n3,4,5\n'])
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "mine.csv"
    path.write_bytes(content)
    with pytest.raises(FrontmapError, match=r"mine\.csv"):
        read_events(path)


def test_no_file_at_all(tmp_path: Path) -> None:
    with pytest.raises(FrontmapError, match="There is no events file at"):
        read_events(tmp_path / "none.csv")


@pytest.mark.parametrize(
    ("column", "dtype", "right"),
    [
        ("injured", "float64", "Int32"),
        ("date_start", "str", "datetime64[us]"),
        ("near_border", "str", "bool"),
    ],
)
def test_a_frame_with_another_type_is_refused(column: str, dtype: Any, right: str) -> None:
    df = read_events(EVENTS).astype({column: dtype})
    with pytest.raises(FrontmapError) as refused:
        validate_events(df, "my table")
    assert str(refused.value) == f"my table, column {column}: type {dtype} must be {right}."


def test_days_of_any_resolution_become_microseconds() -> None:
    df = read_events(EVENTS).astype({"date_start": "datetime64[s]"})
    assert validate_events(df)["date_start"].dtype == "datetime64[us]"


def test_an_index_of_any_kind_survives() -> None:
    df = read_events(EVENTS).head(3).set_axis(["x", "y", "y"], axis="index")
    assert validate_events(df).index.tolist() == ["x", "y", "y"]


def test_what_is_counted(tmp_path: Path) -> None:
    df = read_events(
        write(
            tmp_path,
            {"sub_type": "ambush"},
            {"sub_type": "cumulative count: a week of fighting"},
            {"duplicate_of": "E1"},
            {"sub_type": "a cumulative count: no"},
            {},
        )
    )
    assert is_cumulative(df).tolist() == [False, True, False, False, False]
    assert is_counted(df).tolist() == [True, False, False, True, True]
    assert is_counted(df).dtype == bool


def test_families_divide_the_types() -> None:
    members = [event_type for family in FAMILIES.values() for event_type in family]
    assert sorted(members) == sorted(EVENT_TYPES)
    assert len(set(members)) == len(members)


def test_the_embedded_events() -> None:
    df = read_events(EVENTS)
    assert len(df) == 312
    assert df["event_id"].is_unique
    assert df["duplicate_of"].dropna().isin(df["event_id"]).all()
    assert (df["source_dataset"] == "frontmap-embedded").all()
    assert df["date_start"].min() >= pd.Timestamp("2021-05-01")
    assert df["date_end"].max() <= pd.Timestamp("2021-08-31")
    assert set(df["date_precision"]) <= set(DATE_PRECISIONS)
    assert set(df["location_precision"]) <= set(PRECISIONS)
    assert df[["summary", "source_name", "source_title", "confidence"]].notna().all(axis=None)
    assert df["source_date"].dropna().str.fullmatch(r"\d{4}-\d{2}(-\d{2})?").all()
    # 2 rows tell of another row's happening; the rest of the uncounted are totals of a period.
    assert df["duplicate_of"].notna().sum() == 2
    assert is_counted(df).sum() == 312 - 2 - is_cumulative(df).sum()
    assert is_cumulative(df).sum() > 0
