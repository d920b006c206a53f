"""``frontmap ingest`` and ``frontmap check``: events of others into a dataset."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated, Any

import typer

from dashboard.commands.common import Data, DryRun, Json, print_json, progress_bar, store_of
from dashboard.commands.reports import conclusion, lines, notes, reasons
from geodata.errors import FrontmapError

Files = Annotated[list[Path], typer.Argument(help="Files of incidents.", show_default=False)]
FormatOption = Annotated[str, typer.Option("--format", help="auto, acled, ucdp, gdelt or table.")]
MappingFile = Annotated[
    Path | None, typer.Option(help="How a table is read, in TOML (see --suggest).")
]
Sheet = Annotated[str | None, typer.Option(help="Sheet of a spreadsheet.")]
Rejects = Annotated[Path | None, typer.Option(help="Also write the refused rows to this CSV file.")]
_SUGGEST = "Write a mapping for a table, for you to edit."
_KEEP = "Keep the incidents that Frontmap brings."
_WORKERS = "Processes of a Dask cluster here."


def ingest(
    files: Files,
    data: Data = None,
    format_: FormatOption = "auto",
    mapping: MappingFile = None,
    sheet: Sheet = None,
    dry_run: DryRun = False,
    as_json: Json = False,
    suggest: Annotated[bool, typer.Option("--suggest", help=_SUGGEST)] = False,
    keep_embedded: Annotated[bool, typer.Option("--keep-embedded", help=_KEEP)] = False,
    rejects: Rejects = None,
    engine: Annotated[str, typer.Option(help="local or dask.")] = "local",
    scheduler: Annotated[str | None, typer.Option(help="Address of a Dask scheduler.")] = None,
    dask_workers: Annotated[int, typer.Option(help=_WORKERS, min=1)] = 2,
) -> None:
    """Take files of incidents into a dataset: ACLED, UCDP GED, GDELT, or any table."""
    if suggest:
        write_suggestion(files, mapping, sheet, as_json=as_json)
        return
    from geodata.ingest import IngestOptions
    from geodata.ingest import ingest as run
    from geodata.ingest.checks import NothingTakenError
    from geodata.readers.mapping import read_mapping

    options = IngestOptions(
        format=format_,
        mapping=None if mapping is None else read_mapping(mapping),
        sheet=sheet,
        dry_run=dry_run,
        keep_embedded=keep_embedded,
        rejects_to=rejects,
    )
    try:
        with progress_bar() as tell:
            store = store_of(data, dry_run=dry_run)
            report = run(files, store, options, tell, _engine(engine, scheduler, dask_workers))
    except NothingTakenError as problem:
        if as_json:
            print_json(problem.report.to_json())
        raise
    print_json(report.to_json()) if as_json else print_report(report.to_json())


def check(
    files: Files,
    data: Data = None,
    format_: FormatOption = "auto",
    mapping: MappingFile = None,
    sheet: Sheet = None,
    rejects: Rejects = None,
    as_json: Json = False,
) -> None:
    """Say what a file is and what would be taken of it; writes nothing."""
    ingest(
        files, data=data, format_=format_, mapping=mapping, sheet=sheet, rejects=rejects,
        dry_run=True, as_json=as_json,
    )  # fmt: skip


def write_suggestion(
    files: list[Path], mapping: Path | None, sheet: str | None, *, as_json: bool = False
) -> None:
    """Propose a mapping for one table and write it beside the table, or where --mapping says."""
    from geodata.readers.suggest import suggest
    from geodata.tables import open_rows

    if len(files) != 1:
        raise FrontmapError("name one file to suggest a mapping for.")
    path = files[0]
    suggestion = suggest(open_rows(path, sheet=sheet))
    target = mapping or path.with_name(f"{path.stem}.mapping.toml")
    if target.exists():
        raise FrontmapError(
            f"{target} is there already; name another file with --mapping, or remove it."
        )
    try:
        target.write_text(suggestion.text, encoding="utf-8")
    except OSError as problem:
        raise FrontmapError(
            f"{target} cannot be written ({problem.strerror}); name a file in a folder that you "
            "may write to with --mapping."
        ) from problem
    if as_json:
        print_json({"mapping": str(target), "questions": list(suggestion.questions)})
        return
    for question in suggestion.questions:
        typer.echo(f"to be answered in it: {question}")
    command = shlex.join(["frontmap", "ingest", str(path), "--mapping", str(target)])
    typer.echo(f"wrote {target}; look it over, then: {command}")


def print_report(report: dict[str, Any]) -> None:
    """The report for people."""
    for part in report["files"]:
        typer.echo(f"{part['file']}: {part['format']}, since it {part['recognised_by']}")
        notes(part)
    lines({name: report[name] for name in REPORT_COUNTS})
    reasons(report)
    for remark, times in report["remarks"].items():
        typer.echo(f"  {times:,} remarked on: {remark}")
    if report["unmatched_names"]:
        names = report["unmatched_names"]
        more = report["unmatched_total"] - 8
        tail = f" and {more:,} more" if more > 0 else ""
        typer.echo(f"names that the register does not know: {', '.join(names[:8])}{tail}")
    for note in report["notes"]:
        typer.echo(note)
    published = "published version {dataset_version}, {events:,} incidents, {seconds:.1f} s"
    conclusion(report, published if report["changed"] else NOTHING_NEW)


NOTHING_NEW = "nothing new: the dataset stays as it was"
REPORT_COUNTS = (
    "read", "accepted", "duplicates", "updated", "rejected", "outside", "without_point",
    "without_unit", "near_border", "disagreements",
)  # fmt: skip


def _engine(name: str, scheduler: str | None, workers: int) -> Any:
    from geodata.ingest import DaskEngine, LocalEngine

    if name not in ("local", "dask"):
        raise FrontmapError(f"there is no engine “{name}”; choose local or dask.")
    if name == "local":
        if scheduler is not None:
            raise FrontmapError("--scheduler is for --engine dask; add that, or leave it out.")
        return LocalEngine()
    return DaskEngine(scheduler=scheduler, workers=workers)
