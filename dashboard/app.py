"""The Dash app: settings in, a page and its routes out."""

from __future__ import annotations

from functools import lru_cache

from dash import Dash
from dash.development.base_component import Component

from dashboard.callbacks import register_callbacks
from dashboard.i18n import catalogue
from dashboard.layout.page import page
from dashboard.paths import assets_folder
from dashboard.site import LiveSite, Site
from dashboard.web.assessment_routes import add_assessment_routes
from dashboard.web.http import add_headers, add_routes, compress
from dashboard.web.settings import Settings
from dashboard.web.uploads import add_uploads


def create_app(settings: Settings | None = None) -> Dash:
    """Make the app for some settings (from the environment if none are given).

    Raises
    ------
    FrontmapError
        The dataset of the settings is missing or not whole.
    """
    live = LiveSite.open(settings or Settings.from_env())
    t = catalogue(live.current().dataset.default_view.lang)
    app = Dash(
        __name__,
        title=t("app.name"),
        assets_folder=str(assets_folder()),
        update_title="",
        # The table's components come when its tab is opened.
        suppress_callback_exceptions=True,
        serve_locally=True,
        compress=False,
        meta_tags=[
            {"name": "viewport", "content": "width=device-width, initial-scale=1, minimum-scale=1"},
            {"name": "description", "content": t("app.description")},
        ],
    )
    app.index_string = app.index_string.replace("<html>", f'<html lang="{t.lang}">')

    @lru_cache(maxsize=1)
    def page_of(site: Site) -> Component:
        return page(site, catalogue(site.dataset.default_view.lang))

    app.layout = lambda: page_of(live.current())
    page_of(live.current())  # made before the first visitor asks
    register_callbacks(app, live)
    add_routes(app.server, live)
    add_assessment_routes(app.server, live)
    add_uploads(app.server, live.current().settings)
    compress(app.server)
    add_headers(app)
    return app
