"""The ``frontmap`` command, in this process and in one of its own."""

import contextlib
import io
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import orjson

from dashboard.cli import main

ROOT = Path(__file__).parents[2]


class Ran(NamedTuple):
    """Exit code, standard output, standard error."""

    code: int
    out: str
    err: str

    def json(self) -> dict[str, Any]:
        """Standard output as the one JSON object that it must be."""
        assert self.code == 0, self.err
        assert self.out.count("\n") == 1
        found = orjson.loads(self.out)
        assert isinstance(found, dict)
        return found


def frontmap(*arguments: object) -> Ran:
    """Run the command in this process, as its entry point does; no `FRONTMAP_…` is set."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    code = 0
    with (
        mock.patch.object(sys, "argv", ["frontmap", *map(str, arguments)]),
        without_frontmap_variables(),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as stopped:
            code = int(stopped.code or 0)
    return Ran(code, *(_text(stream) for stream in (out, err)))


def frontmap_process(*arguments: object, environ: Mapping[str, str] | None = None) -> Ran:
    """Run the command in a process of its own."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("FRONTMAP_")}
    done = subprocess.run(
        [sys.executable, "-m", "dashboard.cli", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=ROOT,
        env={**own, **(environ or {})},
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def said(ran: Ran) -> str:
    """The one sentence of a command that refused its input, after what every such sentence is."""
    assert ran.code == 1, ran
    assert ran.err.startswith("frontmap: "), ran.err
    assert ran.err.count("\n") == 1, ran.err
    assert ran.err.rstrip().endswith((".", "?")), ran.err
    assert "Traceback" not in ran.err
    return ran.err.removeprefix("frontmap: ").rstrip()


@contextlib.contextmanager
def without_frontmap_variables() -> Iterator[None]:
    """The environment without the settings that a developer may have set."""
    ours = {name: value for name, value in os.environ.items() if name.startswith("FRONTMAP_")}
    for name in ours:
        del os.environ[name]
    try:
        yield
    finally:
        os.environ.update(ours)


def _text(stream: io.TextIOWrapper) -> str:
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue().decode("utf-8")
