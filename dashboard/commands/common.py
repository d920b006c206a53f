"""What the commands share: the data folder, the progress bar, one JSON object, a written file."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from geodata.dataset.dataset import Dataset, open_dataset
from geodata.dataset.versions import Store
from geodata.errors import FrontmapError

Data = Annotated[
    Path | None, typer.Option("--data", envvar="FRONTMAP_DATA", help="The folder of the dataset.")
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object, nothing else.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what it would do; write nothing.")]


def store_of(data: Path | None, *, dry_run: bool = False) -> Store:
    """The store of a data folder.

    Raises
    ------
    FrontmapError
        No folder is named and something would be written, or it holds something else.
    """
    if data is None:
        if dry_run:
            return Store(Path())
        raise FrontmapError(
            "name the folder in which the dataset is kept with --data DIR (it is made if it is "
            "not there), or set FRONTMAP_DATA."
        )
    store = Store(data)
    if data.exists() and not data.is_dir():
        raise FrontmapError(f"{data} is a file; name a folder with --data.")
    if data.is_dir() and not store.is_there() and not store.is_empty():
        raise FrontmapError(
            f"{data} holds other files; name a new or an empty folder with --data, so that "
            "nothing of yours is mixed with the versions of a dataset."
        )
    store.tidy()
    return store


def opened(data: Path | None) -> Dataset:
    """The dataset of a folder, rid of what an ingest that was killed has left in it."""
    if data is not None:
        Store(data).tidy()
    return open_dataset(data)


def write_file(path: Path, body: bytes) -> None:
    """Write a file whole or not at all; raises `FrontmapError` where it cannot be written."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        partial.write_bytes(body)
        partial.replace(path)
    except OSError as problem:
        with suppress(OSError):  # what could not be written may not be there to remove
            partial.unlink()
        raise FrontmapError(
            f"{path} cannot be written ({problem.strerror}); name a file in a folder that exists "
            "and that you may write to."
        ) from problem
    typer.echo(f"wrote {path}", err=True)


def print_json(value: Any) -> None:
    """One JSON object on standard output."""
    sys.stdout.buffer.write(orjson.dumps(value, default=str) + b"\n")
    sys.stdout.buffer.flush()


@contextmanager
def progress_bar() -> Iterator[Callable[[str, float], None]]:
    """A bar on standard error, where somebody looks; gives what to call with words and a share.

    The share goes from 0 to 1. In a file or a pipe there is no bar, only what went wrong.
    """
    # A command that is done at once has no bar.
    from rich.console import Console
    from rich.progress import Progress, TimeElapsedColumn

    *usual, _ = Progress.get_default_columns()  # the last is the time that remains
    console = Console(stderr=True)
    quiet = not console.is_terminal
    with Progress(
        *usual, TimeElapsedColumn(), console=console, transient=True, disable=quiet
    ) as bar:
        task = bar.add_task("", total=1.0)

        def tell(words: str, share: float) -> None:
            bar.update(task, description=words, completed=share)

        yield tell
