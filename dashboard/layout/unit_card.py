"""One unit: its names, its status and basis, the claims behind it, its incidents."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any, cast

import pandas as pd
from dash import html

from dashboard.i18n import Catalogue
from dashboard.layout.elements import quiet
from dashboard.layout.event_card import MOST_CARDS, event_cards, source_link
from dashboard.layout.history import history
from dashboard.reading import Reading
from dashboard.wording import words
from dashboard.wording.symbology import Symbology, symbology
from geodata.assessments.table import TableAssessment


def unit_details(reading: Reading, unit_id: str) -> list[object]:
    """Everything known of a unit on the view's day."""
    t = reading.t
    unit = cast("pd.Series", reading.dataset.register.frame.loc[unit_id])
    statuses = reading.at(provinces=()).statuses
    status = cast("pd.Series", statuses.loc[unit_id])
    kind = words.kind_words(str(unit["kind"]), t)
    return [
        _names(unit),
        quiet(t("details.unit_of", province=unit["province_en"], id=unit_id, kind=kind)),
        _status(status, _how_known(reading, unit_id, status), t, symbology(reading)),
        *_row(reading, unit_id),
        *_named(reading, unit_id),
        *history(reading, unit_id),
        *_claims(reading, unit_id),
        *_incidents(reading, unit_id),
    ]


def _names(unit: pd.Series) -> html.H3:
    """The name in English, Dari and Pashto, as far as the register has them."""
    names: list[object] = [html.Bdi(unit["name_en"], lang="en")]
    shown = {unit["name_en"]}
    for lang, column in (("fa", "name_fa"), ("ps", "name_ps")):
        name = unit[column]
        if pd.notna(name) and name not in shown:
            shown.add(name)
            names += [" ", html.Bdi(name, lang=lang, className="fm-arabic")]
    return html.H3(names, className="fm-title")


def _how_known(reading: Reading, unit_id: str, status: pd.Series) -> str:
    """The basis, or why there is none: nobody says, or the view hides what is not documented."""
    if status["basis"]:
        return str(status["basis"])
    whole = reading.at(provinces=(), documented_only=False).statuses
    return "hidden" if whole.loc[unit_id, "basis"] else "unknown"


def _status(status: pd.Series, basis: str, t: Catalogue, look: Symbology) -> html.Div:
    facts = []
    if status["basis"]:
        facts.append(t(f"basis.{status['basis']}"))
    if status["since"]:
        facts.append(t("details.since", day=t.day(status["since"])))
    if pd.notna(status["score"]):
        facts.append(t("details.score", score=f"{status['score']:.2f}"))
    chip = html.Span(
        look.label(status["status"]),
        className=f"fm-chip fm-chip-{status['status']}",
        style=look.chip(status["status"], status["basis"]),
        **{"data-basis": basis},
    )
    return html.Div(
        className="fm-status",
        children=[
            html.P([chip, " ", html.Span(" · ".join(facts), className="fm-muted")]),
            quiet(_why(basis, look, t)),
        ],
    )


def _why(basis: str, look: Symbology, t: Catalogue) -> str:
    if look.by and basis == "documented":
        return t("basis.added.unit", by=look.by)
    return t(f"basis.{basis}.unit")


def _row(reading: Reading, unit_id: str) -> list[html.P]:
    """The row of an added table that the status rests on, in the table's own words."""
    view = reading.view
    assessment = reading.dataset.assessments[view.assessment]
    if not isinstance(assessment, TableAssessment):
        return []
    rows = assessment.rows
    mine = rows[rows["unit_id"].eq(unit_id) & (rows["date"] <= pd.Timestamp(view.as_of))]
    if mine.empty:
        return []
    row = mine.iloc[-1]
    said = [reading.t.day(row["date"].date()), *(row[name] for name in ("word", "source", "note"))]
    return [quiet(" · ".join(str(part) for part in said if pd.notna(part)))]


def _named(reading: Reading, unit_id: str) -> list[html.P]:
    """What named sources alone say, where the view follows another assessment."""
    dataset, view, t = reading.dataset, reading.view, reading.t
    if view.assessment == "named-sources" or dataset.claims.empty:
        return []
    named = dataset.assessments["named-sources"].status_as_of(view.as_of).loc[unit_id]
    said = t(f"status.{named['status']}")
    if named["since"]:
        said = f"{said}, {t('details.since', day=t.day(named['since']))}"
    return [quiet(t("details.named", status=said))]


def _claims(reading: Reading, unit_id: str) -> list[object]:
    t = reading.t
    claims = reading.dataset.claims_of(unit_id)
    claims = claims[claims["day"] <= pd.Timestamp(reading.view.as_of)]
    label = html.H4(t("details.claims", n=t.number(len(claims))), className="fm-label")
    if claims.empty:
        return [label, quiet(t("details.claims.none"))]
    latest_first = claims.sort_values("day", ascending=False, kind="stable")
    items = [_claim(claim, t) for claim in latest_first.to_dict("records")]
    return [label, html.Ol(items, className="fm-claims")]


def _claim(claim: Mapping[Hashable, Any], t: Catalogue) -> html.Li:
    """Who said what of which day, and why it weighs less if it does."""
    note = [t(f"claim.kind.{claim['source_kind']}")]
    if claim["as_of_date"] != claim["day"]:
        note.append(t("claim.dated", day=t.dated(claim["as_of_date"].date())))
    note += [t(f"claim.{why}") for why in _lesser(claim)]
    return html.Li(
        [
            html.Time(t.dated(claim["day"].date()), dateTime=claim["day"].date().isoformat()),
            html.Span(
                [
                    html.Span(className=f"fm-swatch fm-swatch-{claim['status']}"),
                    html.Span(t(f"status.{claim['status']}")),
                    ": ",
                    source_link(claim["source_name"], claim["source_url"], t),
                    html.Span(f" {' · '.join(note)}", className="fm-muted"),
                ]
            ),
        ],
        className="fm-claim-off" if claim["weight"] == 0 else "",
    )


def _lesser(claim: Mapping[Hashable, Any]) -> list[str]:
    """Keys of the reasons why a claim weighs less than a report that names the unit."""
    why = []
    if claim["check"] in ("weak", "unchecked", "not_found"):
        why.append(claim["check"])
    if claim["weight"] == 0 and claim["check"] != "not_found":
        why.append("too_early")
    if "whole-province" in str(claim["note"]):
        why.append("whole-province")
    return why


def _incidents(reading: Reading, unit_id: str) -> list[object]:
    dataset, view, t = reading.dataset, reading.view, reading.t
    count = dataset.events.count_in_unit(unit_id, view)
    label = html.H4(t("details.incidents", n=t.number(count)), className="fm-label")
    if not count:
        return [label, quiet(t("details.incidents.none"))]
    events = dataset.events.in_unit(unit_id, view, MOST_CARDS)
    return [label, *event_cards(reading, events, count)]
