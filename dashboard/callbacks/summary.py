"""The headline, and the counts beside the filters."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output

from dashboard import words
from dashboard.ids import Id
from dashboard.layout.summary import summary
from dashboard.site import LiveSite
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
    )
    def show_summary(search: str | None) -> dict[str, Any]:
        site = live.current()
        view = site.view(search)
        t = site.words(view)
        counts = site.dataset.count_events(view)
        return {
            "summary": summary(site.dataset, view, t),
            "shown": t("filters.incidents", n=t.number(counts["counted"])),
            "note": words.assessment_note(site.dataset, view, t),
            "boundaries": words.boundary_note(site.dataset, view, t),
            "families": {name: t.number(counts[name]) for name in FAMILIES},
        }
