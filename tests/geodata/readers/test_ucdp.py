"""UCDP GED: every generation of columns, its codes, its faults, and real files of it."""

import json
import pickle
import warnings
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata.errors import FrontmapError
from geodata.events.schema import EVENT_COLUMNS, validate_events
from geodata.readers import ucdp
from geodata.readers.reader import Converted
from geodata.readers.ucdp_columns import STANDARD, find_columns, lacks_header
from geodata.readers.ucdp_convert import cited_office
from tests.geodata.readers.reading import read, read_all
from tests.support.frame_source import FrameSource, text_frame
from tests.support.shared import shared

TODAY = date(2026, 1, 1)

# An event as the newest versions write it; the others lack columns or name them otherwise.
ROW: Mapping[str, str] = {
    "id": "244657",
    "relid": "AFG-2021-1-411-4",
    "year": "2021",
    "active_year": "1",
    "code_status": "Clear",
    "type_of_violence": "1",
    "conflict_dset_id": "333",
    "conflict_new_id": "333",
    "conflict_name": "Afghanistan: Government",
    "dyad_dset_id": "735",
    "dyad_new_id": "735",
    "dyad_name": "Government of Afghanistan - Taleban",
    "side_a": "Government of Afghanistan",
    "side_b": "Taleban",
    "number_of_sources": "1",
    "source_article": '"Reuters,2021-08-04,Fighting in Herat"',
    "source_office": "Reuters",
    "source_date": "2021-08-04",
    "source_headline": "Fighting in Herat",
    "where_prec": "2",
    "where_coordinates": "Guzara town",
    "where_description": "near the airport",
    "adm_1": "Herat province",
    "adm_2": "Guzara district",
    "latitude": "34.21",
    "longitude": "62.22",
    "geom_wkt": "POINT (62.22 34.21)",
    "country": "Afghanistan",
    "country_id": "700",
    "region": "Asia",
    "event_clarity": "1",
    "date_prec": "1",
    "date_start": "2021-08-03",
    "date_end": "2021-08-03",
    "deaths_a": "1",
    "deaths_b": "4",
    "deaths_civilians": "2",
    "deaths_unknown": "0",
    "best": "7",
    "high": "9",
    "low": "6",
}
V19 = tuple(
    name
    for name in STANDARD
    if not name.endswith("dset_id") and name not in {"relid", "code_status", "where_description"}
)
V5_NAMES = {"best": "best_est", "low": "low_est", "high": "high_est"}


def convert(*changes: Mapping[str, str | None], **changed: str | None) -> Converted:
    rows = [{**ROW, **change} for change in (changes or (changed,))]
    source = FrameSource(text_frame(rows, STANDARD))
    return ucdp.reader_for(source, TODAY).convert(source.frame)


def one(**changed: str | None) -> pd.Series:
    converted = convert(**changed)
    assert converted.rejects.empty, converted.rejects["reason"].tolist()
    validate_events(converted.events)
    return converted.events.iloc[0]


def rejected(**changed: str | None) -> pd.Series:
    converted = convert(**changed)
    assert converted.events.empty
    assert len(converted.rejects) == 1
    return converted.rejects.iloc[0]


def test_an_event_becomes_a_row_of_the_schema() -> None:
    event = one()
    expected = {
        "event_id": "UCDP-244657",
        "source_dataset": "UCDP GED",
        "date_start": pd.Timestamp("2021-08-03"),
        "date_end": pd.Timestamp("2021-08-03"),
        "date_precision": "day",
        "lon": 62.22,
        "lat": 34.21,
        "location_precision": "town",
        "event_type": "battle",
        "sub_type": "state-based",
        "actor1": "Government of Afghanistan",
        "actor2": "Taleban",
        "fatalities_best": 7,
        "fatalities_low": 6,
        "fatalities_high": 9,
        "civilians_killed": 2,
        "summary": "Fighting in Herat",
        "source_name": "Reuters",
        "source_title": "Fighting in Herat",
        "source_date": "2021-08-04",
        "confidence": "high",
        "place_en": "Guzara town",
        "district_en": "Guzara district",
        "province_en": "Herat province",
        "near_border": False,
    }
    assert {name: event[name] for name in expected} == expected
    assert event[[name for name in EVENT_COLUMNS if name not in expected]].isna().all()


@pytest.mark.parametrize(
    "columns",
    [
        STANDARD,
        V19,
        tuple(V5_NAMES.get(name, name) for name in STANDARD),
        tuple(name.upper() for name in STANDARD),
        ("unnamed.1", *sorted(STANDARD), "iso3"),
        ("id", "date_end", *V19, "id.2"),
    ],
    ids=["25", "19", "5", "upper case", "sorted with an index", "columns in the middle"],
)
def test_every_generation_of_columns_gives_the_same_event(columns: tuple[str, ...]) -> None:
    newest = {old: new for new, old in V5_NAMES.items()}
    names = list(dict.fromkeys(columns))
    row = {name: ROW.get(newest.get(name, name.lower()), "7") for name in names}
    source = FrameSource(text_frame([row], names))
    converted = ucdp.reader_for(source, TODAY).convert(source.frame)
    pd.testing.assert_frame_equal(converted.events, convert().events)


@pytest.mark.parametrize(
    ("code", "precision"),
    [
        ("1", "exact"),
        ("2", "town"),
        ("3", "district"),
        ("4", "province"),
        ("5", "province"),
        ("6", "country"),
        ("7", "country"),
        ("7.0", "country"),
        (None, "country"),
    ],
)
def test_where_prec(code: str | None, precision: str) -> None:
    assert one(where_prec=code)["location_precision"] == precision


@pytest.mark.parametrize(
    ("code", "precision"),
    [("1", "day"), ("2", "week"), ("3", "week"), ("4", "month"), ("5", "year"), ("NA", "year")],
)
def test_date_prec(code: str, precision: str) -> None:
    assert one(date_prec=code)["date_precision"] == precision


@pytest.mark.parametrize(
    ("code", "event_type", "sub_type"),
    [
        ("1", "battle", "state-based"),
        ("2", "battle", "non-state"),
        ("3", "attack_on_civilians", "one-sided"),
    ],
)
def test_type_of_violence(code: str, event_type: str, sub_type: str) -> None:
    event = one(type_of_violence=code)
    assert (event["event_type"], event["sub_type"]) == (event_type, sub_type)


@pytest.mark.parametrize(("code", "word"), [("1", "high"), ("2", "medium")])
def test_event_clarity(code: str, word: str) -> None:
    assert one(event_clarity=code)["confidence"] == word


@pytest.mark.parametrize("code", [None, "3", "clear"])
def test_an_unknown_clarity_says_nothing(code: str | None) -> None:
    assert pd.isna(one(event_clarity=code)["confidence"])


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("type_of_violence", "4"),
        ("type_of_violence", None),
        ("where_prec", "8"),
        ("where_prec", "Guzara town"),
        ("date_prec", "0"),
        ("id", None),
        ("date_start", None),
        ("date_start", "2021-02-30"),
        ("date_start", "2026-01-02"),
        ("date_end", "2021-08-02"),
        ("latitude", "north"),
        ("longitude", "inf"),
        ("latitude", None),
        ("latitude", "3421000"),
        ("best", "-1"),
        ("best", "many"),
        ("deaths_civilians", "1.5"),
        ("high", "99999999999"),
    ],
)
def test_a_row_at_fault_says_where_and_why(column: str, value: str | None) -> None:
    fault = rejected(**{column: value})
    assert fault["column"] == column
    assert fault["value"] == value or (value is None and pd.isna(fault["value"]))
    assert fault["reason"].endswith(".")
    assert fault["row"] == 1


def test_the_fault_names_the_column_as_the_file_does() -> None:
    frame = text_frame([ROW | {"type_of_violence": "x"}]).rename(
        columns={"type_of_violence": "TYPE_OF_VI"}
    )
    rejects = ucdp.reader_for(FrameSource(frame), TODAY).convert(frame).rejects
    assert rejects["column"].tolist() == ["TYPE_OF_VI"]
    assert rejects["value"].tolist() == ["x"]


@pytest.mark.parametrize(
    ("given", "taken", "column"),
    [
        (("8", "7", "9"), (None, 7, 9), "low"),
        (("1", "3", "2"), (1, 3, None), "high"),
        ((None, "3", "2"), (None, 3, None), "high"),
        (("3", None, "2"), (3, None, None), "high"),
    ],
)
def test_a_bound_that_contradicts_the_estimate_is_left_out_and_remarked_on(
    given: tuple[str | None, ...], taken: tuple[int | None, ...], column: str
) -> None:
    frame = text_frame([{**ROW, **dict(zip(("low", "best", "high"), given, strict=True))}])
    converted = ucdp.reader_for(FrameSource(frame), TODAY).convert(frame)
    event = converted.events.iloc[0]
    found = [event[f"fatalities_{name}"] for name in ("low", "best", "high")]
    assert [None if pd.isna(value) else int(value) for value in found] == list(taken)
    assert converted.remarks["column"].tolist() == [column]
    assert converted.remarks["row"].tolist() == [1]
    assert "contradicts" in converted.remarks["reason"].iloc[0]
    assert converted.rejects.empty


def test_a_number_that_is_not_given_is_null_and_not_zero() -> None:
    event = one(best=None, low="NA", high=None, deaths_civilians=None)
    numbers = ["fatalities_best", "fatalities_low", "fatalities_high", "civilians_killed"]
    assert event[numbers].isna().all()
    assert one(best="0", low="0")["fatalities_best"] == 0


def test_rows_without_a_point_are_kept() -> None:
    event = one(latitude=None, longitude=None, geom_wkt=None)
    assert event[["lon", "lat"]].isna().all()
    assert event["place_en"] == "Guzara town"


def test_swapped_coordinates_are_told() -> None:
    assert "swapped" in rejected(latitude="162.2", longitude="34.2")["reason"]


@pytest.mark.parametrize(
    "wkt",
    ["POINT (62.22 34.21)", "point(62.22   34.21)", "POINT Z (62.22 34.21 0)"],
)
def test_a_point_may_stand_in_wkt_only(wkt: str) -> None:
    event = one(latitude=None, longitude=None, geom_wkt=wkt)
    assert (event["lon"], event["lat"]) == (62.22, 34.21)


def test_a_point_may_stand_in_the_geometry_only() -> None:
    row = {name: value for name, value in ROW.items() if name not in {"latitude", "longitude"}}
    frame = text_frame([row | {"geometry.lon": "62.3", "geometry.lat": "34.3"}])
    events = ucdp.reader_for(FrameSource(frame), TODAY).convert(frame).events
    assert events[["lon", "lat"]].iloc[0].tolist() == [62.3, 34.3]


@pytest.mark.parametrize(
    "written",
    ["2021-08-03T00:00:00", "2021-08-03 00:00:00.000", "8/3/2021 12:00:00 AM", "8/3/2021 0:00"],
)
def test_dates_with_a_time(written: str) -> None:
    event = one(date_start=written, date_end=written)
    assert event["date_start"] == event["date_end"] == pd.Timestamp("2021-08-03")


def test_the_whole_column_decides_that_the_day_comes_first() -> None:
    rows = [
        {"id": "1", "date_start": "3/8/2021", "date_end": "3/8/2021"},
        {"id": "2", "date_start": "3/8/2021", "date_end": "13/8/2021"},
    ]
    source = FrameSource(text_frame([{**ROW, **row} for row in rows]))
    reader = ucdp.reader_for(source, TODAY)
    assert reader.convert(source.frame).events["date_start"].dt.month.tolist() == [8, 8]
    assert any("day first" in note for note in reader.notes)


def test_dates_in_both_orders_are_not_guessed() -> None:
    days = ["13/8/2021", "8/14/2021", "3/8/2021"]
    source = FrameSource(text_frame([{**ROW, "date_start": day, "date_end": day} for day in days]))
    converted = ucdp.reader_for(source, TODAY).convert(source.frame)
    assert converted.events["date_start"].dt.day.tolist() == [13, 14]
    assert converted.rejects["row"].tolist() == [3]


def test_ids_keep_their_letters() -> None:
    assert one(id="AFG-2021-1")["event_id"] == "AFG-2021-1"


@pytest.mark.parametrize(
    ("citation", "office"),
    [
        ('"Reuters,2013-12-14,Seven killed, many hurt"', "Reuters"),
        ('Reuters (17 December 1989):  "TWO REBELS DIE".', "Reuters"),
        ("Reuters  25/2-09", "Reuters"),
        ("BBC 2/28/1991 Election - some clashes reported.", "BBC"),
        ('HRW September 2007 "State of Anarchy', "HRW"),
        ("SATP", "SATP"),
        ("Agence France-Presse - 2001", "Agence France-Presse"),
        ('"“"', None),
        ("2001-01-01", None),
    ],
)
def test_the_office_is_taken_from_the_citation(citation: str, office: str | None) -> None:
    assert cited_office(citation) == office


def test_older_events_are_cited_where_they_have_no_headline() -> None:
    event = one(
        source_office=None,
        source_headline=None,
        source_date=None,
        source_article='Reuters (1989-10-01): "REBELS KILL"',
    )
    assert event["source_name"] == "Reuters"
    assert event["source_title"] == 'Reuters (1989-10-01): "REBELS KILL"'
    assert event["summary"] == ROW["dyad_name"]
    assert pd.isna(event["source_date"])


def test_lists_of_sources_say_each_once() -> None:
    event = one(source_office="AFP;Reuters;AFP", source_date="2021-08-04T00:00:00;2021-08-04")
    assert event["source_name"] == "AFP; Reuters"
    assert event["source_date"] == "2021-08-04"


CUT = {
    "type_of_vi": "type_of_violence",
    "where_coor": "where_coordinates",
    "event_clar": "event_clarity",
    "source_art": "source_article",
    "deaths_civ": "deaths_civilians",
    "best_est": "best",
}


def test_names_cut_by_a_shapefile_are_known() -> None:
    long = {name: short for short, name in CUT.items()}
    frame = text_frame([{long.get(name, name)[:10]: value for name, value in ROW.items()}])
    reader = ucdp.reader_for(FrameSource(frame), TODAY)
    found = find_columns(tuple(frame.columns))
    assert {found[name] for name in CUT.values()} == set(CUT)
    assert any("type_of_vi = type_of_violence" in note for note in reader.notes)
    events = reader.convert(frame).events
    assert events["place_en"].tolist() == ["Guzara town"]
    assert events["civilians_killed"].tolist() == [2]


def test_an_ambiguous_cut_is_not_taken() -> None:
    # conflict_new_id and conflict_name are both cut to this.
    assert "conflict_name" not in find_columns((*STANDARD[:3], "conflict_n"))
    assert find_columns(("conflict_n", "conflict_name"))["conflict_name"] == "conflict_name"


TAGS = {"year": "#date+year", "latitude": "#geo+lat", "best": "#affected +killed"}


def test_the_row_of_hxl_tags_is_no_row() -> None:
    rows = [TAGS, {**ROW, "id": "1"}, {**ROW, "id": "2", "best": "x"}, {**ROW, "id": "3"}]
    source = FrameSource(text_frame(rows, STANDARD))
    reader = ucdp.reader_for(source, TODAY)
    assert reader.hxl
    assert reader.not_rows == 1
    assert any("HXL" in note for note in reader.notes)
    events, rejects = read_all(source, reader)
    # In the file's own numbers, and the tags among the refused: every row is accounted for.
    assert dict(events["event_id"]) == {2: "UCDP-1", 4: "UCDP-3"}
    assert events.index.name == "row"
    assert rejects["row"].tolist() == [1, 3]
    assert "HXL" in rejects["reason"].iloc[0]
    # A later partition does not begin with the tags, but its numbers are shifted all the same.
    assert reader.convert(source.frame.iloc[3:]).events.index.tolist() == [3]


def test_a_copy_saved_from_python_is_the_same_file() -> None:
    # Row names in front of the header, tags in its row 0, whole numbers as decimals.
    numbers = ("id", "type_of_violence", "where_prec", "date_prec", "event_clarity", "best")
    event = {**ROW, **{name: f"{ROW[name]}.0" for name in numbers}}
    rows = [{"unnamed.1": "0", **TAGS}, {"unnamed.1": "1", **event}]
    source = FrameSource(text_frame(rows, ("unnamed.1", *STANDARD)))
    reader = ucdp.reader_for(source, TODAY)
    assert reader.hxl
    found, expected = reader.convert(source.frame), convert()
    assert found.rejects.empty
    pd.testing.assert_frame_equal(found.events, expected.events)


def test_without_tags_nothing_is_left_out() -> None:
    source = FrameSource(text_frame([{**ROW, "best": "#affected"}]))
    reader = ucdp.reader_for(source, TODAY)
    assert (reader.hxl, reader.not_rows) == (False, 0)
    assert len(reader.convert(source.frame).rejects) == 1


def test_a_file_without_a_header_line_has_the_columns_of_ged() -> None:
    cells = [ROW.get(name, "0") for name in STANDARD]
    assert lacks_header(cells)
    assert not lacks_header(STANDARD)
    with pytest.raises(FrontmapError, match="no header line"):
        ucdp.reader_for(FrameSource(text_frame([dict(zip(cells, cells, strict=False))], cells)))
    numbered = {str(at): value for at, value in enumerate(cells, 1)} | {"width": "49"}
    frame = text_frame([numbered])
    reader = ucdp.reader_for(FrameSource(frame), TODAY)
    pd.testing.assert_frame_equal(reader.convert(frame).events, convert().events)
    assert any("no header line" in note for note in reader.notes)


def test_another_file_is_refused_with_what_is_missing() -> None:
    frame = text_frame([{"id": "1", "date_start": "2021-08-03", "event": "battle"}])
    with pytest.raises(FrontmapError) as error:
        ucdp.reader_for(FrameSource(frame, Path("mine.csv")))
    assert "mine.csv" in str(error.value)
    assert "type_of_violence, date_end, date_prec, where_prec" in str(error.value)


def test_the_reader_can_travel_to_another_process() -> None:
    source = FrameSource(text_frame([ROW]))
    reader = ucdp.reader_for(source, TODAY)
    again = pickle.loads(pickle.dumps(reader))  # noqa: S301  our own
    assert again == reader
    assert "where_description" not in reader.used
    assert {"id", "best", "adm_1", "geom_wkt"} <= reader.used


# Files ----------------------------------------------------------------------------------------


def _rows(n: int) -> list[dict[str, str]]:
    return [{**ROW, "id": str(number), "best": str(6 + number % 3)} for number in range(n)]


def _expected(n: int) -> pd.DataFrame:
    frame = text_frame(_rows(n), STANDARD)
    return ucdp.reader_for(FrameSource(frame), TODAY).convert(frame).events


def test_csv_xlsx_and_geojson_give_the_same_events(tmp_path: Path) -> None:
    table = pd.DataFrame(_rows(5), columns=list(STANDARD))
    table.to_csv(tmp_path / "ged.csv", index=False)
    typed = table.assign(
        **{name: table[name].astype(float) for name in ("latitude", "longitude", "best", "id")},
        date_start=pd.to_datetime(table["date_start"]),
    )
    typed.to_excel(tmp_path / "ged.xlsx", index=False, engine="xlsxwriter")
    features = [
        {
            "type": "Feature",
            "properties": {
                name: value
                for name, value in row.items()
                if name not in {"latitude", "longitude", "geom_wkt"}
            },
            "geometry": {"type": "Point", "coordinates": [62.22, 34.21]},
        }
        for row in _rows(5)
    ]
    collection = {"type": "FeatureCollection", "features": features}
    (tmp_path / "ged.geojson").write_text(json.dumps(collection), encoding="utf-8")
    for name in ("ged.csv", "ged.xlsx", "ged.geojson"):
        events, rejects = read(tmp_path / name, "ucdp")
        assert rejects.empty, name
        pd.testing.assert_frame_equal(events, _expected(5), obj=name, check_index_type=False)


def test_a_shapefile_with_its_cut_names_gives_the_same_events(tmp_path: Path) -> None:
    table = pd.DataFrame(_rows(5)).drop(columns=["latitude", "longitude"])
    points = gpd.points_from_xy([62.22] * 5, [34.21] * 5, crs="EPSG:4326")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that names are cut is what is wanted here
        gpd.GeoDataFrame(table, geometry=points).to_file(tmp_path / "ged.shp")
    events, rejects = read(tmp_path / "ged.shp", "ucdp")
    assert rejects.empty
    pd.testing.assert_frame_equal(events, _expected(5), check_index_type=False)


def test_a_csv_without_a_header_line(tmp_path: Path) -> None:
    table = pd.DataFrame(_rows(5), columns=list(STANDARD))
    table.to_csv(tmp_path / "GEDEvent_v24_0_1.csv", index=False, header=False)
    events, rejects = read(tmp_path / "GEDEvent_v24_0_1.csv", "ucdp")
    assert rejects.empty
    pd.testing.assert_frame_equal(events, _expected(5), check_index_type=False)


def test_the_copy_of_hdx_for_bangladesh() -> None:
    events, rejects = read(shared("samples/hdx_conflict_data_BGD_191.csv"), "ucdp")
    validate_events(events)
    # 602 lines of the table below the header, of which the first holds the HXL tags.
    assert sorted([*events.index, *rejects["row"]]) == list(range(1, 603))
    assert rejects["row"].tolist() == [1]
    assert "HXL" in rejects["reason"].iloc[0]
    assert events["event_id"].iloc[0] == "UCDP-71663"
    assert events.loc[2, "place_en"] == "Bhāndāria town"
    assert events["event_type"].value_counts().to_dict() == {
        "battle": 477,
        "attack_on_civilians": 124,
    }
    assert events["lon"].between(88, 93).all()


def test_the_geojson_of_the_central_african_republic() -> None:
    events, rejects = read(shared("samples/ged231_caf.geojson"), "ucdp")
    validate_events(events)
    assert sorted([*events.index, *rejects["row"]]) == list(range(1, 1849))
    assert rejects.empty
    assert events["location_precision"].value_counts().to_dict() == {
        "exact": 1214,
        "town": 374,
        "district": 149,
        "province": 82,
        "country": 29,
    }
    assert events["source_title"].notna().all()
    assert events.loc[1, ["lon", "lat"]].tolist() == [26.486881, 5.399784]


CELL = st.one_of(
    st.none(),
    st.sampled_from(
        [*ROW.values(), "0", "1", "3", "5", "-1", "1e400", "2021-08-03T00:00:00", "8/3/2021"]
    ),
    st.sampled_from(["31/12/2020", "nan", "POINT (1 2)", "POINT EMPTY", "#geo+lat", "١٢", "1,5"]),
    st.text(max_size=12).map(lambda text: text.strip() or None),
)
LIKELY = {name: st.just(value) | CELL for name, value in ROW.items()}


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(rows=st.lists(st.fixed_dictionaries(LIKELY), min_size=1, max_size=6))
def test_any_text_is_an_event_or_a_reject(rows: list[dict[str, str | None]]) -> None:
    frame = text_frame(rows, tuple(ROW))
    reader = ucdp.reader_for(FrameSource(frame), TODAY)
    converted = reader.convert(frame)
    numbers = [*converted.events.index, *converted.rejects["row"]]
    assert sorted(numbers) == list(range(1, len(rows) + 1 - reader.not_rows))
    # Ids that occur twice are found by the ingestion.
    validate_events(converted.events.drop_duplicates("event_id"))
    assert converted.rejects["reason"].notna().all()


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, "AF"),
        ({"country": "Yemen (North Yemen)", "country_id": "678"}, "YE"),
        ({"country": None, "country_id": "652"}, "SY"),
        ({"country": "Congo", "country_id": "484.0"}, "CG"),
        ({"country": "Nowhere", "country_id": "0"}, None),
    ],
)
def test_the_country_is_taken_from_its_name_or_number(
    changed: dict[str, str | None], expected: str | None
) -> None:
    country = convert({"type_of_violence": "9"}, changed).country
    assert country is not None
    assert country.astype(object).where(country.notna(), None).to_dict() == {2: expected}
