"""What every kind of file becomes: rows of text, and the rows that could not be read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeAlias

import pandas as pd

REJECT_COLUMNS = ("row", "column", "value", "reason")

Reject: TypeAlias = tuple[int, str | None, str | None, str]
"""A row that is not taken: its number, the column and the value at fault if any, and why."""


@dataclass(frozen=True)
class Rows:
    """A run of rows of a file.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row for each row that could be read; columns are those of the source, of dtype
        ``str``, null where the cell is empty. The index ``row`` is the row number in the file,
        1 being the first row below the header.
    faults : pandas.DataFrame
        ``REJECT_COLUMNS``: the rows that could not be taken apart, and why.
    progress : float
        Share of the file that is done after these rows, 0 to 1.
    """

    frame: pd.DataFrame
    faults: pd.DataFrame
    progress: float


class RowSource(Protocol):
    """A file that can be read as rows of text: a description without open handles."""

    @property
    def path(self) -> Path:
        """The file."""

    @property
    def kind(self) -> str:
        """Return ``csv``, ``xlsx``, ``parquet``, ``geojson`` or ``features``."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of every frame that ``partitions`` gives."""

    @property
    def description(self) -> str:
        """What the file is, for people: "CSV in cp1252, separated by semicolons"."""

    def partitions(self, size: int = 50_000) -> Iterator[Rows]:
        """Read the file from its start, ``size`` rows at a time."""


def reject_frame(rejects: Sequence[Reject] = ()) -> pd.DataFrame:
    """Return rejects (row, column, value, reason) as a frame of ``REJECT_COLUMNS``."""
    types = dict.fromkeys(REJECT_COLUMNS, "str") | {"row": "int64"}
    return pd.DataFrame(list(rejects), columns=list(REJECT_COLUMNS)).astype(types)
