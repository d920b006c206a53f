"""A file that a test has in its hands as a frame: for readers, without any reading of files."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from geodata.tables.rows import Rows, reject_frame


def text_frame(
    rows: Sequence[Mapping[str, str | None]], columns: Sequence[str] | None = None
) -> pd.DataFrame:
    """Rows of text as a source gives them: dtype str, null where nothing is, index row from 1."""
    names = list(columns if columns is not None else rows[0])
    index = pd.RangeIndex(1, len(rows) + 1, name="row")
    cells = {name: [row.get(name) or None for row in rows] for name in names}
    return pd.DataFrame(cells, index=index, columns=names, dtype="str")


@dataclass(frozen=True)
class FrameSource:
    """A row source over a frame of text."""

    frame: pd.DataFrame
    path: Path = Path("events.csv")
    kind: str = "csv"
    description: str = "a frame"

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(map(str, self.frame.columns))

    def partitions(self, size: int = 50_000) -> Iterator[Rows]:
        for start in range(0, len(self.frame), size):
            done = (start + size) / len(self.frame)
            yield Rows(self.frame.iloc[start : start + size], reject_frame([]), min(done, 1.0))
