"""The page is for everyone: screen readers, keyboards, phones, the dark."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.steps import SETTLE_MS, legend, markers, open_page, resting_pixel, settle

ALL_AT_REST = "() => document.getAnimations().every((one) => one.playState !== 'running')"


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?select=AF3201",
        "?tab=table",
        "?tab=method",
        "?tab=data",
        "?tab=compare",
        "?tab=ledger",
        "?layer=age",
        "?no_such=1",
    ],
)
def test_axe_finds_nothing_serious(page: Page, server: str, query: str) -> None:
    open_page(page, server + query)
    assert grave_faults(page) == []
    page.emulate_media(color_scheme="dark")
    settle(page)
    page.wait_for_function(ALL_AT_REST)
    assert grave_faults(page) == []


def grave_faults(page: Page) -> list[tuple[str, list[str]]]:
    """Rules of axe that the page breaks gravely, with some of the places."""
    return [
        (rule["id"], [node["html"][:160] for node in rule["nodes"]][:4])
        for rule in Axe().run(page).response["violations"]
        if rule["impact"] in ("serious", "critical")
    ]


def test_every_control_can_be_reached_by_keyboard(page: Page, server: str) -> None:
    open_page(page, server)
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("() => document.activeElement.id"))
    wanted = {
        "day-before",
        "day-after",
        "share",
        "data-menu",
        "snapshot-menu",
        "dates",
        "province",
        "assessment",
        "boundaries",
        "find-unit",
        "documented",
        "map-zoom-in",
        "map-home",
    }
    assert wanted <= reached


def test_a_phone_shows_the_map_first_and_the_rest_in_sheets(
    new_context: Callable[..., BrowserContext], server: str
) -> None:
    phone = {"width": 390, "height": 844}
    page = new_context(viewport=phone, has_touch=True, is_mobile=True).new_page()
    open_page(page, server)
    assert legend(page)["taliban"] == 140
    assert page.evaluate("() => document.documentElement.scrollWidth") <= phone["width"]
    canvas = page.locator(".frontmap-map canvas").first.bounding_box()
    assert canvas
    assert canvas["height"] > 300
    filters = page.locator("#filters")
    expect(filters).not_to_be_visible()
    page.get_by_role("button", name="Filters").tap()
    expect(filters).to_be_visible()
    page.locator(".fm-family").get_by_text("Harm to civilians").tap()
    page.wait_for_function("() => location.search.includes('type=')")
    page.locator("#filters .fm-sheet-close").tap()
    expect(filters).not_to_be_visible()
    settle(page)
    page.get_by_role("button", name="Details").tap()
    expect(page.locator("#reported")).to_be_visible()


def test_a_tap_on_a_phone_brings_up_what_is_known(
    new_context: Callable[..., BrowserContext], server: str
) -> None:
    phone = {"width": 390, "height": 844}
    page = new_context(viewport=phone, has_touch=True, is_mobile=True).new_page()
    open_page(page, f"{server}?province=AF-HER")
    badge = max(markers(page), key=lambda marker: len(marker["ids"]))
    spot = resting_pixel(page, badge["lon"], badge["lat"])
    page.touchscreen.tap(spot["x"], spot["y"])
    cards = page.locator("#details .fm-card")
    expect(cards.first).to_be_visible(timeout=SETTLE_MS)
    expect(cards).to_have_count(len(badge["ids"]))


def test_dark_keeps_the_colours_of_the_statuses(page: Page, server: str) -> None:
    page.emulate_media(color_scheme="dark")
    open_page(page, server)
    swatch = page.locator(".fm-legend .fm-swatch-contested")
    assert swatch.evaluate("node => getComputedStyle(node).backgroundColor") == "rgb(226, 166, 59)"
    ground = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    assert ground != "rgb(255, 255, 255)"
