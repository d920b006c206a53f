"""The mapping file: read, quoted, and refused in one sentence where it cannot be followed."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.errors import FrontmapError
from geodata.readers.mapping import (
    Mapping,
    parse_mapping,
    quoted,
    read_mapping,
)

FULL = """
source = "Field office log"
sheet = "Incidents"
date_order = "day"
id_prefix = "FO-"
[columns]
event_id = "Ref"
date_start = "Date"
event_type = "Kind"
[values.event_type]
"Air strike" = "airstrike"
"Nothing" = ""
[constants]
location_precision = "town"
injured = 0
"""


def refused(text: str) -> str:
    with pytest.raises(FrontmapError) as caught:
        parse_mapping(text, "map.toml")
    sentence = str(caught.value)
    assert sentence.startswith("map.toml")
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


def columns(*lines: str) -> str:
    return "\n".join(['source = "L"', "[columns]", 'date_start = "Date"', *lines])


def test_every_part_is_read() -> None:
    assert parse_mapping(FULL) == Mapping(
        source="Field office log",
        sheet="Incidents",
        date_order="day",
        id_prefix="FO-",
        columns={"event_id": "Ref", "date_start": "Date", "event_type": "Kind"},
        words={"event_type": {"Air strike": "airstrike", "Nothing": ""}},
        constants={"location_precision": "town", "injured": "0"},
    )


def test_a_file_of_notepad_is_read(tmp_path: Path) -> None:
    path = tmp_path / "map.toml"
    path.write_bytes(b"\xef\xbb\xbf" + FULL.replace("\n", "\r\n").encode())
    assert read_mapping(path) == parse_mapping(FULL)


TEXT = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=12)


@given(TEXT)
def test_a_quoted_text_is_read_again(text: str) -> None:
    assert parse_mapping(FULL.replace('"Ref"', quoted(text))).columns["event_id"] == text


@settings(max_examples=300)
@given(st.text(max_size=60) | st.text(alphabet="[]=\"\n'.#columnsdate_start ", max_size=60))
def test_any_text_is_a_mapping_or_refused(text: str) -> None:
    try:
        parse_mapping(text, "map.toml")
    except FrontmapError as error:
        assert "map.toml" in str(error)  # noqa: PT017  no other error may come


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('source = "L"\n[columns]\ndate_start = Date\n', ["line 3", "date_start = Date"]),
        ('source = "L\n', ["line 1"]),
        ('[columns]\na = "x"\na = "y"\n', ["line"]),
        ('[columns]\ndate_start = "Date"\n', ["source ="]),
        ('source = "L"\n', ["date_start"]),
        ('source = "L"\n[columns]\nlat = "y"\nlon = "x"\n', ["date_start"]),
        ("source = 3\n" + columns()[13:], ["source", "quotation marks"]),
        ('sauce = "L"\n', ["sauce", "did you mean source"]),
        (columns('latitude = "y"'), ["latitude", "did you mean lat?"]),
        (columns('fatalities = "y"'), ["fatalities", "fatalities_best"]),
        (columns("summary = 3"), ["summary", "name of one column"]),
        (columns('summary = ""'), ["summary", "name of one column"]),
        (columns('lat = "y"'), ["lat is mapped without lon"]),
        (columns('lat = "y"', 'lon = "x"', 'lat_lon = "p"'), ["mapped twice"]),
        (columns('lon_lat = "y"', 'lat_lon = "p"'), ["mapped twice"]),
        (columns('year = "y"'), ["date is mapped twice"]),
        ('source = "L"\n[columns]\nyear = "y"\nday = "d"\n', ["day is mapped without month"]),
        (columns('province_code = "p"'), ["province_code", "join", "province_en"]),
        (columns('near_border = "p"'), ["near_border", "join"]),
        ('date_order = "dmy"\n' + columns(), ["date_order", "day", "month"]),
        (columns("[values]", 'event_type = "x"'), ["event_type", "table"]),
        (columns("[values.event_type]", '"x" = "battle"'), ["no column is mapped to event_type"]),
        (
            columns('event_type = "k"', "[values.event_type]", '"x" = "air strike"'),
            ["'air strike'", "did you mean airstrike?"],
        ),
        (columns('confidence = "k"', "[values.confidence]", '"x" = 1'), ["quotation marks"]),
        (columns("[constants]", 'location_precision = "here"'), ["'here'", "exact, town"]),
        (columns("[constants]", 'event_id = "A1"'), ["event_id cannot be constant"]),
        (columns("[constants]", 'source_dataset = "A1"'), ["write source ="]),
        (columns("[constants]", "actor1 = [1]"), ["actor1", "quotation marks"]),
        ("columns = 3\n" + 'source = "L"', ["columns", "table"]),
        ("a = " + "[" * 5000, ["deep"]),
    ],
)
def test_what_cannot_be_followed_is_refused(text: str, words: list[str]) -> None:
    sentence = refused(text)
    assert all(word in sentence for word in words), sentence


def test_files_that_are_no_text_or_not_there(tmp_path: Path) -> None:
    with pytest.raises(FrontmapError, match=r"none\.toml cannot be read"):
        read_mapping(tmp_path / "none.toml")
    with pytest.raises(FrontmapError, match="cannot be read"):
        read_mapping(tmp_path)
    path = tmp_path / "map.toml"
    path.write_bytes(FULL.encode("utf-16"))
    with pytest.raises(FrontmapError, match="UTF-8"):
        read_mapping(path)
