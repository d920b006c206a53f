"""The TOML file of a table of statuses: what it says, and what it must not say."""

from pathlib import Path

import pytest

from geodata.assessments.base import STATUSES
from geodata.errors import FrontmapError
from geodata.ingest.control_mapping import (
    STATUS_WORDS,
    ControlMapping,
    fold_status_word,
    read_control_mapping,
)

WHOLE = """
label = "Field office, weekly"
source = "Field office"
date_order = "day"
sheet = "Week 31"

[columns]
unit = "District"
status = "Held by"

[statuses]
"RSF" = "taliban"
"S.A.F. held" = "government"

[labels]
taliban = "RSF"

[colours]
taliban = "#3b3850"
"""


def wording(tmp_path: Path, text: str) -> ControlMapping:
    path = tmp_path / "words.toml"
    path.write_text(text, encoding="utf-8")
    return read_control_mapping(path)


def test_a_whole_file(tmp_path: Path) -> None:
    found = wording(tmp_path, WHOLE)
    assert (found.label, found.source, found.date_order, found.sheet) == (
        "Field office, weekly", "Field office", "day", "Week 31",
    )  # fmt: skip
    assert found.columns == {"unit": "District", "status": "Held by"}
    assert found.labels == {"taliban": "RSF"}
    assert found.colours == {"taliban": "#3b3850"}
    assert found.words["rsf"] == "taliban"
    assert found.words[fold_status_word("SAF-Held")] == "government"


def test_an_empty_file_says_nothing(tmp_path: Path) -> None:
    assert wording(tmp_path, "") == ControlMapping()


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Taliban", "taliban"),
        ("TALIBAN-controlled", "taliban"),
        ("Gov", "government"),
        ("Gov't", "government"),
        ("  contested ", "contested"),
        ("N/A", "unknown"),
        ("No  data", "unknown"),
    ],
)
def test_usual_words_need_no_file(word: str, status: str) -> None:
    assert ControlMapping().words[fold_status_word(word)] == status


def test_every_known_word_is_folded_and_means_a_status() -> None:
    assert {fold_status_word(word) for word in STATUS_WORDS} == set(STATUS_WORDS)
    assert set(STATUS_WORDS.values()) == set(STATUSES)


def test_the_files_own_words_come_before_the_usual_ones(tmp_path: Path) -> None:
    found = wording(tmp_path, '[statuses]\n"Opposition" = "government"\n')
    assert found.words["opposition"] == "government"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a = = b", r"words\.toml is not TOML: .*line 1"),
        ('labl = "x"', "the key “labl” is not known; did you mean label"),
        ('xyz = "x"', "known are label, source"),
        ('[columns]\nunits = "x"', "the column “units” is not known; did you mean unit"),
        ('[labels]\nrebels = "x"', "the status “rebels” is not known"),
        ('[statuses]\nRSF = "rebels"', r"“RSF” = “rebels”, which is no status; choose one of tal"),
        ('[colours]\ntaliban = "red"', "taliban = “red” is no colour; write #rrggbb"),
        ('colours = "red"', r"\[colours\] must be a table of texts"),
        ("[labels]\ntaliban = 3", r"\[labels\] must be a table of texts"),
        ('date_order = "year"', "date_order is “year”; write day or month"),
        ("sheet = 3", 'sheet is 3; write a text, sheet = "3"'),
    ],
)
def test_a_faulty_file_is_one_sentence(text: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(FrontmapError, match=says) as it:
        wording(tmp_path, text)
    assert "\n" not in str(it.value)
    assert str(it.value).endswith((".", "?"))


def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(FrontmapError, match=r"none\.toml cannot be read .*--mapping"):
        read_control_mapping(tmp_path / "none.toml")
    with pytest.raises(FrontmapError, match=r"cannot be read .*--mapping"):
        read_control_mapping(tmp_path)
    (tmp_path / "cp1252.toml").write_bytes('label = "Büro"'.encode("cp1252"))
    with pytest.raises(FrontmapError, match=r"cp1252\.toml is not UTF-8 text"):
        read_control_mapping(tmp_path / "cp1252.toml")
