"""The whole page: header, filters, map, details, timeline; table and method over the map."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from dashboard.figures.timeline import CONFIG, HEIGHT, bin_of
from dashboard.i18n import Catalogue
from dashboard.ids import Id
from dashboard.layout.compare import compare_region
from dashboard.layout.elements import button, quiet
from dashboard.layout.filters import filters, sheet_close
from dashboard.layout.header import header
from dashboard.layout.map_region import map_region
from dashboard.layout.method import method
from dashboard.layout.play import play_controls
from dashboard.site import Site
from geodata.dataset.dataset import Dataset
from geodata.dataset.extent import event_span

THEME = {
    "fontFamily": "Inter, Vazirmatn, system-ui, sans-serif",
    "headings": {"fontFamily": '"Source Serif 4", Vazirmatn, Georgia, serif'},
    "primaryColor": "blue",
    "defaultRadius": 8,
}


def page(site: Site, t: Catalogue) -> dmc.MantineProvider:
    """The page's component tree; what depends on the view is filled in by callbacks."""
    dataset = site.dataset
    return dmc.MantineProvider(
        theme=THEME,
        defaultColorScheme="auto",
        children=html.Div(
            className="fm-page",
            children=[
                html.A(t("app.skip"), href="#map-region", className="fm-skip"),
                dcc.Location(id=Id.URL, refresh=False),
                dcc.Store(id=Id.VIEW),
                # Which version the page is of, and which is served if a callback found another.
                dcc.Store(id=Id.MADE_FOR, data=site.version),
                dcc.Store(id=Id.PUBLISHED),
                header(dataset, t),
                html.Div([html.Div(id=Id.NOTICES, className="fm-notices", role="status"), _lost(t)]),
                html.Main(
                    className="fm-main",
                    children=[
                        filters(dataset, t),
                        html.Div(
                            id=Id.STAGE,
                            className="fm-stage",
                            children=[
                                map_region(site, t),
                                compare_region(site, t),
                                dcc.Store(id=Id.TABLE_MOUNTED, data=False),
                                dcc.Store(id=Id.LEDGER_FOR, data=""),
                                _panel(Id.TABLE_PANEL, t("tab.table")),
                                _panel(
                                    Id.METHOD_PANEL,
                                    t("tab.method"),
                                    children=method(dataset, t),
                                    tabIndex="0",
                                ),
                                _panel(Id.LEDGER_PANEL, t("tab.ledger"), tabIndex="0"),
                                _panel(Id.DATA_PANEL, t("tab.data"), tabIndex="0"),
                            ],
                        ),
                        html.Aside(
                            id="side",
                            className="fm-side fm-sheet",
                            **{"aria-label": t("details.title")},
                            children=[
                                sheet_close(t),
                                html.Div(id=Id.DETAILS, className="fm-details", **{"aria-live": "polite"}),
                                html.Section(id=Id.REPORTED, className="fm-reported"),
                            ],
                        ),
                    ],
                ),
                _timeline(dataset, t),
                _sheet_buttons(t),
            ],
        ),
    )  # fmt: skip


def _panel(component_id: Id, label: str, **props: Any) -> html.Section:
    """What lies over the map while its tab is open."""
    named = {"aria-label": label}
    return html.Section(id=component_id, className="fm-panel", hidden=True, **named, **props)


def _lost(t: Catalogue) -> html.Div:
    """What is said when the server does not answer; ``assets/js/answers.js`` shows it."""
    again = button(t("lost.again"), id=Id.ASK_AGAIN)
    said = html.Div([html.P(t("lost.said")), again], id=Id.LOST, className="fm-lost", hidden=True)
    return html.Div(said, role="status")


def _timeline(dataset: Dataset, t: Catalogue) -> html.Section:
    return html.Section(
        className="fm-timeline",
        tabIndex="0",
        **{"aria-label": t("timeline.label")},
        children=[
            html.Div(
                dcc.Graph(
                    id=Id.TIMELINE,
                    className="frontmap-timeline",
                    config=dict(CONFIG),
                    figure={"data": [], "layout": {"height": HEIGHT}},
                ),
                className="fm-timeline-graph",
            ),
            html.Div(
                [
                    play_controls(t),
                    quiet(t(f"timeline.caption.{bin_of(*event_span(dataset))}")),
                ],
                className="fm-timeline-foot",
            ),
        ],
    )


def _sheet_buttons(t: Catalogue) -> html.Nav:
    """On a phone: what opens the sheets from below."""
    return html.Nav(
        className="fm-sheet-buttons",
        **{"aria-label": t("filters.title")},
        children=[
            button(label, **{"data-sheet": sheet, "aria-controls": sheet})
            for sheet, label in (("filters", t("filters.title")), ("side", t("details.sheet")))
        ],
    )
