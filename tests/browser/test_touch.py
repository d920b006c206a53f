"""By touch, on a phone: every list opens, an entry of it is taken, and the page keeps its width."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.steps import SETTLE_MS, open_page, settle

PHONE = {"width": 390, "height": 844}
VIEWPORTS = """() => ({
    layout: innerWidth, seen: Math.round(visualViewport.width), scale: visualViewport.scale,
})"""


@pytest.fixture
def phone(new_context: Callable[..., BrowserContext], server: str) -> Page:
    """The page on a phone, its filters open."""
    options = {"viewport": PHONE, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
    page = new_context(**options, locale="en-GB").new_page()
    page.set_default_timeout(SETTLE_MS)
    open_page(page, server)
    page.get_by_role("button", name="Filters").tap()
    expect(page.locator("#filters")).to_be_visible(timeout=SETTLE_MS)
    return page


def take(page: Page, opener: str, entry: Locator) -> None:
    """Open a list, take an entry of it; the page must not grow beyond the phone meanwhile."""
    page.locator(opener).tap()
    expect(entry).to_be_visible(timeout=SETTLE_MS)
    assert_as_wide_as_the_phone(page)
    entry.tap()
    assert_as_wide_as_the_phone(page)


def assert_as_wide_as_the_phone(page: Page) -> None:
    """A layout viewport that grows moves what is tapped away under the finger."""
    width = PHONE["width"]
    assert page.evaluate(VIEWPORTS) == {"layout": width, "seen": width, "scale": 1}


def test_a_province_is_picked_by_touch(phone: Page) -> None:
    take(phone, "#province", phone.get_by_role("option", name="Herat", exact=True))
    expect(phone.locator(".fm-headline")).to_contain_text("of Herat", timeout=SETTLE_MS)
    assert "province=AF-HER" in phone.url
    take(phone, "#province", phone.get_by_role("option", name="Ghor", exact=True))
    phone.wait_for_url("**/?province=AF-GHO,AF-HER")


def test_an_assessment_and_a_type_are_picked_by_touch(phone: Page) -> None:
    take(phone, "#assessment", phone.get_by_role("option", name="Named sources", exact=True))
    expect(phone.locator(".fm-says")).to_contain_text("Named sources", timeout=SETTLE_MS)
    assert "assessment=named-sources" in phone.url
    take(phone, ".fm-types summary", phone.locator(".fm-types").get_by_text("Battle", exact=True))
    phone.wait_for_url("**/?type=*&assessment=named-sources")


def test_days_and_the_layer_are_picked_by_touch(phone: Page) -> None:
    take(phone, "#dates", phone.get_by_role("button", name="30 July 2021", exact=True))
    phone.get_by_role("button", name="31 July 2021", exact=True).tap()
    phone.wait_for_url("**/?from=2021-07-30&to=2021-07-31")
    phone.locator("#filters .fm-sheet-close").tap()
    expect(phone.locator("#filters")).not_to_be_visible(timeout=SETTLE_MS)
    settle(phone)
    take(phone, "#as-of", phone.get_by_role("button", name="2 August 2021", exact=True))
    expect(phone.locator(".fm-headline")).to_contain_text("2 August 2021", timeout=SETTLE_MS)
    phone.locator("#layer").get_by_text("Age").tap()
    phone.wait_for_url("**&layer=age")
    assert_as_wide_as_the_phone(phone)


def test_a_district_is_found_by_touch(phone: Page) -> None:
    phone.locator("#find-unit").tap()
    phone.keyboard.type("dawlatabad")
    option = phone.get_by_role("option", name="Dawlatabad · Balkh")
    expect(option).to_be_visible(timeout=SETTLE_MS)
    assert_as_wide_as_the_phone(phone)
    option.tap()
    phone.wait_for_url("**/?select=AF*")
    expect(phone.locator("#details .fm-title")).to_contain_text("Dawlatabad", timeout=SETTLE_MS)
