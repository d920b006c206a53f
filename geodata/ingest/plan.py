"""Before anything is read in earnest: which files, in which format, read by whom."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from geodata.errors import FrontmapError
from geodata.events.detect import choose_reader
from geodata.events.mapping import Mapping as TableMapping
from geodata.events.reader import EventReader
from geodata.tables import RowSource

FORMATS = ("auto", "acled", "ucdp", "gdelt", "table")


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
    """One file to read: where, as what, and by what it was recognised."""

    number: int
    path: Path
    source: RowSource
    reader: EventReader
    recognised_by: str
    sha256: str
    bytes: int

    @property
    def name(self) -> str:
        """The file's name, as reports say it."""
        return self.path.name


def plan_files(files: Sequence[Path], options: IngestOptions) -> list[FilePlan]:
    """Choose a reader for each file.

    Raises
    ------
    FrontmapError
        No file is named, one is named twice, a format is not known, or a file is at fault.
    """
    if options.format not in FORMATS:
        raise FrontmapError(
            f"“{options.format}” is no format of incidents; choose one of {', '.join(FORMATS)}."
        )
    if not files:
        raise FrontmapError("name a file to ingest, such as `frontmap ingest incidents.csv`.")
    twice = {path for path in files if files.count(path) > 1}
    if twice:
        raise FrontmapError(f"{min(twice)} is named twice; name each file once.")
    return [_plan(number, Path(path), options) for number, path in enumerate(files, start=1)]


def _plan(number: int, path: Path, options: IngestOptions) -> FilePlan:
    source, reader, because = choose_reader(
        path, format=options.format, mapping=options.mapping, sheet=options.sheet
    )
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return FilePlan(number, path, source, reader, because, digest, path.stat().st_size)


def columns_not_taken(plan: FilePlan) -> tuple[str, ...]:
    """Columns of the file that its reader leaves behind."""
    return tuple(name for name in plan.source.columns if name not in plan.reader.used)


def shares(plans: Sequence[FilePlan]) -> Mapping[int, float]:
    """Share of each file in all the bytes, for the progress bar."""
    total = sum(plan.bytes for plan in plans) or 1
    return {plan.number: plan.bytes / total for plan in plans}
