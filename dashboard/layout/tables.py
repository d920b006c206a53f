"""Tables of hundreds of rows, and the links in them, as plain data.

A Dash component checks its arguments when it is made and is walked when it is sent, some 40
microseconds each. What it becomes on the wire can be written down at once; the browser sees no
difference.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, TypeAlias
from urllib.parse import quote

from dash import html

from dashboard.reading import Reading

Plain = dict[str, Any]


def tag(kind: str, children: object, **props: object) -> Plain:
    """What ``html.<kind>(children, **props)`` is on the wire."""
    props["children"] = children
    return {"type": kind, "namespace": "dash_html_components", "props": props}


def link_to(words: str, href: str, class_name: str) -> Plain:
    """What ``dcc.Link(words, href=href, className=class_name)`` is on the wire."""
    props = {"children": words, "href": href, "className": class_name}
    return {"type": "Link", "namespace": "dash_core_components", "props": props}


_HERE = "select-here"


def selecting(reading: Reading, class_name: str = "fm-link") -> Callable[[object, str], Plain]:
    """A maker of links, called with what a link selects and its words.

    The query is made once, so that a table of hundreds of units costs no more than its links.
    """
    query = reading.view.with_(select=_HERE).to_query(reading.dataset.default_view)
    before, after = query.split(_HERE)

    def link(selected: object, words: str) -> Plain:
        href = f"/?{before}{quote(str(selected), safe=',@')}{after}"
        return link_to(words, href, class_name)

    return link


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
