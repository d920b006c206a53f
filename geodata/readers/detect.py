"""Which format a file of events has, told by its content, and the reader for it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from geodata import vocabulary
from geodata.errors import FrontmapError
from geodata.readers import acled, gdelt, table, ucdp
from geodata.readers.acled_columns import is_acled, is_aggregate
from geodata.readers.mapping import Mapping as TableMapping
from geodata.readers.reader import EventReader
from geodata.readers.ucdp_columns import REQUIRED, find_columns, is_numbered
from geodata.tables import first_lines, open_rows
from geodata.tables.rows import RowSource

Format = Literal["acled", "ucdp", "gdelt", "table"]
FORMATS: tuple[Format, ...] = ("acled", "ucdp", "gdelt", "table")

_ONLY_ACLED: tuple[str, ...] = vocabulary.table("acled")["marks"]["only_acled"]
_ONLY_GDELT = ("globaleventid", "sqldate", "eventcode")
_NAMED = 4  # columns that the sentence names


@dataclass(frozen=True)
class Detected:
    """What a file is.

    Attributes
    ----------
    format : str
        "acled", "ucdp", "gdelt" or "table".
    because : str
        What it was recognised by: "has the columns event_id_cnty and event_date".
    source : RowSource
        The file, opened as its format wants it.
    """

    format: Format
    because: str
    source: RowSource


def detect(path: str | Path, sheet: str | None = None) -> Detected:
    """Recognise the format of a file by what is in it; its name does not matter.

    Parameters
    ----------
    path : str or pathlib.Path
    sheet : str, optional
        Sheet of a spreadsheet; the first by default.

    Returns
    -------
    Detected
        Counts by place and month that ACLED and HDX publish are "acled", whose reader refuses
        them with an explanation. What nothing else fits is a "table".

    Raises
    ------
    FrontmapError
        If the file cannot be read as a table at all.
    """
    path = Path(path)
    line = _gdelt_line(path)
    if line is not None:
        fields = line.count("\t") + 1
        because = f"has no header line, but {fields} columns between tabs as GDELT has them"
        return Detected("gdelt", because, gdelt.open_source(path))
    source = ucdp.open_source(path, sheet)
    format_, because = _by_columns(source.columns)
    return Detected(format_, because, source)


def choose_reader(
    path: str | Path,
    format: str = "auto",  # noqa: A002  the name of the option
    mapping: TableMapping | None = None,
    sheet: str | None = None,
    today: date | None = None,
) -> tuple[RowSource, EventReader, str]:
    """Open a file of events and make its reader.

    Parameters
    ----------
    path : str or pathlib.Path
    format : {"auto", "acled", "ucdp", "gdelt", "table"}
        "auto" recognises the file by its content; a mapping makes it a table.
    mapping : Mapping, optional
        For a table; one that is no export of Frontmap needs it.
    sheet : str, optional
        Sheet of a spreadsheet; that of the mapping, else the first by default.
    today : datetime.date, optional
        Events after it are rejected; the current day (UTC) by default.

    Returns
    -------
    source : RowSource
    reader : EventReader
    because : str
        What the format was recognised by, or that it was named.

    Raises
    ------
    FrontmapError
        If the file is not of the format that was named, is a table without a mapping, or cannot
        be read.
    """
    path = Path(path)
    if format not in ("auto", *FORMATS):
        raise FrontmapError(f"{format!r} is no format: name one of auto, {', '.join(FORMATS)}.")
    if mapping is not None and format not in ("auto", "table"):
        raise FrontmapError(
            f"A mapping is for tables, and {path.name} is said to be {format}: leave out either "
            "the mapping or the format."
        )
    if mapping is not None:
        source = open_rows(path, sheet=sheet or mapping.sheet)
        return source, table.reader_for(source, mapping, today), "was given with a mapping"
    if format == "auto":
        detected = detect(path, sheet)
        reader = _reader(detected.format, detected.source, today)
        return detected.source, reader, detected.because
    return _named(path, format, sheet, today)


def _named(
    path: Path, format_: str, sheet: str | None, today: date | None
) -> tuple[RowSource, EventReader, str]:
    """Open a file as the format that was named for it."""
    if format_ == "gdelt" and _gdelt_line(path) is not None:
        source = gdelt.open_source(path)
    elif format_ == "ucdp":
        source = ucdp.open_source(path, sheet)
    else:
        source = open_rows(path, sheet=sheet)
    return source, _reader(format_, source, today), f"was said to be {format_}"


def _reader(format_: str, source: RowSource, today: date | None) -> EventReader:
    if format_ == "acled":
        return acled.reader_for(source, today)
    if format_ == "ucdp":
        return ucdp.reader_for(source, today)
    if format_ == "gdelt":
        return gdelt.reader_for(source, today)
    return table.reader_for(source, today=today)


def _by_columns(columns: tuple[str, ...]) -> tuple[Format, str]:
    """Format of a table with a header line, and what it was recognised by."""
    keys = {_key(column): column for column in reversed(columns)}
    if table.is_export(columns):
        return "table", f"{_has(columns, table.EXPORT_KEYS)}, as exports of Frontmap have"
    acled_because = _acled(columns, keys)
    if acled_because is not None:
        return "acled", acled_because
    if is_numbered(columns):
        return "ucdp", f"has no header line, but the {len(columns)} columns of UCDP GED"
    named = find_columns(columns)
    if all(name in named for name in REQUIRED):
        return "ucdp", f"{_has(columns, [named[name] for name in REQUIRED[1:]])}, as UCDP GED has"
    codebook = [keys[key] for key in _ONLY_GDELT if key in keys]
    if len(codebook) == len(_ONLY_GDELT):
        return "gdelt", f"{_has(columns, codebook)}, as GDELT has"
    return "table", "has not the columns of ACLED, UCDP GED, GDELT or an export of Frontmap"


def _acled(columns: tuple[str, ...], keys: Mapping[str, str]) -> str | None:
    """By what a table is ACLED's, events or counts; None if it is not."""
    if is_aggregate(columns) and "date" not in keys:
        return f"{_has(columns, [keys['events']])} with counts of events"
    telling = [keys[key] for key in _ONLY_ACLED if key in keys]
    if is_acled(columns) and telling:
        return f"{_has(columns, [*telling, keys.get('eventdate', '')])}, as ACLED has"
    return None


def _has(columns: Iterable[str], telling: Iterable[str]) -> str:
    """Name some telling columns in the order of the file."""
    wanted = set(telling)
    *first, last = [column for column in columns if column in wanted][:_NAMED]
    return f"has the columns {', '.join(first)} and {last}" if first else f"has the column {last}"


def _gdelt_line(path: Path) -> str | None:
    return next((line for line in first_lines(path) or () if gdelt.looks_like(line)), None)


def _key(column: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", column.lower())
