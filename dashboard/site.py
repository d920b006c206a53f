"""What every part of the server answers from: one dataset, its settings, its languages.

A `Site` never changes. Where the data folder holds versions, `LiveSite` holds the site of the
served one: each request asks it once and keeps what it got.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from dashboard.i18n import Catalogue, catalogue
from dashboard.web.settings import Settings
from geodata.dataset.dataset import Dataset, open_dataset
from geodata.dataset.versions import Store
from geodata.view import View, parse_query

LOOK_SECONDS = 0.5
"""How long a site is taken for the current one without looking."""
RETRY_SECONDS = 30.0
"""How long a version that could not be opened is left alone."""


@dataclass(frozen=True)
class Site:
    """The immutable things that callbacks and routes share."""

    settings: Settings
    dataset: Dataset

    @classmethod
    def open(cls, settings: Settings) -> Site:
        """Open the dataset of the settings; raises `FrontmapError` if it is not whole."""
        return cls(settings, open_dataset(settings.data))

    @property
    def version(self) -> str:
        """The dataset's version as a page remembers it: two differ if any file of theirs does."""
        return f"{self.dataset.version}-{self.dataset.digest[:12]}"

    def view(self, search: str | None) -> View:
        """The view of a query string; what cannot be followed falls back to the default."""
        return parse_query(search or "", self.dataset.vocabulary)[0]

    def words(self, view: View) -> Catalogue:
        """The catalogue of the view's language."""
        return catalogue(view.lang)


class LiveSite:
    """The site of the version that is served now.

    Parameters
    ----------
    site : Site
        The site to begin with.
    number : int, optional
        The version it was opened from; None if it is no version of a store.
    when_changed : callable
        Told the site that was served before, after another has taken its place.
    clock : callable
        Seconds that never run backwards.
    """

    def __init__(
        self,
        site: Site,
        number: int | None = None,
        *,
        when_changed: Callable[[Site], None] = lambda _: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._site = site
        self._number = number
        self._store = None if site.settings.data is None else Store(site.settings.data)
        self._when_changed = when_changed
        self._clock = clock
        self._next_look = clock() + LOOK_SECONDS
        self._looking = threading.Lock()
        self._refused: tuple[object, float] | None = None

    @classmethod
    def open(
        cls, settings: Settings, when_changed: Callable[[Site], None] = lambda _: None
    ) -> LiveSite:
        """Open the served version; raises `FrontmapError` if it is not whole."""
        number = None if settings.data is None else Store(settings.data).current()
        return cls(_open(settings, number), number, when_changed=when_changed)

    def current(self) -> Site:
        """The site of the served version, as of half a second ago at most.

        The request that finds another version opens it, and the others are answered from the
        one before meanwhile. A version that cannot be opened changes nothing.
        """
        if self._store is None or self._clock() < self._next_look:
            return self._site
        if self._looking.acquire(blocking=False):
            try:
                self._look(self._store)
            finally:
                self._next_look = self._clock() + LOOK_SECONDS
                self._looking.release()
        return self._site

    def _look(self, store: Store) -> None:
        """Take up the served version if it is another."""
        before, number = self._site, None
        try:
            number = store.current()
            # A store that is out of sight for a moment is no reason to fall back to other data.
            if number is None or number == self._number or self._is_refused(number):
                return
            self._site = _open(before.settings, number)
        except Exception as problem:  # noqa: BLE001  whatever it is, the version before goes on
            self._refuse(number, problem)
            return
        self._number, self._refused = number, None
        self._when_changed(before)

    def _is_refused(self, number: int | None) -> bool:
        refused = self._refused
        return refused is not None and refused[0] == number and self._clock() < refused[1]

    def _refuse(self, number: int | None, problem: Exception) -> None:
        """Keep the site; say why once, and leave the version alone for a while."""
        known = self._refused is not None and self._refused[0] == number
        self._refused = (number, self._clock() + RETRY_SECONDS)
        if not known:
            which = "the data folder" if number is None else f"version {number}"
            said = " ".join(str(problem).split())
            sys.stderr.write(
                f"frontmap: {which} cannot be opened, {self._site.dataset.title} version "
                f"{self._site.dataset.version} stays: {said}\n"
            )


def _open(settings: Settings, number: int | None) -> Site:
    """Open the version of that number, whatever is published meanwhile."""
    if number is None or settings.data is None:
        return Site.open(settings)
    return Site(settings, open_dataset(Store(settings.data).folder(number)))
