"""Watching a browser: what it asks for, and what goes wrong in it."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage

# Addresses that no server is asked for.
LOCAL_SCHEMES = {"about", "blob", "data"}
# Console errors that are no fault of the page, each with its reason.
HARMLESS = (
    # A software renderer reads pixels back slowly and says so.
    "GPU stall due to ReadPixels",
)


class Watch:
    """What a context asked for, and what went wrong in it.

    Console errors with any of the words in ``forgiven`` belong to what is tested.
    """

    def __init__(self, context: BrowserContext, forgiven: tuple[str, ...] = ()) -> None:
        self.harmless = HARMLESS + forgiven
        self.addresses: list[str] = []
        self.faults: list[str] = []
        context.on("request", lambda request: self.addresses.append(request.url))
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.faults.append(f"thrown: {error.error}"))

    def strangers(self) -> list[str]:
        """Addresses of other servers than that of the first address."""
        asked = [url for url in self.addresses if urlsplit(url).scheme not in LOCAL_SCHEMES]
        return [url for url in asked if urlsplit(url).netloc != urlsplit(asked[0]).netloc]

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(words in message.text for words in self.harmless):
            self.faults.append(f"logged: {message.text} ({message.location.get('url', '')})")
