"""Filters, URL, table and exports of one view agree with one another and with the file."""

from __future__ import annotations

import io
from collections.abc import Callable

import pandas as pd
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from geodata.dataset.dataset import EMBEDDED
from tests.browser.steps import SETTLE_MS, legend, markers, open_page, query, settle, table_ids

HERAT = "?from=2021-08-01&to=2021-08-03&province=AF-HER"


@pytest.fixture(scope="module")
def expected() -> set[str]:
    """Herat, 1 to 3 August 2021, by a plain pandas filter."""
    rows = pd.read_csv(EMBEDDED / "events.csv", dtype=str)
    chosen = rows[
        (rows["province_code"] == "AF-HER")
        & (rows["date_start"] <= "2021-08-03")
        & (rows["date_end"] >= "2021-08-01")
    ]
    assert len(chosen) > 10
    return set(chosen["event_id"])


def test_choosing_herat_by_hand_leaves_the_same_rows_everywhere(
    page: Page, server: str, expected: set[str]
) -> None:
    open_page(page, server)
    page.locator("#province").click()
    page.get_by_role("option", name="Herat", exact=True).click()
    page.keyboard.press("Escape")
    expect(page.locator(".fm-headline")).to_contain_text("of Herat", timeout=SETTLE_MS)
    settle(page)
    page.locator("#dates").click()
    page.get_by_role("button", name="Later month").click()
    for day in ("1 August 2021", "3 August 2021"):
        page.get_by_role("button", name=day, exact=True).click()
    page.wait_for_function("() => location.search.includes('from=2021-08-01')")
    page.keyboard.press("Escape")
    settle(page)
    assert set(query(page).lstrip("?").split("&")) == set(HERAT.lstrip("?").split("&"))
    assert {event for marker in markers(page) for event in marker["ids"]} == expected
    assert exported(page, "#events-csv") == expected
    page.locator("#tab").get_by_text("Table", exact=True).click()
    expect(page.locator("#table-count")).to_contain_text(f"{len(expected)} rows", timeout=SETTLE_MS)
    assert table_ids(page, len(expected)) == expected


def test_the_url_restores_the_view_in_another_browser(
    new_context: Callable[..., BrowserContext], page: Page, server: str, expected: set[str]
) -> None:
    open_page(page, server + HERAT + "&assessment=named-sources&select=AF3201")
    here = legend(page)
    other = new_context(viewport={"width": 1400, "height": 900}).new_page()
    open_page(other, page.url)
    assert legend(other) == here
    assert {event for m in markers(other) for event in m["ids"]} == expected
    expect(other.locator("#details .fm-title")).to_contain_text("Herat")
    expect(other.locator("#assessment")).to_have_value("Named sources")


def test_back_and_reload_keep_the_view(page: Page, server: str) -> None:
    open_page(page, server)
    page.locator("#day-before").click()
    expect(page.locator(".fm-headline")).to_contain_text("2 August 2021", timeout=SETTLE_MS)
    page.reload()
    expect(page.locator(".fm-headline")).to_contain_text("2 August 2021", timeout=60_000)
    settle(page)
    page.locator("#day-before").click()
    expect(page.locator(".fm-headline")).to_contain_text("1 August 2021", timeout=SETTLE_MS)
    page.go_back()
    expect(page.locator(".fm-headline")).to_contain_text("2 August 2021", timeout=SETTLE_MS)
    expect(page.locator("#as-of")).to_contain_text("2 August 2021")


def test_family_boxes_and_single_types_agree(page: Page, server: str) -> None:
    open_page(page, server)
    page.locator(".fm-family").get_by_text("Harm to civilians").click()
    page.wait_for_function("() => location.search.includes('type=')")
    assert "attack_on_civilians" not in query(page)
    expect(page.locator("#count-civilians")).to_have_text("0", timeout=SETTLE_MS)
    page.locator(".fm-types summary").click()
    expect(page.get_by_label("Attack on civilians")).not_to_be_checked()
    page.get_by_label("Attack on civilians").check()
    page.wait_for_function("() => location.search.includes('attack_on_civilians')")


def test_dragging_the_timeline_chooses_days(page: Page, server: str) -> None:
    open_page(page, server)
    box = page.locator("#timeline .nsewdrag").bounding_box()
    assert box
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.5, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, middle, steps=6)
    page.mouse.up()
    page.wait_for_function("() => /from=2021-0[67]/.test(location.search)", timeout=SETTLE_MS)
    assert "to=2021-07" in query(page)


def test_arrow_keys_on_the_timeline_step_the_day(page: Page, server: str) -> None:
    open_page(page, server)
    page.locator(".fm-timeline").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".fm-headline")).to_contain_text("4 August 2021", timeout=SETTLE_MS)
    page.locator("#province").focus()
    page.keyboard.press("ArrowLeft")
    settle(page)
    expect(page.locator(".fm-headline")).to_contain_text("4 August 2021")


def test_a_day_without_a_count_says_so_and_offers_another(page: Page, server: str) -> None:
    open_page(page, f"{server}?as_of=2021-07-10")
    assert legend(page)["unknown"] == 422
    page.locator(".fm-silence a").click()
    page.wait_for_function("() => location.search.includes('assessment=named-sources')")
    settle(page)
    assert legend(page)["taliban"] > 100


@pytest.mark.parametrize(
    "broken",
    [
        "?province=AF-XXX",
        "?as_of=2021-13-40",
        "?from=2021-08-05&to=2021-08-01",
        "?assessment=mine",
        "?nonsense=%00%ff<script>alert(1)</script>",
    ],
)
def test_a_broken_link_gives_a_notice_and_a_usable_page(
    page: Page, server: str, broken: str
) -> None:
    open_page(page, server + broken)
    expect(page.locator("#notices")).to_contain_text("could not be followed", timeout=SETTLE_MS)
    page.locator("#day-before").click()
    expect(page.locator(".fm-headline")).to_contain_text("2 August 2021", timeout=SETTLE_MS)


def exported(page: Page, item: str) -> set[str]:
    """Ids in the file that an entry of the data menu downloads."""
    page.locator("#data-menu").click()
    href = page.locator(item).get_attribute("href")
    page.keyboard.press("Escape")
    answer = page.request.get(page.url.split("/?")[0] + str(href))
    assert answer.ok
    return set(pd.read_csv(io.StringIO(answer.text()), dtype=str)["event_id"])
