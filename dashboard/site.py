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
from functools import cached_property, lru_cache, partial
from pathlib import Path

from dashboard.i18n import catalogue
from dashboard.reading import Reading
from dashboard.web.settings import Settings
from geodata.dataset.dataset import Dataset, open_dataset
from geodata.dataset.versions import Store
from geodata.view import View, Vocabulary, parse_query

LOOK_SECONDS = 0.5
"""How long a site is taken for the current one without looking."""
RETRY_SECONDS = 30.0
"""How long a version that could not be opened is left alone."""
READINGS_KEPT = 128


@dataclass(frozen=True)
class Site:
    """The immutable things that callbacks and routes share."""

    settings: Settings
    dataset: Dataset

    @cached_property
    def _kept(self) -> Callable[[View], Reading]:
        return lru_cache(maxsize=READINGS_KEPT)(self._made)

    @cached_property
    def _parsed(self) -> Callable[[str], tuple[View, tuple[str, ...]]]:
        return lru_cache(maxsize=READINGS_KEPT)(partial(_parse, self.dataset.vocabulary))

    @classmethod
    def open(cls, settings: Settings) -> Site:
        """Open the dataset of the settings; raises `FrontmapError` if it is not whole."""
        return cls(settings, _readable(settings.data))

    @property
    def version(self) -> str:
        """The dataset's version as a page remembers it: two differ if any file of theirs does."""
        return f"{self.dataset.version}-{self.dataset.digest[:12]}"

    def read(self, search: str | None) -> tuple[Reading, tuple[str, ...]]:
        """The reading of a query string, and what in it could not be followed."""
        view, notices = self._parsed(search or "")
        return self.reading_of(view), notices

    def reading(self, search: str | None) -> Reading:
        """The reading of a query string; what cannot be followed falls back to the default."""
        return self.read(search)[0]

    def reading_of(self, view: View) -> Reading:
        """The reading of a view; the latest ones are kept, and go with the site."""
        return self._kept(view)

    def _made(self, view: View) -> Reading:
        return Reading(self.dataset, view, catalogue(view.lang), self.reading_of)

    def close(self) -> None:
        """Let the readings go; they hold the site, which holds them."""
        self.__dict__.pop("_kept", None)


def _parse(vocabulary: Vocabulary, query: str) -> tuple[View, tuple[str, ...]]:
    view, notices = parse_query(query, vocabulary)
    return view, tuple(notices)


class LiveSite:
    """The site of the version that is served now.

    Parameters
    ----------
    site : Site
        The site to begin with.
    number : int, optional
        The version it was opened from; None if it is no version of a store.
    clock : callable
        Seconds that never run backwards.
    """

    def __init__(
        self,
        site: Site,
        number: int | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._site = site
        self._number = number
        self._store = None if site.settings.data is None else Store(site.settings.data)
        self._clock = clock
        self._next_look = clock() + LOOK_SECONDS
        self._looking = threading.Lock()
        self._refused: tuple[object, float] | None = None

    @classmethod
    def open(cls, settings: Settings) -> LiveSite:
        """Open the served version; raises `FrontmapError` if it is not whole."""
        number = None if settings.data is None else Store(settings.data).current()
        return cls(_open(settings, number), number)

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
        before.close()

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
    return Site(settings, _readable(Store(settings.data).folder(number)))


def _readable(folder: Path | None) -> Dataset:
    """A dataset whose events were read: else it is refused now, and not by every request."""
    dataset = open_dataset(folder)
    len(dataset.events)
    return dataset
