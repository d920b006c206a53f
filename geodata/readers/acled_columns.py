"""ACLED's columns under the names that its generations, shapefiles and copies give them."""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from geodata.errors import FrontmapError
from geodata.vocabulary import table

_ALIASES: Mapping[str, tuple[str, ...]] = table("acled")["columns"]
# Countries by which event_id_no_cnty is counted, each with what tells its codes apart.
COUNTRY_CODES: Mapping[str, str] = MappingProxyType({"iso": "", "iso3": "", "gwno": "GW"})

_SHAPEFILE_LENGTH = 10
_NOT_IN_A_NAME = re.compile(r"[^a-z0-9]+")

_PLACES = ("latitude", "location", "admin2", "admin1")
# Columns that other tables of events do not have: one of the first or two of the second.
_SURE_MARKS = ("event_id_cnty", "event_id_no_cnty")
_MARKS = ("time_precision", "geo_precision", "inter1", "interaction", "assoc_actor_1")


def find_columns(columns: Iterable[str], name: str) -> dict[str, str]:
    """Find ACLED's columns in a file.

    Parameters
    ----------
    columns : iterable of str
        The header; order, capitals and columns in between do not matter.
    name : str
        Name of the file, for the error's sentence.

    Returns
    -------
    dict of str to str
        ACLED's lower-case name -> name in the file, for the columns that are taken.

    Raises
    ------
    FrontmapError
        If these are not the columns of an ACLED export: it says what is missing, or that the
        file holds counts and no events.
    """
    columns = tuple(columns)
    if is_aggregate(columns):
        raise FrontmapError(
            f"{name} holds counts of events by place and period (columns "
            f"{', '.join(_telling(columns))}), not events: download the event data from ACLED, "
            "which has one row an event with its event_date."
        )
    found = _found(columns)
    missing = _missing(found)
    if missing:
        raise FrontmapError(
            f"{name} is not an ACLED export: it has no column {' and no '.join(missing)}; an "
            "export has event_id_cnty, event_date, event_type, actor1, location, latitude and "
            "longitude."
        )
    return found


def is_acled(columns: Iterable[str]) -> bool:
    """Tell whether these are the columns of ACLED events, of any generation.

    Stricter than `find_columns`, as a table of somebody else may have an id, a date, a type, an
    actor and a place too: there must be columns that only ACLED has.
    """
    columns = tuple(columns)
    keys = {_key(column) for column in columns}
    sure = any(keys & _names(mark).keys() for mark in _SURE_MARKS)
    marked = sure or sum(bool(keys & _names(mark).keys()) for mark in _MARKS) >= 2
    return marked and not is_aggregate(columns) and not _missing(_found(columns))


def is_aggregate(columns: Iterable[str]) -> bool:
    """Tell whether these are the columns of ACLED's counts (HDX, HAPI, weekly or monthly files).

    Such files have a column of numbers of events and a period, but no date and no id of an event.
    """
    keys = {_key(column) for column in columns}
    periods = {"month", "monthyear", "week", "year", "referenceperiodstart", "startdate"}
    events = keys & {"eventidcnty", "eventidnocnty", "dataid", "eventdate", "actor1", "notes"}
    return "events" in keys and bool(keys & periods) and not events


def _telling(columns: Iterable[str]) -> list[str]:
    counts = {"events", "fatalities", "month", "week", "year", "referenceperiodstart"}
    return [column for column in columns if _key(column) in counts]


def _found(columns: tuple[str, ...]) -> dict[str, str]:
    by_key: dict[str, str] = {}
    for column in columns:
        by_key.setdefault(_key(column), column)
    found: dict[str, str] = {}
    for name, others in _ALIASES.items():
        names = (*_names(name), *others)
        match = next((by_key[key] for key in names if key in by_key), None)
        if match is not None:
            found[name] = match
    return found


def _names(name: str) -> dict[str, None]:
    """A name of ACLED's, whole and cut by a shapefile, in that order."""
    return dict.fromkeys((_key(name), _key(name[:_SHAPEFILE_LENGTH])))


def _missing(found: Mapping[str, str]) -> list[str]:
    missing = [name for name in ("event_date", "event_type") if name not in found]
    numbered = "event_id_no_cnty" in found and any(code in found for code in COUNTRY_CODES)
    if not ({"event_id_cnty", "data_id"} & set(found) or numbered):
        missing.insert(0, "event_id_cnty")
    # Other tables have an id, a date and a type too.
    if "actor1" not in found:
        missing.append("actor1")
    if not any(place in found for place in _PLACES):
        missing.append("location")
    return missing


def _key(column: str) -> str:
    return _NOT_IN_A_NAME.sub("", column.lower())
