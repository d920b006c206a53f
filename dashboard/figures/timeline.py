"""The timeline: incidents a day by family, the chosen days strong, the others pale.

Over years the bars are weeks or months. Dragging selects days (``selectedData["range"]["x"]`` of
the graph). Colours keep their meaning on a light and on a dark card; the pale ones are the same
colours with less opacity.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd
from babel.dates import format_date

from dashboard.figures.map import CONFIG as MAP_CONFIG
from dashboard.figures.pieces import piece
from dashboard.i18n import Catalogue
from dashboard.wording.palette import ACCENT, FAMILY_COLOURS, MUTED, with_alpha
from geodata.events.query import Bin

HEIGHT = 110
"""Height of the figure in CSS pixels."""

CONFIG: Mapping[str, Any] = {**MAP_CONFIG, "scrollZoom": False, "showTips": False}
"""The ``config`` of the timeline's ``dcc.Graph``."""

_DAY_MS = 86_400_000
_PALE = 0.32
_DAYS: Mapping[str, float] = {"day": 1, "week": 7, "month": 30}
_MOST_DAYS, _MOST_WEEKS = 200, 200
_FEW_DAYS, _MOST_TICKS = 45, 9


def bin_of(first: date, last: date) -> Bin:
    """What a bar stands for, so that there are not too many of them to be seen."""
    days = (last - first).days + 1
    if days <= _MOST_DAYS:
        return "day"
    return "week" if days <= 7 * _MOST_WEEKS else "month"


def bin_end(start: date, by: Bin) -> date:
    """Last day of the bin that begins on a day."""
    if by == "month":
        return (start.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return start + timedelta(days=6 if by == "week" else 0)


def timeline_figure(  # noqa: PLR0913  three days and two ends are what a timeline has
    per_day: pd.DataFrame,
    date_from: date,
    date_to: date,
    as_of: date,
    t: Catalogue,
    *,
    first: date | None = None,
    last: date | None = None,
    by: Bin = "day",
) -> dict[str, Any]:
    """Stacked bars, one a day, a week or a month.

    Parameters
    ----------
    per_day : pandas.DataFrame
        Columns ``date`` (datetime64 at midnight; the first of the bar's days), ``family`` (a
        family of incidents), ``n`` and ``in_view`` (whether the chosen range touches the bar).
    date_from, date_to, as_of : datetime.date
        The chosen days, both included, and the day that the map shows.
    t : Catalogue
        Gives the words.
    first, last : datetime.date, optional
        The days that the axis spans; without them, what the data and the choice need.
    by : str
        What a bar stands for: ``day``, ``week`` or ``month``.

    Returns
    -------
    dict
        A plotly figure with ``data`` (one trace a family, in a fixed order) and ``layout``.
    """
    days = pd.DatetimeIndex(per_day["date"]).date.tolist()
    rows = list(zip(days, per_day["family"], per_day["n"], per_day["in_view"], strict=True))
    start = first or min([*days, date_from, as_of])
    end = last or max([*days, date_to, as_of])
    day = t.short_day(as_of) if by == "day" else t.day(as_of)
    return {
        "data": [
            _bars([row for row in rows if row[1] == name], name, t, by) for name in FAMILY_COLOURS
        ],
        # What was dragged is shown as the band; plotly's own outline (selections) must not stay.
        "layout": piece(
            "timeline",
            height=HEIGHT,
            xaxis=_day_axis(start, end, t),
            shapes=[*_tick_lines(start, end), _band(date_from, date_to), _as_of_line(as_of)],
            annotations=[_as_of_label(as_of, start, end, t("timeline.as_of", day=day))],
        ),
    }


_Row = tuple[date, str, int, bool]
"""A day, a family, its number of incidents, and whether the day is in the chosen range."""


def _bars(rows: list[_Row], family: str, t: Catalogue, by: Bin) -> dict[str, Any]:
    strong, pale = FAMILY_COLOURS[family], with_alpha(FAMILY_COLOURS[family], _PALE)
    words = t(f"family.{family}")
    return {
        "type": "bar",
        "name": words,
        "x": [day.isoformat() for day, *_ in rows],
        "y": [int(n) for _, _, n, _ in rows],
        "width": 0.8 * _DAYS[by] * _DAY_MS,
        "offset": 0.1 * _DAYS[by] * _DAY_MS,
        "marker": {
            "color": [strong if inside else pale for *_, inside in rows],
            "line": {
                "width": 0.75 if family == "ground" else 0,
                "color": [_edge(bool(inside)) for *_, inside in rows],
            },
        },
        "customdata": [[t.days(day, bin_end(day, by))] for day, *_ in rows],
        "hovertemplate": "%{customdata[0]}<br>" + words + ": %{y}<extra></extra>",
        "unselected": {"marker": {"opacity": 1}},
    }


def _edge(inside: bool) -> str:
    """Edge of the black bars, without which they could not be seen on a dark card."""
    return f"rgba(140,150,162,{1 if inside else 0.45:g})"


def _day_axis(start: date, end: date, t: Catalogue) -> dict[str, Any]:
    days, pattern = _ticks(start, end)
    return piece(
        "days",
        range=[start.isoformat(), (end + timedelta(days=1)).isoformat()],
        tickvals=[day.isoformat() for day in days],
        ticktext=[format_date(day, pattern, locale=t.locale) for day in days],
    )


def _ticks(start: date, end: date) -> tuple[list[date], str]:
    """Days that the axis names and how: months, over years some of them, else single days."""
    months = _month_starts(start, end)
    if (end - start).days < _FEW_DAYS and len(months) < 2:
        step = -(-((end - start).days + 1) // _MOST_TICKS)
        return pd.date_range(start, end, freq=f"{step}D").date.tolist(), "d MMM"
    if len(months) <= _MOST_TICKS:
        return months, "LLLL" if len(months) <= 6 else "LLL"
    if len(months) <= 4 * _MOST_TICKS:
        return [day for day in months if day.month in (1, 7)], "LLL y"
    years = [day for day in months if day.month == 1]
    return years[:: -(-len(years) // _MOST_TICKS)], "y"


def _month_starts(start: date, end: date) -> list[date]:
    firsts = pd.date_range(start.replace(day=1), end, freq="MS")
    return [first.date() for first in firsts if first.date() >= start]


def _upright(day: date, colour: str, width: float, layer: str) -> dict[str, Any]:
    moment = f"{day.isoformat()} 12:00" if layer == "above" else day.isoformat()
    line = {"color": colour, "width": width}
    return piece("upright", x0=moment, x1=moment, line=line, layer=layer)


def _tick_lines(start: date, end: date) -> list[dict[str, Any]]:
    return [_upright(day, "rgba(128,136,146,0.3)", 1, "below") for day in _ticks(start, end)[0]]


def _as_of_line(as_of: date) -> dict[str, Any]:
    return _upright(as_of, MUTED, 1.5, "above")


def _band(date_from: date, date_to: date) -> dict[str, Any]:
    return piece(
        "band",
        x0=date_from.isoformat(),
        x1=(date_to + timedelta(days=1)).isoformat(),
        fillcolor=with_alpha(ACCENT, 0.07),
        line={"color": with_alpha(ACCENT, 0.35), "width": 1},
    )


def _as_of_label(as_of: date, start: date, end: date, said: str) -> dict[str, Any]:
    right_half = (as_of - start) > 0.85 * (end - start)
    return piece(
        "as-of",
        x=f"{as_of.isoformat()} 12:00",
        xanchor="right" if right_half else "left",
        text=f"<b>{said}</b>",
    )
