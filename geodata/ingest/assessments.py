"""An assessment of others into the dataset of a store, as a new version."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from geodata.dataset.dataset import Dataset
from geodata.dataset.versions import Store, VersionDraft, in_plain_words
from geodata.errors import FrontmapError
from geodata.ingest.control_mapping import ControlMapping
from geodata.ingest.control_table import ImportedAssessment, import_assessment, last_day
from geodata.ingest.publish import (
    Manifest,
    adopt_tables,
    base_of,
    check_still_served,
    stamped,
    table_entry,
)

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


def add_assessment(
    path: Path, store: Store, *, name: str | None = None, wording: ControlMapping | None = None,
    dry_run: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Import a table of statuses and publish the version; see `import_assessment`.

    Returns
    -------
    dict
        The import's report with ``dataset_version`` and ``rejects_file``.

    Raises
    ------
    FrontmapError
        The name is not one, or the file is at fault as a whole; nothing is published.
    """
    name = name or re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-")
    folder, manifest = base_of(store)
    dataset = Dataset(folder, manifest)
    _check_name(name, dataset)
    imported = import_assessment(path, name=name, register=dataset.register, wording=wording)
    if dry_run:
        return {**imported.report, "dry_run": True, "dataset_version": store.current()}
    with store.writing() as draft, in_plain_words(store.root):
        check_still_served(store, folder)
        return _publish(draft, dataset, name, imported)


def _check_name(name: str, dataset: Dataset) -> None:
    if not _NAME.fullmatch(name):
        raise FrontmapError(
            f"“{name}” cannot be the name of an assessment; use small letters, digits and -, "
            "such as --name field-team."
        )
    with suppress(ValueError):  # a comparison with “2021-07-01” is one with that day
        date.fromisoformat(name)
        raise FrontmapError(
            f"“{name}” is a day and cannot be the name of an assessment; choose another --name, such "
            "as field-team."
        )
    ours = set(dataset.assessments) - set(dataset.manifest.get("assessments", {}))
    if name in ours:
        raise FrontmapError(f"“{name}” is an assessment of Frontmap’s own; choose another --name.")


def _publish(
    draft: VersionDraft, dataset: Dataset, name: str, imported: ImportedAssessment
) -> dict[str, Any]:
    manifest = dict(dataset.manifest)
    table = f"assessment_{name}"
    tables = adopt_tables(draft, dataset.folder, manifest, [table])
    path = draft.folder / f"{table}.csv"
    imported.rows.to_csv(path, index=False, lineterminator="\n")
    source = str(imported.entry["source_name"])
    tables[table] = table_entry(path, len(imported.rows), source, "as its maker says")
    added = {**manifest.get("assessments", {}), name: {**imported.entry, "table": table}}
    after = {**manifest, "tables": tables, "assessments": added}
    after["defaults"] = _defaults(manifest, name, imported)
    rejects = draft.folder / "rejects.csv"
    imported.rejects.to_csv(rejects, index=False, lineterminator="\n")
    report = {**imported.report, "rejects_file": Path("rejects.csv"), "dry_run": False,
              "dataset_version": draft.number}  # fmt: skip
    kept = draft.file_report(report, {"rejects.csv": rejects})
    draft.publish(stamped(after, manifest))
    return {**report, "rejects_file": str(kept / "rejects.csv")}


def _defaults(manifest: Manifest, name: str, imported: ImportedAssessment) -> Manifest:
    """Where nobody else speaks, the page opens on the assessment, on its last day."""
    defaults = dict(manifest["defaults"])
    if "claims" in manifest["tables"] or manifest.get("assessments"):
        return defaults
    day = last_day(imported.rows)
    defaults |= {"assessment": name, "as_of": day.isoformat()}
    if not manifest.get("ingested"):
        defaults |= {"from": (day - timedelta(days=30)).isoformat(), "to": day.isoformat()}
    return defaults
