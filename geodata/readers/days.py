"""Text that names a day, in the ways that exports and spreadsheets write it."""

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Literal

import numpy as np
import pandas as pd

from geodata.vocabulary import table

Order = Literal["day", "month"]

_MONTHS: tuple[str, ...] = table("words")["months"]
_MONTH_NUMBER: Mapping[str, int] = MappingProxyType(
    {name: i for i, name in enumerate(_MONTHS, 1)}
    | {name[:3]: i for i, name in enumerate(_MONTHS, 1)}
    | {"sept": 9}
)

# No written date is longer; what is would only cost time.
_LONGEST = 64

# A time of day may follow; the day that is written counts, whatever the time zone.
_TIME = (
    r"(?:(?:T|\s+)\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?"
    r"\s*(?:[AaPp][Mm])?\s*(?:Z|UTC|[+-]\d{2}:?\d{2})?)?"
)
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?[.,]?\s+)?"
_GAP = r"[\s\-/.,]{1,3}"
_ANY_GAP = r"[\s\-/.,]{0,3}"  # Stata writes 03aug2021
_YEAR_FIRST = re.compile(rf"(?P<y>\d{{4}})([-/.])(?P<m>\d{{1,2}})\2(?P<d>\d{{1,2}}){_TIME}")
_COMPACT = re.compile(rf"(?P<y>\d{{4}})(?P<m>\d{{2}})(?P<d>\d{{2}}){_TIME}")
_NUMBERS = re.compile(rf"(?P<a>\d{{1,2}})([-/.])(?P<b>\d{{1,2}})\2(?P<y>\d{{4}}|\d{{2}}){_TIME}")
_WORDED = tuple(
    re.compile(rf"{_WEEKDAY}{form}{_TIME}", re.IGNORECASE)
    for form in (
        rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?{_ANY_GAP}(?P<m>[a-z]{{3,9}}){_ANY_GAP}(?P<y>\d{{4}}|\d{{2}})",
        rf"(?P<m>[a-z]{{3,9}}){_GAP}(?P<d>\d{{1,2}})(?:st|nd|rd|th)?{_GAP}(?P<y>\d{{4}}|\d{{2}})",
        rf"(?P<y>\d{{4}}){_GAP}(?P<m>[a-z]{{3,9}}){_GAP}(?P<d>\d{{1,2}})",
    )
)


def parse_days(text: pd.Series, order: Order | None = None) -> pd.Series:
    """Read days from text; every different value is read once.

    Parameters
    ----------
    text : pandas.Series of str
        Dates such as 2021-08-03 (a time of day may follow), 2021/08/03, 20210803,
        03 August 2021, 3-Aug-21, 01-January-2015, 03aug2021, August 3, 2021, 31-12-19,
        03/08/2021.
        Two-digit years 69-99 lie in 1969-1999, 00-68 in 2000-2068.
    order : "day", "month" or None
        What comes first where a date is all numbers with the year last. None reads such a
        date only where one reading exists (31-12-19, 03/03/2021).

    Returns
    -------
    pandas.Series of datetime64[us]
        Index of ``text``; NaT where the text is null or names no day.
    """
    codes, values = pd.factorize(text)
    days = [_day(str(value), order) for value in values]
    known = np.array([*days, None], dtype="datetime64[us]")
    return pd.Series(known[codes], index=text.index, name=text.name)


def number_readings(value: object) -> Mapping[Order, date]:
    """The days that an all-number date with the year last can mean; empty for any other text."""
    if not isinstance(value, str) or len(value) > _LONGEST:
        return {}
    found = _NUMBERS.fullmatch(value.strip())
    if found is None:
        return {}
    first, second, year = int(found["a"]), int(found["b"]), _full_year(found["y"])
    both: dict[Order, date | None] = {
        "day": _calendar(year, second, first),
        "month": _calendar(year, first, second),
    }
    return {order: day for order, day in both.items() if day is not None}


def why_no_day(value: str) -> str:
    """One sentence on a text that ``parse_days`` did not take, for the list of rejects."""
    if len(set(number_readings(value).values())) > 1:
        return (
            "The day may come first or the month: write the date as 2021-08-03, "
            "or say which order holds."
        )
    return "This is not a day of the calendar that can be read: write it as 2021-08-03."


def _day(value: str, order: Order | None) -> date | None:
    value = value.strip()
    if len(value) > _LONGEST:
        return None
    found = _YEAR_FIRST.fullmatch(value) or _COMPACT.fullmatch(value)
    if found is not None:
        return _calendar(int(found["y"]), int(found["m"]), int(found["d"]))
    if _NUMBERS.fullmatch(value):
        readings = number_readings(value)
        if order is not None:
            return readings.get(order)
        possible = set(readings.values())
        return possible.pop() if len(possible) == 1 else None
    return _worded_day(value)


def _worded_day(value: str) -> date | None:
    for form in _WORDED:
        found = form.fullmatch(value)
        if found is not None and found["m"].lower() in _MONTH_NUMBER:
            month = _MONTH_NUMBER[found["m"].lower()]
            return _calendar(_full_year(found["y"]), month, int(found["d"]))
    return None


def _full_year(digits: str) -> int:
    year = int(digits)
    if len(digits) == 4:
        return year
    return year + (1900 if year >= 69 else 2000)


def _calendar(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
