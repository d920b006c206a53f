"""CSV files as rows of text, read a little at a time."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import pandas as pd
import pyarrow as pa

from geodata.errors import FrontmapError
from geodata.tables.blob import Blob, OfBlob
from geodata.tables.csv_layout import DELIMITERS, CsvLayout, find_layout, is_blank
from geodata.tables.csv_repair import quotes_of, take_apart
from geodata.tables.frames import record_columns, text_frame, without_empty
from geodata.tables.rows import Reject, Rows
from geodata.tables.text import Meter, decode, guess_encoding, lines_of

SAMPLE = 1024**2
"""Bytes from which a file is understood."""

STEP = 2_000
"""Records taken apart at a time: few enough to stay in the processor's cache."""


@dataclass(frozen=True)
class CsvRows(OfBlob):
    """A CSV file; see `RowSource`."""

    encoding: str
    layout: CsvLayout
    kind: str = "csv"

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns."""
        return self.layout.columns

    @property
    def description(self) -> str:
        """What it is, for people."""
        delimiter = self.layout.delimiter
        between = DELIMITERS.get(delimiter, f"“{delimiter}”")
        within = f" ({self.blob.member})" if self.blob.member else ""
        return f"CSV{within} in {self.encoding}, separated by {between}"

    def partitions(self, size: int = 50_000) -> Iterator[Rows]:
        """Read the file from its start, ``size`` rows at a time.

        Raises `FrontmapError` where a quotation mark does not close for so long that the rows
        cannot be told apart, or where the file cannot be read on.
        """
        parts: list[_Part] = []
        for part in self._parts(min(size, STEP)):
            parts.append(part)
            if sum(len(each) for each in parts) >= size:
                yield self._merged(parts)
                parts.clear()
        if parts:
            yield self._merged(parts)

    def _merged(self, parts: Sequence[_Part]) -> Rows:
        columns = [
            pa.chunked_array(pieces)
            for pieces in zip(*(part.columns for part in parts), strict=True)
        ]
        numbers = pd.Index([n for part in parts for n in part.numbers], dtype="int64", name="row")
        frame = text_frame(columns, self.columns, numbers)
        faults = [fault for part in parts for fault in part.faults]
        width = len(self.columns) - self.layout.tells_width
        return without_empty(frame, faults, parts[-1].progress, width)

    def _parts(self, size: int) -> Iterator[_Part]:
        meter = Meter(self.blob.size)
        row = 1
        with self.blob.open() as stream:
            lines = _Lines(lines_of(stream, self.encoding, meter, self.blob.name))
            reader = self.layout.reader(iter(lines))
            self._take(reader, self.layout.skip, row)
            lines.taken.clear()
            while records := self._take(reader, size, row):
                progress = 1.0 if lines.at_end else meter.share
                part = self._part(records, lines, row, progress)
                row += len(part)
                lines.taken.clear()
                yield part

    def _take(self, reader: Iterator[list[str]], count: int, row: int) -> list[list[str]]:
        records: list[list[str]] = []
        try:
            records.extend(islice(reader, count))
        except csv.Error as error:
            at = row + sum(not is_blank(record) for record in records)
            raise FrontmapError(
                f"{self.blob.name} cannot be told apart at row {at:,}: a quotation mark opens a "
                "field there and is not closed; close or remove it."
            ) from error
        return records

    def _part(self, records: list[list[str]], lines: _Lines, row: int, progress: float) -> _Part:
        """Some records as columns, the quick way where nothing is odd about them."""
        layout, width = self.layout, len(self.columns)
        if _is_odd(records, lines, layout):
            good, numbers, faults = take_apart(lines.taken, layout, row, at_end=lines.at_end)
            return _Part(record_columns(good, width), numbers, faults, progress)
        columns = record_columns([layout.padded(record) for record in records], width)
        return _Part(columns, range(row, row + len(records)), [], progress)


@dataclass(frozen=True)
class _Part:
    """A few rows: columns of text, the rows' numbers, and the rows that could not be read."""

    columns: list[pa.Array]
    numbers: Sequence[int]
    faults: list[Reject]
    progress: float

    def __len__(self) -> int:
        return len(self.numbers) + len(self.faults)


class _Lines:
    """Lines on their way to the parser; keeps those of the records at hand."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self.taken: list[str] = []
        self.at_end = False

    def __iter__(self) -> Iterator[str]:
        keep = self.taken.append
        ahead = next(self._lines, None)
        for line in self._lines:
            if ahead is not None:
                keep(ahead)
                yield ahead
            ahead = line
        self.at_end = True
        if ahead is not None:
            keep(ahead)
            yield ahead


def _is_odd(records: list[list[str]], lines: _Lines, layout: CsvLayout) -> bool:
    """Whether records need a closer look than the number of their fields."""
    return (
        lines.at_end
        or not set(map(len, records)) <= set(layout.widths)
        or (len(lines.taken) != len(records) and quotes_of(lines.taken, layout) != "closed")
        or any("\0" in line for line in lines.taken)
    )


def open_csv(
    blob: Blob,
    *,
    header: bool = True,
    delimiter: str | None = None,
    widths: tuple[int, ...] = (),
) -> CsvRows:
    """Understand a CSV file from its first lines.

    Raises `FrontmapError` where it is not a table of two columns or more, or has no row.
    """
    sample, whole = sample_of(blob)
    encoding = guess_encoding(sample, blob.name)
    text = decode(sample, encoding)
    layout = find_layout(text, blob.name, header=header, delimiter=delimiter, widths=widths)
    source = CsvRows(blob, encoding, layout)
    if whole and not any(len(rows.frame) + len(rows.faults) for rows in source.partitions(STEP)):
        raise FrontmapError(
            f"{blob.name} has a header and no row below it; a table of events has a row for each."
        )
    return source


def sample_of(blob: Blob) -> tuple[bytes, bool]:
    """The first bytes of a text file up to the end of a line, and whether they are all."""
    sample = blob.head(SAMPLE)
    if len(sample) < SAMPLE:
        return sample, True
    end = sample.rfind(b"\n") + 1
    end += -end % 2  # a line of UTF-16 ends after an even number of bytes
    return sample[:end] or sample, False
