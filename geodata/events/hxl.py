"""The row of HXL tags (#date+start, #geo+lat ...) that HDX puts below the header: it is no row."""

import re

import pandas as pd

NOTE = "The row of HXL tags below the header was left out, as it is no event."

_TAG = re.compile(r"#[a-z][\w-]*(?:\s*\+\s*\w+)*", re.IGNORECASE)


def has_tag_row(first: pd.DataFrame) -> bool:
    """Tell whether the row numbered 1 holds nothing but HXL tags and empty cells."""
    if 1 not in first.index:
        return False
    cells = first.loc[1].dropna()
    return len(cells) > 0 and all(_TAG.fullmatch(str(cell).strip()) for cell in cells)


def without_tag_row(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of a file with a tag row: without it, the first row below it numbered 1."""
    kept = rows[rows.index != 1]
    return kept.set_axis(kept.index - 1, axis="index")
