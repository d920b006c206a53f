"""A table of who controls which unit on which day, of somebody else, brought to the register."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from geodata.assessments.base import STATUSES
from geodata.assessments.table import TABLE_COLUMNS, table_spells_overlap
from geodata.errors import FrontmapError
from geodata.ingest.control_mapping import CONTROL_COLUMNS, NEEDED, ControlMapping, fold_status_word
from geodata.places.register import Register, match_province
from geodata.readers.checks import Checks, check_days
from geodata.readers.days import Order, parse_days
from geodata.readers.fields import clean_text
from geodata.readers.order import DayOrder
from geodata.tables import RowSource, open_rows


@dataclass(frozen=True)
class ImportedAssessment:
    """The rows of a table, matched; ``rows`` has `TABLE_COLUMNS`, ``rejects`` file rows."""

    rows: pd.DataFrame
    rejects: pd.DataFrame
    entry: Mapping[str, Any]
    report: Mapping[str, Any]


def import_assessment(
    path: Path, *, name: str, register: Register, wording: ControlMapping | None = None
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
    wording : ControlMapping, optional
        Columns, words, labels and colours; see `geodata.ingest.control_mapping`.

    Returns
    -------
    ImportedAssessment
        In its report, read = accepted + duplicates + rejected.

    Raises
    ------
    FrontmapError
        The file lacks a column, its dates can be read in two ways, a unit has two statuses on one
        day, or no row could be taken.
    """
    wording = wording or ControlMapping()
    source = open_rows(path, sheet=wording.sheet)
    columns = _columns(source, wording)
    parts = list(source.partitions())
    text = pd.concat([part.frame for part in parts])
    order, why = _order(text, columns, wording.date_order, path.name)
    rows, checks = _convert(text, columns, order, wording, register)
    kept, again = _once(rows[checks.ok.to_numpy()], checks)
    rejects = pd.concat([*(part.faults for part in parts), checks.rejects()])
    rejects = rejects.sort_values("row").assign(file=path.name)
    read = len(text) + sum(len(part.faults) for part in parts)
    if kept.empty:
        raise FrontmapError(_nothing(path, read, rejects))
    table_spells_overlap(kept, path.name)
    unmatched = rejects.loc[rejects["reason"].str.startswith(_NOT_KNOWN), "value"]
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
            "reasons": {str(k): int(n) for k, n in rejects["reason"].value_counts().items()},
            "columns": dict(columns),
            "notes": why,
        },
    )


_NOT_KNOWN = "The register has no "


def _columns(source: RowSource, wording: ControlMapping) -> dict[str, str]:
    """Our column -> the table's, by the TOML file or by the header's words."""
    folded = {name.casefold().strip().replace(" ", "_"): name for name in reversed(source.columns)}
    found: dict[str, str] = {}
    for ours, headers in CONTROL_COLUMNS.items():
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
    text: pd.DataFrame, columns: Mapping[str, str], given: Order | None, where: str
) -> tuple[Order | None, list[str]]:
    """How the dates are read, decided from all of them, and a sentence on what that rests on."""
    if given is not None:
        return given, [f"Dates are read {given} first, as the TOML file says."]
    found = DayOrder()
    for column in (columns[ours] for ours in ("date", "date_to") if ours in columns):
        found.look(column, text[column].unique())
    if found.question is not None:
        question = found.question.rstrip(".")
        raise FrontmapError(f"{where}: {question} in a TOML file, and give it with --mapping.")
    return found.order, [] if found.reason is None else [found.reason]


def _convert(
    text: pd.DataFrame,
    columns: Mapping[str, str],
    order: Order | None,
    wording: ControlMapping,
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
    province = _each(lambda name: _province(name, register), cell("province"))
    strange = cell("province").notna() & province.isna()
    checks.reject(strange, columns.get("province"), f"{_NOT_KNOWN}province of this name or code.")
    checks.reject(cell("unit").isna(), columns["unit"], "No unit is named.")
    units = _each(lambda name, code: _unit(name, code, register), cell("unit"), province)
    checks.reject(units.isna(), columns["unit"], _why_no_unit(cell("unit"), province, register))
    words = {fold_status_word(word): status for word, status in wording.words.items()}
    status = cell("status").map(lambda word: words.get(fold_status_word(word)), na_action="ignore")
    checks.reject(cell("status").isna(), columns["status"], "No status is given.")
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


def _each(look_up: Callable[..., str | None], *columns: pd.Series) -> pd.Series:
    """What a look-up says of each row's values; asked once for the same values, None for null."""
    plain = (column.astype(object).where(column.notna(), None) for column in columns)
    rows = list(zip(*plain, strict=True))
    said = {row: look_up(*row) for row in set(rows)}
    return pd.Series([said[row] for row in rows], index=columns[0].index, dtype="str")


def _province(name: str | None, register: Register) -> str | None:
    return None if name is None else match_province(name, register.province_names)


def _unit(name: str | None, province: str | None, register: Register) -> str | None:
    if name is None or name in register.frame.index:
        return name
    match = register.match(name, province)
    if match is None or (province is None and match.how == "fuzzy"):
        return None
    return match.unit_id


def _why_no_unit(names: pd.Series, provinces: pd.Series, register: Register) -> pd.Series:
    """The reason of each row: a name that is not known, or that several provinces have."""
    called = register.province_names

    def why(name: str | None, province: str | None) -> str:
        if province is not None:
            return f"{_NOT_KNOWN}unit of this name or code in {called[province]}."
        several = [called[code] for code in register.provinces_of(name or "")]
        if len(several) > 1:
            return (
                f"{_NOT_KNOWN}single unit of this name, but one in {' and in '.join(several)}: "
                "name the province in a column."
            )
        return f"{_NOT_KNOWN}unit of this name or code."

    return _each(why, names, provinces)


def _once(rows: pd.DataFrame, checks: Checks) -> tuple[pd.DataFrame, int]:
    """Each unit and day once; a row that contradicts the first one is refused."""
    keys = ["unit_id", "date"]
    again = rows.duplicated(keys)
    first = rows[~again].set_index(keys)[["status", "date_to"]]
    said = first.reindex(pd.MultiIndex.from_frame(rows[keys])).reset_index(drop=True)
    here = rows[["status", "date_to"]].reset_index(drop=True)
    same = (here.eq(said) | (here.isna() & said.isna())).all(axis=1).to_numpy()
    contradicts = (again & ~same).reindex(checks.ok.index, fill_value=False)
    reason = "An earlier row gives this unit another status or another last day for the same day."
    checks.reject(contradicts, None, reason)
    kept = rows[~again].sort_values(keys, ignore_index=True)
    return kept, int((again & same).sum())


def _nothing(path: Path, read: int, rejects: pd.DataFrame) -> str:
    if rejects.empty:
        return f"{path.name} has no rows; it needs one a unit and day."
    reason = str(rejects["reason"].value_counts().index[0]).rstrip(".")
    return f"{path.name}: none of the {read:,} rows could be taken; mostly: {reason}."


def last_day(rows: pd.DataFrame) -> date:
    """The latest day of a table."""
    return rows["date"].max().date()
