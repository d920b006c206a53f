"""Reader of GDELT event files: 1.0 (57 or 58 columns, even mixed) and 2.0 (61 columns).

The files are tab-separated and have no header line; a table with the names of the codebook above
its columns (BigQuery, Kaggle) is read too. Where what happened is the place of the action
(``ActionGeo``), and its type says how closely it is known (GDELT Event Codebook):

=====================  ======================  ==========================================
``ActionGeo_Type``     ``location_precision``  point and words
0 none, or empty       country                 none
1 country              country                 no point: it is the country's centroid
2 US state, 5 state    province                the point stands for it; ``province_en``
3 US city, 4 city      town                    the point; ``place_en``, ``province_en``
=====================  ======================  ==========================================

GDELT is coded by machine from the text of news: ``confidence`` is always low, nobody counts the
dead, and one happening is often several rows. Nothing is known of it beyond its codes, so that
``summary`` stays empty; ``sub_type`` is the CAMEO code in words (see ``cameo``).
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd

from geodata.errors import FrontmapError
from geodata.readers.by_value import by_value
from geodata.readers.cameo import event_type, full_code, words
from geodata.readers.checks import Checks, check_days, check_points
from geodata.readers.countries import of_fips
from geodata.readers.days import parse_days
from geodata.readers.fields import (
    blank_missing,
    clean_text,
    degrees,
    web_address,
    without_decimals,
)
from geodata.readers.gdelt_places import province_name, province_of_town, town_name
from geodata.readers.parsing import blank_events, finish
from geodata.readers.reader import ColumnsReader, Converted
from geodata.tables import open_rows
from geodata.tables.rows import RowSource
from geodata.vocabulary import table

DATASET = "GDELT"
WIDTHS = (57, 58, 61)
"""Columns of a line: 1.0 before April 2013, 1.0 since then, 2.0."""

_GDELT = table("gdelt")
_PLACES: Mapping[str, tuple[int, int]] = _GDELT["columns"]
_REQUIRED: tuple[str, ...] = _GDELT["required"]
_PRECISION: Mapping[str, str] = _GDELT["precision"]
_HOST = re.compile(r"https?://(?:[^/@]*@)?(?:www\.)?([^/:?#]+)", re.IGNORECASE)
_NOTE = (
    "GDELT is coded by machine from news texts: every event has low confidence, and those known "
    "only to their country have no point."
)


class GdeltReader(ColumnsReader):
    """Converts the rows of one GDELT file; ``columns`` are empty where it has no header line.

    Its columns are "1" to "61" then and "width", the number of columns that the line has; rejects
    name those of the codebook.
    """

    format = "gdelt"

    @property
    def used(self) -> frozenset[str]:
        if self.columns:
            return super().used
        return frozenset({"width", *(str(at) for both in _PLACES.values() for at in both)})

    def converted(self, rows: pd.DataFrame) -> Converted:
        cells = _named(rows, dict(self.columns)) if self.columns else _numbered(rows)
        checks, events = Checks(cells), blank_events(cells.index)
        events["source_dataset"] = DATASET
        events["confidence"] = "low"
        _fill_identity(events, checks, cells)
        _fill_day(events, checks, cells, self.today)
        _fill_kind(events, checks, cells)
        _fill_place(events, checks, cells)
        _fill_source(events, cells)
        return finish(events, checks, by_value(cells["ActionGeo_CountryCode"], of_fips))


def reader_for(source: RowSource, today: date | None = None) -> GdeltReader:
    """Make the reader of a GDELT file.

    Parameters
    ----------
    source : RowSource
        Opened as `open_source` does, or any table whose columns have the codebook's names.
    today : datetime.date, optional
        Events after it are rejected; the current day (UTC) by default.

    Returns
    -------
    GdeltReader

    Raises
    ------
    FrontmapError
        If it is no such file.
    """
    today = today or datetime.now(UTC).date()
    if set(source.columns) == {"width", *(str(at) for at in range(1, max(WIDTHS) + 1))}:
        return GdeltReader((), None, today, notes=(_NOTE,))
    names = _header_names(source.columns)
    missing = [name for name in _REQUIRED if name not in names]
    if missing:
        raise FrontmapError(
            f"{source.path.name} is no GDELT file: one has 57, 58 or 61 columns between tabs and "
            f"no header line, or a header line with {', '.join(_REQUIRED)}."
        )
    return GdeltReader(tuple(names.items()), None, today, notes=(_NOTE,))


def open_source(path: Path) -> RowSource:
    """Open a GDELT file, zipped or not, as lines of 57, 58 or 61 columns.

    Parameters
    ----------
    path : pathlib.Path
        As GDELT publishes it: tab-separated, without a header line.

    Returns
    -------
    RowSource
        Columns "1" to "61" and "width".

    Raises
    ------
    FrontmapError
        If the file cannot be read.
    """
    return open_rows(path, header=False, delimiter="\t", widths=WIDTHS)


def looks_like(line: str) -> bool:
    """Whether a line of text is one of a GDELT file without a header line."""
    fields = line.rstrip("\r\n").split("\t")
    if len(fields) not in WIDTHS:
        return False
    identity, day, code = fields[0], fields[1], fields[26]
    return identity.isdigit() and day.isdigit() and len(day) == 8 and full_code(code) is not None


def _header_names(columns: Sequence[str]) -> dict[str, str]:
    there = {column.lower(): column for column in reversed(columns)}
    return {name: there[name.lower()] for name in _PLACES if name.lower() in there}


def _named(rows: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    empty = pd.Series(pd.NA, index=rows.index, dtype="str")
    cells = {n: blank_missing(rows[names[n]]) if n in names else empty for n in _PLACES}
    return pd.DataFrame(cells)


def _numbered(rows: pd.DataFrame) -> pd.DataFrame:
    """The columns taken, by the codebook's names; each line is of 1.0 or 2.0."""
    newer = rows["width"].eq(str(max(WIDTHS))).fillna(False).astype(bool)
    return pd.DataFrame(
        {
            name: rows[str(new)] if old == new else rows[str(new)].where(newer, rows[str(old)])
            for name, (old, new) in _PLACES.items()
        }
    )


def _fill_identity(events: pd.DataFrame, checks: Checks, cells: pd.DataFrame) -> None:
    ids = without_decimals(cells["GLOBALEVENTID"]).str.strip()
    wrong = ~ids.str.fullmatch("[0-9]+").fillna(False).astype(bool)
    checks.reject(
        wrong, "GLOBALEVENTID", "The event has no number: GLOBALEVENTID must be all digits."
    )
    events["event_id"] = "GDELT-" + ids


def _fill_day(events: pd.DataFrame, checks: Checks, cells: pd.DataFrame, today: date) -> None:
    day = parse_days(without_decimals(cells["SQLDATE"]))
    check_days(checks, day, day, "SQLDATE", today)
    events["date_start"] = events["date_end"] = day
    events["date_precision"] = "day"


def _fill_kind(events: pd.DataFrame, checks: Checks, cells: pd.DataFrame) -> None:
    code = by_value(cells["EventCode"], full_code)
    checks.reject(code.isna(), "EventCode", "EventCode must be a CAMEO code (roots 01 to 20).")
    events["event_type"] = by_value(code, event_type)
    events["sub_type"] = by_value(code, words)
    for actor, side in (("actor1", "Actor1"), ("actor2", "Actor2")):
        events[actor] = clean_text(cells[f"{side}Name"].fillna(cells[f"{side}Code"]))


def _fill_place(events: pd.DataFrame, checks: Checks, cells: pd.DataFrame) -> None:
    kind = without_decimals(cells["ActionGeo_Type"])
    precision = by_value(kind.fillna("0"), _PRECISION.get)
    checks.reject(precision.isna(), "ActionGeo_Type", "ActionGeo_Type must be 0 to 5, or empty.")
    events["location_precision"] = precision
    placed = precision.isin(["town", "province"])
    for axis, column in (("lon", "ActionGeo_Long"), ("lat", "ActionGeo_Lat")):
        events[axis], bad = degrees(cells[column].where(placed))
        checks.reject(bad, column, "This is not a number of decimal degrees (WGS84).")
    check_points(checks, events["lon"], events["lat"], "ActionGeo_Long", "ActionGeo_Lat")
    _fill_names(events, clean_text(cells["ActionGeo_FullName"]), kind)


def _fill_names(events: pd.DataFrame, full: pd.Series, kind: pd.Series) -> None:
    country = full.where(kind == "1")
    town = full.where(events["location_precision"] == "town")
    province = full.where(events["location_precision"] == "province")
    events["place_en"] = country.fillna(by_value(town, town_name))
    events["province_en"] = by_value(town, province_of_town).fillna(
        by_value(province, province_name)
    )


def _fill_source(events: pd.DataFrame, cells: pd.DataFrame) -> None:
    said = cells["SOURCEURL"]
    events["source_url"] = web_address(said)
    host = by_value(events["source_url"], _host)
    # Broadcasts and agencies without a page are named instead: "BBC Monitoring".
    named = said.where(~said.str.match("(?i)https?:").fillna(False).astype(bool))
    events["source_name"] = clean_text(host.fillna(named))


def _host(address: str) -> str | None:
    found = _HOST.match(address)
    return None if found is None else found[1].lower()
