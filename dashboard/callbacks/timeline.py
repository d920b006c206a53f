"""The timeline of incidents a day."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import Dash, Input, Output, State, no_update

from dashboard.callbacks.versions import is_outdated
from dashboard.figures.timeline import bin_end, bin_of, timeline_figure
from dashboard.ids import Id
from dashboard.reading import Reading, once
from dashboard.site import LiveSite
from geodata.dataset.extent import event_span
from geodata.events.query import Bin


def register(app: Dash, live: LiveSite) -> None:
    """The timeline follows the URL."""

    @app.callback(
        Output(Id.TIMELINE, "figure"), Input(Id.URL, "search"), State(Id.MADE_FOR, "data")
    )
    def show_timeline(search: str | None, made_for: str | None = None) -> Any:
        site = live.current()
        if is_outdated(made_for, site):
            return no_update
        reading = site.reading(search)
        view, (first, last) = reading.view, event_span(reading.dataset)
        by = bin_of(first, last)
        return timeline_figure(
            _bars(reading.of_events, by),
            view.date_from,
            view.date_to,
            view.as_of,
            reading.t,
            first=min(first, view.as_of),
            last=max(last, view.as_of),
            by=by,
        )


@once
def _bars(reading: Reading, by: Bin) -> pd.DataFrame:
    """What the timeline draws of a view's incidents; a step of the as-of day leaves it as it is."""
    view, counts = reading.view, reading.dataset.events.per_day(reading.view, by)
    ends = [pd.Timestamp(bin_end(day, by)) for day in counts["date"].dt.date]
    touched = (counts["date"] <= pd.Timestamp(view.date_to)) & (
        pd.Series(ends, index=counts.index, dtype=counts["date"].dtype)
        >= pd.Timestamp(view.date_from)
    )
    return counts.assign(in_view=touched)
