"""Ids for the rows of a new register: the file's own codes where they serve, else made ones."""

import re

import numpy as np
import pandas as pd

from geodata.boundary_import.provinces import fold_code

# Ids stand in addresses and lists; other characters would have to be escaped there.
_PLAIN = r"[A-Za-z0-9][A-Za-z0-9._-]*"
_ISO_WITH_UNDERSCORE = re.compile(r"[A-Za-z]{2}_[A-Za-z0-9]{1,3}")
_MOST = 0.8


def choose_ids(
    table: pd.DataFrame, prefix: str, order: pd.Series, made: str
) -> tuple[pd.Series, str | None]:
    """Choose the id of every row.

    Parameters
    ----------
    table : pandas.DataFrame
        With the columns ``<prefix>1``, ``<prefix>2`` ... of codes, best kind first. The first
        kind is taken that no two rows share and that most have.
    prefix : str
    order : pandas.Series of str
        What made codes are numbered by; index as of ``table``.
    made : str
        What made codes begin with.

    Returns
    -------
    ids : pandas.Series of str
        Unique, index as of ``table``.
    note : str or None
        A sentence for the report if codes had to be made.
    """
    numbers = _numbered(order, made)
    for column in (column for column in table.columns if column.startswith(prefix)):
        codes = table[column].map(_plain, na_action="ignore").astype("str")
        known = codes.dropna()
        fit = known.is_unique and known.str.fullmatch(_PLAIN).all()
        if fit and len(known) == len(codes):
            return codes, None
        if fit and len(known) >= _MOST * len(codes):
            missing = ", ".join(numbers[codes.isna()])
            return codes.fillna(numbers), f"These have no code in the file and got one: {missing}."
    example = numbers.min()
    return numbers, f"The file has no code for each: codes like {example} were made, by name."


def _plain(code: str) -> str:
    """The code itself, but AF-KAN for the AF_KAN of some makers."""
    return fold_code(code) if _ISO_WITH_UNDERSCORE.fullmatch(code.strip()) else code.strip()


def _numbered(order: pd.Series, made: str) -> pd.Series:
    width = max(3, len(str(len(order))))
    ranks = np.empty(len(order), dtype=int)
    ranks[np.argsort(order.to_numpy(dtype=object), kind="stable")] = np.arange(1, len(order) + 1)
    return pd.Series([f"{made}{rank:0{width}}" for rank in ranks], order.index, dtype="str")
