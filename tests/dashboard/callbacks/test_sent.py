"""What a browser sends besides the address sizes nothing before it is read."""

import math
import time
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from dashboard.callbacks.sent import MOST_ZOOM, block_of, sort_order, zoom_of
from dashboard.layout.table import BLOCK_ROWS, SORTABLE

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=4,
)
"""Whatever JSON can say, and NaN and the infinities, which Python reads in it too."""


@given(st.integers(0, MOST_ZOOM) | st.floats(0, MOST_ZOOM))
def test_a_zoom_of_the_map_is_taken(zoom: float) -> None:
    assert zoom_of(zoom) == zoom
    assert isinstance(zoom_of(zoom), float)


@given(ANYTHING | st.integers(min_value=25) | st.floats(max_value=0, exclude_max=True))
def test_anything_else_is_no_zoom(sent: object) -> None:
    zoom = zoom_of(sent)
    assert zoom is None or (zoom == sent and 0 <= zoom <= MOST_ZOOM)


@pytest.mark.parametrize(
    "sent",
    [3_000_000_000, 10**400, -1, -0.5, 24.5, 1e308, math.nan, math.inf, -math.inf,
     True, False, "5", "", [5], {"zoom": 5}, None],
)  # fmt: skip
def test_what_is_no_zoom_is_none(sent: object) -> None:
    assert zoom_of(sent) is None


@given(st.integers(0), st.integers(0))
def test_a_block_is_what_was_asked_for_and_no_larger(first: int, rows: int) -> None:
    assert block_of({"startRow": first, "endRow": first + rows}) == (
        first, first + min(rows, BLOCK_ROWS), [],
    )  # fmt: skip


@given(ANYTHING | st.fixed_dictionaries({"startRow": ANYTHING, "endRow": ANYTHING}))
def test_anything_else_is_no_block_or_a_small_one(sent: object) -> None:
    block = block_of(sent)
    assert block is None or 0 <= block[0] <= block[1] <= block[0] + BLOCK_ROWS


@given(
    ANYTHING
    | st.lists(st.fixed_dictionaries({"colId": st.sampled_from(SORTABLE) | ANYTHING}), max_size=5)
)
def test_a_column_sorts_once(sent: object) -> None:
    columns = [column for column, _ in sort_order(sent)]
    assert len(set(columns)) == len(columns)
    assert set(columns) <= set(SORTABLE)


def test_the_first_mention_of_a_column_counts() -> None:
    model = [{"colId": "injured", "sort": "desc"}, {"colId": "injured", "sort": "asc"}]
    assert sort_order(model * 1000) == [("injured", True)]


def post(client: FlaskClient, zoom: object) -> Any:
    """Call the map's callback as a browser does."""
    sent: dict[str, object] = {
        "url.search": "", "map-zoom.data": zoom, "map-boundaries.data": None, "made-for.data": None
    }  # fmt: skip
    ends = [dict(zip(("id", "property"), name.split("."), strict=True)) for name in sent]
    values = [{**end, "value": value} for end, value in zip(ends, sent.values(), strict=True)]
    return client.post(
        "/_dash-update-component",
        json={
            "output": "..map.figure...map-boundaries.data..",
            "outputs": [{"id": "map", "property": "figure"}, ends[2]],
            "changedPropIds": ["map-zoom.data"],
            "inputs": values[:2],
            "state": values[2:],
        },
    )


@pytest.mark.parametrize("zoom", [3_000_000_000, -3_000_000_000, 1e308, True, "5", [5]])
def test_a_zoom_that_no_map_has_is_that_of_the_view(client: FlaskClient, zoom: object) -> None:
    usual = post(client, None)
    began = time.monotonic()
    answer = post(client, zoom)
    assert time.monotonic() - began < 5  # working out 2 ** 3_000_000_000 takes most of a minute
    assert answer.status_code == 200
    assert answer.json == usual.json


def test_a_zoom_of_the_map_changes_its_badges(client: FlaskClient) -> None:
    assert post(client, 9).json != post(client, None).json
