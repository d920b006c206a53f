"""One published total: what was published, whether it adds up, and what could explain it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import date
from typing import Any, cast

import pandas as pd
from dash import dcc, html

from dashboard.i18n import Catalogue
from dashboard.layout.elements import folded, quiet
from dashboard.layout.event_card import source_link
from dashboard.layout.plain import selecting
from dashboard.layout.tables import table
from dashboard.reading import Reading
from dashboard.wording.totals import published_share, residual_words, signed
from geodata.assessments.ledger import explaining_units
from geodata.claims.one_sided import one_sided
from geodata.claims.totals import CLASSES

PREFIX = "total:"
MOST_LINKS = 80
"""More units than these are named without a link each: hundreds would hold up the browser."""


def total_details(reading: Reading) -> list[object]:
    """The row of the ledger that the view selects."""
    dataset, view, t = reading.dataset, reading.view, reading.t
    rows = dataset.ledger
    mine = rows[rows["total_id"].eq(view.select.removeprefix(PREFIX))]
    if mine.empty:
        return [quiet(t("details.none"))]
    row = mine.iloc[0].to_dict()
    day = date.fromisoformat(row["as_of"])
    said = [t("ledger.via", name=row["messenger"])] if row["messenger"] else []
    return [
        html.H3(row["source"], className="fm-title"),
        quiet(
            [
                dcc.Link(t.day(day), href=reading.url(as_of=day), className="fm-link"),
                *(f" · {s}" for s in said),
            ]
        ),
        _classes(row, t),
        quiet(_adds_up(row, t)),
        *([quiet(row["note"])] if row["note"] else []),
        quiet(source_link(t("total.source"), row["source_url"], t)),
        *_explaining(reading, row),
    ]


def _classes(row: Mapping[Hashable, Any], t: Catalogue) -> html.Table:
    """Published, ours and the difference of each class."""
    heads = [t(f"total.{name}") for name in ("published", "named", "difference")]
    body = [
        html.Tr([html.Th(t(f"status.{name}"), scope="row"), *_cells(row, name, t)])
        for name in CLASSES
    ]
    return table([None, *heads], body, (1, 2, 3), className="fm-total")


def _cells(row: Mapping[Hashable, Any], name: str, t: Catalogue) -> list[html.Td]:
    given = row[name]
    if pd.isna(given):
        published, residual = published_share(row, name, t), "–"
    else:
        published = t.number(int(given))
        residual = signed(int(row[f"mapped_residual_{name}"]), t)
    ours = t.number(int(row[f"mapped_{name}"]))
    return [html.Td(words, className="fm-figure") for words in (published, ours, residual)]


def _adds_up(row: Mapping[Hashable, Any], t: Catalogue) -> str:
    """The denominator, what it rests on, and whether the classes add up to it."""
    if pd.isna(row["denominator"]):
        return t("total.of.nothing")
    of = t(f"total.of.{row['denominator_basis']}", n=t.number(int(row["denominator"])))
    off = not pd.isna(row["residual"]) and row["residual"] != 0
    return f"{of} {t('total.off' if off else 'total.adds_up', words=residual_words(row, t))}"


def _explaining(reading: Reading, row: Mapping[Hashable, Any]) -> list[object]:
    """Units that could be the difference, by what they could be and why."""
    dataset, view, t = reading.dataset, reading.view, reading.t
    units, day = dataset.register.frame, date.fromisoformat(str(row["as_of"]))
    named = dataset.assessments["named-sources"]
    flags = one_sided(dataset.claims, units.index, day, view.stale)["flag"]
    found = explaining_units(row, named.status_as_of, flags, view.stale)
    parts: list[object] = [html.H4(t("total.explain"), className="fm-label")]
    if found.empty:
        return [*parts, quiet(t("total.explain.none"))]
    parts.append(quiet(t("total.explain.note")))
    # A unit that no source names could be of any class: it is listed once, with all of them.
    once = found.groupby("unit_id").agg(
        status=("status", "first"), reason=("reason", "first"), could_be=("could_be", tuple)
    )
    once = once.join(units[["name_en", "province_en"]])
    once = once.sort_values(["province_en", "name_en"], kind="stable")
    link = selecting(reading)
    for (status, could_be, reason), mine in once.groupby(
        ["status", "could_be", "reason"], sort=False
    ):
        classes = cast("tuple[str, ...]", could_be)
        others = [t(f"status.{name}") for name in classes if name != "other"]
        head = t(
            "total.could_be" if others else "total.could_be.other",
            n=t.number(len(mine)), reason=t(f"total.reason.{reason}"),
            named=t(f"status.{status}"), status=", ".join(others),
        )  # fmt: skip
        names: list[object] = [", ".join(mine["name_en"])]
        if len(mine) <= MOST_LINKS:
            pairs = zip(mine.index, mine["name_en"], strict=True)
            names = []
            for unit_id, name in pairs:
                names += [", " if names else "", link(unit_id, name)]
        parts.append(folded(head, quiet(names), **{"data-reason": str(reason)}))
    return parts
