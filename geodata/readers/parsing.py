"""What the readers share: text to typed columns, the checks, and the frame of events they fill."""

import pandas as pd

from geodata.events.schema import EVENT_COLUMNS
from geodata.readers.checks import Checks, check_days, check_points, no_rejects
from geodata.readers.days import parse_days
from geodata.readers.fields import (
    blank_missing,
    clean_text,
    degrees,
    web_address,
    whole_numbers,
    without_decimals,
)
from geodata.readers.reader import Converted
from geodata.tables.rows import REJECT_COLUMNS

__all__ = (
    "REJECT_COLUMNS",
    "Checks",
    "blank_events",
    "blank_missing",
    "check_days",
    "check_points",
    "clean_text",
    "degrees",
    "finish",
    "no_rejects",
    "parse_days",
    "web_address",
    "whole_numbers",
    "without_decimals",
)


def blank_events(index: pd.Index) -> pd.DataFrame:
    """Events in which nothing is known yet.

    Parameters
    ----------
    index : pandas.Index
        Row numbers.

    Returns
    -------
    pandas.DataFrame
        All ``EVENT_COLUMNS`` with the schema's types: null everywhere, ``near_border`` False.
    """
    columns = {
        name: pd.Series(_null(name), index=index, dtype=_dtype(name)) for name in EVENT_COLUMNS
    }
    return pd.DataFrame(columns, index=index)


def finish(events: pd.DataFrame, checks: Checks, country: pd.Series | None = None) -> Converted:
    """The result of a conversion: rows without a fault as events, the others as rejects.

    Parameters
    ----------
    events : pandas.DataFrame
        All ``EVENT_COLUMNS``, one row for each row that ``checks`` looked at, in its order.
    checks : Checks
        After the last check.
    country : pandas.Series of str, optional
        Alpha-2 code of the country that each row states.

    Returns
    -------
    Converted
        Events with exactly the schema's types and order of columns.
    """
    kept = events.loc[checks.ok.to_numpy(), list(EVENT_COLUMNS)]
    kept = kept.rename_axis("row")
    typed = kept.astype({name: _dtype(name) for name in EVENT_COLUMNS})
    stated = None if country is None else country[checks.ok.to_numpy()].set_axis(typed.index)
    return Converted(typed, checks.rejects(), checks.remarks(), stated)


def _dtype(name: str) -> str:
    if name in {"date_start", "date_end"}:
        return "datetime64[us]"
    if name in {"lon", "lat"}:
        return "float64"
    if name.startswith("fatalities_") or name in {"injured", "civilians_killed"}:
        return "Int32"
    return "bool" if name == "near_border" else "str"


def _null(name: str) -> object:
    return False if name == "near_border" else None
