"""The "Sources & method" tab: how the map knows, what it rests on, what to doubt."""

from __future__ import annotations

from dash import html

from dashboard.i18n import Catalogue
from dashboard.layout.tables import table
from dashboard.wording import words
from geodata.assessments.counts import PublishedSeries
from geodata.claims.claims import WINDOW_DAYS
from geodata.dataset.dataset import Dataset
from geodata.dataset.extent import event_span

PARAGRAPHS = {
    "control": ("control.named", "control.watchers", "control.basis", "control.centres"),
    "certain": (
        "certain.series",
        "certain.ranges",
        "certain.ages",
        "certain.one_sided",
        "certain.outcomes",
        "certain.ledger",
        "certain.agreement",
    ),
    "places": ("places.cells", "places.join", "places.precision"),
    "events": ("events.counting", "events.casualties", "events.missing"),
    "doubts": ("doubts.denominators", "doubts.claims", "doubts.series"),
}
"""The prose of the embedded dataset; of any other as much of it as it has the tables for."""
WATCHERS_COUNT = "afghan-watchers"


def method(dataset: Dataset, t: Catalogue) -> html.Div:
    """Prose from the catalogue with figures from the dataset, and the table of its files."""
    parts: list[object] = []
    for section, paragraphs in _prose(dataset, t).items():
        if paragraphs:
            parts.append(html.H2(t(f"method.{section}")))
            parts += [html.P(paragraph) for paragraph in paragraphs]
    return html.Div(
        [*parts, html.H2(t("method.files")), _files(dataset, t), html.P(_version(dataset, t))],
        className="fm-method",
    )


def _prose(dataset: Dataset, t: Catalogue) -> dict[str, list[str]]:
    """Paragraphs by section."""
    figures = _figures(dataset, t)
    said = {
        section: [t(f"method.{key}", **figures) for key in keys]
        for section, keys in _told(dataset).items()
    }
    said["control"] += _added(dataset, t)
    said["places"] = [*_boundary_sets(dataset, t), *said["places"]]
    return said


def _told(dataset: Dataset) -> dict[str, list[str]]:
    """Keys of the paragraphs by section: those that the dataset has the tables for."""
    groups = {assessment.group for assessment in dataset.assessments.values()}
    claimed, published = not dataset.claims.empty, not dataset.totals.empty
    counted = WATCHERS_COUNT in dataset.assessments
    there = {
        "control.watchers": counted,
        "control.basis": counted,
        "control.centres": counted,
        "certain.series": "counts" in groups,
        "certain.one_sided": claimed,
        "certain.outcomes": claimed,
        "certain.ledger": published,
        "places.cells": False,  # each boundary set says its own
        "doubts.denominators": published,
        "doubts.claims": claimed,
        "doubts.series": claimed,
    }
    told = {
        section: [key for key in keys if there.get(key, True)]
        for section, keys in PARAGRAPHS.items()
    }
    if not (claimed or published):
        told["control"] = ["control.nothing"]
    if not words.is_embedded(dataset):
        general = ["events.general", "events.casualties", "events.gaps"]
        told["events"] = general if dataset.events else ["events.none"]
    return told


def _added(dataset: Dataset, t: Catalogue) -> list[str]:
    """A sentence on each assessment that came with the dataset."""
    return [
        t(
            "method.control.added",
            label=words.assessment_label(dataset, name, t),
            source=assessment.source_name,
        )
        for name, assessment in dataset.assessments.items()
        if words.is_added(dataset, name)
    ]


def _boundary_sets(dataset: Dataset, t: Catalogue) -> list[str]:
    """What the polygons of each boundary set are; only computed ones are called approximate."""
    units = t.number(len(dataset.register.frame))
    ours = words.country_code(dataset) == "AF"
    said = []
    for entry in dataset.boundary_sets.values():
        kind = "surveyed" if not entry["approximate"] else "cells" if ours else "approximate"
        polygons = t.number(int(dataset.manifest["tables"][entry["units"]]["rows"]))
        said.append(
            t(
                f"method.places.{kind}",
                label=entry["label"],
                polygons=polygons,
                units=units,
                attribution=entry["attribution"],
            )
        )
    return said


def _figures(dataset: Dataset, t: Catalogue) -> dict[str, str]:
    """The numbers that the prose names, each a sum over rows of the dataset."""
    claims = dataset.claims[dataset.claims["source_id"].ne("news-series")]
    return {
        "claims": t.number(len(claims)),
        "claim_units": t.number(claims["unit_id"].nunique()),
        "claim_sources": t.number(claims["source_id"].nunique()),
        "not_found": t.number(int(claims["check"].eq("not_found").sum())),
        "units": t.number(len(dataset.register.frame)),
        "window": t.number(WINDOW_DAYS),
        "stale": t.number(dataset.default_view.stale),
        "events": t.number(len(dataset.events)),
        "days": t.days(*event_span(dataset)),
        "duplicates": t.number(dataset.events.repeat_count),
        **_published_figures(dataset, t),
    }


def _published_figures(dataset: Dataset, t: Catalogue) -> dict[str, str]:
    """The published count, and what it became on the map, on its own day."""
    watchers = dataset.assessments.get(WATCHERS_COUNT)
    if not isinstance(watchers, PublishedSeries):
        return {}
    day = watchers.counts[-1].day
    view = dataset.default_view.with_(as_of=day, assessment=WATCHERS_COUNT)
    counts = dataset.status_counts(view)
    return {"day": t.day(day), **{name: t.number(n) for name, n in counts.items()}}


def _files(dataset: Dataset, t: Catalogue) -> html.Table:
    heads = [t(f"method.column.{name}") for name in ("file", "rows", "source", "licence")]
    rows = [
        (entry["file"], t.number(entry["rows"]), entry["source"], entry["licence"])
        for entry in dataset.manifest["tables"].values()
    ]
    return table(heads, rows, (1,), marked_heads=False)


def _version(dataset: Dataset, t: Catalogue) -> str:
    return t(
        "method.version", name=dataset.title, version=dataset.version, digest=dataset.digest[:16]
    )
