"""Rows of the table: the view's incidents as text and numbers."""

import pandas as pd

from dashboard.i18n import Catalogue
from dashboard.layout.table import BLOCK_ROWS, COLUMNS, SORTABLE, rows, table
from geodata.dataset.dataset import EMBEDDED, Dataset
from geodata.events.schema import EVENT_COLUMNS
from tests.support.tree import of_type


def test_rows_are_the_incidents_of_the_view(dataset: Dataset, t: Catalogue) -> None:
    view = dataset.default_view
    given = rows(dataset, dataset.events.of(view), t)
    shown = pd.DataFrame(given)
    source = pd.read_csv(EMBEDDED / "events.csv", dtype=str, keep_default_na=False)
    source = source[(source["date_start"] <= "2021-08-04") & (source["date_end"] >= "2021-07-28")]
    source = source.sort_values(["date_start", "event_id"], ignore_index=True)
    for column in ("event_id", "date_start", "date_end", "summary", "source_name", "source_url",
                   "location_precision", "duplicate_of", "confidence"):  # fmt: skip
        assert shown[column].tolist() == source[column].tolist(), column
    injured = [int(n) if n else None for n in source["injured"]]
    assert [row["injured"] for row in given] == injured
    register = pd.read_csv(EMBEDDED / "register.csv", dtype=str).set_index("unit_id")["name_en"]
    assert shown["unit"].tolist() == source["unit_id"].map(register).fillna("").tolist()


def test_every_column_is_filled_by_rows_and_named(dataset: Dataset, t: Catalogue) -> None:
    row = rows(dataset, dataset.events.of(dataset.default_view).head(1), t)[0]
    (grid,) = of_type(table(t), "AgGrid")
    assert [column["field"] for column in grid.columnDefs] == list(COLUMNS)
    assert set(COLUMNS) <= set(row)
    assert all(column["headerName"] == t(COLUMNS[column["field"]]["headerName"])
               for column in grid.columnDefs)  # fmt: skip


def test_only_what_the_store_can_sort_by_is_sortable() -> None:
    assert set(SORTABLE) <= set(EVENT_COLUMNS)
    assert "event_id" in SORTABLE
    assert "killed" not in SORTABLE


def test_the_grid_asks_for_blocks_and_runs_no_code(t: Catalogue) -> None:
    (grid,) = of_type(table(t), "AgGrid")
    assert grid.rowModelType == "infinite"
    assert grid.dashGridOptions["cacheBlockSize"] == BLOCK_ROWS
    assert not getattr(grid, "dangerously_allow_code", False)
    # The one cell that is more than text draws it with React, which escapes.
    renderers = {column.get("cellRenderer") for column in grid.columnDefs}
    assert renderers == {None, "FrontmapSource"}
