"""How each claim ended, by who made it; and of which units only one side speaks."""

from __future__ import annotations

from collections.abc import Hashable

import pandas as pd
from dash import html

from dashboard.i18n import Catalogue
from dashboard.layout.elements import folded
from dashboard.layout.plain import selecting
from dashboard.layout.tables import table
from dashboard.reading import Reading
from dashboard.wording.layers import flag_words
from geodata.claims.one_sided import FLAGS, both_ways, to_and_fro
from geodata.claims.outcomes import OUTCOMES, outcomes_by
from geodata.dataset.dataset import Dataset


def claim_outcomes_section(dataset: Dataset, t: Catalogue) -> list[object]:
    """Claims confirmed, contradicted and open, by kind of source and by outlet."""
    outcomes = dataset.claim_outcomes
    if outcomes.empty:
        return []
    by_outlet = outcomes_by(outcomes, "outlet")
    counts = outcomes["outcome"].value_counts()
    figures = {name: t.number(int(counts.get(name, 0))) for name in OUTCOMES}
    return [
        html.H2(t("outcomes.title")),
        html.P(t("outcomes.intro", n=t.number(len(outcomes)), **figures)),
        _outcomes(outcomes_by(outcomes, "source_kind"), "source_kind", t),
        folded(
            t("outcomes.outlets", n=t.number(len(by_outlet))), _outcomes(by_outlet, "outlet", t)
        ),
    ]


def _outcomes(rows: pd.DataFrame, by: str, t: Catalogue) -> html.Table:
    counts = ("claims", *OUTCOMES)
    heads = [t(f"outcomes.column.{name}") for name in (by, *counts, "median_lag")]
    body = [
        (
            t(f"claim.kind.{row[by]}") if by == "source_kind" else str(row[by]),
            *(t.number(int(row[name])) for name in counts),
            _lag(row["median_lag"]),
        )
        for row in rows.to_dict("records")
    ]
    return table(heads, body, range(1, len(heads)))


def _lag(days: float) -> str:
    return "–" if pd.isna(days) else f"{days:g}"


def one_sided_section(reading: Reading) -> list[object]:
    """Units by what is one-sided about them by the view's day, and those that went to and fro."""
    dataset, view, t = reading.dataset, reading.view, reading.t
    if dataset.claims.empty:
        return []
    found, link = reading.flags, selecting(reading)
    units = dataset.register.frame
    parts: list[object] = [
        html.H2(t("one_sided.title", day=t.day(view.as_of))),
        html.P(t("one_sided.intro", n=t.number(view.stale))),
    ]
    for name in FLAGS:
        mine = found[found[name]].join(units[["name_en", "province_en"]])
        mine = mine.sort_values(["province_en", "name_en"], kind="stable")
        lines = [
            html.Li([link(unit_id, _place(row)), ": ", flag_words(pd.Series(row), t)])
            for unit_id, row in zip(mine.index, mine.to_dict("records"), strict=True)
        ]
        head = t("compare.kind", kind=t(f"one_sided.{name}"), n=t.number(len(mine)))
        listed = html.Ul(lines, className="fm-compare-names")
        parts.append(folded(head, listed, **{"data-flag": name}))
    return [*parts, *_to_and_fro(reading)]


def _to_and_fro(reading: Reading) -> list[object]:
    """Every unit with claims both of falls and of government control, step by step."""
    dataset, t = reading.dataset, reading.t
    units, link = dataset.register.frame, selecting(reading)
    ids = both_ways(dataset.claims)
    lines = []
    for unit_id in ids:
        steps = [
            t("to_and_fro.step", day=t.dated(step["day"].date()),
              status=t(f"status.{step['status']}"), sources=step["sources"])
            for step in to_and_fro(dataset.claims, unit_id).to_dict("records")
        ]  # fmt: skip
        place = _place(units.loc[unit_id].to_dict())
        lines.append(html.Li([link(unit_id, place), ": ", " → ".join(steps)]))
    return [
        html.H3(t("to_and_fro.title")),
        html.P(t("to_and_fro.intro", n=t.number(len(ids)))),
        html.Ul(lines, className="fm-compare-names fm-to-and-fro"),
    ]


def _place(row: dict[Hashable, object]) -> str:
    return f"{row['province_en']}, {row['name_en']}"
