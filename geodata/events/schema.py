"""The event schema: what one row of an events table means, and the check that it holds.

Every reader (ACLED, UCDP, GDELT, a spreadsheet) ends in this shape, and everything that shows
or exports events starts from it. Types are chosen so that pandas, Arrow, Parquet and DuckDB
agree without conversion: dates are ``datetime64[us]`` at midnight, counts are nullable
``Int32`` (null means that the source gives no number; it is not zero), text is pandas' ``str``
with null where there is nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from geodata.errors import FrontmapError
from geodata.vocabulary import table

FAMILIES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "fighting": ("battle", "airstrike", "explosion"),
        "civilians": ("attack_on_civilians", "targeted_killing"),
        "ground": ("territory_taken", "territory_retaken"),
        "other": ("protest", "infrastructure", "displacement", "strategic", "other"),
    }
)
EVENT_TYPES: tuple[str, ...] = tuple(chain.from_iterable(FAMILIES.values()))
PRECISIONS: tuple[str, ...] = ("exact", "town", "district", "province", "country")
DATE_PRECISIONS: tuple[str, ...] = ("day", "week", "month", "year")
CONFIDENCES: tuple[str, ...] = ("high", "medium", "low")
JOIN_BASES: tuple[str, ...] = ("point", "name", "none")

WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "event_type": EVENT_TYPES,
        "location_precision": PRECISIONS,
        "date_precision": DATE_PRECISIONS,
        "confidence": CONFIDENCES,
        "join_basis": JOIN_BASES,
    }
)
"""Columns that hold one of a few words only."""

CUMULATIVE_PREFIX = "cumulative count:"

EVENT_COLUMNS: tuple[str, ...] = table("columns")["events"]
DATE_COLUMNS = ("date_start", "date_end")
DEGREES: Mapping[str, int] = MappingProxyType({"lon": 180, "lat": 90})
COUNT_COLUMNS: tuple[str, ...] = table("columns")["event_counts"]
FLAG_COLUMN = "near_border"
EVENT_DTYPES: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(EVENT_COLUMNS, "str")
    | dict.fromkeys(DATE_COLUMNS, "datetime64[us]")
    | dict.fromkeys(DEGREES, "float64")
    | dict.fromkeys(COUNT_COLUMNS, "Int32")
    | {FLAG_COLUMN: "bool"}
)
"""How pandas holds each column."""


def read_events(path: str | Path) -> pd.DataFrame:
    """Read an events table written in the event schema.

    Parameters
    ----------
    path : str or pathlib.Path
        A UTF-8 CSV file with exactly the columns of ``EVENT_COLUMNS``, in any order.
        Dates are written YYYY-MM-DD, longitude and latitude in degrees (EPSG:4326),
        ``near_border`` true or false; where it is empty, or the whole column is not there (files
        older than it), nothing is flagged.

    Returns
    -------
    pandas.DataFrame
        One row an event in the file's order, index 0..n-1, columns in the order of
        ``EVENT_COLUMNS``, typed as the module says.

    Raises
    ------
    FrontmapError
        If the file cannot be read, lacks a column, or holds a value that the schema does not
        allow. The sentence names file, row (the first row under the header is 1), column,
        value and what would be right.
    """
    path = Path(path)
    return validate_events(typed_events(path), where=path.name)


def typed_events(path: Path, columns: Sequence[str] = EVENT_COLUMNS) -> pd.DataFrame:
    """Read an events table, or some columns of it, without the check of what values may be.

    For a file that is known to have passed `read_events`; a cell that is no date or number raises
    all the same.
    """
    some = None if columns is EVENT_COLUMNS else list(columns)
    try:
        raw = pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""], usecols=some)
    except FileNotFoundError:
        raise FrontmapError(
            f"There is no events file at {path}: give the path of a CSV file in the event schema."
        ) from None
    except (OSError, ValueError) as error:  # no text, no table, or not these columns
        raise FrontmapError(
            f"{path.name} cannot be read as a UTF-8 CSV table ({error}): "
            "it needs one header line and one line an event."
        ) from error
    if some is None:
        if FLAG_COLUMN not in raw.columns:
            raw[FLAG_COLUMN] = pd.Series(pd.NA, index=raw.index, dtype="str")
        _require_columns(raw, path.name)
    return pd.DataFrame({name: _TYPED.get(name, _text)(raw[name], path.name) for name in columns})


def validate_events(df: pd.DataFrame, where: str = "events") -> pd.DataFrame:
    """Check that a frame holds to the event schema.

    Parameters
    ----------
    df : pandas.DataFrame
        Typed as ``read_events`` types it; index in any form.
    where : str
        The name of the file or table, for the error's sentence.

    Returns
    -------
    pandas.DataFrame
        The same rows with the columns in the order of ``EVENT_COLUMNS``.

    Raises
    ------
    FrontmapError
        At the first value that breaks the schema; says how many more there are.
    """
    # pandera takes longer to load than all of a status, which has nothing to check.
    from geodata.events.rules import check_rules

    _require_columns(df, where)
    ordered = df.loc[:, list(EVENT_COLUMNS)]
    check_rules(ordered, where)
    # pandera lets any unit of datetime64 pass; files and queries count on microseconds.
    return ordered.astype(dict.fromkeys(DATE_COLUMNS, "datetime64[us]"))


def is_cumulative(df: pd.DataFrame) -> pd.Series:
    """Tell which events are totals of a period that overlap with other events.

    Returns
    -------
    pandas.Series of bool
        True where ``sub_type`` begins with "cumulative count:"; such rows are shown, but
        never added up.
    """
    return df["sub_type"].str.startswith(CUMULATIVE_PREFIX).fillna(False).astype(bool)


def is_counted(df: pd.DataFrame) -> pd.Series:
    """Tell which events a count or a sum may include.

    Returns
    -------
    pandas.Series of bool
        True where the event is neither told by another row (``duplicate_of``) nor a
        cumulative count.
    """
    return df["duplicate_of"].isna() & ~is_cumulative(df)


def _require_columns(df: pd.DataFrame, where: str) -> None:
    missing = [c for c in EVENT_COLUMNS if c not in df.columns]
    unknown = [c for c in df.columns if c not in EVENT_COLUMNS]
    if missing:
        raise FrontmapError(
            f"{where} has no column {', '.join(missing)}: "
            f"the event schema needs {', '.join(EVENT_COLUMNS)}."
        )
    if unknown:
        raise FrontmapError(
            f"{where} has the column {', '.join(map(str, unknown))}, which the event schema "
            f"does not know: it has {', '.join(EVENT_COLUMNS)}."
        )


def _refuse(raw: pd.Series, bad: pd.Series, where: str, right: str) -> None:
    """Raise for the first bad value of one column, if there is any."""
    if bad.any():
        position = int(bad.to_numpy().argmax())
        raise FrontmapError(
            f"{where}, row {position + 1}, column {raw.name}: "
            f"{raw.iloc[position]!r} must be {right}."
        )


def _dates(raw: pd.Series, where: str) -> pd.Series:
    parsed = pd.to_datetime(raw, format="%Y-%m-%d", errors="coerce")
    _refuse(raw, parsed.isna() & raw.notna(), where, "a calendar date written YYYY-MM-DD")
    return parsed.astype("datetime64[us]")


def _numbers(raw: pd.Series, where: str, right: str = "a number of decimal degrees") -> pd.Series:
    parsed = pd.to_numeric(raw, errors="coerce").astype("float64")
    _refuse(raw, parsed.isna() & raw.notna(), where, f"{right}, or empty")
    return parsed


def _whole_numbers(raw: pd.Series, where: str) -> pd.Series:
    right = "a whole number of 0 or more"
    parsed = _numbers(raw, where, right)
    _refuse(raw, (parsed % 1 != 0) & parsed.notna(), where, f"{right}, or empty")
    _refuse(raw, parsed.abs() > 2**31 - 1, where, f"{right} below 2,147,483,648, or empty")
    return parsed.astype("Int32")


def _flags(raw: pd.Series, where: str) -> pd.Series:
    words = raw.str.lower()  # Excel writes TRUE, pandas True
    _refuse(raw, raw.notna() & ~words.isin(["true", "false"]), where, "true or false, or empty")
    return words.eq("true").fillna(False).astype(bool)


def _text(raw: pd.Series, _: str) -> pd.Series:
    return raw


_TYPED: Mapping[str, Callable[[pd.Series, str], pd.Series]] = MappingProxyType(
    {
        **dict.fromkeys(DATE_COLUMNS, _dates),
        **dict.fromkeys(DEGREES, _numbers),
        **dict.fromkeys(COUNT_COLUMNS, _whole_numbers),
        FLAG_COLUMN: _flags,
    }
)
