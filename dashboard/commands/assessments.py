"""``frontmap assessments``: tables of others that say who controls which unit when."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from dashboard.commands.common import Data, DryRun, Json, print_json, store_of
from dashboard.commands.reports import conclusion, lines, notes, reasons
from geodata.dataset.dataset import open_dataset

app = typer.Typer(help="Who says who controls what.", no_args_is_help=True, rich_markup_mode=None)
_NAME = "What queries call it; the file’s name without."
_MAPPING = "Columns, words, labels and colours, in TOML."


@app.command()
def add(
    file: Annotated[Path, typer.Argument(help="A table with unit, date and status.")],
    data: Data = None,
    name: Annotated[str | None, typer.Option(help=_NAME)] = None,
    mapping: Annotated[Path | None, typer.Option(help=_MAPPING)] = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Add an assessment from a table: unit by name or code, date, any words for statuses."""
    from geodata.ingest.assessments import add_assessment
    from geodata.ingest.control_mapping import read_control_mapping

    wording = None if mapping is None else read_control_mapping(mapping)
    store = store_of(data, dry_run=dry_run)
    report = add_assessment(file, store, name=name, wording=wording, dry_run=dry_run)
    print_json(report) if as_json else print_assessment_report(report)


@app.command("list")
def list_assessments(data: Data = None, as_json: Json = False) -> None:
    """List the assessments of a dataset, the default one first."""
    dataset = open_dataset(data)
    rows = [
        {"name": name, "label": known.label, "source": known.source_name, "group": known.group,
         "basis": basis_of(known.group), "from": known.days[0], "to": known.days[1]}
        for name, known in dataset.assessments.items()
    ]  # fmt: skip
    if as_json:
        print_json({"assessments": rows})
        return
    for row in rows:
        days = f" ({row['from'] or ''} – {row['to'] or ''})" if row["from"] or row["to"] else ""
        kind = ", allocated" if row["basis"] == "allocated" else ""
        typer.echo(f"{row['name']}: {row['label']}, by {row['source']}{days}{kind}")


def basis_of(group: str) -> str:
    """What a whole assessment rests on: a count brought down to units, claims, or a table."""
    return {"counts": "allocated", "added": "added"}.get(group, "claims")


def print_assessment_report(report: dict[str, Any]) -> None:
    """The report for people."""
    names = ("read", "accepted", "duplicates", "rejected", "units")
    days = {"days": f"{report['first']} – {report['last']}"}
    lines({name: report[name] for name in names} | days)
    notes(report)
    reasons(report)
    if report["unmatched_names"]:
        typer.echo(f"names that are not known: {', '.join(report['unmatched_names'][:12])}")
    conclusion(report, "published version {dataset_version}")
