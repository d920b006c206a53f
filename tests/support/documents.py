"""The documentation as blocks: what is an example, of which page, under which title."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
_BLOCK = re.compile(
    r'^```(?P<language>\w*)(?: title="(?P<title>[^"]*)")?\n(?P<text>.*?)\n```$',
    flags=re.MULTILINE | re.DOTALL,
)


class Block(NamedTuple):
    """A fenced block of a page; ``title`` is a file's name, or the command that prints it."""

    page: str
    line: int
    language: str
    title: str
    text: str

    def __repr__(self) -> str:
        return f"{self.page}:{self.line}"


def read(page: str) -> str:
    """Text of a page of ``docs``."""
    return (ROOT / "docs" / page).read_text(encoding="utf-8")


def blocks(*languages: str) -> list[Block]:
    """Blocks of all pages, or those of some languages."""
    return [block for block in _all_blocks() if not languages or block.language in languages]


def _all_blocks() -> Iterator[Block]:
    for path in PAGES:
        text = path.read_text(encoding="utf-8")
        for found in _BLOCK.finditer(text):
            line = text.count("\n", 0, found.start()) + 1
            yield Block(path.name, line, found["language"], found["title"] or "", found["text"])


def section(text: str, heading: str) -> str:
    """What stands under a heading of any level, up to the next of the same or a higher one."""
    lines = text.splitlines()
    start = next(n for n, line in enumerate(lines) if line.lstrip("#") == f" {heading}")
    level = len(lines[start]) - len(lines[start].lstrip("#"))
    after = lines[start + 1 :]
    ends = (n for n, line in enumerate(after) if re.match(rf"#{{1,{level}}} ", line))
    return "\n".join(after[: next(ends, len(after))])


def code(text: str) -> list[str]:
    """What stands between backticks, blocks left out."""
    return re.findall(r"`([^`\n]+)`", _BLOCK.sub("", text))
