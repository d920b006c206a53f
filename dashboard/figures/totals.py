"""The chart of the ledger: every published total by who counts, beside what named units add up to.

One row of panels for each publisher of several totals and one for all others; years of few
counts and the year of many have an axis each.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd

from dashboard.figures.pieces import piece
from dashboard.i18n import Catalogue
from dashboard.wording.palette import STATUS_COLOURS
from geodata.claims.totals import CLASSES

ROW_HEIGHT, FOOT = 150, 32
_LONG_GAP = timedelta(days=365)
_MARGIN = timedelta(days=20)
_GUTTER = 0.035


def totals_figure(ledger: pd.DataFrame, t: Catalogue) -> dict[str, Any]:
    """Dots are published classes, lines what named sources add up to on the same days.

    A class of which a share or a range was published has hollow dots, the share as that many
    districts of the denominator.

    Parameters
    ----------
    ledger : DataFrame
        As `geodata.assessments.ledger.ledger` gives it. Totals that only repeat an earlier one, and those
        of which no class was published, are not drawn.

    Returns
    -------
    dict
        A plotly figure. ``customdata`` of a dot is the selection that it leads to.
    """
    rows = ledger[~ledger["repeats"]].assign(day=lambda rows: pd.to_datetime(rows["as_of"]))
    hollow = _hollow(rows, t)
    drawn = rows[list(CLASSES)].notna().any(axis=1) | rows["total_id"].isin(hollow["total_id"])
    rows = rows[drawn]
    groups = list(_groups(rows, t))
    spans = list(_spans(rows["day"])) if groups else []
    figures = [*hollow["n"], *(n for name in CLASSES for n in rows[name].dropna())]
    highest = 1.12 * float(max(figures, default=0))
    data: list[dict[str, Any]] = []
    layout = piece("totals", height=ROW_HEIGHT * len(groups) + FOOT, annotations=[])
    # Nothing is drawn of totals that give denominators alone.
    for place, (label, mine) in enumerate(groups):
        top, height = 1 - place / len(groups), 1 / len(groups)
        title = piece("totals-title", text=f"<b>{label}</b>", y=top)
        layout["annotations"].append(title)
        for column, span in enumerate(spans):
            axis = _axis(place * len(spans) + column)
            layout |= _axes(axis, (top - height * 0.8, top - height * 0.18), span, highest)
            data += _panel(axis, mine, rows, span, t)
            of_these = hollow[hollow["total_id"].isin(mine["total_id"])]
            data += _hollow_dots(axis, of_these, span)
    return {"data": data, "layout": layout}


def _groups(rows: pd.DataFrame, t: Catalogue) -> Iterator[tuple[str, pd.DataFrame]]:
    """Publishers of more than one total, each alone; the others together."""
    times = rows["publisher"].value_counts()
    several = list(times.index[times > 1])
    for name in several:
        yield name, rows[rows["publisher"].eq(name)]
    rest = rows[~rows["publisher"].isin(several)]
    if len(rest):
        yield t("ledger.chart.others"), rest


def _spans(days: pd.Series) -> Iterator[tuple[date, date, float, float]]:
    """First and last day of each stretch without a long gap, and its place from 0 to 1."""
    ordered = days.drop_duplicates().sort_values()
    stretch = ordered.diff().gt(_LONG_GAP).cumsum()
    parts = [group for _, group in ordered.groupby(stretch)]
    width = (1 - _GUTTER * (len(parts) - 1)) / len(parts)
    for place, part in enumerate(parts):
        left = place * (width + _GUTTER)
        yield (
            part.iloc[0].date() - _MARGIN, part.iloc[-1].date() + _MARGIN, left, left + width
        )  # fmt: skip


def _axis(number: int) -> str:
    return "" if number == 0 else str(number + 1)


def _axes(
    axis: str, across: tuple[float, float], span: tuple[date, date, float, float], highest: float
) -> dict[str, Any]:
    begin, end, left, right = span
    days = [begin.isoformat(), end.isoformat()]
    height = [max(across[0], 0), across[1]]
    return {
        f"xaxis{axis}": piece(
            "totals-days", domain=[left, right], range=days, anchor=f"y{axis}"
        ),
        f"yaxis{axis}": piece(
            "totals-counts", domain=height, anchor=f"x{axis}", range=[0, highest],
            showticklabels=left == 0,
        ),
    }  # fmt: skip


def _panel(
    axis: str,
    mine: pd.DataFrame,
    every: pd.DataFrame,
    span: tuple[date, date, float, float],
    t: Catalogue,
) -> Iterator[dict[str, Any]]:
    """Our counts of all days as lines, then the publisher's as dots."""
    inside = pd.Timestamp(span[0]), pd.Timestamp(span[1])
    ours = every[every["day"].between(*inside)].drop_duplicates("day")
    shown = mine[mine["day"].between(*inside)]
    for name in CLASSES:
        yield piece(
            "totals-line", xaxis=f"x{axis}", yaxis=f"y{axis}", x=ours["as_of"].tolist(),
            y=ours[f"mapped_{name}"].astype(int).tolist(),
            line={"color": STATUS_COLOURS[name], "width": 1.4, "shape": "hv", "dash": "dot"},
        )  # fmt: skip
    for name in CLASSES:
        given = shown.dropna(subset=name)
        rim = {"color": "#ffffff", "width": 1.2}
        dots = given.assign(
            n=given[name].astype(int),
            words=[_words(row, name, t) for row in given.to_dict("records")],
        )
        yield _dots(axis, dots, {"color": STATUS_COLOURS[name], "size": 9, "line": rim})


def _dots(axis: str, rows: pd.DataFrame, marker: dict[str, Any]) -> dict[str, Any]:
    """Dots of totals; each leads to its own."""
    return piece(
        "totals-dots",
        xaxis=f"x{axis}",
        yaxis=f"y{axis}",
        x=[day.date().isoformat() for day in rows["day"]],
        y=rows["n"].tolist(),
        marker=marker,
        customdata=[[f"total:{total}"] for total in rows["total_id"]],
        text=rows["words"].tolist(),
    )


def _hollow(rows: pd.DataFrame, t: Catalogue) -> pd.DataFrame:
    """Classes published as a share or as a range: ``total_id``, ``day``, ``status``, ``n``, words."""
    found: list[tuple[object, ...]] = []
    for row in rows.to_dict("records"):
        for name in CLASSES:
            if pd.isna(row[name]) and not pd.isna(row[f"{name}_pct"]):
                said = t("ledger.percent", n=f"{row[f'{name}_pct']:g}")
                share = float(row[f"{name}_pct"]) / 100
                numbers = [] if pd.isna(row["denominator"]) else [share * int(row["denominator"])]
            elif name == "taliban" and not pd.isna(row["taliban_low"]):
                numbers = [int(row["taliban_low"]), int(row["taliban_high"])]
                low, high = (t.number(n) for n in numbers)
                said = t("ledger.range", low=low, high=high)
            else:
                continue
            words = t("ledger.chart.share", source=row["source"], day=t.day(row["day"].date()),
                      status=t(f"status.{name}"), said=said)  # fmt: skip
            found += [(row["total_id"], row["day"], name, n, words) for n in numbers]
    return pd.DataFrame(found, columns=["total_id", "day", "status", "n", "words"])


def _hollow_dots(
    axis: str, rows: pd.DataFrame, span: tuple[date, date, float, float]
) -> Iterator[dict[str, Any]]:
    days = pd.to_datetime(rows["day"])
    shown = rows[days.between(pd.Timestamp(span[0]), pd.Timestamp(span[1]))]
    for name in CLASSES:
        given = shown[shown["status"].eq(name)]
        rim = {"color": STATUS_COLOURS[name], "width": 2}
        yield _dots(axis, given, {"color": "rgba(0,0,0,0)", "size": 9, "line": rim})


def _words(row: Mapping[Hashable, Any], name: str, t: Catalogue) -> str:
    return t(
        "ledger.chart.dot", source=row["source"], day=t.day(row["day"].date()),
        status=t(f"status.{name}"), n=t.number(int(row[name])),
        ours=t.number(int(row[f"mapped_{name}"])),
    )  # fmt: skip
