"""Whether a workbook may be opened: what its cells would take in memory.

A spreadsheet reader holds a sheet as a full grid, and a text that many cells share once for
each. A workbook of a few kilobytes can name the last cell of the last row, or a text a million
times; so its XML is counted first, in a stream.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from typing import IO, Any, Final
from xml.parsers import expat

from geodata.errors import FrontmapError
from geodata.tables.limits import GIB, check_members

MAX_UNPACKED: Final = 2 * GIB
MAX_GRID: Final = 200_000_000
"""Cells of a sheet from its first to its last, empty ones included."""

HARMLESS_GRID: Final = 5_000_000
MAX_EMPTY: Final = 50
"""Cells of the grid for each that holds something, where the grid is not harmless."""

MAX_TEXT: Final = 2 * GIB
"""Letters of all cells of a sheet, those of shared texts counted for each cell."""

_CHUNK: Final = 1024**2
_DIGITS: Final = "0123456789"
_SHEET: Final = b"sheetData"
_SHARED: Final = b"sst"


def check_workbook(stream: IO[bytes], name: str) -> None:
    """Raise `FrontmapError` for a workbook that would take too much memory, or is damaged.

    May raise what `zipfile` raises for damaged archives.
    """
    with zipfile.ZipFile(stream) as archive:
        members = archive.infolist()
        check_members(name, members, MAX_UNPACKED)
        # Parts may hide under any name; reading all to the end also checks their sums.
        words = [_words_in(archive, member) for member in members]
        shared: list[int] = []
        for member, found in zip(members, words, strict=True):
            if _SHARED in found:
                shared += _shared_lengths(archive, member, name)
        for member, found in zip(members, words, strict=True):
            if _SHEET in found:
                _check_sheet(_count(archive, member, shared, name), name)


def _words_in(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> set[bytes]:
    """Which of the tags that tell what a part is occur in it."""
    found, tail = set[bytes](), b""
    with archive.open(member) as part:
        while chunk := part.read(_CHUNK):
            found |= {word for word in (_SHEET, _SHARED) if word in tail + chunk}
            tail = chunk[-len(_SHEET) :]
    return found


class _Sheet:
    """Counts of a sheet, fed by the XML parser."""

    def __init__(self, shared: list[int], *, looks_at_text: bool = False) -> None:
        self.looks_at_text = looks_at_text
        self.cells = 0
        self.last_row = 0
        self.letters: set[str] = set()
        self.text = 0
        self._shared = shared
        self._row = ""
        self._unplaced = 0  # cells of the row without a reference: they follow one another
        self._most_unplaced = 0
        self._number: list[str] | None = None

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "v":  # the most frequent, with "c"
            return
        local = tag.rpartition(":")[2] if ":" in tag else tag
        if local == "c":
            self.cells += 1
            reference = attributes.get("r", "")
            if reference.removesuffix(self._row) not in self.letters:
                self._place(reference)
            if self.looks_at_text:
                self._number = [] if attributes.get("t") == "s" else None
        elif local == "row":
            self._row = attributes.get("r", "")
            self.last_row = max(self.last_row + 1, _number(self._row))
            self._unplaced = 0

    def end(self, tag: str) -> None:
        if self._number is not None and tag.rpartition(":")[2] == "c":
            at = _number("".join(self._number).strip())
            self.text += self._shared[at] if at < len(self._shared) else 0
            self._number = None

    def words(self, text: str) -> None:
        if self._number is not None:
            self._number.append(text)

    def _place(self, reference: str) -> None:
        letters = reference.rstrip(_DIGITS)
        if not letters:
            self._unplaced += 1
            self._most_unplaced = max(self._most_unplaced, self._unplaced)
            return
        self.letters.add(letters)
        row = reference[len(letters) :]
        if row != self._row:
            self.last_row = max(self.last_row, _number(row))

    @property
    def width(self) -> int:
        """The last column, or more."""
        return max(map(_column_number, self.letters), default=0) + self._most_unplaced


def _number(digits: str) -> int:
    """The number that a reference names; of nonsense 0."""
    return int(digits[:12]) if digits.isdecimal() else 0


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters[:8].upper():
        number = 26 * number + max(0, ord(letter) - ord("A") + 1)
    return number


def _count(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, shared: list[int], name: str
) -> _Sheet:
    sheet = _Sheet(shared)
    parser = _parser(name)
    parser.StartElementHandler = sheet.start
    _parse(archive, member, parser, name)
    # Every cell could hold the longest text; only where that is too much is each looked at.
    if max(shared, default=0) * sheet.cells > MAX_TEXT:
        sheet = _Sheet(shared, looks_at_text=True)
        parser = _parser(name)
        parser.StartElementHandler = sheet.start
        parser.EndElementHandler = sheet.end
        parser.CharacterDataHandler = sheet.words
        _parse(archive, member, parser, name)
    return sheet


def _shared_lengths(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> list[int]:
    """Lengths of the texts that cells share, in letters."""
    lengths: list[int] = []

    def start(tag: str, _: Any) -> None:
        if tag.rpartition(":")[2] == "si":
            lengths.append(0)

    def words(text: str) -> None:
        if lengths:
            lengths[-1] += len(text)

    parser = _parser(name)
    parser.StartElementHandler = start
    parser.CharacterDataHandler = words
    _parse(archive, member, parser, name)
    return lengths


def _parser(name: str) -> expat.XMLParserType:
    parser = expat.ParserCreate()

    def refuse(*_: object) -> None:
        raise FrontmapError(
            f"{name} declares XML entities, as no workbook does; it was not opened."
        )

    parser.StartDoctypeDeclHandler = refuse
    return parser


def _parse(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, parser: expat.XMLParserType, name: str
) -> None:
    try:
        with archive.open(member) as part:
            while chunk := part.read(_CHUNK):
                parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise FrontmapError(
            f"{name} is a damaged workbook ({member.filename}: {error}); get it again."
        ) from error


def _check_sheet(sheet: _Sheet, name: str) -> None:
    grid = sheet.last_row * sheet.width
    if grid > MAX_GRID or (grid > HARMLESS_GRID and grid > MAX_EMPTY * sheet.cells):
        raise FrontmapError(
            f"{name} has a sheet that reaches over {sheet.last_row:,} rows and {sheet.width:,} "
            f"columns for {sheet.cells:,} filled cells; delete what is far off the table, or save "
            "it as CSV."
        )
    if sheet.text > MAX_TEXT:
        raise FrontmapError(
            f"{name} repeats long texts to {sheet.text / GIB:,.0f} GB, which no table does; it "
            "was not opened."
        )
