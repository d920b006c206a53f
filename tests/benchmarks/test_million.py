"""A million events: what each query of a change of view takes, and that its answers are right.

Slowness fails nothing here; an answer that differs from plain pandas on the same rows does.
"""

from __future__ import annotations

import gc
import hashlib
import json
import shutil
import statistics
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from flask.testing import FlaskClient

from dashboard.app import create_app
from dashboard.figures.badges import view_places
from dashboard.i18n import catalogue
from dashboard.web.settings import Settings
from geodata.dataset.dataset import EMBEDDED, Dataset, open_dataset
from geodata.events.arrow import events_to_arrow
from geodata.events.query import EventTable
from geodata.events.schema import EVENT_TYPES, FAMILIES
from geodata.ingest.merge import ROWS_A_GROUP
from geodata.places.register import load_register
from geodata.view import View
from tests.benchmarks.conftest import Measured, Size
from tests.benchmarks.million import million_events
from tests.benchmarks.test_budgets import (
    BROWSER_ENCODINGS,
    Answer,
    callbacks_of_the_url,
    filled,
)

ROUNDS = 40


@pytest.fixture(scope="module")
def events(size: Size) -> pd.DataFrame:
    return million_events(load_register(EMBEDDED / "register.csv"), size.rows)


@pytest.fixture(scope="module")
def folder(events: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The embedded dataset with these events in the place of its own, as the store writes them."""
    copy = tmp_path_factory.mktemp("million") / "dataset"
    shutil.copytree(EMBEDDED, copy)
    path = copy / "events.parquet"
    pq.write_table(events_to_arrow(events), path, compression="zstd", row_group_size=ROWS_A_GROUP)
    manifest = json.loads((copy / "manifest.json").read_text(encoding="utf-8"))
    tables = manifest["tables"]
    tables["evidence_events"] = tables["events"]
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    tables["events"] = {
        **tables["events"], "file": path.name, "rows": len(events), "sha256": sha256
    }  # fmt: skip
    (copy / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return copy


@pytest.fixture(scope="module")
def million(folder: Path) -> Dataset:
    return open_dataset(folder)


def views(default: View) -> list[View]:
    """Changes of a filter one after another; about half of the events are left out."""
    random = np.random.default_rng(1)
    provinces = sorted(load_register(EMBEDDED / "register.csv").province_names)
    last = date(2021, 12, 30)
    found = []
    for i in range(ROUNDS):
        view = default.with_(date_from=date(2016, 1, 1), date_to=last - timedelta(days=i))
        if i % 4 == 0:
            view = view.with_(date_from=date(2019, 7, 1) + timedelta(days=i))
        if i % 4 == 1:
            view = view.with_(types=tuple(sorted(random.choice(EVENT_TYPES, 6, replace=False))))
        if i % 4 == 2:
            view = view.with_(provinces=tuple(sorted(random.choice(provinces, 15, replace=False))))
        if i % 4 == 3:
            view = view.with_(date_to=date(2019, 7, 1) - timedelta(days=i), types=EVENT_TYPES[:9])
        found.append(view)
    return found


def forget(table: EventTable) -> None:
    """Let go what is remembered between queries."""
    for part in (table._view_rows, table._per_bin, table._row_of):
        part.cache_clear()


def in_view(events: pd.DataFrame, view: View) -> pd.DataFrame:
    """The events of a view, by pandas alone."""
    kept = (events["date_start"] <= pd.Timestamp(view.date_to)) & (
        events["date_end"] >= pd.Timestamp(view.date_from)
    )
    if view.provinces:
        kept &= events["province_code"].isin(view.provinces)
    if view.types:
        kept &= events["event_type"].isin(view.types)
    return events[kept]


def counting(events: pd.DataFrame) -> pd.Series:
    total = events["sub_type"].str.startswith("cumulative count:")
    return events["duplicate_of"].isna() & ~total


def spread(seconds: Sequence[float]) -> tuple[float, float]:
    """Middle and 95th percentile in milliseconds."""
    return 1e3 * statistics.median(seconds), 1e3 * statistics.quantiles(seconds, n=20)[-1]


# Queries ------------------------------------------------------------------------------------


def test_opening(folder: Path, events: pd.DataFrame, measured: Measured) -> None:
    gc.collect()
    start = time.perf_counter()
    table = EventTable(folder / "events.parquet")
    seconds = time.perf_counter() - start
    gc.collect()
    measured(
        f"{len(events):,} events opened, {(folder / 'events.parquet').stat().st_size / 1e6:.0f} MB",
        f"{seconds:.1f} s",
    )
    assert len(table) == len(events)
    assert table.days == (
        events["date_start"].min().date(), events["date_end"].max().date()
    )  # fmt: skip


QUERIES: dict[str, Callable[[Dataset, View], object]] = {
    "which rows": lambda d, v: d.events._in(v),
    "counts": lambda d, v: d.events.count(v),
    "a bar a day": lambda d, v: d.events.per_day(v),
    "a bar a month": lambda d, v: d.events.per_day(v, "month"),
    "places, country": lambda d, v: d.events.place_counts(v, 5.5),
    "places, close": lambda d, v: d.events.place_counts(v, 9.0),
    "badges, country": lambda d, v: view_places(d.events, v, 5.5, catalogue("en")),
    "block of the table": lambda d, v: d.events.block(v, 0, 100),
    "block in the middle": lambda d, v: d.events.block(
        v, len(d.events) // 10, len(d.events) // 10 + 100
    ),
    "block by source": lambda d, v: d.events.block(v, 0, 100, [("source_name", True)]),
    "events of a square": lambda d, v: d.events.at(v.with_(select="@9/352/204"), 50),
    "events of a unit": lambda d, v: d.events.in_unit("AF3201", v, 50),
    "one event": lambda d, v: d.events.get(f"SYN{v.date_from.toordinal() % 1000:07d}"),
}


@pytest.mark.parametrize("name", QUERIES)
def test_query(million: Dataset, name: str, size: Size, measured: Measured) -> None:
    million.events.block(million.default_view, 0, 1, [("source_name", True)])  # reads the column
    wall, processor = [], []
    for view in views(million.default_view)[: size.rounds(ROUNDS)]:
        forget(million.events)
        used, start = time.process_time(), time.perf_counter()
        QUERIES[name](million, view)
        wall.append(time.perf_counter() - start)
        processor.append(time.process_time() - used)
    middle, late = spread(wall)
    measured(f"  {name}", f"{middle:.1f} ms, p95 {late:.1f}; processor {spread(processor)[0]:.1f}")


def test_a_short_view_is_drawn_spot_by_spot(
    million: Dataset, size: Size, measured: Measured
) -> None:
    wall = []
    for i in range(size.rounds(20)):
        day = date(2020, 1, 1) + timedelta(days=11 * i)
        view = million.default_view.with_(date_from=day, date_to=day + timedelta(days=3))
        forget(million.events)
        start = time.perf_counter()
        found = view_places(million.events, view, 5.5, catalogue("en"))
        wall.append(time.perf_counter() - start)
        assert all(place.n_unlisted == 0 for place in found)
    middle, late = spread(wall)
    rows = million.events.count(view)["rows"]
    measured(f"  badges of {rows:,} events, spot by spot", f"{middle:.1f} ms, p95 {late:.1f}")


# Answers ------------------------------------------------------------------------------------


@pytest.mark.parametrize("i", range(0, ROUNDS, 7))
def test_the_answers_are_those_of_pandas(million: Dataset, events: pd.DataFrame, i: int) -> None:
    view = views(million.default_view)[i]
    kept = in_view(events, view)
    counts = counting(kept)
    assert 0.2 < len(kept) / len(events) < 0.8
    by_family = {
        name: int((kept["event_type"].isin(kinds) & counts).sum())
        for name, kinds in FAMILIES.items()
    }
    assert million.events.count(view) == {
        "rows": len(kept), "counted": int(counts.sum()), **by_family
    }  # fmt: skip
    block = million.events.block(view, 1000, 1100)
    pd.testing.assert_frame_equal(block, kept.iloc[1000:1100].reset_index(drop=True))
    by_source = kept.sort_values(
        ["source_name", "date_start", "event_id"], ascending=[False, True, True]
    )
    block = million.events.block(view, 50, 150, [("source_name", True)])
    assert block["event_id"].tolist() == by_source["event_id"].iloc[50:150].tolist()
    found = view_places(million.events, view, 5.5, catalogue("en"))
    placed = kept["lon"].notna()
    assert sum(place.n_rows for place in found) == placed.sum()
    assert sum(place.n for place in found if place.counted) == (counts & placed).sum()
    spots = kept.loc[placed, ["lon", "lat"]].round(4).drop_duplicates()
    assert sum(place.n_spots for place in found) == len(spots)
    days = million.events.per_day(view)
    every = counting(events) & in_view_but_days(events, view)
    assert days["n"].sum() == every.sum()
    assert million.events.per_day(view, "week")["n"].sum() == every.sum()
    unit = kept["unit_id"].value_counts().index[0]
    right = in_view(events, view.with_(provinces=()))
    right = right[right["unit_id"].eq(unit)]
    right = right.sort_values(["date_start", "event_id"], ascending=[False, True])
    assert million.events.count_in_unit(unit, view) == len(right)
    listed = million.events.in_unit(unit, view, 50)
    assert listed["event_id"].tolist() == right["event_id"].iloc[:50].tolist()


def in_view_but_days(events: pd.DataFrame, view: View) -> pd.Series:
    every_day = view.with_(date_from=date(1900, 1, 1), date_to=date(2100, 1, 1))
    return pd.Series(events.index.isin(in_view(events, every_day).index), index=events.index)


# Answers of the server ----------------------------------------------------------------------


class Asked:
    """A server without a socket, asked as a browser does."""

    def __init__(self, client: FlaskClient) -> None:
        self._client = client

    def ask(self, path: str, body: dict[str, Any] | None = None) -> Answer:
        headers = {"Accept-Encoding": BROWSER_ENCODINGS}
        start = time.process_time()
        if body is None:
            response = self._client.get(path)
        else:
            response = self._client.post(path, json=body, headers=headers)
        seconds = time.process_time() - start
        return Answer(response.status_code, response.data, len(response.data), seconds)


def test_change_of_view(folder: Path, size: Size, measured: Measured) -> None:
    """Processor time of all answers to a change of a filter, and their bytes over the wire."""
    app = create_app(Settings(data=folder))
    asked = Asked(app.server.test_client())
    bodies = callbacks_of_the_url(asked)  # type: ignore[arg-type]  # all that it uses is ask
    default = open_dataset(folder).default_view
    for body in bodies:
        assert asked.ask("/_dash-update-component", filled(body, "")).status == 200
    seconds, sizes = [], []
    by_output: dict[str, list[Answer]] = {}
    for view in views(default)[: size.rounds(ROUNDS)]:
        search = "?" + view.to_query(default)
        answers = [asked.ask("/_dash-update-component", filled(b, search)) for b in bodies]
        assert {answer.status for answer in answers} <= {200, 204}
        seconds.append(sum(answer.seconds for answer in answers))
        sizes.append(sum(answer.wire_bytes for answer in answers))
        for body, answer in zip(bodies, answers, strict=True):
            by_output.setdefault(body["output"].strip(".")[:36], []).append(answer)
    middle, late = spread(seconds)
    measured(
        f"change of a filter at a million: {len(bodies)} answers, processor",
        f"{middle:.0f} ms, p95 {late:.0f}", "40 ms", late <= 40,
    )  # fmt: skip
    measured("  largest response", f"{max(sizes) / 1e3:.1f} kB", "60 kB", max(sizes) <= 60_000)
    for name, answers in by_output.items():
        middle, late = spread([answer.seconds for answer in answers])
        largest = max(answer.wire_bytes for answer in answers)
        measured(f"  {name}", f"{middle:.1f} ms, p95 {late:.1f}; {largest / 1e3:.1f} kB")
