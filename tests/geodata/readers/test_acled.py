"""ACLED exports of every generation; the rows are invented."""

import csv
import pickle
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.errors import FrontmapError
from geodata.events.schema import EVENT_TYPES, validate_events
from geodata.readers import acled
from geodata.readers.acled_columns import is_acled, is_aggregate
from geodata.readers.reader import Converted
from geodata.tables.rows import Rows, reject_frame
from tests.geodata.readers.reading import read

TODAY = date(2022, 6, 30)

EVENT: dict[str, str | None] = {
    "data_id": "8011",
    "iso": "4",
    "event_id_cnty": "AFG99001",
    "event_id_no_cnty": "99001",
    "event_date": "03 August 2021",
    "year": "2021",
    "time_precision": "1",
    "disorder_type": "Political violence",
    "event_type": "Battles",
    "sub_event_type": "Armed clash",
    "actor1": "Taliban",
    "assoc_actor_1": None,
    "inter1": "2",
    "actor2": "Military Forces of Afghanistan (2014-2021)",
    "assoc_actor_2": "Militia (Pro-Government)",
    "inter2": "1",
    "interaction": "12",
    "civilian_targeting": None,
    "region": "Caucasus and Central Asia",
    "country": "Afghanistan",
    "admin1": "Herat",
    "admin2": "Injil",
    "admin3": None,
    "location": "Injil",
    "latitude": "34.4000",
    "longitude": "62.2000",
    "geo_precision": "1",
    "source": "Invented News",
    "source_scale": "National",
    "notes": "On 3 August, both sides clashed.\nEight were killed.",
    "fatalities": "8",
    "tags": None,
    "timestamp": "1630000000",
    "iso3": "AFG",
    "population_1km": "812",
    "population_best": "9021",
}
OLD = [
    "data_id",
    "iso",
    "event_id_cnty",
    "event_id_no_cnty",
    "event_date",
    "year",
    "time_precision",
    "event_type",
    "sub_event_type",
    "actor1",
    "assoc_actor_1",
    "inter1",
    "actor2",
    "assoc_actor_2",
    "inter2",
    "interaction",
    "region",
    "country",
    "admin1",
    "admin2",
    "admin3",
    "location",
    "latitude",
    "longitude",
    "geo_precision",
    "source",
    "source_scale",
    "notes",
    "fatalities",
    "timestamp",
    "iso3",
]
NEW = [
    "event_id_cnty",
    "event_date",
    "year",
    "time_precision",
    "disorder_type",
    "event_type",
    "sub_event_type",
    "actor1",
    "assoc_actor_1",
    "inter1",
    "actor2",
    "assoc_actor_2",
    "inter2",
    "interaction",
    "civilian_targeting",
    "iso",
    "region",
    "country",
    "admin1",
    "admin2",
    "admin3",
    "location",
    "latitude",
    "longitude",
    "geo_precision",
    "source",
    "source_scale",
    "notes",
    "fatalities",
    "tags",
    "timestamp",
    "population_1km",
    "population_best",
]
OLDEST = [
    "GWNO",
    "EVENT_ID_CNTY",
    "EVENT_ID_NO_CNTY",
    "EVENT_DATE",
    "YEAR",
    "TIME_PRECISION",
    "EVENT_TYPE",
    "ACTOR1",
    "ALLY_ACTOR_1",
    "INTER1",
    "ACTOR2",
    "ALLY_ACTOR_2",
    "INTER2",
    "INTERACTION",
    "COUNTRY",
    "ADMIN1",
    "ADMIN2",
    "ADMIN3",
    "LOCATION",
    "LATITUDE",
    "LONGITUDE",
    "GEO_PRECISION",
    "SOURCE",
    "NOTES",
    "FATALITIES",
]
GENERATIONS = {
    "to 2023": OLD,
    "since 2023": NEW,
    "upper case": OLDEST,
    "shapefile": [name[:10] for name in OLDEST],
    "shapefile in lower case": [name[:10].rstrip("_") for name in NEW if name != "interaction"],
    "words with blanks": [name.replace("_", " ").title() for name in OLD],
    "API dump": ["unnamed.1", *sorted(OLD)],
    "columns in the middle": [*NEW[:5], "my_note", "checked by", *NEW[5:]],
    "levels": [name.replace("admin", "ADM_LEVEL_") for name in OLD],
}
AFRICA = {"ALLY_ACTOR_1": "assoc_actor_1", "ALLY_ACTOR_2": "assoc_actor_2"}


@dataclass(frozen=True)
class Source:
    """Rows of text in memory, in partitions of two rows."""

    frame: pd.DataFrame
    path: Path = Path("invented.csv")
    kind: str = "csv"
    description: str = "rows in memory"

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.frame.columns)

    def partitions(self, size: int = 2) -> Iterator[Rows]:
        for at in range(0, len(self.frame), size):
            yield Rows(self.frame.iloc[at : at + size], reject_frame([]), 1.0)


def frame_of(*events: dict[str, str | None], header: list[str] = NEW) -> pd.DataFrame:
    """Rows of text under a header; what a header calls a column is found by its beginning."""
    cells = [[_cell(event, name) for name in header] for event in events]
    frame = pd.DataFrame(cells, columns=header, dtype="str")
    return frame.set_axis(pd.RangeIndex(1, len(frame) + 1, name="row"), axis="index")


def _cell(event: dict[str, str | None], name: str) -> str | None:
    plain = AFRICA.get(name, name).lower().replace(" ", "_").replace("adm_level_", "admin")
    matches = [known for known in event if known == plain or known[:10].rstrip("_") == plain]
    return event[matches[0]] if matches else "0"


def convert(*events: dict[str, str | None], header: list[str] = NEW) -> Converted:
    frame = frame_of(*events, header=header)
    converted = acled.reader_for(Source(frame), TODAY).convert(frame)
    assert len(converted.events) + len(converted.rejects) == len(frame)
    return converted


def event(**changed: str | None) -> dict[str, str | None]:
    return EVENT | changed


def only(**changed: str | None) -> pd.Series:
    """The one event that one row becomes."""
    converted = convert(event(**changed), header=OLD)
    assert converted.rejects.empty, converted.rejects["reason"].tolist()
    return validate_events(converted.events).iloc[0]


def reason(column: str, **changed: str | None) -> str:
    """Why the one row is rejected; the column and the text as they stand are named."""
    converted = convert(event(**changed), header=OLD)
    assert converted.events.empty
    fault = converted.rejects.iloc[0]
    assert (fault["row"], fault["column"]) == (1, column)
    text = changed.get(column)
    assert (pd.isna(fault["value"]) and text is None) or fault["value"] == text
    return fault["reason"]


@pytest.mark.parametrize("header", GENERATIONS.values(), ids=list(GENERATIONS))
def test_every_generation_gives_the_same_event(header: list[str]) -> None:
    assert is_acled(header)
    converted = convert(EVENT, header=header)
    assert converted.rejects.empty
    found = validate_events(converted.events).iloc[0]
    expected = {
        "event_id": "AFG99001",
        "source_dataset": "ACLED",
        "date_start": pd.Timestamp("2021-08-03"),
        "date_end": pd.Timestamp("2021-08-03"),
        "date_precision": "day",
        "lon": 62.2,
        "lat": 34.4,
        "location_precision": "town",
        "event_type": "battle",
        "actor1": "Taliban",
        "actor2": "Military Forces of Afghanistan (2014-2021)",
        "fatalities_best": 8,
        "summary": "On 3 August, both sides clashed. Eight were killed.",
        "source_name": "Invented News",
        "place_en": "Injil",
        "district_en": "Injil",
        "province_en": "Herat",
        "near_border": False,
    }
    assert found[list(expected)].to_dict() == expected
    rest = set(found.index) - set(expected) - {"sub_type"}
    assert found[list(rest)].isna().all()


def test_sub_type_keeps_the_words_of_the_source() -> None:
    assert only()["sub_type"] == "Armed clash"
    assert only(sub_event_type=None)["sub_type"] == "Battles"
    without = convert(event(event_type="Battle-No change of territory"), header=OLDEST)
    assert without.events["sub_type"].tolist() == ["Battle-No change of territory"]


def test_the_report_lists_what_is_not_taken() -> None:
    reader = acled.reader_for(Source(frame_of(EVENT, header=NEW)), TODAY)
    assert reader.format == "acled"
    assert reader.used <= set(NEW)
    left = set(NEW) - reader.used
    assert {"tags", "timestamp", "population_best", "civilian_targeting", "assoc_actor_1"} <= left
    assert {"event_id_cnty", "event_date", "latitude", "notes", "fatalities"} <= reader.used
    assert pickle.loads(pickle.dumps(reader)) == reader  # noqa: S301


@pytest.mark.parametrize(
    ("own", "data_id", "expected"),
    [
        ("AFG12345", "7", "AFG12345"),
        ("1416RTA", "7", "1416RTA"),
        ("12345", "7", "ACLED-12345"),
        (None, "7", "ACLED-7"),
        (None, None, "ACLED-4-99001"),
    ],
)
def test_ids(own: str | None, data_id: str | None, expected: str) -> None:
    assert only(event_id_cnty=own, data_id=data_id)["event_id"] == expected


def test_an_id_is_made_where_the_export_has_no_event_id_cnty() -> None:
    header = [name for name in OLD if name != "event_id_cnty"]
    reader = acled.reader_for(Source(frame_of(EVENT, header=header)), TODAY)
    assert any("no event_id_cnty" in note and "data_id" in note for note in reader.notes)
    assert convert(EVENT, header=header).events["event_id"].tolist() == ["ACLED-8011"]
    numbered = [name for name in header if name != "data_id"]
    assert convert(EVENT, header=numbered).events["event_id"].tolist() == ["ACLED-4-99001"]
    by_gwno = ["gwno", *(name for name in numbered if name not in {"iso", "iso3"})]
    found = convert(event(gwno="700"), header=by_gwno)
    assert found.events["event_id"].tolist() == ["ACLED-GW700-99001"]
    # Python writes the numbers of a column with an empty cell so.
    decimals = event(data_id="8011.0", iso="4.0", event_id_no_cnty="99001.0")
    assert convert(decimals, header=header).events["event_id"].tolist() == ["ACLED-8011"]
    assert convert(decimals, header=numbered).events["event_id"].tolist() == ["ACLED-4-99001"]


def test_a_row_without_any_id_is_rejected() -> None:
    nothing = {"event_id_cnty": None, "data_id": None, "event_id_no_cnty": None}
    assert "no id" in reason("event_id_cnty", **nothing)


def test_both_rows_of_a_dyadic_export_are_converted() -> None:
    other_way = event(actor1=EVENT["actor2"], actor2=EVENT["actor1"])
    converted = convert(EVENT, other_way)
    assert converted.events["event_id"].tolist() == ["AFG99001", "AFG99001"]
    assert converted.events.index.tolist() == [1, 2]


def test_a_file_with_a_row_for_each_actor_does_not_say_who_was_alone() -> None:
    header = [name for name in NEW if name not in {"actor2", "assoc_actor_2", "inter2"}]
    handed_over = event(
        event_type="Strategic developments",
        sub_event_type="Non-violent transfer of territory",
        inter1="Rebel group",
    )
    frame = frame_of(handed_over, event(actor1="Civilians (Afghanistan)"), header=header)
    reader = acled.reader_for(Source(frame), TODAY)
    assert any("no actor2" in note for note in reader.notes)
    assert reader.convert(frame).events["event_type"].tolist() == ["other", "battle"]
    assert reader.convert(frame).events["actor2"].isna().all()


@pytest.mark.parametrize(
    ("kind", "sub_kind", "expected"),
    [
        ("Battles", "Armed clash", "battle"),
        ("Battles", "Government regains territory", "territory_retaken"),
        ("Battles", "Non-state actor overtakes territory", "territory_taken"),
        ("Battle-No change of territory", None, "battle"),
        ("Battle-No Change of territory ", None, "battle"),
        ("Battle-Government regains territory", None, "territory_retaken"),
        ("Battle-Non-state actor overtakes territory", None, "territory_taken"),
        ("Battle-Rebels overtake territory", None, "territory_taken"),
        ("Explosions/Remote violence", "Air/drone strike", "airstrike"),
        ("Explosions/Remote violence", "Shelling/artillery/missile attack", "explosion"),
        ("Explosions/Remote violence", "Suicide bomb", "explosion"),
        ("Explosions/Remote violence", "Remote explosive/landmine/IED", "explosion"),
        ("Explosions/Remote violence", "Grenade", "explosion"),
        ("Explosions/Remote violence", "Chemical weapon", "explosion"),
        ("Remote violence", None, "explosion"),
        ("Violence against civilians", "Attack", "attack_on_civilians"),
        ("Violence against civilians", "Sexual violence", "attack_on_civilians"),
        ("Violence against civilians", "Abduction/forced disappearance", "attack_on_civilians"),
        ("VIOLENCE AGAINST CIVILIANS", None, "attack_on_civilians"),
        ("Riots/Protests", None, "protest"),
        ("Riots", "Mob violence", "protest"),
        ("Protests", "Excessive force against protesters", "protest"),
        ("Strategic developments", "Looting/property destruction", "strategic"),
        ("Strategic developments", "Other", "strategic"),
        ("Strategic development", None, "strategic"),
        ("Headquarters or base established", None, "strategic"),
        ("Non-violent activity by a conflict actor", None, "strategic"),
        ("Eclipse", None, "other"),
        ("Eclipse", "Partial", "other"),
        (None, "Grenade", "explosion"),
        (None, None, "other"),
    ],
)
def test_words_of_all_generations(kind: str | None, sub_kind: str | None, expected: str) -> None:
    found = only(event_type=kind, sub_event_type=sub_kind)
    assert found["event_type"] == expected
    kept = (sub_kind or kind or "").strip()
    assert found["sub_type"] == kept if kept else pd.isna(found["sub_type"])


@pytest.mark.parametrize(
    ("sides", "other", "expected"),
    [
        (("2", "0"), None, "territory_taken"),
        (("Rebel group", None), None, "territory_taken"),
        (("3", None), None, "territory_taken"),
        (("1", "0"), None, "territory_retaken"),
        (("State forces", None), None, "territory_retaken"),
        (("2", "1"), "Military Forces", "other"),
        (("1", None), "Taliban", "other"),
        (("2.0", "0.0"), None, "territory_taken"),
        (("1.0", "2.0"), None, "other"),
        (("8", "0"), None, "other"),
        ((None, None), None, "other"),
    ],
)
def test_a_transfer_without_violence_has_a_direction_only_with_one_side(
    sides: tuple[str | None, str | None], other: str | None, expected: str
) -> None:
    kind, transfer = "Strategic developments", "Non-violent transfer of territory"
    who = {"inter1": sides[0], "inter2": sides[1], "actor2": other}
    assert only(event_type=kind, sub_event_type=transfer, **who)["event_type"] == expected
    assert only(event_type=transfer, sub_event_type=None, **who)["event_type"] == expected


@pytest.mark.parametrize(
    "written",
    [
        "03 August 2021",
        "2021-08-03",
        "2021-08-03 00:00:00",
        "3-Aug-21",
        "03-August-2021",
        "03/08/2021",
        "3-8-21",
    ],
)
def test_dates(written: str) -> None:
    assert only(event_date=written)["date_start"] == pd.Timestamp("2021-08-03")


@pytest.mark.parametrize(
    ("dates", "first", "note"),
    [
        (
            ["03/08/2021", "31/08/2021"],
            "2021-08-03",
            "day first, as 31/08/2021 in the column event_date shows",
        ),
        (
            ["03/08/2021"] * 3 + ["8/31/2021"],
            "2021-03-08",
            "month first, as 8/31/2021 in the column event_date shows",
        ),
        (["03/08/2021", "04/08/2021"], "2021-08-03", "ACLED’s way"),
        (["31/08/2021", "8/31/2021"], "2021-08-31", "contradict"),
        (["03 August 2021", "2021-08-04"], "2021-08-03", None),
    ],
)
def test_day_or_month_first_is_decided_from_the_column(
    dates: list[str], first: str, note: str | None
) -> None:
    frame = frame_of(*(event(event_date=day) for day in dates))
    reader = acled.reader_for(Source(frame), TODAY)
    assert reader.convert(frame).events["date_start"].iloc[0] == pd.Timestamp(first)
    said = [text for text in reader.notes if "event_date" in text]
    assert [note in text for text in said] == ([True] if note else [])


def test_dates_in_both_orders_are_not_guessed() -> None:
    frame = frame_of(*(event(event_date=day) for day in ("31/08/2021", "8/31/2021", "03/08/2021")))
    converted = acled.reader_for(Source(frame), TODAY).convert(frame)
    assert converted.events["date_start"].dt.day.tolist() == [31, 31]
    assert converted.rejects["row"].tolist() == [3]


@pytest.mark.parametrize(
    ("written", "says"),
    [
        (None, "empty"),
        ("some day", "not a day"),
        ("31 June 2021", "not a day"),
        ("1 July 2022", "future"),
        ("12-Aug-1830", "before 1900"),
    ],
)
def test_dates_that_cannot_be(written: str | None, says: str) -> None:
    assert says in reason("event_date", event_date=written)


@pytest.mark.parametrize(
    ("column", "target", "words"),
    [
        ("geo_precision", "location_precision", ("town", "district", "province")),
        ("time_precision", "date_precision", ("day", "week", "month")),
    ],
)
def test_codes_of_precision(column: str, target: str, words: tuple[str, ...]) -> None:
    for code, word in zip(["1", "2", "3"], words, strict=True):
        assert only(**{column: code})[target] == word
    for unclear in (None, "0", "7", "good"):
        assert only(**{column: unclear})[target] == words[-1]
    week = only(time_precision="2")
    assert week["date_start"] == week["date_end"] == pd.Timestamp("2021-08-03")


def test_exports_without_codes_of_precision_say_so() -> None:
    header = [name for name in NEW if not name.endswith("_precision")]
    frame = frame_of(EVENT, header=header)
    reader = acled.reader_for(Source(frame), TODAY)
    found = reader.convert(frame).events.iloc[0]
    assert (found["location_precision"], found["date_precision"]) == ("town", "day")
    assert sum("precision" in note for note in reader.notes) == 2


@pytest.mark.parametrize(
    ("names", "precision"),
    [
        ({}, "district"),
        ({"location": None}, "district"),
        ({"admin2": None}, "district"),
        ({"location": None, "admin2": None}, "province"),
        ({"location": None, "admin2": None, "admin1": None}, "country"),
        ({"geo_precision": "3"}, "province"),
    ],
)
def test_events_without_coordinates_are_kept(names: dict[str, None], precision: str) -> None:
    found = only(latitude=None, longitude=None, **names)
    assert found[["lon", "lat"]].isna().all()
    assert found["location_precision"] == precision


@pytest.mark.parametrize(
    ("lat", "lon", "column", "says"),
    [
        ("north", "62.2", "latitude", "not a number"),
        ("34.4", "62° 12'", "longitude", "not a number"),
        (None, "62.2", "latitude", "together"),
        ("0", "0", "latitude", "missing place"),
        ("162.2", "34.4", "latitude", "swapped"),
        ("3812345.6", "412345.6", "latitude", "metres"),
        ("34.4", "640", "longitude", "pixels"),
    ],
)
def test_coordinates_that_cannot_be(lat: str | None, lon: str, column: str, says: str) -> None:
    assert says in reason(column, latitude=lat, longitude=lon)


def test_a_decimal_comma_is_read() -> None:
    found = only(latitude="34,4", longitude="62,2")
    assert (found["lat"], found["lon"]) == (34.4, 62.2)


@pytest.mark.parametrize(("written", "deaths"), [("0", 0), ("3.0", 3), ("1,200", 1200)])
def test_deaths(written: str, deaths: int) -> None:
    assert only(fatalities=written)["fatalities_best"] == deaths


def test_deaths_are_never_made_up() -> None:
    found = only(fatalities=None)
    assert found[["fatalities_best", "fatalities_low", "civilians_killed"]].isna().all()
    assert "whole number" in reason("fatalities", fatalities="several")
    assert "whole number" in reason("fatalities", fatalities="-1")


def test_words_for_missing_of_other_programs_are_empty_cells() -> None:
    found = only(latitude="NA", longitude="NA", actor2="NA", fatalities="NaN", admin2="NULL")
    assert found[["lat", "lon", "actor2", "fatalities_best", "district_en"]].isna().all()


def test_rejects_name_the_column_as_the_file_does() -> None:
    converted = convert(event(fatalities="x"), event(event_date="x"), header=OLDEST)
    assert converted.rejects["column"].tolist() == ["FATALITIES", "EVENT_DATE"]
    assert converted.rejects["row"].tolist() == [1, 2]
    assert converted.rejects["value"].tolist() == ["x", "x"]


def test_a_row_of_hxl_tags_is_no_row() -> None:
    tags = dict.fromkeys(EVENT, "#meta+x") | {"event_date": "#date+occurred", "notes": None}
    frame = frame_of(tags, EVENT, event(fatalities="x"))
    reader = acled.reader_for(Source(frame), TODAY)
    converted = reader.convert(frame)
    assert converted.events.index.tolist() == [1]
    assert converted.rejects["row"].tolist() == [2]
    assert reader.not_rows == 1
    assert any("HXL" in note for note in reader.notes)


AGGREGATES = {
    "HDX by month": "Country,Month,Year,Events,Fatalities",
    "HDX demonstrations": "Country,Admin1,Admin2,ISO3,Admin2 Pcode,Admin1 Pcode,Month,Year,Events",
    "HAPI": "location_code,admin1_name,admin2_name,event_type,events,fatalities,"
    "reference_period_start,reference_period_end",
    "weekly": "WEEK,REGION,COUNTRY,ADMIN1,EVENT_TYPE,SUB_EVENT_TYPE,EVENTS,FATALITIES,"
    "POPULATION_EXPOSURE,DISORDER_TYPE,ID,CENTROID_LATITUDE,CENTROID_LONGITUDE",
}


@pytest.mark.parametrize("header", AGGREGATES.values(), ids=list(AGGREGATES))
def test_counts_of_events_are_refused_with_an_explanation(header: str) -> None:
    columns = header.split(",")
    assert is_aggregate(columns)
    assert not is_acled(columns)
    with pytest.raises(FrontmapError, match=r"holds counts of events .* not events: download"):
        acled.reader_for(Source(frame_of(EVENT, header=columns)), TODAY)


@pytest.mark.parametrize("missing", ["event_date", "event_type", "actor1", "event_id_cnty"])
def test_another_table_is_refused_and_what_is_missing_is_named(missing: str) -> None:
    columns = [name for name in NEW if name != missing]
    assert not is_acled(columns)
    assert not is_aggregate(columns)
    with pytest.raises(FrontmapError, match=f"not an ACLED export: it has no column {missing};"):
        acled.reader_for(Source(frame_of(EVENT, header=columns)), TODAY)


def refusal(frame: pd.DataFrame) -> str | None:
    try:
        acled.reader_for(Source(frame), TODAY)
    except FrontmapError as error:
        return str(error)
    return None


def test_a_table_of_somebody_else_is_not_taken_for_acled() -> None:
    theirs = ["event_id", "date", "event_type", "actor1", "location", "source", "fatalities"]
    assert not is_acled(theirs)
    assert is_acled([*theirs, "inter1", "GEO_PRECIS"])
    assert is_acled(["event_id_cnty", *theirs[1:]])
    assert refusal(frame_of(EVENT, header=theirs)) is None


CELLS = st.none() | st.text(max_size=8) | st.sampled_from(sorted({v for v in EVENT.values() if v}))
ODD = {
    "event_date": ["31-12-19", "2021-02-30", "03/08/2021", "99990101", "3-Aug-70"],
    "latitude": ["91", "0", "1e400", "34,5", "-90"],
    "longitude": ["181", "0", "NA", "500000", "-180"],
    "fatalities": ["-3", "1,000", "1e9", "1e99", "2147483648"],
    "geo_precision": ["1.0", "4", ""],
    "event_type": [*EVENT_TYPES, "Strategic developments"],
    "sub_event_type": ["Non-violent transfer of territory", "Air/drone strike"],
}
ROWS = st.fixed_dictionaries(
    {name: CELLS | st.sampled_from(ODD[name]) if name in ODD else CELLS for name in OLD}
)


@given(events=st.lists(ROWS, max_size=5))
@settings(max_examples=60)
def test_any_text_under_these_columns_is_an_event_or_a_reject(
    events: list[dict[str, str | None]],
) -> None:
    frame = frame_of(*events, header=OLD)
    converted = acled.reader_for(Source(frame), TODAY).convert(frame)
    assert sorted([*converted.events.index, *converted.rejects["row"]]) == frame.index.tolist()
    assert converted.rejects["reason"].notna().all()
    ids = [f"{i}-{own}" for i, own in enumerate(converted.events["event_id"])]
    validate_events(
        converted.events.assign(event_id=pd.Series(ids, converted.events.index, dtype="str"))
    )


@given(
    columns=st.lists(st.sampled_from([*OLD, *OLDEST, "events", "month"]) | st.text(), unique=True)
)
@settings(max_examples=80)
def test_any_header_is_taken_or_refused_in_one_sentence(columns: list[str]) -> None:
    frame = frame_of(EVENT, header=columns)
    refused = refusal(frame)
    if refused is None:
        converted = acled.reader_for(Source(frame), TODAY).convert(frame)
        assert len(converted.events) + len(converted.rejects) == 1
    else:
        assert not is_acled(columns)
        assert refused.startswith("invented.csv ")
        assert "\n" not in refused


@pytest.mark.parametrize(
    ("delimiter", "encoding"), [(",", "utf-8"), (";", "cp1252"), ("\t", "utf-8-sig")]
)
def test_files(tmp_path: Path, delimiter: str, encoding: str) -> None:
    path = tmp_path / "export.csv"
    written = [
        event(location="Fayzābād" if encoding == "utf-8" else "Façade"),
        event(fatalities="x"),
    ]
    with path.open("w", encoding=encoding, newline="") as file:
        table = csv.writer(file, delimiter=delimiter)
        table.writerow(OLD)
        table.writerows([[row[name] for name in OLD] for row in written])
    events, rejects = read(path, "acled")
    assert events["place_en"].tolist() == [written[0]["location"]]
    assert events["summary"].tolist() == ["On 3 August, both sides clashed. Eight were killed."]
    assert rejects["row"].tolist() == [2]


@pytest.mark.parametrize(
    ("changed", "header", "expected"),
    [
        ({"country": "Pakistan"}, NEW, "PK"),
        ({"country": None, "iso": None, "iso3": "PAK"}, OLD, "PK"),
        ({"country": "Congo", "iso": "178"}, OLD, "CG"),
        ({"country": None, "iso": "586"}, OLD, "PK"),
        ({"country": None, "gwno": "770"}, OLDEST, "PK"),
    ],
)
def test_the_country_is_taken_from_its_name_or_number(
    changed: dict[str, str | None], header: list[str], expected: str
) -> None:
    bad = event(event_date="no day")
    converted = convert(bad, event(**changed), event(iso="4", gwno="700"), header=header)
    assert converted.country is not None
    assert converted.country.to_dict() == {2: expected, 3: "AF"}
    assert "country" not in converted.events


def test_a_file_without_a_country_says_nothing_of_it() -> None:
    header = [name for name in NEW if name not in {"country", "iso", "iso3"}]
    assert convert(event(), header=header).country is None
