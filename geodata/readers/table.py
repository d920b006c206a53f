"""Reader of any table of events: through a mapping, or Frontmap's own export without one.

How a mapping is written is in ``mapping``, what becomes what in ``table_convert``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pandas as pd

from geodata.errors import FrontmapError
from geodata.events.schema import EVENT_COLUMNS
from geodata.readers.days import Order
from geodata.readers.hxl import NOTE, starts_with_tags
from geodata.readers.mapping_rules import JOIN_COLUMNS, Mapping, near
from geodata.readers.order import find_day_order, require_order
from geodata.readers.reader import Converted, EventReader
from geodata.readers.table_convert import convert_table
from geodata.tables.rows import RowSource

# Without these it is no export of ours; of the rest, some may have been taken away by hand.
EXPORT_KEYS = frozenset(
    {"event_id", "source_dataset", "date_start", "location_precision", "event_type"}
)
_POINT_OF_FEATURE = ("lon", "geometry.lon"), ("lat", "geometry.lat")

_EXPORT_NOTE = (
    "The file is an export of Frontmap: its columns are taken one to one, and its provinces and "
    "units are found anew."
)
_MADE_IDS = (
    "No column is mapped to event_id, so ids are made of what the rows say: a row that is edited "
    "later counts as another event."
)
_NO_KINDS = "No column is mapped to event_type, so every event is of the type other."


@dataclass(frozen=True)
class TableReader(EventReader):
    """Converts the rows of one table.

    Attributes
    ----------
    mapping : Mapping
        Names columns that the file has.
    order : {"day", "month"} or None
        How a date such as 03/08/2021 is read; None where the file needs no such order.
    today : datetime.date
        No event lies after this day.
    verbatim : bool
        The file is Frontmap's own export: ids and texts are kept to the letter.
    """

    format = "table"
    mapping: Mapping
    order: Order | None
    today: date
    hxl: bool = False
    verbatim: bool = False
    notes: tuple[str, ...] = ()

    @property
    def used(self) -> frozenset[str]:
        return frozenset(self.mapping.columns.values())

    def converted(self, rows: pd.DataFrame) -> Converted:
        return convert_table(rows, self.mapping, self.order, self.today, verbatim=self.verbatim)


def reader_for(
    source: RowSource, mapping: Mapping | None = None, today: date | None = None
) -> TableReader:
    """Make the reader of a table.

    Parameters
    ----------
    source : RowSource
        The file. It is read to its end where dates such as 03/08/2021 occur and the mapping does
        not say what comes first in them, as the whole column decides.
    mapping : Mapping, optional
        Which column is which; needless for an export of Frontmap.
    today : datetime.date, optional
        Events after it are rejected; the current day (UTC) by default.

    Returns
    -------
    TableReader

    Raises
    ------
    FrontmapError
        If there is no mapping and it is no export, the mapping names a column that the file has
        not, or the dates can be read in two ways.
    """
    name, today = source.path.name, today or datetime.now(UTC).date()
    hxl = starts_with_tags(source)
    notes = (NOTE,) if hxl else ()
    if mapping is None:
        own = _export_mapping(source.columns)
        if own is None:
            raise FrontmapError(
                f"{name} is a table that only its owner can explain: run frontmap ingest --suggest "
                f"{name}, look through the mapping that it writes, and give it with --mapping."
            )
        return TableReader(own, None, today, hxl, verbatim=True, notes=(*notes, _EXPORT_NOTE))
    _check_columns(mapping, source)
    order, why = _order(source, mapping)
    return TableReader(mapping, order, today, hxl, notes=(*notes, *why, *_missing(mapping)))


def is_export(columns: Iterable[str]) -> bool:
    """Tell whether these are the columns of an export of Frontmap, all or most of them."""
    return _export_mapping(tuple(columns)) is not None


def _export_mapping(columns: tuple[str, ...]) -> Mapping | None:
    """Each column of the schema to itself; None if too few of them are there."""
    taken = {c: c for c in EVENT_COLUMNS if c in columns and c not in JOIN_COLUMNS}
    for ours, theirs in _POINT_OF_FEATURE:
        if ours not in taken and theirs in columns:
            taken[ours] = theirs
    most = 2 * len(taken) > len(EVENT_COLUMNS) - len(JOIN_COLUMNS)
    if not (taken.keys() >= EXPORT_KEYS and most and ("lon" in taken) == ("lat" in taken)):
        return None
    return Mapping(source="frontmap", columns=taken)


def _check_columns(mapping: Mapping, source: RowSource) -> None:
    for ours, theirs in mapping.columns.items():
        if theirs not in source.columns:
            close = near(theirs, source.columns)
            listed = close or source.columns[:12]
            more = ", ..." if not close and len(source.columns) > len(listed) else ""
            raise FrontmapError(
                f"{source.path.name} has no column {theirs!r}, which the mapping names for {ours}: "
                f"{'near it are' if close else 'it has'} {', '.join(map(repr, listed))}{more}."
            )


def _missing(mapping: Mapping) -> list[str]:
    """Sentences on what the mapping leaves out."""
    made = [] if "event_id" in mapping.columns else [_MADE_IDS]
    kinds = {"event_type"} & {*mapping.columns, *mapping.constants}
    return made if kinds else [*made, _NO_KINDS]


def _order(source: RowSource, mapping: Mapping) -> tuple[Order | None, tuple[str, ...]]:
    """The order of day and month, and a sentence on it; raises where it has to be asked for."""
    columns = [mapping.columns.get(ours) for ours in ("date_start", "date_end")]
    dates = tuple(column for column in columns if column is not None)
    if mapping.date_order is not None or not dates:
        return mapping.date_order, ()
    found = find_day_order(source, dates)
    order = require_order(found, source.path.name)
    return order, (found.reason,) if found.reason else ()
