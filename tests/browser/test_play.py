"""Playing through the days: no geometry moves, and every day shows the command's counts."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import CDPSession, Page, expect

from geodata.assessments.base import STATUSES
from tests.browser.steps import SETTLE_MS, open_page
from tests.support.command import frontmap

DAY = "() => window.frontmap.mapContext().meta.as_of"
RECORD = """() => {
    // The headline names the day, the legend counts: both come in one answer.
    window.seen = {};
    const note = () => {
        const day = document.querySelector('.fm-headline').textContent.split(', ').pop();
        const counts = document.querySelectorAll('.fm-legend .fm-count');
        window.seen[day] = Object.fromEntries(
            [...counts].map((node) => [node.dataset.status, Number(node.textContent)]));
    };
    note();
    new MutationObserver(note).observe(document.getElementById('summary'), {
        childList: true, subtree: true, characterData: true});
}"""


class Traffic:
    """Requests since the last look, and their bytes over the wire."""

    def __init__(self, page: Page) -> None:
        self.paths: dict[str, str] = {}
        self.bytes = 0
        session: CDPSession = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", self._asked)
        session.on("Network.loadingFinished", self._loaded)

    def asked(self) -> set[str]:
        """Paths that were asked for; Chromium asks for the icon again when the address changes."""
        return {path for path in self.paths.values() if "favicon" not in path}

    def _asked(self, event: dict[str, Any]) -> None:
        path = urlsplit(event["request"]["url"])
        if path.scheme in ("http", "https"):
            self.paths[event["requestId"]] = path.path

    def _loaded(self, event: dict[str, Any]) -> None:
        if event["requestId"] in self.paths:
            self.bytes += int(event["encodedDataLength"])


def play(page: Page, server: str, query: str, until: str) -> Traffic:
    """Play from the day of a query as fast as the machine draws, and pause on a day or after it."""
    open_page(page, server + query)
    page.locator("[data-speed='8']").click()
    page.evaluate(RECORD)
    traffic = Traffic(page)
    page.locator("#play").click()
    expect(page.locator("#play")).to_have_attribute("aria-pressed", "true")
    shown = page.evaluate(DAY)
    while shown < until:  # how long it takes in all tells how busy the machine is
        page.wait_for_function(f"(day) => ({DAY})() > day", arg=shown, timeout=SETTLE_MS)
        shown = page.evaluate(DAY)
    page.locator("#play").click()
    expect(page.locator("#play")).to_have_attribute("aria-pressed", "false")
    page.wait_for_load_state("networkidle", timeout=SETTLE_MS)
    return traffic


def counts_of(day: str, assessment: str) -> dict[str, int]:
    """What the command says of a day, without what no unit has."""
    told = frontmap("status", "--as-of", day, "--assessment", assessment, "--json").json()
    return {name: told[name] for name in STATUSES}


def assert_shown(page: Page, days: dict[str, str], assessment: str) -> None:
    """On each day, the legend said what the command says; a status that none has may be left out."""
    seen = page.evaluate("() => window.seen")
    for words, day in days.items():
        shown = seen[words]
        assert {name: shown.get(name, 0) for name in STATUSES} == counts_of(day, assessment), day


def test_from_may_to_august_only_statuses_move(page: Page, server: str, full: bool) -> None:
    entries = "() => history.length"
    first, last = date(2021, 5 if full else 7, 1), date(2021, 8, 16)
    traffic = play(page, server, f"?assessment=named-sources&as_of={first}", str(last))
    assert traffic.asked() == {"/_dash-update-component"}
    steps = (last - first).days
    assert len(page.evaluate("() => Object.keys(window.seen)")) >= steps
    assert traffic.bytes / steps < 20_000
    sampled = {
        "2 May 2021": "2021-05-02", "20 May 2021": "2021-05-20", "5 June 2021": "2021-06-05",
        "16 June 2021": "2021-06-16", "22 June 2021": "2021-06-22", "3 July 2021": "2021-07-03",
        "21 July 2021": "2021-07-21", "3 August 2021": "2021-08-03",
        "10 August 2021": "2021-08-10", "16 August 2021": "2021-08-16",
    }  # fmt: skip
    played = {words: day for words, day in sampled.items() if day > str(first)}
    assert_shown(page, played, "named-sources")
    # Playing is one step of the browser's history: "back" leads to where it began.
    before = page.evaluate(entries)
    page.go_back()
    expect(page.locator(".fm-headline")).to_contain_text(f"1 {first:%B} 2021", timeout=SETTLE_MS)
    assert page.evaluate(entries) == before


def test_a_count_that_is_held_plays_too(page: Page, server: str) -> None:
    traffic = play(page, server, "?assessment=long-war-journal&as_of=2021-06-13", "2021-06-19")
    assert traffic.asked() == {"/_dash-update-component"}
    days = {f"{day} June 2021": f"2021-06-{day}" for day in range(14, 20)}
    assert_shown(page, days, "long-war-journal")
    assert page.evaluate("() => window.seen['16 June 2021'].taliban") == 104


def test_the_next_change_is_the_next_day_on_which_a_count_differs(page: Page, server: str) -> None:
    open_page(page, f"{server}?assessment=long-war-journal&as_of=2021-06-20")
    page.locator("#change-after").click()
    expect(page.locator(".fm-headline")).to_contain_text("3 August 2021", timeout=SETTLE_MS)
    page.locator("#change-before").click()
    expect(page.locator(".fm-headline")).to_contain_text("16 June 2021", timeout=SETTLE_MS)
    expect(page.locator("#change-before")).to_be_disabled()


@pytest.mark.parametrize("key", [" "])
def test_space_plays_and_another_day_stops_it(page: Page, server: str, key: str) -> None:
    open_page(page, f"{server}?assessment=named-sources&as_of=2021-06-01")
    page.locator(".fm-timeline").focus()
    page.keyboard.press(key)
    expect(page.locator("#play")).to_have_attribute("aria-pressed", "true")
    page.locator("#day-before").click()
    expect(page.locator("#play")).to_have_attribute("aria-pressed", "false", timeout=SETTLE_MS)


def test_what_speaks_for_one_day_cannot_be_played(page: Page, server: str) -> None:
    open_page(page, server)
    expect(page.locator("#play")).to_be_disabled()
    expect(page.locator("#play")).to_have_attribute("title", re.compile("speaks for one day"))
    page.locator("#change-after").click()
    expect(page.locator(".fm-headline")).to_contain_text("4 August 2021", timeout=SETTLE_MS)
    expect(page.locator("#play")).to_be_enabled()
