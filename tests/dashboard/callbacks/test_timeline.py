"""The timeline's bars are counts of happenings a day, whatever days are chosen."""

import sys
from typing import Any

import pandas as pd
import pytest

from dashboard.callbacks import timeline as region
from dashboard.site import LiveSite, Site
from dashboard.web.settings import Settings
from geodata.dataset.dataset import EMBEDDED, open_dataset
from geodata.events.schema import FAMILIES
from tests.support.recorder import Recorder


@pytest.fixture(scope="module")
def show_timeline(live: LiveSite) -> Any:
    recorder = Recorder()
    region.register(recorder, live)
    return recorder.functions["show_timeline"]


def bars(figure: dict[str, Any]) -> dict[tuple[str, str], int]:
    families = dict(zip(FAMILIES, figure["data"], strict=True))
    return {
        (family, day): n
        for family, trace in families.items()
        for day, n in zip(trace["x"], trace["y"], strict=True)
    }


def expected(province: str | None) -> dict[tuple[str, str], int]:
    rows = pd.read_csv(EMBEDDED / "events.csv")
    if province:
        rows = rows[rows["province_code"] == province]
    total = rows["sub_type"].str.startswith("cumulative count:", na=False)
    once = rows[rows["duplicate_of"].isna() & ~total]
    family = once["event_type"].map({kind: f for f, kinds in FAMILIES.items() for kind in kinds})
    sizes = once.groupby([family, "date_start"]).size()
    by_family_and_day: dict[Any, int] = sizes.to_dict()
    return by_family_and_day


@pytest.mark.parametrize("province", [None, "AF-HER"])
def test_bars_are_happenings_a_day_by_family(show_timeline: Any, province: str | None) -> None:
    search = f"?province={province}" if province else None
    assert bars(show_timeline(search)) == expected(province)


def test_choosing_days_changes_no_bar(show_timeline: Any) -> None:
    assert bars(show_timeline("?from=2021-06-01&to=2021-06-02")) == expected(None)


def test_the_axis_spans_the_dataset_and_the_day_of_the_map(show_timeline: Any, site: Site) -> None:
    first, last = site.dataset.events.days
    near = show_timeline(None)["layout"]["xaxis"]["range"]
    assert near[0] == first.isoformat()
    assert near[1] > last.isoformat()
    assert show_timeline("?as_of=2020-01-01")["layout"]["xaxis"]["range"][0] == "2020-01-01"


def test_nothing_chosen_nothing_drawn(show_timeline: Any) -> None:
    assert bars(show_timeline("?type=none")) == {}


def test_it_can_be_traced() -> None:
    """A debugger or profiler holds a reference more to everything: nothing may count on its own."""
    recorder = Recorder()
    region.register(recorder, LiveSite(Site(Settings(), open_dataset())))  # nothing is kept yet
    show_timeline = recorder.functions["show_timeline"]
    before = sys.gettrace()

    def follow(*_: Any) -> Any:
        return follow

    sys.settrace(follow)
    try:
        figure = show_timeline("?province=AF-HER")
    finally:
        sys.settrace(before)
    assert bars(figure) == expected("AF-HER")
