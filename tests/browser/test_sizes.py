"""Whatever the window's size: the map is large enough, nothing lies on anything, the page scrolls."""

from __future__ import annotations

from itertools import combinations

import pytest
from playwright.sync_api import Page

from tests.browser.steps import open_page, settle

LEAST_MAP = 240
LOW = ((700, 450), (640, 512), (844, 390), (320, 640), (320, 256), (683, 384), (1024, 500))
"""Windows that the page is longer than; 683 by 384 is a desk's 1366 by 768 at 200 %."""
HIGH = ((390, 844), (1024, 768), (1400, 900))

REGIONS = (
    ".fm-header", "#notices", "#filters", "#summary", ".frontmap-map", ".fm-timeline", "#side",
    ".fm-sheet-buttons",
)  # fmt: skip
CARDS = (".fm-zoom", ".fm-layers", ".fm-scale")
"""What lies on the map."""

BOXES = """(selectors) => Object.fromEntries(selectors
    .map((name) => [name, document.querySelector(name)])
    .filter(([, node]) => node.checkVisibility({visibilityProperty: true}))
    .map(([name, node]) => {
        const box = node.getBoundingClientRect();
        return [name, [box.left, box.top + scrollY, box.right, box.bottom + scrollY]];
    }))"""
EXTENT = "() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]"

Box = tuple[float, float, float, float]


@pytest.mark.parametrize("query", ["", "?tab=compare"])
def test_no_window_is_too_small(page: Page, server: str, query: str) -> None:
    open_page(page, server + query)
    # From the highest to the lowest and back: what has grown must shrink again.
    for size in sorted(LOW + HIGH, key=lambda size: -size[1]) + list(HIGH):
        width, height = size
        page.set_viewport_size({"width": width, "height": height})
        settle(page)
        assert page.evaluate(EXTENT)[0] <= width, size
        boxes = page.evaluate(BOXES, list(REGIONS))
        left, top, right, bottom = boxes[".frontmap-map"]
        assert bottom - top >= LEAST_MAP, size
        assert right - left >= LEAST_MAP, size
        assert overlapping(boxes) == [], size
        cards = page.evaluate(BOXES, list(CARDS))
        assert overlapping(cards) == [], size
        assert all(within(card, boxes[".frontmap-map"]) for card in cards.values()), size
        assert_scrolls_to_the_map(page, size)


def assert_scrolls_to_the_map(page: Page, size: tuple[int, int]) -> None:
    """Where the page is longer than the window, the wheel moves it, and all of the map is reached."""
    longer = page.evaluate(EXTENT)[1] > size[1]
    assert longer == (size in LOW), size
    page.mouse.move(20, 8)
    page.mouse.wheel(0, 5_000)
    if longer:
        page.wait_for_function("() => scrollY > 0")
    page.locator(".frontmap-map").evaluate("node => node.scrollIntoView({block: 'nearest'})")
    seen = page.locator(".frontmap-map").bounding_box()
    assert seen
    assert -1 < seen["y"] <= size[1] - LEAST_MAP + 1, size
    page.evaluate("() => scrollTo(0, 0)")


def overlapping(boxes: dict[str, Box]) -> list[tuple[str, str]]:
    """Pairs of boxes (left, top, right, bottom) that lie on each other by more than a pixel."""
    return [
        (one, other)
        for (one, a), (other, b) in combinations(boxes.items(), 2)
        if min(a[2], b[2]) - max(a[0], b[0]) > 1 and min(a[3], b[3]) - max(a[1], b[1]) > 1
    ]


def within(inner: Box, outer: Box) -> bool:
    """Whether a box lies in another, but for a pixel."""
    starts = all(inner[i] >= outer[i] - 1 for i in (0, 1))
    return starts and all(inner[i] <= outer[i] + 1 for i in (2, 3))
