"""The timeline of incidents a day."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pandas as pd
from dash import Dash, Input, Output, State, no_update

from dashboard.callbacks.versions import is_outdated
from dashboard.figures.timeline import bin_end, bin_of, timeline_figure
from dashboard.ids import Id
from dashboard.site import LiveSite
from geodata.dataset.dataset import Dataset
from geodata.dataset.extent import event_span
from geodata.events.query import Bin
from geodata.view import View


def register(app: Dash, live: LiveSite) -> None:
    """The timeline follows the URL."""

    @app.callback(
        Output(Id.TIMELINE, "figure"), Input(Id.URL, "search"), State(Id.MADE_FOR, "data")
    )
    def show_timeline(search: str | None, made_for: str | None = None) -> Any:
        site = live.current()
        if is_outdated(made_for, site):
            return no_update
        view = site.view(search)
        first, last = event_span(site.dataset)
        by = bin_of(first, last)
        return timeline_figure(
            bars(site.dataset, view.event_part, by),
            view.date_from,
            view.date_to,
            view.as_of,
            site.words(view),
            first=min(first, view.as_of),
            last=max(last, view.as_of),
            by=by,
        )


@lru_cache(maxsize=16)
def bars(dataset: Dataset, view: View, by: Bin) -> pd.DataFrame:
    """What the timeline draws of a view's incidents; a step of the as-of day leaves it as it is."""
    counts = dataset.events_per_day(view, by)
    ends = [pd.Timestamp(bin_end(day, by)) for day in counts["date"].dt.date]
    touched = (counts["date"] <= pd.Timestamp(view.date_to)) & (
        pd.Series(ends, index=counts.index, dtype=counts["date"].dtype)
        >= pd.Timestamp(view.date_from)
    )
    return counts.assign(in_view=touched)
