"""Callbacks: parse the URL, query the dataset, build components. One file a region."""

from dash import Dash

from dashboard.callbacks import clientside, details, map, summary, table, timeline, view
from dashboard.site import Site


def register_callbacks(app: Dash, site: Site) -> None:
    """Register every callback; the URL's query string is the only state they read."""
    for region in (view, summary, map, details, timeline, table):
        region.register(app, site)
    clientside.register(app)
