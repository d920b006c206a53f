"""The right column: the selection, and the published totals."""

from __future__ import annotations

from dash import Dash, Input, Output

from dashboard.ids import Id
from dashboard.layout.details import details
from dashboard.layout.reported import reported
from dashboard.site import Site


def register(app: Dash, site: Site) -> None:
    """Details and totals follow the URL."""

    @app.callback(
        Output(Id.DETAILS, "children"),
        Output(Id.REPORTED, "children"),
        Input(Id.URL, "search"),
    )
    def show_details(search: str | None) -> tuple[list[object], list[object]]:
        view = site.view(search)
        t = site.words(view)
        return details(site.dataset, view, t), reported(site.dataset, view, t)
