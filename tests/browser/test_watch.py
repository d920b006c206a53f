"""The watch that every browser test stands under sees what it is there to see."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.watch import Watch

HOME = "http://home.test/"


@pytest.fixture
def loose(browser: Browser) -> Iterator[BrowserContext]:
    """A context of which no test is failed; every address answers with an empty page."""
    context = browser.new_context()
    context.route("**/*", lambda route: route.fulfill(body="<p>", content_type="text/html"))
    yield context
    context.close()


def visit(context: BrowserContext, script: str) -> tuple[Page, Watch]:
    watch = Watch(context)
    page = context.new_page()
    page.goto(HOME)
    page.evaluate(script)
    page.wait_for_load_state("networkidle")
    return page, watch


def test_a_request_to_another_server_is_seen(loose: BrowserContext) -> None:
    _, watch = visit(loose, "() => fetch('https://elsewhere.test/x', {mode: 'no-cors'})")
    assert watch.strangers() == ["https://elsewhere.test/x"]


def test_own_requests_and_inline_data_are_no_strangers(loose: BrowserContext) -> None:
    _, watch = visit(loose, "() => Promise.all([fetch('/x'), fetch('data:text/plain,y')])")
    assert f"{HOME}x" in watch.addresses
    assert watch.strangers() == []
    assert watch.faults == []


def test_what_a_page_logs_or_throws_is_seen(loose: BrowserContext) -> None:
    page, watch = visit(
        loose, "() => { console.error('oh'); setTimeout(() => { throw new Error('no') }, 0) }"
    )
    page.wait_for_timeout(100)
    assert any("oh" in fault for fault in watch.faults)
    assert any("no" in fault for fault in watch.faults)
