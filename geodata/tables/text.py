"""The lines of a text file, whatever it is encoded in."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import IO

from geodata.errors import FrontmapError
from geodata.tables.limits import MAX_LINE

UTF8 = "UTF-8"
CP1252 = "cp1252"
_UTF16 = {"UTF-16 (little endian)": "utf-16-le", "UTF-16 (big endian)": "utf-16-be"}

_CHUNK = 2 * 1024**2
_HIGH = re.compile(rb"[\x80-\xff]+")


@dataclass
class Meter:
    """How much of a file has been read."""

    total: int
    done: int = field(default=0)

    @property
    def share(self) -> float:
        """0 to 1."""
        return min(1.0, self.done / self.total) if self.total else 1.0


def guess_encoding(sample: bytes, name: str) -> str:
    """Name of the encoding of a text file, from its first bytes.

    By its byte order mark, else by the pattern of nulls in UTF-16, else UTF-8 where the bytes
    are that, else cp1252. Raises `FrontmapError` where they are an 8-bit encoding of another
    script, which cp1252 would turn into nonsense without a word.
    """
    little, big = _UTF16
    if sample.startswith(codecs.BOM_UTF16_LE) or _nulls_in(sample[1::2]):
        return little
    if sample.startswith(codecs.BOM_UTF16_BE) or _nulls_in(sample[::2]):
        return big
    known, foreign, cut = _high_letters(sample)
    # Western words have single letters beyond ASCII; whole words of them are another script.
    words = sum(len(letters) >= 4 for letters in foreign)
    if words >= 3 and words > 0.3 * len(foreign):
        raise FrontmapError(
            f"{name} is neither in UTF-8 nor in cp1252, but in an encoding of another script; "
            "save it as “CSV UTF-8”."
        )
    return CP1252 if len(foreign) > len(known) or (cut and not known) else UTF8


def _high_letters(sample: bytes) -> tuple[list[bytes], list[bytes], bool]:
    """Runs of bytes beyond ASCII in lines that are UTF-8, in others, and if the end is cut."""
    known: list[bytes] = []
    foreign: list[bytes] = []
    cut = False
    for line in io.BytesIO(sample):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError as error:
            if not _is_cut(error, line):
                foreign += _HIGH.findall(line)
                continue
            cut = True
            line = line[: error.start]  # noqa: PLW2901  the rest is half a letter
        known += _HIGH.findall(line)
    return known, foreign, cut


def _is_cut(error: UnicodeDecodeError, line: bytes) -> bool:
    """Whether a line that is no UTF-8 is only cut off in the middle of its last letter."""
    return error.reason == "unexpected end of data" and not line.endswith(b"\n")


def _nulls_in(half: bytes) -> bool:
    """Whether these are the upper halves of UTF-16 text."""
    return len(half) >= 8 and half.count(0) > 0.5 * len(half)


def decode(sample: bytes, encoding: str) -> str:
    """Text of the first bytes of a file, without its byte order mark."""
    if encoding in _UTF16:
        return sample.decode(_UTF16[encoding], errors="replace").removeprefix("\ufeff")
    return _decode_lines(sample.removeprefix(codecs.BOM_UTF8), encoding)


def lines_of(stream: IO[bytes], encoding: str, meter: Meter, name: str) -> Iterator[str]:
    r"""Lines of a text file with their ends (\n, \r\n or \r), read a little at a time.

    A line that is not UTF-8 in a file that otherwise is, is taken as cp1252: such files come
    from tables pasted together. Raises `FrontmapError` for a line without an end.
    """
    texts = _utf16(stream, _UTF16[encoding], meter, name) if encoding in _UTF16 else None
    if texts is None:
        texts = (_decode_lines(part, encoding) for part in _whole_lines(stream, meter, name))
    return chain.from_iterable(io.StringIO(text, newline="") for text in texts)


def _whole_lines(stream: IO[bytes], meter: Meter, name: str) -> Iterator[bytes]:
    """Runs of whole lines, as bytes."""
    rest, first = b"", True
    while chunk := stream.read(_CHUNK):
        meter.done += len(chunk)
        if first:
            chunk, first = chunk.removeprefix(codecs.BOM_UTF8), False
        rest += chunk
        end = _end_of_lines(rest)
        if end > 0:
            yield rest[:end]
            rest = rest[end:]
        _check_line(len(rest), name)
    if rest:
        yield rest


def _end_of_lines(content: bytes) -> int:
    r"""Where the last whole line ends; a \r at the very end may be half of \r\n."""
    end = content.rfind(b"\n") + 1
    return end or content.rfind(b"\r", 0, len(content) - 1) + 1


def _decode_lines(content: bytes, encoding: str) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return "".join(_decode_line(line, encoding) for line in io.BytesIO(content))


def _decode_line(line: bytes, encoding: str) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as error:
        if encoding == UTF8 and _is_cut(error, line):
            return line.decode("utf-8", errors="replace")
        return line.decode("cp1252", errors="replace")


def _check_line(size: int, name: str) -> None:
    if size > MAX_LINE:
        raise FrontmapError(
            f"{name} has a line of more than {MAX_LINE // 1024**2} MB; a table has a line a row, "
            "or a few."
        )


def _utf16(stream: IO[bytes], codec: str, meter: Meter, name: str) -> Iterator[str]:
    """Runs of whole lines of UTF-16 text."""
    decoder = codecs.getincrementaldecoder(codec)(errors="replace")
    rest, first = "", True
    while chunk := stream.read(_CHUNK):
        meter.done += len(chunk)
        text = decoder.decode(chunk)
        if first:
            text, first = text.removeprefix("\ufeff"), False
        rest += text
        end = rest.rfind("\n") + 1
        yield rest[:end]
        rest = rest[end:]
        _check_line(2 * len(rest), name)
    yield rest + decoder.decode(b"", final=True)
