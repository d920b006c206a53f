"""The right column: what is known of the thing selected, and who says so."""

from __future__ import annotations

from dash import dcc, html

from dashboard.layout.elements import quiet
from dashboard.layout.event_card import MOST_CARDS, event_cards, event_details
from dashboard.layout.total_card import PREFIX, total_details
from dashboard.layout.unit_card import unit_details
from dashboard.reading import Reading


def details(reading: Reading) -> list[object]:
    """The selection of the view: a unit, an incident, or the incidents at one place."""
    view, t = reading.view, reading.t
    if not view.select:
        return [_label(t("details.title")), quiet(t("details.none"))]
    if view.select.startswith(PREFIX):
        body = [_label(t("total.title")), *total_details(reading)]
    elif view.select.startswith("@"):
        body = _place(reading)
    elif view.select in reading.dataset.register.frame.index:
        body = [_label(t("details.unit")), *unit_details(reading, view.select)]
    else:
        body = [_label(t("details.event")), *event_details(reading, view.select)]
    return [_clear(reading), *body]


def _place(reading: Reading) -> list[object]:
    """Every incident of the view at the selected spots, latest first."""
    dataset, view, t = reading.dataset, reading.view, reading.t
    count = dataset.events.count_at(view)
    label = _label(t("details.place", n=t.number(count)))
    if not count:
        return [label, quiet(t("details.place.none"))]
    return [label, *event_cards(reading, dataset.events.at(view, MOST_CARDS), count)]


def _label(text: str) -> html.H2:
    return html.H2(text, className="fm-label")


def _clear(reading: Reading) -> dcc.Link:
    return dcc.Link(
        reading.t("details.clear"), href=reading.url(select=""), className="fm-link fm-clear"
    )
