"""How large a file may be before it is refused: sizes are read before anything is unpacked."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from typing import Final

from geodata.errors import FrontmapError

MIB: Final = 1024**2
GIB: Final = 1024**3

MAX_COLUMNS: Final = 2_000
MAX_MEMBERS: Final = 10_000
"""Files within a zip."""

MAX_UNPACKED: Final = 16 * GIB
"""Bytes of a file that is read as a stream, unpacked."""

MAX_IN_MEMORY: Final = GIB
"""Bytes of a file that has to be held in memory as a whole, unpacked."""

MAX_LINE: Final = 16 * MIB
"""Bytes of one line of text."""

MAX_RATIO: Final = 250
"""Unpacked to packed size. Tables reach some 40; deflate cannot go beyond 1,032."""

HARMLESS: Final = 32 * MIB
"""Unpacked bytes below which the ratio does not matter."""

# Others (bzip2, LZMA) unpack a few bytes to megabytes in one step, which no limit can stop in time.
_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ENCRYPTED: Final = 0x1


def check_columns(name: str, number: int) -> None:
    """Raise `FrontmapError` for a table that is too wide to be one of events."""
    if number > MAX_COLUMNS:
        raise FrontmapError(
            f"{name} has {number:,} columns; a table of events has {MAX_COLUMNS:,} at the most."
        )


def check_sizes(name: str, packed: int, unpacked: int, most: int = MAX_UNPACKED) -> None:
    """Raise `FrontmapError` for content that would unpack to too much.

    Parameters
    ----------
    name : str
        The file, for the sentence.
    packed, unpacked : int
        Its size in bytes as it is, and after unpacking.
    most : int
        Bytes that it may unpack to.
    """
    if unpacked > most:
        raise FrontmapError(
            f"{name} would unpack to {_megabytes(unpacked)}, more than the {_megabytes(most)} "
            "that are read; cut it into several files."
        )
    if unpacked > HARMLESS and unpacked > MAX_RATIO * max(packed, 1):
        raise FrontmapError(
            f"{name} would unpack from {_megabytes(packed)} to {_megabytes(unpacked)}, which no "
            "table does: it looks like a zip bomb and was not opened."
        )


def check_in_memory(name: str, size: int) -> None:
    """Raise `FrontmapError` for a file that is too large to be held in memory as a whole."""
    if size > MAX_IN_MEMORY:
        raise FrontmapError(
            f"{name} has {_megabytes(size)}; of its kind {_megabytes(MAX_IN_MEMORY)} are read at "
            "the most, of CSV and Parquet any number."
        )


def check_members(name: str, members: Sequence[zipfile.ZipInfo], most: int = MAX_UNPACKED) -> None:
    """Raise `FrontmapError` where the directory of a zip speaks against unpacking it."""
    if len(members) > MAX_MEMBERS:
        raise FrontmapError(
            f"{name} holds {len(members):,} files; a zip with one table in it is right."
        )
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise FrontmapError(
            f"{name} is protected by a password; save it without one and try again."
        )
    odd = [member for member in members if member.compress_type not in _METHODS]
    if odd:
        raise FrontmapError(
            f"{name} is packed in a way that is not read (method {odd[0].compress_type}); pack it "
            "again as an ordinary zip."
        )
    packed = sum(member.compress_size for member in members)
    check_sizes(name, packed, sum(member.file_size for member in members), most)
    # One large member must not hide behind the packed size of its neighbours.
    for member in members:
        check_sizes(f"{member.filename} in {name}", member.compress_size, member.file_size, most)


def _megabytes(size: int) -> str:
    return f"{size / MIB:,.0f} MB" if size >= 10 * MIB else f"{size / MIB:,.1f} MB"
