"""The comparison of a view: the second map, its captions and what is said below them."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, Patch, State, no_update

from dashboard.callbacks.ready import ready
from dashboard.callbacks.versions import is_outdated
from dashboard.figures.map_parts import apply_parts
from dashboard.figures.view_map import other_map, other_parts
from dashboard.ids import Id
from dashboard.layout.comparison import caption, comparison_body, difference_caption
from dashboard.site import LiveSite
from geodata.answers.compare import Side


def register(app: Dash, live: LiveSite) -> None:
    """Nothing is worked out unless the tab is open."""

    @app.callback(
        output={
            "own": Output(Id.COMPARE_OWN, "children"),
            "other": Output(Id.COMPARE_OTHER, "children"),
            "figure": Output(Id.COMPARE_MAP, "figure"),
            "mounted": Output(Id.COMPARE_MOUNTED, "data"),
        },
        inputs={"search": Input(Id.URL, "search")},
        state={
            "mounted": State(Id.COMPARE_MOUNTED, "data"),
            "made_for": State(Id.MADE_FOR, "data"),
        },
    )
    def show_comparison(
        search: str | None, *, mounted: str = "", made_for: str | None = None
    ) -> dict[str, Any]:
        site = live.current()
        outdated, reading = is_outdated(made_for, site), site.reading(search)
        view = reading.view
        if outdated or view.tab != "compare":
            return dict.fromkeys(("own", "other", "figure", "mounted"), no_update)
        figure = Patch() if mounted == view.boundaries else other_map(reading)
        own, other = (reading.side(s) for s in (Side(view.assessment, view.as_of), reading.other))
        differs = view.compare_as == "difference"
        return {
            "own": caption(own),
            "other": difference_caption(reading) if differs else caption(other),
            "figure": apply_parts(figure, other_parts(reading)),
            "mounted": view.boundaries,
        }

    @app.callback(
        Output(Id.COMPARE_BODY, "children"),
        Input(Id.URL, "search"),
        Input(Id.COMPARE_OPEN, "data"),
        State(Id.MADE_FOR, "data"),
    )
    def show_body(
        search: str | None, opened: list[str] | None = None, made_for: str | None = None
    ) -> Any:
        site = live.current()
        outdated, reading = is_outdated(made_for, site), site.reading(search)
        if outdated or reading.view.tab != "compare":
            return no_update
        return ready(comparison_body(reading, frozenset(opened or ())))
