"""The lines of a CSV file in which something is odd, taken apart record by record."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from geodata.tables.csv_layout import CsvLayout, is_blank
from geodata.tables.frames import EMPTY_ROW
from geodata.tables.rows import Reject

SHOWN = 120
"""Letters of a faulty row that its reject shows."""

_DAMAGED = "The row holds null bytes; the file is damaged here."
_UNCLOSED = "A quotation mark opens a field here and is not closed in this row."
_CUT_OFF = "The file ends in the middle of this row; it was cut off."


@dataclass
class _Apart:
    """What came of the lines so far."""

    row: int
    good: list[list[str]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    faults: list[Reject] = field(default_factory=list)

    def accept(self, record: list[str]) -> None:
        self.good.append(record)
        self.numbers.append(self.row)
        self.row += 1

    def reject(self, lines: Sequence[str], reason: str) -> None:
        text = "".join(lines).replace("\0", "\N{REPLACEMENT CHARACTER}").strip()
        self.faults.append((self.row, None, text[:SHOWN] or None, reason))
        self.row += 1


def take_apart(
    lines: Sequence[str], layout: CsvLayout, row: int, *, at_end: bool
) -> tuple[list[list[str]], list[int], list[Reject]]:
    """Records of lines, so that no row gets lost in a fault of its neighbour.

    A quotation mark that is not closed makes the parser swallow the rows after it up to the
    next one. Where a swallowed line is a whole row by itself, reading goes on there.

    Parameters
    ----------
    lines : sequence of str
        Lines of whole records.
    layout : CsvLayout
        How they are laid out.
    row : int
        Number of the first row.
    at_end : bool
        Whether the file ends with these lines.

    Returns
    -------
    tuple
        The good records, as wide as ``layout.columns``; their row numbers; the other rows.
    """
    apart = _Apart(row)
    start = 0
    while start < len(lines):
        start = _until_resumed(lines, start, layout, apart, at_end=at_end)
    return apart.good, apart.numbers, apart.faults


def _until_resumed(
    lines: Sequence[str], start: int, layout: CsvLayout, apart: _Apart, *, at_end: bool
) -> int:
    """Take lines apart from ``start`` on; the line from which parsing has to begin anew."""
    begin = start
    for record, end in _records(lines, start, layout):
        span = lines[begin:end]
        last = at_end and end == len(lines)
        resume = begin + _take(record, span, layout, apart, last=last)
        if resume < end:
            return resume
        begin = end
    return len(lines)


def _records(
    lines: Sequence[str], start: int, layout: CsvLayout
) -> Iterator[tuple[list[str], int]]:
    """Records from a line on, each with the line that it ends before."""
    taken = start

    def feed() -> Iterator[str]:
        nonlocal taken
        while taken < len(lines):
            taken += 1
            yield lines[taken - 1]

    for record in layout.reader(feed()):
        yield record, taken


def _take(
    record: list[str], span: Sequence[str], layout: CsvLayout, apart: _Apart, *, last: bool
) -> int:
    """Accept or reject one record; the number of its lines that are dealt with."""
    if is_blank(record):
        return len(span)
    fitted = _fitted(record, layout)
    state = "closed" if len(span) == 1 and not last else quotes_of(span, layout)
    if len(span) > 1 and (fitted is None or state != "closed"):
        swallowed = _first_whole_row(span, layout)
        if swallowed is not None:
            apart.reject(span[:swallowed], _UNCLOSED)
            return swallowed
    if any("\0" in line for line in span):
        apart.reject(span, _DAMAGED)
    elif not any(cell.strip() for cell in record):
        apart.reject(span, EMPTY_ROW)
    elif state == "unclosed":
        apart.reject(span, _CUT_OFF if last else _UNCLOSED)
    elif fitted is None:
        apart.reject(span, _wrong_width(record, layout, last=last))
    else:
        apart.accept(fitted)
    return len(span)


def _fitted(record: list[str], layout: CsvLayout) -> list[str] | None:
    """The record in the columns of the layout, or None where it has not as many fields.

    Empty fields beyond the last column come from delimiters at the end of the line.
    """
    most, width = max(layout.widths), len(record)
    if layout.tells_width:
        return layout.padded(record) if width in layout.widths else None
    if width > most and not any(cell.strip() for cell in record[most:]):
        return record[:most]
    return record if width == most else None


def quotes_of(span: Sequence[str], layout: CsvLayout) -> str:
    """Whether quotation marks in a record are ``closed``, ``unclosed`` or ``loose``."""
    try:
        for _ in layout.reader(span, strict=True):
            pass
    except csv.Error as error:
        return "unclosed" if "end of data" in str(error) else "loose"
    return "closed"


def _first_whole_row(span: Sequence[str], layout: CsvLayout) -> int | None:
    """Position of the first line after the first that is a row of the table by itself."""
    for at, line in enumerate(span[1:], start=1):
        records = list(layout.reader([line]))
        whole = len(records) == 1 and len(records[0]) in layout.widths
        if whole and quotes_of([line], layout) == "closed":
            return at
    return None


def _wrong_width(record: list[str], layout: CsvLayout, *, last: bool) -> str:
    right = " or ".join(str(width) for width in sorted(layout.widths))
    width = len(record)
    if last and width < min(layout.widths):
        return f"{_CUT_OFF[:-1]}, after {width} of {right} fields."
    return f"The row has {width} fields; the table has {right}."
