"""Codes of countries: ISO 3166-1 alpha-2 and alpha-3."""

import re
from collections.abc import Mapping
from functools import cache

from babel.core import get_global

# Countries that are no more still stand in the list that Babel carries (from Unicode's CLDR).
_FORMER = frozenset({"BUR", "DDR", "FXX", "TMP", "YMD", "ZAR"})
_PRIVATE_USE = re.compile(r"AA|Q[M-Z]|X[A-Z]|ZZ")
# Kosovo has no code in ISO 3166; makers of boundaries write these.
_KOSOVO = {"XKX": "XK"}


@cache
def _alpha2_by_alpha3() -> dict[str, str]:
    aliases: Mapping[str, list[str]] = get_global("territory_aliases")
    return _KOSOVO | {
        code: current[0]
        for code, current in aliases.items()
        if len(code) == 3 and code.isalpha() and len(current) == 1
        if code not in _FORMER and not _PRIVATE_USE.fullmatch(current[0])
    }


@cache
def _alpha3_by_alpha2() -> dict[str, str]:
    return {alpha2: alpha3 for alpha3, alpha2 in _alpha2_by_alpha3().items()}


def alpha3(code: str) -> str | None:
    """Give the alpha-3 code of a country from its alpha-2 or alpha-3 code; None for neither."""
    code = code.strip().upper()
    return code if code in _alpha2_by_alpha3() else _alpha3_by_alpha2().get(code)


def alpha2(code: str) -> str | None:
    """Give the alpha-2 code of a country from its alpha-3 code; None if there is none."""
    return _alpha2_by_alpha3().get(code)
