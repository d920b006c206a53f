"""Counts, comparison, history and ledger for people at a terminal."""

from __future__ import annotations

from datetime import date

import pandas as pd
import typer
from rich.console import Console
from rich.table import Column, Table

from dashboard.reading import Reading
from dashboard.wording import words
from dashboard.wording.agreement import agreement_words
from dashboard.wording.changes import changes_text
from dashboard.wording.difference import comparison_words, kind_label
from dashboard.wording.symbology import symbology
from dashboard.wording.totals import published_share, residual_words, signed, source_notes
from geodata.answers.compare import kinds_of
from geodata.answers.statuses import history_summary
from geodata.answers.summary import boundary_words
from geodata.assessments.base import BASES, STATUSES
from geodata.claims.totals import CLASSES


def print_status(reading: Reading, *, history: bool = False, ledger: bool = False) -> None:
    """The ledger alone, or the counts of a view and what it asks for beside them."""
    console = Console()
    if ledger:
        console.print(ledger_for_people(reading))
        return
    console.print(status_table(reading))
    if reading.view.compare:
        typer.echo(comparison_text(reading))
    if history:
        console.print(history_for_people(reading))


def status_table(reading: Reading) -> Table:
    """The counts as a small table for people."""
    view, t, look, counts = reading.view, reading.t, symbology(reading), reading.counts
    label = words.assessment_label(reading.dataset, view.assessment, t)
    table = Table("", *_figures("units", "range"), title=f"{label}, {t.day(view.as_of)}")
    for name in STATUSES:
        low, high = reading.ranges.get(name, ("", ""))
        table.add_row(look.labels[name], str(counts[name]), f"{low}–{high}" if high else "")
    table.add_section()
    for name in BASES:
        table.add_row(t(f"basis.{name}"), str(counts[name]))
    table.add_section()
    table.add_row(f"all, {boundary_words(reading.dataset, view)}", str(counts["total"]))
    meant = t("range.note", days=t.number(view.stale))
    table.caption = words.silence(reading) or meant
    return table


def comparison_text(reading: Reading) -> str:
    """What changed between two days, or how far two assessments agree; then the classes."""
    t = reading.t
    both, units = reading.comparison, reading.by_kind
    if both.kind == "dates":
        said = changes_text(reading)
    else:
        said = f"{comparison_words(reading)}\n{agreement_words(reading.agreement, t)}"
    look = symbology(reading)
    kinds = [
        f"{kind_label(kind, look, t)}: {len(units.get(kind, []))}" for kind in kinds_of(both.kind)
    ]
    return f"{said}\n" + "\n".join(kinds)


def history_for_people(reading: Reading) -> Table:
    """Counts on every day on which a status changes."""
    dataset, view = reading.dataset, reading.view
    t, look = reading.t, symbology(reading)
    heads = _figures(*(look.labels[name] for name in STATUSES))
    table = Table("", *heads, title=words.assessment_label(dataset, view.assessment, t))
    for day in history_summary(dataset, view)["days"]:
        table.add_row(t.day(date.fromisoformat(day["as_of"])), *(str(day[n]) for n in STATUSES))
    return table


def ledger_for_people(reading: Reading) -> Table:
    """Published totals, what sources name in brackets with the difference, and whether they add up."""
    t = reading.t
    day, source, of, adds_up = (
        t(f"ledger.column.{name}") for name in ("day", "source", "of", "residual")
    )
    figures = _figures(*(t(f"status.{name}") for name in CLASSES), of, adds_up)
    table = Table(Column(day, no_wrap=True), source, *figures, title=t("ledger.title"))
    table.caption = t("ledger.text.note")
    for row in reading.dataset.ledger.to_dict("records"):
        cells = [
            published_share(row, name, t) if pd.isna(row[name])
            else f"{row[name]} ({row[f'mapped_{name}']}, {signed(row[f'mapped_residual_{name}'], t)})"
            for name in CLASSES
        ]  # fmt: skip
        total = "–" if pd.isna(row["denominator"]) else str(row["denominator"])
        said = " ".join([row["source"], *source_notes(row, t)])
        table.add_row(row["as_of"], said, *cells, total, residual_words(row, t))
    return table


def _figures(*heads: str) -> list[Column]:
    """Columns of figures."""
    return [Column(head, justify="right") for head in heads]
