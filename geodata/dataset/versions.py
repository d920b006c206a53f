"""The versions of a dataset on disk: published whole by a rename, kept, and returned to.

A store is one folder:

    store.json            which version is served, and the latest ever published
    versions/v000001/     a whole dataset: tables, boundaries, manifest
    versions/v000002/
    reports/r000001/      what an ingest took, what not, and why
    .staging-…/           what is being written; removed by the next writer or server
    .lock                 held by the one writer

A version appears in two steps: its folder, complete and on disk, is renamed into ``versions``;
then ``store.json`` is replaced by one that names it. Whoever dies in between leaves the earlier
version served, and a folder that the next start removes. Readers take no lock.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geodata.errors import FrontmapError

POINTER = "store.json"
_VERSIONS, _REPORTS, _STAGING, _LOCK = "versions", "reports", ".staging-", ".lock"


@dataclass(frozen=True)
class Version:
    """One published version, as its manifest tells."""

    number: int
    is_current: bool
    created: str
    events: int
    made_by: str


class Store:
    """The versions of one dataset below one folder."""

    def __init__(self, root: Path | str) -> None:
        self.root = Path(root)

    def is_there(self) -> bool:
        """Whether the folder is a store with a published version."""
        return (self.root / POINTER).is_file()

    def is_empty(self) -> bool:
        """Whether nothing is in the folder yet but what a writer may leave there."""
        ours = {_VERSIONS, _REPORTS, _LOCK}
        return not self.is_there() and not any(
            path.name not in ours and not path.name.startswith(_STAGING)
            for path in self.root.iterdir()
        )

    def current(self) -> int | None:
        """Number of the served version; None if nothing was published yet.

        Raises
        ------
        FrontmapError
            The pointer is there but cannot be read.
        """
        return self._pointer()["current"] if self.is_there() else None

    def folder(self, number: int) -> Path:
        """Folder of a version."""
        return self.root / _VERSIONS / f"v{number:06d}"

    def current_folder(self) -> Path | None:
        """Folder of the served version; None if nothing was published yet."""
        number = self.current()
        return None if number is None else self.folder(number)

    def versions(self) -> list[Version]:
        """Every published version, the earliest first."""
        if not self.is_there():
            return []
        pointer = self._pointer()
        found = []
        for folder in sorted((self.root / _VERSIONS).glob("v[0-9]*")):
            number = int(folder.name[1:])
            if number > pointer["latest"]:
                continue
            manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
            found.append(
                Version(
                    number=number,
                    is_current=number == pointer["current"],
                    created=str(manifest.get("created", "")),
                    events=int(manifest["tables"]["events"]["rows"]),
                    made_by=str(manifest.get("made_by", "")),
                )
            )
        return found

    def rollback(self, to: int | None = None) -> int:
        """Serve an earlier version again: the one named, or the one that the current was made from.

        Raises
        ------
        FrontmapError
            There is no such version, or another writer is at work.
        """
        known = [version.number for version in self.versions()]
        now = self.current()
        if now is None:
            raise FrontmapError(f"{self.root} holds no version yet; ingest a file first.")
        number = self._made_from(now) if to is None else to
        if number is None:
            raise FrontmapError(f"version {now} is the first; there is none to go back to.")
        if number not in known:
            raise FrontmapError(
                f"there is no version {number} in {self.root}; there are "
                f"{', '.join(map(str, known))}."
            )
        with self._locked():
            self._point(number, self._pointer()["latest"])
        return number

    def _made_from(self, number: int) -> int | None:
        """The version that a version was made from; None for the first."""
        text = (self.folder(number) / "manifest.json").read_text(encoding="utf-8")
        before = int(json.loads(text).get("made_from", number - 1))
        return before if 0 < before < number else None

    def reports(self) -> list[dict[str, Any]]:
        """Reports of what was ingested, the latest first."""
        pointer = self._pointer() if self.is_there() else {"latest": 0}
        found = []
        for folder in sorted((self.root / _REPORTS).glob("r[0-9]*"), reverse=True):
            with suppress(OSError, ValueError):
                report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
                if (report.get("dataset_version") or 0) <= pointer["latest"]:
                    found.append({**report, "number": int(folder.name[1:])})
        return found

    def report_folder(self, number: int) -> Path:
        """Folder of a report."""
        return self.root / _REPORTS / f"r{number:06d}"

    @contextmanager
    def writing(self) -> Iterator[VersionDraft]:
        """Write a version: the one writer's draft, removed again unless it is published.

        Raises
        ------
        FrontmapError
            Another writer is at work, the folder cannot be written to, or the disk is full.
        """
        with in_plain_words(self.root), self._locked():
            self._tidy()
            staging = self.root / f"{_STAGING}{os.getpid()}"
            staging.mkdir()
            try:
                yield VersionDraft(self, staging)
            finally:
                shutil.rmtree(staging, ignore_errors=True)

    def tidy(self) -> None:
        """Remove what a writer that died left behind; nothing if a writer is at work."""
        is_ours = (self.root / _VERSIONS).is_dir() or any(self.root.glob(f"{_STAGING}*"))
        if not is_ours or not os.access(self.root, os.W_OK):
            return
        with suppress(FrontmapError, OSError), self._locked():
            self._tidy()

    def _tidy(self) -> None:
        latest = self._pointer()["latest"] if self.is_there() else 0
        litter = [*self.root.glob(f"{_STAGING}*"), *self.root.glob(f".{POINTER}.*")]
        versions = (self.root / _VERSIONS).glob("v[0-9]*")
        reports = (self.root / _REPORTS).glob("r[0-9]*")
        litter += [folder for folder in versions if int(folder.name[1:]) > latest]
        litter += [folder for folder in reports if _version_of_report(folder) > latest]
        for path in litter:
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink()

    @contextmanager
    def _locked(self) -> Iterator[None]:
        # It brings asyncio, and only a writer locks.
        from filelock import FileLock, Timeout

        with in_plain_words(self.root):
            self.root.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.root / _LOCK, timeout=0)
        with in_plain_words(self.root):
            try:
                lock.acquire()
            except Timeout:  # which is an OSError too
                raise FrontmapError(
                    f"another command is writing to {self.root}; wait until it is done."
                ) from None
        try:
            yield
        finally:
            lock.release()

    def _pointer(self) -> dict[str, int]:
        path = self.root / POINTER
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            return {"current": int(found["current"]), "latest": int(found["latest"])}
        except (OSError, ValueError, KeyError, TypeError) as problem:
            raise FrontmapError(
                f"{path} cannot be read ({problem}); it must name the served version as "
                '{"current": 1, "latest": 1}.'
            ) from problem

    def _point(self, current: int, latest: int) -> None:
        part = self.root / f".{POINTER}.{os.getpid()}"
        with part.open("w", encoding="utf-8") as stream:
            json.dump({"current": current, "latest": latest}, stream)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(self.root / POINTER)
        _sync_folder(self.root)


@dataclass
class VersionDraft:
    """A version being written, in a folder of its own that no reader looks into."""

    store: Store
    folder: Path

    @property
    def number(self) -> int:
        """The number that the version will have."""
        return (self.store._pointer()["latest"] if self.store.is_there() else 0) + 1  # noqa: SLF001

    def adopt(self, path: Path, name: str | None = None) -> Path:
        """Take over a file of an earlier version, or of the embedded dataset, as a copy.

        Never as a link: whoever changes one file of a folder would change the installed package
        and every version that shares it, and there would be nothing left to go back to. A copy
        of 200 MB, some millions of incidents, takes a quarter of a second and is on disk then.
        """
        return Path(shutil.copyfile(path, self.folder / (name or path.name)))

    def publish(self, manifest: Mapping[str, Any]) -> int:
        """Publish the files of the draft with their manifest; returns the version's number."""
        store, number = self.store, self.number
        _write_json(self.folder / "manifest.json", {**manifest, "version": str(number)})
        for path in self.folder.iterdir():
            _sync_file(path)
        _sync_folder(self.folder)
        (store.root / _VERSIONS).mkdir(exist_ok=True)
        self.folder.rename(store.folder(number))
        _sync_folder(store.root / _VERSIONS)
        store._point(number, number)  # noqa: SLF001  the other half of one promise
        return number

    def file_report(self, report: Mapping[str, Any], files: Mapping[str, Path]) -> Path:
        """Keep a report with its files (name -> where it lies now); returns its folder.

        It is filed before the version is published: a report of a version that never came is
        removed with it.
        """
        reports = self.store.root / _REPORTS
        reports.mkdir(exist_ok=True)
        taken = [int(folder.name[1:]) for folder in reports.glob("r[0-9]*")]
        target = self.store.report_folder(max(taken, default=0) + 1)
        part = self.folder / "report"
        part.mkdir()
        for name, path in files.items():
            path.rename(part / name)
        placed = {key: _placed(value, target) for key, value in report.items()}
        _write_json(part / "report.json", placed)
        for path in part.iterdir():
            _sync_file(path)
        part.rename(target)
        _sync_folder(reports)
        return target


def _placed(value: Any, folder: Path) -> Any:
    """A `Path` of the report's files as it will be; anything else as it is."""
    return str(folder / value.name) if isinstance(value, Path) else value


@contextmanager
def in_plain_words(folder: Path) -> Iterator[None]:
    """Say in one sentence what the disk refused."""
    try:
        yield
    except PermissionError as problem:
        raise FrontmapError(
            f"{problem.filename or folder} cannot be written to; name a data folder with --data "
            "that you may write to."
        ) from problem
    except OSError as problem:
        if problem.errno in (errno.ENOSPC, errno.EDQUOT):
            raise FrontmapError(
                f"the disk of {folder} is full; nothing was published: make room, or name a "
                "folder on another disk."
            ) from problem
        raise FrontmapError(
            f"writing to {folder} failed ({problem.strerror or problem}); nothing was published: "
            "name a folder that can be written to."
        ) from problem


def _version_of_report(folder: Path) -> int:
    try:
        report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
        return int(report.get("dataset_version") or 0)
    except (OSError, ValueError, AttributeError):
        return 0


def _write_json(path: Path, value: Mapping[str, Any]) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=2, default=str)
    path.write_text(text + "\n", encoding="utf-8")


def _sync_file(path: Path) -> None:
    if path.is_file():
        with path.open("rb") as stream:
            os.fsync(stream.fileno())


def _sync_folder(path: Path) -> None:
    if os.name != "posix":  # Windows cannot open a folder
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
