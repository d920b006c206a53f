"""The next version's manifest: what stays, what is new, and the view that an empty query opens."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from geodata.dataset.dataset import EMBEDDED
from geodata.dataset.manifest import read_manifest, verify_files
from geodata.dataset.versions import Store, VersionDraft
from geodata.errors import FrontmapError

Manifest = dict[str, Any]

LEFT_BEHIND = ("events", "join_disagreements")
"""Tables that an ingest replaces."""


def base_of(store: Store) -> tuple[Path, Manifest]:
    """Folder and manifest of what the next version is made from: the served one, or the embedded.

    Raises
    ------
    FrontmapError
        It is damaged: a version made from it could not be served.
    """
    folder = store.current_folder() or EMBEDDED
    manifest = read_manifest(folder)
    verify_files(folder, manifest)
    return folder, manifest


def check_still_served(store: Store, folder: Path) -> None:
    """Raise `FrontmapError` if another version came while a file was read for one of `folder`.

    The next version would be made without what that one brought.
    """
    if (store.current_folder() or EMBEDDED) != folder:
        raise FrontmapError(
            f"another command has published a version in {store.root} meanwhile, so nothing was "
            "published; give this command again."
        )


def has_embedded_events(manifest: Mapping[str, Any]) -> bool:
    """Whether the incidents of a dataset are those that Frontmap brings."""
    return not manifest.get("ingested")


def adopt_tables(
    draft: VersionDraft, folder: Path, manifest: Manifest, leave: Sequence[str]
) -> Manifest:
    """Take over every table of a version but some; returns the tables of the new manifest."""
    tables = {name: entry for name, entry in manifest["tables"].items() if name not in leave}
    for entry in tables.values():
        draft.adopt(folder / entry["file"])
    return tables


def table_entry(path: Path, rows: int, source: str, licence: str) -> Manifest:
    """How a manifest names a file."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return {
        "file": path.name, "rows": rows, "sha256": digest, "source": source, "licence": licence,
    }  # fmt: skip


def stamped(manifest: Mapping[str, Any], base: Mapping[str, Any]) -> Manifest:
    """The manifest with who made it, when, and from which version."""
    return {
        # The embedded list of sources names tables that may be others by now.
        **{key: value for key, value in manifest.items() if key != "sources"},
        "made_by": f"frontmap {frontmap_version()}",
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "made_from": base["version"],
    }


def frontmap_version() -> str:
    """Version of the installed package, or "unknown" in a bare checkout."""
    try:
        return version("frontmap")
    except PackageNotFoundError:
        return "unknown"


def opening_view(
    defaults: Mapping[str, str], days: tuple[date, date] | None, assessments: Sequence[str]
) -> Manifest:
    """The view that an empty query opens on a dataset of these days.

    All its incidents are in it. The day of the statuses stays where it was if incidents lie
    around it, else it is the last day; then the published count of another day says nothing and
    named sources speak, or an assessment that was added.
    """
    if days is None:
        return dict(defaults)
    first, last = days
    as_of = date.fromisoformat(defaults["as_of"])
    inside = first <= as_of <= last
    speaks = defaults["assessment"] if inside else (*assessments, "named-sources")[0]
    return {
        **defaults,
        "from": first.isoformat(),
        "to": last.isoformat(),
        "as_of": (as_of if inside else last).isoformat(),
        "assessment": speaks,
    }
