"""The ingest itself: an orchestrator over named steps."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from geodata.dataset.dataset import Dataset
from geodata.dataset.versions import Store, VersionDraft, in_plain_words
from geodata.events.arrow import events_to_arrow
from geodata.ingest.checks import check_not_swapped, refuse_if_nothing_was_taken
from geodata.ingest.convert import REJECT_FILE_COLUMNS, ConvertedPart, Places
from geodata.ingest.engines import Engine, LocalEngine
from geodata.ingest.filing import file_report, next_manifest
from geodata.ingest.merge import Merge, Merged
from geodata.ingest.names import unmatched_names
from geodata.ingest.plan import FilePlan, IngestOptions, columns_not_taken, plan_files, shares
from geodata.ingest.publish import base_of, has_embedded_events
from geodata.ingest.report import FileReport, Report
from geodata.places.join import DISAGREEMENT_COLUMNS
from geodata.readers.countries import english_name, find_country

DUPLICATE_WORDS = {
    "again": "an earlier row of this file has the same id",
    "known": "the dataset has this row already",
}

Progress = Callable[[str, float], object]
"""Told what is being done and which share of all (0 to 1) is done."""


def ingest(
    files: Sequence[Path],
    store: Store,
    options: IngestOptions | None = None,
    progress: Progress = lambda *_: None,
    engine: Engine | None = None,
) -> Report:
    """Take the events of some files into the dataset of a store.

    Parameters
    ----------
    files : sequence of pathlib.Path
        ACLED, UCDP GED, GDELT or any table; a later file's row updates an earlier one's of the
        same id.
    store : Store
        Where the dataset is; made if it is not there. Its first version starts from the
        embedded facts: their register, boundaries, claims and counts, not their incidents.
    options : IngestOptions, optional
    progress : callable, optional
        Called with words and a share from 0 to 1.
    engine : Engine, optional
        Where the work is done; this process by default.

    Returns
    -------
    Report
        ``dataset_version`` is the published one, or the served one if nothing was new.

    Raises
    ------
    FrontmapError
        Nothing is published: a file is at fault as a whole, every row was refused, the
        coordinates are swapped, or the disk refuses.
    """
    started = time.monotonic()
    options = options or IngestOptions()
    progress("looking at the files", 0.0)
    plans = plan_files([Path(file) for file in files], options)
    with _workshop(store, options) as workshop:
        run = _Run(plans, workshop, options, progress)
        try:
            merged = run.convert(engine or LocalEngine())
            return run.conclude(run.report(merged), merged, started)
        finally:
            run.merge.close()  # its files lie in the folder that goes now


@dataclass(frozen=True)
class _Workshop:
    """Where a run works: what it starts from, scratch room, and a draft unless it only tries."""

    folder: Path
    manifest: dict[str, Any]
    dataset: Dataset
    scratch: Path
    store: Store
    draft: VersionDraft | None

    @property
    def existing(self) -> Path | None:
        """The events that are there already, in Parquet; None if there are none to keep."""
        path = self.folder / self.manifest["tables"]["events"]["file"]
        return path if path.suffix == ".parquet" else None


@contextmanager
def _workshop(store: Store, options: IngestOptions) -> Iterator[_Workshop]:
    if options.dry_run:
        with (
            in_plain_words(Path(tempfile.gettempdir())),
            tempfile.TemporaryDirectory(prefix="frontmap-") as room,
        ):
            yield _opened(store, Path(room), None)
        return
    with store.writing() as draft:
        scratch = draft.folder / "scratch"
        scratch.mkdir()
        yield _opened(store, scratch, draft)


def _opened(store: Store, scratch: Path, draft: VersionDraft | None) -> _Workshop:
    folder, manifest = base_of(store)
    return _Workshop(folder, manifest, Dataset(folder, manifest), scratch, store, draft)


class _Run:
    """One ingest: the parts as they come in, then the report, then the version."""

    def __init__(
        self,
        plans: Sequence[FilePlan],
        workshop: _Workshop,
        options: IngestOptions,
        progress: Progress,
    ) -> None:
        self.plans, self.workshop, self.options, self.progress = plans, workshop, options, progress
        self.names = {plan.number: plan.name for plan in plans}
        self.replaces = has_embedded_events(workshop.manifest) and not options.keep_embedded
        self.home = find_country(str(workshop.manifest.get("country", "")))
        self.merge = Merge(workshop.scratch, self._existing(), home=self.home)
        self.read: Counter[int] = Counter()
        self._rejects: list[pd.DataFrame] = []
        self._remarks: list[pd.DataFrame] = []
        self._disagreements: list[pd.DataFrame] = []
        self._swapped = 0

    def _existing(self) -> Path | None:
        workshop = self.workshop
        if not has_embedded_events(workshop.manifest):
            return workshop.existing
        if self.replaces:
            return None
        path = workshop.scratch / "embedded.parquet"
        pq.write_table(events_to_arrow(workshop.dataset.events.all()), path)
        return path

    def convert(self, engine: Engine) -> Merged:
        """Read every row of every file, and decide what becomes of it."""
        share = shares(self.plans)
        done: dict[int, float] = {}
        for part in engine.parts(self.plans, self._places()):
            self._take(part)
            done[part.file_no] = max(part.progress, done.get(part.file_no, 0.0))
            rows = f"{sum(self.read.values()):,} rows read"
            total = sum(share[number] * value for number, value in done.items())
            self.progress(f"{self.names[part.file_no]}: {rows}", 0.8 * total)
        self.progress("comparing with what is there", 0.82)
        return self.merge.decide()

    def _take(self, part: ConvertedPart) -> None:
        self.read[part.file_no] += part.read
        self._swapped += part.swapped
        self._rejects.append(part.rejects)
        self._remarks.append(part.remarks)
        self._disagreements.append(part.disagreements)
        self.merge.add(part.events)

    def _places(self) -> Places:
        dataset = self.workshop.dataset
        boundaries = dataset.boundaries(full=True)
        return Places(boundaries.units, boundaries.provinces, dataset.register, self.home)

    @property
    def rejects(self) -> pd.DataFrame:
        """Every refused row so far, in the order of files and rows."""
        return self._in_order(self._rejects)

    @property
    def remarks(self) -> pd.DataFrame:
        """Every remark on a value that was not taken as it is, in the order of files and rows."""
        return self._in_order(self._remarks)

    def _in_order(self, tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
        order = {plan.name: plan.number for plan in self.plans}
        rows = pd.concat([pd.DataFrame(columns=list(REJECT_FILE_COLUMNS)), *tables])
        numbered = rows.assign(number=rows["file"].map(order))
        in_order = numbered.sort_values(["number", "row"], kind="stable")
        return in_order.drop(columns="number")

    def report(self, merged: Merged) -> Report:
        """Count; refuse ids of other sources; see that the coordinates are not swapped."""
        check_not_swapped(merged.places, self._swapped, self.plans)
        self._rejects.append(self._foreign(merged))
        rejected = self.rejects.groupby("file").size()
        replaced = self.workshop.manifest["tables"]["events"]["rows"] if self.replaces else 0
        return Report(
            files=tuple(self._file_report(plan, merged, rejected) for plan in self.plans),
            outside=merged.places["outside"],
            without_point=merged.places["without_point"],
            near_border=merged.places["near_border"],
            without_unit=merged.places["without_unit"],
            foreign={english_name(code): n for code, n in merged.foreign.items()},
            disagreements=sum(map(len, self._disagreements)),
            unmatched=tuple(unmatched_names(merged.names, self.workshop.dataset.register)),
            replaced_embedded=int(replaced),
            reasons=_counted(self.rejects["reason"]),
            remarks=_counted(self.remarks["reason"]),
            notes=tuple(self._notes(merged, int(replaced))),
            dry_run=self.options.dry_run,
            changed=merged.changed,
            events=0,
            previous_version=self.workshop.store.current(),
            created=datetime.now(UTC).isoformat(timespec="seconds"),
        )

    def _foreign(self, merged: Merged) -> pd.DataFrame:
        rows = merged.refused
        return pd.DataFrame(
            {
                "file": rows["file_no"].map(self.names),
                "row": rows["row_no"],
                "column": "event_id",
                "value": rows["event_id"],
                "reason": "this id belongs to an incident of another source, "
                + rows["owner"].astype("str")
                + "; give the ids a prefix in the mapping (id_prefix)",
            }
        )

    def _file_report(self, plan: FilePlan, merged: Merged, rejected: pd.Series) -> FileReport:
        by_file = merged.by_file.to_dict("index").get(plan.number, {})
        return FileReport(
            file=plan.name,
            format=plan.reader.format,
            recognised_by=plan.recognised_by,
            description=plan.source.description,
            sha256=plan.sha256,
            read=self.read[plan.number],
            accepted=int(by_file.get("accepted", 0)),
            duplicates=int(by_file.get("duplicates", 0)),
            updated=int(by_file.get("updated", 0)),
            rejected=int(rejected.get(plan.name, 0)),
            notes=plan.reader.notes,
            columns_not_taken=columns_not_taken(plan),
        )

    def _notes(self, merged: Merged, replaced: int) -> Iterator[str]:
        country = self.workshop.manifest.get("country_name", "this dataset")
        located, outside = merged.places["with_point"], merged.places["outside"]
        if located and outside == located:
            yield (
                f"All {outside:,} incidents with coordinates lie outside the boundaries of "
                f"{country}; to see them in their country, add its boundaries with "
                "`frontmap boundaries add`."
            )
        if merged.foreign:
            yield _foreign_note(merged.foreign, country)
        if replaced:
            yield (
                f"The {replaced:,} incidents that Frontmap brings make room for yours; "
                "keep them beside with --keep-embedded."
            )

    def conclude(self, report: Report, merged: Merged, started: float) -> Report:
        """Publish what is new, and file the report; raises if every row was refused."""
        draft, store = self.workshop.draft, self.workshop.store
        report = replace(
            report,
            events=int(self.workshop.manifest["tables"]["events"]["rows"]),
            dataset_version=store.current(),
            seconds=time.monotonic() - started,
        )
        if draft is None or not merged.changed:
            self.merge.close()
            report = self._filed(report, draft, merged)
            refuse_if_nothing_was_taken(report)
            return report
        with in_plain_words(store.root):
            report = self._published(report, draft, merged, started)
        self.progress("done", 1.0)
        return report

    def _published(
        self, report: Report, draft: VersionDraft, merged: Merged, started: float
    ) -> Report:
        self.progress("writing the next version", 0.85)
        path = draft.folder / "events.parquet"
        rows = self.merge.write(path)
        self.merge.close()
        self.progress("publishing", 0.97)
        base = self.workshop.folder, self.workshop.manifest
        report = replace(report, events=rows, dataset_version=draft.number)
        manifest = next_manifest(draft, base, (path, rows), report, merged)
        shutil.rmtree(self.workshop.scratch)
        report = self._filed(replace(report, seconds=time.monotonic() - started), draft, merged)
        draft.publish(manifest)
        return report

    def _filed(self, report: Report, draft: VersionDraft | None, merged: Merged) -> Report:
        elsewhere = self.options.rejects_to
        if elsewhere is not None:
            with in_plain_words(elsewhere.parent):
                self.rejects.to_csv(elsewhere, index=False, lineterminator="\n")
            report = replace(report, rejects_file=str(elsewhere))
        if draft is None:
            return report
        with in_plain_words(draft.store.root):
            filed = file_report(draft, report, self._tables(merged))
        return filed if elsewhere is None else replace(filed, rejects_file=str(elsewhere))

    def _tables(self, merged: Merged) -> dict[str, pd.DataFrame]:
        again = merged.duplicates
        return {
            "rejects": self.rejects,
            "remarks": self.remarks,
            "duplicates": pd.DataFrame(
                {
                    "file": again["file_no"].map(self.names),
                    "row": again["row_no"],
                    "event_id": again["event_id"],
                    "kind": again["kind"].map(DUPLICATE_WORDS),
                }
            ),
            "disagreements": pd.concat(
                [pd.DataFrame(columns=["file", *DISAGREEMENT_COLUMNS]), *self._disagreements]
            ).sort_values(["file", "event_id"], kind="stable"),
        }


def _foreign_note(foreign: Mapping[str, int], home: str, most: int = 5) -> str:
    total = sum(foreign.values())
    listed = [f"{english_name(code)} {n:,}" for code, n in foreign.items()]
    more = f" and {len(listed) - most} more" if len(listed) > most else ""
    lie = "incident of another country lies" if total == 1 else "incidents of other countries lie"
    return (
        f"{total:,} {lie} outside {home}, as the country column says; kept without a district: "
        f"{', '.join(listed[:most])}{more}."
    )


def _counted(reasons: pd.Series, most: int = 20) -> dict[str, int]:
    """How often each reason is given, the most frequent first."""
    return {str(reason): int(n) for reason, n in reasons.value_counts().head(most).items()}
