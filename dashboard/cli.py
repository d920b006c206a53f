"""The ``frontmap`` command, put together from ``dashboard.commands``.

Exit codes: 0 done, 1 the input is at fault (one sentence on standard error: what, where, what
would be right), 2 wrong usage.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dashboard.commands import assessments, boundaries, data
from dashboard.commands.export import export
from dashboard.commands.ingest import check, ingest
from dashboard.commands.serve import Host, Open, Port, Workers, serve
from dashboard.commands.snapshot import snapshot
from dashboard.commands.status import status
from geodata.errors import FrontmapError

app = typer.Typer(
    name="frontmap",
    help="Who holds which district, what happened there, and who says so.",
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


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


for command in (serve, status, snapshot, export, ingest, check):
    app.command()(command)
for group, name in ((boundaries, "boundaries"), (assessments, "assessments"), (data, "data")):
    app.add_typer(group.app, name=name)


def main() -> None:
    """Run the command; a `FrontmapError` becomes one sentence and exit code 1."""
    try:
        app()
    except FrontmapError as problem:
        typer.echo(f"frontmap: {problem}", err=True)
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
