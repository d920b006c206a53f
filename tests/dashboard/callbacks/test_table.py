"""Blocks of the table put together are the view's incidents, in the order asked for."""

from typing import Any

import pandas as pd
import pytest
from dash import no_update

from dashboard.callbacks import table as region
from dashboard.callbacks.sent import sort_order
from dashboard.layout.table import BLOCK_ROWS
from dashboard.site import LiveSite
from geodata.dataset.dataset import EMBEDDED
from tests.support.recorder import Recorder

ALL = "?tab=table&from=2021-05-01&to=2021-12-31"


@pytest.fixture(scope="module")
def send_rows(live: LiveSite) -> Any:
    recorder = Recorder()
    region.register(recorder, live)
    return recorder.functions["send_rows"]


def ask(
    send_rows: Any, search: str, block: int = 100, sort: list[dict[str, str]] | None = None
) -> tuple[list[dict[str, Any]], str]:
    rows: list[dict[str, Any]] = []
    while True:
        request = {"startRow": len(rows), "endRow": len(rows) + block, "sortModel": sort or []}
        response, words = send_rows(request, search)
        rows += response["rowData"]
        if len(rows) >= response["rowCount"]:
            return rows, words
        assert len(response["rowData"]) == block


def test_blocks_are_all_rows_in_order(send_rows: Any) -> None:
    source = pd.read_csv(EMBEDDED / "events.csv").sort_values(["date_start", "event_id"])
    rows, _ = ask(send_rows, ALL)
    assert [row["event_id"] for row in rows] == source["event_id"].tolist()
    smaller, _ = ask(send_rows, ALL, block=7)
    assert smaller == rows


def test_the_words_count_rows_and_happenings(send_rows: Any) -> None:
    source = pd.read_csv(EMBEDDED / "events.csv")
    total = source["sub_type"].str.startswith("cumulative count:", na=False)
    counted = source[source["duplicate_of"].isna() & ~total]
    _, words = ask(send_rows, ALL)
    assert words == f"{len(source)} rows, {len(counted)} counted once"


@pytest.mark.parametrize("down", [False, True])
@pytest.mark.parametrize("column", ["date_start", "injured", "source_name", "event_id"])
def test_sorting_is_over_all_blocks_and_nulls_come_last(
    send_rows: Any, column: str, down: bool
) -> None:
    sort = [{"colId": column, "sort": "desc" if down else "asc"}]
    rows, _ = ask(send_rows, ALL, block=50, sort=sort)
    values = [row[column] for row in rows]
    known = [value for value in values if value not in (None, "")]
    assert values[: len(known)] == known
    assert known == sorted(known, reverse=down)
    assert len({row["event_id"] for row in rows}) == 312


def test_ties_stay_in_the_order_of_days(send_rows: Any) -> None:
    rows, _ = ask(send_rows, ALL, sort=[{"colId": "confidence", "sort": "asc"}])
    high = [(row["date_start"], row["event_id"]) for row in rows if row["confidence"] == "high"]
    assert high == sorted(high)


def test_what_is_no_column_of_ours_is_left_out() -> None:
    model = [
        {"colId": "injured", "sort": "desc"},
        {"colId": "killed", "sort": "asc"},
        {"colId": "1; DROP TABLE events", "sort": "asc"},
        {"sort": "asc"},
    ]
    assert sort_order(model) == [("injured", True)]
    assert sort_order(None) == []


def test_a_block_is_never_larger_than_the_page_asks_for(send_rows: Any) -> None:
    response, _ = send_rows({"startRow": 0, "endRow": 3_000_000_000}, ALL)
    assert len(response["rowData"]) == BLOCK_ROWS < response["rowCount"]


def test_an_empty_view_has_no_rows(send_rows: Any) -> None:
    rows, words = ask(send_rows, "?tab=table&type=none")
    assert rows == []
    assert words == "0 rows, 0 counted once"


def test_a_block_beyond_the_end_is_empty(send_rows: Any) -> None:
    response, _ = send_rows({"startRow": 1000, "endRow": 1100}, ALL)
    assert response == {"rowData": [], "rowCount": 312}


@pytest.mark.parametrize("search", ["", "?tab=map", "?tab=method&from=2021-05-01"])
def test_a_grid_that_nobody_sees_gets_no_rows(send_rows: Any, search: str) -> None:
    response, words = send_rows({"startRow": 0, "endRow": 100}, search)
    assert response == {"rowData": [], "rowCount": 0}
    assert words is no_update


def test_a_grid_that_asks_for_nothing_gets_nothing(send_rows: Any) -> None:
    assert send_rows(None, ALL) == (no_update, no_update)
