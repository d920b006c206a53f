"""One incident: as a card in a list, and with everything known of it."""

from __future__ import annotations

import pandas as pd
from dash import html

from dashboard.i18n import Catalogue
from dashboard.layout.elements import quiet
from dashboard.layout.plain import selecting
from dashboard.reading import Reading
from dashboard.wording import words
from geodata.events.query import Event
from geodata.events.schema import CUMULATIVE_PREFIX, FAMILIES

MOST_CARDS = 100
"""The most incidents that one list shows."""
FAMILY_OF = {name: family for family, names in FAMILIES.items() for name in names}


def event_card(reading: Reading, event: Event) -> html.Article:
    """Short form: day, type, place, summary, source, casualties; leads to the whole."""
    t = reading.t
    link = selecting(reading, "fm-card-title")
    facts = [*words.casualties(event, t), *_confidence(event, t)]
    day = t.short_day(event["date_start"].date())
    return html.Article(
        className="fm-card",
        children=[
            html.H3(
                [
                    _dot(event),
                    link(event["event_id"], f"{day} · {t('type.' + event['event_type'])}"),
                    html.Span(f" {_place(event, t)}", className="fm-muted"),
                ]
            ),
            html.P(_text(event["summary"])),
            quiet([source_link(event["source_name"], event["source_url"], t), *_after(facts)]),
        ],
    )


def event_cards(reading: Reading, events: pd.DataFrame, count: int) -> list[html.Article | html.P]:
    """Cards of some events, and how many there are where these are not all."""
    t = reading.t
    cards = [event_card(reading, event) for event in events.to_dict("records")]
    if count > len(events):
        said = t("details.more", shown=t.number(len(events)), n=t.number(count))
        return [*cards, quiet(said)]
    return [*cards]


def event_details(reading: Reading, event_id: str) -> list[object]:
    """Everything known of one incident: what, when, where, casualties, who says so."""
    t = reading.t
    event = reading.dataset.events.get(event_id)
    if event is None:
        return []
    known = words.casualties(event, t) or [t("casualties.none")]
    rows = [
        ("details.when", words.event_days(event, t)),
        ("details.where", _where(event, t)),
        ("details.casualties", " · ".join(known)),
        ("details.source", _source(event, t)),
        ("details.join", _unit(reading, event)),
    ]
    facts = [part for key, value in rows for part in (html.Dt(t(key)), html.Dd(value))]
    return [
        html.H3([_dot(event), t("type." + event["event_type"])], className="fm-title"),
        quiet(_kind(event, t)),
        html.P(_text(event["summary"]), className="fm-told"),
        html.Dl(facts, className="fm-facts"),
        *_same_happening(reading, event),
        html.P(event_id, className="fm-note fm-id"),
    ]


def _dot(event: Event) -> html.Span:
    return html.Span(className=f"fm-dot fm-dot-{FAMILY_OF[event['event_type']]}")


def source_link(name: object, url: object, t: Catalogue) -> html.A | html.Span:
    """The source as a link if its address is one of the web, else its name."""
    label, address = _text(name), _text(url)
    if not address.startswith(("https://", "http://")):
        return html.Span(label or t("details.no_link"), className="fm-source")
    return html.A(
        label or address,
        href=address,
        target="_blank",
        rel="noopener noreferrer",
        className="fm-source",
    )


def _source(event: Event, t: Catalogue) -> list[object]:
    parts: list[object] = [source_link(event["source_name"], event["source_url"], t)]
    for column in ("source_title", "source_date"):
        if _text(event[column]):
            parts += [html.Br(), _text(event[column])]
    return [*parts, html.Br(), *_confidence(event, t)]


def _confidence(event: Event, t: Catalogue) -> list[str]:
    return [t(f"confidence.{event['confidence']}")] if _text(event["confidence"]) else []


def _kind(event: Event, t: Catalogue) -> str:
    """Sub-type and who stood against whom, as far as the source says."""
    sub_type = _text(event["sub_type"]).removeprefix(CUMULATIVE_PREFIX).strip()
    a, b = _text(event["actor1"]), _text(event["actor2"])
    actors = t("details.actors", a=a, b=b) if a and b else a or b
    return " · ".join(part for part in (sub_type, actors) if part)


def _where(event: Event, t: Catalogue) -> str:
    precision: str = "unplaced" if pd.isna(event["lon"]) else event["location_precision"]
    return t("details.place_words", place=_place(event, t), precision=t(f"precision.{precision}"))


def _place(event: Event, t: Catalogue) -> str:
    for column in ("place_en", "district_en", "province_en"):
        if _text(event[column]):
            return _text(event[column])
    return t("precision.unplaced")


def _unit(reading: Reading, event: Event) -> list[object]:
    dataset, t = reading.dataset, reading.t
    if pd.isna(event["unit_id"]):
        province = dataset.register.province_names.get(event["province_code"], "")
        return [province, html.Br(), t("join.none")]
    unit = dataset.register.frame.loc[event["unit_id"]]
    link = selecting(reading)
    return [
        link(event["unit_id"], f"{unit['name_en']}, {unit['province_en']}"),
        html.Br(),
        words.join_words(dataset, str(event["join_basis"]), t),
        *([html.Br(), t("join.near_border")] if event["near_border"] else []),
    ]


def _same_happening(reading: Reading, event: Event) -> list[html.Section | html.P]:
    t = reading.t
    parts: list[html.Section | html.P] = []
    if _text(event["sub_type"]).startswith(CUMULATIVE_PREFIX):
        parts.append(quiet(t("details.cumulative")))
    if _text(event["duplicate_of"]):
        words_ = t("details.duplicate", id=event["duplicate_of"])
        parts.append(quiet(words_))
    others = reading.dataset.events.repeats_of(event["event_id"])
    if len(others):
        cards = [event_card(reading, other) for other in others.to_dict("records")]
        label = html.H4(t("details.also"), className="fm-label")
        parts.append(html.Section([label, *cards]))
    return parts


def _after(facts: list[str]) -> list[str]:
    return [f" · {fact}" for fact in facts]


def _text(value: object) -> str:
    return "" if value is None or pd.isna(value) else str(value)  # type: ignore[call-overload]
