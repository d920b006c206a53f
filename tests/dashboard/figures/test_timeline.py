import json
from datetime import date
from typing import Any

import pandas as pd
import pytest

from dashboard.figures.timeline import CONFIG, bin_end, bin_of, timeline_figure
from dashboard.i18n import Catalogue
from dashboard.wording.palette import FAMILY_COLOURS
from geodata.events.query import Bin

FROM, TO, AS_OF = date(2021, 7, 28), date(2021, 8, 4), date(2021, 8, 3)
PER_DAY = pd.DataFrame(
    [
        ("2021-06-20", "fighting", 2),
        ("2021-07-28", "fighting", 3),
        ("2021-07-28", "ground", 1),
        ("2021-08-05", "civilians", 4),
    ],
    columns=["date", "family", "n"],
).assign(
    date=lambda df: pd.to_datetime(df["date"]),
    in_view=lambda df: df["date"].between("2021-07-28", "2021-08-04"),
)


@pytest.fixture
def figure(t: Catalogue) -> dict[str, Any]:
    return timeline_figure(PER_DAY, FROM, TO, AS_OF, t)


def trace_of(figure: dict[str, Any], family: str) -> dict[str, Any]:
    trace: dict[str, Any] = figure["data"][list(FAMILY_COLOURS).index(family)]
    return trace


def test_the_bars_add_up_to_the_table(figure: dict[str, Any]) -> None:
    drawn = [
        (day, family, n)
        for family in FAMILY_COLOURS
        for day, n in zip(trace_of(figure, family)["x"], trace_of(figure, family)["y"], strict=True)
    ]
    rows = zip(
        PER_DAY["date"].dt.strftime("%Y-%m-%d"), PER_DAY["family"], PER_DAY["n"], strict=True
    )
    assert sorted(drawn) == sorted(rows)


def test_days_in_view_are_strong_and_the_others_pale(figure: dict[str, Any]) -> None:
    assert trace_of(figure, "fighting")["marker"]["color"] == ["rgba(201,48,62,0.32)", "#c9303e"]
    assert trace_of(figure, "civilians")["marker"]["color"] == ["rgba(123,47,168,0.32)"]


def test_a_bar_and_the_band_fill_whole_days(figure: dict[str, Any]) -> None:
    day = 24 * 60 * 60 * 1000
    bars = figure["data"][0]
    assert 0 < bars["offset"] < bars["offset"] + bars["width"] < day
    [band] = [shape for shape in figure["layout"]["shapes"] if shape["type"] == "rect"]
    assert (band["x0"], band["x1"]) == ("2021-07-28", "2021-08-05")


def test_the_as_of_day_is_named_and_marked(figure: dict[str, Any]) -> None:
    [label] = figure["layout"]["annotations"]
    assert label["text"] == "<b>3 Aug: as of</b>"
    marks = [shape["x0"] for shape in figure["layout"]["shapes"] if shape["layer"] == "above"]
    assert marks == [label["x"]] == ["2021-08-03 12:00"]


def test_the_label_turns_to_the_left_at_the_right_end(t: Catalogue, figure: dict[str, Any]) -> None:
    wide = timeline_figure(PER_DAY, FROM, TO, AS_OF, t, last=date(2021, 12, 31))
    assert figure["layout"]["annotations"][0]["xanchor"] == "right"
    assert wide["layout"]["annotations"][0]["xanchor"] == "left"


def test_months_are_named_at_their_first_day(figure: dict[str, Any], t: Catalogue) -> None:
    axis = figure["layout"]["xaxis"]
    assert axis["tickvals"] == ["2021-07-01", "2021-08-01"]
    assert axis["ticktext"] == ["July", "August"]
    assert axis["range"] == ["2021-06-20", "2021-08-06"]
    given = timeline_figure(PER_DAY, FROM, TO, AS_OF, t, first=date(2021, 5, 1))
    assert given["layout"]["xaxis"]["ticktext"][0] == "May"


def test_dragging_selects_days_and_nothing_else_moves(figure: dict[str, Any]) -> None:
    layout = figure["layout"]
    assert (layout["dragmode"], layout["selectdirection"]) == ("select", "h")
    assert layout["xaxis"]["fixedrange"] is layout["yaxis"]["fixedrange"] is True
    assert layout["selections"] == []
    assert CONFIG["displayModeBar"] is False


def test_an_empty_table_still_makes_an_axis(t: Catalogue) -> None:
    empty = timeline_figure(PER_DAY.iloc[:0], FROM, TO, AS_OF, t)
    assert empty["layout"]["xaxis"]["range"] == ["2021-07-28", "2021-08-05"]
    assert json.dumps(empty)


# Years --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last", "by"),
    [
        (date(2021, 5, 1), "day"),
        (date(2021, 11, 1), "day"),
        (date(2022, 1, 1), "week"),
        (date(2025, 1, 1), "week"),
        (date(2025, 6, 1), "month"),
        (date(2050, 1, 1), "month"),
    ],
)
def test_over_years_a_bar_is_a_week_or_a_month(last: date, by: str) -> None:
    assert bin_of(date(2021, 5, 1), last) == by


@pytest.mark.parametrize(
    ("first", "by", "last"),
    [
        (date(2021, 5, 3), "day", date(2021, 5, 3)),
        (date(2021, 5, 3), "week", date(2021, 5, 9)),
        (date(2024, 2, 1), "month", date(2024, 2, 29)),
        (date(2021, 12, 1), "month", date(2021, 12, 31)),
    ],
)
def test_a_bar_ends_where_the_next_begins(first: date, by: Bin, last: date) -> None:
    assert bin_end(first, by) == last


def test_a_month_is_named_as_its_days_and_does_not_touch_the_next(t: Catalogue) -> None:
    rows = PER_DAY.assign(date=pd.to_datetime(["2021-06-01", *["2021-07-01"] * 2, "2021-08-01"]))
    figure = timeline_figure(rows, FROM, TO, AS_OF, t, first=date(1999, 1, 1), by="month")
    bars = trace_of(figure, "fighting")
    assert bars["customdata"] == [["1 to 30 June 2021"], ["1 to 31 July 2021"]]
    assert 20 < (bars["offset"] + bars["width"]) / 86_400_000 < 28
    [label] = figure["layout"]["annotations"]
    assert label["text"] == "<b>3 August 2021: as of</b>"


@pytest.mark.parametrize(
    ("first", "last", "names"),
    [
        (date(2019, 5, 3), date(2019, 5, 10), ["3 May", "4 May", "10 May"]),
        (date(2021, 1, 15), date(2021, 9, 20), ["Feb", "Mar", "Sept"]),
        (date(2021, 1, 15), date(2023, 9, 20), ["Jul 2021", "Jan 2022", "Jul 2023"]),
        (date(1989, 1, 1), date(2023, 9, 20), ["1989", "1993", "2021"]),
    ],
)
def test_the_axis_names_what_there_is_room_for(
    t: Catalogue, first: date, last: date, names: list[str]
) -> None:
    figure = timeline_figure(PER_DAY.iloc[:0], first, last, last, t, first=first, last=last)
    axis = figure["layout"]["xaxis"]
    said = [*axis["ticktext"][:2], axis["ticktext"][-1]]
    assert said == names
    assert 2 <= len(axis["ticktext"]) <= 9
    lines = [shape["x0"] for shape in figure["layout"]["shapes"] if shape["layer"] == "below"]
    assert lines[:-1] == axis["tickvals"]
