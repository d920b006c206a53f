"""The row of HXL tags (#date+start, #geo+lat ...) that HDX puts below the header: it is no row."""

import re

import pandas as pd

from geodata.tables.rows import RowSource

NOTE = "The row of HXL tags below the header was left out, as it is no event."

_TAG = re.compile(r"#[a-z][\w-]*(?:\s*\+\s*\w+)*", re.IGNORECASE)
_ROW_NAME = re.compile(r"[01]")


def has_tag_row(first: pd.DataFrame) -> bool:
    """Tell whether the row numbered 1 holds nothing but HXL tags and empty cells.

    Copies saved from Python or R have a column of row names in front: its 0 or 1 does not count.
    """
    if 1 not in first.index:
        return False
    cells = [str(cell).strip() for cell in first.loc[1].iloc[:1].dropna()]
    cells = [cell for cell in cells if not _ROW_NAME.fullmatch(cell)]
    cells += [str(cell).strip() for cell in first.loc[1].iloc[1:].dropna()]
    return len(cells) > 0 and all(_TAG.fullmatch(cell) for cell in cells)


def starts_with_tags(source: RowSource) -> bool:
    """Tell whether the first row of a file holds HXL tags."""
    first = next((rows.frame for rows in source.partitions(1_000)), None)
    return first is not None and has_tag_row(first)


def without_tag_row(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of a file with a tag row: without it, the first row below it numbered 1."""
    kept = rows[rows.index != 1]
    return kept.set_axis(kept.index - 1, axis="index")
