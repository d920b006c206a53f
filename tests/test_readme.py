"""The README's commands are the ones that are tested, and its links lead somewhere."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def shell_blocks() -> list[str]:
    return re.findall(r"^```sh\n(.*?)\n```$", README, flags=re.MULTILINE | re.DOTALL)


def test_the_first_two_commands_open_the_page_and_run_the_tests() -> None:
    opening, testing = shell_blocks()[:2]
    # One line each, so that they can be taken with one click; they set up what they need.
    assert opening == (
        "python3 -m venv .venv && .venv/bin/python -m pip install -c constraints.txt ."
        " && .venv/bin/frontmap serve --open"
    )
    assert testing == (
        'python3 -m venv .venv && .venv/bin/python -m pip install -c constraints.txt -e ".[test]"'
        " && .venv/bin/python -m pytest"
    )


def test_ci_runs_the_test_command_of_the_readme() -> None:
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert [line.strip() for line in lines].count(shell_blocks()[1]) == 1


def test_links_to_files_lead_somewhere() -> None:
    targets = re.findall(r"\]\(([^)#]+)[^)]*\)", README)
    files = [target for target in targets if "://" not in target]
    assert files
    assert [target for target in files if not (ROOT / target).exists()] == []


def test_the_workflow_runs_the_same() -> None:
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    runs = re.findall(r"^ +-? ?run: (.*)$", workflow, flags=re.MULTILINE)
    ours = shell_blocks()[1]
    on_windows = ours.replace("python3", "python").replace(".venv/bin/", ".venv/Scripts/")
    assert runs == ["bash .ci/run", ours, on_windows]


def test_contributing_gives_the_same_test_command() -> None:
    assert f"\n{shell_blocks()[1]}\n" in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
