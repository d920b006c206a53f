"""The event schema: what one row of an events table means, and the check that it holds.

Every reader (ACLED, UCDP, GDELT, a spreadsheet) ends in this shape, and everything that shows
or exports events starts from it. Types are chosen so that pandas, Arrow, Parquet and DuckDB
agree without conversion: dates are ``datetime64[us]`` at midnight, counts are nullable
``Int32`` (null means that the source gives no number; it is not zero), text is pandas' ``str``
with null where there is nothing.
"""

from collections.abc import Callable, Mapping
from itertools import chain
from pathlib import Path
from types import MappingProxyType

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from geodata.errors import FrontmapError
from geodata.events.failures import first_failure

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

CUMULATIVE_PREFIX = "cumulative count:"

_DATES = ("date_start", "date_end")
_COORDINATES = ("lon", "lat")
_FLAG = "near_border"
_COUNTS = (
    "fatalities_best",
    "fatalities_low",
    "fatalities_high",
    "injured",
    "civilians_killed",
)


def _one_of(values: tuple[str, ...]) -> pa.Check:
    return pa.Check.isin(values, error=f"must be one of {', '.join(values)}")


def _text(*checks: pa.Check, required: bool = False, unique: bool = False) -> pa.Column:
    return pa.Column(
        str,
        checks=list(checks),
        nullable=not required,
        unique=unique,
        report_duplicates="exclude_first",
    )


def _count() -> pa.Column:
    check = pa.Check.ge(0, error="must be a whole number of 0 or more, or empty")
    return pa.Column("Int32", checks=check, nullable=True)


def _degrees(limit: int) -> pa.Column:
    message = f"must be decimal degrees between -{limit} and {limit}, or empty"
    return pa.Column(float, checks=pa.Check.in_range(-limit, limit, error=message), nullable=True)


def _day() -> pa.Column:
    return pa.Column("datetime64[us]", nullable=False)


_COLUMNS: dict[str, pa.Column] = {
    "event_id": _text(required=True, unique=True),
    "source_dataset": _text(required=True),
    "date_start": _day(),
    "date_end": _day(),
    "date_precision": _text(_one_of(DATE_PRECISIONS), required=True),
    "lon": _degrees(180),
    "lat": _degrees(90),
    "location_precision": _text(_one_of(PRECISIONS), required=True),
    "event_type": _text(_one_of(EVENT_TYPES), required=True),
    "sub_type": _text(),
    "actor1": _text(),
    "actor2": _text(),
    "fatalities_best": _count(),
    "fatalities_low": _count(),
    "fatalities_high": _count(),
    "injured": _count(),
    "civilians_killed": _count(),
    "summary": _text(),
    "source_name": _text(),
    "source_title": _text(),
    # The source's own date as it gives it: a day, or only a month ("2021-08").
    "source_date": _text(),
    # Shown as a link, so nothing but a web address may stand here.
    "source_url": _text(
        pa.Check.str_matches(
            r"^https?://\S+$",
            error="must be a web address that begins with http:// or https://, or empty",
        )
    ),
    "confidence": _text(_one_of(CONFIDENCES)),
    "province_code": _text(),
    "unit_id": _text(),
    "join_basis": _text(_one_of(JOIN_BASES)),
    # The unit rests on a point so near to a border that the lines drawn cannot decide it.
    "near_border": pa.Column(bool, nullable=False),
    "duplicate_of": _text(),
    "place_en": _text(),
    "district_en": _text(),
    "province_en": _text(),
}
EVENT_COLUMNS: tuple[str, ...] = tuple(_COLUMNS)


def _no_end_before_start(df: pd.DataFrame) -> pd.Series:
    return ~(df["date_end"] < df["date_start"])


def _whole_or_no_point(df: pd.DataFrame) -> pd.Series:
    return df["lon"].isna() == df["lat"].isna()


def _low_is_lowest(df: pd.DataFrame) -> pd.Series:
    return _holds_or_null(df["fatalities_low"] <= df["fatalities_best"])


def _high_is_highest(df: pd.DataFrame) -> pd.Series:
    high = df["fatalities_high"]
    return _holds_or_null(high >= df["fatalities_best"]) & _holds_or_null(
        high >= df["fatalities_low"]
    )


def _holds_or_null(comparison: pd.Series) -> pd.Series:
    return comparison.fillna(True).astype(bool)


# Rules over several columns: what holds, the column to report a failure at, what would be right.
_ROW_RULES: tuple[tuple[Callable[[pd.DataFrame], pd.Series], str, str], ...] = (
    (_no_end_before_start, "date_end", "must not be before date_start"),
    (_whole_or_no_point, "lat", "must be given together with lon, or both left empty"),
    (_low_is_lowest, "fatalities_low", "must not be above fatalities_best"),
    (
        _high_is_highest,
        "fatalities_high",
        "must not be below fatalities_best or fatalities_low",
    ),
)
_REPORTED_AT: Mapping[str, str] = MappingProxyType({right: at for _, at, right in _ROW_RULES})

EventSchema = pa.DataFrameSchema(
    _COLUMNS,
    checks=[pa.Check(holds, error=right, ignore_na=False) for holds, _, right in _ROW_RULES],
    strict=True,
    name="events",
)


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
    try:
        raw = pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""])
    except FileNotFoundError:
        raise FrontmapError(
            f"There is no events file at {path}: give the path of a CSV file in the event schema."
        ) from None
    except (OSError, UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise FrontmapError(
            f"{path.name} cannot be read as a UTF-8 CSV table ({error}): "
            "it needs one header line and one line an event."
        ) from error
    if _FLAG not in raw.columns:
        raw[_FLAG] = pd.Series(pd.NA, index=raw.index, dtype="str")
    _require_columns(raw, path.name)
    typed = raw.copy()
    for column in _DATES:
        typed[column] = _dates(raw[column], path.name)
    for column in _COORDINATES:
        typed[column] = _numbers(raw[column], path.name, "a number of decimal degrees")
    for column in _COUNTS:
        typed[column] = _whole_numbers(raw[column], path.name)
    typed[_FLAG] = _flags(raw[_FLAG], path.name)
    return validate_events(typed, where=path.name)


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
    _require_columns(df, where)
    ordered = df.loc[:, list(EVENT_COLUMNS)]
    try:
        EventSchema.validate(ordered.reset_index(drop=True), lazy=True)
    except SchemaErrors as error:
        raise FrontmapError(first_failure(error, ordered, where, _REPORTED_AT)) from None
    # pandera lets any unit of datetime64 pass; files and queries count on microseconds.
    return ordered.astype(dict.fromkeys(_DATES, "datetime64[us]"))


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


def _numbers(raw: pd.Series, where: str, right: str) -> pd.Series:
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
