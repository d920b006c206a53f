"""A dataset on disk: open it read-only and query it.

A dataset is one folder: tables, boundaries and a manifest that names every file with its
hash. Opening it checks the hashes, so that half a dataset or a changed one is never served.
Everything a `Dataset` holds is immutable; the same `View` always gives the same answer.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from geodata.boundaries import BoundarySet, load_boundary_set
from geodata.claims import read_claims
from geodata.control import Assessment, NamedSources, PublishedTotal, count_statuses
from geodata.errors import FrontmapError
from geodata.events.schema import EVENT_COLUMNS, EVENT_TYPES, FAMILIES, is_counted, read_events
from geodata.totals import published_totals, read_reported, total_classes, totals_on
from geodata.units import Register, load_register
from geodata.view import NO_TYPES, View, Vocabulary

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
    manifest = _read_manifest(path)
    _verify_files(path, manifest)
    return Dataset(path, manifest)


class Dataset:
    """One published dataset, read-only. Make it with `open_dataset`."""

    def __init__(self, folder: Path, manifest: Mapping[str, Any]) -> None:
        self.folder = folder
        self.manifest = manifest
        self.name: str = manifest["name"]
        self.title: str = manifest["title"]
        self.version: str = str(manifest["version"])
        self.register: Register = load_register(folder / "register.csv")
        self._connection = _event_tables(read_events(folder / "events.csv"))

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
        known = set(self.register.frame.index) | set(self._column("event_id"))
        return Vocabulary(
            default=self.default_view,
            provinces=dict(sorted(self.register.province_names.items())),
            types=EVENT_TYPES,
            assessments=tuple(self.assessments),
            boundaries=("approximate",),
            languages=LANGUAGES,
            is_selectable=known.__contains__,
        )

    # Control -----------------------------------------------------------------------------

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
        events = self._connection.cursor().sql("SELECT * FROM events WHERE counted").df()
        return PublishedTotal(
            name="afghan-watchers",
            label=WATCHERS,
            source_name=WATCHERS,
            day=date.fromisoformat(row["as_of"]),
            totals=total_classes(row),
            units=self.register.frame,
            claims=self.claims,
            events=events,
            named=named,
        )

    def statuses(self, view: View) -> pd.DataFrame:
        """Status of each unit of the view's provinces; see `Assessment.status_as_of`.

        With ``documented_only``, a status that was only allocated is ``unknown``.
        Adds the columns ``province_code`` and ``unit_id`` stays the index.
        """
        frame = self.assessments[view.assessment].status_as_of(view.as_of)
        frame = frame.assign(province_code=self.register.frame["province_code"])
        if view.documented_only:
            hidden = frame["basis"].eq("allocated")
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

    # Events ------------------------------------------------------------------------------

    def events(self, view: View) -> pd.DataFrame:
        """Events of the view, columns `EVENT_COLUMNS`, ordered by start day and id.

        An event is in the view when its days overlap ``date_from..date_to``, both ends
        included, its province is one of the view's and its type is one of the view's.
        """
        where, values = _where(view, dates=True)
        return self._select(f"{where} ORDER BY date_start, event_id", values)

    def event_block(
        self, view: View, start: int, end: int, order: Sequence[tuple[str, bool]] = ()
    ) -> pd.DataFrame:
        """Rows ``start`` to ``end`` (excluded) of `events`, ordered by (column, descending)
        pairs first; raises ValueError for a column that is not of the event schema."""
        strange = [column for column, _ in order if column not in EVENT_COLUMNS]
        if strange:
            raise ValueError(f"no event column {strange[0]}")
        where, values = _where(view, dates=True)
        keys = [f"{column} {'DESC' if down else 'ASC'} NULLS LAST" for column, down in order]
        sql = f"{where} ORDER BY {', '.join([*keys, 'date_start', 'event_id'])}"
        limits = {"count": max(0, end - start), "skip": max(0, start)}
        return self._select(f"{sql} LIMIT $count OFFSET $skip", values | limits)

    def events_in_unit(self, unit_id: str, view: View) -> pd.DataFrame:
        """Events of the view's dates and types in one unit, latest first."""
        where, values = _where(view.with_(provinces=()), dates=True)
        values = {**values, "unit": unit_id}
        return self._select(
            f"{where} AND unit_id = $unit ORDER BY date_start DESC, event_id", values
        )

    def events_at(self, view: View) -> pd.DataFrame:
        """Events of the view at its selected spots (`View.spots`, 4 decimals), latest first."""
        where, values = _where(view, dates=True)
        spots = [f"{lon:.4f},{lat:.4f}" for lon, lat in view.spots]
        return self._select(
            f"{where} AND list_contains($spots, printf('%.4f,%.4f', lon, lat)) "
            "ORDER BY date_start DESC, event_id",
            {**values, "spots": spots},
        )

    def event(self, event_id: str) -> pd.Series | None:
        """One event by its id, or None."""
        found = self._select("event_id = $id", {"id": event_id})
        return None if found.empty else found.iloc[0]

    def duplicates_of(self, event_id: str) -> pd.DataFrame:
        """Rows that tell of the same happening as this event."""
        return self._select("duplicate_of = $id ORDER BY event_id", {"id": event_id})

    def count_events(self, view: View) -> dict[str, int]:
        """``rows`` in the view, ``counted`` happenings (duplicates and cumulative rows out),
        and the counted number of each family of `FAMILIES`."""
        where, values = _where(view, dates=True)
        rows = self._connection.cursor().execute(
            f"SELECT family, count(*), count(*) FILTER (counted) FROM events "
            f"WHERE {where} GROUP BY family",
            values,
        )
        by_family = {family: (total, counted) for family, total, counted in rows.fetchall()}
        counts = {name: by_family.get(name, (0, 0))[1] for name in FAMILIES}
        return {
            "rows": sum(total for total, _ in by_family.values()),
            "counted": sum(counts.values()),
            **counts,
        }

    def events_per_day(self, view: View) -> pd.DataFrame:
        """Counted events by start day and family, over all dates of the dataset.

        Filtered by the view's provinces and types. Columns ``date`` (datetime), ``family``, ``n``.
        """
        where, values = _where(view, dates=False)
        sql = (
            "SELECT date_start AS date, family, count(*) AS n FROM events "
            f"WHERE counted AND {where} GROUP BY ALL ORDER BY ALL"
        )
        return self._connection.cursor().execute(sql, values).df()

    @cached_property
    def event_days(self) -> tuple[date, date]:
        """First and last day on which an event of the dataset starts or ends."""
        sql = "SELECT min(date_start)::DATE, max(date_end)::DATE FROM events"
        first, last = self._connection.cursor().execute(sql).fetchall()[0]
        return first, last

    # Boundaries --------------------------------------------------------------------------

    @cached_property
    def _boundary_set(self) -> BoundarySet:
        return load_boundary_set(self.folder)

    def boundaries(self, name: str = "approximate") -> BoundarySet:
        """A boundary set by name."""
        if name != self._boundary_set.name:
            raise FrontmapError(f"no boundary set “{name}”; known is {self._boundary_set.name}.")
        return self._boundary_set

    # Private -----------------------------------------------------------------------------

    def _select(self, where: str, values: Mapping[str, object]) -> pd.DataFrame:
        columns = ", ".join(EVENT_COLUMNS)
        sql = f"SELECT {columns} FROM events WHERE {where}"
        return self._connection.cursor().execute(sql, dict(values)).df()

    def _column(self, name: str) -> list[str]:
        sql = f"SELECT {name} FROM events"
        return [row[0] for row in self._connection.cursor().execute(sql).fetchall()]


def _where(view: View, *, dates: bool) -> tuple[str, dict[str, object]]:
    """SQL condition and its parameters for a view; values never become SQL text."""
    parts, values = ["TRUE"], dict[str, object]()
    if dates:
        parts.append("date_start <= $to AND date_end >= $from")
        values |= {"from": view.date_from, "to": view.date_to}
    if view.provinces:
        parts.append("list_contains($provinces, province_code)")
        values["provinces"] = list(view.provinces)
    if view.types == NO_TYPES:
        parts.append("FALSE")
    elif view.types:
        parts.append("list_contains($types, event_type)")
        values["types"] = list(view.types)
    return " AND ".join(parts), values


def _event_tables(events: pd.DataFrame) -> duckdb.DuckDBPyConnection:
    """An in-memory database with the events, their family and whether they count as one."""
    family_of = {t: family for family, types in FAMILIES.items() for t in types}
    rows = events.assign(
        family=events["event_type"].map(family_of), counted=is_counted(events).astype(bool)
    )
    connection = duckdb.connect(":memory:")
    connection.register("incoming", rows)
    connection.execute("CREATE TABLE events AS SELECT * FROM incoming")
    connection.unregister("incoming")
    return connection


def _read_manifest(folder: Path) -> dict[str, Any]:
    path = folder / "manifest.json"
    if not folder.is_dir():
        raise FrontmapError(
            f"the data folder {folder} does not exist; name one that holds a manifest.json, "
            "or leave --data out for the embedded facts."
        )
    if not path.is_file():
        raise FrontmapError(
            f"{folder} is no dataset: it has no manifest.json; "
            "leave --data out for the embedded facts."
        )
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        for key in ("name", "title", "version", "defaults", "tables"):
            manifest[key]
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise FrontmapError(
            f"{path} is not a readable manifest ({problem}); "
            "put the dataset in place again, whole."
        ) from problem
    return manifest


def _verify_files(folder: Path, manifest: Mapping[str, Any]) -> None:
    for entry in manifest["tables"].values():
        path = folder / entry["file"]
        if not path.is_file():
            raise FrontmapError(
                f"{path} is missing from the dataset; put the dataset in place again, whole."
            )
        with path.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
        if found != entry["sha256"]:
            raise FrontmapError(
                f"{path} is not the file that the manifest names (its SHA-256 differs): it is "
                "damaged or was edited; put the dataset in place again, whole."
            )
