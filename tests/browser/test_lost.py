"""When the server does not answer the page says so, and address and controls stay with the map."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.steps import SETTLE_MS, open_page, query, settle

STEP = "**/_dash-update-component*"
DESK = {"width": 1400, "height": 900}
MAP_DAY = "() => window.frontmap.mapContext().meta.as_of"
ENTRIES = "() => history.length"
ADDRESS_IS = "(query) => location.search === query"
WAYS: dict[str, Callable[[Route], None]] = {
    "no network": lambda route: route.abort("internetdisconnected"),
    "status 500": lambda route: route.fulfill(status=500, body="no"),
    "status 503": lambda route: route.fulfill(status=503, body="no"),
}


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Page:
    """A page of whose failing requests the browser may tell on its console."""
    page = new_context(viewport=DESK, locale="en-GB", forgiven=("Failed to load",)).new_page()
    page.set_default_timeout(SETTLE_MS)
    return page


def assert_stays_on(page: Page, day: str, written: str) -> None:
    """The banner is there, and map, headline, address and control are all of one day."""
    expect(page.locator("#lost")).to_be_visible(timeout=SETTLE_MS)
    expect(page.locator("#as-of")).to_have_text(written, timeout=SETTLE_MS)
    expect(page.locator(".fm-headline")).to_contain_text(written)
    assert page.evaluate(MAP_DAY) == day
    page.wait_for_function(ADDRESS_IS, arg="" if day == "2021-08-03" else f"?as_of={day}")
    assert page.evaluate(MAP_DAY) == day


def assert_moves_to(page: Page, day: str, written: str) -> None:
    """The banner is gone, and everything is of the other day."""
    expect(page.locator("#lost")).not_to_be_visible(timeout=SETTLE_MS)
    expect(page.locator(".fm-headline")).to_contain_text(written, timeout=SETTLE_MS)
    expect(page.locator("#as-of")).to_have_text(written)
    settle(page)
    assert page.evaluate(MAP_DAY) == day
    assert query(page) == f"?as_of={day}"


@pytest.mark.parametrize("way", WAYS)
def test_a_step_without_an_answer_is_taken_back(page: Page, server: str, way: str) -> None:
    open_page(page, server)
    entries = page.evaluate(ENTRIES)
    page.route(STEP, WAYS[way])
    page.locator("#day-after").click()
    assert_stays_on(page, "2021-08-03", "3 August 2021")
    with page.expect_request(STEP):  # in vain
        page.locator("#ask-again").click()
    assert_stays_on(page, "2021-08-03", "3 August 2021")
    page.unroute(STEP)
    page.locator("#ask-again").click()
    assert_moves_to(page, "2021-08-04", "4 August 2021")
    assert page.evaluate(ENTRIES) == entries + 1
    page.go_back()
    expect(page.locator(".fm-headline")).to_contain_text("3 August 2021", timeout=SETTLE_MS)


def test_offline_every_control_goes_back_and_the_next_step_works(page: Page, server: str) -> None:
    open_page(page, server)
    page.context.set_offline(True)
    page.locator("#province").click()
    page.get_by_role("option", name="Herat", exact=True).click()
    page.keyboard.press("Escape")
    assert_stays_on(page, "2021-08-03", "3 August 2021")
    expect(page.locator("#filters").get_by_text("Herat", exact=True)).to_have_count(0)
    harm = page.get_by_label("Harm to civilians")
    page.locator(".fm-family").get_by_text("Harm to civilians").click()
    expect(harm).to_be_checked(timeout=SETTLE_MS)
    assert_stays_on(page, "2021-08-03", "3 August 2021")
    page.context.set_offline(False)
    page.locator("#day-before").click()
    assert_moves_to(page, "2021-08-02", "2 August 2021")


def test_playing_stops_on_the_day_that_is_shown(page: Page, server: str) -> None:
    open_page(page, f"{server}?assessment=named-sources&as_of=2021-06-01")
    page.locator("#play").click()
    page.wait_for_function(f"() => ({MAP_DAY})() > '2021-06-02'")
    page.context.set_offline(True)
    expect(page.locator("#lost")).to_be_visible(timeout=SETTLE_MS)
    expect(page.locator("#play")).to_have_attribute("aria-pressed", "false")
    day = page.evaluate(MAP_DAY)
    page.wait_for_function("(day) => location.search.includes(day)", arg=day)
    written = f"{int(day[-2:])} June 2021"
    expect(page.locator(".fm-headline")).to_contain_text(written)
    expect(page.locator("#as-of")).to_have_text(written)
    assert page.evaluate(MAP_DAY) == day


def test_what_is_lost_beside_the_map_is_asked_for_again(page: Page, server: str) -> None:
    open_page(page, server)

    def lose_details(route: Route) -> None:
        if "details.children" in str(route.request.post_data):
            route.fulfill(status=503, body="no")
        else:
            route.continue_()

    page.route(STEP, lose_details)
    page.evaluate("() => window.frontmap.goTo('?select=AF3201')")
    expect(page.locator("#lost")).to_be_visible(timeout=SETTLE_MS)
    assert query(page) == "?select=AF3201"
    expect(page.locator("#details .fm-title")).to_have_count(0)
    page.unroute(STEP)
    page.locator("#ask-again").click()
    expect(page.locator("#details .fm-title")).to_contain_text("Herat", timeout=SETTLE_MS)
    expect(page.locator("#lost")).not_to_be_visible()


def test_a_server_that_hangs_is_given_up_after_a_while(page: Page, server: str) -> None:
    open_page(page, server)
    page.route(STEP, lambda _: None)
    page.locator("#day-after").click()
    assert_stays_on(page, "2021-08-03", "3 August 2021")
    page.unroute(STEP)
    page.locator("#day-before").click()
    assert_moves_to(page, "2021-08-02", "2 August 2021")


def test_a_first_view_that_does_not_come_is_asked_for_again(page: Page, server: str) -> None:
    page.set_viewport_size({"width": 844, "height": 390})
    page.route(STEP, WAYS["status 503"])
    page.goto(f"{server}?as_of=2021-08-02")
    expect(page.locator("#lost")).to_be_visible(timeout=SETTLE_MS)
    page.mouse.wheel(0, 5_000)
    expect(page.locator("#ask-again")).to_be_in_viewport(ratio=1)
    page.unroute(STEP)
    page.locator("#ask-again").click()
    assert_moves_to(page, "2021-08-02", "2 August 2021")
