"""Message catalogues: every string of the page, by language.

A message may hold ``{name}`` places. One that depends on a number has the forms
``key.one`` and ``key.other``; Babel's plural rules choose.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

LOCALES = {"en": "en_GB", "fa": "fa_AF", "ps": "ps_AF"}


class Catalogue:
    """The messages of one language, and its dates and numbers."""

    # No dataclass: hypothesis prints every field of one, whatever its repr leaves out.
    def __init__(self, lang: str, messages: Mapping[str, str], locale: Locale) -> None:
        self.lang, self.messages, self.locale = lang, messages, locale

    def __call__(self, key: str, **values: object) -> str:
        """The message of a key with its places filled; KeyError for a key nobody wrote."""
        return self.messages[key].format(**values)

    def count(self, key: str, n: int, **values: object) -> str:
        """The form of a message that fits ``n``, with ``{n}`` written as a number."""
        return self(f"{key}.{self.locale.plural_form(n)}", n=self.number(n), **values)

    def number(self, n: float) -> str:
        """A number with the language's digits and separators."""
        return _number(n, self.locale)

    def day(self, day: date) -> str:
        """Day, month and year: “3 August 2021”."""
        return _day(day, "d MMMM y", self.locale)

    def short_day(self, day: date) -> str:
        """Day and short month: “3 Aug”."""
        return _day(day, "d MMM", self.locale)

    def dated(self, day: date) -> str:
        """Day, short month and year: “3 Aug 2021”."""
        return _day(day, "d MMM y", self.locale)

    def days(self, first: date, last: date) -> str:
        """“28 July to 4 August 2021”; what both days share is said once."""
        if first == last:
            return self.day(first)
        if (first.year, first.month) == (last.year, last.month):
            start = _day(first, "d", self.locale)
        elif first.year == last.year:
            start = _day(first, "d MMMM", self.locale)
        else:
            start = self.day(first)
        return self("days.range", start=start, end=self.day(last))


# Babel reads its pattern anew each time, which is a third of the timeline's cost: a page writes
# the same few days and small numbers over and over.
@lru_cache(maxsize=10_000)
def _day(day: date, pattern: str, locale: Locale) -> str:
    return format_date(day, pattern, locale=locale)


@lru_cache(maxsize=10_000)
def _number(n: float, locale: Locale) -> str:
    return format_decimal(n, locale=locale)


@cache
def catalogue(lang: str) -> Catalogue:
    """The catalogue of a language code; KeyError if there is none."""
    text = files(__package__).joinpath(f"{lang}.json").read_text(encoding="utf-8")
    return Catalogue(lang, json.loads(text), Locale.parse(LOCALES[lang]))
