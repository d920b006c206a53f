"""Bytes to read: a file, or the one member of a zip."""

from __future__ import annotations

import io
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from geodata.errors import FrontmapError
from geodata.tables.limits import check_in_memory


@dataclass(frozen=True)
class Blob:
    """Where the bytes of a table are, without an open handle.

    Attributes
    ----------
    path : pathlib.Path
        The file.
    member : str or None
        The member of the zip at ``path`` that is meant; None for the file itself.
    size : int
        Bytes, unpacked.
    """

    path: Path
    member: str | None
    size: int

    @property
    def name(self) -> str:
        """What to call it in a sentence."""
        return self.path.name if self.member is None else f"{self.member} in {self.path.name}"

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """Open the bytes; what goes wrong while they are read is raised as `FrontmapError`."""
        with faults_as_sentences(self.name):
            if self.member is None:
                with self.path.open("rb") as stream:
                    yield stream
            else:
                with zipfile.ZipFile(self.path) as archive, archive.open(self.member) as stream:
                    yield stream

    def head(self, size: int) -> bytes:
        """The first bytes."""
        with self.open() as stream:
            return stream.read(size)

    @contextmanager
    def seekable(self) -> Iterator[IO[bytes]]:
        """Open the bytes for reading back and forth; a member of a zip is held in memory."""
        if self.member is None:
            with self.open() as stream:
                yield stream
        else:
            yield io.BytesIO(self.read())

    @contextmanager
    def on_disk(self) -> Iterator[Path]:
        """A file of its own; a member of a zip is unpacked for as long as it is looked at."""
        if self.member is None:
            yield self.path
            return
        with tempfile.TemporaryDirectory(prefix="frontmap-") as room, self.open() as packed:
            path = Path(room) / "unpacked"
            with path.open("wb") as unpacked:
                shutil.copyfileobj(packed, unpacked)
            yield path

    def members(self) -> list[zipfile.ZipInfo]:
        """What a zip holds; raises `FrontmapError` where it is damaged."""
        with (
            faults_as_sentences(self.name),
            self.seekable() as stream,
            zipfile.ZipFile(stream) as archive,
        ):
            return archive.infolist()

    def read(self) -> bytes:
        """All bytes; raises `FrontmapError` where they are too many to hold."""
        check_in_memory(self.name, self.size)
        with self.open() as stream:
            return stream.read(self.size)


@dataclass(frozen=True)
class OfBlob:
    """What every kind of rows that is read from a blob has; see `RowSource`."""

    blob: Blob

    @property
    def path(self) -> Path:
        """The file."""
        return self.blob.path


@contextmanager
def faults_as_sentences(name: str) -> Iterator[None]:
    """Turn what a disk or a damaged zip raises into `FrontmapError`."""
    try:
        yield
    except FileNotFoundError as error:
        raise FrontmapError(f"There is no file {name}; check its path.") from error
    except PermissionError as error:
        raise FrontmapError(
            f"{name} may not be read by this user; give it permission to read the file."
        ) from error
    # NotImplementedError is how zipfile says that a member is packed in a way it does not know.
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise FrontmapError(
            f"{name} is damaged or was not downloaded to its end ({clause(error)}); get it again."
        ) from error
    except OSError as error:
        raise FrontmapError(f"{name} cannot be read ({clause(error)}).") from error


def clause(error: BaseException) -> str:
    """What another library says of a fault, short enough to stand within a sentence."""
    said = str(getattr(error, "strerror", None) or error) or type(error).__name__
    first = said.partition("\n")[0].partition(". ")[0].partition("; ")[0]
    return first.strip().rstrip(".")[:200]
