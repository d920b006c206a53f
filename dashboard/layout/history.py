"""The history of one unit: a strip of its statuses over the days, and its changes, line by line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pandas as pd
from dash import dcc, html

from dashboard.i18n import Catalogue
from dashboard.layout.elements import folded, quiet
from dashboard.layout.event_card import source_link
from dashboard.reading import Reading, once
from dashboard.wording.changes import claimants_of, with_days
from dashboard.wording.symbology import Symbology, symbology
from geodata.assessments.spells import ONE_DAY, runs
from geodata.dataset.dataset import Dataset
from geodata.dataset.extent import event_span

OPEN_LINES = 5
"""More changes than these are folded away."""


@dataclass(frozen=True)
class Change:
    """A change of a unit's status: its day, both statuses, and what the new one rests on."""

    day: date
    before: str
    after: str
    basis: str
    source: str
    claim_ids: tuple[str, ...]


def history(reading: Reading, unit_id: str) -> list[object]:
    """Strip and changes of a unit by the view's assessment, over the days of the dataset."""
    mine, joined = _unit_spells(reading.part("assessment", "documented_only"), unit_id)
    if mine.empty:
        return []
    t, as_of = reading.t, reading.view.as_of
    first, last = event_span(reading.dataset)
    first, last = min(first, as_of), max(last, as_of)
    return [
        html.H4(t("history.title"), className="fm-label"),
        _strip(reading, joined, first, last),
        html.Div(
            [html.Span(t.short_day(first)), html.Span(t.short_day(last))],
            className="fm-history-ends",
            **{"aria-hidden": "true"},
        ),
        *_lines(reading, list(changes_of(mine))),
    ]


@once
def _unit_spells(reading: Reading, unit_id: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A unit's spells, and its runs of one status; a step of the day leaves them as they are."""
    spells = reading.dataset.assessment(reading.view).spells
    mine = spells[spells["unit_id"].eq(unit_id)]
    return mine, runs(mine)


def changes_of(spells: pd.DataFrame) -> Iterator[Change]:
    """The changes of one unit's status in order, from its spells; the first word is one."""
    before, ended = "unknown", None
    for row in spells.to_dict("records"):
        start = row["date_from"]
        if ended is not None and ended + ONE_DAY < start:
            yield Change((ended + ONE_DAY).date(), before, "unknown", "", "", ())
            before = "unknown"
        if row["status"] != before:
            yield Change(
                start.date(), before, row["status"], row["basis"], row["source"], row["claim_ids"]
            )
        before, ended = row["status"], row["date_to"] if pd.notna(row["date_to"]) else None
    if ended is not None:
        yield Change((ended + ONE_DAY).date(), before, "unknown", "", "", ())


def _strip(reading: Reading, rows: pd.DataFrame, begin: date, until: date) -> html.Div:
    """One bar over all days; each piece leads to its first day."""
    t, look = reading.t, symbology(reading)
    first, last = pd.Timestamp(begin), pd.Timestamp(until)
    days = (last - first).days + 1
    pieces: list[object] = []
    said = []
    for row in rows.to_dict("records"):
        start = max(row["date_from"], first)
        end = last if pd.isna(row["date_to"]) else min(row["date_to"], last)
        if end < start:
            continue
        words = f"{t.days(start.date(), end.date())}: {_status_words(row, t, look)}"
        said.append(words)
        pieces.append(
            dcc.Link(
                "",
                href=reading.url(as_of=start.date()),
                title=words,
                className=f"fm-history-piece fm-history-{row['basis']}",
                style={
                    "insetInlineStart": f"{100 * (start - first).days / days:.2f}%",
                    "width": f"{100 * ((end - start).days + 1) / days:.2f}%",
                    "background": look.colour(row["status"], row["basis"]),
                    "color": look.dot(row["status"]),
                },
            )
        )
    marker = 100 * ((pd.Timestamp(reading.view.as_of) - first).days + 0.5) / days
    pieces.append(
        html.Span(className="fm-history-now", style={"insetInlineStart": f"{marker:.2f}%"})
    )
    label = t("history.label", words="; ".join(said) or t("history.nothing"))
    return html.Div(pieces, className="fm-history", role="group", **{"aria-label": label})


def _status_words(row: dict[object, object], t: Catalogue, look: Symbology) -> str:
    status, basis = look.label(str(row["status"])), t(f"basis.{row['basis']}")
    return t("history.status", status=status, basis=basis)


def _lines(reading: Reading, found: list[Change]) -> list[object]:
    """The changes, newest first; those beyond a few are folded away."""
    t = reading.t
    lines = [_line(reading, change) for change in reversed(found)]
    shown: list[object] = [html.Ol(lines[:OPEN_LINES], className="fm-changes")]
    if len(lines) > OPEN_LINES:
        rest = html.Ol(lines[OPEN_LINES:], className="fm-changes")
        shown.append(folded(t("history.earlier", n=t.number(len(lines) - OPEN_LINES)), rest))
    if found and found[0].before == "unknown":
        shown.append(quiet(t("history.before", day=t.day(found[0].day))))
    return shown


def _line(reading: Reading, change: Change) -> html.Li:
    """“12 Aug 2021: government → Taliban”, and who says so."""
    t = reading.t
    look = symbology(reading)
    words = t("history.change", before=look.label(change.before), after=look.label(change.after))
    link = dcc.Link(
        html.Time(t.dated(change.day), dateTime=change.day.isoformat()),
        href=reading.url(as_of=change.day),
        className="fm-link",
        title=t.day(change.day),
    )
    return html.Li(
        [link, html.Span([words, *_who(reading.dataset, change, t)])],
        className="" if change.day <= reading.view.as_of else "fm-change-later",
    )


def _who(dataset: Dataset, change: Change, t: Catalogue) -> list[object]:
    if change.basis == "allocated":
        said = t("history.allocated", source=with_days(change.source, t))
        return [html.Span(f" · {said}", className="fm-muted")]
    claimants = claimants_of(dataset, change.claim_ids)
    parts: list[object] = []
    if change.basis == "conflicting":
        parts.append(html.Span(f" · {t('basis.conflicting')}", className="fm-muted"))
    if not claimants and change.source:
        return [*parts, html.Span(f" · {change.source}", className="fm-muted")]
    for outlet, url in claimants:
        parts += [" · ", source_link(outlet, url, t)]
    return parts
