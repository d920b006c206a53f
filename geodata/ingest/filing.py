"""What an ingest leaves on disk beside the events: its report, and the next version's manifest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from geodata.dataset.versions import VersionDraft
from geodata.ingest.merge import Merged
from geodata.ingest.publish import LEFT_BEHIND, adopt_tables, opening_view, stamped, table_entry
from geodata.ingest.report import Report
from geodata.vocabulary import table

LICENCES: Mapping[str, str] = table("licences")


def file_report(draft: VersionDraft, report: Report, tables: Mapping[str, pd.DataFrame]) -> Report:
    """Keep a report and its tables (``rejects`` and others) in the store.

    Every table is kept, empty ones too: an empty ``rejects.csv`` says that no row was refused.
    """
    files = {}
    for name, rows in tables.items():
        path = draft.folder / f"{name}.csv"
        rows.to_csv(path, index=False, lineterminator="\n")
        files[path.name] = path
    said = report.to_json() | {f"{name}_file": Path(f"{name}.csv") for name in tables}
    folder = draft.file_report(said, files)
    kept: dict[str, Any] = {f"{name}_file": str(folder / f"{name}.csv") for name in tables}
    return replace(report, **kept)


def next_manifest(
    draft: VersionDraft,
    base: tuple[Path, Mapping[str, Any]],
    events: tuple[Path, int],
    report: Report,
    merged: Merged,
) -> dict[str, Any]:
    """The manifest of a version with new events; adopts every table that stays.

    Parameters
    ----------
    draft : VersionDraft
        Where the version is being written.
    base : (folder, manifest)
        What it is made from.
    events : (path, rows)
        The new events.
    report : Report
        Of the ingest.
    merged : Merged
        Gives the days and the sources.
    """
    folder, manifest = base
    path, rows = events
    tables = adopt_tables(draft, folder, dict(manifest), LEFT_BEHIND)
    if "claims" in tables and "evidence_events" not in tables:
        # The reading of a published count rests on the incidents that came with the claims.
        kept = draft.adopt(folder / manifest["tables"]["events"]["file"], "evidence_events.csv")
        tables["evidence_events"] = manifest["tables"]["events"] | {"file": kept.name}
    added = [part.to_json() | {"at": report.created} for part in report.files if part.accepted]
    sources = [*manifest.get("ingested", []), *added]
    licences = dict.fromkeys(LICENCES[part["format"]] for part in sources)
    tables["events"] = table_entry(path, rows, "; ".join(merged.sources), "; ".join(licences))
    days = None if merged.days is None else (merged.days[0].date(), merged.days[1].date())
    country = manifest.get("country_name", manifest["title"])
    return stamped(
        {
            **manifest,
            "name": str(country).lower().replace(" ", "-"),
            "title": f"{country}: {_some(merged.sources)}",
            "defaults": opening_view(
                manifest["defaults"], days, list(manifest.get("assessments", {}))
            ),
            "tables": tables,
            "ingested": sources,
        },
        manifest,
    )


def _some(names: Sequence[str], most: int = 3) -> str:
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")
