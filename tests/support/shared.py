"""Real files of others, to try the readers on; they lie beside the repository, never in it."""

from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[3] / "shared"


def shared(name: str) -> Path:
    """Path of a file of the folder ``shared``; skips the test, with a reason, without it."""
    path = FOLDER / name
    if not path.is_file():
        pytest.skip(f"no {name} beside the repository: real files of others are not part of it")
    return path
