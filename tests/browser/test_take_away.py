"""What people take away: the snapshot, the link."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page

from tests.browser.steps import open_page


def test_the_snapshot_button_downloads_a_real_picture(page: Page, server: str) -> None:
    open_page(page, f"{server}?province=AF-HER")
    page.locator("#snapshot-menu").click()
    with page.expect_download(timeout=60_000) as waiting:
        page.locator("#snapshot-png").click()
    body = Path(waiting.value.path()).read_bytes()
    picture = Image.open(BytesIO(body))
    picture.load()
    assert picture.format == "PNG"
    assert picture.width / picture.height == pytest.approx(297 / 210, rel=0.01)
    assert len(picture.convert("RGB").getcolors(maxcolors=1 << 24)) > 100
    assert waiting.value.suggested_filename == "frontmap-2021-08-03.png"


def test_the_data_menu_follows_the_view(page: Page, server: str) -> None:
    open_page(page, f"{server}?province=AF-HER&as_of=2021-08-03")
    page.locator("#data-menu").click()
    assert page.locator("#events-csv").get_attribute("href") == "/events.csv?province=AF-HER"
