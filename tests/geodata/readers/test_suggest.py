"""The proposed mapping: from names in many languages, from values, and honest where unsure."""

import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata.errors import FrontmapError
from geodata.readers.mapping import Mapping, parse_mapping, read_mapping
from geodata.readers.suggest import Suggestion, suggest
from geodata.readers.table import reader_for
from geodata.readers.words import find_event_type, header_rank
from geodata.tables import open_rows
from tests.geodata.readers.reading import read_all


def propose(folder: Path, text: str, name: str = "field_log.csv") -> Suggestion:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return suggest(open_rows(path))


def taken(folder: Path, text: str) -> dict[str, str]:
    found = propose(folder, text).mapping
    assert found is not None
    return dict(found.columns)


def accepted(folder: Path, found: Suggestion, name: str = "field_log.csv") -> tuple[int, int]:
    """Events and rejects of the file through the mapping as it was written, unchanged."""
    path = folder / "suggestion.toml"
    path.write_text(found.text, encoding="utf-8")
    source = open_rows(folder / name)
    events, rejects = read_all(source, reader_for(source, read_mapping(path)))
    return len(events), len(rejects)


LOG = """\
Ref;Date;Kind;Latitude (WGS84);Longitude (WGS84);District;Wilayat;Killed;Wounded;Remarks;Phone
FO-1;31/08/2021;Air strike;34,52;69,18;Bagrami;Kabul;3;-;Hit a house;070
FO-2;04/08/2021;Complex attack;31,61;65,70;Dand;Kandahar;;2;At the gate;071
FO-3;05/08/2021;Demonstration;;;Injil;Herat;0;0;At the bazaar;072
"""


def test_a_field_log_is_understood_and_read(tmp_path: Path) -> None:
    found = propose(tmp_path, LOG)
    assert found.mapping == Mapping(
        source="field log",
        date_order="day",
        columns={
            "event_id": "Ref",
            "date_start": "Date",
            "lon": "Longitude (WGS84)",
            "lat": "Latitude (WGS84)",
            "event_type": "Kind",
            "fatalities_best": "Killed",
            "injured": "Wounded",
            "summary": "Remarks",
            "district_en": "District",
            "province_en": "Wilayat",
        },
        words={
            "event_type": {
                "Air strike": "airstrike",
                "Complex attack": "other",
                "Demonstration": "protest",
            }
        },
        constants={"location_precision": "town"},
    )
    assert found.questions == ()
    assert found.unused == ("Phone",)
    assert "31/08/2021" in found.text
    assert '"Complex attack" = "other"                    # not known' in found.text
    assert '#   "Phone"' in found.text
    assert accepted(tmp_path, found) == (3, 0)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("fecha,latitud,longitud,muertos,heridos", "date_start,lat,lon,fatalities_best,injured"),
        (
            "Datum,Breitengrad,Längengrad,Tote,Verletzte",
            "date_start,lat,lon,fatalities_best,injured",
        ),
        ("data,y,x,morti,feriti", "date_start,lat,lon,fatalities_best,injured"),
        ("Дата,Широта,Долгота,Погибшие,Раненые", "date_start,lat,lon,fatalities_best,injured"),
        (
            "تاریخ,عرض جغرافیایی,طول جغرافیایی,کشته,زخمی",
            "date_start,lat,lon,fatalities_best,injured",
        ),
        ("EVENT_DATE,LAT,LONG,DEATHS,WIA", "date_start,lat,lon,fatalities_best,injured"),
    ],
)
def test_headers_of_many_languages(tmp_path: Path, header: str, expected: str) -> None:
    rows = "2021-08-03,34.52,69.18,3,4\n2021-08-04,34.53,69.19,0,1\n"
    found = taken(tmp_path, f"{header}\n{rows}")
    assert found == dict(zip(expected.split(","), header.split(","), strict=True))


@pytest.mark.parametrize(
    ("ours", "header"),
    [
        ("district_en", "adm2_en"),
        ("district_en", "ADM2_NAME"),
        ("district_en", "woluswali"),
        ("district_en", "Admin 2"),
        ("province_en", "Wilayat"),
        ("province_en", "admin1Name_en"),
        ("event_id", "Incident No."),
        ("event_id", "S.No"),
        ("date_start", "Date of Incident"),
        ("civilians_killed", "Civilians killed"),
        ("fatalities_best", "# Killed (total)"),
        ("source_url", "Web link"),
    ],
)
def test_names_of_columns(ours: str, header: str) -> None:
    assert header_rank(ours, header) is not None


def test_values_tell_what_names_do_not(tmp_path: Path) -> None:
    found = propose(
        tmp_path,
        "a,b,c,d,e,f\n"
        "INC-1,34.5212,69.1811,2021-08-03,clash,https://x.org/1\n"
        "INC-2,31.6112,65.7011,2021-08-04,IED,https://x.org/2\n"
        "INC-3,31.6212,65.7111,2021-08-05,clash,\n",
    )
    assert found.mapping is not None
    assert found.mapping.columns == {
        "event_id": "a",
        "date_start": "d",
        "lat": "b",
        "lon": "c",
        "event_type": "e",
        "source_url": "f",
    }
    assert found.text.count("Guessed from the values") == 6
    assert accepted(tmp_path, found) == (3, 0)


def test_a_longitude_beyond_90_is_told_from_the_latitude(tmp_path: Path) -> None:
    found = taken(tmp_path, "when,p,q\n2021-08-03,134.5212,34.1811\n2021-08-04,131.6112,33.7011\n")
    assert (found["lon"], found["lat"]) == ("p", "q")


def test_a_name_whose_values_do_not_fit_is_not_believed(tmp_path: Path) -> None:
    found = propose(tmp_path, "Date,Lat,Long,Village\n2021-08-03,3812345,512345,Bala\n")
    assert found.mapping is not None
    assert found.mapping.columns == {"date_start": "Date", "place_en": "Village"}
    assert "'Lat' is named like it, but holds '3812345'" in found.text


def test_coordinates_in_one_column(tmp_path: Path) -> None:
    header = "Date,Location"
    found = propose(tmp_path, f'{header}\n2021-08-03,"34.52, 69.18"\n2021-08-04,"34.53, 69.19"\n')
    assert found.mapping is not None
    assert found.mapping.columns["lat_lon"] == "Location"
    assert accepted(tmp_path, found) == (2, 0)


def test_a_date_in_three_columns(tmp_path: Path) -> None:
    found = propose(
        tmp_path,
        "eventid,iyear,imonth,iday,provstate,nkill\n1,2015,8,3,Kabul,1\n2,2015,0,0,Herat,\n",
    )
    assert found.mapping is not None
    columns = found.mapping.columns
    assert [columns[part] for part in ("year", "month", "day")] == ["iyear", "imonth", "iday"]
    assert accepted(tmp_path, found) == (2, 0)


def test_an_order_that_cannot_be_told_is_asked_for(tmp_path: Path) -> None:
    found = propose(tmp_path, "Date,Village\n03/08/2021,Bala\n04/08/2021,Bala\n")
    assert len(found.questions) == 1
    assert "3 August 2021 or 8 March 2021" in found.questions[0]
    assert "# QUESTION: 03/08/2021" in found.text
    assert '\n# date_order = "day"\n' in found.text
    answered = found.text.replace('# date_order = "day"', 'date_order = "day"')
    assert parse_mapping(answered).date_order == "day"
    with pytest.raises(FrontmapError, match="date_order"):
        accepted(tmp_path, found)


def test_the_header_may_tell_the_order(tmp_path: Path) -> None:
    found = propose(tmp_path, "Date (MM/DD/YYYY),Village\n03/08/2021,Bala\n")
    assert found.mapping is not None
    assert found.mapping.date_order == "month"
    assert accepted(tmp_path, found) == (1, 0)


def test_a_table_without_days_or_places_asks_for_them(tmp_path: Path) -> None:
    found = propose(tmp_path, "Killed,x,y\n1,512345.6,3812345.5\n2,512346.6,3812346.5\n")
    assert found.mapping is None
    assert len(found.questions) == 2
    assert '\n# date_start = "name of the column"' in found.text
    assert '\n# lat = "name of the column"' in found.text
    assert "Metres of a grid" in found.text


def test_ids_that_repeat_are_doubted(tmp_path: Path) -> None:
    rows = "".join(f"A{at % 3},2021-08-0{at + 1},Bala\n" for at in range(6))
    found = propose(tmp_path, f"Ref,Date,Village\n{rows}")
    assert found.mapping is not None
    assert "event_id" not in found.mapping.columns
    assert '# event_id = "Ref"' in found.text
    assert "3 of 6 cells repeat another" in found.text


def test_words_of_precision_that_are_not_known_stand_in_comments(tmp_path: Path) -> None:
    found = propose(tmp_path, "Date,Village,Accuracy\n2021-08-03,Bala,1\n2021-08-04,Bala,2\n")
    assert found.mapping is not None
    assert "location_precision" not in found.mapping.columns
    assert '# location_precision = "Accuracy"' in found.text
    assert "# [values.location_precision]" in found.text
    assert accepted(tmp_path, found) == (2, 0)


@pytest.mark.parametrize("header", ['we"ird\\', "tab\tbed", "zero\x7fwidth\u2028", "#[columns]"])
def test_strange_headers_do_not_break_the_text(tmp_path: Path, header: str) -> None:
    quoted = '"' + header.replace('"', '""') + '"'
    found = propose(
        tmp_path, f"Date,Village,{quoted}\n2021-08-03,Bala,clash\n2021-08-04,Bala,IED\n"
    )
    assert found.mapping is not None
    assert accepted(tmp_path, found) == (2, 0)


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("airstrike", "airstrike"),
        ("Air/drone strike", "airstrike"),
        ("VBIED attack", "explosion"),
        ("Shelling/artillery/missile attack", "explosion"),
        ("Non-state actor overtakes territory", "territory_taken"),
        ("Government regains territory", "territory_retaken"),
        ("Violence against civilians", "attack_on_civilians"),
        ("Explosions/Remote violence", "explosion"),
        ("attack_on_civilians", "attack_on_civilians"),
        ("Strategic developments", "strategic"),
        ("Kidnapping", "attack_on_civilians"),
        ("Attack", None),
        ("Clash and airstrike", None),
        ("", None),
        ("They marched to the square where a battle had been fought in the year before", None),
    ],
)
def test_words_for_kinds_of_events(word: str, kind: str | None) -> None:
    assert find_event_type(word) == kind


CELL = st.text(st.characters(exclude_categories=("Cs",)), max_size=12) | st.sampled_from(
    ["2021-08-03", "03/08/2021", "34.521", "69.181", "clash", "https://x.org", "3", "A-1", "?"]
)
HEADER = st.text(st.characters(exclude_categories=("Cs",)), max_size=8) | st.sampled_from(
    ["Date", "Lat", "Long", "Type", "Killed", "Ref", "Accuracy", "Village", "year", "gps"]
)


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(
    header=st.lists(HEADER, min_size=2, max_size=6),
    rows=st.lists(st.lists(CELL, min_size=6, max_size=6), min_size=1, max_size=5),
)
def test_any_table_gets_a_text_that_reads_or_asks(
    tmp_path_factory: pytest.TempPathFactory, header: list[str], rows: list[list[str]]
) -> None:
    def line(cells: list[str]) -> str:
        return ",".join('"' + cell.replace('"', '""') + '"' for cell in cells) + "\n"

    folder = tmp_path_factory.mktemp("suggest")
    text = line(header) + "".join(line(row[: len(header)]) for row in rows)
    path = folder / "field_log.csv"
    path.write_bytes(text.encode())
    try:
        source = open_rows(path)
    except FrontmapError:
        return
    found = suggest(source)
    if found.mapping is None:
        assert found.questions
        return
    assert parse_mapping(found.text) == found.mapping
    if not found.questions:
        events, rejects = accepted(folder, found)
        assert events + rejects == sum(
            len(part.frame) + len(part.faults) for part in source.partitions()
        )


def test_a_file_name_that_is_no_text_does_not_matter(tmp_path: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("only Linux takes any bytes as a file name")
    path = tmp_path / "log\udcff.csv"
    path.write_text("Date,Village\n2021-08-03,Bala\n")
    suggest(open_rows(path)).text.encode("utf-8")


PART_OF_UCDP = """\
id,year,month,type_of_violence,side_a,side_b,where_prec,where_coordinates,latitude,longitude,best
1,1999,1,1,Government of Aland,Rebels,1,Alpha town,34.5,62.1,4.00
2,1999,2,3,Government of Aland,Civilians,4,Beta province,34.25,62.75,8.00
3,1999,2,2,Rebels,Others,6,Aland,33.125,62.5,2.00
"""


def test_numbers_of_a_known_source_are_proposed_as_words(tmp_path: Path) -> None:
    found = propose(tmp_path, PART_OF_UCDP)
    assert found.mapping is not None
    assert found.mapping.words == {
        "event_type": {"1": "battle", "2": "battle", "3": "attack_on_civilians"},
        "location_precision": {"1": "exact", "4": "province", "6": "country"},
    }
    # What the file itself says of its points is not overruled by one word for all.
    assert "location_precision" not in found.mapping.constants
    assert found.mapping.columns["place_en"] == "where_coordinates"
    assert "UCDP: check it" in found.text
    assert accepted(tmp_path, found) == (3, 0)


@pytest.mark.parametrize(
    ("header", "ours", "words"),
    [
        ("geo_precision", "location_precision", {"1": "town", "3": "province"}),
        ("GEO PRECISION", "location_precision", {"1.0": "town", "2.0": "district"}),
        ("specificity", "location_precision", {"1": "town", "4": "province"}),
        ("time_precision", "date_precision", {"1": "day", "2": "week"}),
        ("date_prec", "date_precision", {"1": "day", "5": "year"}),
    ],
)
def test_precisions_of_a_known_source(
    tmp_path: Path, header: str, ours: str, words: dict[str, str]
) -> None:
    rows = "".join(f"2021-08-0{i},Injil,{code}\n" for i, code in enumerate(words, 1))
    found = propose(tmp_path, f"date,place,{header}\n{rows}")
    assert found.mapping is not None
    assert found.mapping.words[ours] == words


@pytest.mark.parametrize("header", ["accuracy", "where_prec"])
def test_numbers_of_nobody_known_are_asked_about(tmp_path: Path, header: str) -> None:
    found = propose(tmp_path, f"date,place,{header}\n2021-08-03,Injil,1\n2021-08-04,Dand,9\n")
    assert found.mapping is not None
    assert found.mapping.words == {}
    assert "Not read: say under [values.location_precision]" in found.text


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Country", ("Afghanistan", "Pakistan")),
        ("Pays", ("Afghanistan", "Syrie")),
        ("ISO3", ("AFG", "PAK")),
        ("iso", ("4", "586")),
        ("admin0Name_en", ("Afghanistan", "Pakistan")),
    ],
)
def test_a_column_of_countries_is_proposed(
    tmp_path: Path, header: str, cells: tuple[str, str]
) -> None:
    rows = "".join(f"2021-08-0{n},Herat,{cell}\n" for n, cell in enumerate(cells, 1))
    found = taken(tmp_path, f"Date,Province,{header}\n{rows}")
    assert found == {"date_start": "Date", "province_en": "Province", "country": header}


def test_numbers_of_ones_own_and_other_words_are_no_countries(tmp_path: Path) -> None:
    rows = "2021-08-01,Herat,4,Afghanistan,Hesse\n2021-08-02,Herat,153,Pakistan,Bavaria\n"
    found = taken(tmp_path, f"Date,Province,country,country_txt,Land\n{rows}")
    assert found["country"] == "country_txt"
    rows = "2021-08-01,Herat,Hesse\n2021-08-02,Herat,Bavaria\n"
    assert "country" not in taken(tmp_path, f"Date,Province,Land\n{rows}")
