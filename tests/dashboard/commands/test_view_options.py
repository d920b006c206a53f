"""The options of a view: those of the address, under the same names, with the same answers."""

from datetime import date

import pytest
import typer
from typer.testing import CliRunner

from dashboard.commands.export import export
from dashboard.commands.snapshot import snapshot
from dashboard.commands.status import status
from dashboard.commands.view_options import PAGE_ONLY, History, Output, of_a_view
from dashboard.reading import Reading
from geodata import View
from geodata.view import PARAMETERS

GIVEN = {
    "as_of": ("2021-07-01",),
    "from": ("2021-07-02",),
    "to": ("2021-07-03",),
    "province": ("AF-HER", "AF-FRA"),
    "type": ("battle", "airstrike"),
    "assessment": ("named-sources",),
    "boundaries": ("approximate",),
    "lang": ("en",),
    "documented": (),
    "layer": ("age",),
    "stale": ("7",),
    "compare": ("2021-06-01",),
}


def options(*commands: object) -> set[str]:
    """Long options of some commands, without their dashes."""
    app = typer.Typer(add_completion=False)
    for command in commands:
        app.command()(command)  # type: ignore[type-var]
    group = typer.main.get_command(app)
    every = getattr(group, "commands", {"": group}).values()
    names = {name for one in every for parameter in one.params for name in parameter.opts}
    return {name.removeprefix("--") for name in names if name.startswith("--")}


def test_every_parameter_is_an_option_of_that_name_or_of_the_page_alone() -> None:
    names = {parameter.name.replace("_", "-") for parameter in PARAMETERS}
    of_the_page = {name.replace("_", "-") for name in PAGE_ONLY}
    assert of_the_page < names
    own = {"output", "history", "ledger", "json", "data"}
    assert options(status, snapshot, export) - own == names - of_the_page
    assert options(snapshot) - own == names - of_the_page


def test_a_command_has_no_option_that_would_change_nothing() -> None:
    assert "layer" not in options(status) | options(export)
    assert "stale" not in options(export)


@pytest.fixture
def asked() -> tuple[typer.Typer, list[View]]:
    """A command that keeps the view it is given."""
    app, views = typer.Typer(), []

    @app.command()
    @of_a_view()
    def look(reading: Reading, output: Output, history: History = False) -> None:
        assert (str(output), history) == ("out.csv", True)
        views.append(reading.view)

    return app, views


def test_a_command_gets_the_view_of_its_options_and_its_own_beside(
    asked: tuple[typer.Typer, list[View]],
) -> None:
    app, views = asked
    words = [
        word
        for name, values in GIVEN.items()
        for one in (values or (None,))
        for word in (f"--{name.replace('_', '-')}", one)
        if word is not None
    ]
    done = CliRunner().invoke(
        app, [*words, "-o", "out.csv", "--history"], env={"FRONTMAP_DATA": ""}
    )
    assert done.exit_code == 0, done.output
    assert {p.name for p in PARAMETERS} == {*GIVEN, *PAGE_ONLY}
    (view,) = views
    assert (view.as_of, view.date_from, view.date_to) == tuple(
        date(2021, 7, day) for day in (1, 2, 3)
    )
    assert set(view.provinces) == {"AF-HER", "AF-FRA"}
    assert set(view.types) == {"battle", "airstrike"}
    assert (view.assessment, view.boundaries, view.lang) == ("named-sources", "approximate", "en")
    assert (view.documented_only, view.layer, view.stale) == (True, "age", 7)
    assert view.compare == "2021-06-01"


@pytest.mark.parametrize("words", [("--compare", " "), ("--stale", "0"), ("--documented", "yes")])
def test_wrong_usage_never_reaches_the_command(
    asked: tuple[typer.Typer, list[View]], words: tuple[str, ...]
) -> None:
    app, views = asked
    done = CliRunner().invoke(app, [*words, "-o", "out.csv", "--history"])
    assert done.exit_code == 2
    assert views == []
