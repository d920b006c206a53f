"""How a CSV file is laid out: its delimiter, its header and where its rows begin."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from types import MappingProxyType

from geodata.errors import FrontmapError
from geodata.tables.header import column_names, find_header
from geodata.tables.limits import check_columns

DELIMITERS = MappingProxyType(
    {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
)

_LOOK_AT = 200
"""Records that decide on the delimiter."""

_EXCEL_HINT = re.compile(r"sep=(.)\r?\n")


@dataclass(frozen=True)
class CsvLayout:
    """How the text of a CSV file is taken apart.

    Attributes
    ----------
    delimiter : str
        The character between fields.
    quoted : bool
        Whether a quotation mark at the start of a field opens a text that may hold delimiters
        and line ends. Header-less tab-separated files (GDELT) use it as any other character.
    skip : int
        Records above the first row: titles and the header.
    columns : tuple of str
        Names of the columns that rows get.
    widths : tuple of int
        Numbers of fields that a row may have.
    tells_width : bool
        Whether the last column is the number of fields that the row had.
    """

    delimiter: str
    quoted: bool
    skip: int
    columns: tuple[str, ...]
    widths: tuple[int, ...]
    tells_width: bool = False

    def padded(self, record: list[str]) -> list[str]:
        """A record in all columns, and how many fields it had where the layout tells that."""
        if not self.tells_width:
            return record
        return [*record, *[""] * (max(self.widths) - len(record)), str(len(record))]

    def reader(self, lines: Iterable[str], *, strict: bool = False) -> Iterator[list[str]]:
        """Records of lines of text."""
        if not self.quoted:
            return csv.reader(lines, delimiter=self.delimiter, quoting=csv.QUOTE_NONE)
        return csv.reader(lines, delimiter=self.delimiter, strict=strict)


def is_blank(record: list[str]) -> bool:
    """Whether a record is an empty line (or the end-of-file mark of old Windows)."""
    return len(record) <= 1 and "".join(record).strip(" \t\x1a") == ""


def find_layout(
    sample: str, name: str, *, header: bool, delimiter: str | None, widths: tuple[int, ...]
) -> CsvLayout:
    """Layout of a CSV file from its first lines.

    Raises `FrontmapError` where no delimiter makes it a table of two columns or more, or where
    it has too many.
    """
    hint = _EXCEL_HINT.match(sample)
    body = sample[hint.end() :] if hint else sample
    given = delimiter or (hint.group(1) if hint else None)
    if given is not None and len(given) != 1:
        raise FrontmapError(f"“{given}” is no delimiter; it is one character, such as , or ;.")
    candidates = (given,) if given is not None else tuple(DELIMITERS)
    tries = [_try(body, candidate, header=header, widths=widths) for candidate in candidates]
    best = max(tries, key=lambda found: found[0])[1]
    if best is None:
        raise _one_column(body, name, given)
    check_columns(name, len(best.columns))
    return best if hint is None else replace(best, skip=best.skip + 1)


def _one_column(text: str, name: str, delimiter: str | None) -> FrontmapError:
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    shown = first if len(first) <= 60 else first[:60] + "…"
    between = (
        DELIMITERS.get(delimiter, f"“{delimiter}”")
        if delimiter is not None
        else "commas, semicolons, tabs or vertical bars"
    )
    return FrontmapError(
        f"{name} has a single column (“{shown}”); its columns have to be separated by {between}."
    )


def _try(
    text: str, delimiter: str, *, header: bool, widths: tuple[int, ...]
) -> tuple[tuple[bool, int, float], CsvLayout | None]:
    """How well a delimiter fits (better ones compare greater), and the layout it gives."""
    quoted = header or delimiter != "\t"
    records = _records(text, delimiter, quoted=quoted)
    top = find_header(records)
    fields = 0 if top is None else len(records[top])
    if top is None or fields < 2:
        return (False, 0, 0.0), None
    if header:
        below = [record for record in records[top + 1 :] if not is_blank(record)]
        index = _has_nameless_index(below, fields)
        columns = column_names([*[""] * index, *records[top]])
        layout = CsvLayout(delimiter, quoted, top + 1, columns, (len(columns),))
    else:
        below = [record for record in records if not is_blank(record)]
        layout = _numbered_columns(delimiter, quoted=quoted, widths=widths or (fields,))
        if widths:
            layout = _with_width(layout)
    fit = sum(_fits(record, layout) for record in below) / len(below) if below else 1.0
    return (fit >= 0.8, fields, fit), layout


def _records(text: str, delimiter: str, *, quoted: bool) -> list[list[str]]:
    """The first records of a sample, as far as they can be told."""
    layout = CsvLayout(delimiter, quoted, 0, (), ())
    records: list[list[str]] = []
    # A quotation mark that does not close ends them; it is told with its row number later.
    with suppress(csv.Error):
        records.extend(islice(layout.reader(io.StringIO(text, newline="")), _LOOK_AT))
    return records


def _fits(record: list[str], layout: CsvLayout) -> bool:
    return len(record) in layout.widths or (
        len(record) > max(layout.widths) and not any(record[max(layout.widths) :])
    )


def _has_nameless_index(below: list[list[str]], fields: int) -> bool:
    """Whether the rows are numbered in a first column that the header leaves out (R does so)."""
    return bool(below) and all(
        len(record) == fields + 1 and record[0] == str(at)
        for at, record in enumerate(below[:-1] or below, start=1)
    )


def _numbered_columns(delimiter: str, *, quoted: bool, widths: tuple[int, ...]) -> CsvLayout:
    columns = tuple(str(at) for at in range(1, max(widths) + 1))
    return CsvLayout(delimiter, quoted, 0, columns, widths)


def _with_width(layout: CsvLayout) -> CsvLayout:
    """The same with a last column that tells how many fields a row had."""
    return replace(layout, columns=(*layout.columns, "width"), tells_width=True)
