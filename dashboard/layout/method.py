"""The "Sources & method" tab: how the map knows, what it rests on, what to doubt."""

from __future__ import annotations

from dash import html

from dashboard.i18n import Catalogue
from geodata.claims import WINDOW_DAYS
from geodata.store import Dataset

PARAGRAPHS = {
    "control": ("control.named", "control.watchers", "control.basis", "control.centres"),
    "places": ("places.cells", "places.join", "places.precision"),
    "events": ("events.counting", "events.casualties", "events.missing"),
    "doubts": ("doubts.denominators", "doubts.claims", "doubts.series"),
}


def method(dataset: Dataset, t: Catalogue) -> html.Div:
    """Prose from the catalogue with figures from the dataset, and the table of its files."""
    figures = _figures(dataset, t)
    parts: list[object] = []
    for section, keys in PARAGRAPHS.items():
        parts.append(html.H2(t(f"method.{section}")))
        parts += [html.P(t(f"method.{key}", **figures)) for key in keys]
    return html.Div(
        [*parts, html.H2(t("method.files")), _files(dataset, t), html.P(_version(dataset, t))],
        className="fm-method",
    )


def _figures(dataset: Dataset, t: Catalogue) -> dict[str, str]:
    """The numbers that the prose names, each a sum over embedded rows."""
    view = dataset.default_view
    counts = dataset.status_counts(view)
    claims = dataset.claims[dataset.claims["source_id"].ne("news-series")]
    every = dataset.events(
        view.with_(date_from=dataset.event_days[0], date_to=dataset.event_days[1])
    )
    return {
        "claims": t.number(len(claims)),
        "claim_units": t.number(claims["unit_id"].nunique()),
        "claim_sources": t.number(claims["source_id"].nunique()),
        "not_found": t.number(int(claims["check"].eq("not_found").sum())),
        "units": t.number(len(dataset.register.frame)),
        "window": t.number(WINDOW_DAYS),
        "day": t.day(view.as_of),
        "events": t.number(len(every)),
        "duplicates": t.number(int(every["duplicate_of"].notna().sum())),
        **{name: t.number(counts[name]) for name in counts},
    }


def _files(dataset: Dataset, t: Catalogue) -> html.Table:
    heads = ("file", "rows", "source", "licence")
    rows = [
        html.Tr(
            [
                html.Td(entry["file"]),
                html.Td(t.number(entry["rows"]), className="fm-figure"),
                html.Td(entry["source"]),
                html.Td(entry["licence"]),
            ]
        )
        for entry in dataset.manifest["tables"].values()
    ]
    head = html.Tr([html.Th(t(f"method.column.{name}"), scope="col") for name in heads])
    return html.Table([html.Thead(head), html.Tbody(rows)])


def _version(dataset: Dataset, t: Catalogue) -> str:
    return t(
        "method.version", name=dataset.title, version=dataset.version, digest=dataset.digest[:16]
    )
