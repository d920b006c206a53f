"""Comparison, history and ledger for people at a terminal."""

from __future__ import annotations

from datetime import date

import pandas as pd
from rich.table import Table

from dashboard.i18n import catalogue
from dashboard.layout.agreement import agreement_words
from dashboard.layout.ledger import published_share, residual_words, signed, source_notes
from dashboard.wording import words
from dashboard.wording.changes import changes_text
from dashboard.wording.difference import compared_of, comparison_words, kind_label
from dashboard.wording.symbology import symbology_of
from geodata.answers.compare import comparison, kinds_of, sides
from geodata.answers.statuses import history_summary
from geodata.assessments.agreement import agreement
from geodata.assessments.base import STATUSES
from geodata.claims.totals import CLASSES
from geodata.dataset.dataset import Dataset
from geodata.view import View


def comparison_text(dataset: Dataset, view: View) -> str:
    """What changed between two days, or how far two assessments agree; then the classes."""
    t = catalogue(view.lang)
    both, counts = comparison(dataset, view), compared_of(dataset, view)["kind"].value_counts()
    if both.kind == "dates":
        said = changes_text(dataset, view, t)
    else:
        first, second = sides(dataset, view)
        found = agreement(first["status"], second["status"])
        said = f"{comparison_words(dataset, view, t)}\n{agreement_words(found, t)}"
    look = symbology_of(dataset, view, t)
    kinds = [f"{kind_label(kind, look, t)}: {counts.get(kind, 0)}" for kind in kinds_of(both.kind)]
    return f"{said}\n" + "\n".join(kinds)


def history_for_people(dataset: Dataset, view: View) -> Table:
    """Counts on every day on which a status changes."""
    t, look = catalogue(view.lang), symbology_of(dataset, view, catalogue(view.lang))
    table = Table(title=words.assessment_label(dataset, view.assessment, t))
    table.add_column("")
    for name in STATUSES:
        table.add_column(look.labels[name], justify="right")
    for day in history_summary(dataset, view)["days"]:
        table.add_row(t.day(date.fromisoformat(day["as_of"])), *(str(day[n]) for n in STATUSES))
    return table


def ledger_for_people(dataset: Dataset, view: View) -> Table:
    """Published totals, what sources name in brackets with the difference, and whether they add up."""
    t = catalogue(view.lang)
    table = Table(title=t("ledger.title"), caption=t("ledger.text.note"))
    table.add_column(t("ledger.column.day"), no_wrap=True)
    table.add_column(t("ledger.column.source"))
    for name in CLASSES:
        table.add_column(t(f"status.{name}"), justify="right")
    for name in ("of", "residual"):
        table.add_column(t(f"ledger.column.{name}"), justify="right")
    for row in dataset.ledger.to_dict("records"):
        cells = [
            published_share(row, name, t) if pd.isna(row[name])
            else f"{row[name]} ({row[f'mapped_{name}']}, {signed(row[f'mapped_residual_{name}'], t)})"
            for name in CLASSES
        ]  # fmt: skip
        of = "–" if pd.isna(row["denominator"]) else str(row["denominator"])
        table.add_row(
            row["as_of"],
            " ".join([row["source"], *source_notes(row, t)]),
            *cells,
            of,
            residual_words(row, t),
        )
    return table
