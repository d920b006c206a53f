"""Reported against mapped: published national counts beside what is drawn and named."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import date

import pandas as pd
from dash import html

from dashboard.i18n import Catalogue
from dashboard.layout.bars import status_bar
from dashboard.layout.elements import quiet
from dashboard.layout.event_card import source_link
from dashboard.reading import Reading
from dashboard.wording.totals import residual_words
from geodata.assessments.base import count_statuses
from geodata.claims.totals import CLASSES, total_classes


def reported(reading: Reading) -> list[object]:
    """Published totals for the view's day, or the latest before it, beside our own sums."""
    dataset, view, t = reading.dataset, reading.view, reading.t
    if dataset.totals.empty and dataset.claims.empty:
        nothing = quiet(t("reported.nothing"))
        return [html.H2(t("reported.title"), className="fm-label"), nothing]
    totals = dataset.latest_totals(view.as_of)
    units = len(dataset.register.frame)
    named = count_statuses(dataset.assessments["named-sources"].status_as_of(view.as_of))
    parts: list[object] = [html.H2(t("reported.title"), className="fm-label")]
    if totals.empty:
        parts.append(quiet(t("reported.none")))
    for row in totals.to_dict("records"):
        parts += _published(row, units, t)
    spoken = {name: named[name] for name in CLASSES}
    parts += _row(t("reported.named"), spoken, units, t)
    parts += [quiet(line) for line in _sentences(totals, named, t)]
    if view.provinces:
        parts.append(quiet(t("reported.whole")))
    return parts


def _published(row: Mapping[Hashable, object], units: int, t: Catalogue) -> list[object]:
    classes = total_classes(row)
    day = t.day(date.fromisoformat(str(row["as_of"])))
    label = t("reported.row", source=row["source"], day=day)
    parts = _row(source_link(label, row["source_url"], t), classes, units, t, row["denominator"])
    if row["residual"]:
        residual = t("reported.residual", words=residual_words(row, t))
        parts.append(quiet(residual))
    return parts


def _row(
    label: object, classes: Mapping[str, int], units: int, t: Catalogue, denominator: object = None
) -> list[object]:
    """A line of words with the three classes, and a bar as long as all units."""
    count = sum(classes.values()) if denominator is None else int(str(denominator))
    n, total = t.number(count), t.number(units)
    of = n if count == units else t("reported.of", n=n, total=total)
    figures = " / ".join(t.number(classes[name]) for name in CLASSES)
    return [
        html.Div([html.Span(label), html.Span(of)], className="fm-reported-row"),
        status_bar(classes, units, t),
        html.P(figures, className="fm-reported-figures"),
    ]


def _sentences(totals: pd.DataFrame, named: Mapping[str, int], t: Catalogue) -> list[str]:
    lines = []
    held = [int(n) for n in totals["taliban"]]
    if len(held) == 2 and held[0] != held[1]:
        lines.append(t("reported.differ", n=t.number(abs(held[0] - held[1]))))
    for row in totals.to_dict("records"):
        more = named["taliban"] - int(row["taliban"])
        if more > 0:
            n, source = t.number(named["taliban"]), row["source"]
            lines.append(t("reported.surplus", n=n, more=t.number(more), source=source))
    return lines
