"""The two lists of versions agree, and the one with hashes names no place to download from."""

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
ENTRY = re.compile(r"^([\w.-]+)==(\S+)( ; .*?)? \\\n((?: +--hash=.*\n)+)", flags=re.MULTILINE)


def constrained() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("==") for line in lines if not line.startswith("#"))
    return {canonicalize_name(name): version for name, version in pairs}


def locked(*, everywhere: bool = False) -> dict[str, str]:
    """Versions of the lock; ``everywhere`` leaves out what only some systems need."""
    return {
        canonicalize_name(name): version
        for name, version, where, _ in ENTRY.findall(LOCK)
        if not (everywhere and where)
    }


def test_both_lists_agree() -> None:
    ours = constrained()
    assert len(ours) > 90
    assert ours.items() <= locked().items()
    extra = locked(everywhere=True).keys() - ours.keys()
    assert extra <= {"setuptools"}  # which pip leaves out of what it lists


def test_everything_that_is_asked_for_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    asked = [Requirement(text) for text in sum(extras.values(), project["dependencies"])]
    ours = [one for one in asked if one.name != "frontmap"]
    versions = locked()
    assert [
        str(r) for r in ours if versions.get(canonicalize_name(r.name), "") not in r.specifier
    ] == []


def test_every_line_has_hashes_and_no_address() -> None:
    entries = ENTRY.sub("", LOCK)
    assert [
        line for line in entries.splitlines() if line and not line.lstrip().startswith("#")
    ] == []
    hashes = re.findall(r"--hash=(\S+)", LOCK)
    assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", found) for found in hashes)
    assert not re.search(r"^-|://| @ ", LOCK, flags=re.MULTILINE)
