"""Published national counts, and what named units add up to beside them.

A published total is kept as it was published. Where its classes do not add up to its
denominator the residual is shown, never mended.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from pathlib import Path

import pandas as pd

from geodata.errors import FrontmapError

CLASSES = ("taliban", "contested", "government")
REPORTED_COLUMNS = (
    "as_of_date",
    "metric",
    "value",
    "place",
    "source_name",
    "source_url",
    "note",
    "duplicate_of",
)
TOTAL_COLUMNS = ("as_of", "source", "source_url", *CLASSES, "denominator", "residual", "note")


def read_reported(path: Path) -> pd.DataFrame:
    """Read the table of reported figures, one row a figure.

    ``as_of_date`` stays text (YYYY-MM-DD), ``value`` is a number. Raises `FrontmapError` if
    the file is missing, lacks a column or holds a value that is not a number.
    """
    try:
        rows = pd.read_csv(path, dtype="str")
        rows["value"] = pd.to_numeric(rows["value"])
    except (OSError, ValueError, KeyError) as problem:
        raise FrontmapError(
            f"{path.name} cannot be read ({problem}); install Frontmap again "
            "or name another data folder with --data."
        ) from problem
    missing = [name for name in REPORTED_COLUMNS if name not in rows]
    if missing:
        raise FrontmapError(f"{path.name} has no column {missing[0]}.")
    return rows


def no_figures() -> pd.DataFrame:
    """The table of a dataset without reported figures; columns as `read_reported` gives."""
    rows = pd.DataFrame({name: pd.Series(dtype="str") for name in REPORTED_COLUMNS})
    return rows.astype({"value": "float64"})


def published_totals(reported: pd.DataFrame) -> pd.DataFrame:
    """National counts of districts that give all three classes, one row a count.

    ``source`` is who counted, without the messenger ("via …"). ``denominator`` is the
    published number of districts, else the sum of the classes; ``residual`` is denominator
    minus that sum. Repeats of an earlier figure (``duplicate_of``) are left out.
    """
    national = reported[reported["place"].eq("Afghanistan") & reported["duplicate_of"].isna()]
    counts = national[national["metric"].isin([f"districts_{c}" for c in (*CLASSES, "total")])]
    rows = []
    for (day, source), mine in counts.groupby(["as_of_date", "source_name"], sort=True):
        figures = dict(zip(mine["metric"], mine["value"], strict=True))
        if not all(f"districts_{c}" in figures for c in CLASSES):
            continue
        classes = {c: int(figures[f"districts_{c}"]) for c in CLASSES}
        said = sum(classes.values())
        denominator = int(figures.get("districts_total", said))
        rows.append(
            {
                "as_of": day,
                "source": without_messenger(str(source)),
                "source_url": mine["source_url"].dropna().iloc[0]
                if mine["source_url"].any()
                else "",
                **classes,
                "denominator": denominator,
                "residual": denominator - said,
                "note": "; ".join(dict.fromkeys(mine["note"].dropna())),
            }
        )
    return pd.DataFrame(rows, columns=list(TOTAL_COLUMNS))


def totals_on(totals: pd.DataFrame, day: str) -> pd.DataFrame:
    """The published totals for one day, YYYY-MM-DD."""
    return totals[totals["as_of"].eq(day)].reset_index(drop=True)


def total_classes(row: Mapping[Hashable, object] | pd.Series) -> dict[str, int]:
    """The three classes of one published total as plain numbers."""
    return {name: int(str(row[name])) for name in CLASSES}


def without_messenger(source: str) -> str:
    """“Long War Journal (via ANI)” is the Long War Journal's count; ANI passed it on."""
    return re.sub(r"\s*\((?:via|SouthFront) [^)]*\)$", "", source).strip()
