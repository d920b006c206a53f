"""Which format a file has, by its content; and what is said where it has none that is known."""

import zipfile
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped]

from geodata import Dataset
from geodata.answers.events import events_csv, events_geojson
from geodata.errors import FrontmapError
from geodata.readers.detect import FORMATS, choose_reader, detect
from geodata.readers.mapping import Mapping
from tests.geodata.readers.reading import read_all
from tests.support.shared import shared

TODAY = date(2026, 1, 1)
GDELT_PLACES = {
    0: "719024875",
    1: "20180101",
    26: "190",
    49: "4",
    50: "Kabul",
    53: "34.5",
    54: "69",
}
ACLED_2021 = (
    "data_id,iso,event_id_cnty,event_id_no_cnty,event_date,year,time_precision,event_type,"
    "sub_event_type,actor1,inter1,admin1,admin2,location,latitude,longitude,geo_precision,source,"
    "notes,fatalities"
)
ACLED_2024 = (
    "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,"
    "admin1,admin2,location,latitude,longitude,geo_precision,source,notes,fatalities"
)
ACLED_SHAPE = "event_id_c,event_date,event_type,actor1,location,latitude,longitude,geo_precis"
UCDP = (
    "id,year,type_of_violence,conflict_new_id,dyad_new_id,side_a,side_b,where_prec,adm_1,"
    "latitude,longitude,date_prec,date_start,date_end,low,best,high"
)
HDX_COUNTS = "Country,Admin1,Admin2,ISO3,Admin2 Pcode,Month,Year,Events,Fatalities"
HAPI_COUNTS = "location_code,admin1_name,event_type,events,fatalities,reference_period_start"


def table(folder: Path, header: str, name: str = "data.csv", row: str | None = None) -> Path:
    path = folder / name
    cells = row if row is not None else ",".join("1" for _ in header.split(","))
    path.write_text(f"{header}\n{cells}\n", encoding="utf-8")
    return path


def gdelt_line(width: int) -> str:
    cells = dict(enumerate([""] * width)) | GDELT_PLACES
    return "\t".join(cells[at] for at in range(width)) + "\n"


@pytest.mark.parametrize(
    ("name", "format_", "words", "rows"),
    [
        (
            "hdx_conflict_data_BGD_191.csv",
            "ucdp",
            "type_of_violence",
            602,
        ),  # one of them HXL tags
        ("ged231_caf.geojson", "ucdp", "where_prec", 1848),
        ("gdelt2_20180101000000.export.CSV", "gdelt", "61 columns", 2370),
        ("gdelt1_events1_spark.csv", "gdelt", "columns between tabs", 100),
    ],
)
def test_real_files_are_recognised_and_read_whole(
    name: str, format_: str, words: str, rows: int
) -> None:
    path = shared(f"samples/{name}")
    detected = detect(path)
    assert (detected.format, words in detected.because) == (format_, True), detected.because
    source, reader, because = choose_reader(path)
    assert (reader.format, because) == (format_, detected.because)
    events, rejects = read_all(source, reader)
    assert len(events) + len(rejects) == rows


@pytest.mark.parametrize(
    "header", [ACLED_2021, ACLED_2024, ACLED_SHAPE, ACLED_2021.upper(), f"index,{ACLED_2024},x"]
)
def test_acled_of_every_generation(tmp_path: Path, header: str) -> None:
    detected = detect(table(tmp_path, header))
    assert detected.format == "acled"
    assert "has the columns event_" in detected.because.lower().replace("data_id, ", "")


@pytest.mark.parametrize("header", [HDX_COUNTS, HAPI_COUNTS, HDX_COUNTS.lower()])
def test_counts_are_refused_with_an_explanation(tmp_path: Path, header: str) -> None:
    path = table(tmp_path, header)
    detected = detect(path)
    assert detected.format == "acled"
    assert "counts of events" in detected.because
    with pytest.raises(FrontmapError, match="counts of events"):
        choose_reader(path)


@pytest.mark.parametrize(
    "header", [UCDP, UCDP.upper(), UCDP.replace("type_of_violence", "type_of_vi")]
)
def test_ucdp_also_cut_and_in_capitals(tmp_path: Path, header: str) -> None:
    detected = detect(table(tmp_path, header))
    assert detected.format == "ucdp"
    assert "where_prec" in detected.because.lower()


@pytest.mark.parametrize("width", [57, 58, 61])
@pytest.mark.parametrize("zipped", [False, True])
def test_gdelt_by_its_lines(tmp_path: Path, width: int, *, zipped: bool) -> None:
    path = tmp_path / "20180101.export.CSV"
    if zipped:
        path = path.with_suffix(".zip")
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("20180101.export.CSV", gdelt_line(width) * 2)
    else:
        path.write_text(gdelt_line(width) * 2)
    detected = detect(path)
    assert detected.format == "gdelt"
    assert f"{width} columns" in detected.because
    source, reader, _ = choose_reader(path, "gdelt")
    events, rejects = read_all(source, reader)
    assert len(events) + len(rejects) == 2


def test_gdelt_with_a_header_line(tmp_path: Path) -> None:
    header = "GLOBALEVENTID,SQLDATE,EventCode,ActionGeo_Type,ActionGeo_Lat,ActionGeo_Long"
    detected = detect(table(tmp_path, header, row="1,20180101,190,1,,"))
    assert (detected.format, "SQLDATE" in detected.because) == ("gdelt", True)


def test_a_tab_separated_table_of_many_columns_is_no_gdelt(tmp_path: Path) -> None:
    path = tmp_path / "wide.tsv"
    line = "\t".join(f"c{at}" for at in range(58))
    path.write_text(f"{line}\n{line}\n")
    assert detect(path).format == "table"


@pytest.mark.parametrize(("name", "write"), [("e.csv", events_csv), ("e.geojson", events_geojson)])
def test_an_export_of_frontmap(dataset: Dataset, tmp_path: Path, name: str, write: object) -> None:
    path = tmp_path / name
    path.write_bytes(write(dataset, dataset.default_view))  # type: ignore[operator]
    detected = detect(path)
    assert detected.format == "table"
    assert "exports of Frontmap" in detected.because
    assert choose_reader(path)[1].format == "table"


@pytest.mark.parametrize(
    "header",
    [
        "Event ID,Date,Event type,Actor1,Location,Latitude,Longitude",  # ACLED's plainer words
        "id,date_start,type_of_violence,best",
        "Date,Place,Events,Year",
        "event_id,date_start,event_type,lat,lon",
    ],
)
def test_what_only_looks_like_a_known_format_is_a_table(tmp_path: Path, header: str) -> None:
    path = table(tmp_path, header)
    assert detect(path).format == "table"
    with pytest.raises(FrontmapError, match=r"frontmap ingest --suggest data\.csv"):
        choose_reader(path)


def test_a_mapping_makes_it_a_table_on_the_sheet_that_it_names(tmp_path: Path) -> None:
    path = tmp_path / "log.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Notes").write_row(0, 0, ["nothing", "here"])
        sheet = book.add_worksheet("Incidents")
        sheet.write_row(0, 0, ["Day", "Village"])
        sheet.write_row(1, 0, ["2021-08-03", "Bala"])
    columns = {"date_start": "Day", "place_en": "Village"}
    source, reader, because = choose_reader(
        path, mapping=Mapping(source="Log", columns=columns, sheet="Incidents"), today=TODAY
    )
    events, _ = read_all(source, reader)
    assert list(events["place_en"]) == ["Bala"]
    assert "mapping" in because


@pytest.mark.parametrize("format_", FORMATS)
def test_a_format_that_does_not_fit_is_refused_in_one_sentence(
    tmp_path: Path, format_: str
) -> None:
    path = table(tmp_path, "when,where", row="2021-08-03,Bala")
    with pytest.raises(FrontmapError, match=r"data\.csv") as caught:
        choose_reader(path, format_)
    assert "\n" not in str(caught.value)


def test_a_named_format_is_taken_without_telling_columns(tmp_path: Path) -> None:
    header = "Event ID,Date,Event type,Actor1,Location,Latitude,Longitude"
    path = table(tmp_path, header, row="A1,2021-08-03,Battles,X,Bala,34,69")
    source, reader, because = choose_reader(path, "acled", today=TODAY)
    assert len(read_all(source, reader)[0]) == 1
    assert because == "was said to be acled"


def test_formats_and_mappings_that_contradict(tmp_path: Path) -> None:
    path = table(tmp_path, UCDP)
    with pytest.raises(FrontmapError, match="'csv' is no format"):
        choose_reader(path, "csv")
    mapping = Mapping(source="L", columns={"date_start": "date_start"})
    with pytest.raises(FrontmapError, match="said to be ucdp"):
        choose_reader(path, "ucdp", mapping)


@pytest.mark.parametrize("name", ["none.csv", "folder"])
def test_what_is_no_file(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(FrontmapError, match=name):
        detect(tmp_path / name)
