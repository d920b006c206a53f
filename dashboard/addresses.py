"""The addresses of this server: of a view's page, and of geometry."""

from __future__ import annotations

from urllib.parse import quote

from geodata.dataset.dataset import Dataset
from geodata.view import View


def view_url(dataset: Dataset, view: View) -> str:
    """Address of the page that shows a view, on the server that shows the link."""
    return f"/?{view.to_query(dataset.default_view)}"


def page_link(dataset: Dataset, view: View, root: str) -> str:
    """The address that opens a view, with the server's own."""
    query = view.to_query(dataset.default_view)
    return f"{root}?{query}" if query else root


def layer_version(dataset: Dataset, boundaries: str, layer: str) -> str:
    """Short hash of a layer, part of its address so that it can be cached for ever."""
    return dataset.layer_hash(boundaries, layer)[:12]


def layer_url(dataset: Dataset, boundaries: str, layer: str) -> str:
    """Address of a layer of geometry on this server; the same file has the same address."""
    wanted = dataset.layer_hash(boundaries, layer)
    first = next(n for n in dataset.boundary_sets if dataset.layer_hash(n, layer) == wanted)
    address = f"/boundaries/{quote(first, safe='')}/{layer}.geojson"
    return f"{address}?v={layer_version(dataset, first, layer)}"
