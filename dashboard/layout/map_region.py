"""The map with its headline, zoom buttons and scale."""

from __future__ import annotations

from dash import dcc, html

from dashboard.figures.map import CONFIG
from dashboard.figures.view_map import empty_map
from dashboard.i18n import Catalogue
from dashboard.ids import Id
from dashboard.layout.controls import switch_of
from dashboard.layout.elements import sign_button
from dashboard.site import Site
from geodata.view import LAYERS


def map_region(site: Site, t: Catalogue) -> html.Section:
    """The stage's ground; always mounted, since a map is costly to make again."""
    return html.Section(
        id="map-region",
        className="fm-map",
        **{"aria-label": t("map.label")},
        children=[
            dcc.Graph(
                id=Id.MAP,
                className="frontmap-map",
                config=dict(CONFIG),
                figure=empty_map(site.reading_of(site.dataset.default_view)),
                responsive=True,
            ),
            dcc.Store(id=Id.MAP_ZOOM),
            dcc.Store(id=Id.MAP_BOUNDARIES, data=site.dataset.default_view.boundaries),
            html.Div(id=Id.SUMMARY, className="fm-summary", **{"aria-live": "polite"}),
            html.Div(
                className="fm-zoom",
                role="group",
                **{"data-map-cover": ""},
                children=[
                    sign_button("map-zoom-in", "+", t("map.zoom_in")),
                    sign_button("map-zoom-out", "−", t("map.zoom_out")),
                    sign_button("map-home", "⌂", t("map.home")),
                ],
            ),
            switch_of(
                Id.LAYER,
                t("layer.title"),
                site.dataset.default_view.layer,
                {name: t(f"layer.{name}") for name in LAYERS},
                size="xs",
                className="fm-layers",
                **{"data-map-cover": ""},
            ),
            html.Div(html.Div(id="map-scale"), className="fm-scale", **{"data-map-cover": ""}),
        ],
    )
