"""Tables through a mapping: every row an event or a reject, nothing invented, our export unchanged."""

import pickle
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata import Dataset
from geodata.answers.events import events_csv, events_geojson
from geodata.errors import FrontmapError
from geodata.events.schema import EVENT_COLUMNS, validate_events
from geodata.readers.mapping import Mapping
from geodata.readers.mapping_rules import JOIN_COLUMNS, OWN_COLUMNS, VALUE_WORDS, check_mapping
from geodata.readers.table import TableReader, is_export, reader_for
from geodata.tables import open_rows
from tests.geodata.readers.reading import read, read_all

TODAY = date(2026, 1, 1)
KEPT = [column for column in EVENT_COLUMNS if column not in JOIN_COLUMNS]


def convert(
    rows: dict[str, list[str | None]], mapping: Mapping, order: str | None = "day"
) -> tuple[pd.DataFrame, pd.DataFrame]:
    frame = pd.DataFrame(rows, dtype="str")
    frame.index = pd.RangeIndex(1, len(frame) + 1, name="row")
    reader = TableReader(mapping, order, TODAY)  # type: ignore[arg-type]
    done = reader.convert(frame)
    assert len(done.events) + len(done.rejects) == len(frame)
    return done.events, done.rejects


def one(rows: dict[str, str | None], **mapping: object) -> pd.Series:
    """The one event of a table whose columns have our names."""
    text = {"date_start": "2021-08-03", "province_en": "Herat", **rows}
    given_ = Mapping(source="Field log", columns={c: c for c in text}, **mapping)  # type: ignore[arg-type]
    events, rejects = convert({column: [cell] for column, cell in text.items()}, given_)
    assert rejects.empty, rejects.to_dict("records")
    return events.iloc[0]


def fault(rows: dict[str, str | None], **mapping: object) -> tuple[str, str]:
    """Column and reason of the one reject of such a table."""
    text = {"date_start": "2021-08-03", "province_en": "Herat", **rows}
    given_ = Mapping(source="Field log", columns={c: c for c in text}, **mapping)  # type: ignore[arg-type]
    events, rejects = convert({column: [cell] for column, cell in text.items()}, given_)
    assert events.empty
    return rejects["column"].iloc[0], rejects["reason"].iloc[0]


def write(folder: Path, text: str, name: str = "log.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


# --- ids


def test_an_id_with_a_letter_stays_and_a_number_gets_the_name_of_the_source() -> None:
    assert one({"event_id": "FO-7"})["event_id"] == "FO-7"
    assert one({"event_id": "7"})["event_id"] == "field-log-7"
    assert one({"event_id": "٧"})["event_id"] == "field-log-٧"


def test_a_prefix_of_the_mapping_stands_before_every_id() -> None:
    event = one({"event_id": "A7", "duplicate_of": "A3"}, id_prefix="x:")
    assert (event["event_id"], event["duplicate_of"]) == ("x:A7", "x:A3")


def test_numbers_in_duplicate_of_point_to_the_prefixed_id() -> None:
    event = one({"event_id": "7", "duplicate_of": "3"})
    assert (event["event_id"], event["duplicate_of"]) == ("field-log-7", "field-log-3")


def test_ids_made_of_content_are_stable_and_differ_with_the_content() -> None:
    mapping = Mapping(source="Log", columns={"date_start": "d", "place_en": "p"})
    day: list[str | None] = ["2021-08-03"] * 3
    rows: dict[str, list[str | None]] = {"p": ["Bala", "Bala", "Payin"], "other": ["1", "2", "3"]}
    events, _ = convert({**rows, "d": day}, mapping)
    first, again, other = events["event_id"]
    assert first == again != other
    assert first.startswith("log-")
    turned, _ = convert({"d": day, "p": ["Payin", "Bala", "Bala"]}, mapping)
    assert list(turned["event_id"]) == [other, first, first]


def test_cells_that_only_join_up_alike_make_different_ids() -> None:
    mapping = Mapping(source="L", columns={"date_start": "d", "place_en": "p", "summary": "s"})
    rows = {"d": ["2021-08-03"] * 2, "p": ["ab", "a"], "s": ["c", "bc"]}
    events, _ = convert(rows, mapping)
    assert events["event_id"].is_unique


def test_a_row_without_its_id_gets_one_of_its_content() -> None:
    mapping = Mapping(source="L", columns={"event_id": "i", "date_start": "d", "place_en": "p"})
    events, _ = convert({"i": ["A1", None], "d": ["2021-08-03"] * 2, "p": ["x", "y"]}, mapping)
    assert events["event_id"].iloc[0] == "A1"
    assert len(events["event_id"].iloc[1]) == len("l-") + 16


# --- days


@pytest.mark.parametrize(
    ("text", "start", "end", "precision"),
    [
        ("2021-08-03", "2021-08-03", "2021-08-03", "day"),
        ("03/08/2021", "2021-08-03", "2021-08-03", "day"),
        ("2021-02", "2021-02-01", "2021-02-28", "month"),
        ("August 2021", "2021-08-01", "2021-08-31", "month"),
        ("2021", "2021-01-01", "2021-12-31", "year"),
        ("2026", "2026-01-01", "2026-01-01", "year"),  # has not ended yet
    ],
)
def test_days_months_and_years(text: str, start: str, end: str, precision: str) -> None:
    event = one({"date_start": text})
    assert [str(event[c].date()) for c in ("date_start", "date_end")] == [start, end]
    assert event["date_precision"] == precision


@pytest.mark.parametrize(
    ("parts", "start", "precision"),
    [
        (("2021", "8", "3"), "2021-08-03", "day"),
        (("2021", "8", "0"), "2021-08-01", "month"),
        (("2021", "08", None), "2021-08-01", "month"),
        (("2021", "0", "0"), "2021-01-01", "year"),
    ],
)
def test_a_date_in_three_columns(
    parts: tuple[str, str, str | None], start: str, precision: str
) -> None:
    columns = {"year": "y", "month": "m", "day": "d", "place_en": "p"}
    y, m, d = parts
    events, _ = convert(
        {"y": [y], "m": [m], "d": [d], "p": ["x"]}, Mapping(source="L", columns=columns)
    )
    assert str(events["date_start"].iloc[0].date()) == start
    assert events["date_precision"].iloc[0] == precision


@pytest.mark.parametrize("parts", [("2021", "13", "1"), ("2021", "0", "5"), ("21", "x", "5")])
def test_parts_that_are_no_day_are_rejected(parts: tuple[str, str, str]) -> None:
    columns = {"year": "y", "month": "m", "day": "d", "place_en": "p"}
    y, m, d = parts
    _, rejects = convert(
        {"y": [y], "m": [m], "d": [d], "p": ["x"]}, Mapping(source="L", columns=columns)
    )
    assert "Year, month and day" in rejects["reason"].iloc[0]


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"date_start": None}, "date_start", "empty"),
        ({"date_start": "soon"}, "date_start", "cannot be read|can be read"),
        ({"date_start": "2030-01-01"}, "date_start", "future"),
        ({"date_end": "later"}, "date_end", "not a day"),
        ({"date_end": "2021-08-01"}, "date_end", "before the start"),
    ],
)
def test_bad_days_are_rejected(cells: dict[str, str | None], column: str, words: str) -> None:
    at, reason = fault(cells)
    assert at == column
    assert any(word in reason for word in words.split("|"))


def test_an_end_that_is_not_known_is_the_start() -> None:
    assert one({"date_end": "?"})["date_end"] == pd.Timestamp("2021-08-03")


# --- places


@pytest.mark.parametrize(
    ("cells", "precision"),
    [
        ({"lat": "34.5", "lon": "69.1"}, "town"),
        ({"lat": "34,5", "lon": "69,1", "location_precision": "Exact"}, "exact"),
        ({"place_en": "Guzara"}, "town"),
        ({"place_en": "Unknown", "district_en": "-"}, "province"),
        ({"district_en": "Guzara"}, "district"),
        ({}, "province"),
        ({"location_precision": "exact"}, "province"),
        ({"province_en": None, "location_precision": "country"}, "country"),
    ],
)
def test_precision_of_a_place(cells: dict[str, str | None], precision: str) -> None:
    assert one(cells)["location_precision"] == precision


def test_a_constant_precision_speaks_of_points_only() -> None:
    constants = {"location_precision": "exact"}
    pointed = one({"lat": "34.5", "lon": "69.1"}, constants=constants)
    assert pointed["location_precision"] == "exact"
    assert one({}, constants=constants)["location_precision"] == "province"


@pytest.mark.parametrize(
    ("pair", "text"),
    [
        ("lat_lon", "34.5, 69.1"),
        ("lat_lon", "(34.5; 69.1)"),
        ("lat_lon", "34.5 69.1"),
        ("lon_lat", "POINT (69.1 34.5)"),
        ("lon_lat", "POINT Z (69.1 34.5 1790.0)"),
    ],
)
def test_a_point_in_one_column(pair: str, text: str) -> None:
    event = one({pair: text})
    assert (event["lat"], event["lon"]) == (34.5, 69.1)


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"lat": "34.5", "lon": None}, "lon", "together"),
        ({"lat": "69.1", "lon": "134.5", "place_en": "x"}, "lat", None),
        ({"lat": "134.5", "lon": "34.5"}, "lat", "swapped"),
        ({"lat": "3812345", "lon": "512345"}, "lat", "metres"),
        ({"lat": "north", "lon": "69"}, "lat", "decimal degrees"),
        ({"lat_lon": "somewhere"}, "lat_lon", "pair"),
        ({"province_en": None}, "province_en", "neither coordinates nor the name"),
        ({"location_precision": "village"}, "location_precision", "[values.location_precision]"),
    ],
)
def test_bad_places_are_rejected(
    cells: dict[str, str | None], column: str, words: str | None
) -> None:
    if words is None:
        assert one(cells)["lat"] == 69.1  # unlikely, but a place on the earth
        return
    at, reason = fault(cells)
    assert at == column
    assert words in reason


# --- kinds and counts


@pytest.mark.parametrize(
    ("word", "kind", "sub_type"),
    [
        ("battle", "battle", None),
        ("Battles", "battle", None),
        ("Air Strike", "airstrike", "Air Strike"),
        ("IEDs", "explosion", "IEDs"),
        ("Abduction/forced disappearance", "attack_on_civilians", "Abduction/forced disappearance"),
        ("Protest against an airstrike", "other", "Protest against an airstrike"),
        ("Complex attack", "other", "Complex attack"),
        ("مظاهرة", "protest", "مظاهرة"),
        (None, "other", None),
    ],
)
def test_kinds_of_events(word: str | None, kind: str, sub_type: str | None) -> None:
    event = one({"event_type": word})
    assert event["event_type"] == kind
    assert (None if pd.isna(event["sub_type"]) else event["sub_type"]) == sub_type


def test_the_mapping_translates_kinds_without_regard_to_capitals() -> None:
    words = {"event_type": {"Complex Attack": "battle"}}
    event = one({"event_type": "complex  attack"}, words=words)
    assert (event["event_type"], event["sub_type"]) == ("battle", "complex attack")


def test_an_unknown_kind_is_kept_beside_the_sub_type() -> None:
    event = one({"event_type": "Spectacle", "sub_type": "large"})
    assert (event["event_type"], event["sub_type"]) == ("other", "large (Spectacle)")
    known = one({"event_type": "Clash", "sub_type": "large"})
    assert (known["event_type"], known["sub_type"]) == ("battle", "large")


def test_counts_are_not_invented() -> None:
    event = one({"fatalities_best": "n/a", "injured": "-", "civilians_killed": "1,234"})
    assert pd.isna(event["fatalities_best"])
    assert pd.isna(event["injured"])
    assert event["civilians_killed"] == 1234


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"injured": "several"}, "injured"),
        ({"injured": "-3"}, "injured"),
        ({"fatalities_best": "3", "fatalities_low": "4"}, "fatalities_low"),
        ({"fatalities_high": "3", "fatalities_low": "4"}, "fatalities_high"),
    ],
)
def test_bad_counts_are_rejected(cells: dict[str, str | None], column: str) -> None:
    assert fault(cells)[0] == column


def test_a_value_may_be_translated_to_nothing() -> None:
    words = {"fatalities_best": {"several": ""}}
    assert pd.isna(one({"fatalities_best": "Several"}, words=words)["fatalities_best"])


def test_texts_addresses_and_constants() -> None:
    event = one(
        {"source_url": "see file", "summary": " two\nlines\u200f ", "confidence": None},
        constants={"confidence": "low", "actor1": "Taliban"},
    )
    assert pd.isna(event["source_url"])
    assert event["summary"] == "two lines"
    assert (event["confidence"], event["actor1"]) == ("low", "Taliban")


# --- files


def test_a_table_with_a_tag_row_and_notes(tmp_path: Path) -> None:
    path = write(tmp_path, "day,where\n#date+start,#loc+name\n2021-08-03,Bala\n2021-99-03,Bala\n")
    source = open_rows(path)
    mapping = Mapping(source="L", columns={"date_start": "day", "place_en": "where"})
    reader = reader_for(source, mapping)
    events, rejects = read_all(source, reader)
    assert reader.not_rows == 1
    assert list(events.index) == [2]
    assert list(rejects["row"]) == [1, 3]
    assert any("HXL" in note for note in reader.notes)
    assert any("ids are made" in note for note in reader.notes)
    assert reader.used == {"day", "where"}
    assert pickle.loads(pickle.dumps(reader)) == reader  # noqa: S301  our own bytes


def test_the_order_of_dates_comes_from_the_whole_column(tmp_path: Path) -> None:
    days = ["03/08/2021"] * 60_000 + ["31/08/2021"]
    path = write(tmp_path, "day,p\n" + "\n".join(f"{day},x" for day in days) + "\n")
    source = open_rows(path)
    mapping = Mapping(source="L", columns={"date_start": "day", "place_en": "p"})
    reader = reader_for(source, mapping)
    assert reader.order == "day"
    assert any("31/08/2021" in note for note in reader.notes)
    events, rejects = read_all(source, reader)
    assert rejects.empty
    assert events["date_start"].iloc[0] == pd.Timestamp("2021-08-03")


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        (["03/08/2021", "04/08/2021"], ["3 August 2021 or 8 March 2021", "date_order ="]),
        (["03/08/2021", "31/08/2021", "08/31/2021"], ["31/08/2021", "08/31/2021", "date_order ="]),
    ],
)
def test_dates_that_can_be_read_in_two_ways_are_asked_about(
    tmp_path: Path, dates: list[str], words: list[str]
) -> None:
    path = write(tmp_path, "day,p\n" + "\n".join(f"{day},x" for day in dates) + "\n")
    columns = {"date_start": "day", "place_en": "p"}
    with pytest.raises(FrontmapError) as caught:
        reader_for(open_rows(path), Mapping(source="L", columns=columns))
    assert all(word in str(caught.value) for word in ["log.csv", "day", *words])
    told = Mapping(source="L", columns=columns, date_order="month")
    events, _ = read(path, mapping=told)
    assert events["date_start"].iloc[0] == pd.Timestamp("2021-03-08")


def test_a_column_that_the_file_has_not_is_named_with_those_near_it(tmp_path: Path) -> None:
    path = write(tmp_path, "Latitude,Longitude,Date\n1,2,2021-08-03\n")
    mapping = Mapping(source="L", columns={"date_start": "Datum"})
    with pytest.raises(FrontmapError, match=r"log.csv has no column 'Datum'.*date_start.*'Date'"):
        reader_for(open_rows(path), mapping)


def test_a_table_without_a_mapping_is_sent_to_the_suggestion(tmp_path: Path) -> None:
    path = write(tmp_path, "a,b\n1,2\n")
    with pytest.raises(FrontmapError, match=r"frontmap ingest --suggest log\.csv"):
        reader_for(open_rows(path))


# --- our own export


@pytest.mark.parametrize("suffix", ["csv", "geojson"])
@pytest.mark.parametrize("all_dates", [False, True])
def test_an_export_read_again_is_the_same(
    dataset: Dataset, tmp_path: Path, suffix: str, *, all_dates: bool
) -> None:
    view = dataset.default_view
    if all_dates:
        view = view.with_(date_from=date(2021, 1, 1), date_to=date(2021, 12, 31))
    content = (events_csv if suffix == "csv" else events_geojson)(dataset, view)
    path = tmp_path / f"export.{suffix}"
    path.write_bytes(content)
    source = open_rows(path)
    assert is_export(source.columns)
    reader = reader_for(source)
    events, rejects = read_all(source, reader)
    assert rejects.empty
    assert not {"province_code", "unit_id", "boundaries"} & reader.used
    expected = dataset.events.of(view)
    pd.testing.assert_frame_equal(events[KEPT].reset_index(drop=True), expected[KEPT])
    assert events[["province_code", "unit_id", "join_basis"]].isna().all(axis=None)
    assert not events["near_border"].any()


def test_an_older_or_trimmed_export_is_known_and_its_texts_kept(
    dataset: Dataset, tmp_path: Path
) -> None:
    some = dataset.events.of(dataset.default_view).head(3).drop(columns=["near_border", "summary"])
    some["event_id"] = ["1", "2", "3"]
    some["actor1"] = ["NA", "two\nlines", "-"]
    path = tmp_path / "old.csv"
    some.to_csv(path, index=False)
    events, rejects = read(path)
    assert rejects.empty
    assert list(events["event_id"]) == ["1", "2", "3"]
    assert list(events["actor1"]) == ["NA", "two\nlines", "-"]
    assert list(events["source_dataset"].unique()) == ["frontmap-embedded"]


def test_an_export_with_a_broken_row_rejects_that_row(dataset: Dataset, tmp_path: Path) -> None:
    some = dataset.events.of(dataset.default_view).head(3).astype(object)
    some.loc[some.index[1], "date_start"] = "yesterday"
    path = tmp_path / "edited.csv"
    some.to_csv(path, index=False)
    events, rejects = read(path)
    assert len(events) == 2
    assert rejects.to_dict("records")[0]["column"] == "date_start"


# --- any table, any mapping

CELLS = st.one_of(
    st.none(),
    st.sampled_from(
        [
            "2021-08-03",
            "03/08/2021",
            "2021",
            "8",
            "34.5",
            "69",
            "-1",
            "1e400",
            "34.5, 69",
            "?",
            "0",
            "A1",
            "town",
            "exact",
            "battle",
            "month",
            "high",
            "https://x.org",
            "POINT (69 34)",
        ]
    ),
    st.text(st.characters(exclude_categories=("Cs",)), max_size=8).map(lambda t: t.strip() or None),
)
HEADERS = ("a", "b", "c", "d")


@st.composite
def mappings(draw: st.DrawFn) -> Mapping:
    columns = draw(
        st.dictionaries(st.sampled_from(OWN_COLUMNS), st.sampled_from(HEADERS), max_size=9)
    )
    columns = {"date_start": "a", **columns}
    if draw(st.booleans()):
        columns |= {"lat": "b", "lon": draw(st.sampled_from(HEADERS))}
    dropped = {"year", "month", "day"} if draw(st.booleans()) else {"date_start"}
    columns = {"year": "a", "month": "b", **columns} if "date_start" in dropped else columns
    dropped |= {"lat_lon", "lon_lat"} if {"lat", "lon"} <= columns.keys() else {"lat", "lon"}
    dropped |= {"lon_lat"} if "lat_lon" in columns else set()
    columns = {ours: theirs for ours, theirs in columns.items() if ours not in dropped}
    words = {
        ours: draw(st.dictionaries(st.text(max_size=5), st.sampled_from([*VALUE_WORDS[ours], ""])))
        for ours in VALUE_WORDS
        if ours in columns
    }
    constants = draw(st.dictionaries(st.sampled_from(("actor1", "injured", "lat")), st.text()))
    return Mapping(
        source=draw(st.sampled_from(["Log", "دفتر", "!", "a b"])),
        columns=columns,
        words=words,
        constants=constants,
        id_prefix=draw(st.sampled_from(["", "x-"])),
    )


@settings(max_examples=40)
@given(
    mapping=mappings(),
    rows=st.lists(st.tuples(*[CELLS] * len(HEADERS)), max_size=10),
    order=st.sampled_from([None, "day", "month"]),
    verbatim=st.booleans(),
)
def test_every_row_of_any_table_is_an_event_or_a_reject(
    mapping: Mapping, rows: list[tuple[str | None, ...]], order: str | None, *, verbatim: bool
) -> None:
    check_mapping(mapping, "map.toml")
    frame = pd.DataFrame(rows, columns=list(HEADERS), dtype="str")
    frame.index = pd.RangeIndex(1, len(frame) + 1, name="row")
    done = TableReader(mapping, order, TODAY, verbatim=verbatim).convert(frame)  # type: ignore[arg-type]
    assert sorted([*done.events.index, *done.rejects["row"]]) == list(frame.index)
    assert done.rejects["reason"].notna().all()
    validate_events(done.events.drop_duplicates("event_id"))


# --- the country


def countries(mapping: Mapping, *cells: str | None) -> list[str | None]:
    """Codes of the countries of rows with these cells in the column Land."""
    rows = {"Day": ["2021-08-03"] * len(cells), "Province": ["Herat"] * len(cells), "Land": cells}
    frame = pd.DataFrame(rows, dtype="str", index=pd.RangeIndex(1, len(cells) + 1, name="row"))
    done = TableReader(mapping, "day", TODAY).convert(frame)
    assert list(done.events.columns) == list(EVENT_COLUMNS)
    assert done.country is not None
    return done.country.astype(object).where(done.country.notna(), None).tolist()


def test_a_mapped_country_is_read_in_any_form_and_through_its_translation() -> None:
    columns = {"date_start": "Day", "province_en": "Province", "country": "Land"}
    plain = Mapping(source="Field log", columns=columns)
    assert countries(plain, "Pakistan", "AFG", "586", "unknown", "over there", None) == [
        *("PK", "AF", "PK"),
        *(None, None, None),
    ]
    translated = Mapping(
        source="Field log", columns=columns, words={"country": {"over there": "Pakistan"}}
    )
    check_mapping(translated, "mapping")
    assert countries(translated, "over there") == ["PK"]


def test_a_constant_country_is_that_of_every_row_that_says_none() -> None:
    columns = {"date_start": "Day", "province_en": "Province"}
    constant = Mapping(source="Field log", columns=columns, constants={"country": "Pakistan"})
    check_mapping(constant, "mapping")
    assert countries(constant, "AF") == ["PK"]
