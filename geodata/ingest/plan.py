"""Before anything is read in earnest: which files, in which format, read by whom."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from os.path import realpath  # pathlib's resolve() raises where links go in a circle
from pathlib import Path

from geodata.errors import FrontmapError
from geodata.readers.detect import choose_reader
from geodata.readers.mapping import Mapping as TableMapping
from geodata.readers.reader import EventReader
from geodata.tables import RowSource

INGEST_FORMATS = ("auto", "acled", "ucdp", "gdelt", "table")


@dataclass(frozen=True)
class IngestOptions:
    """What the user decides.

    ``mapping`` is for tables; ``sheet`` for spreadsheets. With ``keep_embedded`` the incidents
    that Frontmap brings stay beside those of the files; without, the first ingest replaces them.
    """

    format: str = "auto"
    mapping: TableMapping | None = None
    sheet: str | None = None
    dry_run: bool = False
    keep_embedded: bool = False
    rejects_to: Path | None = None


@dataclass(frozen=True)
class FilePlan:
    """One file to read: where, as what, and by what it was recognised.

    ``name`` is what reports call it: the file's name, or its path where another has that name.
    """

    number: int
    name: str
    path: Path
    source: RowSource
    reader: EventReader
    recognised_by: str
    sha256: str
    bytes: int


def plan_files(files: Sequence[Path], options: IngestOptions) -> list[FilePlan]:
    """Choose a reader for each file.

    Raises
    ------
    FrontmapError
        No file is named, one is named twice, a format is not known, or a file is at fault.
    """
    if options.format not in INGEST_FORMATS:
        raise FrontmapError(
            f"“{options.format}” is no format of incidents; choose one of {', '.join(INGEST_FORMATS)}."
        )
    if not files:
        raise FrontmapError("name a file to ingest, such as `frontmap ingest incidents.csv`.")
    places = Counter(map(realpath, files))
    twice = [path for path in files if places[realpath(path)] > 1]
    if twice:
        raise FrontmapError(f"{twice[0]} is named twice; name each file once.")
    _check_rejects_to(options.rejects_to, files)
    # Folders of monthly exports have files of one name; the report tells them apart.
    names = Counter(path.name for path in files)
    return [
        _plan(number, path.name if names[path.name] == 1 else str(path), path, options)
        for number, path in enumerate(files, start=1)
    ]


def _check_rejects_to(target: Path | None, files: Sequence[Path]) -> None:
    """Raise `FrontmapError` where the refused rows cannot be written, before any row is read."""
    if target is None:
        return
    if realpath(target) in set(map(realpath, files)):
        raise FrontmapError(
            f"{target} is read and cannot take the refused rows; name another file with --rejects."
        )
    if target.is_dir() or not target.parent.is_dir():
        what = "is a folder" if target.is_dir() else "lies in a folder that is not there"
        raise FrontmapError(
            f"{target} {what}; name a file in a folder that is there with --rejects."
        )


def _plan(number: int, name: str, path: Path, options: IngestOptions) -> FilePlan:
    source, reader, because = choose_reader(
        path, format=options.format, mapping=options.mapping, sheet=options.sheet
    )
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return FilePlan(number, name, path, source, reader, because, digest, path.stat().st_size)


def columns_not_taken(plan: FilePlan) -> tuple[str, ...]:
    """Columns of the file that its reader leaves behind."""
    return tuple(name for name in plan.source.columns if name not in plan.reader.used)


def shares(plans: Sequence[FilePlan]) -> Mapping[int, float]:
    """Share of each file in all the bytes, for the progress bar."""
    total = sum(plan.bytes for plan in plans) or 1
    return {plan.number: plan.bytes / total for plan in plans}
