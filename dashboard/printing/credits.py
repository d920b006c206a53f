"""The words at the foot of the page: sources, method, projection, what made it."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version

import pandas as pd

from dashboard.i18n import Catalogue
from dashboard.printing.fonts import printable
from dashboard.printing.textblock import Paragraph
from dashboard.reading import Reading
from dashboard.wording import words
from dashboard.wording.layers import painting_of
from geodata.assessments.counts import PublishedSeries
from geodata.claims.claims import FIRST_CAPITAL_FELL
from geodata.dataset.dataset import Dataset


def source_words(reading: Reading) -> tuple[Paragraph, ...]:
    """Who counted control, who named districts, who reported incidents, whose shapes."""
    t = reading.t
    lines = [*dict.fromkeys(_control(side) for side in _sides(reading)), _named_sources(reading)]
    reporters = reading.dataset.events.of(reading.view, ("source_name",))["source_name"].nunique()
    if reporters:
        lines.append(t.count("print.sources.incidents", reporters))
    lines.append(reading.dataset.boundaries(reading.view.boundaries).attribution)
    text = " ".join(line for line in lines if line)
    return ((printable(t("print.sources")), printable(text)),)


def _sides(reading: Reading) -> list[Reading]:
    """The page's own view, and the other one where two are compared."""
    return [reading, reading.side(reading.other)] if reading.view.compare else [reading]


def _control(reading: Reading) -> str:
    assessment, t = reading.dataset.assessments[reading.view.assessment], reading.t
    if words.is_mute(reading):
        return ""
    if isinstance(assessment, PublishedSeries):
        count = assessment.count_on(reading.view.as_of) or assessment.counts[-1]
        rows = reading.dataset.ledger
        mine = rows["source"].eq(assessment.source_name) & rows["as_of"].eq(count.day.isoformat())
        via = next((name for name in rows.loc[mine & ~rows["repeats"], "messenger"] if name), "")
        passed_on = [t("ledger.via", name=via)] if via else []
        return t(
            "print.sources.total",
            source=" ".join([assessment.source_name, *passed_on]),
            day=t.day(count.day),
            sum="\u00a0+\u00a0".join(t.number(n) for n in count.totals.values()),
            total=t.number(sum(count.totals.values())),
        )
    return t("print.sources.control", source=assessment.source_name)


def _named_sources(reading: Reading) -> str:
    """How many claims by how many sources, and of which days, stand behind the units shown."""
    ids = {claim for claims in reading.statuses["claim_ids"] for claim in claims}
    every, t = reading.dataset.claims, reading.t
    claims = every[every["claim_id"].isin(ids)]
    if claims.empty:
        return ""
    days = claims["day"].dropna()
    return t(
        "print.sources.claims",
        claims=t.count("print.claims", len(claims)),
        sources=t.count("print.by_sources", claims["source_name"].nunique()),
        days=t.days(days.min().date(), days.max().date()),
    )


def method_words(reading: Reading, *, silent: bool) -> tuple[Paragraph, ...]:
    """What a reader must know of how this map came about; empty if there is nothing."""
    dataset, view, t = reading.dataset, reading.view, reading.t
    lines = []
    if dataset.boundaries(view.boundaries).approximate:
        ours = words.country_code(dataset) == "AF"
        lines.append(t("print.method.approximate" if ours else "boundaries.note.approximate"))
    if not silent:
        lines += dict.fromkeys(
            line for side in _sides(reading) for line in _method_of_control(side)
        )
        painting = painting_of(reading)
        if painting is None or painting.of_statuses:
            lines.append(t("print.method.ranges", days=t.number(view.stale)))
    if lacking := words.lacking_polygon(reading):
        lines.append(t.count("print.no_shape", lacking))
    if len(view.provinces) > 3:
        names = [dataset.register.province_names[code] for code in view.provinces]
        lines.append(t("print.method.provinces", provinces=words.listed(names, t)))
    return ((printable(t("print.method")), printable(" ".join(lines))),) if lines else ()


def _method_of_control(reading: Reading) -> list[str]:
    view, t = reading.view, reading.t
    lines = []
    if words.is_added(reading.dataset, view.assessment):
        lines.append(t("print.method.added"))
    elif not isinstance(reading.dataset.assessments[view.assessment], PublishedSeries):
        lines.append(t("print.method.named"))
    elif reading.statuses["basis"].eq("allocated").any():
        lines.append(t("print.method.allocated"))
        if pd.Timestamp(view.as_of) < FIRST_CAPITAL_FELL:
            lines.append(t("print.method.capitals", day=t.day(FIRST_CAPITAL_FELL.date())))
    if view.documented_only:
        lines.append(t("print.method.hidden"))
    return lines


def imprint(dataset: Dataset, t: Catalogue) -> tuple[str, ...]:
    """What made the page, and from which data."""
    try:
        made = t("print.made", release=f"Frontmap {version('frontmap')}")
    except PackageNotFoundError:  # run from a checkout that was never installed
        made = t("print.made", release="Frontmap")
    data = t("print.dataset", name=dataset.name, version=dataset.version, sha=dataset.digest[:12])
    return printable(made), printable(data)


def projection_words(parallels: Sequence[float], denominator: float, t: Catalogue) -> str:
    """Such as "Lambert conformal conic, 30° and 37° N; 1 : 7.5 million on A4."."""
    if denominator >= 1e6:
        scale = t("print.million", n=t.number(round(denominator / 1e6, 1)))
    else:
        scale = t.number(round(denominator, -4))
    first, second = (t.number(abs(parallel)) for parallel in parallels)
    if parallels[0] < 0 < parallels[1]:
        said = t("print.projection.across", first=first, second=second, scale=scale)
    else:
        side = "N" if sum(parallels) > 0 else "S"
        said = t("print.projection", first=first, second=second, side=side, scale=scale)
    return printable(said)
