"""The right column: the selection, and the published totals."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State, no_update

from dashboard.callbacks.versions import is_outdated
from dashboard.ids import Id
from dashboard.layout.details import details
from dashboard.layout.reported import reported
from dashboard.reading import Reading, once
from dashboard.site import LiveSite


def register(app: Dash, live: LiveSite) -> None:
    """Details and totals follow the URL."""

    @app.callback(
        Output(Id.DETAILS, "children"),
        Output(Id.REPORTED, "children"),
        Input(Id.URL, "search"),
        State(Id.MADE_FOR, "data"),
    )
    def show_details(search: str | None, made_for: str | None = None) -> tuple[Any, Any]:
        site = live.current()
        if is_outdated(made_for, site):
            return no_update, no_update
        reading = site.reading(search)
        return details(reading), _published(reading.part("as_of", "provinces"))


@once
def _published(reading: Reading) -> list[object]:
    """The published totals of a view's day; filters of incidents leave them as they are."""
    return reported(reading)
