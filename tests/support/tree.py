"""Looking into component trees: what they say, what they link to, where a text stands."""

from collections.abc import Iterator
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

LIBRARIES = {"dash_html_components": html, "dash_core_components": dcc}


def component(node: Any) -> Any:
    """The component that a part written as plain data stands for; anything else as it is."""
    if isinstance(node, dict) and node.get("namespace") in LIBRARIES:
        return getattr(LIBRARIES[node["namespace"]], node["type"])(**node["props"])
    return node


def nodes(tree: Any) -> Iterator[Component]:
    """Every component of a tree, parents first; components in any property are found."""
    tree = component(tree)
    if isinstance(tree, Component):
        yield tree
        for name in tree._prop_names:
            yield from nodes(getattr(tree, name, None))
    elif isinstance(tree, list | tuple):
        for part in tree:
            yield from nodes(part)
    elif isinstance(tree, dict):
        yield from nodes(list(tree.values()))


def texts(tree: Any) -> list[str]:
    """Every piece of text that a tree shows, in the order of the page."""
    tree = component(tree)
    if isinstance(tree, Component):
        return texts(getattr(tree, "children", None))
    if isinstance(tree, list | tuple):
        return [text for part in tree for text in texts(part)]
    return [] if tree is None or isinstance(tree, bool) else [str(tree)]


def text(tree: Any) -> str:
    """All text of a tree, pieces parted by one space."""
    return " ".join(piece for piece in (piece.strip() for piece in texts(tree)) if piece)


def of_type(tree: Any, name: str) -> list[Component]:
    """Components of a type, by its name ("H1", "Link")."""
    return [node for node in nodes(tree) if type(node).__name__ == name]


def of_class(tree: Any, name: str) -> list[Component]:
    """Components with a class of the style sheets."""
    return [node for node in nodes(tree) if name in str(getattr(node, "className", "")).split()]


def links(tree: Any) -> list[str]:
    """Every address that a tree links to."""
    return [str(node.href) for node in nodes(tree) if getattr(node, "href", None) is not None]


def strings(tree: Any) -> Iterator[tuple[str, str, str]]:
    """Every string in a tree: type of the component, property path, string."""
    for node in nodes(tree):
        for name, value in node.to_plotly_json()["props"].items():
            for path, piece in _pieces(value, str(name)):
                yield type(node).__name__, path, piece


def _pieces(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict) and value.get("namespace") not in LIBRARIES:
        for name, part in value.items():
            yield from _pieces(part, f"{path}.{name}")
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _pieces(part, path)
