"""Text to typed columns: days, numbers, points, clean text, and the first fault of each row."""

import re
import unicodedata
from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.events.schema import EVENT_COLUMNS, validate_events
from geodata.readers.checks import Checks, check_days, check_points
from geodata.readers.days import parse_days
from geodata.readers.fields import (
    blank_missing,
    clean_text,
    degrees,
    web_address,
    whole_numbers,
    without_decimals,
)
from geodata.readers.hxl import has_tag_row, without_tag_row
from geodata.readers.order import DayOrder
from geodata.readers.parsing import blank_events, finish
from geodata.tables.rows import REJECT_COLUMNS

TODAY = date(2022, 1, 1)


def texts(*values: str | None) -> pd.Series:
    return pd.Series(list(values), dtype="str", index=range(1, len(values) + 1))


def one_day(value: str | None, order: str | None = None) -> date | None:
    day = parse_days(texts(value), order).iloc[0]
    return None if pd.isna(day) else day.date()


@pytest.mark.parametrize(
    "written",
    [
        "2021-08-03",
        "2021-8-3",
        "2021-08-03T00:00:00",
        "2021-08-03 00:00:00",
        "2021-08-03 00:00:00.000",
        "2021-08-03T13:45:00Z",
        "2021-08-03 13:45:00+04:30",
        "20210803",
        "2021/08/03",
        "03 August 2021",
        "3 August 2021",
        "3rd of August 2021",
        "Tuesday, 3 August 2021",
        "03-August-2021",
        "3-Aug-21",
        "03aug2021",
        "3Aug21",
        "03-AUG-2021",
        "August 3, 2021",
        "Aug 3 2021",
        "2021-Aug-03",
        "  2021-08-03 ",
    ],
)
def test_a_day_is_read_in_every_unmistakable_form(written: str) -> None:
    assert one_day(written) == date(2021, 8, 3)
    assert one_day(written, "month") == date(2021, 8, 3)


@pytest.mark.parametrize(
    ("written", "order", "day"),
    [
        ("03/08/2021", "day", date(2021, 8, 3)),
        ("03/08/2021", "month", date(2021, 3, 8)),
        ("03/08/2021", None, None),
        ("3.8.2021", "day", date(2021, 8, 3)),
        ("31-12-19", None, date(2019, 12, 31)),
        ("31-12-19", "day", date(2019, 12, 31)),
        ("31-12-19", "month", None),
        ("12/31/2019", "day", None),
        ("12/31/2019 12:00:00 AM", None, date(2019, 12, 31)),
        ("03/03/2021", None, date(2021, 3, 3)),
    ],
)
def test_all_number_dates_need_an_order_unless_one_reading_exists(
    written: str, order: str | None, day: date | None
) -> None:
    assert one_day(written, order) == day


@pytest.mark.parametrize(
    "written",
    [
        "",
        "soon",
        "2021",
        "2021-13-01",
        "2021-02-30",
        "31 June 2021",
        "44411",
        "2021-08",
        None,
        "3 Augustus 2021",
        "03-08/2021",
        "0000-01-01",
        "2021-08-03 or later",
        "Sprint 3, 2021",
    ],
)
def test_what_is_no_day_stays_empty(written: str | None) -> None:
    assert one_day(written, "day") is None


@pytest.mark.parametrize(
    ("written", "year"),
    [("1-Jan-69", 1969), ("1-Jan-99", 1999), ("1-Jan-00", 2000), ("1-Jan-68", 2068)],
)
def test_two_digit_years_turn_at_69(written: str, year: int) -> None:
    assert one_day(written) == date(year, 1, 1)


@given(
    day=st.dates(date(1900, 1, 1), date(2099, 12, 31)),
    form=st.sampled_from(
        ["%Y-%m-%d", "%d %B %Y", "%d-%b-%Y", "%B %d, %Y", "%Y%m%d", "%Y/%m/%d", "%A, %d %B %Y"]
    ),
)
@settings(max_examples=200)
def test_any_day_comes_back_from_any_form(day: date, form: str) -> None:
    assert one_day(day.strftime(form)) == day


@given(day=st.dates(date(1970, 1, 1), date(2060, 12, 31)), mark=st.sampled_from("-/."))
@settings(max_examples=100)
def test_with_the_order_given_all_numbers_come_back(day: date, mark: str) -> None:
    assert one_day(day.strftime(f"%d{mark}%m{mark}%y"), "day") == day
    assert one_day(day.strftime(f"%m{mark}%d{mark}%Y"), "month") == day


def test_a_cell_full_of_blanks_costs_no_time() -> None:
    assert one_day("2021-08-03 10:00" + " " * 1_000_000 + "x") is None
    assert not DayOrder().look("date", ["03/08/2021 10:00" + " " * 1_000_000 + "x"])


def test_days_keep_the_index_and_the_type_of_the_schema() -> None:
    days = parse_days(pd.Series(["2021-08-03", None, "x"], index=[7, 9, 11], dtype="str"))
    assert list(days.index) == [7, 9, 11]
    assert days.dtype == "datetime64[us]"
    assert days.isna().tolist() == [False, True, True]


@pytest.mark.parametrize(
    ("column", "orders"),
    [
        (["01/02/2021", "13/02/2021"], {"day"}),
        (["01/02/2021", "02/13/2021"], {"month"}),
        (["01/02/2021", "03/04/2021"], set()),
        (["13/02/2021", "02/13/2021"], {"day", "month"}),
        (["2021-02-13", None, "4 May 2021"], set()),
        ([], set()),
    ],
)
def test_the_order_is_decided_from_the_whole_column(
    column: list[str | None], orders: set[str]
) -> None:
    found = DayOrder()
    found.look("date", texts(*column))
    assert set(found.evidence) == orders
    assert found.order == (orders.pop() if len(orders) == 1 else None)


def test_counts() -> None:
    numbers, bad = whole_numbers(
        texts("3", "3.0", "1,234", "1e+05", "0", " 7 ", None, "-1", "2.5", "many", "2147483648")
    )
    assert numbers.dtype == "Int32"
    assert numbers.iloc[:6].tolist() == [3, 3, 1234, 100_000, 0, 7]
    assert numbers.iloc[6:].isna().all()
    assert bad.tolist() == [False] * 7 + [True] * 4


@pytest.mark.parametrize("written", ["12,34", "1,2345", "inf", "nan", "1e99", "0x10", "1_000", ""])
def test_what_is_no_count_is_bad(written: str) -> None:
    numbers, bad = whole_numbers(texts(written))
    assert numbers.isna().all()
    assert bad.all()


@given(st.integers(0, 2**31 - 1))
@settings(max_examples=50)
def test_any_count_comes_back_plain_or_grouped(count: int) -> None:
    numbers, bad = whole_numbers(texts(str(count), f"{count:,}", f"{count}.0"))
    assert numbers.tolist() == [count] * 3
    assert not bad.any()


def test_degrees() -> None:
    numbers, bad = degrees(texts("34.52", "34,52", "-7", "+.5", "5.", "3.4e1", " 61.1 ", None))
    assert numbers.dtype == "float64"
    assert numbers.iloc[:7].tolist() == [34.52, 34.52, -7, 0.5, 5, 34, 61.1]
    assert np.isnan(numbers.iloc[7])
    assert not bad.any()


@pytest.mark.parametrize("written", ["x", "inf", "nan", "1e400", "34.5N", "1,2,3", "34 31", "--1"])
def test_what_is_no_number_of_degrees_is_bad(written: str) -> None:
    numbers, bad = degrees(texts(written))
    assert numbers.isna().all()
    assert bad.all()


@given(st.lists(st.none() | st.text(max_size=12), max_size=6))
@settings(max_examples=150)
def test_no_text_breaks_a_parser_and_nothing_is_made_up(values: list[str | None]) -> None:
    column = texts(*values)
    for read, bad in (whole_numbers(column), degrees(column)):
        assert (read.notna() | bad | column.isna()).all()
        assert not (bad & column.isna()).any()
    assert len(parse_days(column)) == len(column)
    assert parse_days(column)[column.isna()].isna().all()


@given(st.text())
@settings(max_examples=200)
def test_clean_text_is_one_visible_line(value: str) -> None:
    cleaned = clean_text(texts(value)).iloc[0]
    if pd.isna(cleaned):
        return
    assert cleaned == cleaned.strip()
    assert cleaned
    assert not any(unicodedata.category(sign) == "Cc" for sign in cleaned)
    assert clean_text(texts(cleaned)).iloc[0] == cleaned


def test_clean_text_collapses_white_space_and_drops_steering_marks() -> None:
    column = clean_text(texts("On 3 August:\r\n  clashes\tin\u00a0Herat ", "\u202eevil\u202c", " "))
    assert column.iloc[0] == "On 3 August: clashes in Herat"
    assert column.iloc[1] == "evil"
    assert pd.isna(column.iloc[2])
    assert clean_text(texts("می\u200cشود")).iloc[0] == "می\u200cشود"


@given(st.text(max_size=12).map("http{}".format) | st.text(max_size=12).map("https://{}".format))
@settings(max_examples=200)
def test_a_web_address_is_kept_only_as_the_schema_allows_it(value: str) -> None:
    kept = web_address(texts(value)).iloc[0]
    assert pd.isna(kept) or re.fullmatch(r"https?://\S+", kept)


def test_web_addresses() -> None:
    column = web_address(
        texts("https://a.org/x?y=1", " http://a.org ", "javascript:alert(1)", "http://a b", None)
    )
    assert column.iloc[:2].tolist() == ["https://a.org/x?y=1", "http://a.org"]
    assert column.iloc[2:].isna().all()


def test_words_for_missing_are_empty_cells() -> None:
    column = blank_missing(texts("NA", "NULL", "nan", "Namibia", "na"))
    assert column.isna().tolist() == [True, True, True, False, False]


def rows(**columns: list[str | None]) -> pd.DataFrame:
    frame = pd.DataFrame({name: pd.Series(cells, dtype="str") for name, cells in columns.items()})
    return frame.set_axis(range(1, len(frame) + 1), axis="index")


def test_a_row_keeps_its_first_fault() -> None:
    checks = Checks(rows(a=["x", "y", None], b=["1", "2", "3"]))
    checks.reject(np.array([False, False, True]), "a", "Empty.")
    checks.reject(pd.Series([True, False, True], index=[1, 2, 3]), "b", "Wrong.")
    checks.reject(
        pd.array([None, True, None], dtype="boolean").to_numpy(bool, na_value=False), "gone", "No."
    )
    found = checks.rejects()
    assert tuple(found.columns) == REJECT_COLUMNS
    assert found["row"].tolist() == [1, 2, 3]
    assert found["reason"].tolist() == ["Wrong.", "No.", "Empty."]
    assert found["value"].iloc[0] == "1"
    assert found["value"].iloc[1:].isna().all()
    assert not checks.ok.any()


def test_reasons_may_differ_by_row_and_nulls_are_not_bad() -> None:
    checks = Checks(rows(a=["x", "y", "z"]))
    bad = pd.Series([True, None, True], index=[1, 2, 3], dtype="boolean")
    checks.reject(bad, "a", pd.Series(["One.", "Two.", "Three."], index=[1, 2, 3]))
    assert checks.rejects()["reason"].tolist() == ["One.", "Three."]
    assert checks.ok.tolist() == [False, True, False]


def test_no_fault_gives_an_empty_list_of_the_same_types() -> None:
    checks = Checks(rows(a=["x"]))
    empty = checks.rejects()
    checks.reject(np.array([True]), "a", "Wrong.")
    assert empty.empty
    assert checks.ok.sum() == 0
    assert empty.dtypes.equals(checks.rejects().dtypes)


@pytest.mark.parametrize(
    ("lon", "lat", "column", "says"),
    [
        (69.2, 34.5, None, None),
        (None, None, None, None),
        (-180, 90, None, None),
        (69.2, None, "y", "together"),
        (None, 34.5, "x", "together"),
        (0, 0, "y", "missing place"),
        (34.5, 169.2, "y", "swapped"),
        (512, 384, "y", "pixels"),
        (200, 34, "x", "between -180 and 180"),
        (100, 95, "y", "between -90 and 90"),
        (500_000, 3_800_000, "y", "metres"),
        (7_700_000, 34, "x", "metres"),
    ],
)
def test_points_off_the_earth_are_explained(
    lon: float | None, lat: float | None, column: str | None, says: str | None
) -> None:
    checks = Checks(rows(x=["east"], y=["north"]))
    check_points(
        checks, pd.Series([lon], dtype="float64"), pd.Series([lat], dtype="float64"), "x", "y"
    )
    found = checks.rejects()
    if says is None:
        assert found.empty
    else:
        assert found["column"].tolist() == [column]
        assert says in found["reason"].iloc[0]


@pytest.mark.parametrize(
    ("start", "end", "column", "says"),
    [
        ("2021-08-03", "2021-08-04", None, None),
        ("2022-01-01", "2022-01-01", None, None),
        ("2022-01-02", "2022-01-02", "from", "future"),
        ("2021-12-31", "2022-01-02", "to", "future"),
        ("1899-12-31", "2021-08-04", "from", "before 1900"),
        ("2021-08-05", "2021-08-04", "to", "before the start"),
        ("some day", "2021-08-04", "from", "not a day"),
        ("2021-08-03", "03/08/2021", "to", "day may come first or the month"),
        (None, "2021-08-04", "from", "empty"),
    ],
)
def test_days_are_checked(start: str | None, end: str, column: str | None, says: str) -> None:
    frame = rows(**{"from": [start], "to": [end]})
    checks = Checks(frame)
    days = parse_days(frame["from"]), parse_days(frame["to"])
    check_days(checks, *days, ("from", "to"), TODAY)
    found = checks.rejects()
    if column is None:
        assert found.empty
    else:
        assert found["column"].tolist() == [column]
        assert says in found["reason"].iloc[0]


def test_blank_events_have_the_types_of_the_schema_and_finish_keeps_them() -> None:
    events = blank_events(pd.Index([4, 5]))
    checks = Checks(rows(a=["x", "y"]).set_axis([4, 5], axis="index"))
    checks.reject(np.array([False, True]), "a", "Wrong.")
    events["event_id"] = ["E4", "E5"]
    events["source_dataset"] = "test"
    events["date_start"] = events["date_end"] = datetime(2021, 8, 3)
    events["date_precision"], events["location_precision"] = "day", "country"
    events["event_type"] = "other"
    events["fatalities_best"] = 3.0
    converted = finish(events, checks)
    assert list(converted.events.columns) == list(EVENT_COLUMNS)
    assert converted.events.index.tolist() == [4]
    assert converted.events.index.name == "row"
    assert converted.events.dtypes.equals(blank_events(pd.Index([1])).dtypes)
    assert converted.events["near_border"].tolist() == [False]
    assert converted.rejects["row"].tolist() == [5]
    validate_events(converted.events)


def test_whole_numbers_lose_their_decimals() -> None:
    written = texts("15960.0", "7.00", "7", "7.5", "1.0.0", "A1.0", ".0", "-3.0", None)
    expected = ["15960", "7", "7", "7.5", "1.0.0", "A1.0", ".0", "-3.0"]
    assert without_decimals(written).dropna().tolist() == expected


def test_a_row_of_tags_is_no_row() -> None:
    frame = rows(a=["#date+start", "2021-08-03"], b=[None, "x"])
    assert has_tag_row(frame)
    assert without_tag_row(frame).index.tolist() == [1]
    # A copy saved from Python has row names in front.
    assert has_tag_row(rows(a=["0", "1"], b=["#date+start", "2021-08-03"]))
    assert not has_tag_row(rows(a=["0", "1"], b=["7", "#date+start"]))
    assert not has_tag_row(rows(a=["0"], b=[None]))
    assert not has_tag_row(rows(a=["#date+start"], b=["0"]))
    assert not has_tag_row(rows(a=["#1 commander"], b=["x"]))
    assert not has_tag_row(rows(a=[None], b=[None]))
