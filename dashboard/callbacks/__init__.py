"""Callbacks: parse the URL, query the dataset, build components. One file a region.

Each begins with the site of the moment and answers from it alone.
"""

from dash import Dash

from dashboard.callbacks import clientside, compare, details, map, summary, table, timeline, view
from dashboard.layout.history import unit_spells
from dashboard.printing.land import land_of
from dashboard.site import LiveSite, Site
from dashboard.wording.difference import compared_of
from dashboard.wording.layers import flags_of
from dashboard.wording.words import units_lacking
from geodata.dataset.extent import outliers
from geodata.dataset.positions import unit_positions

REMEMBERED = (
    map.view_statuses,
    map.view_badges,
    map.map_units,
    details.published_panel,
    land_of,
    unit_positions,
    outliers,
    units_lacking,
    flags_of,
    compared_of,
    unit_spells,
    timeline.bars,
)
"""What keeps its answers by site or dataset."""


def register_callbacks(app: Dash, live: LiveSite) -> None:
    """Register every callback; the URL's query string is the only state they read."""
    for region in (view, summary, map, compare, details, timeline, table):
        region.register(app, live)
    clientside.register(app)


def forget(before: Site) -> None:
    """Let go of a dataset that is not served any more, or its answers would keep it in memory."""
    kept = (before.dataset, *before.dataset.assessments.values())
    classes = {base for thing in kept for base in type(thing).__mro__}
    methods = [method for kind in classes for method in vars(kind).values()]
    for function in (*REMEMBERED, *methods):
        if hasattr(function, "cache_clear"):
            function.cache_clear()
