"""``frontmap boundaries``: outlines of others for the units and provinces of a dataset."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from dashboard.commands.common import Data, DryRun, Json, print_json, progress_bar, store_of
from dashboard.commands.reports import conclusion, lines, notes
from geodata.dataset.dataset import open_dataset

app = typer.Typer(
    help="Boundaries of units and provinces.", no_args_is_help=True, rich_markup_mode=None
)

_CRS = "CRS, where the file states none: EPSG:32642."
_COUNTRY = "ISO alpha-3, where the file does not say: SDN."
LISTED = 12


@app.command()
def add(
    file: Annotated[Path, typer.Argument(help="Any polygon file.")],
    name: Annotated[str, typer.Option(help="What queries call the set: surveyed.")],
    data: Data = None,
    level: Annotated[
        int | None, typer.Option(help="1 provinces, 2 districts.", min=1, max=2)
    ] = None,
    name_field: Annotated[str | None, typer.Option(help="Column with the names.")] = None,
    code_field: Annotated[str | None, typer.Option(help="Column with the codes.")] = None,
    crs: Annotated[str | None, typer.Option(help=_CRS)] = None,
    layer: Annotated[str | None, typer.Option(help="Layer of a GeoPackage.")] = None,
    country: Annotated[str | None, typer.Option(help=_COUNTRY)] = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Import a boundary file, match it to the register, and join the incidents anew."""
    from geodata.ingest.boundaries import add_boundaries

    store = store_of(data, dry_run=dry_run)
    with progress_bar() as tell:
        tell(f"importing {file.name}", 0.1)
        report = add_boundaries(
            file, store, name=name, dry_run=dry_run, level=level, name_field=name_field,
            code_field=code_field, crs=crs, layer=layer, country=country,
        )  # fmt: skip
    print_json(report) if as_json else print_boundary_report(report)


@app.command("list")
def list_sets(data: Data = None, as_json: Json = False) -> None:
    """List the boundary sets of a dataset, the one that incidents are joined with first."""
    dataset = open_dataset(data)
    rows = [
        {
            "name": name,
            "label": entry["label"],
            "approximate": entry["approximate"],
            "units": len(dataset.boundaries(name).units),
            "of": len(dataset.register.frame),
            "attribution": entry["attribution"],
        }
        for name, entry in dataset.boundary_sets.items()
    ]
    if as_json:
        print_json({"boundaries": rows})
        return
    for row in rows:
        units = f"{row['units']} of {row['of']} units"
        typer.echo(f"{row['name']}: {row['label']}, {units}; {row['attribution']}")


@app.command()
def fetch(
    provider: Annotated[str, typer.Argument(help="geoboundaries")],
    country: Annotated[str, typer.Argument(help="ISO 3166-1 alpha-3: AFG")],
    level: Annotated[int, typer.Argument(help="1 or 2", min=0, max=5)],
    to: Annotated[Path, typer.Option(help="Folder to write to.")] = Path(),
    base_url: Annotated[str | None, typer.Option(help="Another server of the same kind.")] = None,
    sha256: Annotated[str | None, typer.Option(help="Hash that the file must have.")] = None,
    as_json: Json = False,
) -> None:
    """Download a boundary file (the only command that uses the network, and only when asked)."""
    from geodata.boundary_import.fetch import GEOBOUNDARIES_URL, source_path
    from geodata.boundary_import.fetch import fetch as run

    with progress_bar() as tell:
        words = f"fetching {country.upper()} level {level}"
        path = run(
            provider, country, level, to, base_url=base_url or GEOBOUNDARIES_URL, sha256=sha256,
            progress=lambda done, of: tell(words, done / of if of else 0.0),
        )  # fmt: skip
    kept = json.loads(source_path(path).read_text(encoding="utf-8"))
    if as_json:
        print_json({"file": str(path), **kept})
        return
    typer.echo(f"wrote {path} ({kept['licence']}; SHA-256 {kept['sha256']})")
    typer.echo(f"next: frontmap boundaries add {path} --name NAME --data DIR")


def print_boundary_report(report: dict[str, Any]) -> None:
    """The import's report for people."""
    left = report["units_left"]
    lines(
        {
            "features": report["features"],
            "matched": report["matched"],
            "by likeness": len(report["fuzzy"]),
            "features left over": len(report["unmatched_features"]),
            "units left over": len(left),
            "repaired": len(report["repaired"]),
            "CRS": report["crs"],
        }
    )
    for row in report["fuzzy"][:LISTED]:
        typer.echo(f"  “{row['feature']}” is taken for {row['unit_name']} ({row['unit_id']})")
    for row in report["unmatched_features"][:LISTED]:
        typer.echo(f"  left over: “{row['name']}”: {row['reason']}")
    names = ", ".join(row["name"] for row in left[:LISTED])
    if names:
        more = f" and {len(left) - LISTED} more" if len(left) > LISTED else ""
        typer.echo(f"  units without a polygon, drawn as points: {names}{more}")
    notes(report)
    conclusion(
        report,
        "published version {dataset_version}; of {events:,} incidents, {moved:,} came into "
        "another unit",
    )
