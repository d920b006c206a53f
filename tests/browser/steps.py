"""What a person does on the page, for the browser tests: waiting, clicking, reading."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

SETTLE_MS = 60_000
"""WebGL renders in software here: slow, but it renders."""
MAP = "window.frontmap?.mapContext?.()?.map"
OTHER_MAP = (
    "document.querySelector('.frontmap-map-other .js-plotly-plot')?._fullLayout?.map?._subplot?.map"
)
"""The MapLibre maps of the page: the first, and the second of a comparison."""
QUIET_MS = 600
"""How long the badges must stay the same to count as final."""


def open_page(page: Page, url: str) -> None:
    """Open a page and wait until headline and map are there."""
    page.goto(url)
    expect(page.locator(".fm-headline")).to_be_attached(timeout=SETTLE_MS)
    settle(page)


def settle(page: Page) -> None:
    """Wait until nothing is asked of the server, the map is drawn and its badges stay as they are.

    The badges come twice after a change of camera: for the view, and for the zoom it has led to.
    """
    before = None
    while True:
        page.wait_for_load_state("networkidle", timeout=SETTLE_MS)
        page.wait_for_function(f"() => {is_still(MAP)}", timeout=SETTLE_MS)
        now = [marker["key"] for marker in markers(page)]
        if now == before:
            return
        before = now
        page.wait_for_timeout(QUIET_MS)


def is_still(one: str) -> str:
    """JavaScript: whether everything is drawn on a map and nothing moves."""
    return f"Boolean({one}?.loaded() && !{one}.isMoving())"


def pixel_of(page: Page, lon: float, lat: float, one: str = MAP) -> dict[str, float]:
    """Where a point of a map is in the window, in CSS pixels."""
    return page.evaluate(
        f"""(at) => {{
            const {{ x, y }} = {one}.project(at);
            const box = {one}.getContainer().getBoundingClientRect();
            return {{ x: box.left + x, y: box.top + y }};
        }}""",
        [lon, lat],
    )


def resting_pixel(page: Page, lon: float, lat: float) -> dict[str, float]:
    """Where a point is in the window once it stays there: the map may still be given its size."""
    before: dict[str, float] | None = None
    while True:
        now = pixel_of(page, lon, lat)
        if now == before:
            return now
        before = now
        page.wait_for_timeout(QUIET_MS)


def legend(page: Page) -> dict[str, int]:
    """Counts of the legend by status."""
    counts = page.locator(".fm-legend .fm-count").evaluate_all(
        "nodes => nodes.map(node => [node.dataset.status, Number(node.textContent)])"
    )
    return dict(counts)


def markers(page: Page) -> list[dict[str, Any]]:
    """Badges on the map: position, place keys and ids of their incidents, once each."""
    return page.evaluate(
        """() => {
            const trace = document.querySelector('.frontmap-map .js-plotly-plot').data[4];
            const seen = new Map();
            trace.customdata.forEach((data, i) => {
                seen.set(data[0], {key: data[0], ids: data.slice(1),
                                   lon: trace.lon[i], lat: trace.lat[i]});
            });
            return [...seen.values()];
        }"""
    )


def drawn_statuses(page: Page) -> dict[str, int]:
    """Status codes that the map draws, by unit id."""
    return page.evaluate(
        """() => {
            const trace = document.querySelector('.frontmap-map .js-plotly-plot')._fullData[0];
            return Object.fromEntries(trace.locations.map((id, i) => [id, trace.z[i]]));
        }"""
    )


def click_map(page: Page, lon: float, lat: float) -> None:
    """Click the map at a position (WGS 84 degrees), as a person would with the mouse."""
    spot = pixel_of(page, lon, lat)
    page.mouse.move(spot["x"] - 3, spot["y"] - 3)
    page.mouse.move(spot["x"], spot["y"], steps=3)
    page.mouse.click(spot["x"], spot["y"])


def query(page: Page) -> str:
    """The query string in the address bar."""
    return page.evaluate("() => window.location.search")


def table_ids(page: Page, count: int) -> set[str]:
    """Ids of all rows of the grid, asked of the grid itself."""
    page.wait_for_function(
        "n => { const api = window.dash_ag_grid.getApi('table'); let seen = 0;"
        " api.forEachNode(node => { if (node.data) seen += 1; }); return seen === n; }",
        arg=count,
        timeout=SETTLE_MS,
    )
    return set(
        page.evaluate(
            "() => { const ids = []; window.dash_ag_grid.getApi('table')"
            ".forEachNode(node => ids.push(node.data.event_id)); return ids; }"
        )
    )
