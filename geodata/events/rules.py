"""The rules of the event schema, column by column and row by row, as pandera checks them."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from geodata.errors import FrontmapError
from geodata.events.failures import first_failure
from geodata.events.schema import (
    COUNT_COLUMNS,
    DATE_COLUMNS,
    DEGREES,
    EVENT_COLUMNS,
    FLAG_COLUMN,
    WORDS,
)


def check_rules(events: pd.DataFrame, where: str) -> None:
    """Raise `FrontmapError` for the first value that breaks the schema; see `validate_events`."""
    try:
        EventSchema.validate(events.reset_index(drop=True), lazy=True)
    except SchemaErrors as error:
        raise FrontmapError(first_failure(error, events, where, _REPORTED_AT)) from None


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


_COLUMNS: dict[str, pa.Column] = {
    **{name: _text() for name in EVENT_COLUMNS},
    **{name: pa.Column("datetime64[us]") for name in DATE_COLUMNS},
    **{name: _degrees(limit) for name, limit in DEGREES.items()},
    **{name: _count() for name in COUNT_COLUMNS},
    **{
        name: _text(_one_of(words), required=name not in ("confidence", "join_basis"))
        for name, words in WORDS.items()
    },
    FLAG_COLUMN: pa.Column(bool, nullable=False),
    "event_id": _text(required=True, unique=True),
    "source_dataset": _text(required=True),
    # Shown as a link, so nothing but a web address may stand here.
    "source_url": _text(
        pa.Check.str_matches(
            r"^https?://\S+$",
            error="must be a web address that begins with http:// or https://, or empty",
        )
    ),
}


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
