"""The small files that examples of the documentation name, and the running of their lines."""

import json
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from unittest import mock

import pandas as pd
from flask.testing import FlaskClient

from dashboard.web import server
from geodata import open_dataset
from tests.support.acled import write_acled
from tests.support.command import frontmap
from tests.support.documents import blocks

WHO = "District,Province,Date,Held by\nInjil,Herat,2021-07-10,government\n"
DISTRICT = {
    "type": "Topology",
    "arcs": [[[61.5, 34.0], [62.0, 34.0], [62.0, 35.0], [61.5, 35.0], [61.5, 34.0]]],
    "objects": {
        "districts": {
            "type": "GeometryCollection",
            "geometries": [
                {
                    "type": "Polygon",
                    "arcs": [[0]],
                    "properties": {"ADM0_PCODE": "AF", "ADM1_EN": "Herat", "ADM2_EN": "Guzara"},
                }
            ],
        }
    },
}


def write_files(folder: Path, page: str) -> None:
    """Write what the lines of a page read: the files that it shows, and some of everyday names."""
    write_acled(folder / "acled-export.csv", 20, open_dataset().register, faults=False)
    (folder / "districts.topojson").write_text(json.dumps(DISTRICT), encoding="utf-8")
    (folder / "who-holds-what.csv").write_text(WHO, encoding="utf-8")
    parts = folder / "parts"
    parts.mkdir()
    rows = pd.read_csv(folder / "acled-export.csv", dtype="str")
    for number, part in enumerate((rows[:10], rows[10:])):
        part.to_parquet(parts / f"{number}.parquet")
    for block in blocks("csv", "toml"):
        if block.page == page:
            (folder / block.title).write_text(f"{block.text}\n", encoding="utf-8")


def answer(line: str, client: FlaskClient) -> str:
    """What a line prints, run in the working folder; it has to succeed."""
    program, *arguments = shlex.split(line)
    return {"frontmap": _command, "curl": lambda given: _get(given[0], client)}[program](arguments)


def _command(arguments: Sequence[str]) -> str:
    # What a server does that listens is shown elsewhere; here it is all that comes before.
    with mock.patch.object(server, "serve"):
        ran = frontmap(*_expanded(arguments))
    assert ran.code == 0, ran.err
    return ran.out


def _expanded(arguments: Sequence[str]) -> list[str]:
    """Patterns as the files that they stand for, as a shell does it."""
    return [
        found
        for given in arguments
        for found in (sorted(map(str, Path().glob(given))) if "*" in given else [given])
    ]


def _get(url: str, client: FlaskClient) -> str:
    response: Any = client.get(url)
    assert response.status_code == 200, response.get_data(as_text=True)
    return str(response.get_data(as_text=True))
