"""Excel workbooks as rows of text."""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

import pyarrow as pa
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from geodata.errors import FrontmapError
from geodata.tables.blob import Blob, OfBlob, clause, faults_as_sentences
from geodata.tables.cells import TEXT, cell_text
from geodata.tables.frames import numbered, record_columns, text_frame, without_empty
from geodata.tables.guard import TIME_IS_UP, run_guarded
from geodata.tables.header import column_names, find_header
from geodata.tables.limits import GIB, check_columns, check_members
from geodata.tables.rows import Rows

_TOP = 20
"""Rows among which the header is looked for."""

_MAX_UNPACKED = 2 * GIB
_ROOM = GIB
"""Bytes of memory for a workbook, beside twice what it unpacks to; 300,000 rows of ACLED unpack to
0.6 GB and take 1 GB."""
_SECONDS = 600
_OPEN = """
import sys
from python_calamine import CalamineWorkbook
workbook = CalamineWorkbook.from_path(sys.argv[1])
for name in workbook.sheet_names:
    workbook.get_sheet_by_name(name)
"""


@dataclass(frozen=True)
class SheetRows(OfBlob):
    """A sheet of a workbook; see `RowSource`.

    ``skip`` rows stand above the first; ``others`` are the further sheets with tables.
    """

    sheet: str
    others: tuple[str, ...]
    columns: tuple[str, ...]
    skip: int
    tells_width: bool = False
    kind: str = "xlsx"

    @property
    def description(self) -> str:
        """What it is, for people."""
        left = f"; not read: {', '.join(f'“{name}”' for name in self.others)}"
        return f"sheet “{self.sheet}” of an Excel workbook{left if self.others else ''}"

    def partitions(self, size: int = 50_000) -> Iterator[Rows]:
        """Read the sheet from its start, ``size`` rows at a time."""
        with _opened(self.blob) as workbook:
            sheet = workbook.get_sheet_by_name(self.sheet)
            total, rows = sheet.height - self.skip, islice(_rows_of(sheet), self.skip, None)
            done = 0
            while part := list(islice(rows, size)):
                yield self._rows(part, done + 1, min(1.0, (done + len(part)) / total))
                done += len(part)

    def _rows(self, part: Sequence[Sequence[Any]], first: int, progress: float) -> Rows:
        records = [[cell_text(value) for value in row] for row in part]
        width = len(records[0])
        columns = record_columns(records, width)
        if self.tells_width:
            columns.append(pa.array([str(width)] * len(records), TEXT))
        frame = text_frame(columns, self.columns, numbered(first, len(records)))
        return without_empty(frame, [], progress, width)


def open_sheet(
    blob: Blob, *, sheet: str | None = None, header: bool = True, widths: tuple[int, ...] = ()
) -> SheetRows:
    """Understand a sheet of a workbook.

    Without a name it is the first visible one that holds a table. Raises `FrontmapError` for a
    workbook that is damaged, protected by a password or would take too much memory, and for
    sheets without a table.
    """
    _try_out(blob)
    with _opened(blob) as workbook:
        found, others = _choose(workbook, sheet, blob.name)
    name, height, width, top = found.name, found.height, found.width, found.top
    check_columns(f"{blob.name}, sheet “{name}”,", width)
    at = find_header(top) or 0
    if width < 2:
        raise FrontmapError(
            f"{blob.name}, sheet “{name}”, has a single column; a table of events has several."
        )
    if height <= (at + 1 if header else 0):
        raise FrontmapError(
            f"{blob.name}, sheet “{name}”, has a header and no row below it; a table of events "
            "has a row for each."
        )
    if header:
        return SheetRows(blob, name, others, column_names(top[at]), at + 1)
    columns = tuple(str(number) for number in range(1, width + 1))
    names = (*columns, "width") if widths else columns
    return SheetRows(blob, name, others, names, 0, tells_width=bool(widths))


def _try_out(blob: Blob) -> None:
    """Open a workbook in a process that may use little more memory than a table of its size takes.

    The reader holds a sheet as a full grid, and a text that many cells share once for each. A
    workbook of a few kilobytes can name the last cell of the last row, or a text a million times;
    and a reader that has no memory left ends its process.
    """
    with faults_as_sentences(blob.name), blob.on_disk() as path:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
        check_members(blob.name, members, _MAX_UNPACKED)
        unpacked = sum(member.file_size for member in members)
        command = [sys.executable, "-P", "-c", _OPEN, str(path)]
        code = run_guarded(command, seconds=_SECONDS, memory=_ROOM + 2 * unpacked)
    if code >= TIME_IS_UP:  # any other fault it will have here too
        raise FrontmapError(
            f"{blob.name} takes more memory or time to open than a table of its size does; delete "
            "what is far off the table, or save it as CSV."
        )


@dataclass(frozen=True)
class _Table:
    """What a sheet holds, by its first rows."""

    name: str
    height: int
    width: int
    top: list[list[str]]

    @property
    def header(self) -> list[str]:
        at = find_header(self.top)
        return [] if at is None else self.top[at]


def _choose(
    workbook: CalamineWorkbook, wanted: str | None, name: str
) -> tuple[_Table, tuple[str, ...]]:
    """The sheet to read and the names of the other tables."""
    sheets = {
        about.name: about.visible == SheetVisibleEnum.Visible
        for about in workbook.sheets_metadata
        if about.typ == SheetTypeEnum.WorkSheet
    }
    if wanted is not None:
        if wanted not in sheets:
            raise FrontmapError(f"{name} has no sheet “{wanted}”; it has {', '.join(sheets)}.")
        return _table(workbook, wanted), ()
    filled = [_table(workbook, sheet) for sheet, visible in sheets.items() if visible]
    filled = [table for table in filled if table.height]
    # One with a header only, or a single column, is told as such.
    tables = [table for table in filled if table.height > 1 and table.width > 1] or filled
    if not tables:
        raise FrontmapError(f"{name} has no sheet with a table; one has a header and rows.")
    alike = [table.name for table in tables if table.header == tables[0].header]
    if len(alike) > 1:
        raise FrontmapError(
            f"{name} has {len(alike)} sheets of the same columns ({', '.join(alike[:8])}); say "
            "which to read as --sheet."
        )
    return tables[0], tuple(table.name for table in tables[1:])


def _table(workbook: CalamineWorkbook, name: str) -> _Table:
    sheet = workbook.get_sheet_by_name(name)
    top = [[cell_text(value) for value in row] for row in islice(_rows_of(sheet), _TOP)]
    return _Table(name, sheet.height, sheet.width, top)


def _rows_of(sheet: CalamineSheet) -> Iterator[list[Any]]:
    """Rows from the first that holds something, as calamine counts them in ``height``."""
    above = sheet.start[0] if sheet.start is not None else 0
    return islice(sheet.iter_rows(), above, None)


@contextmanager
def _opened(blob: Blob) -> Iterator[CalamineWorkbook]:
    with faults_as_sentences(blob.name), blob.seekable() as stream:
        try:
            with CalamineWorkbook.from_object(
                str(blob.path) if blob.member is None else stream
            ) as workbook:
                yield workbook
        except PasswordError as error:
            raise FrontmapError(
                f"{blob.name} is protected by a password; save it without one and try again."
            ) from error
        except CalamineError as error:
            raise FrontmapError(
                f"{blob.name} is a damaged workbook ({clause(error)}); get it again."
            ) from error
        except BaseException as error:
            # A panic of the Rust reader is no Exception, so that nobody takes it for one.
            if type(error).__name__ != "PanicException":
                raise
            raise FrontmapError(
                f"{blob.name} is a workbook that cannot be read ({clause(error)}); save it as CSV."
            ) from error
