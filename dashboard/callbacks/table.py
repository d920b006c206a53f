"""The table tab: blocks of rows as the grid asks for them."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State, no_update

from dashboard.callbacks.sent import block_of
from dashboard.callbacks.versions import is_outdated
from dashboard.ids import Id
from dashboard.layout.table import rows
from dashboard.site import LiveSite


def register(app: Dash, live: LiveSite) -> None:
    """Rows of the view, a block at a time, in the order that the grid asks for."""

    @app.callback(
        Output(Id.TABLE, "getRowsResponse"),
        Output(Id.TABLE_COUNT, "children"),
        Input(Id.TABLE, "getRowsRequest"),
        State(Id.URL, "search"),
        State(Id.MADE_FOR, "data"),
    )
    def send_rows(
        request: dict[str, Any] | None, search: str | None, made_for: str | None = None
    ) -> tuple[Any, Any]:
        site = live.current()
        asked = block_of(request)
        if is_outdated(made_for, site) or asked is None:
            return no_update, no_update
        reading = site.reading(search)
        view, t = reading.view, reading.t
        if view.tab != "table":
            # The grid asks at each change of view; while nobody sees it, rows would be most of
            # what the change sends. It asks again when its tab is opened.
            return {"rowData": [], "rowCount": 0}, no_update
        counts = site.dataset.events.count(view)
        block = site.dataset.events.block(view, *asked)
        count = t.count("table.count", counts["rows"], counted=t.number(counts["counted"]))
        return {"rowData": rows(site.dataset, block, t), "rowCount": counts["rows"]}, count
