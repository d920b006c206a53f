"""Reader of the UCDP Georeferenced Event Dataset (GED), versions 17 to 25 and candidate files.

What becomes what is in ``ucdp_convert``, the names of the columns in ``ucdp_columns``.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd

from geodata.errors import FrontmapError
from geodata.readers.hxl import NOTE, starts_with_tags
from geodata.readers.order import usual_order
from geodata.readers.reader import ColumnsReader, Converted
from geodata.readers.ucdp_columns import (
    REQUIRED,
    STANDARD,
    find_columns,
    is_numbered,
    lacks_header,
)
from geodata.readers.ucdp_convert import convert_ucdp
from geodata.tables import open_rows
from geodata.tables.rows import RowSource


class UcdpReader(ColumnsReader):
    """Converts the rows of one UCDP GED file."""

    format = "ucdp"

    def converted(self, rows: pd.DataFrame) -> Converted:
        return convert_ucdp(rows, dict(self.columns), self.order, self.today)


def reader_for(source: RowSource, today: date | None = None) -> UcdpReader:
    """Make the reader of a UCDP GED file.

    Parameters
    ----------
    source : RowSource
        The file; see `open_source`. It is read to its end only where dates such as 3/8/2021
        occur, as the whole column decides what comes first in them.
    today : datetime.date, optional
        Events after it are rejected; the current day (UTC) by default.

    Returns
    -------
    UcdpReader

    Raises
    ------
    FrontmapError
        If columns are missing without which it is no such file.
    """
    if lacks_header(source.columns):
        raise FrontmapError(
            f"{source.path.name} has no header line, but the {len(STANDARD)} columns of UCDP GED: "
            "open it as a file without a header."
        )
    columns = find_columns(source.columns)
    missing = [name for name in REQUIRED if name not in columns]
    if missing:
        raise FrontmapError(
            f"{source.path.name} is no UCDP GED file, as it has no column {', '.join(missing)}: "
            f"such a file has {', '.join(REQUIRED)}."
        )
    hxl = starts_with_tags(source)
    dates = (columns["date_start"], columns["date_end"])
    order, said = usual_order(source, dates, "month", "UCDP")
    tags = [NOTE] if hxl else []
    return UcdpReader(
        columns=tuple(columns.items()),
        order=order,
        hxl=hxl,
        today=today or datetime.now(UTC).date(),
        notes=(*_notes_on_columns(source, columns), *tags, *said),
    )


def open_source(path: Path, sheet: str | None = None) -> RowSource:
    """Open a UCDP GED file; one that was published without a header line gets numbered columns.

    Parameters
    ----------
    path : pathlib.Path
        CSV, XLSX, GeoJSON, shapefile or any other table.
    sheet : str, optional
        Of a workbook.

    Returns
    -------
    RowSource
        For `reader_for`.

    Raises
    ------
    FrontmapError
        If the file cannot be read as a table.
    """
    source = open_rows(path, sheet=sheet)
    if lacks_header(source.columns):
        return open_rows(path, sheet=sheet, header=False, widths=(len(STANDARD),))
    return source


def _notes_on_columns(source: RowSource, columns: Mapping[str, str]) -> list[str]:
    if is_numbered(source.columns):
        return [f"The file has no header line, but the {len(STANDARD)} columns of UCDP GED."]
    cut = [
        f"{theirs} = {ours}"
        for ours, theirs in columns.items()
        if len(theirs) < len(ours) and ours.startswith(theirs.lower())
    ]
    return [f"Names of columns were cut to ten characters: {', '.join(cut)}."] if cut else []
