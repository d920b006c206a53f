"""Change the values of a column, each different one once."""

from collections.abc import Callable

import numpy as np
import pandas as pd


def by_value(text: pd.Series, change: Callable[[str], str | None]) -> pd.Series:
    """Apply a function to every different value of a column.

    Parameters
    ----------
    text : pandas.Series of str
        Nulls stay.
    change : callable
        From a value to the new one, or to None for null.

    Returns
    -------
    pandas.Series of str
        Index of ``text``.
    """
    codes, values = pd.factorize(text)
    changed = np.array([*(change(str(value)) for value in values), None], dtype=object)
    return pd.Series(changed[codes], index=text.index, dtype="str")
