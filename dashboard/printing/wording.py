"""Everything that the printed page says, worked out before anything is drawn.

All of it is plain text that went through ``printable``; the counts come from the same frames
that the map is drawn from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

import pandas as pd

from dashboard import words
from dashboard.i18n import Catalogue
from dashboard.printing.fonts import printable
from geodata.claims import FIRST_CAPITAL_FELL
from geodata.control import BASES, STATUSES, PublishedTotal, count_statuses
from geodata.events.schema import FAMILIES
from geodata.store import Dataset
from geodata.view import View

Paragraph = tuple[str, str]
"""A bold beginning and the rest; either may be empty."""


@dataclass(frozen=True)
class StatusRow:
    """One status of the legend: how many units, and how many of those were only allocated."""

    status: str
    label: str
    n: int
    allocated: int
    number: str


@dataclass(frozen=True)
class Wording:
    """The words and counts of one page.

    ``counts`` are those of the units that are drawn. ``basis`` holds the name of a basis (or
    ``unknown``) and its line. ``incidents`` are the counted incidents in all.
    """

    title: str
    subtitle: str
    notice: str
    counts: Mapping[str, int]
    statuses: tuple[StatusRow, ...]
    total: tuple[str, str]
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


def wording(
    dataset: Dataset,
    view: View,
    statuses: pd.DataFrame,
    events: pd.DataFrame,
    link: str,
    t: Catalogue,
) -> Wording:
    """Words for a view.

    Parameters
    ----------
    dataset, view, t
        What is shown, and the language.
    statuses : pandas.DataFrame
        The units that are drawn, as `Dataset.statuses` gives them.
    events : pandas.DataFrame
        The view's events, as `Dataset.events` gives them.
    link : str
        The address that opens this view.
    """
    counts = count_statuses(statuses)
    counted = dataset.count_events(view)
    silence = words.silence(dataset, view, t) or ""
    return Wording(
        title=printable(_headline(dataset, view, counts["total"], t)),
        subtitle=printable(_subtitle(dataset, view, counted["counted"], t)),
        notice=printable(silence),
        counts=counts,
        statuses=_status_rows(statuses, counts, t),
        total=(printable(t("print.total")), t.number(counts["total"])),
        basis_title=printable(t("print.basis")),
        basis=() if silence else _basis(counts, t),
        incidents=counted["counted"],
        incidents_title=printable(t("print.incidents", n=t.number(counted["counted"]))),
        incidents_days=printable(
            t("print.incidents.days", days=t.days(view.date_from, view.date_to))
        ),
        families=tuple(
            (name, printable(t(f"family.{name}")), t.number(counted[name])) for name in FAMILIES
        ),
        no_incidents=printable(t("print.incidents.none")),
        marked=_marked(dataset, view, events, t),
        sources=_sources(dataset, view, statuses, events, t),
        method=_method(dataset, view, counts, silence, t),
        imprint=_imprint(dataset, t),
        link=printable(link),
        keywords="; ".join(f"{k}={v}" for k, v in view.all_params().items() if v),
    )


def _headline(dataset: Dataset, view: View, total: int, t: Catalogue) -> str:
    day, n = t.day(view.as_of), t.number(total)
    if not view.provinces:
        country = t(f"country.{dataset.manifest['country']}")
        return t("headline.print.country", country=country, n=n, day=day)
    provinces = words.province_words(dataset, view, t)
    return t("headline.print.provinces", provinces=provinces, n=n, day=day)


def _subtitle(dataset: Dataset, view: View, counted: int, t: Catalogue) -> str:
    said = words.subtitle(dataset, view, counted, t)
    return said + t("print.documented_only") if view.documented_only else said


def _status_rows(
    statuses: pd.DataFrame, counts: Mapping[str, int], t: Catalogue
) -> tuple[StatusRow, ...]:
    pale = statuses[statuses["basis"].eq("allocated")]["status"].value_counts()
    return tuple(
        StatusRow(
            status=name,
            label=printable(t(f"status.{name}")),
            n=counts[name],
            allocated=int(pale.get(name, 0)),
            number=t.number(counts[name]),
        )
        for name in STATUSES
        if counts[name] or name != "unknown"
    )


def _basis(counts: Mapping[str, int], t: Catalogue) -> tuple[tuple[str, Paragraph], ...]:
    return tuple(
        (name, _bold_beginning(t(f"basis.{name}.legend", n=t.number(counts[name]))))
        for name in (*BASES, "unknown")
        if counts[name]
    )


def _bold_beginning(line: str) -> Paragraph:
    head, colon, rest = line.partition(": ")
    return (printable(head + ":"), printable(rest)) if colon else ("", printable(line))


# The selection ------------------------------------------------------------------------------


def _marked(dataset: Dataset, view: View, events: pd.DataFrame, t: Catalogue) -> Paragraph:
    """What the marked unit, incident or place is; empty when nothing on the map is marked."""
    frame = dataset.register.frame
    said = ""
    if view.select in frame.index:
        unit = frame.loc[view.select]
        province = dataset.register.province_names[unit["province_code"]]
        said = t("hover.unit", name=unit["name_en"], province=province)
    elif view.select.startswith("@"):
        said = view.select
    elif view.select:
        found = events[events["event_id"].eq(view.select)]
        said = _event_words(found.iloc[0], t) if len(found) else ""
    return (printable(t("print.marked")), printable(said)) if said else ("", "")


def _event_words(event: pd.Series, t: Catalogue) -> str:
    place = next(
        (event[k] for k in ("place_en", "district_en", "province_en") if _given(event[k])), ""
    )
    parts = [t(f"type.{event['event_type']}"), place, words.event_days(event, t)]
    said = ", ".join(part for part in parts if part)
    if _given(event["summary"]):
        said += f": {event['summary']}"
    return f"{said} ({event['source_name']})" if _given(event["source_name"]) else said


def _given(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


# The footer ---------------------------------------------------------------------------------


def _sources(
    dataset: Dataset, view: View, statuses: pd.DataFrame, events: pd.DataFrame, t: Catalogue
) -> tuple[Paragraph, ...]:
    lines = [_control(dataset, view, t)]
    named = _named_sources(dataset, statuses, t)
    if named:
        lines.append(named)
    reporters = events["source_name"].dropna().nunique()
    if reporters:
        lines.append(t.count("print.sources.incidents", reporters))
    lines.append(dataset.boundaries(view.boundaries).attribution)
    return ((printable(t("print.sources")), printable(" ".join(lines))),)


def _control(dataset: Dataset, view: View, t: Catalogue) -> str:
    assessment = dataset.assessments[view.assessment]
    if isinstance(assessment, PublishedTotal):
        numbers = [t.number(n) for n in assessment.totals.values()]
        return t(
            "print.sources.total",
            source=assessment.source_name,
            day=t.day(assessment.day),
            sum=" + ".join(numbers),
            total=t.number(sum(assessment.totals.values())),
        )
    return t("print.sources.control", source=assessment.source_name)


def _named_sources(dataset: Dataset, statuses: pd.DataFrame, t: Catalogue) -> str:
    """How many claims by how many sources, and of which days, stand behind the units shown."""
    ids = {claim for claims in statuses["claim_ids"] for claim in claims}
    claims = dataset.claims[dataset.claims["claim_id"].isin(ids)]
    if claims.empty:
        return ""
    days = claims["day"].dropna()
    return t(
        "print.sources.claims",
        claims=t.count("print.claims", len(claims)),
        sources=t.count("print.by_sources", claims["source_name"].nunique()),
        days=t.days(days.min().date(), days.max().date()),
    )


def _method(
    dataset: Dataset,
    view: View,
    counts: Mapping[str, int],
    silence: str,
    t: Catalogue,
) -> tuple[Paragraph, ...]:
    lines = []
    if dataset.boundaries(view.boundaries).approximate:
        lines.append(t("print.method.approximate"))
    assessment = dataset.assessments[view.assessment]
    if isinstance(assessment, PublishedTotal) and not silence:
        if counts["allocated"]:
            lines.append(t("print.method.allocated"))
        if pd.Timestamp(view.as_of) < FIRST_CAPITAL_FELL:
            lines.append(t("print.method.capitals", day=t.day(FIRST_CAPITAL_FELL.date())))
    elif not silence:
        lines.append(t("print.method.named"))
    if view.documented_only and not silence:
        lines.append(t("print.method.hidden"))
    if len(view.provinces) > 3:
        names = [dataset.register.province_names[code] for code in view.provinces]
        lines.append(t("print.method.provinces", provinces=words.listed(names, t)))
    return ((printable(t("print.method")), printable(" ".join(lines))),) if lines else ()


def _imprint(dataset: Dataset, t: Catalogue) -> tuple[str, ...]:
    try:
        made = t("print.made", release=f"Frontmap {version('frontmap')}")
    except PackageNotFoundError:  # run from a checkout that was never installed
        made = t("print.made", release="Frontmap")
    data = t("print.dataset", name=dataset.name, version=dataset.version, sha=dataset.digest[:12])
    return printable(made), printable(data)


def projection_words(parallels: Sequence[float], denominator: float, t: Catalogue) -> str:
    """ "Lambert conformal conic, 30° and 37° N; 1 : 7,100,000 on A4."."""
    digits = -5 if denominator >= 2e6 else -4
    return printable(
        t(
            "print.projection",
            first=t.number(abs(parallels[0])),
            second=t.number(abs(parallels[1])),
            side="N" if parallels[0] >= 0 else "S",
            scale=t.number(round(denominator, digits)),
        )
    )


def badge_notes(
    *, numbered: bool, areas: bool, mixed: bool, not_drawn: int, t: Catalogue
) -> tuple[tuple[str, str], ...]:
    """What explains the badges: a kind of swatch (empty for none) and a line for each."""
    lines: list[tuple[str, str]] = []
    if numbered:
        lines.append(("number", t("print.badge.number")))
    if areas:
        lines.append(("ring", t("print.badge.area")))
    if mixed:
        lines.append(("rim", t("print.badge.mixed")))
    if not_drawn:
        lines.append(("", t.count("print.not_drawn", not_drawn)))
    return tuple((kind, printable(line)) for kind, line in lines)
