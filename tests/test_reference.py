"""Nothing that people can ask for is missing from the documentation, and nothing is made up."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson
import pytest
import typer
from flask import Flask

from dashboard.app import create_app
from dashboard.cli import app as command_line
from dashboard.web.settings import Settings
from geodata.view import PARAMETERS
from tests.support.command import frontmap
from tests.support.documents import ROOT, code, read, section
from tests.support.incidents import battles, write_incidents
from tests.support.polygons import write_faulty_polygons

COMMANDS, SERVER = read("commands.md"), read("server.md")
DATA, CLAIMS = read("bring-your-data.md"), read("who-says-so.md")
ROOMS = read("architecture.md")
OF_DASH = {"/", "/<path:path>", "/_favicon.ico", "/_reload-hash", "/static/<path:filename>"}
"""The page itself and what Dash and Flask serve by themselves, besides ``/_dash-…``."""
COUNTED = {"reasons", "remarks", "statuses", "columns", "ranges", "matrix", "by_province"}
"""Mappings whose keys are data: reasons, statuses, provinces."""

ONLY_IF_ASKED = {"comparison", "history"}


# Commands ---------------------------------------------------------------------------------------


def commands(command: Any = None, name: str = "frontmap") -> Iterator[tuple[str, Any]]:
    """Every command that does something, by its whole name."""
    command = command or typer.main.get_command(command_line)
    below = getattr(command, "commands", {})
    if not below or command.invoke_without_command:
        yield name, command
    for part, one in below.items():
        yield from commands(one, f"{name} {part}")


def options(command: Any) -> set[str]:
    return {name for given in command.params if given.param_type_name == "option"
            for name in (*given.opts, *given.secondary_opts)}  # fmt: skip


@pytest.mark.parametrize(("name", "command"), list(commands()))
def test_each_option_of_a_command_is_explained(name: str, command: Any) -> None:
    said = {word for word in code(section(COMMANDS, name)) if re.match("--?[a-z]", word)}
    assert said == options(command)


def test_no_command_is_made_up() -> None:
    headings = re.findall(r"^## (frontmap.*)$", COMMANDS, flags=re.MULTILINE)
    assert headings == [name for name, _ in commands()]


def test_each_view_option_is_explained_once() -> None:
    said = [w for w in code(section(COMMANDS, "View options")) if w.startswith("--")]
    known = {"--" + parameter.name.replace("_", "-") for parameter in PARAMETERS}
    every = {option for _, command in commands() for option in options(command)}
    assert sorted(said) == sorted(known & every)


# The server -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def server() -> Flask:
    return create_app(Settings()).server


def patterns(rule: str) -> Iterator[str]:
    """A rule of the routes as patterns of addresses; a choice of words gives one for each."""
    choice = re.search(r"<any\(([^)]*)\):\w+>", rule)
    words = re.split(r",\s*", choice[1]) if choice else [""]
    for word in words:
        bare = rule.replace(choice[0], word) if choice else rule
        yield "".join(
            (".+" if part.startswith("<path:") else "[^/]+")
            if part.startswith("<") else re.escape(part)
            for part in re.split(r"(<[^>]+>)", bare)
        )  # fmt: skip


def test_each_route_is_explained(server: Flask) -> None:
    rules = {str(rule) for rule in server.url_map.iter_rules()} - OF_DASH
    ours = [rule for rule in rules if not rule.startswith("/_dash-")]
    said = code(section(SERVER, "Routes"))
    assert len(ours) > 8
    missing = [
        pattern for rule in ours for pattern in patterns(rule)
        if not any(re.fullmatch(pattern, word) for word in said)
    ]  # fmt: skip
    assert missing == []


def test_no_route_is_made_up(server: Flask) -> None:
    client = server.test_client()
    for address in code(section(SERVER, "Routes")):
        if address.startswith("/") and not address.startswith(("/upload", "/reports/")):
            query = "?compare=long-war-journal" if "compare" in address else ""
            with client.get(address + query) as response:
                assert response.status_code == 200, address


def test_each_parameter_of_the_query_is_explained() -> None:
    said = code(section(SERVER, "The query"))
    assert {parameter.name for parameter in PARAMETERS} <= set(said)


def test_each_setting_is_explained() -> None:
    sources = [*(ROOT / "dashboard").rglob("*.py"), *(ROOT / "geodata").rglob("*.py")]
    used = set().union(
        *(re.findall(r"FRONTMAP_[A-Z_]+[A-Z]", p.read_text("utf-8")) for p in sources)
    )
    assert len(used) > 4
    assert used <= set(code(section(SERVER, "Settings")))


# What commands print ----------------------------------------------------------------------------


def keys(value: Any) -> set[str]:
    """Keys of an answer and of what is nested in it, but not those that are data."""
    if isinstance(value, list):
        return set().union(*map(keys, value))
    if not isinstance(value, Mapping):
        return set()
    below = (keys(part) for name, part in value.items() if name not in COUNTED)
    return set(value).union(*below)


def explained(answer: Any, where: str, *also: str) -> None:
    """Every key is named in a section, and its table names no key that there is not."""
    found, said = keys(answer), set(code("\n".join([where, *also])))
    assert found
    assert sorted(found - said) == []
    assert sorted(first_cells(where) - found - ONLY_IF_ASKED) == []


def first_cells(text: str) -> set[str]:
    """Code in the first cells of the tables of a text."""
    rows = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    return set(code("\n".join(rows)))


def test_each_key_of_an_ingest_is_explained(tmp_path: Path) -> None:
    strange = {"event_id_cnty": "AFG8", "admin1": "Nowhere", "latitude": "", "longitude": ""}
    path = write_incidents(tmp_path / "a.csv", *battles(2), strange, {"event_date": "never"})
    report = frontmap("ingest", path, "--data", tmp_path / "data", "--json").json()
    assert report["unmatched"]
    assert report["files"]
    explained(report, section(DATA, "The report"))


def test_each_key_of_a_boundary_import_is_explained(tmp_path: Path) -> None:
    path, data = write_faulty_polygons(tmp_path / "districts.geojson"), tmp_path / "data"
    report = frontmap("boundaries", "add", path, "--name", "ours", "--data", data, "--json").json()
    for found in ("fuzzy", "unmatched_features", "units_left", "repaired", "duplicates", "empty"):
        assert report[found], found
    explained(report, section(DATA, "The report of boundaries"))


def test_each_key_of_an_assessment_import_is_explained(tmp_path: Path) -> None:
    path = tmp_path / "weekly.csv"
    path.write_text(
        "District,Province,Date,Status\nInjil,Herat,2021-08-01,contested\n", encoding="utf-8"
    )
    data = tmp_path / "data"
    report = frontmap("assessments", "add", path, "--data", data, "--json").json()
    explained(report, section(DATA, "The report of an assessment"))
    versions = frontmap("data", "list", "--data", data, "--json").json()
    explained(versions, section(COMMANDS, "frontmap data list"))


@pytest.mark.parametrize(
    "query", ["", "?history=1", "?compare=2021-07-01", "?compare=named-sources"]
)
def test_each_key_of_the_counts_is_explained(server: Flask, query: str) -> None:
    answer = server.test_client().get(f"/status.json{query}").get_json()
    explained(answer, section(SERVER, "status.json"), section(CLAIMS, "Compare"))


def test_each_key_of_the_ledger_is_explained() -> None:
    rows = orjson.loads(frontmap("status", "--ledger", "--json").out)
    explained(rows, section(CLAIMS, "The ledger"))


@pytest.mark.parametrize("what", ["boundaries", "assessments"])
def test_each_key_of_a_list_is_explained(what: str) -> None:
    explained(frontmap(what, "list", "--json").json(), section(COMMANDS, f"frontmap {what} list"))


# The architecture -------------------------------------------------------------------------------


def test_each_room_is_explained() -> None:
    folder = ROOT / "geodata"
    rooms = {path.parent.name for path in folder.glob("*/__init__.py")}
    rooms |= {path.stem for path in folder.glob("*.py")} - {"__init__"}
    said = section(ROOMS, "The rooms").split("| room of `dashboard`", maxsplit=1)[0]
    assert first_cells(said) == rooms
    paths = [word for word in code(ROOMS) if re.fullmatch(r"(geodata|dashboard|assets)/.+", word)]
    assert [path for path in paths if not (ROOT / path).exists()] == []
