"""Published national counts, and what named units add up to beside them.

A published total is kept as it was published. Where its classes do not add up to its
denominator the residual is shown, never mended.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import pandas as pd

from geodata.claims.claims import check_days
from geodata.errors import FrontmapError
from geodata.vocabulary import table

CLASSES = ("taliban", "contested", "government")
REPORTED_COLUMNS: tuple[str, ...] = table("columns")["reported_figures"]
_SHARES = tuple(f"{name}_pct" for name in CLASSES)
_LIMITS = ("taliban_low", "taliban_high")
_METRICS = {
    **{f"districts_{name}": name for name in (*CLASSES, *_SHARES, *_LIMITS, "total")},
    "district_centres_taliban": "taliban",
}
"""What each national figure of who holds how many is in a total. Counts of districts that fell in
some span of time are no totals."""
_MESSENGER = re.compile(r"\s*\((?:via ([^)]*)|([^)]*?) report of [^)]*)\)$")
FALLS = (
    "districts_fallen_24h",
    "districts_fallen_since_may",
    "district_centres_fallen_july",
    "district_centres_fallen_since_may",
    "district_centres_recaptured",
)
FALL_COLUMNS = ("as_of", "source", "metric", "value", "note", "source_url")
TOTAL_COLUMNS: tuple[str, ...] = table("columns")["totals"]
ALL_COLUMNS: tuple[str, ...] = table("columns")["all_totals"]

Figure: TypeAlias = dict[Hashable, Any]
"""A row of the reported figures."""


class Denominator(NamedTuple):
    """A number of districts that a publisher gave on a day."""

    value: float
    day: pd.Timestamp


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
    check_days(path.name, rows, ("as_of_date",))
    _check_counts(path.name, rows)
    return rows


def _check_counts(file: str, rows: pd.DataFrame) -> None:
    """Raise for a number of districts that is none, and for one that is given twice."""
    counts = rows[rows["metric"].isin(_METRICS) & ~rows["metric"].str.endswith("_pct")]
    strange = counts[~(counts["value"].ge(0) & counts["value"].mod(1).eq(0))]
    if len(strange):
        row = strange.iloc[0]
        raise FrontmapError(
            f"{file}, row {strange.index[0] + 2}: {row['metric']} is {row['value']:g}; a number of "
            "districts is a whole number, 0 or more."
        )
    first = counts[counts["duplicate_of"].isna()]
    keys = ["as_of_date", "source_name", "place", "metric"]
    twice = first[first.duplicated(keys)]
    if len(twice):
        row = twice.iloc[0]
        raise FrontmapError(
            f"{file}, row {twice.index[0] + 2}: {row['source_name']} gives {row['metric']} of "
            f"{row['as_of_date']} twice; keep one, or name the other in duplicate_of."
        )


def no_figures() -> pd.DataFrame:
    """The table of a dataset without reported figures; columns as `read_reported` gives."""
    rows = pd.DataFrame({name: pd.Series(dtype="str") for name in REPORTED_COLUMNS})
    return rows.astype({"value": "float64"})


def all_totals(reported: pd.DataFrame) -> pd.DataFrame:
    """National figures of who holds how many districts, one row a source, messenger and day.

    Returns
    -------
    DataFrame
        Columns `ALL_COLUMNS`, ordered by day and source. A row may have nothing but a denominator,
        where a source said of how many districts it spoke. ``source`` is who counted, without the
        messenger ("via …"), ``publisher`` the same under one name. Figures that were not published
        are null, never filled in; a class may have been published as a percentage (``…_pct``) or as
        a range (``taliban_low``, ``taliban_high``). ``denominator`` is the number of districts
        published with the count, else the one that the publisher gives most often (the nearest
        in time of several, then the earlier), else the sum of the classes; ``denominator_basis``
        says which. ``residual`` is the denominator less the three classes, null where one is
        missing. ``repeats`` is true for a figure that only repeats an earlier one.
    """
    national = reported["place"].eq("Afghanistan") & reported["metric"].isin(_METRICS)
    figures = reported[national & reported["source_name"].notna()]
    # Plain rows, for a frame for each of some forty totals takes ten times as long.
    by_total: dict[tuple[str, str, bool], list[Figure]] = defaultdict(list)
    rows = figures.sort_values("metric").to_dict("records")
    for row in rows:
        repeats = not pd.isna(row["duplicate_of"])
        by_total[row["as_of_date"], row["source_name"], repeats].append(row)
    usual = _usual_denominators(rows)
    totals = [_total(*key, by_total[key], usual) for key in sorted(by_total)]
    frame = pd.DataFrame(totals, columns=list(ALL_COLUMNS))
    whole = dict.fromkeys((*CLASSES, *_LIMITS, "denominator", "residual"), "Int64")
    return frame.astype(whole | dict.fromkeys(_SHARES, "Float64"))


def published_totals(reported: pd.DataFrame) -> pd.DataFrame:
    """National counts of districts that give all three classes and repeat no earlier one.

    Columns `TOTAL_COLUMNS`, as in `all_totals`, the figures as plain integers.
    """
    totals = all_totals(reported)
    full = totals[totals[list(CLASSES)].notna().all(axis=1) & ~totals["repeats"]]
    figures = dict.fromkeys((*CLASSES, "denominator", "residual"), "int64")
    return full[list(TOTAL_COLUMNS)].astype(figures).reset_index(drop=True)


def _total(
    day: str, name: str, repeats: bool, rows: list[Figure], usual: Mapping[str, list[Denominator]]
) -> dict[str, object]:
    said = {_METRICS[row["metric"]]: row["value"] for row in rows}
    source = without_messenger(name)
    figures = [said[c] for c in CLASSES if c in said]
    whole = sum(figures) if len(figures) == len(CLASSES) else None
    others = usual.get(publisher(source), [])
    denominator, basis = _denominator(day, said.get("total"), whole, others)
    return {
        "as_of": day,
        "source": source,
        "messenger": messenger(name),
        "publisher": publisher(source),
        "source_url": next(_texts(rows, "source_url"), ""),
        **{c: said.get(c) for c in (*CLASSES, *_SHARES, *_LIMITS)},
        "denominator": denominator,
        "denominator_basis": basis,
        "residual": None if whole is None or denominator is None else denominator - whole,
        "note": "; ".join(dict.fromkeys(_texts(rows, "note"))),
        "repeats": repeats,
    }


def _texts(rows: list[Figure], column: str) -> Iterator[str]:
    """The cells of a column that are filled."""
    return (row[column] for row in rows if not pd.isna(row[column]))


def _usual_denominators(rows: list[Figure]) -> dict[str, list[Denominator]]:
    """Every denominator that was published and repeats none, by publisher."""
    found: dict[str, list[Denominator]] = defaultdict(list)
    for row in rows:
        if row["metric"] == "districts_total" and pd.isna(row["duplicate_of"]):
            given = Denominator(row["value"], pd.Timestamp(row["as_of_date"]))
            found[publisher(without_messenger(row["source_name"]))].append(given)
    return found


def _denominator(
    day: str, given: float | None, whole: float | None, usual: list[Denominator]
) -> tuple[float | None, str]:
    """Number of districts that a count is of, and what that rests on."""
    if given is not None:
        return given, "published"
    if usual:
        times = Counter(one.value for one in usual)
        asked = pd.Timestamp(day)
        # Most often given, then nearest, then the earlier; of one day the smaller.
        best = min(usual, key=lambda one: (
            -times[one.value], abs(one.day - asked), one.day, one.value
        ))  # fmt: skip
        return best.value, "usual"
    return (None, "") if whole is None else (whole, "sum")


def counts_of_falls(reported: pd.DataFrame) -> pd.DataFrame:
    """National counts of districts that fell, or were taken back, in a span of time.

    They are no totals: what held before, and what was lost again, is in none of them. Columns
    `FALL_COLUMNS`, ordered by day and source.
    """
    national = reported["metric"].isin(FALLS) & reported["place"].eq("Afghanistan")
    rows = reported[national].rename(columns={"as_of_date": "as_of", "source_name": "source"})
    return rows.sort_values(["as_of", "source", "metric"], ignore_index=True)[list(FALL_COLUMNS)]


def totals_on(totals: pd.DataFrame, day: str) -> pd.DataFrame:
    """The published totals for one day, YYYY-MM-DD."""
    return totals[totals["as_of"].eq(day)].reset_index(drop=True)


def total_classes(row: Mapping[Hashable, object] | pd.Series) -> dict[str, int]:
    """The three classes of one published total as plain numbers."""
    return {name: int(str(row[name])) for name in CLASSES}


def without_messenger(source: str) -> str:
    """“Long War Journal (via ANI)” is the Long War Journal's count; ANI passed it on."""
    return _MESSENGER.sub("", source).strip()


def messenger(source: str) -> str:
    """Who passed a count on: “ANI” of “Long War Journal (via ANI)”; empty if nobody.

    “Afghan watchers (SouthFront report of early August 2021)” came through SouthFront.
    """
    found = _MESSENGER.search(source)
    return (found[1] or found[2]) if found else ""


def publisher(source: str) -> str:
    """The one name of who counts: “SIGAR / Resolute Support” and “SIGAR / USFOR-A” are SIGAR."""
    return re.split(r" / | \(", source)[0].strip()
