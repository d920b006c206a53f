"""A real server and a real Chromium, and a page that tells on both."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.steps import SETTLE_MS
from tests.browser.watch import Watch

# How long a page takes tells how busy the machine is.
expect.set_options(timeout=SETTLE_MS)

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
CHROMIUM_FLAGS = (
    "--no-sandbox",  # CI runs as root, where Chromium's sandbox does not start
    # The map needs WebGL, and the machine may have no graphics card.
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    # What the browser asks of its makers is not ours to watch.
    "--disable-background-networking",
)
START_SECONDS = 60


def chromium_path() -> str | None:
    """The browser to drive: ``FRONTMAP_CHROMIUM``, or the first one on the path."""
    named = os.environ.get("FRONTMAP_CHROMIUM")
    return named or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Whatever is in this folder drives a browser."""
    del config
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def executable() -> str:
    path = chromium_path()
    if path is not None:
        return path
    lacking = "no Chromium on the path (Debian: apt-get install chromium); or set FRONTMAP_CHROMIUM"
    if os.environ.get("FRONTMAP_REQUIRE_BROWSER") == "1":
        pytest.fail(lacking)
    pytest.skip(lacking)


@pytest.fixture(scope="session")
def serve(
    executable: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., str]]:
    """Start ``frontmap serve`` with options; gives its address. Stopped at the end."""
    del executable  # asked for first, so that nothing is started where no browser is
    running: list[subprocess.Popen[bytes]] = []
    logs = tmp_path_factory.mktemp("serve")

    def start(*options: str) -> str:
        port = free_port()
        log = logs / f"{port}.txt"
        command = [sys.executable, "-m", "dashboard.cli", "serve", "--port", str(port), *options]
        with log.open("wb") as stream:
            process = subprocess.Popen(command, stdout=stream, stderr=subprocess.STDOUT)
        running.append(process)
        wait_for(port, process, log)
        return f"http://127.0.0.1:{port}/"

    try:
        yield start
    finally:
        for process in running:
            process.terminate()
        for process in running:
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@pytest.fixture(scope="session")
def server(serve: Callable[..., str]) -> str:
    """Address of a server of the embedded dataset, with a slash at its end."""
    return serve()


@pytest.fixture(scope="session")
def browser(executable: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=list(CHROMIUM_FLAGS), headless=True
        )
        yield browser
        browser.close()


@pytest.fixture
def new_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Make browser contexts (options as for ``browser.new_context``) that are watched.

    When the test is over, it fails if anything was asked of another server than the first one
    that was asked, or if a page logged an error or threw one, but for those with words in
    ``forgiven``.
    """
    watched: list[tuple[BrowserContext, Watch]] = []

    def make(*, forgiven: tuple[str, ...] = (), **options: Any) -> BrowserContext:
        context = browser.new_context(**options)
        watched.append((context, Watch(context, forgiven)))
        return context

    yield make
    for context, _ in watched:
        context.close()
    strangers = [address for _, watch in watched for address in watch.strangers()]
    assert not strangers, "requests that left the server"
    faults = [fault for _, watch in watched for fault in watch.faults]
    assert not faults, "errors that a page logged or threw"


@pytest.fixture
def context(new_context: Callable[..., BrowserContext]) -> BrowserContext:
    """A browser without memory, on a desk: 1400 by 900 pixels, English, light."""
    desk = {"width": 1400, "height": 900}
    # Half of the pixels each way: nobody looks, and software draws them all.
    return new_context(viewport=desk, device_scale_factor=0.5, locale="en-GB", color_scheme="light")


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the server answers; say what it said if it does not."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == http.client.OK:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    pytest.fail(f"the server did not start:\n{log.read_text(encoding='utf-8', errors='replace')}")
