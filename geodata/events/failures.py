"""Failed checks of a table, put into a sentence for people."""

from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd
from pandera.errors import SchemaErrors

# What pandera's own checks are called in its failure cases, in words.
_BUILT_IN = MappingProxyType(
    {
        "not_nullable": "must be filled",
        "field_uniqueness": "must not occur twice",
    }
)


def first_failure(
    error: SchemaErrors, df: pd.DataFrame, where: str, reported_at: Mapping[str, str]
) -> str:
    """Put the failure of the lowest row into one sentence.

    Parameters
    ----------
    error : pandera.errors.SchemaErrors
        Of a lazy validation of ``df`` with a fresh index 0..n-1.
    df : pandas.DataFrame
        What was validated; has the column ``event_id``.
    where : str
        Name of the file or table.
    reported_at : mapping of str to str
        Error text of each rule over several columns -> the column to name.

    Returns
    -------
    str
        Names ``where``, row (from 1), column, value, what would be right, and how many more
        values are at fault.
    """
    cases = error.failure_cases
    # A rule over the row is reported once for every column: keep the one that it names.
    at = cases["check"].map(dict(reported_at))
    cases = cases[at.isna() | (at == cases["column"])]
    ordered = cases.sort_values("index", kind="stable", na_position="first")
    first = ordered.iloc[0]
    check = str(first["check"])
    if pd.isna(first["index"]):
        # pandera calls every datetime64 [ns]; ours are [us].
        right = check.removeprefix("dtype('").removesuffix("')").replace("[ns]", "[us]")
        return f"{where}, column {first['column']}: type {first['failure_case']} must be {right}."
    row = int(first["index"])
    value, event_id = df[first["column"]].iloc[row], df["event_id"].iloc[row]
    named = "" if pd.isna(event_id) else f" (event_id {event_id})"
    shown = "the empty value" if pd.isna(value) else repr(_plain(value))
    others = len(ordered.drop_duplicates(["index", "column"])) - 1
    more = f" ({others} more values are at fault)" if others else ""
    return (
        f"{where}, row {row + 1}{named}, column {first['column']}: "
        f"{shown} {_BUILT_IN.get(check, check)}{more}."
    )


def _plain(value: object) -> object:
    """A value as people write it: a day without its midnight, a number without its type."""
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return value.item() if hasattr(value, "item") else value
