"""What a command says of a report to people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import typer


def lines(pairs: Mapping[str, object]) -> None:
    """Name and value, a line each, names aligned."""
    width = max(map(len, pairs), default=0)
    for name, value in pairs.items():
        shown = f"{value:,}" if isinstance(value, int) else str(value)
        typer.echo(f"{name:<{width}}  {shown}")


def notes(report: Mapping[str, Any]) -> None:
    """What is to be noted of a file."""
    for note in report["notes"]:
        typer.echo(f"  {note}")


def reasons(report: Mapping[str, Any]) -> None:
    """Why rows were rejected, and how many."""
    for reason, times in report["reasons"].items():
        typer.echo(f"  {times:,} rejected: {reason}")


def conclusion(report: Mapping[str, Any], published: str) -> None:
    """What became of it; ``published`` has places for what stands in the report."""
    if report["dry_run"]:
        typer.echo("nothing was written (--dry-run)")
        return
    refused = f"; refused rows: {report['rejects_file']}" if report.get("rejected") else ""
    typer.echo(published.format(**report) + refused)
