"""A table of others, brought to the register: what is taken, what not, and why."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import settings as bounded
from hypothesis import strategies as st

from geodata.assessments.base import STATUSES, count_statuses
from geodata.assessments.table import TABLE_COLUMNS, read_assessment
from geodata.errors import FrontmapError
from geodata.ingest.control_mapping import ControlMapping
from geodata.ingest.control_table import ImportedAssessment, import_assessment
from geodata.places.register import Register


@pytest.fixture(scope="session")
def register(dataset: Any) -> Register:
    return dataset.register


def imported(
    tmp_path: Path, register: Register, text: str, wording: ControlMapping | None = None
) -> ImportedAssessment:
    path = tmp_path / "field.csv"
    path.write_text(text, encoding="utf-8")
    found = import_assessment(path, name="field", register=register, wording=wording)
    report = found.report
    assert report["read"] == report["accepted"] + report["duplicates"] + report["rejected"]
    assert report["accepted"] == len(found.rows)
    assert report["rejected"] == len(found.rejects) == sum(report["reasons"].values())
    assert list(found.rows.columns) == list(TABLE_COLUMNS)
    return found


def taken(found: ImportedAssessment) -> list[tuple[str, str, str]]:
    rows = found.rows
    days = rows["date"].dt.strftime("%Y-%m-%d")
    return list(zip(rows["unit_id"], days, rows["status"], strict=True))


def reasons(found: ImportedAssessment) -> dict[int, str]:
    return dict(zip(found.rejects["row"], found.rejects["reason"], strict=True))


def test_units_by_code_or_name_in_any_usual_columns(tmp_path: Path, register: Register) -> None:
    found = imported(
        tmp_path,
        register,
        "District;Province;As of;Held by;Notes\n"
        "AF3203;;2021-08-01;taliban;by code\n"
        "Injil;Herat;1 August 2021;Gov't;by name\n"
        "Injeel;AF-HER;2021-08-02;TALIBAN-controlled;spelt otherwise, province by code\n"
        "Arghandab;Kandahar;20210803;contested;a name that two provinces have\n",
    )
    assert taken(found) == [
        ("AF2702", "2021-08-03", "contested"),
        ("AF3202", "2021-08-01", "government"),
        ("AF3202", "2021-08-02", "taliban"),
        ("AF3203", "2021-08-01", "taliban"),
    ]
    assert found.rows["word"].tolist()[1:3] == ["Gov't", "TALIBAN-controlled"]
    assert found.report["units"] == 3
    assert (found.report["first"], found.report["last"]) == ("2021-08-01", "2021-08-03")
    assert found.report["statuses"] == {
        "taliban": 2, "contested": 1, "government": 1, "unknown": 0,
    }  # fmt: skip
    assert found.report["columns"]["status"] == "Held by"


def test_what_cannot_be_taken_has_its_reason(tmp_path: Path, register: Register) -> None:
    found = imported(
        tmp_path,
        register,
        "unit,province,date,date_to,status\n"
        "Guzara,Herat,2021-08-01,,taliban\n"
        "Nowhere,Herat,2021-08-01,,taliban\n"
        "Guzara,Atlantis,2021-08-01,,taliban\n"
        "Arghandab,,2021-08-01,,taliban\n"
        "Nowhere,,2021-08-01,,taliban\n"
        ",Herat,2021-08-01,,taliban\n"
        "Guzara,Herat,2021-08-02,,M23\n"
        "Guzara,Herat,2021-08-02,,\n"
        "Guzara,Herat,2999-08-02,,taliban\n"
        "Guzara,Herat,soon,,taliban\n"
        "Guzara,Herat,,,taliban\n"
        "Guzara,Herat,2021-08-02,2021-08-01,taliban\n"
        "Guzara,Herat,2021-08-02,later,taliban\n"
        "Guzara,Herat\n",
    )
    assert taken(found) == [("AF3203", "2021-08-01", "taliban")]
    expected = {
        2: "no unit of this name or code in Herat",
        3: "no province of this name or code",
        4: "one in Kandahar and in Zabul: name the province in a column",
        5: "no unit of this name or code.",
        6: "No unit is named",
        7: "This word is no status: map it to one of taliban, contested, government, unknown",
        8: "No status is given",
        9: "lies in the future",
        10: "not a day of the calendar",
        11: "The date is empty",
        12: "The last day lies before the first",
        13: "The last day is not a date",
        14: "2 of 5",
    }
    said = reasons(found)
    assert said.keys() == expected.keys()
    for row, words in expected.items():
        assert words in said[row]
    values = dict(zip(found.rejects["row"], found.rejects["value"], strict=True))
    assert (values[2], values[7], values[10]) == ("Nowhere", "M23", "soon")
    assert found.report["unmatched_names"] == ["Arghandab", "Atlantis", "Nowhere"]
    assert set(found.rejects["file"]) == {"field.csv"}


def test_rows_that_say_the_same_and_rows_that_contradict(
    tmp_path: Path, register: Register
) -> None:
    found = imported(
        tmp_path,
        register,
        "unit,date,date_to,status\n"
        "AF3203,2021-08-01,,taliban\n"
        "Guzara,1 August 2021,,tb\n"  # the same, in other words
        "AF3203,2021-08-01,,government\n"
        "AF3203,2021-08-01,,government\n"  # contradicts the first row, as the third does
        "AF3203,2021-08-01,2021-08-09,taliban\n"
        "AF3203,2021-08-02,,government\n",
    )
    assert taken(found) == [
        ("AF3203", "2021-08-01", "taliban"),
        ("AF3203", "2021-08-02", "government"),
    ]
    assert found.report["duplicates"] == 1
    assert list(reasons(found)) == [3, 4, 5]
    assert "another status or another last day for the same day" in reasons(found)[3]


def test_words_labels_and_columns_of_the_toml_file(tmp_path: Path, register: Register) -> None:
    wording = ControlMapping(
        label="Field office, weekly",
        source="Field office",
        columns={"unit": "Where", "status": "Who is there"},
        statuses={"RSF": "taliban", "S.A.F.": "government"},
        labels={"taliban": "RSF"},
        colours={"taliban": "#3b3850"},
    )
    found = imported(
        tmp_path,
        register,
        "Where,Week of,Who is there\nGuzara,2021-08-01,rsf\nInjil,2021-08-01,saf\n",
        wording,
    )
    assert [status for _, _, status in taken(found)] == ["government", "taliban"]
    assert found.entry == {
        "label": "Field office, weekly",
        "source_name": "Field office",
        "labels": {"taliban": "RSF"},
        "colours": {"taliban": "#3b3850"},
    }


def test_dates_that_can_be_read_in_two_ways_are_asked_about(
    tmp_path: Path, register: Register
) -> None:
    text = "unit,date,status\nGuzara,03/08/2021,taliban\nInjil,nonsense,taliban\n"
    with pytest.raises(FrontmapError, match=r"may be 3 August 2021 or 8 March 2021.*TOML") as it:
        imported(tmp_path, register, text)
    assert "\n" not in str(it.value)
    told = imported(tmp_path, register, text, ControlMapping(date_order="month"))
    assert taken(told) == [("AF3203", "2021-03-08", "taliban")]
    assert told.report["notes"] == ["Dates are read month first, as the TOML file says."]


def test_dates_are_decided_from_both_columns(tmp_path: Path, register: Register) -> None:
    text = "unit,date,date_to,status\nGuzara,03/08/2021,,taliban\nInjil,04/08/2021,25/08/2021,gov\n"
    found = imported(tmp_path, register, text)
    assert [day for _, day, _ in taken(found)] == ["2021-08-04", "2021-08-03"]
    assert "day first, as 25/08/2021 in the column date_to shows" in found.report["notes"][0]


def test_one_bad_date_does_not_make_the_others_doubtful(tmp_path: Path, register: Register) -> None:
    text = "unit,date,status\nGuzara,2021-08-01,taliban\nInjil,nonsense,taliban\n"
    assert taken(imported(tmp_path, register, text)) == [("AF3203", "2021-08-01", "taliban")]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", r"field\.csv is empty"),
        ("unit,date,status\n", "no row below it"),
        ("unit,when,who\na,b,c\n", r"no column for date; it has unit, when, who: name them under"),
        ("place,day,party\na,b,c\n", r"no column for unit, status"),
        (
            "unit,date,status\nZ,2021-01-01,gov\n",
            r"none of the 1 rows could be taken; mostly: The register has no unit",
        ),
        ("<!DOCTYPE html><html></html>", "is a web page"),
    ],
)
def test_a_file_at_fault_as_a_whole_is_one_sentence(
    text: str, says: str, tmp_path: Path, register: Register
) -> None:
    with pytest.raises(FrontmapError, match=says) as it:
        imported(tmp_path, register, text)
    assert "\n" not in str(it.value)
    assert str(it.value).endswith(".")


def test_a_column_of_the_toml_file_that_is_not_there(tmp_path: Path, register: Register) -> None:
    with pytest.raises(
        FrontmapError, match=r"no column “Area” for unit; it has unit, date, status"
    ):
        imported(
            tmp_path,
            register,
            "unit,date,status\na,b,c\n",
            ControlMapping(columns={"unit": "Area"}),
        )


def test_a_sheet_of_a_workbook(tmp_path: Path, register: Register) -> None:
    path = tmp_path / "weekly.xlsx"
    with pd.ExcelWriter(path, engine="xlsxwriter") as book:
        pd.DataFrame({"note": ["read me"]}).to_excel(book, sheet_name="About", index=False)
        pd.DataFrame(
            {"unit": ["AF3203"], "date": [pd.Timestamp("2021-08-01")], "status": ["taliban"]}
        ).to_excel(book, sheet_name="Week 31", index=False)
    wording = ControlMapping(sheet="Week 31")
    found = import_assessment(path, name="weekly", register=register, wording=wording)
    assert taken(found) == [("AF3203", "2021-08-01", "taliban")]
    assert found.entry["label"] == "Weekly"
    assert found.entry["source_name"] == "weekly"


UNITS = ("AF3203", "Guzara", "Injil", "Arghandab", "Nowhere", "")
WORDS = ("taliban", "Gov't", "contested", "N/A", "M23", "")
DATES = ("2021-08-01", "2 August 2021", "2021-08-03", "soon", "", "2999-01-01")


def may_overlap(rows: list[tuple[str, ...]]) -> bool:
    """Whether a row with a last day has a later row of its unit: without it nothing overlaps."""
    known = {"Guzara": "AF3203"}
    dated = [
        (known.get(unit, unit), DATES.index(day), until)
        for unit, _, day, until, _ in rows
        if day in DATES[:3]
    ]
    return any(
        until == "2021-08-05" and unit == other and day < later
        for unit, day, until in dated
        for other, later, _ in dated
    )


OVERLAPPING = [
    ("AF3203", "", "2 August 2021", "2021-08-05", "taliban"),
    ("AF3203", "", "2021-08-03", "", "taliban"),
]


@bounded(max_examples=50)
@example(rows=OVERLAPPING, later=0)
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(UNITS),
            st.sampled_from(("", "Herat", "Kandahar", "Atlantis")),
            st.sampled_from(DATES),
            st.sampled_from(("", "2021-08-05", "never")),
            st.sampled_from(WORDS),
        ),
        max_size=15,
    ),
    later=st.integers(-1, 6),
)
def test_any_rows_are_accounted_for_and_every_unit_has_one_status(
    rows: list[tuple[str, ...]],
    later: int,
    register: Register,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("any")
    good = ("AF3203", "Herat", "2021-08-01", "", "taliban")
    table = pd.DataFrame([good, *rows], columns=["unit", "province", "date", "date_to", "status"])
    refused = ""
    try:
        found = imported(folder, register, table.to_csv(index=False))
    except FrontmapError as error:  # a table in which a last day lies behind the next row
        refused = str(error)
    if refused:
        assert "both ends count" in refused
        assert may_overlap([good, *rows])
        return
    assert found.report["read"] == len(rows) + 1
    assert not found.rows.duplicated(["unit_id", "date"]).any()
    found.rows.to_csv(folder / "kept.csv", index=False)
    kept = read_assessment("field", found.entry, folder / "kept.csv", register.frame)
    counts = count_statuses(kept.status_as_of(date(2021, 8, 1) + timedelta(days=later)))
    assert sum(counts[name] for name in STATUSES) == counts["total"] == len(register.frame)
