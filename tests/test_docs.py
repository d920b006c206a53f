"""The examples of the documentation run, and its links lead somewhere."""

import re
import shlex
from pathlib import Path

import pytest

from tests.support.command import frontmap

ROOT = Path(__file__).resolve().parents[1]
DOC = (ROOT / "docs" / "who-says-so.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)\n```$", DOC, flags=re.MULTILINE | re.DOTALL)


COMMANDS = [line for block in blocks("sh") for line in block.splitlines()]


@pytest.mark.parametrize("line", COMMANDS)
def test_commands_run(line: str, tmp_path: Path) -> None:
    program, *arguments = shlex.split(line)
    assert program == "frontmap"
    if "-o" in arguments:
        at = arguments.index("-o") + 1
        arguments[at] = str(tmp_path / arguments[at])
    ran = frontmap(*arguments)
    assert ran.code == 0, ran.err
    assert ran.out or list(tmp_path.iterdir())


def test_the_notebook_runs() -> None:
    (notebook,) = blocks("python")
    known: dict[str, object] = {}
    exec(notebook, known)  # noqa: S102  our own text
    assert known["dataset"]


def test_every_group_of_assessments_is_explained() -> None:
    for name in ("afghan-watchers", "long-war-journal", "named-sources", "named-analysts"):
        assert f"`{name}`" in DOC
