"""Parts of the page as plain data, for tables of hundreds of rows.

A Dash component checks its arguments when it is made and is walked when it is sent, some 40
microseconds each. What it becomes on the wire can be written down at once; the browser sees no
difference.
"""

from __future__ import annotations

from typing import Any

Plain = dict[str, Any]


def tag(kind: str, children: object, **props: object) -> Plain:
    """What ``html.<kind>(children, **props)`` is on the wire."""
    props["children"] = children
    return {"type": kind, "namespace": "dash_html_components", "props": props}


def link(words: str, href: str, class_name: str) -> Plain:
    """What ``dcc.Link(words, href=href, className=class_name)`` is on the wire."""
    props = {"children": words, "href": href, "className": class_name}
    return {"type": "Link", "namespace": "dash_core_components", "props": props}
