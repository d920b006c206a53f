"""The header: name, dataset, as-of date, tabs and what can be taken away."""

from collections.abc import Mapping

import dash_mantine_components as dmc
from dash import html

from dashboard.i18n import Catalogue
from dashboard.ids import Id
from dashboard.layout.controls import day_picker, switch_of
from dashboard.layout.elements import button, group, icon, quiet, sign_button
from dashboard.wording import words
from geodata.dataset.dataset import Dataset
from geodata.view import TABS

DATA_FILES = {
    Id.EVENTS_CSV: "data.csv",
    Id.EVENTS_GEOJSON: "data.geojson",
    Id.EVENTS_GPKG: "data.gpkg",
    Id.EVENTS_PARQUET: "data.parquet",
    Id.STATUS_JSON: "data.status",
    Id.COMPARE_CSV: "data.compare",
    Id.HISTORY_CSV: "data.history",
    Id.LEDGER_CSV: "data.ledger",
}
SNAPSHOTS = {
    Id.SNAPSHOT_PNG: "snapshot.png",
    Id.SNAPSHOT_SVG: "snapshot.svg",
    Id.SNAPSHOT_PDF: "snapshot.pdf",
}
"""What can be taken away, and the keys of its names."""


def header(dataset: Dataset, t: Catalogue) -> html.Header:
    """The top row; wraps to two rows on a phone."""
    version = html.Span(words.dataset_version(dataset, t), className="fm-muted")
    return html.Header(
        className="fm-header",
        children=[
            html.A(t("app.name"), href="/", className="fm-name"),
            html.Span([words.dataset_title(dataset, t), " ", version], className="fm-dataset"),
            _as_of(dataset, t),
            switch_of(
                Id.TAB,
                t("header.tabs"),
                dataset.default_view.tab,
                {tab: t(f"tab.{tab}") for tab in TABS},
                className="fm-tabs",
            ),
            html.Div(
                className="fm-actions",
                children=[
                    button(t("header.share"), id=Id.SHARE, **{"data-done": t("header.share.done")}),
                    _menu(Id.DATA_MENU, t("header.data"), t("data.note"), _named(DATA_FILES, t)),
                    _menu(
                        Id.SNAPSHOT_MENU,
                        t("header.snapshot"),
                        t("snapshot.note"),
                        _named(SNAPSHOTS, t),
                        primary=True,
                    ),
                    dmc.ColorSchemeToggle(
                        lightIcon=icon("sun"),
                        darkIcon=icon("moon"),
                        variant="default",
                        size="lg",
                        className="fm-theme",
                        **{"aria-label": t("header.theme")},
                    ),
                ],
            ),
        ],
    )


def _as_of(dataset: Dataset, t: Catalogue) -> html.Div:
    label = t("header.as_of")
    return group(
        "fm-as-of",
        label,
        sign_button(Id.DAY_BEFORE, "‹", t("header.day_before"), className="fm-step"),
        day_picker(
            t,
            id=Id.AS_OF,
            value=dataset.default_view.as_of.isoformat(),
            valueFormat="D MMMM YYYY",
            variant="unstyled",
            className="fm-date",
            **{"aria-label": label},
        ),
        sign_button(Id.DAY_AFTER, "›", t("header.day_after"), className="fm-step"),
    )


def _named(keys: Mapping[Id, str], t: Catalogue) -> dict[Id, str]:
    return {item: t(key) for item, key in keys.items()}


def _menu(
    component_id: str, label: str, said: str, items: Mapping[Id, str], *, primary: bool = False
) -> html.Details:
    """A button that opens a list of downloads; their addresses follow the view."""
    look = "fm-button fm-primary" if primary else "fm-button"
    caret = html.Span("▾", className="fm-caret", **{"aria-hidden": "true"})
    links = [html.A(words_, id=item, href="#") for item, words_ in items.items()]
    return html.Details(
        className="fm-menu",
        children=[
            html.Summary([label, caret], id=component_id, className=look),
            html.Div([quiet(said), *links], className="fm-menu-list"),
        ],
    )
