"""Events of ACLED (Armed Conflict Location & Event Data), every generation of its exports.

Codes of precision, after the ACLED Codebook (acleddata.com/knowledge-base/codebook, "Spatial
precision codes" and "Time precision codes"):

=================================================================  ==========================
ACLED                                                              here
=================================================================  ==========================
geo_precision 1: a particular town, coordinates are the town's     town; "exact" is never said
geo_precision 2: a small part of a region, or near a town; the     district
coordinates are those of a town that stands for it
geo_precision 3: a larger region; a natural place or the           province
provincial capital stands for it
time_precision 1: the actual date                                  day
time_precision 2: some time in the week; the date is its middle    week
time_precision 3: some time in the month; the date is its middle,  month
first or last day
=================================================================  ==========================

A code that is empty or none of these counts as the coarsest. ``date_start`` and ``date_end`` are
both ``event_date``, nominal for a week or month. ``fatalities`` is taken as it stands: ACLED
writes 0 also where no number was reported. ``civilian_targeting`` gives no number, so
``civilians_killed`` stays null. Both rows of a dyadic export (one event, two rows, one id) are
converted; finding duplicates is the business of the ingestion.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import MappingProxyType

import pandas as pd

from geodata.readers.acled_columns import COUNTRY_CODES, find_columns
from geodata.readers.acled_types import event_types
from geodata.readers.countries import country_codes
from geodata.readers.days import Order
from geodata.readers.hxl import NOTE, has_tag_row, without_tag_row
from geodata.readers.order import usual_order
from geodata.readers.parsing import (
    Checks,
    blank_events,
    blank_missing,
    check_days,
    check_points,
    clean_text,
    degrees,
    finish,
    parse_days,
    whole_numbers,
    without_decimals,
)
from geodata.readers.reader import Converted
from geodata.tables.rows import RowSource

DATASET = "ACLED"

PLACE_CODES: Mapping[int, str] = MappingProxyType({1: "town", 2: "district", 3: "province"})
_REGION = 3
TIME_CODES: Mapping[int, str] = MappingProxyType({1: "day", 2: "week", 3: "month"})

_ZERO_NOTE = "ACLED writes 0 deaths also where no number was reported."
_NO_ID = "The event has no id: ACLED writes one such as AFG12345 into event_id_cnty."
_NO_NUMBER = "This is not a number of decimal degrees (WGS84), such as 34.5281."
_NO_COUNT = "This is not a whole number of 0 or more."


@dataclass(frozen=True)
class AcledReader:
    """Converts the rows of one ACLED file; made by ``reader_for``.

    Attributes
    ----------
    columns : tuple of (str, str)
        ACLED's name and the file's name of each column that is taken.
    order : "day", "month" or None
        What comes first in all-number dates with the year last.
    today : datetime.date
        Events after this day are rejected.
    hxl : bool
        Whether the first row of the source holds HXL tags: `convert` leaves it out and numbers
        those below it from 1.
    notes : tuple of str
        Sentences for the report.
    """

    columns: tuple[tuple[str, str], ...]
    order: Order | None
    today: date
    hxl: bool = False
    notes: tuple[str, ...] = ()
    format: str = "acled"

    @property
    def used(self) -> frozenset[str]:
        return frozenset(in_file for _, in_file in self.columns)

    @property
    def not_rows(self) -> int:
        """Rows of the source that are none: subtract it from its counts and row numbers."""
        return int(self.hxl)

    def convert(self, rows: pd.DataFrame) -> Converted:
        if self.hxl:
            rows = without_tag_row(rows)
        cells = _Cells(rows, dict(self.columns))
        checks = Checks(rows)
        events = blank_events(rows.index)
        events["event_id"] = _ids(cells)
        checks.reject(events["event_id"].isna(), cells.name("event_id_cnty"), _NO_ID)
        events["source_dataset"] = DATASET
        self._date(events, cells, checks)
        _place(events, cells, checks)
        _describe(events, cells)
        deaths, bad = whole_numbers(cells.text("fatalities"))
        checks.reject(bad, cells.name("fatalities"), _NO_COUNT)
        events["fatalities_best"] = deaths
        return finish(events, checks, _country(cells))

    def _date(self, events: pd.DataFrame, cells: "_Cells", checks: Checks) -> None:
        day = parse_days(cells.text("event_date"), self.order)
        check_days(checks, day, day, cells.name("event_date"), self.today)
        events["date_start"] = events["date_end"] = day
        if cells.has("time_precision"):
            events["date_precision"] = _coded(cells.text("time_precision"), TIME_CODES, "month")
        else:
            events["date_precision"] = "day"


class _Cells:
    """The cells of some rows by ACLED's names of the columns, null for columns that are missing."""

    def __init__(self, rows: pd.DataFrame, columns: Mapping[str, str]) -> None:
        self._rows = rows
        self._columns = columns

    def has(self, column: str) -> bool:
        return column in self._columns

    def name(self, column: str) -> str:
        return self._columns.get(column, column)

    def text(self, column: str) -> pd.Series:
        if column not in self._columns:
            return pd.Series(None, index=self._rows.index, dtype="str")
        return blank_missing(self._rows[self._columns[column]].astype("str"))

    def clean(self, column: str) -> pd.Series:
        return clean_text(self.text(column))


def reader_for(source: RowSource, today: date | None = None) -> AcledReader:
    """Make the reader of an ACLED file.

    Parameters
    ----------
    source : RowSource
        The file. Its dates are looked at until it is clear whether the day or the month comes
        first in all-number dates: usually the first run of rows.
    today : datetime.date, optional
        Events after this day are rejected; the current day (UTC) by default.

    Returns
    -------
    AcledReader

    Raises
    ------
    FrontmapError
        If the columns are not those of ACLED events; counts by month are told apart.
    """
    found = find_columns(source.columns, source.path.name)
    first = next((rows.frame for rows in source.partitions(1_000)), None)
    hxl = first is not None and has_tag_row(first)
    order, why = usual_order(source, (found["event_date"],), "day", "ACLED")
    return AcledReader(
        columns=tuple(found.items()),
        order=order,
        today=today or datetime.now(UTC).date(),
        hxl=hxl,
        notes=(*((NOTE,) if hxl else ()), *why, *_notes(found)),
    )


def _notes(found: Mapping[str, str]) -> list[str]:
    notes = []
    if "event_id_cnty" not in found:
        made_of = found.get("data_id") or found["event_id_no_cnty"]
        notes.append(
            f"There is no event_id_cnty, so ids are made from {made_of}: ACLED may number the same "
            "events differently in another export."
        )
    if "actor2" not in found:
        notes.append(
            "There is no actor2: if the file has a row for each actor, rows of one id count as one "
            "event."
        )
    if "geo_precision" not in found:
        notes.append("There is no geo_precision: coordinates are taken as those of a town.")
    if "time_precision" not in found:
        notes.append("There is no time_precision: dates are taken as exact days.")
    return [*notes, _ZERO_NOTE]


def _ids(cells: _Cells) -> pd.Series:
    """ACLED's own id, prefixed where it is a bare number; else one made from its other numbers."""
    own = without_decimals(cells.clean("event_id_cnty"))
    lettered = own.str.contains("[A-Za-z]", regex=True).fillna(False).astype(bool)
    ids = own.where(lettered, "ACLED-" + own)
    ids = ids.fillna("ACLED-" + without_decimals(cells.clean("data_id")))
    number = without_decimals(cells.clean("event_id_no_cnty"))
    for code, sign in COUNTRY_CODES.items():
        ids = ids.fillna(f"ACLED-{sign}" + without_decimals(cells.clean(code)) + "-" + number)
    return ids


def _place(events: pd.DataFrame, cells: _Cells, checks: Checks) -> None:
    for column, target in (("longitude", "lon"), ("latitude", "lat")):
        events[target], bad = degrees(cells.text(column))
        checks.reject(bad, cells.name(column), _NO_NUMBER)
    names = (cells.name("longitude"), cells.name("latitude"))
    check_points(checks, events["lon"], events["lat"], *names)
    for column, target in (
        ("location", "place_en"),
        ("admin2", "district_en"),
        ("admin1", "province_en"),
    ):
        events[target] = cells.clean(column)
    if cells.has("geo_precision"):
        coded = _coded(cells.text("geo_precision"), PLACE_CODES, "province")
    else:
        coded = pd.Series("town", index=events.index, dtype="str")
    only_a_region = whole_numbers(cells.text("geo_precision"))[0] == _REGION
    named = _named_precision(events, only_a_region.fillna(False).astype(bool))
    events["location_precision"] = coded.where(events["lat"].notna(), named)


def _country(cells: _Cells) -> pd.Series | None:
    """The country of each row; `iso` holds numbers or letters, `gwno` other numbers."""
    words = [cells.clean(column) for column in ("country", "iso", "iso3") if cells.has(column)]
    return country_codes(words, [cells.clean("gwno")] if cells.has("gwno") else [])


def _named_precision(events: pd.DataFrame, only_a_region: pd.Series) -> pd.Series:
    """How well names alone tell the place; for a region, the town named only stands for it."""
    placed = (events["district_en"].notna() | events["place_en"].notna()) & ~only_a_region
    precision = pd.Series("country", index=events.index, dtype="str")
    precision = precision.mask(events["province_en"].notna(), "province")
    return precision.mask(placed, "district")


def _describe(events: pd.DataFrame, cells: _Cells) -> None:
    kind, sub_kind = cells.clean("event_type"), cells.clean("sub_event_type")
    events["actor1"], events["actor2"] = cells.clean("actor1"), cells.clean("actor2")
    side = without_decimals(cells.text("inter1"))
    events["event_type"] = event_types(kind, sub_kind, side, _alone(cells))
    events["sub_type"] = sub_kind.fillna(kind)
    events["summary"] = cells.clean("notes")
    events["source_name"] = cells.clean("source")


def _alone(cells: _Cells) -> pd.Series:
    """Whether an event has one side; unknown in files with a row for each actor, so no event."""
    if not (cells.has("actor2") or cells.has("inter2")):
        return pd.Series(data=False, index=cells.text("inter1").index)
    other = whole_numbers(cells.text("inter2"))[0]
    nobody = cells.text("inter2").isna() | (other == 0).fillna(False).astype(bool)
    return cells.clean("actor2").isna() & nobody


def _coded(text: pd.Series, words: Mapping[int, str], coarsest: str) -> pd.Series:
    codes, _ = whole_numbers(text)
    return codes.map(dict(words)).astype("str").fillna(coarsest)
