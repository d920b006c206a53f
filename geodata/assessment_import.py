"""A table of who controls which unit on which day, of somebody else, brought to the register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from geodata.assessment_table import TABLE_COLUMNS
from geodata.assessment_words import COLUMNS, NEEDED, Wording, fold
from geodata.control import STATUSES
from geodata.errors import FrontmapError
from geodata.events.parsing import Checks, check_days, clean_text, day_order, parse_days
from geodata.tables import RowSource, open_rows
from geodata.units import Register, match_province


@dataclass(frozen=True)
class ImportedAssessment:
    """The rows of a table, matched; ``rows`` has `TABLE_COLUMNS`, ``rejects`` file rows."""

    rows: pd.DataFrame
    rejects: pd.DataFrame
    entry: Mapping[str, Any]
    report: Mapping[str, Any]


def import_assessment(
    path: Path, *, name: str, register: Register, wording: Wording | None = None
) -> ImportedAssessment:
    """Read a table of unit, day and status.

    Parameters
    ----------
    path : pathlib.Path
        CSV, XLSX, Parquet, GeoJSON or GeoPackage.
    name : str
        What queries call the assessment.
    register : Register
        Units are found by their code, else by their name within the stated province.
    wording : Wording, optional
        Columns, words, labels and colours; see `geodata.assessment_words`.

    Returns
    -------
    ImportedAssessment
        In its report, read = accepted + duplicates + rejected.

    Raises
    ------
    FrontmapError
        The file lacks a column, its dates can be read in two ways, or no row could be taken.
    """
    wording = wording or Wording()
    source = open_rows(path, sheet=wording.sheet)
    columns = _columns(source, wording)
    parts = list(source.partitions())
    text = pd.concat([part.frame for part in parts])
    order = wording.date_order or _order(text, columns, path.name)
    rows, checks = _convert(text, columns, order, wording, register)
    kept, again = _once(rows[checks.ok.to_numpy()], checks)
    rejects = pd.concat([*(part.faults for part in parts), checks.rejects()])
    rejects = rejects.sort_values("row").assign(file=path.name)
    read = len(text) + sum(len(part.faults) for part in parts)
    if kept.empty:
        raise FrontmapError(_nothing(path, read, rejects))
    unmatched = rejects.loc[rejects["reason"].str.startswith(_NO_UNIT), "value"]
    label = wording.label or name.replace("-", " ").replace("_", " ").capitalize()
    return ImportedAssessment(
        rows=kept,
        rejects=rejects[["file", "row", "column", "value", "reason"]],
        entry={
            "label": label,
            "source_name": wording.source or path.stem,
            "labels": dict(wording.labels),
            "colours": dict(wording.colours),
        },
        report={
            "kind": "assessment",
            "file": path.name,
            "name": name,
            "read": read,
            "accepted": len(kept),
            "duplicates": again,
            "rejected": len(rejects),
            "units": int(kept["unit_id"].nunique()),
            "first": kept["date"].min().date().isoformat(),
            "last": kept["date"].max().date().isoformat(),
            "statuses": {s: int(kept["status"].eq(s).sum()) for s in STATUSES},
            "unmatched_names": sorted(set(unmatched.dropna())),
            "columns": dict(columns),
            "notes": [f"dates are read {order} first"] if order else [],
        },
    )


_NO_UNIT = "The register has no unit"


def _columns(source: RowSource, wording: Wording) -> dict[str, str]:
    """Our column -> the table's, by the TOML file or by the header's words."""
    folded = {name.casefold().strip().replace(" ", "_"): name for name in reversed(source.columns)}
    found: dict[str, str] = {}
    for ours, headers in COLUMNS.items():
        theirs = wording.columns.get(ours)
        if theirs is not None and theirs not in source.columns:
            raise FrontmapError(
                f"{source.path.name} has no column “{theirs}” for {ours}; "
                f"it has {', '.join(source.columns[:20])}."
            )
        theirs = theirs or next((folded[h] for h in headers if h in folded), None)
        if theirs is not None:
            found[ours] = theirs
    missing = [ours for ours in NEEDED if ours not in found]
    if missing:
        raise FrontmapError(
            f"{source.path.name} has no column for {', '.join(missing)}; it has "
            f"{', '.join(source.columns[:20])}: name them under [columns] in a TOML file."
        )
    return found


def _order(
    text: pd.DataFrame, columns: Mapping[str, str], where: str
) -> Literal["day", "month"] | None:
    """How the dates are read, decided from the whole column."""
    dates = text[columns["date"]].dropna()
    if parse_days(dates).notna().all():
        return None
    order = day_order(dates)
    if order == "either":
        raise FrontmapError(
            f"{where}: the dates, such as {dates.iloc[0]}, can be read day first or month first; "
            'write date_order = "day" or "month" in a TOML file.'
        )
    return order if order in ("day", "month") else None


def _convert(
    text: pd.DataFrame,
    columns: Mapping[str, str],
    order: Literal["day", "month"] | None,
    wording: Wording,
    register: Register,
) -> tuple[pd.DataFrame, Checks]:
    checks = Checks(text)

    def cell(ours: str) -> pd.Series:
        if ours not in columns:
            return pd.Series(None, index=text.index, dtype="str")
        return clean_text(text[columns[ours]])

    today = datetime.now(UTC).date()
    day = parse_days(cell("date"), order)
    check_days(checks, day, day, columns["date"], today)
    end = parse_days(cell("date_to"), order)
    unread = end.isna() & cell("date_to").notna()
    checks.reject(unread, columns.get("date_to"), "The last day is not a date.")
    checks.reject(end < day, columns.get("date_to"), "The last day lies before the first.")
    units = _units(cell("unit"), cell("province"), register)
    hint = f"{_NO_UNIT} of this name or code"
    checks.reject(units.isna(), columns["unit"], f"{hint} in the stated province.")
    words = {fold(word): status for word, status in wording.words.items()}
    status = cell("status").map(lambda word: words.get(fold(word)), na_action="ignore")
    allowed = f"map it to one of {', '.join(STATUSES)} under [statuses] in a TOML file."
    checks.reject(status.isna(), columns["status"], f"This word is no status: {allowed}")
    rows = pd.DataFrame(
        {
            "unit_id": units,
            "date": day,
            "date_to": end,
            "status": status.astype("str"),
            "word": cell("status"),
            "source": cell("source"),
            "note": cell("note"),
        }
    )
    return rows[list(TABLE_COLUMNS)], checks


def _units(names: pd.Series, provinces: pd.Series, register: Register) -> pd.Series:
    """The unit of each row; each pair of name and province is looked up once."""
    pairs = list(zip(names.tolist(), provinces.tolist(), strict=True))
    found = {pair: _unit(pair[0], pair[1], register) for pair in set(pairs)}
    return pd.Series([found[pair] for pair in pairs], index=names.index, dtype="str")


def _unit(name: object, province: object, register: Register) -> str | None:
    if not isinstance(name, str):
        return None
    if name in register.frame.index:
        return name
    code = match_province(province, register.province_names) if isinstance(province, str) else None
    if isinstance(province, str) and code is None:
        return None
    match = register.match(name, code)
    if match is None or (code is None and match.how == "fuzzy"):
        return None
    return match.unit_id


def _once(rows: pd.DataFrame, checks: Checks) -> tuple[pd.DataFrame, int]:
    """Each unit and day once; a row that contradicts an earlier one is refused."""
    same_day = rows.duplicated(["unit_id", "date"])
    same_word = rows.duplicated(["unit_id", "date", "status"])
    contradicts = same_day & ~same_word
    marked = contradicts.reindex(checks.ok.index, fill_value=False)
    reason = "An earlier row gives this unit another status for the same day."
    checks.reject(marked.to_numpy(), None, reason)
    kept = rows[~same_day].sort_values(["unit_id", "date"], ignore_index=True)
    return kept, int((same_day & same_word).sum())


def _nothing(path: Path, read: int, rejects: pd.DataFrame) -> str:
    if rejects.empty:
        return f"{path.name} has no rows; it needs one a unit and day."
    reason = str(rejects["reason"].value_counts().index[0]).rstrip(".")
    return f"{path.name}: none of the {read:,} rows could be taken; mostly: {reason}."


def last_day(rows: pd.DataFrame) -> date:
    """The latest day of a table."""
    return rows["date"].max().date()
