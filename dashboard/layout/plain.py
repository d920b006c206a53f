"""Parts of the page as plain data, for tables and lists of hundreds of rows, and links in them.

A Dash component checks its arguments when it is made and is walked when it is sent, some 40
microseconds each. What it becomes on the wire can be written down at once; the browser sees no
difference.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

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
