"""The timeline of incidents a day."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import Dash, Input, Output

from dashboard.figures.timeline import timeline_figure
from dashboard.ids import Id
from dashboard.site import Site


def register(app: Dash, site: Site) -> None:
    """The timeline follows the URL."""
    first, last = site.dataset.event_days

    @app.callback(Output(Id.TIMELINE, "figure"), Input(Id.URL, "search"))
    def show_timeline(search: str | None) -> dict[str, Any]:
        view = site.view(search)
        per_day = site.dataset.events_per_day(view)
        in_view = per_day["date"].between(pd.Timestamp(view.date_from), pd.Timestamp(view.date_to))
        return timeline_figure(
            per_day.assign(in_view=in_view),
            view.date_from,
            view.date_to,
            view.as_of,
            site.words(view),
            first=min(first, view.as_of),
            last=max(last, view.as_of),
        )
