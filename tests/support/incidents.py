"""Small files of incidents, written as ACLED writes them, and the ways in which files go wrong."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import pandas as pd

BATTLE: Mapping[str, object] = MappingProxyType(
    {
        "event_id_cnty": "AFG1", "event_date": "03 August 2021", "year": 2021,
        "time_precision": 1, "event_type": "Battles", "sub_event_type": "Armed clash",
        "actor1": "A", "actor2": "B", "admin1": "Herat", "admin2": "Guzara",
        "location": "Guzara", "latitude": 34.2, "longitude": 62.2, "geo_precision": 1,
        "source": "S", "notes": "N", "fatalities": 2,
    }
)  # fmt: skip
"""The first battle in Herat."""


def write_incidents(path: Path, *rows: Mapping[str, object]) -> Path:
    """Write a file of incidents; what a row does not say is `BATTLE`."""
    pd.DataFrame([{**BATTLE, **row} for row in rows]).to_csv(path, index=False)
    return path


def battles(n: int, **values: object) -> list[dict[str, object]]:
    """So many battles in the district of Guzara, each with an id, a place and a note of its own."""
    return [
        {"event_id_cnty": f"AFG{i}", "longitude": 62.2 + i / 100, "notes": f"battle {i}"} | values
        for i in range(1, n + 1)
    ]


def write_cut_off(path: Path, n: int = 5) -> Path:
    """A file of battles that ends in the middle of its last row."""
    whole = write_incidents(path, *battles(n)).read_text(encoding="utf-8")
    path.write_text(whole[: whole.rindex(",Guzara,Guzara")], encoding="utf-8")
    return path


def _bytes(content: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(content)


def _changed(change: Callable[[str], str]) -> Callable[[Path], object]:
    def write(path: Path) -> None:
        text = write_incidents(path, *battles(5)).read_text(encoding="utf-8")
        path.write_text(change(text), encoding="utf-8")

    return write


def _all(**values: object) -> Callable[[Path], object]:
    return lambda path: write_incidents(path, *battles(20, **values))


def _wide(path: Path) -> None:
    header = ",".join(f"c{i}" for i in range(10_000))
    path.write_text(f"{header}\n{','.join('1' * 10_000)}\n", encoding="utf-8")


BAD_FILES: Mapping[str, tuple[Callable[[Path], object], str]] = MappingProxyType(
    {
        "empty": (_bytes(b""), r"is empty; a table has a header line"),
        "blank": (_bytes(b"\n\n \n"), r"is empty; a table has a header line"),
        "header-only": (_changed(lambda text: text.split("\n")[0] + "\n"), r"no row below"),
        "delimiter": (_changed(lambda text: text.replace(",", "^")), r"commas, semicolons, tabs"),
        "binary": (_bytes(bytes(range(256)) * 40), r"is a binary file, not a table"),
        "picture": (_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256))), r"is a picture \(PNG\)"),
        "html": (
            _bytes(b"<!DOCTYPE html>\n<html><head><title>404 Not Found</title></head></html>"),
            r"is a web page .*404 Not Found.*the download brought an error",
        ),
        "lfs-pointer": (
            _bytes(b"version https://git-lfs.github.com/spec/v1\noid sha256:0a\nsize 12\n"),
            r"is only a Git LFS pointer.*git lfs pull",
        ),
        "api-error": (_bytes(b'{"status": 403, "error": "Forbidden"}'), r"is JSON, but no GeoJSON"),
        "10000-columns": (_wide, r"has 10,000 columns; .* 2,000 at the most"),
        "unknown-table": (_bytes(b"when,who\n2021-01-01,a\n"), r"--suggest .*--mapping"),
        "swapped": (
            _all(latitude=62.2, longitude=34.2, admin1="", admin2="", location=""),
            r"longitude and latitude are swapped: 20 of 20 points",
        ),
    }
)
"""Files that are at fault as a whole: how each is written, and what the sentence has to say."""

BAD_ROWS: Mapping[str, tuple[Callable[[Path], object], str]] = MappingProxyType(
    {
        "pixels": (_all(latitude=311, longitude=502), r"pixels of a picture: decimal degrees"),
        "metres": (_all(latitude=3_800_000, longitude=480_000), r"metres of a projected grid"),
        "impossible": (_all(latitude=91, longitude=95), r"Latitude must lie between -90 and 90"),
        "future": (_all(event_date="3 August 2999"), r"The date lies in the future"),
        "no-days": (_all(event_date="some day"), r"not a day of the calendar"),
        "no-id": (_all(event_id_cnty=""), r"id"),
    }
)
"""Files of which every single row is refused."""
