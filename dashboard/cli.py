"""The ``frontmap`` command: serve the page, print counts, write snapshots and exports.

Exit codes: 0 done, 1 the input is at fault (one sentence on standard error: what, where, what
would be right), 2 wrong usage.
"""

from __future__ import annotations

import os
import sys
import webbrowser
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.table import Table

from dashboard.addresses import page_link
from dashboard.commands import assessments, boundaries
from dashboard.commands import data as data_versions
from dashboard.commands.assessment_text import (
    comparison_text,
    history_for_people,
    ledger_for_people,
)
from dashboard.commands.ingest import check, ingest
from dashboard.i18n import catalogue
from dashboard.reading import Reading
from dashboard.web.settings import Settings
from dashboard.wording import words
from dashboard.wording.symbology import symbology
from geodata.answers.events import export_events
from geodata.answers.statuses import What, export_assessments, status_answer
from geodata.answers.summary import boundary_words
from geodata.assessments.base import BASES, STATUSES
from geodata.assessments.ledger import ledger_records
from geodata.dataset.dataset import Dataset, open_dataset
from geodata.dataset.versions import Store
from geodata.errors import FrontmapError
from geodata.view import View, parse_params

LEDGER_ALONE = (
    "--ledger is a table of its own; ask for it without --compare and --history, which are of one "
    "assessment."
)
ONE_EXPORT = "one file holds one thing; give one of --compare, --history and --ledger."

app = typer.Typer(
    name="frontmap",
    help="Who holds which district, what happened there, and who says so.",
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _named(given: str | None) -> str | None:
    """Something to compare with has to be named: an empty word is no comparison."""
    if given is not None and not given.strip():
        raise typer.BadParameter("name a day, an assessment, or ASSESSMENT@DAY to compare with.")
    return given


Host = Annotated[str | None, typer.Option("--host", help="Address to listen on.")]
Port = Annotated[int | None, typer.Option("--port", help="Port.", min=1, max=65535)]
Workers = Annotated[int | None, typer.Option("--workers", help="Server processes.", min=1)]
Open = Annotated[bool, typer.Option("--open", help="Open the page.")]
Data = Annotated[
    Path | None, typer.Option("--data", envvar="FRONTMAP_DATA", help="A dataset folder.")
]
AsOf = Annotated[str | None, typer.Option("--as-of", help="Day of the statuses, YYYY-MM-DD.")]
From = Annotated[str | None, typer.Option("--from", help="First day of the incidents.")]
To = Annotated[str | None, typer.Option("--to", help="Last day of the incidents.")]
Province = Annotated[list[str] | None, typer.Option("--province", help="Province code, AF-HER.")]
Type = Annotated[list[str] | None, typer.Option("--type", help="Incident type, battle.")]
Assessment = Annotated[str | None, typer.Option("--assessment", help="Who says who controls.")]
BoundarySet = Annotated[str | None, typer.Option("--boundaries", help="Boundary set.")]
Lang = Annotated[str | None, typer.Option("--lang", help="Language of the words.")]
Documented = Annotated[bool, typer.Option("--documented", help="Only what is documented.")]
Compare = Annotated[
    str | None,
    typer.Option(
        "--compare",
        help="A day, an assessment, or ASSESSMENT@DAY to compare with.",
        callback=_named,
    ),
]
History = Annotated[bool, typer.Option("--history", help="Every day on which a status changes.")]
Ledger = Annotated[bool, typer.Option("--ledger", help="Published totals beside named units.")]
Layer = Annotated[
    str | None, typer.Option("--layer", help="What the colours say: status, age, one-sided.")
]
Stale = Annotated[
    int | None, typer.Option("--stale", help="Days after which a status is stale.", min=1)
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object, nothing else.")]
Output = Annotated[Path, typer.Option("-o", "--output", help="The file to write.")]


@app.callback(invoke_without_command=True)
def default(
    context: typer.Context,
    host: Host = None,
    port: Port = None,
    data: Annotated[Path | None, typer.Option("--data", help="A dataset folder.")] = None,
    workers: Workers = None,
    open_page: Open = False,
) -> None:
    """Without a command, serve the page."""
    if context.invoked_subcommand is None:
        serve(host, port, data, workers, open_page)
    elif any((host, port, data, workers, open_page)):
        # Or "frontmap --data DIR status" would count another dataset than the one named.
        context.fail(f"Options go behind the command: frontmap {context.invoked_subcommand} …")


@app.command()
def serve(
    host: Host = None,
    port: Port = None,
    data: Data = None,
    workers: Workers = None,
    open_page: Open = False,
) -> None:
    """Serve the page until interrupted."""
    from dashboard.web.server import serve as run

    given = {"host": host, "port": port, "data": data, "workers": workers}
    chosen: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    settings = replace(Settings.from_env(), **chosen)
    opened(settings.data)  # a faulty dataset is one sentence here, not a failing worker

    def announce(address: str) -> None:
        typer.echo(f"Frontmap is at {address} (stop it with Ctrl+C)", err=True)
        if open_page:
            webbrowser.open(address)

    run("dashboard.app:create_app", settings, announce)


@app.command()
def status(
    as_of: AsOf = None,
    assessment: Assessment = None,
    province: Province = None,
    documented: Documented = False,
    stale: Stale = None,
    compare: Compare = None,
    history: History = False,
    ledger: Ledger = False,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Count the units by status and by how the status is known; compare, go back, reconcile."""
    if ledger and (compare or history):
        raise typer.BadParameter(LEDGER_ALONE)
    dataset = opened(data)
    view = view_of(
        dataset,
        {
            "as_of": as_of,
            "assessment": assessment,
            "province": province,
            "documented": "1" if documented else None,
            "stale": None if stale is None else str(stale),
            "compare": compare,
        },
    )
    if as_json:
        answer = (
            ledger_records(dataset.ledger)
            if ledger
            else status_answer(dataset, view, history=history)
        )
        sys.stdout.buffer.write(orjson.dumps(answer) + b"\n")
        return
    reading = Reading(dataset, view, catalogue(view.lang))
    if ledger:
        Console().print(ledger_for_people(reading))
        return
    Console().print(status_table(reading))
    if compare:
        typer.echo(comparison_text(reading))
    if history:
        Console().print(history_for_people(reading))


@app.command()
def snapshot(
    output: Output,
    as_of: AsOf = None,
    date_from: From = None,
    date_to: To = None,
    province: Province = None,
    incident_type: Type = None,
    assessment: Assessment = None,
    boundaries: BoundarySet = None,
    lang: Lang = None,
    documented: Documented = False,
    layer: Layer = None,
    stale: Stale = None,
    compare: Compare = None,
    data: Data = None,
) -> None:
    """Write the print map of a view: -o map.png, map.svg or map.pdf.

    With --compare it is the difference map; with --layer, that layer.
    """
    from dashboard.printing.snapshot import SNAPSHOT_TYPES, render_snapshot

    fmt = output.suffix.lower().lstrip(".")
    if fmt not in SNAPSHOT_TYPES:
        raise FrontmapError(
            f"“{output.name}” has no snapshot format; end it in "
            f"{', '.join(f'.{name}' for name in SNAPSHOT_TYPES)}."
        )
    dataset = opened(data)
    view = view_of(
        dataset,
        _view_options(
            as_of, date_from, date_to, province, incident_type, assessment, boundaries, lang,
            documented=documented,
        )
        | {"layer": layer, "stale": None if stale is None else str(stale), "compare": compare},
    )  # fmt: skip
    settings = Settings.from_env()
    link = page_link(dataset, view, f"http://{settings.host}:{settings.port}/")
    reading = Reading(dataset, view, catalogue(view.lang))
    write_file(output, render_snapshot(reading, fmt, link))


@app.command()
def export(
    output: Output,
    as_of: AsOf = None,
    date_from: From = None,
    date_to: To = None,
    province: Province = None,
    incident_type: Type = None,
    assessment: Assessment = None,
    boundaries: BoundarySet = None,
    lang: Lang = None,
    documented: Documented = False,
    compare: Compare = None,
    history: History = False,
    ledger: Ledger = False,
    data: Data = None,
) -> None:
    """Write the incidents of a view: -o events.csv, .geojson, .gpkg or .parquet.

    With --compare, --history or --ledger, that instead: -o compare.csv (or .geojson), history.csv,
    ledger.csv.
    """
    asked: dict[What, object] = {"compare": compare, "history": history, "ledger": ledger}
    wanted = [what for what, given in asked.items() if given]
    if len(wanted) > 1:
        raise typer.BadParameter(ONE_EXPORT)
    dataset = opened(data)
    view = view_of(
        dataset,
        _view_options(
            as_of, date_from, date_to, province, incident_type, assessment, boundaries, lang,
            documented=documented,
        ) | {"compare": compare},
    )  # fmt: skip
    body = (
        export_assessments(dataset, view, wanted[0], output.suffix)
        if wanted
        else export_events(dataset, view, output.suffix)
    )
    write_file(output, body)


app.command()(ingest)
app.command()(check)
app.add_typer(boundaries.app, name="boundaries")
app.add_typer(assessments.app, name="assessments")
app.add_typer(data_versions.app, name="data")


def opened(data: Path | None) -> Dataset:
    """The dataset of a folder, rid of what an ingest that was killed has left in it."""
    if data is not None:
        Store(data).tidy()
    return open_dataset(data)


def view_of(dataset: Dataset, options: dict[str, str | list[str] | None]) -> View:
    """The view of some options; raises `FrontmapError` for any that cannot be followed."""
    pairs = [
        (name, value)
        for name, given in options.items()
        for value in (given if isinstance(given, list) else [given])
        if value is not None
    ]
    view, notices = parse_params(pairs, dataset.vocabulary)
    if notices:
        raise FrontmapError(" ".join(notices))
    return view


def status_table(reading: Reading) -> Table:
    """The counts as a small table for people."""
    view, t, look, counts = reading.view, reading.t, symbology(reading), reading.counts
    label = words.assessment_label(reading.dataset, view.assessment, t)
    table = Table(title=f"{label}, {t.day(view.as_of)}")
    table.add_column("")
    table.add_column("units", justify="right")
    table.add_column("range", justify="right")
    for name in STATUSES:
        low, high = reading.ranges.get(name, ("", ""))
        table.add_row(look.labels[name], str(counts[name]), f"{low}–{high}" if high else "")
    table.add_section()
    for name in BASES:
        table.add_row(t(f"basis.{name}"), str(counts[name]))
    table.add_section()
    table.add_row(f"all, {boundary_words(reading.dataset, view)}", str(counts["total"]))
    meant = t("range.note", days=t.number(view.stale))
    table.caption = words.silence(reading) or meant
    return table


def write_file(path: Path, body: bytes) -> None:
    """Write a file whole or not at all; raises `FrontmapError` where it cannot be written."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        partial.write_bytes(body)
        partial.replace(path)
    except OSError as problem:
        with suppress(OSError):  # what could not be written may not be there to remove
            partial.unlink()
        raise FrontmapError(
            f"{path} cannot be written ({problem.strerror}); name a file in a folder that exists "
            "and that you may write to."
        ) from problem
    typer.echo(f"wrote {path}", err=True)


def _view_options(
    as_of: str | None,
    date_from: str | None,
    date_to: str | None,
    province: list[str] | None,
    incident_type: list[str] | None,
    assessment: str | None,
    boundaries: str | None,
    lang: str | None,
    *,
    documented: bool,
) -> dict[str, str | list[str] | None]:
    """Command-line options under the names of the query parameters."""
    return {
        "as_of": as_of,
        "from": date_from,
        "to": date_to,
        "province": province,
        "type": incident_type,
        "assessment": assessment,
        "boundaries": boundaries,
        "lang": lang,
        "documented": "1" if documented else None,
    }


def main() -> None:
    """Run the command; a `FrontmapError` becomes one sentence and exit code 1."""
    try:
        app()
    except FrontmapError as problem:
        typer.echo(f"frontmap: {problem}", err=True)
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
