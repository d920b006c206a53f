"""The map: parse the URL, query, and send what changed as a patch."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, Patch, State, no_update

from dashboard.callbacks.sent import zoom_of
from dashboard.callbacks.versions import is_outdated
from dashboard.figures.map_parts import apply_parts
from dashboard.figures.view_map import view_parts
from dashboard.ids import Id
from dashboard.site import LiveSite


def register(app: Dash, live: LiveSite) -> None:
    """The map follows the URL; its badges also follow the zoom."""

    @app.callback(
        Output(Id.MAP, "figure"),
        Output(Id.MAP_BOUNDARIES, "data"),
        Input(Id.URL, "search"),
        Input(Id.MAP_ZOOM, "data"),
        State(Id.MAP_BOUNDARIES, "data"),
        State(Id.MADE_FOR, "data"),
    )
    def show_map(
        search: str | None,
        zoom: float | None,
        drawn: str | None = None,
        made_for: str | None = None,
    ) -> tuple[Any, Any]:
        site = live.current()
        if is_outdated(made_for, site):
            return no_update, no_update  # statuses of other units than the map has
        reading = site.reading(search)
        parts = view_parts(reading, zoom_of(zoom), drawn)
        return apply_parts(Patch(), parts), reading.view.boundaries
