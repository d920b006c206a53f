"""What an ingest did: how many rows it read, took, found again or refused, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MAX_LISTED = 1_000
"""The most names that a report lists; it says how many there are in all."""


@dataclass(frozen=True)
class FileReport:
    """One file of an ingest: what it was taken for, and the counts of its rows."""

    file: str
    format: str
    recognised_by: str
    description: str
    sha256: str
    read: int
    accepted: int
    duplicates: int
    updated: int
    rejected: int
    notes: tuple[str, ...]
    columns_not_taken: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """As it stands in the report and in the manifest."""
        return {
            **vars(self),
            "notes": list(self.notes),
            "columns_not_taken": list(self.columns_not_taken),
        }


@dataclass(frozen=True)
class Report:
    """The whole ingest; read = accepted + duplicates + rejected, updated are among the accepted."""

    files: tuple[FileReport, ...]
    outside: int
    without_point: int
    near_border: int
    without_unit: int
    foreign: Mapping[str, int]
    disagreements: int
    unmatched: tuple[Mapping[str, Any], ...]
    replaced_embedded: int
    reasons: Mapping[str, int]
    remarks: Mapping[str, int]
    notes: tuple[str, ...]
    dry_run: bool
    changed: bool
    events: int
    dataset_version: int | None = None
    previous_version: int | None = None
    rejects_file: str | Path | None = None
    remarks_file: str | Path | None = None
    duplicates_file: str | Path | None = None
    disagreements_file: str | Path | None = None
    seconds: float = 0.0
    created: str = field(default="")

    def total(self, name: str) -> int:
        """Sum of one of the counts over the files."""
        return sum(getattr(part, name) for part in self.files)

    def to_json(self) -> dict[str, Any]:
        """One JSON object; its keys are listed in ``docs/bring-your-data.md``."""
        counts = {
            name: self.total(name)
            for name in ("read", "accepted", "duplicates", "updated", "rejected")
        }
        names = list(dict.fromkeys(str(row["name"]) for row in self.unmatched))
        return {
            "kind": "events",
            **counts,
            "outside": self.outside,
            "without_point": self.without_point,
            "without_unit": self.without_unit,
            "near_border": self.near_border,
            "other_countries": dict(self.foreign),
            "disagreements": self.disagreements,
            "unmatched_names": names[:MAX_LISTED],
            "unmatched_total": len(names),
            "unmatched": [dict(row) for row in self.unmatched[:MAX_LISTED]],
            "reasons": dict(self.reasons),
            "remarks": dict(self.remarks),
            "rejects_file": self.rejects_file,
            "remarks_file": self.remarks_file,
            "duplicates_file": self.duplicates_file,
            "disagreements_file": self.disagreements_file,
            "dataset_version": self.dataset_version,
            "previous_version": self.previous_version,
            "changed": self.changed,
            "dry_run": self.dry_run,
            "events": self.events,
            "replaced_embedded": self.replaced_embedded,
            "notes": list(self.notes),
            "seconds": round(self.seconds, 2),
            "created": self.created,
            "files": [part.to_json() for part in self.files],
        }
