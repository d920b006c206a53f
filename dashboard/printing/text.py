"""Everything that the printed page says, worked out before anything is drawn.

All of it is plain text that went through ``printable``; the counts come from the same frames
that the map is drawn from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from textwrap import shorten

import pandas as pd

from dashboard.i18n import Catalogue
from dashboard.printing.credits import imprint, method_words, source_words
from dashboard.printing.fonts import printable
from dashboard.printing.textblock import Paragraph
from dashboard.reading import Reading
from dashboard.wording import words
from dashboard.wording.layers import painting_of
from dashboard.wording.symbology import Symbology, symbology
from geodata.assessments.base import BASES, STATUSES
from geodata.events.schema import FAMILIES
from geodata.view import View

_SUMMARY = 220


@dataclass(frozen=True)
class StatusRow:
    """One status of the legend: how many units, and how many of those were only allocated."""

    label: str
    colour: str
    pale: str
    n: int
    allocated: int
    number: str


@dataclass(frozen=True)
class PaintedRow:
    """One line of the legend of a painting: its colours, and how many units have them."""

    label: str
    number: str
    colours: tuple[str, ...]


@dataclass(frozen=True)
class PageText:
    """The words and counts of one page.

    ``counts`` are those of the view's units. ``of_statuses`` is whether the map's colours
    are those of statuses; ``painted`` is the legend where they say something else or more. ``basis`` holds the name of a basis (or ``unknown``) and its line. ``incidents`` are the counted incidents in all.
    """

    title: str
    subtitle: str
    notice: str
    counts: Mapping[str, int]
    look: Symbology
    statuses: tuple[StatusRow, ...]
    total: tuple[str, str]
    of_statuses: bool
    painted_title: str
    painted: tuple[PaintedRow, ...]
    basis_title: str
    basis: tuple[tuple[str, Paragraph], ...]
    incidents: int
    incidents_title: str
    incidents_days: str
    families: tuple[tuple[str, str, str], ...]
    no_incidents: str
    marked: Paragraph
    sources: tuple[Paragraph, ...]
    method: tuple[Paragraph, ...]
    imprint: tuple[str, ...]
    link: str
    keywords: str


def page_text(reading: Reading, link: str) -> PageText:
    """Words for a page; ``link`` is the address that opens its view."""
    dataset, view, t = reading.dataset, reading.view, reading.t
    counts, painting = reading.counts, painting_of(reading)
    counted = dataset.events.count(view)
    silence = words.silence(reading) or ""
    return PageText(
        title=printable(_headline(reading)),
        subtitle=printable(_subtitle(reading, counted["counted"])),
        notice=printable(silence),
        counts=counts,
        look=symbology(reading),
        statuses=_status_rows(reading),
        total=(printable(_total_words(reading)), t.number(counts["total"])),
        of_statuses=painting is None or painting.of_statuses,
        painted_title="" if painting is None else printable(painting.title),
        painted=_painted(reading),
        basis_title=printable(t("print.basis")),
        basis=() if silence else _basis(counts, symbology(reading).by, t),
        incidents=counted["counted"],
        incidents_title=printable(t("print.incidents", n=t.number(counted["counted"]))),
        incidents_days=printable(
            t("print.incidents.days", days=t.days(view.date_from, view.date_to))
        ),
        families=tuple(
            (name, printable(t(f"family.{name}")), t.number(counted[name])) for name in FAMILIES
        ),
        no_incidents=printable(t("print.incidents.none")),
        marked=_marked(reading),
        sources=source_words(reading),
        method=method_words(reading, silent=bool(silence)),
        imprint=imprint(dataset, t),
        link=printable(link),
        keywords=_keywords(view),
    )


def _painted(reading: Reading) -> tuple[PaintedRow, ...]:
    painting = painting_of(reading)
    if painting is None:
        return ()
    return tuple(
        PaintedRow(printable(item.label), reading.t.number(item.n), item.colours)
        for item in painting.legend
    )


def _headline(reading: Reading) -> str:
    view, t = reading.view, reading.t
    country = words.country_words(reading.dataset, t)
    if view.compare:
        both = reading.comparison
        days = t.days(*sorted((both.first.day, both.second.day)))
        return t(f"headline.print.{both.kind}", country=country, days=days)
    if view.layer == "one-sided":
        place = words.province_words(reading) if view.provinces else country
        return t("headline.print.one_sided", place=place, day=t.day(view.as_of))
    return words.headline(reading, printed=True)


def _subtitle(reading: Reading, counted: int) -> str:
    said = words.subtitle(reading, counted)
    return said + reading.t("print.documented_only") if reading.view.documented_only else said


def _status_rows(reading: Reading) -> tuple[StatusRow, ...]:
    statuses, counts, t, look = reading.statuses, reading.counts, reading.t, symbology(reading)
    pale = statuses[statuses["basis"].eq("allocated")]["status"].value_counts()

    def label(name: str) -> str:
        low, high = reading.ranges.get(name, (counts[name], counts[name]))
        if low == high:
            return look.label(name)
        return f"{look.label(name)} {t('range', low=t.number(low), high=t.number(high))}"

    return tuple(
        StatusRow(
            label=printable(label(name)),
            colour=look.colour(name),
            pale=look.colour(name, "allocated"),
            n=counts[name],
            allocated=int(pale.get(name, 0)),
            number=t.number(counts[name]),
        )
        for name in STATUSES
        if counts[name] or name in look.always_shown
    )


def _basis(counts: Mapping[str, int], by: str, t: Catalogue) -> tuple[tuple[str, Paragraph], ...]:
    return tuple(
        (name, _bold_beginning(words.basis_legend(name, t.number(counts[name]), by, t)))
        for name in (*BASES, "unknown")
        if counts[name]
    )


def _bold_beginning(line: str) -> Paragraph:
    head, colon, rest = line.partition(": ")
    return (printable(head + ":"), printable(rest)) if colon else ("", printable(line))


def _keywords(view: View) -> str:
    """The view's whole query, defaults included."""
    return printable("; ".join(f"{k}={v}" for k, v in view.all_params().items() if v))


# The selection ------------------------------------------------------------------------------


def _marked(reading: Reading) -> Paragraph:
    """What the marked unit, incident or place is; empty when nothing is marked."""
    dataset, select, t = reading.dataset, reading.view.select, reading.t
    said = ""
    if select in reading.statuses.index:
        unit = dataset.register.frame.loc[select]
        province = dataset.register.province_names[str(unit["province_code"])]
        names = [str(unit[k]) for k in ("name_en", "name_fa", "name_ps") if _given(unit[k])]
        said = t("hover.unit", name=" · ".join(dict.fromkeys(names)), province=province)
    elif select.startswith("@"):
        said = _place_words(reading)
    elif select:
        event = dataset.events.get(select, reading.view)
        said = "" if event is None else _event_words(event, t)
    return (printable(t("print.marked")), printable(said)) if said else ("", "")


def _place_words(reading: Reading) -> str:
    spots = reading.dataset.events.selected_spots(reading.view)
    found = next((spot for spot in spots if spot.key == reading.view.select), None)
    if found is None:
        return ""
    return reading.t.count("hover.place", found.n, place=words.listed(found.names, reading.t))


def _event_words(event: pd.Series, t: Catalogue) -> str:
    place = next(
        (event[k] for k in ("place_en", "district_en", "province_en") if _given(event[k])), ""
    )
    parts = [t(f"type.{event['event_type']}"), place, words.event_days(event, t)]
    said = ", ".join(part for part in parts if part)
    if _given(event["summary"]):
        said += f": {shorten(event['summary'], _SUMMARY, placeholder=' …')}"
    return f"{said} ({event['source_name']})" if _given(event["source_name"]) else said


def _given(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def badge_notes(
    *, numbered: bool, areas: bool, mixed: bool, not_drawn: int, t: Catalogue
) -> tuple[tuple[str, str], ...]:
    """What explains the badges: a kind of swatch (empty for none) and a line for each."""
    lines = [
        ("number", numbered, t("print.badge.number")),
        ("ring", areas, t("print.badge.area")),
        ("rim", mixed, t("print.badge.mixed")),
        ("", not_drawn, t.count("print.not_drawn", not_drawn)),
    ]
    return tuple((kind, printable(line)) for kind, said, line in lines if said)


def _total_words(reading: Reading) -> str:
    provinces = words.of_provinces(reading.dataset)
    return reading.t("print.total.provinces" if provinces else "print.total")
