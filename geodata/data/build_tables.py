"""The embedded tables, cleaned from the facts folder.

Cleaning changes form, never content: every row and every column is kept, text is put into
Unicode NFC, stray white space is removed, and the placeholder "seed article" is replaced by
plain words. Nothing is added that the facts do not say; in particular no address is made up.
"""

import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from geodata import vocabulary
from geodata.errors import FrontmapError
from geodata.events.schema import EVENT_COLUMNS

# The report the project started from is cited in the facts as "seed article", without an address.
_PLACEHOLDER = "seed article"
_REPORT = "report of early August 2021"

_EMBEDDED = vocabulary.table("embedded")
TABLES: Mapping[str, tuple[str, str]] = _EMBEDDED["tables"]
EVENTS_SOURCE: tuple[str, str] = _EMBEDDED["events"]
DISAGREEMENTS_SOURCE: tuple[str, str] = _EMBEDDED["join_disagreements"]

# Column of incidents.csv -> column of the event schema, where the two differ.
_RENAMED = {"incident_id": "event_id", "summary_en": "summary"}


def read_facts(facts_dir: Path, table: str) -> pd.DataFrame:
    """Read one file of the facts folder as cleaned text.

    Parameters
    ----------
    facts_dir : pathlib.Path
        The facts folder.
    table : str
        File name without ".csv".

    Returns
    -------
    pandas.DataFrame
        All columns as text, "" where there is nothing, rows in the file's order.

    Raises
    ------
    FrontmapError
        If the file is not there or cannot be read.
    """
    path = facts_dir / f"{table}.csv"
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError, pd.errors.ParserError) as error:
        raise FrontmapError(
            f"{path} cannot be read as a UTF-8 CSV table ({error}): "
            "give the facts folder that holds it."
        ) from error
    frame = frame.apply(lambda column: column.map(one_line))
    return name_the_report(frame)


def one_line(value: str) -> str:
    """Put text into Unicode NFC with single inner spaces and none at the ends.

    The zero-width non-joiner of Persian words is part of their spelling and stays.
    """
    return " ".join(unicodedata.normalize("NFC", value).split())


def name_the_report(frame: pd.DataFrame) -> pd.DataFrame:
    """Replace the placeholder "seed article" by plain words and an empty address.

    The facts give no address for this report, and other SouthFront pages are other reports, so
    the address stays empty.
    """
    if "source_url" not in frame.columns:
        return frame
    out = frame.copy()
    out["source_url"] = out["source_url"].where(out["source_url"] != _PLACEHOLDER, "")
    out["source_name"] = out["source_name"].map(_plain_source_name)
    return out


def _plain_source_name(name: str) -> str:
    marker = f" ({_PLACEHOLDER})"
    if not name.endswith(marker):
        return name
    reporter = name.removesuffix(marker)
    via = "" if reporter == "SouthFront" else "SouthFront "
    return f"{reporter} ({via}{_REPORT})"


def events_from_incidents(incidents: pd.DataFrame) -> pd.DataFrame:
    """Put the incidents into the event schema; the join's columns stay empty.

    Parameters
    ----------
    incidents : pandas.DataFrame
        Cleaned text of incidents.csv.

    Returns
    -------
    pandas.DataFrame
        Columns ``EVENT_COLUMNS`` as text, "" where there is nothing, rows in the same order.
    """
    events = incidents.rename(columns=_RENAMED)
    events["source_dataset"] = "frontmap-embedded"
    return events.reindex(columns=list(EVENT_COLUMNS), fill_value="")


def described(file: str, rows: int, source: str, licence: str) -> dict[str, Any]:
    """What the manifest is told of a file."""
    table = file.partition(".")[0]
    return {"table": table, "file": file, "rows": rows, "source": source, "licence": licence}


def write_csv(frame: pd.DataFrame, path: Path) -> None:
    """Write a table byte-repeatably: UTF-8, line feeds, no index."""
    frame.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")
