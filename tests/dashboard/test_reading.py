"""A view is read once, whoever asks, and what hangs on a part of it alone is kept by that part."""

import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from datetime import date
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

import dashboard
import geodata
from dashboard import reading as readings
from dashboard import site as sites
from dashboard.callbacks import compare, details, map, summary, table, timeline, view
from dashboard.i18n import catalogue
from dashboard.reading import MOST_KEPT, Reading, once
from dashboard.site import LiveSite, Site
from dashboard.web.settings import Settings
from geodata.dataset.dataset import Dataset
from tests.support.read import read
from tests.support.recorder import Recorder

PACKAGES = tuple(str(Path(package.__file__).parent) for package in (dashboard, geodata))
STEP = "?as_of=2021-07-09&tab={tab}&compare=2021-06-16&compare_as={shown}"


def step_of(site: Site) -> Callable[[str], None]:
    """Everything that the browser asks when the address changes, one after the other."""
    recorder = Recorder()
    for region in (view, summary, map, compare, details, timeline, table):
        region.register(recorder, LiveSite(site))
    ask = recorder.functions

    def step(search: str) -> None:
        for name in ("show_view", "show_summary", "show_comparison", "show_body", "show_details"):
            ask[name](search)
        ask["show_map"](search, 5.0)
        ask["show_timeline"](search)
        ask["send_rows"]({"startRow": 0, "endRow": 100}, search)

    return step


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often it was asked for: parsing, what is compared, statuses, what differs."""
    counted: Counter[str] = Counter()

    def count(owner: Any, name: str) -> None:
        real = getattr(owner, name)

        def counting(*args: Any, **named: Any) -> Any:
            counted[name] += 1
            return real(*args, **named)

        monkeypatch.setattr(owner, name, counting)

    count(sites, "parse_query")
    for name in ("other_side", "in_order", "compared_sides", "status_ranges"):
        count(readings, name)
    count(Dataset, "statuses")
    return counted


def test_a_step_parses_once_and_reads_one_set_of_statuses(
    dataset: Dataset, asked: Counter[str]
) -> None:
    step_of(Site(Settings(), dataset))(STEP.format(tab="map", shown="side"))
    assert asked["parse_query"] == 1
    assert asked["statuses"] == 1
    assert asked["other_side"] == 1  # what the pickers of the comparison show
    assert asked["compared_sides"] == 0
    assert asked["status_ranges"] == 1


@pytest.mark.parametrize("shown", ["side", "difference"])
def test_a_step_with_a_comparison_compares_once(
    dataset: Dataset, asked: Counter[str], shown: str
) -> None:
    step_of(Site(Settings(), dataset))(STEP.format(tab="compare", shown=shown))
    assert asked["parse_query"] == 1
    assert asked["other_side"] == asked["in_order"] == asked["compared_sides"] == 1
    assert asked["statuses"] == 2  # of each side


def test_a_change_of_incidents_reads_no_statuses_again(
    dataset: Dataset, asked: Counter[str]
) -> None:
    step = step_of(Site(Settings(), dataset))
    step("?as_of=2021-07-09")
    step("?as_of=2021-07-09&from=2021-07-01")
    assert asked["parse_query"] == 2
    assert asked["statuses"] == 1


def test_a_step_of_the_day_counts_no_incidents_again(dataset: Dataset) -> None:
    site = Site(Settings(), dataset)
    days = [site.reading(f"?as_of=2021-07-{day:02}") for day in (9, 10)]
    assert days[0].of_events is days[1].of_events
    assert days[0].of_ground is days[1].of_ground
    assert days[0].of_statuses is not days[1].of_statuses


def test_the_site_keeps_one_reading_of_a_view(dataset: Dataset) -> None:
    site = Site(Settings(), dataset)
    assert site.reading("?province=AF-HER") is site.reading("?province=AF-HER&tab=map")
    assert site.reading(None) is site.reading_of(dataset.default_view)
    assert site.read("?nonsense=1")[1]


def test_answers_that_hang_on_more_than_the_view_are_few(dataset: Dataset) -> None:
    asked: list[float] = []

    @once
    def answer(_: Reading, zoom: float) -> float:
        asked.append(zoom)
        return zoom

    reading = read(dataset)
    assert [answer(reading, 1.0), answer(reading, 1.0)] == [1.0, 1.0]
    assert asked == [1.0]
    for n in range(10 * MOST_KEPT):
        answer(reading, float(n))
    assert max(len(kept) for kept in reading._answers.values()) <= MOST_KEPT


def test_a_reading_does_not_change(dataset: Dataset) -> None:
    reading = read(dataset)
    with pytest.raises(FrozenInstanceError):
        reading.view = reading.view.with_(tab="table")  # type: ignore[misc]
    assert reading.at() is reading
    assert reading.at(as_of=date(2021, 7, 1)).view.as_of == date(2021, 7, 1)


def test_a_part_says_what_the_whole_says(dataset: Dataset) -> None:
    chosen = {"provinces": ("AF-HER",), "as_of": date(2021, 7, 9), "stale": 90}
    reading = read(dataset, **chosen, tab="ledger", select="AF3201", layer="age")
    alone = Reading(dataset, reading.view, catalogue("en"))
    assert reading.statuses.equals(dataset.statuses(reading.view))
    assert alone.counts == dataset.status_counts(reading.view)
    assert set(reading.flags.index) == set(reading.statuses.index)
    assert set(reading.positions.index) == set(dataset.register.frame.index)


def entries(carried: object, walk: Callable[[], object]) -> Counter[str]:
    """How often each file of ours is entered by a call that is handed this very object."""
    trip: list[str] = []

    def look(frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(PACKAGES):
            names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
            if any(frame.f_locals.get(name) is carried for name in names):
                trip.append(code.co_filename)

    sys.setprofile(look)
    try:
        walk()
    finally:
        sys.setprofile(None)
    return Counter(name for name, before in zip(trip, ["", *trip], strict=False) if name != before)


@pytest.mark.parametrize(
    "search",
    [
        "?as_of=2021-07-09&select=AF3201",
        "?tab=compare&layer=age&province=AF-HER&boundaries=approximate&select=@62.2,34.3",
    ],
)
def test_on_its_way_to_the_map_a_view_enters_no_file_more_than_twice(
    dataset: Dataset, search: str
) -> None:
    site = Site(Settings(), dataset)
    recorder = Recorder()
    map.register(recorder, LiveSite(site))
    view = site.reading(search).view
    site.close()  # parsed, but not read yet
    entered = entries(view, lambda: recorder.functions["show_map"](search, 5.0))
    assert entered
    assert max(entered.values()) <= 2, entered
