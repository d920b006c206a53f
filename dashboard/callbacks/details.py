"""The right column: the selection, and the published totals."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from dash import Dash, Input, Output, State, no_update

from dashboard.callbacks.versions import is_outdated
from dashboard.ids import Id
from dashboard.layout.details import details
from dashboard.layout.reported import reported
from dashboard.site import LiveSite, Site
from geodata.view import View


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
        view = site.view(search)
        t = site.words(view)
        day = site.dataset.default_view.with_(
            as_of=view.as_of, provinces=view.provinces, lang=view.lang
        )
        return details(site.dataset, view, t), published_panel(site, day)


@lru_cache(maxsize=64)
def published_panel(site: Site, view: View) -> list[object]:
    """The published totals of a view's day; filters of incidents leave them as they are."""
    return reported(site.dataset, view, site.words(view))
