"""The options with which a command takes a view, derived from the parameters of a query.

``--as-of`` is the parameter ``as_of``, and so are the others: what the page's address can say, a
command can be asked, in the same words and with the same refusals.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

import typer

from dashboard.commands.common import Data, opened
from dashboard.i18n import catalogue
from dashboard.reading import Reading
from geodata.dataset.dataset import Dataset
from geodata.errors import FrontmapError
from geodata.view import PARAMETERS, Parameter, View, parse_params

PAGE_ONLY = ("tab", "select", "compare_as")
"""Parameters that say how the page is laid out, of which a command has nothing."""

Output = Annotated[Path, typer.Option("-o", "--output", help="The file to write.")]
History = Annotated[bool, typer.Option("--history", help="Every day on which a status changes.")]
Ledger = Annotated[bool, typer.Option("--ledger", help="Published totals beside named units.")]

_TYPES = {"text": str | None, "number": int | None, "list": list[str] | None, "flag": bool}


def of_a_view(*, without: tuple[str, ...] = ()) -> Callable[[Callable[..., None]], Any]:
    """Decorator: give a command the options of a view and ``--data``.

    Its first argument becomes the `Reading` of what they say; its others stay options of its own.

    Parameters
    ----------
    without : tuple of str
        Names of parameters that would change nothing of what this command gives.
    """
    asked = [p for p in PARAMETERS if p.name not in (*PAGE_ONLY, *without)]

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def run(data: Path | None, **given: Any) -> None:
            options = {p.name: given.pop(p.attribute) for p in asked}
            command(_reading(opened(data), options), **given)

        _, *own = inspect.signature(command, eval_str=True).parameters.values()
        needed = [p for p in own if p.default is p.empty]
        rest = [p for p in own if p not in needed]
        views = [_argument(p.attribute, _option(p), p.kind == "flag") for p in asked]
        every = [*needed, *views, _argument("data", Data), *rest]
        # Where typer looks for a command's options.
        run.__signature__ = inspect.Signature(every)  # type: ignore[attr-defined]
        run.__annotations__ = {p.name: p.annotation for p in every}
        return run

    return decorate


def _argument(name: str, annotation: Any, is_flag: bool = False) -> inspect.Parameter:
    default = False if is_flag else None
    return inspect.Parameter(
        name, inspect.Parameter.POSITIONAL_OR_KEYWORD, default=default, annotation=annotation
    )


def _option(parameter: Parameter) -> Any:
    option = typer.Option(
        f"--{parameter.name.replace('_', '-')}",
        help=parameter.help,
        min=1 if parameter.kind == "number" else None,
        callback=_named if parameter.name == "compare" else None,
    )
    return Annotated[_TYPES[parameter.kind], option]


def _named(given: str | None) -> str | None:
    """Something to compare with has to be named: an empty word is no comparison."""
    if given is not None and not given.strip():
        raise typer.BadParameter("name a day, an assessment, or ASSESSMENT@DAY to compare with.")
    return given


def _reading(dataset: Dataset, options: Mapping[str, Any]) -> Reading:
    view = view_of(dataset, options)
    return Reading(dataset, view, catalogue(view.lang))


def view_of(dataset: Dataset, options: Mapping[str, Any]) -> View:
    """The view of some options; raises `FrontmapError` for any that cannot be followed."""
    pairs = [(name, text) for name, given in options.items() for text in _texts(given)]
    view, notices = parse_params(pairs, dataset.vocabulary)
    if notices:
        raise FrontmapError(" ".join(notices))
    return view


def _texts(given: Any) -> Iterator[str]:
    """The values of an option as a query has them."""
    if isinstance(given, bool):
        yield from ["1"] * given
    elif given is not None:
        yield from map(str, given if isinstance(given, list) else [given])
