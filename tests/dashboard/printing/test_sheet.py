"""The page as a whole: what is drawn where, in which colour, and that nothing lies on text."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import combinations

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.figures.labels import afghanistan_labels
from dashboard.i18n import Catalogue
from dashboard.printing.files import print_settings
from dashboard.printing.paper import HEIGHT, WIDTH, Box
from dashboard.printing.sheet import Sheet, draw_sheet
from dashboard.reading import Reading
from dashboard.wording.palette import (
    CARD,
    CODE_COLOURS,
    FAMILY_COLOURS,
    INK,
    OUTSIDE_COLOUR,
    PAPER,
    status_code,
)
from geodata.assessments.base import BASES, STATUSES
from geodata.dataset.dataset import Dataset
from geodata.view import View, parse_query
from tests.support.paper import Draw, Picture, colour_at, text_boxes, texts

HERAT = "province=AF-HER&from=2021-08-01&to=2021-08-03"
THREE = "province=AF-HER,AF-FRA,AF-BDG"
NAMED = "as_of=2021-07-10&assessment=named-sources"
EMPTY = "from=2021-01-01&to=2021-01-02"
SILENT = "as_of=2021-08-10"
QUERIES = (
    "",
    HERAT,
    THREE,
    NAMED,
    EMPTY,
    SILENT,
    "documented=1",
    "type=none",
    "select=AF3201",
    "select=AFG-20210804-08",
    "from=2021-05-01&to=2021-08-31",
    "province=AF-KAB&from=2021-05-01&to=2021-08-31",
    "province=AF-HER,AF-FRA,AF-BDG,AF-KAB,AF-NAN,AF-BDS&type=battle,airstrike,explosion,protest",
)


def view_of(dataset: Dataset, query: str) -> View:
    return parse_query(query, dataset.vocabulary)[0]


# Colours ------------------------------------------------------------------------------------


def crowd_of(sheet: Sheet) -> list[Box]:
    """What badges, texts with their halos and the squares of cities cover on the map."""
    over = [box for _, box in text_boxes(sheet.page) if sheet.window.box.overlap(box)]
    spots = [sheet.window.from_degrees(at.lon, at.lat) for at in afghanistan_labels()]
    squares = [Box(x, y, x, y).grown(0.6) for x, y in spots]
    return [box.grown(0.8) for box in (*over, *squares, *(mark.box for mark in sheet.marks))]


def inner_points(sheet: Sheet, unit: str, crowd: list[Box]) -> Iterator[tuple[float, float]]:
    """Places on the page (mm) well inside a unit and clear of badges and texts."""
    cell = sheet.window.on_paper(sheet.window.land.units[unit]).buffer(-0.45)
    if cell.is_empty:
        return
    west, top, east, bottom = cell.bounds
    for x in np.linspace(west, east, 9):
        for y in np.linspace(top, bottom, 9):
            spot = Box(x, y, x, y)
            if shapely.contains_xy(cell, x, y) and not any(box.holds(spot) for box in crowd):
                yield float(x), float(y)


@pytest.mark.parametrize("query", ["", THREE, NAMED, "documented=1"])
def test_every_unit_has_the_colour_of_its_status_and_basis(
    dataset: Dataset, draw: Draw, picture: Picture, query: str
) -> None:
    sheet, pixels = draw(query), picture(query)
    checked: Counter[tuple[str, str]] = Counter()
    crowd = crowd_of(sheet)
    for row in dataset.statuses(view_of(dataset, query)).itertuples():
        found = Counter(
            colour_at(pixels, x, y) for x, y in inner_points(sheet, str(row.Index), crowd)
        )
        # A few places in very small cells are not enough to tell a cell from what lies on it.
        if found.total() >= 8:
            painted = CODE_COLOURS[status_code(row.status, row.basis)]
            assert found.most_common(1)[0][0] == painted, row.Index
            checked[row.status, row.basis] += 1
    assert checked.total() > 0.7 * len(dataset.statuses(view_of(dataset, query)))
    assert len(checked) >= 4


def test_units_outside_the_view_are_pale(dataset: Dataset, draw: Draw, picture: Picture) -> None:
    sheet, pixels = draw(HERAT), picture(HERAT)
    register = dataset.register.frame
    around = register.index[register["province_code"].eq("AF-GHO")]
    window, crowd = sheet.window.box.grown(-2), crowd_of(sheet)
    found = Counter(
        colour_at(pixels, x, y)
        for unit in around
        for x, y in inner_points(sheet, unit, crowd)
        if window.holds(Box(x, y, x, y))
    )
    assert found.most_common(1)[0][0] == OUTSIDE_COLOUR


def test_a_conflicting_unit_carries_a_dot(dataset: Dataset, draw: Draw, picture: Picture) -> None:
    sheet, pixels = draw(EMPTY), picture(EMPTY)
    statuses = dataset.statuses(view_of(dataset, EMPTY))
    crowd, seen = crowd_of(sheet), 0
    for row in statuses.itertuples():
        x, y = sheet.window.from_metres(*sheet.window.land.points[str(row.Index)])
        if any(box.holds(Box(x, y, x, y)) for box in crowd):
            continue
        dot = PAPER if row.status == "taliban" else INK
        assert (colour_at(pixels, x, y) == dot) == (row.basis == "conflicting"), row.Index
        seen += int(row.basis == "conflicting")
    assert seen > 40


# Badges -------------------------------------------------------------------------------------


def test_a_badge_is_its_familys_colour_and_a_ring_where_the_spot_is_not_known(
    draw: Draw, picture: Picture
) -> None:
    query = "from=2021-05-01&to=2021-08-31"
    sheet, pixels = draw(query), picture(query)
    singles = [mark for mark in sheet.marks if mark.place.n == 1]
    assert {mark.place.area for mark in singles} == {True, False}
    for mark in singles:
        centre = colour_at(pixels, mark.x, mark.y)
        assert centre == (CARD if mark.place.area else FAMILY_COLOURS[mark.place.family])
        if mark.place.area:
            on_ring = 0.4 * mark.diameter
            assert colour_at(pixels, mark.x - on_ring, mark.y) == FAMILY_COLOURS[mark.place.family]


@pytest.mark.parametrize("query", ["", HERAT, THREE, "from=2021-05-01&to=2021-08-31"])
def test_the_badges_add_up_to_the_incidents_and_each_number_is_written(
    dataset: Dataset, draw: Draw, query: str
) -> None:
    sheet = draw(query)
    counted = dataset.events.count(view_of(dataset, query))["counted"]
    assert sum(mark.place.n for mark in sheet.marks if mark.place.counted) == counted
    written = Counter(text for text in texts(sheet.page) if text.isdigit())
    assert Counter(str(m.place.n) for m in sheet.marks if m.place.n > 1) <= written


def test_badges_lie_where_their_incidents_are_and_do_not_touch(draw: Draw) -> None:
    sheet = draw("from=2021-05-01&to=2021-08-31")
    for mark in sheet.marks:
        lon, lat = sheet.window.to_degrees(mark.x, mark.y)
        assert (lon, lat) == pytest.approx((mark.place.lon, mark.place.lat), abs=1e-6)
    for a, b in combinations(sheet.marks, 2):
        assert (a.x - b.x) ** 2 + (a.y - b.y) ** 2 >= ((a.diameter + b.diameter) / 2) ** 2


def test_the_selected_incident_is_marked_and_named(draw: Draw) -> None:
    sheet = draw("select=AFG-20210804-08")
    assert [m for m in sheet.marks if m.chosen and "AFG-20210804-08" in m.place.event_ids]
    assert "Marked on the map:" in texts(sheet.page)


# Words --------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", QUERIES)
def test_the_counts_on_the_page_are_those_of_the_dataset(
    dataset: Dataset, draw: Draw, t: Catalogue, query: str
) -> None:
    view = view_of(dataset, query)
    counts, found = dataset.status_counts(view), texts(draw(query).page)
    for status in STATUSES:
        label = t(f"status.{status}")
        places = [i for i, said in enumerate(found) if re.fullmatch(rf"{label}( \(.+–.+\))?", said)]
        if counts[status] or status != "unknown":
            assert found[places[0] + 1] == t.number(counts[status])
        else:
            assert places == []
    assert found[found.index(t("print.total")) + 1] == t.number(counts["total"])
    words = " ".join(found)
    for basis in (*BASES, "unknown"):
        line = t(f"basis.{basis}.legend", n=t.number(counts[basis]))
        assert (line in words) == (counts[basis] > 0 and query != SILENT)


def test_a_day_that_the_assessment_does_not_speak_for_says_so(draw: Draw) -> None:
    words = " ".join(texts(draw(SILENT).page))
    assert "the count speaks for 3 August 2021 only. For 10 August 2021 it says nothing" in words
    assert "speaks for" not in " ".join(texts(draw("").page))


def test_the_page_names_its_sources_its_method_and_its_data(dataset: Dataset, draw: Draw) -> None:
    words = " ".join(texts(draw("").page)).replace("\u00a0", " ")
    sources = dataset.events.of(dataset.default_view)["source_name"].nunique()
    for part in (
        "Afghan watchers via SouthFront, 3 August 2021 (140 + 151 + 131 = 422)",
        "In brackets: the lowest and highest that a count may be",
        f"Incidents: {sources} sources",
        "approximate cells",
        "No provincial centre had fallen before 6 August 2021",
        "Lambert conformal conic, 30° and 37° N",
        dataset.name,
        dataset.digest[:12],
        "N",
        "200 km",
        "34°N",
        "66°E",
    ):
        assert part in words


def test_the_whole_link_is_on_the_page(dataset: Dataset, t: Catalogue) -> None:
    link = f"https://frontmap.example/?province={','.join(dataset.vocabulary.provinces)}&x=" + (
        "y" * 300
    )
    with print_settings():
        sheet = draw_sheet(Reading(dataset, dataset.default_view, t), link)
    assert link in "".join(texts(sheet.page))


# Layout -------------------------------------------------------------------------------------


def assert_calm(sheet: Sheet) -> None:
    """Nothing leaves the page and no text lies on another."""
    boxes = list(text_boxes(sheet.page))
    page = Box(5, 5, WIDTH - 5, HEIGHT - 5)
    for text, box in boxes:
        assert page.holds(box), text
    for (text, box), (other, over) in combinations(boxes, 2):
        # Ink boxes of two lines may graze where a descender stands over a capital.
        assert box.overlap(over) <= 0.12 * min(box.width * box.height, over.width * over.height), (
            text,
            other,
        )


@pytest.mark.parametrize("query", QUERIES)
def test_no_text_leaves_the_page_or_lies_on_another(draw: Draw, query: str) -> None:
    assert_calm(draw(query))


@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_the_same_for_any_view(dataset: Dataset, t: Catalogue, data: st.DataObject) -> None:
    known = dataset.vocabulary
    view = dataset.default_view.with_(
        provinces=tuple(sorted(data.draw(st.sets(st.sampled_from(list(known.provinces)))))),
        assessment=data.draw(st.sampled_from(known.assessments)),
        as_of=data.draw(st.dates(date(2021, 5, 1), date(2021, 8, 31))),
        date_from=data.draw(st.dates(date(2021, 5, 1), date(2021, 7, 1))),
        documented_only=data.draw(st.booleans()),
    )
    with print_settings():
        sheet = draw_sheet(Reading(dataset, view, t), "http://127.0.0.1:8050/")
    assert_calm(sheet)
    counts = sheet.words.counts
    assert sum(counts[name] for name in STATUSES) == counts["total"]
    assert sum(row.n for row in sheet.words.statuses) == counts["total"]


def test_a_closer_view_names_its_units_and_the_whole_country_does_not(draw: Draw) -> None:
    assert {"Ghoryan", "Shindand", "Obe"} <= set(texts(draw(HERAT).page))
    assert "Ghoryan" not in texts(draw("").page)


def test_every_degree_at_the_edge_stands_at_its_line(draw: Draw) -> None:
    sheet = draw(HERAT)
    box = sheet.window.box
    found = 0
    for text, at in text_boxes(sheet.page):
        match = re.fullmatch(r"([\d.]+)°([NE])", text)
        if not match:
            continue
        found += 1
        if match[2] == "E":
            degrees, _ = sheet.window.to_degrees((at.left + at.right) / 2, box.bottom)
        else:
            _, degrees = sheet.window.to_degrees(box.left, (at.top + at.bottom) / 2)
        assert degrees == pytest.approx(float(match[1]), abs=0.01)
    assert found >= 6
