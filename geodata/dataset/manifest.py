"""The manifest of a dataset: what files it is made of, and whether they are those files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from geodata.errors import FrontmapError
from geodata.view import View


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read a dataset's manifest.

    Raises
    ------
    FrontmapError
        The folder or its manifest is missing, or the manifest cannot be read.
    """
    path = folder / "manifest.json"
    if not folder.is_dir():
        raise FrontmapError(
            f"the data folder {folder} {'is a file' if folder.exists() else 'does not exist'}; name one that holds a manifest.json, "
            "or leave --data out for the embedded facts."
        )
    if not path.is_file():
        raise FrontmapError(
            f"{folder} is no dataset: it has no manifest.json; "
            "leave --data out for the embedded facts."
        )
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        for key in ("name", "title", "version", "defaults", "tables"):
            manifest[key]
        for entry in manifest["tables"].values():
            entry["file"], entry["sha256"]
        default_view(manifest)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
        raise FrontmapError(
            f"{path} is not a readable manifest ({problem}); put the dataset in place again, whole."
        ) from problem
    return manifest


def default_view(manifest: Mapping[str, Any]) -> View:
    """The view of an empty query."""
    given = manifest["defaults"]
    return View(
        as_of=date.fromisoformat(given["as_of"]),
        date_from=date.fromisoformat(given["from"]),
        date_to=date.fromisoformat(given["to"]),
        assessment=given["assessment"],
        boundaries=given["boundaries"],
        lang=given["lang"],
    )


def digest(manifest: Mapping[str, Any]) -> str:
    """SHA-256 over the hashes of all files, in hexadecimal."""
    lines = sorted(f"{entry['file']} {entry['sha256']}" for entry in manifest["tables"].values())
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def verify_files(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Check that every file of the manifest is there with the bytes that it names.

    Raises
    ------
    FrontmapError
        A file is missing or its SHA-256 differs.
    """
    for entry in manifest["tables"].values():
        path = folder / entry["file"]
        if not path.is_file():
            raise FrontmapError(
                f"{path} is missing from the dataset; put the dataset in place again, whole."
            )
        with path.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
        if found != entry["sha256"]:
            raise FrontmapError(
                f"{path} is not the file that the manifest names (its SHA-256 differs): it is "
                "damaged or was edited; put the dataset in place again, whole."
            )
