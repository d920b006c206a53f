"""Tables: a head, and rows of cells; some columns hold figures."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TypeAlias

from dash import html

from dashboard.layout.plain import Plain, tag

Row: TypeAlias = Sequence[object] | html.Tr


def table(
    heads: Sequence[object],
    rows: Iterable[Row],
    figures: Collection[int] = (),
    *,
    marked_heads: bool = True,
    **more: object,
) -> html.Table:
    """A table; ``figures`` are the places of the columns that hold numbers.

    A head of None is an empty corner; unless ``marked_heads``, heads stand as text does. A row is what its cells hold, or made already.
    """
    cells = [
        tag("Td", None)
        if head is None
        else tag("Th", head, scope="col", **_class(marked_heads and at in figures))
        for at, head in enumerate(heads)
    ]
    body = [row if isinstance(row, html.Tr) else _row(row, figures) for row in rows]
    return html.Table([html.Thead(tag("Tr", cells)), html.Tbody(body)], **more)


def _row(cells: Sequence[object], figures: Collection[int]) -> Plain:
    return tag("Tr", [tag("Td", cell, **_class(at in figures)) for at, cell in enumerate(cells)])


def _class(is_figure: bool) -> dict[str, str]:
    return {"className": "fm-figure"} if is_figure else {}
