"""Which country the word or the number of a source means: as an ISO 3166-1 alpha-2 code.

Names and ISO codes are those of Unicode's CLDR, which Babel carries. What it lacks is in
``vocabulary/countries.toml``: names that sources write otherwise, and the numbers of UCDP
(Gleditsch and Ward) and the letters of GDELT (FIPS 10-4). A word that may mean two countries
("Congo") means none.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache

import pandas as pd
from babel import Locale
from babel.core import get_global

from geodata.readers.by_value import by_value
from geodata.readers.fields import without_decimals
from geodata.readers.words import fold
from geodata.vocabulary import by_word, table

_LANGUAGES = ("en", "fr", "es", "pt", "de", "it", "tr", "ru", "uk", "ar", "fa", "ps")
_NO_COUNTRY = re.compile(r"\d+|EU|EZ|UN|QO|X[AB]|ZZ")

_COUNTRIES = table("countries")
_JOINTS: frozenset[str] = frozenset(_COUNTRIES["joints"])
_OFFICIAL: frozenset[str] = frozenset(_COUNTRIES["official"])
_FIPS: Mapping[str, str] = _COUNTRIES["fips"]
_PARENTHESES = re.compile(r"\([^)]*\)")


def find_country(text: str) -> str | None:
    """The alpha-2 code of the country that a word means.

    Parameters
    ----------
    text : str
        A name ("Pakistan", "Iran (Islamic Republic of)", "Пакистан"), or a code of ISO 3166-1
        ("PK", "PAK", "586", "4").

    Returns
    -------
    str or None
        None where it is no country, or may be several.
    """
    word = text.strip()
    code = word.zfill(3) if word.isdecimal() else word.upper()
    if code in _codes():
        return _codes()[code]
    return next((_names()[key] for key in _keys(word) if key in _names()), None)


def of_fips(code: str) -> str | None:
    """The same of a code of FIPS 10-4, as GDELT writes them; None for no country ("OS", oceans)."""
    code = code.strip().upper()
    known = _territories()
    if code in _FIPS:
        return _FIPS[code] if _FIPS[code] in known else None
    return code if code in known and code not in _FIPS.values() else None


def of_gleditsch_ward(number: str) -> str | None:
    """The same of the number of a state in Gleditsch and Ward's list, as UCDP writes them."""
    return _COUNTRIES["gleditsch_ward"].get(number.strip())


def country_codes(
    words: Iterable[pd.Series] = (), numbers: Iterable[pd.Series] = ()
) -> pd.Series | None:
    """Code of the country of each row: the first of its cells that is one.

    Parameters
    ----------
    words, numbers : iterable of pandas.Series of str
        Columns of one length: of names and ISO codes, then of Gleditsch and Ward's numbers.

    Returns
    -------
    pandas.Series of str
        Alpha-2, null where no cell tells; None if no columns are given.
    """
    found = [
        *(by_value(without_decimals(column), find_country) for column in words),
        *(by_value(without_decimals(column), of_gleditsch_ward) for column in numbers),
    ]
    if not found:
        return None
    first, *others = found
    for other in others:
        first = first.fillna(other)
    return first


def english_name(alpha2: str) -> str:
    """What the country of a code is called in English."""
    return _territories().get(alpha2, alpha2)


@cache
def _territories() -> Mapping[str, str]:
    return _names_in("en")


def _names_in(language: str) -> dict[str, str]:
    names = Locale(language).territories
    return {code: name for code, name in names.items() if not _NO_COUNTRY.fullmatch(code)}


@cache
def _codes() -> Mapping[str, str]:
    aliases: Mapping[str, list[str]] = get_global("territory_aliases")
    others = {code: now[0] for code, now in aliases.items() if len(code) == 3 and len(now) == 1}
    known = {code: code for code in _territories()}
    return known | {"XKX": "XK"} | {code: now for code, now in others.items() if now in known}


@cache
def _names() -> Mapping[str, str]:
    """Folded name -> code; English first, and no name that is two countries'."""
    found: dict[str, str | None] = {}
    for language in _LANGUAGES:
        here: dict[str, str | None] = {}
        for code, name in _names_in(language).items():
            key = _key(name)
            here[key] = code if here.get(key, code) == code else None
        found = here | found
    others = by_word(_COUNTRIES["names"])
    found |= {_key(name): code for name, code in others.items()} | {_key("Congo"): None}
    return {key: code for key, code in found.items() if code is not None}


def _keys(text: str) -> Iterable[str]:
    """Keys of a name, whole, without what stands in parentheses, and without its official words."""
    yield _key(text)
    bare = _key(_PARENTHESES.sub(" ", text))
    yield bare
    yield " ".join(word for word in bare.split() if word not in _OFFICIAL)


def _key(name: str) -> str:
    words = (word for word in fold(name).split() if word not in _JOINTS)
    return " ".join("st" if word == "saint" else word for word in words)
