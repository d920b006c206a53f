"""A dataset on disk: open it read-only and query it.

A dataset is one folder: tables, boundaries and a manifest that names every file with its
hash. Opening it checks the hashes, so that half a dataset or a changed one is never served.
Everything a `Dataset` holds is immutable; the same `View` always gives the same answer. Where a
folder holds versions (`geodata.dataset.versions`), the served one is opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache, cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from geodata.assessments.base import Assessment, count_statuses
from geodata.assessments.catalogue import by_name, claim_assessments, series_assessments
from geodata.assessments.documented import DocumentedPart
from geodata.assessments.evidence import read_evidence
from geodata.assessments.ledger import ledger, total_ids
from geodata.assessments.named import NamedSources
from geodata.assessments.table import read_assessment
from geodata.claims.claims import no_claims, read_claims
from geodata.claims.outcomes import claim_outcomes
from geodata.claims.totals import (
    counts_of_falls,
    no_figures,
    published_totals,
    read_reported,
    totals_on,
)
from geodata.dataset.manifest import default_view, digest, read_manifest, verify_files
from geodata.dataset.versions import Store
from geodata.errors import FrontmapError
from geodata.events.schema import EVENT_TYPES, read_events, typed_events
from geodata.places.boundaries import DEFAULT_SETS, BoundarySet, SetFiles, load_boundary_set
from geodata.places.register import Register, load_register
from geodata.view import View, Vocabulary

if TYPE_CHECKING:
    from geodata.events.query import EventTable

EMBEDDED = Path(__file__).parents[1] / "data"
LANGUAGES = ("en",)
GEOMETRY_LAYERS = ("units", "provinces", "neighbours")


def open_dataset(folder: Path | str | None = None) -> Dataset:
    """Open a dataset folder, the embedded one by default.

    Parameters
    ----------
    folder : pathlib.Path or str, optional
        A folder of versions, of which the served one is opened, or one dataset. An empty folder,
        to which data may be added, gives the embedded dataset, as does None.

    Raises
    ------
    FrontmapError
        The folder or its manifest is missing, or a file is missing or was changed.
    """
    path = dataset_folder(None if folder is None else Path(folder))
    manifest = read_manifest(path)
    verify_files(path, manifest)
    return Dataset(path, manifest)


def dataset_folder(root: Path | None) -> Path:
    """Folder of the dataset that a folder of versions serves, or the folder itself."""
    if root is None or (root.is_dir() and Store(root).is_empty()):
        return EMBEDDED
    return Store(root).current_folder() or root


class Dataset:
    """One published dataset, read-only. Make it with `open_dataset`."""

    def __init__(self, folder: Path, manifest: Mapping[str, Any]) -> None:
        self.folder = folder
        self.manifest = manifest
        self.name: str = manifest["name"]
        self.title: str = manifest["title"]
        self.version: str = str(manifest["version"])
        self.register: Register = load_register(folder / "register.csv")
        self._boundaries: dict[tuple[str, bool], BoundarySet] = {}
        path = self._path("events")
        # Whoever writes a folder by hand hears at once what is wrong with its events. The embedded
        # ones and Parquet files were checked when `geodata.data.build` and `geodata.ingest` made
        # them, and the manifest's hashes say that they are those still: they are read when asked for.
        by_hand = path.suffix == ".csv" and folder != EMBEDDED
        self._events = cache(partial(_open_events, path, self.register if by_hand else None))
        if by_hand:
            self._events()

    @property
    def events(self) -> EventTable:
        """The events and what a view asks of them."""
        return self._events()

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the hashes of all files, in hexadecimal."""
        return digest(self.manifest)

    def _path(self, table: str) -> Path:
        return self.folder / str(self.manifest["tables"][table]["file"])

    def has_table(self, table: str) -> bool:
        """Whether the dataset has a table of this name."""
        return table in self.manifest["tables"]

    @cached_property
    def default_view(self) -> View:
        """The view of an empty query."""
        return default_view(self.manifest)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """What a query may say in this dataset."""
        # It must not know the dataset, which keeps it: the two would hold each other.
        units, events = frozenset(self.register.frame.index), self._events
        totals = cache(partial(total_ids, self.reported))
        return Vocabulary(
            default=self.default_view,
            provinces=dict(sorted(self.register.province_names.items())),
            types=EVENT_TYPES,
            assessments=tuple(self.assessments),
            boundaries=tuple(self.boundary_sets),
            languages=LANGUAGES,
            is_selectable=lambda word: (
                word.removeprefix("total:") in totals()
                if word.startswith("total:")
                else word in units or events().has(word)
            ),
        )

    @cached_property
    def claims(self) -> pd.DataFrame:
        """The claim ledger, empty in a dataset without one; see `geodata.claims.claims.read_claims`."""
        if not self.has_table("claims"):
            return no_claims()
        units = self.register.frame
        centres = frozenset(units.index[units["kind"].eq("provincial_centre")])
        claims = read_claims(self._path("claims"), self._path("takeovers"), centres)
        _require_known(claims, "unit_id", units.index, "claim {claim_id} is of the unit")
        return claims

    @cached_property
    def reported(self) -> pd.DataFrame:
        """Reported figures, one row a figure, as published; empty in a dataset without them."""
        if not self.has_table("reported_figures"):
            return no_figures()
        return read_reported(self._path("reported_figures"))

    @cached_property
    def totals(self) -> pd.DataFrame:
        """Published national counts; see `geodata.claims.totals.published_totals`."""
        return published_totals(self.reported)

    @cached_property
    def counts_of_falls(self) -> pd.DataFrame:
        """Published counts that are no totals; see `geodata.claims.totals.counts_of_falls`."""
        return counts_of_falls(self.reported)

    @cached_property
    def ledger(self) -> pd.DataFrame:
        """Every published total beside our count of its day; see `geodata.assessments.ledger.ledger`."""
        return ledger(self.reported, self.assessments["named-sources"].status_as_of)

    @cached_property
    def claim_outcomes(self) -> pd.DataFrame:
        """How each claim ended; see `geodata.claims.outcomes.claim_outcomes`."""
        return claim_outcomes(self.claims)

    @cached_property
    def assessments(self) -> Mapping[str, Assessment]:
        """Assessments by name: published counts, named sources and parts of them, added tables."""
        named = NamedSources(units=self.register.frame, claims=self.claims)
        year = self.default_view.as_of.year
        series = () if self.claims.empty else (
            series_assessments(self.totals, year, named, self._evidence)
        )  # fmt: skip
        parts = claim_assessments(self.register.frame, self.claims)
        added = (
            read_assessment(name, entry, self._path(entry["table"]), self.register.frame)
            for name, entry in self.manifest.get("assessments", {}).items()
        )
        return by_name([*series, named, *parts, *added])

    @cached_property
    def _evidence(self) -> pd.DataFrame:
        """The incidents that the evidence score counts: those that came with the claims.

        Events that somebody brings change the map of events, not the reading of a published count.
        """
        if self.has_table("evidence_events"):
            return read_evidence(self._path("evidence_events"))
        if self.folder == EMBEDDED:
            return read_evidence(self._path("events"))
        return self.events.counted

    @cached_property
    def _documented(self) -> Mapping[str, Assessment]:
        units = self.register.frame
        return {name: DocumentedPart.of(whole, units) for name, whole in self.assessments.items()}

    def assessment(self, view: View) -> Assessment:
        """The view's assessment; its documented part alone with ``documented_only``."""
        every = self._documented if view.documented_only else self.assessments
        return every[view.assessment]

    def statuses(self, view: View) -> pd.DataFrame:
        """Status of each unit of the view's provinces; see `Assessment.status_as_of`.

        With ``documented_only``, every status that claims do not bear out is ``unknown``. Adds
        the column ``province_code``.
        """
        frame = self.assessment(view).status_as_of(view.as_of)
        frame = frame.assign(province_code=self.register.frame["province_code"])
        return frame[frame["province_code"].isin(view.provinces)] if view.provinces else frame

    def status_counts(self, view: View) -> dict[str, int]:
        """Counts of `statuses` by status and by basis; see `control.count_statuses`."""
        return count_statuses(self.statuses(view))

    def claims_of(self, unit_id: str) -> pd.DataFrame:
        """Every claim on a unit, those that decide nothing included, in date order."""
        return self.claims.take(self._claim_rows.get(unit_id, []))

    @cached_property
    def _claim_rows(self) -> Mapping[Any, Any]:
        """Places of each unit's claims in the ledger."""
        return self.claims.groupby("unit_id").indices

    @cached_property
    def claimants(self) -> Mapping[str, tuple[str, str]]:
        """Outlet and address of each claim, by its id; the address may be empty."""
        rows = self.claims[["claim_id", "outlet", "source_url"]].fillna("")
        return {
            str(claim): (str(outlet), str(url))
            for claim, outlet, url in rows.itertuples(index=False, name=None)
        }

    def latest_totals(self, day: date) -> pd.DataFrame:
        """Published national counts of the latest counted day up to ``day``; may be empty."""
        counted = [d for d in self._totals_by_day if d <= day.isoformat()]
        return self._totals_by_day[max(counted)] if counted else self.totals.iloc[:0]

    @cached_property
    def _totals_by_day(self) -> Mapping[str, pd.DataFrame]:
        return {day: totals_on(self.totals, day) for day in self.totals["as_of"].unique()}

    @property
    def boundary_sets(self) -> Mapping[str, Mapping[str, Any]]:
        """What the manifest says of each boundary set, by name; the default one first.

        ``label``, ``approximate``, ``attribution``; ``units`` and ``provinces`` name the tables
        with the outlines that are drawn, ``full_units`` and ``full_provinces`` (or the same) those
        that events are joined with.
        """
        sets = self.manifest.get("boundaries", DEFAULT_SETS)
        first = self.manifest["defaults"]["boundaries"]
        return {name: sets[name] for name in sorted(sets, key=lambda name: name != first)}

    def boundaries(self, name: str | None = None, *, full: bool = False) -> BoundarySet:
        """A boundary set by name, the default one without; ``full`` as events are joined with."""
        name = self.default_view.boundaries if name is None else name
        if name not in self.boundary_sets:
            raise FrontmapError(
                f"no boundary set “{name}”; known are {', '.join(self.boundary_sets)}."
            )
        if (name, full) not in self._boundaries:
            self._boundaries[name, full] = self._load_boundaries(name, full=full)
        return self._boundaries[name, full]

    def _load_boundaries(self, name: str, *, full: bool) -> BoundarySet:
        entry = self.boundary_sets[name]
        prefix = "full_" if full and "full_units" in entry else ""
        files = SetFiles(
            units=self._path(entry[f"{prefix}units"]),
            provinces=self._path(entry[f"{prefix}provinces"]),
            neighbours=self._path("neighbours"),
        )
        return load_boundary_set(self.folder, name=name, entry=entry, files=files)

    def layer_path(self, boundaries: str, layer: str) -> Path:
        """File of a drawn layer, one of `GEOMETRY_LAYERS`, of a boundary set."""
        return self._path(self._layer_table(boundaries, layer))

    def layer_hash(self, boundaries: str, layer: str) -> str:
        """SHA-256 of that file, in hexadecimal."""
        return str(self.manifest["tables"][self._layer_table(boundaries, layer)]["sha256"])

    def _layer_table(self, boundaries: str, layer: str) -> str:
        return layer if layer == "neighbours" else str(self.boundary_sets[boundaries][layer])


def _open_events(path: Path, register: Register | None) -> EventTable:
    """The events of a file; one that is checked is checked against a register too."""
    # It brings the index, the spots and Arrow: a count of statuses has no use for them.
    from geodata.events.query import EventTable

    if path.suffix == ".parquet":
        return EventTable(path)
    if register is None:
        return EventTable(typed_events(path))
    events = read_events(path)
    has = "events.csv: event {event_id} has the"
    _require_known(events, "unit_id", register.frame.index, f"{has} unit_id")
    _require_known(events, "province_code", register.province_names, f"{has} province_code")
    return EventTable(events)


def _require_known(rows: pd.DataFrame, column: str, known: Iterable[str], said: str) -> None:
    """Raise `FrontmapError` for a row with a unit or province that the register lacks.

    ``said`` begins the sentence; columns of the row that it names are in braces.
    """
    strange = rows[rows[column].notna() & ~rows[column].isin(list(known))]
    if len(strange):
        row = strange.iloc[0]
        raise FrontmapError(
            f"{said.format(**row)} “{row[column]}”, which register.csv does not have; "
            "correct one of the two files."
        )
