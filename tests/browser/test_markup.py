"""Text from data never becomes markup, wherever it shows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Page, expect

from geodata import open_dataset
from tests.browser.steps import SETTLE_MS, click_map, markers, open_page, settle, table_ids
from tests.support.planting import Planted


@pytest.fixture(scope="module")
def planted_server(serve: Callable[..., str], planted: Planted) -> str:
    return serve("--data", str(planted.folder))


@pytest.fixture
def dialogs(page: Page) -> list[str]:
    """What any planted script managed to say."""
    heard: list[str] = []

    def hear(dialog: Dialog) -> None:
        heard.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", hear)
    return heard


def planted_images(page: Page) -> int:
    return page.locator("img[src='x'], img[src^='x/'], [onerror]").count()


def test_panel_and_hover_show_it_as_text(
    page: Page, planted_server: str, planted: Planted, dialogs: list[str]
) -> None:
    open_page(page, planted_server)
    marker = next(m for m in markers(page) if planted.event_id in m["ids"])
    click_map(page, marker["lon"], marker["lat"])
    hover = page.locator(".frontmap-map .hoverlayer")
    expect(hover).to_contain_text(planted.text[:4], timeout=SETTLE_MS)
    expect(page.locator("#details")).to_contain_text(f"summary {planted.text}", timeout=SETTLE_MS)
    assert planted_images(page) == 0
    addresses = page.locator("#details a").evaluate_all("nodes => nodes.map(n => n.protocol)")
    assert set(addresses) <= {"http:", "https:"}
    open_page(page, f"{planted_server}?select={planted.unit_id}")
    expect(page.locator("#details .fm-title")).to_contain_text(f"name_en {planted.text}")
    expect(page.locator("#details .fm-claims")).to_contain_text(f"source_name {planted.text}")
    assert planted_images(page) == 0
    assert not dialogs


def test_the_table_shows_it_as_text(
    page: Page, planted_server: str, planted: Planted, dialogs: list[str]
) -> None:
    open_page(page, f"{planted_server}?tab=table&from=2021-08-04&to=2021-08-04")
    view = open_dataset(planted.folder).default_view
    day = view.date_to
    shown = open_dataset(planted.folder).events.of(view.with_(date_from=day, date_to=day))
    assert planted.event_id in table_ids(page, len(shown))
    expect(page.locator("#table")).to_contain_text(f"place_en {planted.text}", timeout=SETTLE_MS)
    settle(page)
    assert planted_images(page) == 0
    assert not dialogs


def test_the_snapshot_shows_it_as_text(page: Page, planted_server: str, planted: Planted) -> None:
    address = f"{planted_server}snapshot.svg?province=AF-HER&select={planted.unit_id}"
    answer = page.request.get(address, timeout=60_000)
    assert answer.ok
    body = answer.text()
    assert "<img" not in body
    assert "<script" not in body
