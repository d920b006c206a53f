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
from datetime import UTC, date, datetime
from types import MappingProxyType

import pandas as pd

from geodata.readers.acled_columns import COUNTRY_CODES, find_columns
from geodata.readers.acled_types import event_types
from geodata.readers.checks import check_days
from geodata.readers.days import parse_days
from geodata.readers.fields import degrees, whole_numbers, without_decimals
from geodata.readers.hxl import NOTE, starts_with_tags
from geodata.readers.order import usual_order
from geodata.readers.parsing import EventDraft
from geodata.readers.reader import ColumnsReader, Converted
from geodata.tables.rows import RowSource

DATASET = "ACLED"

PLACE_CODES: Mapping[int, str] = MappingProxyType({1: "town", 2: "district", 3: "province"})
_REGION = 3
TIME_CODES: Mapping[int, str] = MappingProxyType({1: "day", 2: "week", 3: "month"})

# Our column -> ACLED's.
_NAMES = {"place_en": "location", "district_en": "admin2", "province_en": "admin1"}
_TEXTS = {"actor1": "actor1", "actor2": "actor2", "summary": "notes", "source_name": "source"}

_ZERO_NOTE = "ACLED writes 0 deaths also where no number was reported."
_NO_ID = "The event has no id: ACLED writes one such as AFG12345 into event_id_cnty."
_NO_NUMBER = "This is not a number of decimal degrees (WGS84), such as 34.5281."
_NO_COUNT = "This is not a whole number of 0 or more."


class AcledReader(ColumnsReader):
    """Converts the rows of one ACLED file; made by ``reader_for``."""

    format = "acled"

    def converted(self, rows: pd.DataFrame) -> Converted:
        draft = EventDraft(rows, dict(self.columns))
        draft.events["event_id"] = _ids(draft)
        draft.reject(draft.events["event_id"].isna(), "event_id_cnty", _NO_ID)
        draft.events["source_dataset"] = DATASET
        self._date(draft)
        _place(draft)
        _describe(draft)
        draft.events["fatalities_best"] = draft.numbers(whole_numbers, "fatalities", _NO_COUNT)
        # `iso` holds numbers or letters, `gwno` other numbers.
        return draft.finish(("country", "iso", "iso3"), ("gwno",))

    def _date(self, draft: EventDraft) -> None:
        day = parse_days(draft.text("event_date"), self.order)
        check_days(draft.checks, day, day, draft.name("event_date"), self.today)
        draft.events["date_start"] = draft.events["date_end"] = day
        missing = "month" if draft.has("time_precision") else "day"
        draft.events["date_precision"] = draft.decoded("time_precision", TIME_CODES).fillna(missing)


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
    hxl = starts_with_tags(source)
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


def _ids(draft: EventDraft) -> pd.Series:
    """ACLED's own id, prefixed where it is a bare number; else one made from its other numbers."""
    ids = draft.ids("event_id_cnty", "ACLED-")
    ids = ids.fillna("ACLED-" + without_decimals(draft.clean("data_id")))
    number = without_decimals(draft.clean("event_id_no_cnty"))
    for code, sign in COUNTRY_CODES.items():
        ids = ids.fillna(f"ACLED-{sign}" + without_decimals(draft.clean(code)) + "-" + number)
    return ids


def _place(draft: EventDraft) -> None:
    events = draft.events
    for column, target in (("longitude", "lon"), ("latitude", "lat")):
        events[target] = draft.numbers(degrees, column, _NO_NUMBER)
    draft.check_points()
    for target, column in _NAMES.items():
        events[target] = draft.clean(column)
    missing = "province" if draft.has("geo_precision") else "town"
    coded = draft.decoded("geo_precision", PLACE_CODES).fillna(missing)
    only_a_region = whole_numbers(draft.text("geo_precision"))[0] == _REGION
    named = _named_precision(events, only_a_region.fillna(False).astype(bool))
    events["location_precision"] = coded.where(events["lat"].notna(), named)


def _named_precision(events: pd.DataFrame, only_a_region: pd.Series) -> pd.Series:
    """How well names alone tell the place; for a region, the town named only stands for it."""
    placed = (events["district_en"].notna() | events["place_en"].notna()) & ~only_a_region
    precision = pd.Series("country", index=events.index, dtype="str")
    precision = precision.mask(events["province_en"].notna(), "province")
    return precision.mask(placed, "district")


def _describe(draft: EventDraft) -> None:
    kind, sub_kind = draft.clean("event_type"), draft.clean("sub_event_type")
    side = without_decimals(draft.text("inter1"))
    draft.events["event_type"] = event_types(kind, sub_kind, side, _alone(draft))
    draft.events["sub_type"] = sub_kind.fillna(kind)
    for target, column in _TEXTS.items():
        draft.events[target] = draft.clean(column)


def _alone(draft: EventDraft) -> pd.Series:
    """Whether an event has one side; unknown in files with a row for each actor, so no event."""
    if not draft.has("actor2", "inter2"):
        return pd.Series(data=False, index=draft.events.index)
    other = whole_numbers(draft.text("inter2"))[0]
    nobody = draft.text("inter2").isna() | (other == 0).fillna(False).astype(bool)
    return draft.clean("actor2").isna() & nobody
