"""The assessments that the facts of a dataset give: counts, claims of all, of some, of one.

Every one is made from the same claims and published totals; which there are follows from the
data alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

import pandas as pd

from geodata.assessments.base import Assessment
from geodata.assessments.counts import Count, PublishedSeries
from geodata.assessments.named import NamedSources
from geodata.claims.totals import total_classes

SOURCE_GROUPS = {"analyst": "analysts", "media": "media", "party claim": "party-claims"}
"""Kinds of sources with an assessment of their own, and what it is called."""
KIND_LABELS = {
    "analyst": "Analysts only",
    "media": "Media only",
    "party claim": "Parties’ own claims only",
}
LEAST_UNITS = 10
"""A single source that names at least so many units is an assessment of its own."""
LEAST_COUNTS = 2
"""A source that counted at least so often in a year is a series."""
WATCHERS_PUBLISHER = "Afghan watchers"


def claim_assessments(units: pd.DataFrame, claims: pd.DataFrame) -> Iterator[NamedSources]:
    """Assessments of parts of the claims: by kind of source, by outlet, by report.

    Parameters
    ----------
    units : DataFrame
        The register's units, index ``unit_id``.
    claims : DataFrame
        The ledger as `geodata.claims.claims.read_claims` gives it. An outlet with a single report
        is listed by its report alone; the news series stands for nobody and is left out.
    """
    kinds = claims["source_kind"].where(claims["source_kind"].isin(list(SOURCE_GROUPS)))
    of_kind = _parts(claims, kinds)
    for kind, name in SOURCE_GROUPS.items():
        if kind in of_kind:
            label = KIND_LABELS[kind]
            yield NamedSources(
                units=units, claims=of_kind[kind], name=f"named-{name}", label=label, source_name=label,
                group="kinds",
            )  # fmt: skip
    named = ~claims["claim_id"].str.startswith("S-") & (claims["weight"] > 0)
    for outlet, mine in _large(claims, claims["outlet"].where(named)):
        if len(set(mine["source_id"])) > 1:
            yield NamedSources(
                units=units, claims=mine, name=f"outlet-{source_slug(outlet)}", label=outlet,
                source_name=outlet, group="outlets",
            )  # fmt: skip
    for source_id, mine in _large(claims, claims["source_id"].where(named)):
        outlet, day = str(mine["outlet"].iloc[0]), mine["as_of_date"].max()
        yield NamedSources(
            units=units, claims=mine, name=f"report-{source_id}", source_name=outlet,
            label=f"{outlet}, report of {day:%Y-%m-%d}", group="reports",
        )  # fmt: skip


def series_assessments(
    totals: pd.DataFrame, year: int, named: NamedSources, events: pd.DataFrame
) -> Iterator[PublishedSeries]:
    """A series for every source with at least two full counts in a year, and the watchers' one.

    Parameters
    ----------
    totals : DataFrame
        As `geodata.claims.totals.published_totals` gives them.
    year : int
        The year of the counts.
    named : NamedSources
        What all claims say; decides how each status is known.
    events : DataFrame
        The incidents that the evidence score counts.
    """
    counted = totals[totals["as_of"].str.startswith(f"{year}-")]
    for source, mine in counted.groupby("source", sort=True):
        if len(mine) < LEAST_COUNTS and source != WATCHERS_PUBLISHER:
            continue
        yield PublishedSeries(
            units=named.units, name=source_slug(str(source)), label=str(source), source_name=str(source),
            counts=tuple(_counts(mine)), claims=named.claims, events=events, named=named,
        )  # fmt: skip


def by_name(assessments: Iterable[Assessment]) -> dict[str, Assessment]:
    """Assessments by name, in their order."""
    return {assessment.name: assessment for assessment in assessments}


def source_slug(name: str) -> str:
    """A name for a query: “FDD's Long War Journal” is ``long-war-journal``."""
    plain = re.sub(r"^[A-Z]+['’]s ", "", name).casefold()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _large(claims: pd.DataFrame, source: pd.Series) -> Iterator[tuple[str, pd.DataFrame]]:
    """Claims of each source that names enough units, those that name most first."""
    units = claims["unit_id"].groupby(source).nunique()
    units = units.sort_values(ascending=False, kind="stable")
    large = units.index[units >= LEAST_UNITS]
    of = _parts(claims, source.where(source.isin(large)))
    for name in large:
        yield str(name), of[name]


def _parts(claims: pd.DataFrame, key: pd.Series) -> dict[str, pd.DataFrame]:
    """Claims by a key; those without one are in none."""
    # Sorted once and cut, which takes a tenth of looking through all of them for each.
    return dict(iter(claims.groupby(key)))


def _counts(rows: pd.DataFrame) -> Iterator[Count]:
    for row in rows.sort_values("as_of").to_dict("records"):
        yield Count(date.fromisoformat(str(row["as_of"])), total_classes(row))
