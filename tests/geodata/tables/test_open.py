import io
import os
import zipfile
from pathlib import Path

import pytest

from geodata.errors import FrontmapError
from geodata.tables import first_lines, open_rows
from tests.geodata.tables.reading import refusal


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"", "is empty"),
        ("a.csv", b"\xef\xbb\xbf\n\n  ", "is empty"),
        ("a.csv", b"<!DOCTYPE html><html><head><title>403 Forbidden</title>", "“403 Forbidden”"),
        ("a.csv", b"\n <HTML><body>Sign in</body></HTML>", "web page"),
        ("a.csv", b"<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>", "is XML"),
        ("a.csv", b"version https://git-lfs.github.com/spec/v1\noid sha256:1\n", "git lfs pull"),
        ("a.csv", b"\x89PNG\r\n\x1a\n" + bytes(50), "a picture (PNG)"),
        ("a.csv", b"%PDF-1.7\n1 0 obj", "a PDF"),
        ("a.csv", b"\x1f\x8b\x08" + bytes(50), "packed with gzip"),
        ("a.csv", bytes(range(256)) * 8, "a binary file"),
        ("a.zip", b"PK\x03\x04" + bytes(100), "is damaged"),
        ("a.xlsx", b"PK\x05\x06" + bytes(18), "without a table"),
        ("a.parquet", b"PAR1" + bytes(100), "damaged Parquet file"),
    ],
)
def test_what_is_no_table_is_named(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    sentence = refusal(path)
    assert words in sentence
    assert name in sentence


def test_places_without_a_file(tmp_path: Path) -> None:
    assert "There is no file none.csv" in refusal(tmp_path / "none.csv")
    (tmp_path / "folder.csv").mkdir()
    assert "is a folder" in refusal(tmp_path / "folder.csv")
    os.mkfifo(tmp_path / "pipe.csv")
    assert "not an ordinary file" in refusal(tmp_path / "pipe.csv")
    assert "cannot be read" in refusal(tmp_path / ("long" * 100))


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,day\n1,x\n")

    def denied(*_: object) -> io.BytesIO:
        raise PermissionError(13, "Permission denied")

    # Tests may run as root, to whom everything is permitted.
    monkeypatch.setattr(Path, "open", denied)
    assert "may not be read" in refusal(path)


def test_a_file_that_goes_away_between_opening_and_reading(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,day\n1,x\n")
    source = open_rows(path)
    path.unlink()
    with pytest.raises(FrontmapError, match=r"There is no file a\.csv"):
        next(source.partitions())


def archive_of(path: Path, method: int = zipfile.ZIP_DEFLATED, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_", "."), content)
    return path


def test_zips_with_none_or_several_tables(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    assert "2 tables (a.csv, b.csv)" in refusal(archive_of(path, a_csv=b"x", b_csv=b"y"))
    assert "without a table" in refusal(archive_of(path, a_png=b"x"))
    inner = archive_of(tmp_path / "b.zip", a_csv=b"x").read_bytes()
    assert "zip within a zip" in refusal(archive_of(path, a_csv=inner))


def test_a_zip_bomb_is_refused_by_its_directory(tmp_path: Path) -> None:
    path = archive_of(tmp_path / "a.zip", a_csv=b"a,b\n" + bytes(64 * 1024**2))
    assert path.stat().st_size < 100_000
    assert "zip bomb" in refusal(path)
    assert "zip bomb" in refusal(archive_of(path, xl_workbook_xml=b" " * 64 * 1024**2, a_csv=b""))


def test_a_bomb_behind_a_large_harmless_neighbour(tmp_path: Path) -> None:
    path = archive_of(tmp_path / "a.zip", a_csv=b"a,b\n" * 16 * 1024**2, b_bin=os.urandom(1024**2))
    assert "zip bomb" in refusal(path)


def test_a_zip_that_lies_about_its_size_is_not_read_beyond_it(tmp_path: Path) -> None:
    path = archive_of(tmp_path / "a.zip", a_csv=b"id,day\n" + b"1,x\n" * 100_000)
    true = (7 + 400_000).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(true, (4_007).to_bytes(4, "little")))
    assert "is damaged" in refusal(path)


def test_packings_that_no_limit_can_stop_are_refused(tmp_path: Path) -> None:
    path = archive_of(tmp_path / "a.zip", zipfile.ZIP_BZIP2, a_csv=b"id,day\n1,x\n")
    assert "pack it again" in refusal(path)


def test_a_zip_with_a_password(tmp_path: Path) -> None:
    path = archive_of(tmp_path / "a.zip", a_csv=b"id,day\n1,x\n")
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    assert "password" in refusal(path)


def test_first_lines_of_what_is_not_text(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    path.write_bytes(b"PAR1" + bytes(100))
    assert first_lines(path) is None
