"""What a browser sends beside the address, read before anything is done with it.

Whatever the page itself would not send is taken for nothing sent. A number of a client that sizes
something is within bounds here: Python works out ``2**3_000_000_000``, and holds the worker meanwhile.
"""

from __future__ import annotations

from dashboard.layout.table import BLOCK_ROWS, SORTABLE

MOST_ZOOM = 24
"""The closest that a web map goes; ours stops before it."""


def zoom_of(sent: object) -> float | None:
    """The zoom of the map, a number from 0 to `MOST_ZOOM`; None for anything else."""
    # Compared before it is anything else: no conversion of a huge whole number, and NaN is in no
    # range. A bool is an int in Python.
    if isinstance(sent, bool) or not isinstance(sent, int | float):
        return None
    return float(sent) if 0 <= sent <= MOST_ZOOM else None


def block_of(sent: object) -> tuple[int, int, list[tuple[str, bool]]] | None:
    """First row, end and order of the block that a grid asks for; None if it asks for none.

    The page asks for `BLOCK_ROWS` at a time, so nobody gets more at once.
    """
    if not isinstance(sent, dict):
        return None
    first, end = sent.get("startRow"), sent.get("endRow")
    if type(first) is not int or type(end) is not int or not 0 <= first <= end:
        return None
    return first, min(end, first + BLOCK_ROWS), sort_order(sent.get("sortModel"))


def sort_order(sent: object) -> list[tuple[str, bool]]:
    """The grid's sort model as (column, descending), columns it may not sort by left out.

    A column counts once, as the first of its mentions says: each costs memory by the event.
    """
    order: dict[str, bool] = {}
    for part in sent if isinstance(sent, list) else []:
        if isinstance(part, dict) and part.get("colId") in SORTABLE:
            order.setdefault(part["colId"], part.get("sort") == "desc")
    return list(order.items())
