"""CAMEO codes (what somebody did to somebody) as our types of event and in words.

The codes and their source are in ``vocabulary/cameo.toml``.
"""

import re
from collections.abc import Mapping

from geodata.vocabulary import by_word, table

_CAMEO = table("cameo")
ROOTS: Mapping[str, str] = _CAMEO["roots"]
_WORDS: Mapping[str, str] = {**ROOTS, **_CAMEO["words"]}
_TYPES: Mapping[str, str] = {**dict.fromkeys(ROOTS, "other"), **by_word(_CAMEO["types"])}
_DECIMALS = re.compile(r"(?<=[0-9])\.0+$")


def full_code(code: str) -> str | None:
    """Put back the zero that a spreadsheet takes from the front of a code.

    Parameters
    ----------
    code : str
        "193", "042", or "42" or "42.0" for the latter.

    Returns
    -------
    str or None
        Two to four digits that begin with one of `ROOTS`; None if it is no such code.
    """
    code = _DECIMALS.sub("", code.strip())
    if not (code.isascii() and code.isdigit()) or len(code) > 4:
        return None
    # GDELT's codes have three or four digits, so that 20 is an appeal (020) and no massacre (200);
    # no root is above 20.
    if (len(code) == 2 and code[0] != "0") or (len(code) == 3 and code[:2] not in ROOTS):
        code = f"0{code}"
    return code if code[:2] in ROOTS else None


def event_type(code: str) -> str:
    """The type of the event schema for a CAMEO code that begins with one of `ROOTS`."""
    return _closest(code, _TYPES)


def words(code: str) -> str:
    """A CAMEO code with a few words on what it means: "193 fight with small arms"."""
    return f"{code} {_closest(code, _WORDS)}"


def _closest(code: str, table: Mapping[str, str]) -> str:
    return next(table[code[:n]] for n in (4, 3, 2) if code[:n] in table)
