"""GDELT events, 1.0 and 2.0: lines of 57, 58 and 61 columns, CAMEO codes, places, real files."""

import csv
import pickle
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata.errors import FrontmapError
from geodata.events.schema import EVENT_COLUMNS, EVENT_TYPES, validate_events
from geodata.readers import cameo, gdelt
from geodata.readers.gdelt_places import province_name, province_of_town, town_name
from geodata.readers.reader import Converted
from tests.geodata.readers.reading import read
from tests.support.frame_source import FrameSource, text_frame
from tests.support.shared import shared

TODAY = date(2026, 1, 1)
COLUMNS = (*(str(at) for at in range(1, 62)), "width")

HEAD: Mapping[int, str] = {
    1: "719024875",
    2: "20210803",
    6: "AFGREB",
    7: "TALIBAN",
    16: "COP",
    17: "POLICE",
    27: "193",
    28: "193",
    29: "19",
}
PLACE = ("4", "Guzarah, Herat, Afghanistan", "AF", "AF11")
URL = "https://www.tolonews.com/afghanistan-1"


def line(width: int, **changed: str) -> list[str]:
    """A line of 57, 58 or 61 columns; names as in the codebook."""
    new = width == 61
    cells = HEAD | dict(zip(range(52 if new else 50, 99), PLACE, strict=False))
    cells |= {57: "34.21", 58: "62.22"} if new else {54: "34.21", 55: "62.22"}
    cells |= {60: "20210803001500", 61: URL} if new else {57: "20210803"}
    cells |= {58: URL} if width == 58 else {}
    at = {name: places[new] for name, places in gdelt._PLACES.items()}
    cells |= {at[name]: value for name, value in changed.items()}
    return [cells.get(number, "") for number in range(1, width + 1)]


def frame_of(*lines: list[str]) -> pd.DataFrame:
    rows = [
        {**{str(at): cell for at, cell in enumerate(fields, 1)}, "width": str(len(fields))}
        for fields in lines
    ]
    return text_frame(rows, COLUMNS)


def convert(*lines: list[str]) -> Converted:
    frame = frame_of(*lines)
    return gdelt.reader_for(FrameSource(frame), TODAY).convert(frame)


def one(width: int = 61, **changed: str) -> pd.Series:
    converted = convert(line(width, **changed))
    assert converted.rejects.empty, converted.rejects["reason"].tolist()
    validate_events(converted.events)
    return converted.events.iloc[0]


@pytest.mark.parametrize("width", [57, 58, 61])
def test_a_line_of_each_version_becomes_the_same_event(width: int) -> None:
    event = one(width)
    expected = {
        "event_id": "GDELT-719024875",
        "source_dataset": "GDELT",
        "date_start": pd.Timestamp("2021-08-03"),
        "date_end": pd.Timestamp("2021-08-03"),
        "date_precision": "day",
        "lon": 62.22,
        "lat": 34.21,
        "location_precision": "town",
        "event_type": "battle",
        "sub_type": "193 fight with small arms",
        "actor1": "TALIBAN",
        "actor2": "POLICE",
        "confidence": "low",
        "place_en": "Guzarah",
        "province_en": "Herat",
        "near_border": False,
    }
    # The oldest lines have no address.
    known = {} if width == 57 else {"source_url": URL, "source_name": "tolonews.com"}
    expected |= known
    assert {name: event[name] for name in expected} == expected
    assert event[[name for name in EVENT_COLUMNS if name not in expected]].isna().all()


def test_versions_may_be_mixed_in_one_file() -> None:
    events = convert(line(57), line(58), line(61), line(58)).events
    assert events["lat"].tolist() == [34.21] * 4
    assert events["source_url"].notna().tolist() == [False, True, True, True]


@pytest.mark.parametrize(
    ("kind", "name", "precision", "place", "province"),
    [
        ("1", "Afghanistan", "country", "Afghanistan", None),
        ("1", "Vietnam, Republic Of", "country", "Vietnam, Republic Of", None),
        ("2", "Texas, United States", "province", None, "Texas"),
        ("5", "Kaduna State, Kaduna, Nigeria", "province", None, "Kaduna"),
        ("3", "Houston, Texas, United States", "town", "Houston", "Texas"),
        ("4", "Kabul, Kabol, Afghanistan", "town", "Kabul", "Kabol"),
        ("4", "Jerusalem, Israel (general), Israel", "town", "Jerusalem", None),
        ("4", "Bristol, Bristol, City of, United Kingdom", "town", "Bristol", "City of Bristol"),
        ("0", "", "country", None, None),
        ("", "", "country", None, None),
    ],
)
def test_the_type_of_the_place_says_how_closely_it_is_known(
    kind: str, name: str, precision: str, place: str | None, province: str | None
) -> None:
    event = one(ActionGeo_Type=kind, ActionGeo_FullName=name)
    assert event["location_precision"] == precision
    words = [None if pd.isna(event[column]) else event[column] for column in _PLACE_WORDS]
    assert words == [place, None, province]
    # The point of a country is its centroid: never a point.
    assert event[["lon", "lat"]].isna().all() == (precision == "country")


_PLACE_WORDS = ["place_en", "district_en", "province_en"]


def test_names_of_one_part() -> None:
    assert (town_name("Kabul"), province_of_town("Kabul")) == ("Kabul", None)
    assert province_name("Texas") == "Texas"
    assert town_name(", Herat, Afghanistan") is None
    assert province_of_town("Hanoi, Ha Noi, Vietnam, Republic Of") == "Ha Noi"


@pytest.mark.parametrize(
    ("code", "event_type", "words"),
    [
        ("010", "other", "010 public statement"),
        ("042", "other", "042 consult"),
        ("057", "strategic", "057 signed agreement"),
        ("0871", "strategic", "0871 truce or ceasefire"),
        ("138", "strategic", "138 threat of military force"),
        ("141", "protest", "141 demonstration"),
        ("145", "protest", "145 riot"),
        ("154", "strategic", "154 armed forces mobilised"),
        ("173", "other", "173 arrest or charge"),
        ("175", "attack_on_civilians", "175 violent repression"),
        ("180", "attack_on_civilians", "180 assault"),
        ("1822", "attack_on_civilians", "1822 torture"),
        ("183", "explosion", "183 non-military bombing"),
        ("1831", "explosion", "1831 suicide bombing"),
        ("186", "targeted_killing", "186 assassination"),
        ("190", "battle", "190 conventional military force"),
        ("191", "strategic", "191 blockade"),
        ("192", "territory_taken", "192 occupation of territory"),
        ("194", "battle", "194 fight with artillery and tanks"),
        ("195", "airstrike", "195 weapons from the air"),
        ("1952", "airstrike", "1952 weapons from drones"),
        ("201", "displacement", "201 mass expulsion"),
        ("202", "attack_on_civilians", "202 mass killing"),
        ("2042", "explosion", "2042 nuclear weapons"),
        ("42", "other", "042 consult"),
        ("874", "strategic", "0874 military retreat"),
    ],
)
def test_cameo_codes(code: str, event_type: str, words: str) -> None:
    event = one(EventCode=code)
    assert (event["event_type"], event["sub_type"]) == (event_type, words)


def test_every_root_has_a_type_and_words() -> None:
    assert len(cameo.ROOTS) == 20
    for number in range(1, 21):
        for code in (f"{number:02}0", f"{number:02}9", f"{number:02}99"):
            assert cameo.full_code(code) == code
            assert cameo.event_type(code) in EVENT_TYPES
            assert cameo.words(code).startswith(f"{code} ")


@pytest.mark.parametrize(
    ("shortened", "code"),
    [
        ("42", "042"),
        ("10", "010"),
        ("14", "014"),
        ("20", "020"),
        ("871", "0871"),
        ("190", "190"),
        ("193.0", "193"),
        ("20.0", "020"),
    ],
)
def test_a_code_that_was_read_as_a_number_gets_its_zero_back(shortened: str, code: str) -> None:
    # An appeal (020) must not become mass violence (20).
    assert cameo.full_code(shortened) == code


@pytest.mark.parametrize("code", ["", "0", "00", "2100", "9999", "19300", "x", "---", "١٩٣", "1.9"])
def test_other_codes_are_none(code: str) -> None:
    assert cameo.full_code(code) is None


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("GLOBALEVENTID", ""),
        ("GLOBALEVENTID", "TALIBAN"),
        ("SQLDATE", ""),
        ("SQLDATE", "20210231"),
        ("SQLDATE", "20260102"),
        ("EventCode", ""),
        ("EventCode", "---"),
        ("ActionGeo_Type", "6"),
        ("ActionGeo_Lat", "34#21"),
        ("ActionGeo_Lat", "134.21"),
        ("ActionGeo_Long", "6222222"),
        ("ActionGeo_Long", ""),
    ],
)
@pytest.mark.parametrize("width", [58, 61])
def test_a_row_at_fault_says_where_and_why(width: int, column: str, value: str) -> None:
    converted = convert(line(width), line(width, **{column: value}))
    assert converted.events.index.tolist() == [1]
    fault = converted.rejects.iloc[0]
    assert (fault["row"], fault["column"]) == (2, column)
    assert fault["value"] == value or (not value and pd.isna(fault["value"]))
    assert fault["reason"].endswith(".")


def test_the_centroid_of_a_country_is_not_even_read() -> None:
    event = one(ActionGeo_Type="1", ActionGeo_FullName="Mali", ActionGeo_Lat="x")
    assert pd.isna(event["lat"])


def test_an_event_may_be_a_year_older_than_the_file() -> None:
    assert one(SQLDATE="20200804")["date_start"] == pd.Timestamp("2020-08-04")


@pytest.mark.parametrize(
    ("said", "url", "name"),
    [
        ("http://Example.org:8080/a?b", "http://Example.org:8080/a?b", "example.org"),
        ("https://www.bbc.co.uk/news", "https://www.bbc.co.uk/news", "bbc.co.uk"),
        ("BBC Monitoring", None, "BBC Monitoring"),
        ("javascript:alert(1)", None, "javascript:alert(1)"),
        ("http://two words", None, None),
        ("", None, None),
    ],
)
def test_the_source_is_an_address_or_a_name(said: str, url: str | None, name: str | None) -> None:
    event = one(SOURCEURL=said)
    assert event["source_url"] == url or (url is None and pd.isna(event["source_url"]))
    assert event["source_name"] == name or (name is None and pd.isna(event["source_name"]))


def test_an_actor_without_a_name_is_called_by_its_code() -> None:
    assert one(Actor1Name="")["actor1"] == "AFGREB"
    assert pd.isna(one(Actor1Name="", Actor1Code="")["actor1"])


def test_a_table_with_the_names_of_the_codebook() -> None:
    at = {name: new for name, (_, new) in gdelt._PLACES.items()}
    row = {name.lower(): line(61)[number - 1] for name, number in at.items()}
    frame = text_frame([row | {"goldsteinscale": "-10", "sourceurl": "NULL"}])
    reader = gdelt.reader_for(FrameSource(frame), TODAY)
    events = reader.convert(frame).events
    expected = convert(line(61, SOURCEURL="")).events
    pd.testing.assert_frame_equal(events, expected)
    assert "goldsteinscale" not in reader.used
    assert "sqldate" in reader.used


def test_numbers_with_decimals_are_the_same_numbers() -> None:
    whole = {"GLOBALEVENTID": "719024875", "SQLDATE": "20210803", "EventCode": "20"}
    place = {"ActionGeo_FullName": "Afghanistan", "ActionGeo_Lat": "33.0", "ActionGeo_Long": "66.0"}
    frame = text_frame(
        [{**{name: f"{n}.0" for name, n in whole.items()}, "ActionGeo_Type": "1.0"} | place]
    )
    converted = gdelt.reader_for(FrameSource(frame), TODAY).convert(frame)
    assert converted.rejects.empty, converted.rejects["reason"].tolist()
    event = converted.events.iloc[0]
    assert event["event_id"] == "GDELT-719024875"
    assert event["date_start"] == pd.Timestamp("2021-08-03")
    assert (event["event_type"], event["sub_type"]) == ("other", "020 appeal")
    assert (event["location_precision"], event["place_en"]) == ("country", "Afghanistan")


def test_another_file_is_refused() -> None:
    frame = text_frame([{"date": "2021-08-03", "place": "Herat"}])
    with pytest.raises(FrontmapError, match=r"mine\.csv is no GDELT file"):
        gdelt.reader_for(FrameSource(frame, Path("mine.csv")))


def test_the_report_hears_that_a_machine_coded_it() -> None:
    reader = gdelt.reader_for(FrameSource(frame_of(line(61))), TODAY)
    assert any("machine" in note for note in reader.notes)
    assert {"1", "2", "27", "54", "57", "61", "width"} <= reader.used
    assert pickle.loads(pickle.dumps(reader)) == reader  # noqa: S301  our own


def test_lines_are_recognised() -> None:
    for width in gdelt.WIDTHS:
        assert gdelt.looks_like("\t".join(line(width)) + "\r\n")
    assert not gdelt.looks_like("\t".join(line(61)[:60]))
    assert not gdelt.looks_like("\t".join(line(61, SQLDATE="2021-08-03")))
    assert not gdelt.looks_like("\t".join(str(at) for at in range(61)))
    assert not gdelt.looks_like("")


# Files ----------------------------------------------------------------------------------------


def test_files_of_both_versions_zipped_or_not(tmp_path: Path) -> None:
    for width in gdelt.WIDTHS:
        text = "".join("\t".join(line(width, GLOBALEVENTID=str(n))) + "\n" for n in range(3))
        plain, zipped = tmp_path / f"{width}.export.CSV", tmp_path / f"{width}.export.CSV.zip"
        plain.write_text(text, encoding="utf-8")
        with zipfile.ZipFile(zipped, "w") as archive:
            archive.write(plain, plain.name)
        for path in (plain, zipped):
            events, rejects = read(path, "gdelt")
            assert rejects.empty
            assert events["event_id"].tolist() == ["GDELT-0", "GDELT-1", "GDELT-2"]
            assert events.index.tolist() == [1, 2, 3]
            assert (events["lon"] == 62.22).all()


def test_quotes_are_letters_like_others_and_a_short_line_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "x.export.CSV"
    quoted = line(61, Actor1Name='"TALIBAN')
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines("\t".join(fields) + "\n" for fields in (quoted, line(61)[:40], line(61)))
    events, rejects = read(path, "gdelt")
    assert events.index.tolist() == [1, 3]
    assert events.loc[1, "actor1"] == '"TALIBAN'
    assert rejects["row"].tolist() == [2]


def test_fifteen_minutes_of_gdelt_2() -> None:
    events, rejects = read(shared("samples/gdelt2_20180101000000.export.CSV"), "gdelt")
    validate_events(events)
    assert rejects.empty
    assert events.index.tolist() == list(range(1, 2371))
    assert events["location_precision"].value_counts().to_dict() == {
        "town": 1390,
        "country": 677,
        "province": 303,
    }
    country = events["location_precision"] == "country"
    assert events.loc[country, ["lon", "lat"]].isna().all(axis=None)
    assert events.loc[~country, ["lon", "lat"]].notna().all(axis=None)
    assert events["date_start"].min() == pd.Timestamp("2017-12-02")
    assert events["source_url"].notna().all()
    assert events["fatalities_best"].isna().all()


def test_gdelt_1_with_57_and_58_columns() -> None:
    path = shared("samples/gdelt1_events1_spark.csv")
    events, rejects = read(path, "gdelt")
    validate_events(events)
    assert rejects.empty
    assert events.index.tolist() == list(range(1, 101))
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert events["event_id"].tolist() == [f"GDELT-{fields[0]}" for fields in lines]
    named = [len(fields) == 58 for fields in lines]
    assert events["source_name"].notna().tolist() == named
    assert (events["source_name"] == "BBC Monitoring").sum() == 5
    assert events.loc[events["place_en"] == "Wakhan Corridor", "province_en"].item() == "Badakhshan"


CELL = st.one_of(
    st.sampled_from(["", "0", "1", "4", "5", "193", "042", "20210803", "34.21", "-200", "1e400"]),
    st.sampled_from([URL, "http://", "A, B, C", ",,", " of", "X, of", "(general), Y", "nan"]),
    st.text(max_size=10).map(str.strip),
)
FIELDS = st.fixed_dictionaries({}, optional=dict.fromkeys(gdelt._PLACES, CELL))


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(
    rows=st.lists(st.tuples(st.sampled_from([57, 58, 61]), FIELDS), min_size=1, max_size=6),
    noise=st.lists(CELL, min_size=57, max_size=57),
)
def test_any_text_is_an_event_or_a_reject(
    rows: list[tuple[int, dict[str, str]]], noise: list[str]
) -> None:
    lines = [
        line(width, **{k: v for k, v in changed.items() if k != "SOURCEURL" or width != 57})
        for width, changed in rows
    ]
    converted = convert(*lines, noise)
    numbers = [*converted.events.index, *converted.rejects["row"]]
    assert sorted(numbers) == list(range(1, len(lines) + 2))
    validate_events(converted.events.drop_duplicates("event_id"))
    assert converted.events["confidence"].eq("low").all()


@pytest.mark.parametrize("width", [57, 58, 61])
def test_the_country_is_that_of_the_action_by_its_fips_code(width: int) -> None:
    lines = [line(width, ActionGeo_CountryCode=code) for code in ("AF", "SU", "OS", "")]
    country = convert(*lines).country
    assert country is not None
    assert country[:2].tolist() == ["AF", "SD"]
    assert country[2:].isna().all()


def test_the_country_under_the_codebooks_header() -> None:
    header = ["GLOBALEVENTID", "SQLDATE", "EventCode", "ActionGeo_Type", "actiongeo_countrycode"]
    frame = text_frame([dict(zip(header, ("7", "20210803", "193", "1", "PK"), strict=True))])
    reader = gdelt.reader_for(FrameSource(frame), TODAY)
    country = reader.convert(frame).country
    assert country is not None
    assert country.tolist() == ["PK"]
    assert "actiongeo_countrycode" in reader.used
