import datetime as dt
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter  # type: ignore[import-untyped]

from geodata.tables import open_rows
from tests.geodata.tables.reading import read, records, refusal, table_of

Sheets = dict[str, list[list[Any]]]


def workbook(path: Path, sheets: Sheets, hidden: str | None = None) -> Path:
    book = xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd hh:mm"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write(at, column, cell)
        if name == hidden:
            sheet.hide()
    book.close()
    return path


HEADER = ["id", "day", "n"]
ROWS = [["a", dt.datetime(2021, 8, 3), 5], ["b", dt.datetime(2021, 8, 4, 12, 30), 2.5]]
TEXT = [["a", "2021-08-03", "5"], ["b", "2021-08-04T12:30:00", "2.5"]]


def test_typed_cells_become_canonical_text(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Data": [HEADER, *ROWS, [" c ", True, None]]})
    source = open_rows(path)
    assert source.kind == "xlsx"
    assert source.columns == ("id", "day", "n")
    assert source.description == "sheet “Data” of an Excel workbook"
    assert table_of(path) == [*TEXT, ["c", "true", None]]


def test_the_first_table_is_read_and_the_others_are_named(tmp_path: Path) -> None:
    sheets: Sheets = {
        "Read me": [["A note."]],
        "Data": [HEADER, *ROWS],
        "Codes": [["code", "means"], [1, "battle"]],
        "Secret": [["x", "y"], [1, 2]],
    }
    path = workbook(tmp_path / "a.xlsx", sheets, hidden="Secret")
    source = open_rows(path)
    assert source.description == "sheet “Data” of an Excel workbook; not read: “Codes”"
    assert table_of(path) == TEXT
    assert table_of(path, sheet="Secret") == [["1", "2"]]
    assert "no sheet “Nope”; it has Read me, Data" in refusal(path, sheet="Nope")


def test_sheets_of_the_same_columns_are_asked_about(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"2020": [HEADER, *ROWS], "2021": [HEADER, *ROWS]})
    assert "2020, 2021" in refusal(path)
    assert table_of(path, sheet="2021") == TEXT


def test_merged_title_rows_and_an_offset_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.merge_range(2, 1, 2, 3, "Incidents of August", book.add_format())
    for at, row in enumerate([HEADER, ["a", "x", 1], ["b", "y", 2]]):
        sheet.write_row(4 + at, 1, row)
    book.close()
    assert open_rows(path).columns == ("id", "day", "n")
    assert table_of(path) == [["a", "x", "1"], ["b", "y", "2"]]


def test_an_empty_row_keeps_its_number_and_formats_add_none(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADER)
    sheet.write_row(1, 0, ["a", "x", 1])
    sheet.write_row(3, 0, ["b", "y", 2])
    sheet.write_blank(50, 20, None, book.add_format({"bg_color": "red"}))
    book.close()
    frame, faults = read(open_rows(path))
    assert frame.index.tolist() == [1, 3]
    assert faults[["row", "reason"]].to_numpy().tolist() == [[2, "The row is empty."]]


def test_partitions(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Data": [HEADER, *([n, "x", n] for n in range(25))]})
    frame, _ = read(open_rows(path), 7)
    assert frame["id"].tolist() == [str(n) for n in range(25)]


def test_without_a_header(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Data": ROWS})
    assert table_of(path, header=False) == TEXT
    source = open_rows(path, header=False, widths=(3,))
    assert source.columns == ("1", "2", "3", "width")
    assert records(read(source)[0]) == [[*row, "3"] for row in TEXT]


def test_the_name_of_the_file_does_not_matter_and_a_zip_is_opened(tmp_path: Path) -> None:
    inner = workbook(tmp_path / "a.csv", {"Data": [HEADER, *ROWS]})
    assert table_of(inner) == TEXT
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(inner, "ged.xlsx")
    assert open_rows(path).kind == "xlsx"
    assert table_of(path) == TEXT


@pytest.mark.parametrize(
    ("sheets", "words"),
    [
        ({"A": []}, "no sheet with a table"),
        ({"A": [HEADER]}, "no row below"),
        ({"A": [["id"], [1], [2]]}, "single column"),
        ({"A": [[f"c{n}" for n in range(2_500)]] * 2}, "2,500 columns"),
    ],
)
def test_sheets_without_a_table_are_refused(tmp_path: Path, sheets: Sheets, words: str) -> None:
    assert words in refusal(workbook(tmp_path / "a.xlsx", sheets))


TOO_MUCH = "takes more memory or time to open than a table of its size does"


def test_a_cell_far_off_is_refused_before_it_takes_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADER)
    sheet.write(1_048_575, 16_383, "x")
    book.close()
    assert TOO_MUCH in refusal(path)


def test_a_cell_far_off_in_a_workbook_within_a_zip(tmp_path: Path) -> None:
    test_a_cell_far_off_is_refused_before_it_takes_memory(tmp_path)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(tmp_path / "a.xlsx", "a.xlsx")
    said = refusal(tmp_path / "a.zip")
    assert said.startswith("a.xlsx in a.zip")
    assert TOO_MUCH in said


SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
CELL = "<v>1</v></c>"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        # The row stands in the cell alone, or the place of a cell only in those before it.
        (f'<row r="1"><c r="A1">{CELL}<c r="BA1048576">{CELL}</row>', TOO_MUCH),
        ("<row>" + f"<c>{CELL}" * 9_000 + f'</row><row r="1048576"><c>{CELL}</row>', TOO_MUCH),
        (f'<row r="1"><c r="A1">{CELL}</row><row r="1"><c r="XFD1048576">{CELL}</row>', TOO_MUCH),
        # What is not there at all, or in words that the reader does not know, takes no memory.
        ('<row r="1"><c r="A1"/><c r="BA1048576"><v>1</v></c></row>', "a single column"),
        ("<row>" + "<c/>" * 9_000 + '</row><row r="1048576"><c/></row>', "no sheet with a table"),
        ('<x:row r="1"><x:c r="XFD1048576"/></x:row>', "no sheet with a table"),
        ("<row", "damaged workbook"),
    ],
)
def test_sheets_made_to_hurt(tmp_path: Path, body: str, words: str) -> None:
    content = SHEET.replace("<worksheet", '<worksheet xmlns:x="x"') + body
    path = replace_sheet(tmp_path, lambda _: (content + "</sheetData></worksheet>").encode())
    assert words in refusal(path)


def test_entities_are_never_followed(tmp_path: Path) -> None:
    """A billion laughs are a damaged cell; what is only declared is nothing."""
    ten = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    laughs = f'<!DOCTYPE x [<!ENTITY a0 "ha">{ten}]>'.encode()
    path = replace_sheet(tmp_path, lambda xml: laughs + xml[55:])
    assert table_of(path) == TEXT
    plain, laughing = b'r="C2"><v>5</v>', b'r="C2" t="str"><v>&a9;</v>'
    path = replace_sheet(tmp_path, lambda xml: laughs + xml[55:].replace(plain, laughing))
    assert "damaged workbook" in refusal(path)


def test_one_text_that_fills_the_memory_by_repetition(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    for row in range(70_000):
        sheet.write_row(row, 0, ["x" * 32_767, "y"])
    book.close()
    assert path.stat().st_size < 1_000_000
    assert TOO_MUCH in refusal(path)


def test_the_memory_of_a_workbook_goes_by_its_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """150,000 cells that are there are read where millions of empty ones are too much."""
    monkeypatch.setattr("geodata.tables.sheet_rows._ROOM", 60 * 2**20)
    rows = [[f"{row} {column}" for column in range(5)] for row in range(30_000)]
    path = workbook(tmp_path / "full.xlsx", {"A": [list("abcde"), *rows]})
    assert len(table_of(path)) == 30_000
    path = workbook(tmp_path / "far.xlsx", {"A": [HEADER, *ROWS, *[[]] * 400_000, ["x"] * 20]})
    assert TOO_MUCH in refusal(path)


def test_a_workbook_that_takes_for_ever_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geodata.tables.sheet_rows._SECONDS", 0.001)
    path = workbook(tmp_path / "a.xlsx", {"Data": [HEADER, *ROWS]})
    assert TOO_MUCH in refusal(path)


def test_long_texts_that_are_not_repeated_are_fine(tmp_path: Path) -> None:
    rows = [[n, str(n) * 20_000] for n in range(3)]
    path = workbook(tmp_path / "a.xlsx", {"A": [["id", "note"], *rows]})
    assert [len(row[1]) for row in table_of(path)] == [20_000] * 3


def test_an_encrypted_workbook_is_told_from_an_old_one(tmp_path: Path) -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    path = tmp_path / "a.xlsx"
    path.write_bytes(ole + "EncryptedPackage".encode("utf-16-le") + bytes(500))
    assert "protected by a password" in refusal(path)
    path.write_bytes(ole + "Workbook".encode("utf-16-le") + bytes(500))
    assert "an old Office file" in refusal(path)


def test_a_damaged_workbook(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Data": [HEADER, *ROWS]})
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    assert "get it again" in refusal(path)


def replace_sheet(folder: Path, change: Callable[[bytes], bytes]) -> Path:
    """A workbook with another content of its sheet."""
    plain = workbook(folder / "plain.xlsx", {"Data": [HEADER, *ROWS]})
    out = io.BytesIO()
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            content = old.read(member)
            is_sheet = member.filename.endswith("sheet1.xml")
            new.writestr(member.filename, change(content) if is_sheet else content)
    path = folder / "a.xlsx"
    path.write_bytes(out.getvalue())
    return path
