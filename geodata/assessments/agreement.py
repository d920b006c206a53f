"""How far two assessments agree: matrix, share, and weighted kappa with its interval.

Kappa is Cohen's with linear weights: Taliban against government counts twice as much as either
against contested. Its interval is the large-sample one of Fleiss, Cohen and Everitt
(Psychological Bulletin 72, 1969, 323-327), which is rough for few units.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.claims.totals import CLASSES
from geodata.errors import FrontmapError

CROSSWALK: Mapping[str, str | None] = {
    "taliban": "taliban",
    "contested": "contested",
    "government": "government",
    "unknown": None,
}
"""What each class of an assessment counts as; None is left out of the comparison."""
Z_95 = 1.959963984540054


@dataclass(frozen=True, eq=False)
class Agreement:
    """How two assessments compare over some units.

    ``n`` units have a class in both, ``agreeing`` of them the same, ``share`` is their share
    (None without any). ``kappa`` is None where it is not defined: without any such unit, or where
    chance alone makes all agree. ``low`` and ``high`` are its 95 % interval, None where the
    standard error is not defined, as for one unit. ``matrix`` has the first assessment in its rows.
    """

    n: int
    agreeing: int
    share: float | None
    kappa: float | None
    low: float | None
    high: float | None
    matrix: pd.DataFrame
    one_speaks: int
    neither: int


def crosswalked(statuses: pd.Series, crosswalk: Mapping[str, str | None] = CROSSWALK) -> pd.Series:
    """Each status as one of `CLASSES`, or null where it does not count.

    Raises
    ------
    FrontmapError
        A status is not in the crosswalk, or the crosswalk leads to a class that is none.
    """
    strange = sorted({str(c) for c in crosswalk.values() if c is not None} - set(CLASSES))
    if strange:
        raise FrontmapError(
            f"the crosswalk leads to “{strange[0]}”; it must lead to {', '.join(CLASSES)}, or to "
            "nothing (None)."
        )
    unmapped = sorted({str(status) for status in statuses.unique()} - set(crosswalk))
    if unmapped:
        raise FrontmapError(
            f"the class “{unmapped[0]}” is not in the crosswalk, which has "
            f"{', '.join(crosswalk)}; say which of {', '.join(CLASSES)} it is, or None to leave it "
            "out."
        )
    return statuses.map(dict(crosswalk))


def agreement(
    first: pd.Series, second: pd.Series, crosswalk: Mapping[str, str | None] = CROSSWALK
) -> Agreement:
    """Compare two series of statuses by unit id; see `Agreement`.

    Raises
    ------
    FrontmapError
        They are of different units, or a status is not in the crosswalk.
    """
    if not first.index.equals(second.index):
        raise FrontmapError(
            f"the two assessments are of different units ({len(first)} and {len(second)}); compare "
            "assessments of one register."
        )
    a, b = _places(first, crosswalk), _places(second, crosswalk)
    pairs = _pair_counts(a, b)
    matrix = pd.DataFrame(pairs[:-1, :-1], index=list(CLASSES), columns=list(CLASSES))
    return Agreement(**_figures(pairs), matrix=matrix)


def agreement_by_province(
    first: pd.Series, second: pd.Series, provinces: pd.Series
) -> pd.DataFrame:
    """Agreement in each province: ``n``, ``agreeing``, ``share``, ``kappa``, ``low``, ``high``.

    ``provinces`` gives each unit's province; the index of the answer, in its order. Null where
    a figure is not defined.
    """
    names = ("n", "agreeing", "share", "kappa", "low", "high")
    a, b = (_places(side.reindex(provinces.index), CROSSWALK) for side in (first, second))
    which, known = pd.factorize(provinces, sort=True)
    found = [_figures(_pair_counts(a[which == i], b[which == i])) for i in range(len(known))]
    rows = [[one[name] for name in names] for one in found]
    table = pd.DataFrame(rows, index=known, columns=list(names), dtype=object)
    floats = dict.fromkeys(names[2:], "float64")
    return table.astype({"n": "int64", "agreeing": "int64", **floats})


def _places(statuses: pd.Series, crosswalk: Mapping[str, str | None]) -> NDArray[np.int64]:
    """Place of each unit's class in `CLASSES`, one more where it has none."""
    places = {name: i for i, name in enumerate(CLASSES)}
    known = crosswalked(statuses, crosswalk).tolist()
    return np.array([places.get(name, len(CLASSES)) for name in known], dtype=np.int64)


def _pair_counts(a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many units have each pair of places; "none" is the last row and column."""
    size = len(CLASSES) + 1
    pairs = np.zeros((size, size), dtype=np.int64)
    np.add.at(pairs, (a, b), 1)
    return pairs


def _figures(pairs: NDArray[np.int64]) -> dict[str, Any]:
    """All of an `Agreement` but its matrix, from counts of pairs; see `_pair_counts`."""
    table, neither = pairs[:-1, :-1], int(pairs[-1, -1])
    n, agreeing = int(table.sum()), int(np.trace(table))
    kappa, error = weighted_kappa(table)
    spread = None if kappa is None or error is None else Z_95 * error
    return {
        "n": n,
        "agreeing": agreeing,
        "share": agreeing / n if n else None,
        "kappa": kappa,
        "low": None if kappa is None or spread is None else max(-1.0, kappa - spread),
        "high": None if kappa is None or spread is None else min(1.0, kappa + spread),
        "one_speaks": int(pairs.sum()) - n - neither,
        "neither": neither,
    }


def weighted_kappa(table: NDArray[np.int64]) -> tuple[float | None, float | None]:
    """Linearly weighted kappa of a square table of counts, and its standard error.

    Where all units agree kappa is 1, also where chance could not have made them differ; else it
    is None where chance agreement is complete, or without any unit. One unit has no error.
    """
    n = int(table.sum())
    if not n:
        return None, None
    if int(np.trace(table)) == n:
        return 1.0, 0.0 if n > 1 else None
    steps = len(table) - 1
    far = np.abs(np.subtract.outer(np.arange(len(table)), np.arange(len(table))))
    weight = 1 - far / steps
    share = table / n
    row, column = share.sum(axis=1), share.sum(axis=0)
    observed = float((weight * share).sum())
    expected = float((weight * np.outer(row, column)).sum())
    if expected == 1:
        return None, None
    kappa = (observed - expected) / (1 - expected)
    # Mean weights of each row and column of the table under the other's shares.
    mean = (weight @ column)[:, None] + (weight.T @ row)[None, :]
    inner = float((share * (weight * (1 - expected) - mean * (1 - observed)) ** 2).sum())
    variance = inner - (observed * expected - 2 * expected + observed) ** 2
    return kappa, None if n < 2 else sqrt(max(variance, 0.0) / n) / (1 - expected) ** 2
