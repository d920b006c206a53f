"""The page opens on its own facts, and everything on the map can be clicked."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from geodata import Dataset
from tests.browser.steps import (
    click_map,
    drawn_statuses,
    legend,
    markers,
    open_page,
    pixel_of,
    settle,
)


def test_opens_with_the_published_counts(page: Page, server: str) -> None:
    open_page(page, server)
    assert legend(page) == {"taliban": 140, "contested": 151, "government": 131}
    expect(page.locator(".fm-headline")).to_have_text(
        "Who holds Afghanistan’s 422 districts, 3 August 2021"
    )


def test_legend_is_the_sum_of_what_is_drawn(page: Page, server: str, dataset: Dataset) -> None:
    open_page(page, server)
    codes = drawn_statuses(page)
    assert set(codes) == set(dataset.register.frame.index)
    full_and_pale = {"taliban": (0, 4), "contested": (1, 5), "government": (2, 6)}
    drawn = {
        name: sum(code in pair for code in codes.values()) for name, pair in full_and_pale.items()
    }
    assert drawn == legend(page)


def test_a_marker_shows_its_source_again_and_again(
    page: Page, server: str, dataset: Dataset
) -> None:
    open_page(page, server)
    single = [m for m in markers(page) if len(m["ids"]) == 1]
    linked = [
        m for m in single if str(dataset.events.get(m["ids"][0])["source_url"]).startswith("http")
    ]
    first, second = linked[0], linked[1]
    source = page.locator("#details .fm-facts a.fm-source")
    for marker in (first, first, second, first):
        page.locator("#details .fm-clear").click() if source.count() else None
        click_map(page, marker["lon"], marker["lat"])
        event = dataset.events.get(marker["ids"][0])
        expect(source).to_have_attribute("href", event["source_url"])
        expect(page.locator("#details .fm-id")).to_have_text(event["event_id"])
        settle(page)


def test_a_second_click_on_the_same_marker_keeps_it(page: Page, server: str) -> None:
    open_page(page, server)
    marker = next(m for m in markers(page) if len(m["ids"]) == 1)
    for _ in range(2):
        click_map(page, marker["lon"], marker["lat"])
        expect(page.locator("#details .fm-id")).to_have_text(marker["ids"][0])
        settle(page)


def test_a_badge_lists_every_incident_of_its_place(page: Page, server: str) -> None:
    open_page(page, server)
    badge = max(markers(page), key=lambda m: len(m["ids"]))
    click_map(page, badge["lon"], badge["lat"])
    cards = page.locator("#details .fm-card")
    expect(cards).to_have_count(len(badge["ids"]))
    hrefs = cards.locator(".fm-card-title").evaluate_all("nodes => nodes.map(n => n.href)")
    shown = {href.split("select=")[1] for href in hrefs}
    assert shown == set(badge["ids"])


def test_a_district_shows_its_claims_in_date_order(
    page: Page, server: str, dataset: Dataset
) -> None:
    open_page(page, server)
    unit = dataset.register.frame.loc["AF1113"]  # Ab Band, Ghazni: far from any badge
    click_map(page, unit["lon"], unit["lat"])
    expect(page.locator("#details .fm-title")).to_contain_text("Ab Band")
    days = page.locator("#details .fm-claims time").evaluate_all(
        "nodes => nodes.map(node => node.dateTime)"
    )
    claims = dataset.claims_of("AF1113")
    expected = sorted(
        (str(d.date()) for d in claims["day"] if str(d.date()) <= "2021-08-03"), reverse=True
    )
    assert days == expected
    assert days


def test_geometry_is_sent_once(page: Page, server: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_page(page, server)
    assert sum("/boundaries/approximate/units" in url for url in asked) == 1
    asked.clear()
    page.locator("#day-before").click()
    expect(page.locator(".fm-headline")).to_contain_text("2 August 2021")
    settle(page)
    assert not [url for url in asked if "/boundaries/" in url]


def test_hover_says_it_in_plain_words(page: Page, server: str, dataset: Dataset) -> None:
    open_page(page, server)
    unit = dataset.register.frame.loc["AF1113"]
    spot = pixel_of(page, unit["lon"], unit["lat"])
    page.mouse.move(spot["x"] - 5, spot["y"])
    page.mouse.move(spot["x"], spot["y"], steps=4)
    label = page.locator(".frontmap-map .hoverlayer text").first
    expect(label).to_contain_text("Ab Band")
