"""Days of a table that may only be known to the month or year, or come in three columns."""

import calendar
import re
from datetime import date
from typing import NamedTuple

import pandas as pd

from geodata.readers.days import Order, parse_days

_YEAR_MONTH = re.compile(r"(\d{4})[-/.](\d{1,2})")
_WORDED_MONTH = re.compile(r"[a-z]{3,9}[\s\-.,]{1,3}\d{4}", re.IGNORECASE)
_YEAR = re.compile(r"\d{4}")


class Period(NamedTuple):
    """First and last day (datetime64[us], NaT where unreadable) and ``date_precision``."""

    start: pd.Series
    end: pd.Series
    precision: pd.Series


def read_periods(text: pd.Series, order: Order | None, today: date) -> Period:
    """Read days, and whole months and years ("2021-08", "August 2021", "2021").

    Parameters
    ----------
    text : pandas.Series of str
        Days as `parse_days` takes them, or months or years.
    order : {"day", "month"} or None
        See `parse_days`.
    today : datetime.date
        A month or year that has not ended yet ends on this day.

    Returns
    -------
    Period
    """
    start = parse_days(text, order)
    end, precision = start.copy(), pd.Series("day", index=text.index, dtype="str")
    rest = start.isna() & text.notna()
    for value in text[rest].unique():
        found = _long_period(str(value))
        if found is not None:
            here = rest & (text == value)
            first, last, word = found
            start[here], precision[here] = pd.Timestamp(first), word
            end[here] = pd.Timestamp(min(last, today) if first <= today else last)
    return Period(start, end, precision)


def join_parts(year: pd.Series, month: pd.Series | None, day: pd.Series | None) -> pd.Series:
    """Year, month and day as one text for `read_periods`.

    A month or day that is 0 or empty is not known: 2021, 8, 0 is the month 2021-08. What is no
    date (2021, 13, 1; a day without a month) gives a text that is none either.
    """
    nothing = pd.Series(None, index=year.index, dtype="str")
    month, day = (nothing if part is None else _without_zero(part) for part in (month, day))
    joined = year + ("-" + month.mask(month.isna() & day.notna(), "?")).fillna("")
    return joined + ("-" + day).fillna("")


def _without_zero(part: pd.Series) -> pd.Series:
    return part.mask(part.str.fullmatch("0+").fillna(False).astype(bool))


def _long_period(text: str) -> tuple[date, date, str] | None:
    """First day, last day and precision of a month or a year; None for any other text."""
    text = text.strip()
    if _YEAR.fullmatch(text) and text != "0000":
        return date(int(text), 1, 1), date(int(text), 12, 31), "year"
    found = _YEAR_MONTH.fullmatch(text)
    worded = f"1 {text}" if _WORDED_MONTH.fullmatch(text) else None
    first = f"{found[1]}-{found[2]}-1".replace("/", "-") if found else worded
    if first is None:
        return None
    day = parse_days(pd.Series([first], dtype="str")).iloc[0]
    if pd.isna(day):
        return None
    last = calendar.monthrange(day.year, day.month)[1]
    return day.date(), date(day.year, day.month, last), "month"
