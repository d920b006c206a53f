"""The "Ledger" tab: published totals beside named units, how claims ended, what is one-sided."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from datetime import date
from typing import Any

import pandas as pd
from dash import dcc, html

from dashboard.figures.timeline import CONFIG
from dashboard.figures.totals import totals_figure
from dashboard.i18n import Catalogue
from dashboard.ids import Id
from dashboard.layout.claim_ledger import claim_outcomes_section, one_sided_section
from dashboard.layout.elements import folded, quiet
from dashboard.layout.event_card import source_link
from dashboard.layout.plain import Plain, selecting
from dashboard.layout.tables import table
from dashboard.reading import Reading
from dashboard.wording.totals import published_share, residual_words, signed, source_notes
from geodata.claims.totals import CLASSES

DEFINITIONS = {
    "SIGAR": "sigar",
    "Long War Journal": "long-war-journal",
    "Afghan watchers": "afghan-watchers",
    "Taliban claim": "taliban-claim",
    "Gen. Mark Milley, US Joint Chiefs": "milley",
    "Afghanistan Analysts Network": "aan",
    "UN special envoy Deborah Lyons": "un",
}
"""Publishers whose classes and denominators the catalogue explains."""


def ledger_panel(reading: Reading) -> html.Div:
    """The whole tab; of a dataset without published totals or claims, what it has."""
    t = reading.t
    return html.Div(
        [
            html.H2(t("ledger.title")),
            *_totals(reading),
            *claim_outcomes_section(reading.dataset, t),
            *one_sided_section(reading),
        ],
        className="fm-method fm-ledger",
    )


def _totals(reading: Reading) -> list[object]:
    dataset, t = reading.dataset, reading.t
    rows = dataset.ledger
    if rows.empty:
        return [html.P(t("ledger.none"))]
    said = [key for name, key in DEFINITIONS.items() if rows["publisher"].eq(name).any()]
    return [
        html.P(t("ledger.intro")),
        _key(t),
        dcc.Graph(
            id=Id.LEDGER_CHART,
            figure=totals_figure(rows, t),
            config=dict(CONFIG),
            className="fm-ledger-chart",
        ),
        html.H3(t("ledger.definitions")),
        html.Ul([html.Li(t(f"ledger.definition.{key}")) for key in said]),
        quiet(t("ledger.table.note")),
        _table(reading, rows),
        *_falls(dataset.counts_of_falls, t),
    ]


def _key(t: Catalogue) -> html.Ul:
    """What dots and lines are."""
    items = [
        html.Li([html.Span(className=f"fm-swatch fm-swatch-{name}"), t(f"status.{name}")])
        for name in CLASSES
    ]
    marks = {"●": "published", "○": "hollow", "┄": "ours"}
    items += [
        html.Li([html.Span(mark, className="fm-muted"), t(f"ledger.chart.{name}")])
        for mark, name in marks.items()
    ]
    return html.Ul(items, className="fm-legend fm-ledger-key")


def _table(reading: Reading, rows: pd.DataFrame) -> html.Div:
    """Every total, the newest first; each leads to its own page in the right column."""
    t = reading.t
    heads = [
        *(t(f"ledger.column.{name}") for name in ("day", "source")),
        *(t(f"status.{name}") for name in CLASSES),
        *(t(f"ledger.column.{name}") for name in ("of", "residual")),
    ]
    link = selecting(reading)
    body = [_row(row, link, reading.view.select, t) for row in rows.iloc[::-1].to_dict("records")]
    made = table(heads, body, range(2, len(heads)), className="fm-ledger-table")
    return html.Div(made, className="fm-wide", tabIndex="0", role="region",
                    **{"aria-label": t("ledger.title")})  # fmt: skip


def _row(
    row: Mapping[Hashable, Any],
    link: Callable[[object, str], Plain],
    selected: str,
    t: Catalogue,
) -> html.Tr:
    total = f"total:{row['total_id']}"
    day = t.day(pd.Timestamp(row["as_of"]).date())
    notes = [html.Span(f" {note}", className="fm-muted") for note in source_notes(row, t)]
    source = [link(total, row["source"]), *notes]
    return html.Tr(
        [
            html.Td(day),
            html.Td(source),
            *(_figure(_class_cell(row, name, t), t(f"status.{name}")) for name in CLASSES),
            _figure(_number(row["denominator"], t), t("ledger.column.of")),
            _figure(residual_words(row, t), t("ledger.column.residual")),
        ],
        className="fm-chosen" if selected == total else "",
        **{"data-total": str(row["total_id"])},
    )


def _figure(children: object, column: str) -> html.Td:
    """A cell that also says which column it is of: on a phone a row is a card without heads."""
    return html.Td(children, className="fm-figure", **{"data-label": column})


def _falls(rows: pd.DataFrame, t: Catalogue) -> list[html.Details]:
    """Counts of districts that fell in a span of time, folded: they are no totals."""
    if rows.empty:
        return []
    lines = [
        html.Li(
            [
                t.day(date.fromisoformat(row["as_of"])),
                ", ",
                source_link(row["source"], row["source_url"], t),
                ": ",
                t(f"falls.{row['metric']}", n=t.number(int(row["value"]))),
                *([html.Span(f" ({row['note']})", className="fm-muted")] if row["note"] else []),
            ]
        )
        for row in rows.fillna("").to_dict("records")
    ]
    return [folded(t("ledger.falls", n=t.number(len(rows))), html.Ul(lines))]


def _class_cell(row: Mapping[Hashable, Any], name: str, t: Catalogue) -> list[object]:
    """The published number, and below it ours and the difference."""
    if pd.isna(row[name]):
        return [published_share(row, name, t)]
    ours, residual = int(row[f"mapped_{name}"]), int(row[f"mapped_residual_{name}"])
    said = t("ledger.ours", n=t.number(ours), residual=signed(residual, t))
    return [html.B(t.number(int(row[name]))), html.Br(), html.Small(said, className="fm-muted")]


def _number(value: object, t: Catalogue) -> str:
    return "–" if pd.isna(value) else t.number(int(str(value)))  # type: ignore[call-overload]
