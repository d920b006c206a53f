import codecs
import csv
import io
import pickle
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from geodata.errors import FrontmapError
from geodata.tables import first_lines, open_rows
from tests.geodata.tables.reading import read, records, refusal, table_of

ROWS = [["1", "2021-08-03", "Herāt"], ["2", "2021-08-04", "Zaranj"]]
LINES = ["id,day,place", *(",".join(row) for row in ROWS)]


def write(path: Path, *lines: str, encoding: str = "utf-8", end: str = "\n") -> Path:
    path.write_bytes("".join(line + end for line in lines).encode(encoding))
    return path


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_and_line_ends_are_found_out(tmp_path: Path, delimiter: str, end: str) -> None:
    lines = [line.replace(",", delimiter) for line in LINES]
    path = write(tmp_path / "a.csv", *lines, end=end)
    assert open_rows(path).columns == ("id", "day", "place")
    assert table_of(path) == ROWS


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16 (little endian)"),
        ("utf-16-le", "UTF-16 (little endian)"),
        ("utf-16-be", "UTF-16 (big endian)"),
    ],
)
def test_encodings(tmp_path: Path, encoding: str, told: str) -> None:
    path = write(tmp_path / "a.csv", *LINES, encoding=encoding)
    source = open_rows(path)
    assert source.columns == ("id", "day", "place")
    assert source.description == f"CSV in {told}, separated by commas"
    assert table_of(path) == ROWS


def test_utf16_with_a_big_endian_mark(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(codecs.BOM_UTF16_BE + "\n".join(LINES).encode("utf-16-be"))
    assert table_of(path) == ROWS


def test_cp1252(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "id;note", "1;“café” – naïve", "2;Señor €", encoding="cp1252")
    assert open_rows(path).description == "CSV in cp1252, separated by semicolons"
    assert table_of(path) == [["1", "“café” – naïve"], ["2", "Señor €"]]


def test_cp1252_that_ends_in_an_accent_without_a_line_end(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("id,note\n1,naïve\n2,café".encode("cp1252"))
    assert table_of(path) == [["1", "naïve"], ["2", "café"]]


def test_one_cp1252_line_in_a_utf8_file_does_not_spoil_the_others(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    good = "id,place\n1,Herāt\n2,Bādghīs\n3,Fāryāb\n"
    path.write_bytes(good.encode() + "4,Orléans\n".encode("cp1252"))
    assert [row[1] for row in table_of(path)] == ["Herāt", "Bādghīs", "Fāryāb", "Orléans"]


def test_another_script_is_not_turned_into_nonsense(tmp_path: Path) -> None:
    lines = ["id,місце", "1,Київ область", "2,Харків область"]
    path = write(tmp_path / "a.csv", *lines, encoding="cp1251")
    assert "CSV UTF-8" in refusal(path)


def test_notes_over_several_lines_are_one_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('id,note,n\n1,"first line\nsecond ""quoted"", line\n",5\n2,plain,6\n')
    assert table_of(path) == [["1", 'first line\nsecond "quoted", line', "5"], ["2", "plain", "6"]]


def test_cells_are_trimmed_and_empty_ones_null(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", " id , \ufeffday", " 1 ,\u00a0", '"",x')
    assert open_rows(path).columns == ("id", "day")
    assert table_of(path) == [["1", None], [None, "x"]]


def test_header_names_are_made_whole_and_unique(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", ',id,id,,"two\n words",id.2', "0,1,2,3,4,5")
    assert open_rows(path).columns == (
        "unnamed.1",
        "id",
        "id.2",
        "unnamed.2",
        "two words",
        "id.2.2",
    )


def test_blank_lines_are_no_rows_and_empty_rows_are_faults(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "", "id,day", "", "1,x", "  ", " , ", "2,y", ",,", "\x1a")
    frame, faults = read(open_rows(path))
    assert frame.index.tolist() == [1, 3]
    assert faults["row"].tolist() == [2, 4]
    assert set(faults["reason"]) == {"The row is empty."}


def test_rows_of_another_width_are_faults_with_their_text(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "id,day,n", "1,x,1", "2,y", "3,z,3,4", "5,w,5,,", "6,v,6")
    frame, faults = read(open_rows(path))
    assert records(frame) == [["1", "x", "1"], ["5", "w", "5"], ["6", "v", "6"]]
    assert frame.index.tolist() == [1, 4, 5]
    assert faults["row"].tolist() == [2, 3]
    assert faults["reason"].tolist() == [
        "The row has 2 fields; the table has 3.",
        "The row has 4 fields; the table has 3.",
    ]
    assert faults["value"].tolist() == ["2,y", "3,z,3,4"]
    assert faults["column"].isna().all()


@pytest.mark.parametrize("last", ["3,z", '3,z,"cut in a quo', '3,"z,3'])
def test_a_cut_off_last_row_is_a_fault(tmp_path: Path, last: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,day,note\n1,x,a\n2,y,b\n" + last)
    frame, faults = read(open_rows(path))
    assert frame["id"].tolist() == ["1", "2"]
    assert faults["row"].tolist() == [3]
    assert "cut off" in faults["reason"][0]


def test_a_last_row_without_a_line_end_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,note\n1,a\n2,b")
    assert table_of(path) == [["1", "a"], ["2", "b"]]


def test_a_file_cut_in_the_middle_of_a_letter(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("id,place,n\n1,Herāt,1\n2,Bādghī".encode()[:-1])
    frame, faults = read(open_rows(path))
    assert frame["place"].tolist() == ["Herāt"]
    assert faults["row"].tolist() == [2]


def test_null_bytes_are_damage_of_their_row_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"id,note\n1,a\n2,b\0\0\0\0\0\n3,c\n")
    frame, faults = read(open_rows(path))
    assert frame["id"].tolist() == ["1", "3"]
    assert faults["row"].tolist() == [2]
    assert "null bytes" in faults["reason"][0]


def test_rows_behind_an_unclosed_quote_are_not_swallowed(tmp_path: Path) -> None:
    # The mark closes at the next one, and the merged record happens to have three fields.
    path = tmp_path / "a.csv"
    path.write_text('id,day,note\n1,x,"a"\n2,y,"open\n3,z,"c"\n4,w,"d"\n')
    frame, faults = read(open_rows(path))
    assert frame["id"].tolist() == ["1", "3", "4"]
    assert faults["row"].tolist() == [2]
    assert "quotation mark" in faults["reason"][0]


def test_an_unclosed_quote_to_the_end_of_the_file_costs_one_row(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "id,day,note", '1,x,"open', *[f"{n},y,b" for n in range(2, 9)])
    frame, faults = read(open_rows(path))
    assert len(frame) == 7
    assert faults["row"].tolist() == [1]


def test_a_quote_that_swallows_the_file_is_told_with_its_row(tmp_path: Path) -> None:
    lines = [f"{n},some,text of a note" for n in range(1, 30_000)]
    lines[4_999] = '5000,some,"text'
    path = write(tmp_path / "a.csv", "id,a,b", *lines)
    assert "row 5,000: a quotation mark opens" in refusal(path)


def test_quotes_within_text_are_letters(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "id,note", '1,5" shell', '2,"x"y')
    assert table_of(path) == [["1", '5" shell'], ["2", "xy"]]


def test_excels_own_hint_names_the_delimiter(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "sep=^", "id^day", "1^x,y;z")
    assert table_of(path) == [["1", "x,y;z"]]


def test_title_lines_above_the_header_are_passed_over(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "Incidents of August", "", *LINES)
    assert open_rows(path).columns == ("id", "day", "place")
    assert table_of(path) == ROWS


def test_a_nameless_index_of_r_gets_a_name(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", '"id","day"', '"1","a","x"', '"2","b","y"')
    assert open_rows(path).columns == ("unnamed.1", "id", "day")
    assert table_of(path) == [["1", "a", "x"], ["2", "b", "y"]]


def test_a_comma_in_decimals_does_not_beat_the_semicolon(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "id;lon;lat;note, free", "1;69,1;34,5;a, b", "2;69,2;34,6;c")
    assert open_rows(path).columns == ("id", "lon", "lat", "note, free")


def test_header_less_rows_keep_their_width(tmp_path: Path) -> None:
    path = write(tmp_path / "g.CSV", 'a\t"b\tc', "d\te\tf\tg", "h\ti\tj\tk\tl", "m\tn", "\t\t")
    source = open_rows(path, header=False, delimiter="\t", widths=(3, 4))
    frame, faults = read(source)
    assert source.columns == ("1", "2", "3", "4", "width")
    assert records(frame) == [["a", '"b', "c", None, "3"], ["d", "e", "f", "g", "4"]]
    assert faults["row"].tolist() == [3, 4, 5]
    assert "The row has 5 fields; the table has 3 or 4." in faults["reason"].tolist()


def test_header_less_without_widths(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "1,x", "2,y")
    assert open_rows(path, header=False).columns == ("1", "2")
    assert table_of(path, header=False) == [["1", "x"], ["2", "y"]]


def test_a_zip_with_one_table_is_opened_through(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("__MACOSX/._a.csv", "x")
        archive.writestr("README.txt", "About.")
        archive.writestr("a.CSV", "\n".join(LINES))
    assert table_of(path) == ROWS
    assert first_lines(path, 1) == ["id,day,place"]
    assert "a.CSV" in open_rows(path).description


@pytest.mark.parametrize("size", [1, 2, 3, 7, 5_000])
def test_partitions_of_any_size_give_the_same(tmp_path: Path, size: int) -> None:
    lines = [f'{n},"a\n{n}",{n % 3}' if n % 2 else f"{n},b" * (n % 7 != 0) for n in range(1, 60)]
    path = write(tmp_path / "a.csv", "id,note,n", *lines)
    frame, faults = read(open_rows(path), size)
    whole = read(open_rows(path))
    assert frame.equals(whole[0])
    assert faults.equals(whole[1])
    assert all(len(part.frame) <= size for part in open_rows(path).partitions(size))


def test_a_source_can_be_sent_to_another_process(tmp_path: Path) -> None:
    source = open_rows(write(tmp_path / "a.csv", *LINES))
    assert records(read(pickle.loads(pickle.dumps(source)))[0]) == ROWS  # noqa: S301


def test_first_lines_are_decoded(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", *LINES, encoding="utf-16", end="\r\n")
    assert first_lines(path, 2) == LINES[:2]


def test_a_wide_header_is_refused(tmp_path: Path) -> None:
    wide = ",".join(f"c{n}" for n in range(10_000))
    path = write(tmp_path / "a.csv", wide, wide)
    assert "10,000 columns" in refusal(path)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("id,day\n", "no row below"),
        ("id,day\n\n\n", "no row below"),
        ("id:day\n1:x\n", "a single column (“id:day”)"),
        ("just a word", "a single column"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(content)
    assert words in refusal(path)


def test_a_delimiter_that_is_not_in_the_file(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", *LINES)
    assert "separated by semicolons" in refusal(path, delimiter=";")
    assert "is no delimiter" in refusal(path, delimiter="::")


def test_a_line_that_never_ends_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n" + b"x" * (17 * 1024**2))
    assert "16 MB" in refusal(path)


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0\ufeff"), max_size=12)


@settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    table=st.integers(2, 5).flatmap(
        lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1)
    ),
    delimiter=st.sampled_from(",;\t|"),
    end=st.sampled_from(["\n", "\r\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_any_table_of_text_comes_back(
    tmp_path: Path, table: list[list[str]], delimiter: str, end: str, encoding: str
) -> None:
    names = [f"c{at}" for at in range(len(table[0]))]
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerows([names, *table])
    path = tmp_path / "a.csv"
    path.write_bytes(text.getvalue().encode(encoding))
    try:
        source = open_rows(path, delimiter=delimiter)
    except FrontmapError as refused:
        assume("binary" not in str(refused))  # mostly control characters
        raise
    frame, faults = read(source)
    wanted = [[trimmed(cell) for cell in row] for row in table]
    assert records(frame) == [row for row in wanted if any(row)]
    assert len(faults) == sum(not any(row) for row in wanted)
    assert set(faults["reason"]) <= {"The row is empty."}


def trimmed(cell: str) -> str | None:
    return cell.strip() or None
