"""The header: name, dataset, as-of date, tabs and what can be taken away."""

import dash_mantine_components as dmc
from dash import html

from dashboard.i18n import Catalogue
from dashboard.ids import Id
from dashboard.layout.icons import icon
from dashboard.wording import words
from geodata.dataset.dataset import Dataset
from geodata.view import TABS


def header(dataset: Dataset, t: Catalogue) -> html.Header:
    """The top row; wraps to two rows on a phone."""
    return html.Header(
        className="fm-header",
        children=[
            html.A(t("app.name"), href="/", className="fm-name"),
            html.Span(
                [
                    words.dataset_title(dataset, t),
                    " ",
                    html.Span(words.dataset_version(dataset, t), className="fm-muted"),
                ],
                className="fm-dataset",
            ),
            _as_of(dataset, t),
            dmc.SegmentedControl(
                id=Id.TAB,
                value=dataset.default_view.tab,
                data=[{"value": tab, "label": t(f"tab.{tab}")} for tab in TABS],
                className="fm-tabs",
                **{"aria-label": t("header.tabs")},
            ),
            html.Div(
                className="fm-actions",
                children=[
                    html.Button(
                        t("header.share"),
                        id=Id.SHARE,
                        type="button",
                        className="fm-button",
                        **{"data-done": t("header.share.done")},
                    ),
                    _menu(
                        Id.DATA_MENU,
                        t("header.data"),
                        t("data.note"),
                        {
                            Id.EVENTS_CSV: t("data.csv"),
                            Id.EVENTS_GEOJSON: t("data.geojson"),
                            Id.EVENTS_GPKG: t("data.gpkg"),
                            Id.EVENTS_PARQUET: t("data.parquet"),
                            Id.STATUS_JSON: t("data.status"),
                            Id.COMPARE_CSV: t("data.compare"),
                            Id.HISTORY_CSV: t("data.history"),
                            Id.LEDGER_CSV: t("data.ledger"),
                        },
                    ),
                    _menu(
                        Id.SNAPSHOT_MENU,
                        t("header.snapshot"),
                        t("snapshot.note"),
                        {
                            Id.SNAPSHOT_PNG: t("snapshot.png"),
                            Id.SNAPSHOT_SVG: t("snapshot.svg"),
                            Id.SNAPSHOT_PDF: t("snapshot.pdf"),
                        },
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
    return html.Div(
        className="fm-as-of",
        role="group",
        **{"aria-label": t("header.as_of")},
        children=[
            _step(Id.DAY_BEFORE, "‹", t("header.day_before")),
            dmc.DatePickerInput(
                id=Id.AS_OF,
                value=dataset.default_view.as_of.isoformat(),
                valueFormat="D MMMM YYYY",
                previousLabel=t("dates.previous"),
                nextLabel=t("dates.next"),
                variant="unstyled",
                className="fm-date",
                **{"aria-label": t("header.as_of")},
            ),
            _step(Id.DAY_AFTER, "›", t("header.day_after")),
        ],
    )


def _step(component_id: str, sign: str, label: str) -> html.Button:
    return html.Button(
        sign, id=component_id, type="button", className="fm-step", title=label,
        **{"aria-label": label},
    )  # fmt: skip


def _menu(
    component_id: str, label: str, note: str, items: dict[Id, str], *, primary: bool = False
) -> html.Details:
    """A button that opens a list of downloads; their addresses follow the view."""
    look = "fm-button fm-primary" if primary else "fm-button"
    caret = html.Span("▾", className="fm-caret", **{"aria-hidden": "true"})
    links = [html.A(label_, id=item, href="#") for item, label_ in items.items()]
    return html.Details(
        className="fm-menu",
        children=[
            html.Summary([label, caret], id=component_id, className=look),
            html.Div([html.P(note, className="fm-note"), *links], className="fm-menu-list"),
        ],
    )
