"""Sentences made from a view and its data, the same on the page, in print and in exports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from dashboard.i18n import Catalogue
from geodata.event_table import Event
from geodata.store import Dataset
from geodata.view import NO_TYPES, View


def headline(dataset: Dataset, view: View, total: int, t: Catalogue) -> str:
    """What the map shows: "Who holds Afghanistan’s 422 districts, 3 August 2021"."""
    day = t.day(view.as_of)
    if not view.provinces:
        country = t(f"country.{dataset.manifest['country']}")
        return t("headline.country", country=country, n=t.number(total), day=day)
    return t(
        "headline.provinces", provinces=province_words(dataset, view, t), n=t.number(total), day=day
    )


def province_words(dataset: Dataset, view: View, t: Catalogue) -> str:
    """“all provinces”, “Herat and Farah”, or “5 provinces”."""
    if not view.provinces:
        return t("provinces.all")
    names = [dataset.register.province_names[code] for code in view.provinces]
    return listed(names, t) if len(names) <= 3 else t.count("provinces.some", len(names))


def listed(parts: Sequence[str], t: Catalogue) -> str:
    """“a”, “a and b”, “a, b and c”."""
    if len(parts) < 2:
        return "".join(parts)
    return t("list.and", first=", ".join(parts[:-1]), last=parts[-1])


def subtitle(dataset: Dataset, view: View, counted: int, t: Catalogue) -> str:
    """By whom, how many incidents and from when, in which provinces and of which types."""
    return t(
        "subtitle",
        source=assessment_words(view, t),
        incidents=t.count("incidents", counted),
        days=t.days(view.date_from, view.date_to),
        provinces=province_words(dataset, view, t),
        types=type_words(view, t),
    )


def assessment_words(view: View, t: Catalogue) -> str:
    """“By the count of Afghan watchers” or “By the latest word of named sources”."""
    return t(f"assessment.{view.assessment}.by")


def type_words(view: View, t: Catalogue) -> str:
    """Which incident types the view shows; empty when it is all of them."""
    if not view.types:
        return ""
    if view.types == NO_TYPES:
        return t("types.none")
    return t("types.only", types=listed([t(f"type.{name}").lower() for name in view.types], t))


def silence(dataset: Dataset, view: View, t: Catalogue) -> str | None:
    """Why every unit is unknown, if the assessment does not speak for the day; else None."""
    first, last = dataset.assessments[view.assessment].days
    if (first is None or first <= view.as_of) and (last is None or view.as_of <= last):
        return None
    days = t.days(first or date.min, last or date.max)
    label = t(f"assessment.{view.assessment}")
    return t("assessment.silent", label=label, days=days, day=t.day(view.as_of))


def event_days(event: Event, t: Catalogue) -> str:
    """When it happened, as exactly as the source says."""
    days = t.days(event["date_start"].date(), event["date_end"].date())
    precision = event["date_precision"]
    return days if precision == "day" else t(f"date_precision.{precision}", days=days)


def casualties(event: Event, t: Catalogue) -> list[str]:
    """Deaths with their range, injured and civilian deaths; what is not given is not said."""
    parts = [killed(event, t)]
    for column in ("civilians_killed", "injured"):
        value = _number(event[column])
        if value is not None:
            parts.append(t.count(f"casualties.{column}", value))
    return [part for part in parts if part]


def killed(event: Event, t: Catalogue) -> str:
    """Deaths with their range: "5 killed (range 3 – 7)"; empty if the source gives none."""
    low, best, high = (_number(event[f"fatalities_{k}"]) for k in ("low", "best", "high"))
    if best is not None:
        said = t.count("casualties.killed", best)
        ends = [best, *(value for value in (low, high) if value is not None)]
        if min(ends) == max(ends):
            return said
        span = f"{t.number(min(ends))} – {t.number(max(ends))}"
        return t("casualties.with_range", said=said, span=span)
    if low is not None and high is not None:
        return t("casualties.between", low=t.number(low), high=t.number(high))
    if low is not None:
        return t("casualties.at_least", n=t.number(low))
    if high is not None:
        return t("casualties.claimed", n=t.number(high))
    return ""


def _number(value: object) -> int | None:
    return None if pd.isna(value) else int(value)  # type: ignore[call-overload]
