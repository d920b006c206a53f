"""Read a source to its end, and say of each file what the tests ask."""

from pathlib import Path
from typing import Any

import pandas as pd

from geodata.errors import FrontmapError
from geodata.tables import REJECT_COLUMNS, RowSource, open_rows


def read(source: RowSource, size: int = 50_000) -> tuple[pd.DataFrame, pd.DataFrame]:
    """All rows and all faults; checks what every partition has to keep."""
    parts = list(source.partitions(size))
    progress = [part.progress for part in parts]
    assert progress == sorted(progress)
    assert progress[-1] == 1.0
    for part in parts:
        assert tuple(part.frame.columns) == source.columns
        assert set(part.frame.dtypes) <= {pd.StringDtype(na_value=float("nan"))}
        assert part.frame.index.name == "row"
        assert tuple(part.faults.columns) == REJECT_COLUMNS
        assert not (part.frame == "").to_numpy().any()
    frame = pd.concat([part.frame for part in parts])
    faults = pd.concat([part.faults for part in parts], ignore_index=True)
    rows = sorted([*frame.index, *faults["row"]])
    assert rows == list(range(1, len(rows) + 1))  # every row is in one of the two, once
    return frame, faults


def records(frame: pd.DataFrame) -> list[list[Any]]:
    """Cells by row; None for null."""
    return frame.astype(object).where(frame.notna(), None).to_numpy().tolist()


def table_of(path: Path, **options: Any) -> list[list[Any]]:
    """Rows of a file without faults."""
    frame, faults = read(open_rows(path, **options))
    assert faults.empty, faults.to_string()
    return records(frame)


def refusal(path: Path, **options: Any) -> str:
    """The sentence with which a file is refused, at once or while it is read."""
    try:
        read(open_rows(path, **options))
    except FrontmapError as error:
        sentence = str(error)
    else:
        raise AssertionError(f"{path.name} was read")
    assert sentence.endswith(".")
    assert sentence.count(". ") == 0, sentence
    assert "\n" not in sentence
    assert str(path.parent) not in sentence
    return sentence
