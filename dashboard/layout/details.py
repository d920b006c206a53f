"""The right column: what is known of the thing selected, and who says so."""

from __future__ import annotations

from dash import dcc, html

from dashboard.i18n import Catalogue
from dashboard.layout.event_card import MOST_CARDS, event_cards, event_details
from dashboard.layout.total_card import PREFIX, total_details
from dashboard.layout.unit_card import unit_details
from geodata.dataset.dataset import Dataset
from geodata.view import View


def details(dataset: Dataset, view: View, t: Catalogue) -> list[object]:
    """The selection of the view: a unit, an incident, or the incidents at one place."""
    if not view.select:
        return [_label(t("details.title")), html.P(t("details.none"), className="fm-note")]
    if view.select.startswith(PREFIX):
        body = [_label(t("total.title")), *total_details(dataset, view, t)]
    elif view.select.startswith("@"):
        body = _place(dataset, view, t)
    elif view.select in dataset.register.frame.index:
        body = [_label(t("details.unit")), *unit_details(dataset, view, view.select, t)]
    else:
        body = [_label(t("details.event")), *event_details(dataset, view, view.select, t)]
    return [_clear(dataset, view, t), *body]


def _place(dataset: Dataset, view: View, t: Catalogue) -> list[object]:
    """Every incident of the view at the selected spots, latest first."""
    count = dataset.count_at(view)
    label = _label(t("details.place", n=t.number(count)))
    if not count:
        return [label, html.P(t("details.place.none"), className="fm-note")]
    return [label, *event_cards(dataset, view, dataset.events_at(view, MOST_CARDS), count, t)]


def _label(text: str) -> html.H2:
    return html.H2(text, className="fm-label")


def _clear(dataset: Dataset, view: View, t: Catalogue) -> dcc.Link:
    query = view.with_(select="").to_query(dataset.default_view)
    return dcc.Link(t("details.clear"), href=f"/?{query}", className="fm-link fm-clear")
