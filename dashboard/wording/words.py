"""Sentences made from a view and its data, the same on the page, in print and in exports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from dashboard.i18n import Catalogue
from dashboard.reading import Reading, once
from geodata.answers.summary import boundary_words
from geodata.assessments.counts import PublishedSeries
from geodata.assessments.named import NamedSources
from geodata.dataset.dataset import EMBEDDED, Dataset
from geodata.events.query import Event
from geodata.view import NO_TYPES, View

ALPHA_2 = {"AFG": "AF"}


def headline(reading: Reading, *, printed: bool = False) -> str:
    """What the map shows: "Who holds Afghanistan’s 422 districts, 3 August 2021"."""
    dataset, view, t = reading.dataset, reading.view, reading.t
    where = "print" if printed else "page"
    day, total = t.day(view.as_of), reading.counts["total"]
    if not view.provinces:
        country, n = country_words(dataset, t), t.number(total)
        if of_provinces(dataset):
            return t(f"headline.{where}.country.provinces", country=country, n=n, day=day)
        return t(f"headline.{where}.country", country=country, n=n, day=day)
    provinces = province_words(reading)
    return t.count(f"headline.{where}.provinces", total, provinces=provinces, day=day)


def kind_words(kind: str, t: Catalogue) -> str:
    """What sort of unit it is; a register's own word where it is none of ours."""
    return t(f"kind.{kind}") if f"kind.{kind}" in t.messages else kind


def of_provinces(dataset: Dataset) -> bool:
    """Whether the units are the provinces themselves."""
    return bool(dataset.register.frame["kind"].eq("province").all())


def country_code(dataset: Dataset) -> str:
    """ISO 3166-1 code, of two letters where the catalogue knows the country."""
    code = str(dataset.manifest.get("country", ""))
    return ALPHA_2.get(code, code)


def country_words(dataset: Dataset, t: Catalogue) -> str:
    """Name of the country, in the page's language where the catalogue has it."""
    code = country_code(dataset)
    if f"country.{code}" in t.messages:
        return t(f"country.{code}")
    return str(dataset.manifest.get("country_name") or dataset.title)


def is_embedded(dataset: Dataset) -> bool:
    """Whether it is the dataset that ships with Frontmap, and nobody's own."""
    return dataset.folder == EMBEDDED


def dataset_title(dataset: Dataset, t: Catalogue) -> str:
    """Short title for the page's header."""
    return t("dataset.title") if is_embedded(dataset) else dataset.title


def dataset_version(dataset: Dataset, t: Catalogue) -> str:
    """“embedded”, or the version."""
    if is_embedded(dataset):
        return t("dataset.embedded")
    return t("dataset.version", version=dataset.version)


def boundary_label(dataset: Dataset, name: str, t: Catalogue) -> str:
    """What a boundary set is called, with the number of its polygons."""
    table = dataset.manifest["tables"][dataset.boundary_sets[name]["units"]]
    label = _boundary_name(dataset, name, t)
    return t("boundaries.choice", label=label, n=t.number(int(table["rows"])))


def _boundary_name(dataset: Dataset, name: str, t: Catalogue) -> str:
    entry = dataset.boundary_sets[name]
    # Only what is computed may be called so, whatever its name.
    if entry["approximate"] and f"boundaries.{name}" in t.messages:
        return t(f"boundaries.{name}")
    return str(entry["label"])


def boundary_note(reading: Reading) -> str:
    """What the polygons of the view are, and how many units lack one."""
    dataset, t = reading.dataset, reading.t
    entry = dataset.boundary_sets[reading.view.boundaries]
    units = len(dataset.register.frame)
    if not entry["approximate"]:
        said = f"{entry['attribution']}.".replace("..", ".")
    elif country_code(dataset) == "AF":
        said = t("boundaries.note", n=t.number(units))
    else:
        said = t("boundaries.note.approximate")
    lacking = lacking_polygon(reading.at(provinces=()))
    return " ".join(part for part in (said, point_words(lacking, t)) if part)


def point_words(lacking: int, t: Catalogue) -> str:
    """“24 districts without a polygon are shown as points.”; empty if there are none."""
    return t.count("boundaries.points", lacking) if lacking else ""


def lacking_polygon(reading: Reading) -> int:
    """How many of the view's units have no polygon in its boundary set."""
    lacking = ~reading.positions["has_polygon"]
    if reading.view.provinces:
        codes = reading.dataset.register.frame["province_code"]
        lacking &= codes.isin(reading.view.provinces)
    return int(lacking.sum())


def join_words(dataset: Dataset, basis: str, t: Catalogue) -> str:
    """How an incident came to its district; by its point, in which polygons."""
    if basis == "point":
        return t("join.point", boundaries=boundary_words(dataset, dataset.default_view))
    return t(f"join.{basis}")


def unit_names(reading: Reading) -> pd.Series:
    """Name by id of the view's units, in the page's language where there is one."""
    frame = reading.dataset.register.frame.reindex(reading.statuses.index)
    own = f"name_{reading.view.lang}"
    if own not in frame:
        return frame["name_en"]
    return frame[own].where(frame[own].astype("str").str.len() > 0).fillna(frame["name_en"])


def province_words(reading: Reading) -> str:
    """“all provinces”, “Herat and Farah”, or “5 provinces”."""
    view, t = reading.view, reading.t
    if not view.provinces:
        return t("provinces.all")
    names = [reading.dataset.register.province_names[code] for code in view.provinces]
    return listed(names, t) if len(names) <= 3 else t.count("provinces.some", len(names))


def listed(parts: Sequence[str], t: Catalogue) -> str:
    """“a”, “a and b”, “a, b and c”."""
    if len(parts) < 2:
        return "".join(parts)
    return t("list.and", first=", ".join(parts[:-1]), last=parts[-1])


def subtitle(reading: Reading, counted: int) -> str:
    """By whom, how many incidents and from when, in which provinces and of which types."""
    view, t = reading.view, reading.t
    rest = {
        "incidents": t.count("incidents", counted),
        "days": t.days(view.date_from, view.date_to),
        "provinces": province_words(reading),
        "types": type_words(view, t),
    }
    if view.compare:
        both = reading.comparison
        first, second = (assessment_label(reading.dataset, side.assessment, t)
                         for side in (both.first, both.second))  # fmt: skip
        if first != second:
            return t("subtitle.compared", first=first, second=second, **rest)
    return t("subtitle", source=assessment_words(reading), **rest)


def is_added(dataset: Dataset, assessment: str) -> bool:
    """Whether an assessment came with the dataset, so that its words are its own."""
    return assessment in dataset.manifest.get("assessments", {})


def assessment_label(dataset: Dataset, name: str, t: Catalogue) -> str:
    """What an assessment is called; one that comes from a published count says “allocated”."""
    assessment = dataset.assessments[name]
    if f"assessment.{name}" in t.messages and not is_added(dataset, name):
        return t(f"assessment.{name}")
    if assessment.group == "counts":
        return t("assessment.counts", source=assessment.source_name)
    if isinstance(assessment, NamedSources) and assessment.group == "reports":
        day = assessment.claims["as_of_date"].max().date()
        return t("assessment.reports", source=assessment.source_name, day=t.day(day))
    return assessment.label


def assessment_words(reading: Reading) -> str:
    """“By the count of Afghan watchers” or “By the latest word of named sources”."""
    dataset, view, t = reading.dataset, reading.view, reading.t
    if is_added(dataset, view.assessment):
        return t("assessment.by", label=assessment_label(dataset, view.assessment, t))
    if is_mute(reading):
        return t("assessment.no_claims.by")
    return _of_group(dataset, view.assessment, "by", t)


def assessment_note(reading: Reading) -> str:
    """What an assessment is, in a sentence."""
    dataset, view, t = reading.dataset, reading.view, reading.t
    if is_added(dataset, view.assessment):
        return t("assessment.note", source=dataset.assessments[view.assessment].source_name)
    if is_mute(reading):
        return t("assessment.no_claims")
    note = _of_group(dataset, view.assessment, "note", t)
    assessment = dataset.assessments[view.assessment]
    count = assessment.count_on(view.as_of) if isinstance(assessment, PublishedSeries) else None
    if count is None or count.day == view.as_of:
        return note
    return f"{note} {t('assessment.held', day=t.day(count.day))}"


def _of_group(dataset: Dataset, name: str, what: str, t: Catalogue) -> str:
    """Words on an assessment: its own where the catalogue has them, else those of its group."""
    if f"assessment.{name}.{what}" in t.messages:
        return t(f"assessment.{name}.{what}")
    assessment = dataset.assessments[name]
    label = assessment_label(dataset, name, t)
    return t(f"assessment.{assessment.group}.{what}", label=label, source=assessment.source_name)


def type_words(view: View, t: Catalogue) -> str:
    """Which incident types the view shows; empty when it is all of them."""
    if not view.types:
        return ""
    if view.types == NO_TYPES:
        return t("types.none")
    return t("types.only", types=listed([t(f"type.{name}").lower() for name in view.types], t))


def basis_legend(basis: str, number: str, by: str, t: Catalogue) -> str:
    """What the look of a unit says of how its status is known; ``by`` is a table that was added."""
    if by and basis == "documented":
        return t("basis.added.legend", by=by, n=number)
    return t(f"basis.{basis}.legend", n=number)


def is_mute(reading: Reading) -> bool:
    """Whether the view asks named sources in a dataset that has no claim of any."""
    dataset = reading.dataset
    asked = dataset.assessments[reading.view.assessment]
    return isinstance(asked, NamedSources) and dataset.claims.empty


@once
def silence(reading: Reading) -> str | None:
    """Why every unit is unknown, if the assessment does not speak for the day; else None."""
    dataset, view, t = reading.dataset, reading.view, reading.t
    if is_mute(reading):
        return t("assessment.none")
    first, last = dataset.assessments[view.assessment].days
    if (first is None or first <= view.as_of) and (last is None or view.as_of <= last):
        return None
    label, day = assessment_label(dataset, view.assessment, t), t.day(view.as_of)
    if last is None and first is not None:
        return t("assessment.silent.before", label=label, first=t.day(first), day=day)
    days = t.days(first or date.min, last or date.max)
    return t("assessment.silent", label=label, days=days, day=day)


def speaking(reading: Reading) -> str | None:
    """An assessment that does speak for the view's day; None if there is none."""
    others = (name for name in reading.dataset.assessments if name != reading.view.assessment)
    # What sources say of named districts first: a count would have to be allocated.
    names = sorted(others, key=lambda name: name != "named-sources")
    return next((n for n in names if silence(reading.at(assessment=n)) is None), None)


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
