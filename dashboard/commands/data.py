"""``frontmap data``: the versions of a dataset, and the way back to an earlier one."""

from __future__ import annotations

from typing import Annotated

import typer

from dashboard.commands.common import Data, Json, print_json, store_of
from geodata.dataset.versions import Store

app = typer.Typer(help="The versions of a dataset.", no_args_is_help=True, rich_markup_mode=None)


@app.command("list")
def list_versions(data: Data = None, as_json: Json = False) -> None:
    """List the versions, the served one marked."""
    store = store_of(data)
    if as_json:
        print_json({"folder": str(store.root), "versions": [vars(v) for v in store.versions()]})
        return
    if not store.is_there():
        typer.echo(f"{store.root} holds no version yet; frontmap ingest makes the first.")
        return
    # Loaded with the command, all commands would wait for it.
    from rich.console import Console
    from rich.table import Column, Table

    incidents = Column("incidents", justify="right")
    table = Table("", "version", "published", incidents, "by", box=None, pad_edge=False)
    for version in store.versions():
        mark = "served" if version.is_current else ""
        events = f"{version.events:,}"
        table.add_row(mark, str(version.number), version.created, events, version.made_by)
    Console().print(table)


@app.command()
def rollback(
    to: Annotated[int | None, typer.Argument(help="Version; the one before by default.")] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Serve an earlier version again (or a later one: none is removed)."""
    store: Store = store_of(data)
    before = store.current()
    number = store.rollback(to)
    if as_json:
        print_json({"dataset_version": number, "before": before})
        return
    typer.echo(f"version {number} is served now (before: {before})")
