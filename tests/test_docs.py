"""The examples of the documentation run, and its links lead somewhere."""

import json
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from dashboard.app import create_app
from dashboard.web.settings import Settings
from tests.support.documents import PAGES, Block, blocks, read
from tests.support.examples import answer, write_files

RUNNABLE = ("frontmap ", "curl ")
CHECKED_ELSEWHERE = "python3 -m venv "
"""The two lines that set everything up; ``test_readme`` compares them with those that CI runs."""
SESSIONS = [block for block in blocks("sh") if CHECKED_ELSEWHERE not in block.text]


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return create_app(Settings()).server.test_client()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("session", SESSIONS, ids=repr)
def test_commands_run(session: Block, folder: Path, client: FlaskClient) -> None:
    write_files(folder, session.page)
    before = set(folder.rglob("*"))
    for line in session.text.splitlines():
        printed = answer(line, client)
        assert printed or "serve" in line or set(folder.rglob("*")) > before, line


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("shown", blocks("json"), ids=repr)
def test_what_is_shown_is_what_is_printed(shown: Block, client: FlaskClient) -> None:
    said, printed = json.loads(shown.text), json.loads(answer(shown.title, client))
    assert printed | said == printed
    assert said


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("notebook", blocks("python"), ids=repr)
def test_notebooks_run(notebook: Block) -> None:
    known: dict[str, object] = {}
    exec(notebook.text, known)  # noqa: S102  our own text
    assert known["dataset"]


def test_every_block_is_run_or_read_by_one_that_is() -> None:
    for block in blocks():
        assert block.language in {"sh", "python", "json", "csv", "toml", "text"}, block
        if block.language == "sh":
            lines = block.text.splitlines()
            assert all(line.startswith((*RUNNABLE, CHECKED_ELSEWHERE)) for line in lines), block
        if block.language in {"csv", "toml"}:
            commands = "\n".join(run.text for run in SESSIONS if run.page == block.page)
            assert block.title, block
            assert f" {block.title}" in commands, block
    assert {block.page for block in SESSIONS} >= {
        "README.md", "bring-your-data.md", "commands.md", "server.md", "who-says-so.md",
    }  # fmt: skip


def test_every_group_of_assessments_is_explained() -> None:
    for name in ("afghan-watchers", "long-war-journal", "named-sources", "named-analysts"):
        assert f"`{name}`" in read("who-says-so.md")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_to_files_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))
    files = [target for target in targets if "://" not in target]
    assert [target for target in files if not (page.parent / target).exists()] == []
