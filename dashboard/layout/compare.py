"""The "Compare" tab: what is compared, the second map, and the frame of what is said of it.

The first map is the page's own, which moves beside the second one while the tab is open.
"""

from __future__ import annotations

from dash import dcc, html

from dashboard.figures.map import CONFIG
from dashboard.i18n import Catalogue
from dashboard.ids import Id
from dashboard.layout.controls import day_picker, switch_of
from dashboard.layout.elements import group
from dashboard.layout.filters import assessment_picker
from dashboard.site import Site
from geodata.answers.compare import other_side
from geodata.view import COMPARE_AS


def compare_region(site: Site, t: Catalogue) -> html.Section:
    """Pickers, captions, the second map without a figure yet, and room for the comparison."""
    other = other_side(site.dataset, site.dataset.default_view)
    return html.Section(
        id=Id.COMPARE_PANEL,
        className="fm-compare",
        hidden=True,
        children=[
            group(
                "fm-compare-head",
                t("compare.with"),
                html.Span(t("compare.with"), className="fm-compare-with"),
                assessment_picker(
                    site.dataset,
                    t,
                    id=Id.COMPARE_ASSESSMENT,
                    value=other.assessment,
                    size="xs",
                    className="fm-compare-assessment",
                    **{"aria-label": t("compare.assessment")},
                ),
                day_picker(
                    t,
                    id=Id.COMPARE_DAY,
                    value=other.day.isoformat(),
                    size="xs",
                    className="fm-compare-day",
                    **{"aria-label": t("compare.day")},
                ),
                switch_of(
                    Id.COMPARE_AS,
                    t("compare.as"),
                    site.dataset.default_view.compare_as,
                    {name: t(f"compare.as.{name}") for name in COMPARE_AS},
                    size="xs",
                ),
            ),
            html.Div(id=Id.COMPARE_OWN, className="fm-compare-caption fm-compare-own"),
            html.Div(id=Id.COMPARE_OTHER, className="fm-compare-caption fm-compare-other"),
            html.Div(
                className="fm-compare-map",
                role="region",
                **{"aria-label": t("compare.map")},
                children=dcc.Graph(
                    id=Id.COMPARE_MAP,
                    className="frontmap-map-other",
                    config=dict(CONFIG),
                    figure={"data": [], "layout": {"paper_bgcolor": "rgba(0,0,0,0)"}},
                    responsive=True,
                ),
            ),
            # The boundary set that the second map shows; empty until the tab is first opened.
            dcc.Store(id=Id.COMPARE_MOUNTED, data=""),
            # Kinds whose lists are open; see assets/js/compare_open.js.
            dcc.Store(id=Id.COMPARE_OPEN, data=[]),
            html.Div(
                id=Id.COMPARE_BODY,
                className="fm-compare-body fm-method",
                tabIndex="0",
                role="region",
                **{"aria-label": t("compare.body")},
            ),
        ],
    )
