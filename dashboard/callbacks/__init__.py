"""Callbacks: parse the URL, query the dataset, build components. One file a region.

Each begins with the site of the moment and answers from one reading of it alone.
"""

from dash import Dash

from dashboard.callbacks import clientside, compare, details, map, summary, table, timeline, view
from dashboard.site import LiveSite


def register_callbacks(app: Dash, live: LiveSite) -> None:
    """Register every callback; the URL's query string is the only state they read."""
    for region in (view, summary, map, compare, details, timeline, table):
        region.register(app, live)
    clientside.register(app)
