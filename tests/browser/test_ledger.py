"""The ledger in the browser: its table, and one published total with what could explain it."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.steps import SETTLE_MS, open_page
from tests.support.command import frontmap_process


def test_every_total_stands_there_and_leads_to_its_card(page: Page, server: str) -> None:
    ran = frontmap_process("status", "--ledger", "--json")
    assert ran.code == 0
    open_page(page, server)
    page.locator("#tab").get_by_text("Ledger", exact=True).click()
    rows = page.locator("#ledger-panel tr[data-total]")
    expect(rows).to_have_count(ran.out.count('"total_id"'), timeout=SETTLE_MS)
    expect(page.locator("#ledger-chart .scatterlayer .points path").first).to_be_visible()
    page.locator("[data-total='2016-05-28-sigar-usfor-a'] a").click()
    card = page.locator("#details")
    expect(card).to_contain_text(
        "Of 407, as published. Does not add up: 1 too many.", timeout=SETTLE_MS
    )
    assert "select=total" in page.url
    page.locator("[data-total='2021-06-16-long-war-journal'] a").click()
    expect(card).to_contain_text("Does not add up: 8 short.", timeout=SETTLE_MS)
    expect(page.locator("tr.fm-chosen")).to_have_attribute(
        "data-total", "2021-06-16-long-war-journal"
    )


def test_a_dot_of_the_chart_leads_to_its_total(page: Page, server: str) -> None:
    open_page(page, f"{server}?tab=ledger")
    dot = page.locator("#ledger-chart .scatterlayer .points path").first
    expect(dot).to_be_visible(timeout=SETTLE_MS)
    box = dot.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x - 3, y - 3)
    page.mouse.move(x, y, steps=3)
    page.mouse.click(x, y)
    page.wait_for_function("() => location.search.includes('select=total')", timeout=SETTLE_MS)


def test_on_a_phone_a_total_opens_its_card(
    new_context: Callable[..., BrowserContext], server: str
) -> None:
    phone = {"width": 390, "height": 844}
    page = new_context(viewport=phone, has_touch=True, is_mobile=True).new_page()
    page.goto(f"{server}?tab=ledger")
    row = page.locator("[data-total='2016-05-28-sigar-usfor-a']")
    expect(row).to_be_attached(timeout=SETTLE_MS)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= phone["width"]
    row.locator("a").tap()
    expect(page.locator("#side.fm-open #details")).to_contain_text(
        "Does not add up: 1 too many.", timeout=SETTLE_MS
    )
