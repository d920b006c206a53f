"""``frontmap serve``: the page."""

from __future__ import annotations

import webbrowser
from dataclasses import replace
from typing import Annotated, Any

import typer

from dashboard.commands.common import Data, opened
from dashboard.web.settings import Settings

Host = Annotated[str | None, typer.Option("--host", help="Address to listen on.")]
Port = Annotated[int | None, typer.Option("--port", help="Port.", min=1, max=65535)]
Workers = Annotated[int | None, typer.Option("--workers", help="Server processes.", min=1)]
Open = Annotated[bool, typer.Option("--open", help="Open the page.")]


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
