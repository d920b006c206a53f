"""The data tab: made anew whenever it is opened, since reports come without a new version too."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, no_update

from dashboard.ids import Id
from dashboard.layout.data import data_panel
from dashboard.site import LiveSite


def register(app: Dash, live: LiveSite) -> None:
    """The panel follows the tab of the URL."""

    @app.callback(
        Output(Id.DATA_PANEL, "children"),
        Output(Id.DATA_PANEL, "hidden"),
        Input(Id.URL, "search"),
    )
    def show_data(search: str | None) -> tuple[Any, bool]:
        site = live.current()
        view = site.view(search)
        if view.tab != "data":
            return no_update, True
        return data_panel(site, site.words(view)), False
