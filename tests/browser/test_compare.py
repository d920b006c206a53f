"""Comparing in the browser: with the mouse, with the keyboard, on a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, expect

from dashboard.i18n import catalogue
from dashboard.reading import Reading
from dashboard.wording.changes import changes_text
from geodata.assessments.base import STATUSES
from geodata.dataset.dataset import Dataset, open_dataset
from geodata.view import parse_query
from tests.browser.steps import (
    MAP,
    OTHER_MAP,
    SETTLE_MS,
    is_still,
    open_page,
    pixel_of,
    query,
    settle,
)
from tests.support.command import frontmap

BOTH_DRAWN = f"() => {is_still(MAP)} && {is_still(OTHER_MAP)}"
APART = f"""() => {{
    const [a, b] = [{MAP}, {OTHER_MAP}];
    const [here, there] = [a.getCenter(), b.getCenter()];
    return Math.abs(here.lng - there.lng) + Math.abs(here.lat - there.lat)
        + Math.abs(a.getZoom() - b.getZoom());
}}"""


def open_compare(page: Page, server: str, search: str) -> None:
    page.goto(server + search)
    drawn(page)


def drawn(page: Page) -> None:
    """Wait until both maps are drawn and nothing is asked any more."""
    page.wait_for_function(BOTH_DRAWN, timeout=SETTLE_MS)
    settle(page)
    page.wait_for_function(BOTH_DRAWN, timeout=SETTLE_MS)


def counts(within: Locator, attribute: str = "status") -> dict[str, int]:
    """Numbers of a legend by what they count."""
    pairs = within.locator(".fm-count").evaluate_all(
        "(nodes, name) => nodes.map((n) => [n.dataset[name], Number(n.textContent)])", attribute
    )
    return dict(pairs)


def told(*options: str) -> dict[str, Any]:
    """What the command says of a comparison."""
    found = frontmap("status", "--json", *options).json()["comparison"]
    assert isinstance(found, dict)
    return found


def of_side(side: dict[str, Any]) -> dict[str, int]:
    return {name: side[name] for name in STATUSES if side[name]}


def camera(page: Page) -> list[float]:
    return page.evaluate(f"() => {{ const m = {MAP}; return [m.getCenter().lng, m.getZoom()]; }}")


def middle(page: Page, selector: str) -> tuple[float, float]:
    box = page.locator(selector).bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_two_assessments_with_the_mouse(page: Page, server: str) -> None:
    open_page(page, server)
    page.locator("#tab").get_by_text("Compare", exact=True).click()
    drawn(page)
    expected = told("--compare", "long-war-journal")
    assert counts(page.locator("#compare-own")) == of_side(expected["first"])
    assert counts(page.locator("#compare-other")) == of_side(expected["second"])
    body = page.locator("#compare-body")
    assert counts(body.locator(".fm-painting"), "kind") == expected["units_by_kind"]
    expect(body).to_contain_text("Of 407 districts that both class, 227 have the same class")
    page.locator("#compare-as").get_by_text("The difference", exact=True).click()
    page.wait_for_function("() => location.search.includes('compare_as=difference')")
    drawn(page)
    assert counts(page.locator("#compare-other"), "kind") == expected["units_by_kind"]


def test_the_maps_move_together(page: Page, server: str) -> None:
    open_compare(page, server, "?tab=compare")
    before = camera(page)
    x, y = middle(page, ".frontmap-map")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 60, y - 20, steps=5)
    page.mouse.up()
    drawn(page)
    moved = camera(page)
    assert moved[0] != before[0]
    assert page.evaluate(APART) < 1e-6
    page.mouse.move(*middle(page, ".frontmap-map-other"))
    page.mouse.wheel(0, -300)
    page.wait_for_function(
        f"(zoom) => {MAP}.getZoom() > zoom + 0.2", arg=moved[1], timeout=SETTLE_MS
    )
    drawn(page)
    assert page.evaluate(APART) < 1e-6


def test_a_click_on_the_second_map_selects_what_is_there(page: Page, server: str) -> None:
    open_compare(page, server, "?tab=compare&province=AF-HER")
    spot = pixel_of(page, 62.14, 33.3, OTHER_MAP)  # Shindand
    page.mouse.move(spot["x"] - 3, spot["y"] - 3)
    page.mouse.move(**spot, steps=3)
    page.mouse.click(**spot)
    page.wait_for_function("() => /select=AF32/.test(location.search)", timeout=SETTLE_MS)


def test_another_side_by_keyboard(page: Page, server: str) -> None:
    open_compare(page, server, "?tab=compare")
    page.locator("#compare-assessment").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("Named sou")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_function("() => location.search.includes('compare=named-sources')")
    drawn(page)
    expected = told("--compare", "named-sources")
    assert counts(page.locator("#compare-other")) == of_side(expected["second"])
    page.locator("#compare-as input:checked").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => location.search.includes('compare_as=difference')")
    drawn(page)
    before = camera(page)
    page.locator(".frontmap-map-other .maplibregl-canvas").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(f"(lng) => Math.abs({MAP}.getCenter().lng - lng) > 0.1", arg=before[0])
    drawn(page)
    assert page.evaluate(APART) < 1e-6


def test_lists_of_units_open_and_stay_open_over_a_step(page: Page, server: str) -> None:
    open_compare(page, server, "?tab=compare&assessment=named-sources&compare=2021-06-16")
    rows = page.locator("#compare-body details[data-kind='gained'] tbody tr")
    expect(rows).to_have_count(0)
    page.locator("#compare-body details[data-kind='gained'] > summary").click()
    expected = told("--assessment", "named-sources", "--compare", "2021-06-16")["units_by_kind"]
    expect(rows).to_have_count(expected["gained"], timeout=SETTLE_MS)
    page.locator("#day-after").click()
    drawn(page)
    expected = told(
        "--assessment", "named-sources", "--as-of", "2021-08-04", "--compare", "2021-06-16"
    )
    expect(rows).to_have_count(expected["units_by_kind"]["gained"])
    page.locator("#compare-body details[data-kind='gained'] > summary").click()
    expect(rows).to_have_count(0, timeout=SETTLE_MS)


def test_what_changed_can_be_copied(
    new_context: Callable[..., BrowserContext], server: str
) -> None:
    context = new_context(
        viewport={"width": 1400, "height": 900},
        locale="en-GB",
        permissions=["clipboard-read", "clipboard-write"],
    )
    page = context.new_page()
    search = "?tab=compare&assessment=named-sources&as_of=2021-07-03&compare=2021-07-01"
    open_compare(page, server, search)
    page.locator("[data-copy]").click()
    expect(page.locator("[data-copy]")).to_have_text("Copied")
    dataset: Dataset = open_dataset()
    view, _ = parse_query(search, dataset.vocabulary)
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied == changes_text(Reading(dataset, view, catalogue("en")))
    assert copied.count("\n") == 14


def test_the_earlier_day_stands_first(page: Page, server: str) -> None:
    open_compare(page, server, "?tab=compare&assessment=named-sources&compare=2021-06-16")
    own, other = (page.locator(f"#compare-{side}").bounding_box() for side in ("own", "other"))
    assert own
    assert other
    assert other["x"] < own["x"]
    expect(page.locator("#compare-other")).to_contain_text("16 June 2021")


def test_on_a_phone_the_maps_stand_one_above_the_other(
    new_context: Callable[..., BrowserContext], server: str
) -> None:
    phone = {"width": 390, "height": 844}
    page = new_context(viewport=phone, has_touch=True, is_mobile=True).new_page()
    open_page(page, server)
    page.locator("#tab").get_by_text("Compare", exact=True).tap()
    drawn(page)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= phone["width"]
    first = page.locator(".frontmap-map").bounding_box()
    second = page.locator(".frontmap-map-other").bounding_box()
    assert first
    assert second
    assert first["width"] > 380
    assert second["y"] >= first["y"] + first["height"]
    page.locator("#compare-as").get_by_text("The difference", exact=True).tap()
    page.wait_for_function("() => location.search.includes('compare_as=difference')")
    drawn(page)
    assert "tab=compare" in query(page)
    page.locator("#compare-body h2").last.scroll_into_view_if_needed()
    expect(page.locator("#compare-body h2").last).to_be_in_viewport()
    assert page.evaluate(APART) < 1e-6
