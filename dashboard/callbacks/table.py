"""The table tab: blocks of rows as the grid asks for them."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State, no_update

from dashboard.callbacks.versions import is_outdated
from dashboard.ids import Id
from dashboard.layout.table import SORTABLE, rows
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
        if is_outdated(made_for, site) or request is None:
            return no_update, no_update
        view = site.view(search)
        if view.tab != "table":
            # The grid asks at each change of view; while nobody sees it, rows would be most of
            # what the change sends. It asks again when its tab is opened.
            return {"rowData": [], "rowCount": 0}, no_update
        t = site.words(view)
        counts = site.dataset.count_events(view)
        block = site.dataset.event_block(
            view, request["startRow"], request["endRow"], sort_order(request.get("sortModel"))
        )
        count = t.count("table.count", counts["rows"], counted=t.number(counts["counted"]))
        return {"rowData": rows(site.dataset, block, t), "rowCount": counts["rows"]}, count


def sort_order(model: list[dict[str, str]] | None) -> list[tuple[str, bool]]:
    """The grid's sort model as (column, descending), columns it may not sort by left out."""
    return [
        (part["colId"], part.get("sort") == "desc")
        for part in model or []
        if part.get("colId") in SORTABLE
    ]
