"""A dataset on disk: open it read-only and query it.

A dataset is one folder: tables, boundaries and a manifest that names every file with its
hash. Opening it checks the hashes, so that half a dataset or a changed one is never served.
Everything a `Dataset` holds is immutable; the same `View` always gives the same answer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from geodata.boundaries import BoundarySet, load_boundary_set
from geodata.claims import read_claims
from geodata.control import Assessment, NamedSources, PublishedTotal, count_statuses
from geodata.errors import FrontmapError
from geodata.event_table import EventTable
from geodata.events.schema import EVENT_TYPES, read_events
from geodata.manifest import read_manifest, verify_files
from geodata.totals import published_totals, read_reported, total_classes, totals_on
from geodata.units import Register, load_register
from geodata.view import View, Vocabulary

EMBEDDED = Path(__file__).parent / "data"
LANGUAGES = ("en",)
WATCHERS = "Afghan watchers"


def open_dataset(folder: Path | str | None = None) -> Dataset:
    """Open a dataset folder, the embedded one by default.

    Raises
    ------
    FrontmapError
        The folder or its manifest is missing, or a file is missing or was changed.
    """
    path = EMBEDDED if folder is None else Path(folder)
    manifest = read_manifest(path)
    verify_files(path, manifest)
    return Dataset(path, manifest)


class Dataset(EventTable):
    """One published dataset, read-only. Make it with `open_dataset`."""

    def __init__(self, folder: Path, manifest: Mapping[str, Any]) -> None:
        self.folder = folder
        self.manifest = manifest
        self.name: str = manifest["name"]
        self.title: str = manifest["title"]
        self.version: str = str(manifest["version"])
        self.register: Register = load_register(folder / "register.csv")
        events = read_events(folder / "events.csv")
        _known_places(events, self.register)
        super().__init__(events)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the hashes of all files, in hexadecimal."""
        lines = sorted(f"{e['file']} {e['sha256']}" for e in self.manifest["tables"].values())
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    @cached_property
    def default_view(self) -> View:
        """The view of an empty query."""
        given = self.manifest["defaults"]
        return View(
            as_of=date.fromisoformat(given["as_of"]),
            date_from=date.fromisoformat(given["from"]),
            date_to=date.fromisoformat(given["to"]),
            assessment=given["assessment"],
            boundaries=given["boundaries"],
            lang=given["lang"],
        )

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """What a query may say in this dataset."""
        known = set(self.register.frame.index) | set(self.event_ids)
        return Vocabulary(
            default=self.default_view,
            provinces=dict(sorted(self.register.province_names.items())),
            types=EVENT_TYPES,
            assessments=tuple(self.assessments),
            boundaries=("approximate",),
            languages=LANGUAGES,
            is_selectable=known.__contains__,
        )

    @cached_property
    def claims(self) -> pd.DataFrame:
        """The claim ledger; see `geodata.claims.read_claims`."""
        units = self.register.frame
        centres = frozenset(units.index[units["kind"].eq("provincial_centre")])
        return read_claims(self.folder / "claims.csv", self.folder / "takeovers.csv", centres)

    @cached_property
    def reported(self) -> pd.DataFrame:
        """Reported figures, one row a figure, as published."""
        return read_reported(self.folder / "reported_figures.csv")

    @cached_property
    def totals(self) -> pd.DataFrame:
        """Published national counts; see `geodata.totals.published_totals`."""
        return published_totals(self.reported)

    @cached_property
    def assessments(self) -> Mapping[str, Assessment]:
        """Assessments by name, the default one first."""
        named = NamedSources.from_claims(self.register.frame, self.claims)
        counted = self.totals[self.totals["source"].eq(WATCHERS)]
        watchers = {} if counted.empty else {"afghan-watchers": self._watchers(counted, named)}
        return {**watchers, "named-sources": named}

    def _watchers(self, counted: pd.DataFrame, named: NamedSources) -> PublishedTotal:
        row = counted.iloc[0]
        return PublishedTotal(
            name="afghan-watchers",
            label=WATCHERS,
            source_name=WATCHERS,
            day=date.fromisoformat(row["as_of"]),
            totals=total_classes(row),
            units=self.register.frame,
            claims=self.claims,
            events=self.counted_events,
            named=named,
        )

    def statuses(self, view: View) -> pd.DataFrame:
        """Status of each unit of the view's provinces; see `Assessment.status_as_of`.

        With ``documented_only``, every status that claims do not bear out is ``unknown``.
        Adds the columns ``province_code`` and ``unit_id`` stays the index.
        """
        frame = self.assessments[view.assessment].status_as_of(view.as_of)
        frame = frame.assign(province_code=self.register.frame["province_code"])
        if view.documented_only:
            hidden = frame["basis"].ne("documented")
            frame["status"] = frame["status"].mask(hidden, "unknown")
            frame["basis"] = frame["basis"].mask(hidden, "")
        if view.provinces:
            frame = frame[frame["province_code"].isin(view.provinces)]
        return frame

    def status_counts(self, view: View) -> dict[str, int]:
        """Counts of `statuses` by status and by basis; see `control.count_statuses`."""
        return count_statuses(self.statuses(view))

    def claims_of(self, unit_id: str) -> pd.DataFrame:
        """Every claim on a unit, those that decide nothing included, in date order."""
        return self.claims[self.claims["unit_id"].eq(unit_id)]

    def latest_totals(self, day: date) -> pd.DataFrame:
        """Published national counts of the latest counted day up to ``day``; may be empty."""
        counted = [d for d in self.totals["as_of"] if d <= day.isoformat()]
        return totals_on(self.totals, max(counted, default=""))

    @cached_property
    def _boundary_set(self) -> BoundarySet:
        return load_boundary_set(self.folder)

    def boundaries(self, name: str = "approximate") -> BoundarySet:
        """A boundary set by name."""
        if name != self._boundary_set.name:
            raise FrontmapError(f"no boundary set “{name}”; known is {self._boundary_set.name}.")
        return self._boundary_set


def _known_places(events: pd.DataFrame, register: Register) -> None:
    """Raise `FrontmapError` for an event in a unit or province that the register lacks."""
    for column, known in (
        ("unit_id", register.frame.index),
        ("province_code", register.province_names),
    ):
        strange = events[events[column].notna() & ~events[column].isin(list(known))]
        if len(strange):
            row = strange.iloc[0]
            raise FrontmapError(
                f"events.csv: event {row['event_id']} has the {column} “{row[column]}”, which "
                "register.csv does not have; correct one of the two files."
            )
