"""Rows of any table to events, through a mapping; what is done where the table says less.

- ``event_id``: the file's id if it holds a letter, else the source's name before it
  ("field-office-log-12"). A row without an id gets one made of its own content (SHA-256 of the
  mapped cells), so that the same row has the same id in the next file; two equal rows are one
  event told twice, which the ingestion counts as a duplicate.
- ``date_end`` is ``date_start``; "2021-08", "August 2021" and "2021" are a whole month and year.
- ``location_precision``: "town" for a point ("exact" is never assumed), else the finest name that
  is given. A row with neither point nor name is rejected, unless it says that it stands for the
  country.
- ``event_type``: a word that is neither mapped nor commonly known becomes "other"; the source's
  word is kept in ``sub_type``.
- Counts and names of places: "-", "?", "n/a", "unknown" are empty. Empty is not zero.
"""

from datetime import date

import pandas as pd

from geodata.readers.by_value import by_value
from geodata.readers.checks import Checks, check_days, check_points
from geodata.readers.countries import country_codes
from geodata.readers.days import Order, why_no_day
from geodata.readers.fields import degrees, web_address, whole_numbers
from geodata.readers.mapping_rules import POINT_PAIRS, VALUE_WORDS, Mapping
from geodata.readers.parsing import blank_events, finish
from geodata.readers.reader import Converted
from geodata.readers.table_cells import TableCells, full_ids, make_ids
from geodata.readers.table_days import join_parts, read_periods
from geodata.readers.words import find_event_type, fold

_COUNTS = ("fatalities_best", "fatalities_low", "fatalities_high", "injured", "civilians_killed")
_TEXTS = ("actor1", "actor2", "summary", "source_name", "source_title", "source_date")
_NAMES = (("province_en", "province"), ("district_en", "district"), ("place_en", "town"))

_NOT_DEGREES = "This is not a number of decimal degrees (WGS84), such as 34.5281."
_NO_PAIR = "This is not a pair of decimal degrees (WGS84), such as 34.5281, 69.1723."
_NO_COUNT = "This is not a whole number of 0 or more; leave the cell empty where it is not known."
_NO_PLACE = "The row has neither coordinates nor the name of a place, district or province."
_NO_PARTS = "Year, month and day are no day of the calendar: give numbers such as 2021, 8 and 3."
_TOO_LOW = "The lowest number of deaths is above the best estimate."
_TOO_HIGH = "The highest number of deaths is below the best estimate or the lowest."

_NUMBER = r"[+-]?\d{1,20}(?:\.\d{0,20})?"
PAIR = (
    r"(?:SRID=4326;)?\s*(?:(?:POINT|Point|point)\s*Z?)?\s*[(\[]?\s*"
    rf"({_NUMBER})\s*°?(?:\s*[,;]\s*|\s+)({_NUMBER})\s*°?(?:[\s,;]+{_NUMBER})?\s*[)\]]?"
)


def convert_table(
    rows: pd.DataFrame, mapping: Mapping, order: Order | None, today: date, *, verbatim: bool
) -> Converted:
    """Convert rows of text.

    Parameters
    ----------
    rows : pandas.DataFrame
        The frame of a `Rows`.
    mapping : Mapping
        Names only columns that ``rows`` have.
    order : {"day", "month"} or None
        How a date such as 03/08/2021 is read; None rejects it.
    today : datetime.date
        Events after it are rejected.
    verbatim : bool
        The rows are Frontmap's own: ids and texts are kept as they are.

    Returns
    -------
    Converted
        Every row is in its events or in its rejects.
    """
    checks, cells = Checks(rows), TableCells(rows, mapping, verbatim=verbatim)
    events = blank_events(rows.index)
    source = cells.text("source_dataset").fillna(mapping.source.strip())
    events["source_dataset"] = source
    events["event_id"] = make_ids(cells, source)
    events["duplicate_of"] = full_ids(cells, cells.text("duplicate_of"), source)
    for column in _TEXTS:
        events[column] = cells.text(column)
    for column, _ in _NAMES:
        events[column] = cells.known(column)
    events["source_url"] = web_address(cells.text("source_url"))
    _fill_days(events, checks, cells, order, today)
    _fill_points(events, checks, cells)
    _fill_precision(events, checks, cells)
    _fill_kind(events, cells)
    events["confidence"] = _one_of(checks, cells, "confidence")
    _fill_counts(events, checks, cells)
    return finish(events, checks, country_codes([cells.known("country")]))


def _fill_days(
    events: pd.DataFrame, checks: Checks, cells: TableCells, order: Order | None, today: date
) -> None:
    first, name = cells.text("date_start"), cells.name("date_start")
    if cells.has("year"):
        name = cells.name("year")
        month, day = (cells.known(p) if cells.has(p) else None for p in ("month", "day"))
        first = join_parts(cells.known("year"), month, day)
    last, last_name = cells.known("date_end"), cells.mapping.columns.get("date_end", name)
    start, end = read_periods(first, order, today), read_periods(last, order, today)
    if cells.has("year"):
        checks.reject(start.start.isna() & first.notna(), name, _NO_PARTS)
    checks.reject(end.start.isna() & last.notna(), last_name, by_value(last, why_no_day))
    until = end.end.fillna(start.end)
    check_days(checks, start.start, until, (name, last_name), today)
    events["date_start"], events["date_end"] = start.start, until
    events["date_precision"] = _one_of(checks, cells, "date_precision").fillna(start.precision)


def _fill_points(events: pd.DataFrame, checks: Checks, cells: TableCells) -> None:
    pair = next((pair for pair in POINT_PAIRS if cells.has(pair)), None)
    if pair is None:
        for axis in ("lon", "lat"):
            events[axis], bad = degrees(cells.known(axis))
            checks.reject(bad, cells.name(axis), _NOT_DEGREES)
        names = (cells.name("lon"), cells.name("lat"))
    else:
        text = cells.known(pair)
        parts = text.str.extract(f"^{PAIR}$")
        checks.reject(parts[0].isna() & text.notna(), cells.name(pair), _NO_PAIR)
        for axis, part in zip(pair.split("_"), parts, strict=True):
            events[axis], _ = degrees(parts[part])
        names = (cells.name(pair), cells.name(pair))
    check_points(checks, events["lon"], events["lat"], *names)


def _fill_precision(events: pd.DataFrame, checks: Checks, cells: TableCells) -> None:
    """How well the place is known; a constant of the mapping speaks of rows with a point only."""
    said = _one_of(checks, cells, "location_precision")
    has_point, finest = events["lat"].notna(), _finest_name(events)
    default = cells.mapping.constants.get("location_precision") or "town"
    # A place said to be known exactly, but without a point, is known as well as its name.
    named = said.mask(said.isin(["exact", "town"])).fillna(finest)
    precision = said.fillna(default).where(has_point, named)
    if cells.verbatim:
        precision = said.fillna(precision)
    events["location_precision"] = precision
    lost = ~has_point & finest.isna() & (said != "country").fillna(True)
    checks.reject(precision.isna() if cells.verbatim else lost, _place_column(cells), _NO_PLACE)


def _finest_name(events: pd.DataFrame) -> pd.Series:
    finest = pd.Series(None, index=events.index, dtype="str")
    for column, precision in _NAMES:
        finest = finest.mask(events[column].notna(), precision)
    return finest


def _place_column(cells: TableCells) -> str:
    """The column at which a missing place is reported."""
    columns = ("lat", *POINT_PAIRS, "place_en", "district_en", "province_en")
    return next((cells.name(column) for column in columns if cells.has(column)), "lat")


def _fill_kind(events: pd.DataFrame, cells: TableCells) -> None:
    """Event type and sub-type; of a kind that is not known, the source's word goes to the latter."""
    word, sub_type = cells.text("event_type"), cells.text("sub_type")
    found = by_value(word, find_event_type)
    # The file's own word, before the mapping translated it.
    said = cells.raw("event_type").fillna(word)
    told = said.mask(by_value(said, fold) == by_value(found, fold))
    unknown = found.isna() & sub_type.notna() & told.notna()
    sub_type = sub_type.mask(unknown, sub_type + " (" + told + ")").fillna(told)
    events["event_type"], events["sub_type"] = found.fillna("other"), sub_type


def _one_of(checks: Checks, cells: TableCells, ours: str) -> pd.Series:
    """Words of a column that takes a few words only, in small letters; others are rejected."""
    words = VALUE_WORDS[ours]
    text = cells.given(ours) if ours == "location_precision" else cells.text(ours)
    word = text.str.casefold()
    known = word.isin(words)
    checks.reject(
        ~known & text.notna(),
        cells.name(ours),
        f"This must be one of {', '.join(words)}: write what the word means under "
        f"[values.{ours}] in the mapping.",
    )
    return word.where(known)


def _fill_counts(events: pd.DataFrame, checks: Checks, cells: TableCells) -> None:
    for column in _COUNTS:
        events[column], bad = whole_numbers(cells.known(column))
        checks.reject(bad, cells.name(column), _NO_COUNT)
    low, best, high = (events[f"fatalities_{which}"] for which in ("low", "best", "high"))
    checks.reject(low > best, cells.name("fatalities_low"), _TOO_LOW)
    checks.reject((high < best) | (high < low), cells.name("fatalities_high"), _TOO_HIGH)
