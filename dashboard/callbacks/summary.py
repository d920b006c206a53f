"""The headline, and the counts beside the filters."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State, no_update

from dashboard.callbacks.versions import is_outdated
from dashboard.ids import Id
from dashboard.layout.summary import summary, title
from dashboard.site import LiveSite
from dashboard.wording import words
from geodata.events.schema import FAMILIES


def register(app: Dash, live: LiveSite) -> None:
    """Headline, legend and counts follow the URL."""

    @app.callback(
        output={
            "summary": Output(Id.SUMMARY, "children"),
            "shown": Output(Id.EVENT_COUNT, "children"),
            "note": Output(Id.ASSESSMENT_NOTE, "children"),
            "boundaries": Output(Id.BOUNDARIES_NOTE, "children"),
            "families": {name: Output(f"count-{name}", "children") for name in FAMILIES},
        },
        inputs={"search": Input(Id.URL, "search")},
        state={"made_for": State(Id.MADE_FOR, "data")},
    )
    def show_summary(search: str | None, *, made_for: str | None = None) -> dict[str, Any]:
        site = live.current()
        if is_outdated(made_for, site):
            nothing = dict.fromkeys(("summary", "shown", "note", "boundaries"), no_update)
            return {**nothing, "families": dict.fromkeys(FAMILIES, no_update)}
        reading = site.reading(search)
        t, counts = reading.t, reading.dataset.events.count(reading.view)
        return {
            # Two maps have legends of their own.
            "summary": [title(reading)] if reading.view.tab == "compare" else summary(reading),
            "shown": t("filters.incidents", n=t.number(counts["counted"])),
            "note": words.assessment_note(reading),
            "boundaries": words.boundary_note(reading),
            "families": {name: t.number(counts[name]) for name in FAMILIES},
        }
