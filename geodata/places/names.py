"""Folding of place names, so that spellings of one name become one key, and the search for a key.

Names of Afghan districts reach us in many Latin spellings of the same Dari or Pashto word, since
the short vowels are not written and several letters have no fixed counterpart. The folds below are
the differences met in the spellings of the register's aliases and of the embedded claims; they are
coarser than a transliteration table on purpose: likeness only counts within a province.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from geodata.vocabulary import table

FUZZY_SCORE = 88.0
"""Least `rapidfuzz.fuzz.ratio` (0-100) of two folded names that counts as the same name.

Set by trial on the 418 spellings of districts in the embedded claims, which people had matched:
381 are found and none wrongly. At 80 it would be 398, but Koh Band and Kalbad would be one name.
"""
FUZZY_LEAD = 4.0
"""A fuzzy match must beat the next unit by this many points, else it is ambiguous."""

_OWN_SCRIPTS = ("name_fa", "name_ps")

_DROPPED_WORDS: frozenset[str] = frozenset(table("names")["dropped"])
# Straight and curly apostrophes, the backtick, and the signs for hamza and ayn.
_APOSTROPHES = re.compile("['`\u2018\u2019\u02bc\u02be\u02bf]")
_NOT_WORD = re.compile(r"[\W_]+")
_PARENTHESES = re.compile(r"\([^)]*\)")
_ARABIC_LETTERS = str.maketrans(dict(table("names")["letters"]))
_FOLDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement) for pattern, replacement in table("names")["folds"]
)


def normalise_name(name: str) -> str:
    """Fold a place name to a key that is the same for its usual Latin spellings.

    Dropped: case, accents, apostrophes, punctuation, spaces, double letters, h after a vowel; the
    words district, city and centre; the joining e, i, ye, wa, o. Made equal: o/u and aw/ow/au
    before a consonant; e/i/y; ai/ay/ei/ey; v/w; q/kh/k; gh/g; zh/j. Digits stay, so "Yakawlang
    No. 2" keeps apart from "Yakawlang". Arabic script loses its marks, and letters that only
    another keyboard has become the Dari ones.

    Parameters
    ----------
    name : str
        A name as somebody wrote it.

    Returns
    -------
    str
        The key; "" if nothing is left.
    """
    text = unicodedata.normalize("NFKD", name).casefold()
    text = "".join(char for char in text if not unicodedata.combining(char))
    text = text.translate(_ARABIC_LETTERS)
    words = _NOT_WORD.sub(" ", _APOSTROPHES.sub("", text)).split()
    kept = [word for word in words if word not in _DROPPED_WORDS]
    key = "".join(kept)
    for pattern, replacement in _FOLDS:
        key = pattern.sub(replacement, key)
    return key


def readings(name: str) -> list[str]:
    """Give the name, and the name without its part in parentheses if it has one."""
    outside = _PARENTHESES.sub(" ", name).strip()
    return [name] if outside in ("", name) else [name, outside]


def _digits(key: str) -> str:
    """The digits of a key; names with other numbers are other names."""
    return "".join(char for char in key if char.isdigit())


@dataclass(frozen=True)
class Match:
    """A name found in the register.

    Attributes
    ----------
    unit_id : str
    score : float
        0-100; 100 for an exact or alias match.
    how : {"exact", "alias", "fuzzy"}
    """

    unit_id: str
    score: float
    how: Literal["exact", "alias", "fuzzy"]


@dataclass(frozen=True)
class NameIndex:
    """Folded names and aliases of some units; each key holds the units that bear it."""

    names: dict[str, set[str]]
    aliases: dict[str, set[str]]

    @classmethod
    def of(cls, rows: pd.DataFrame) -> "NameIndex":
        """Make the index of a frame indexed by unit, with ``name_en`` and ``aliases``.

        The names in its own scripts (``name_fa``, ``name_ps``) count as aliases, if it has them.
        """
        names: dict[str, set[str]] = {}
        aliases: dict[str, set[str]] = {}
        for unit_id, name, others in zip(rows.index, rows["name_en"], rows["aliases"], strict=True):
            names.setdefault(normalise_name(name), set()).add(unit_id)
            for other in _split_aliases(others) + readings(name)[1:]:
                aliases.setdefault(normalise_name(other), set()).add(unit_id)
        for column in _OWN_SCRIPTS:
            for unit_id, name in rows.get(column, pd.Series(dtype="str")).dropna().items():
                for key in filter(None, map(normalise_name, readings(name))):
                    aliases.setdefault(key, set()).add(str(unit_id))
        return cls(names, aliases)

    def bearers(self, key: str) -> set[str]:
        """The units whose name or alias folds to the key."""
        return self.names.get(key, set()) | self.aliases.get(key, set())

    def bearers_of(self, name: str) -> frozenset[str]:
        """The units that bear just this name or alias, in one of its readings."""
        return frozenset[str]().union(*(self.bearers(normalise_name(r)) for r in readings(name)))

    def find(self, key: str) -> Match | None:
        """The one unit that a folded name means; None if there is none or more than one."""
        if not key:
            return None
        if key in self.names:
            return _only(self.names[key], 100.0, "exact")
        if key in self.aliases:
            return _only(self.aliases[key], 100.0, "alias")
        return self._find_close(key)

    def _find_close(self, key: str) -> Match | None:
        # Many open a register, and few look for a name in it.
        from rapidfuzz import fuzz, process

        best: dict[str, float] = {}
        close = process.extract(
            key,
            [*self.names, *self.aliases],
            scorer=fuzz.ratio,
            score_cutoff=FUZZY_SCORE - FUZZY_LEAD,
            limit=None,
        )
        for other, score, _ in close:
            if _digits(other) != _digits(key):
                continue
            for unit_id in self.bearers(other):
                best[unit_id] = max(score, best.get(unit_id, 0.0))
        ranked = sorted(best.items(), key=lambda item: (-item[1], item[0]))
        if not ranked or ranked[0][1] < FUZZY_SCORE:
            return None
        if len(ranked) > 1 and ranked[0][1] - ranked[1][1] < FUZZY_LEAD:
            return None
        return Match(ranked[0][0], round(ranked[0][1], 1), "fuzzy")


def _only(unit_ids: Iterable[str], score: float, how: Literal["exact", "alias"]) -> Match | None:
    """Give the one unit; several are ambiguous and give none."""
    ids = list(unit_ids)
    return Match(ids[0], score, how) if len(ids) == 1 else None


def _split_aliases(aliases: object) -> list[str]:
    return aliases.split(";") if isinstance(aliases, str) else []
