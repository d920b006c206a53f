"""Words that spreadsheets of incidents use: for kinds of events, and for what a column holds.

The words are in ``vocabulary/words.toml``.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from geodata.events.schema import EVENT_TYPES
from geodata.vocabulary import table

_NOT_WORD = re.compile(r"[\W_]+")
_PARENTHESES = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_LONGEST_PHRASE = 7  # words; a longer cell tells a story and names no kind of event


def fold(text: str) -> str:
    """Letters and digits in lower case without accents, words a space apart, no plural s."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    words = _NOT_WORD.sub(" ", plain).split()
    return " ".join(w[:-1] if len(w) > 3 and w[-1] == "s" and w[-2] != "s" else w for w in words)


def find_event_type(text: str) -> str | None:
    """The event type that a source's word for a kind of event means.

    Parameters
    ----------
    text : str
        A cell such as "Air strike", "IED explosion", "Abduction/forced disappearance" or one of
        ``EVENT_TYPES`` itself.

    Returns
    -------
    str or None
        None where no known word is in the text, or words of more than one type.
    """
    folded = fold(text)
    if folded in _phrases():
        return _phrases()[folded]
    if len(folded.split()) > _LONGEST_PHRASE:
        return None
    rest, found = f" {folded} ", set[str]()
    for phrase in sorted(_phrases(), key=len, reverse=True):
        if f" {phrase} " in rest:
            found.add(_phrases()[phrase])
            rest = rest.replace(f" {phrase} ", " | ")  # "suicide attack" holds no "attack"
    found.discard("other")
    return found.pop() if len(found) == 1 else None


def header_rank(ours: str, header: str) -> int | None:
    """How well a header fits one of our columns: 0 is best, None not at all.

    Case, accents, punctuation and what stands in parentheses ("Latitude (WGS84)") do not count.
    """
    ranks = _header_ranks()[ours]
    readings = (header, _PARENTHESES.sub(" ", header))
    found = [ranks[key] for reading in readings if (key := _tight(reading)) in ranks]
    return min(found, default=None)


@cache
def _phrases() -> Mapping[str, str]:
    """Folded words for a kind of event -> our type."""
    known = {fold(name): name for name in EVENT_TYPES}
    for name, words in table("words")["events"].items():
        known |= {fold(word): name for word in words}
    return MappingProxyType(known)


@cache
def _header_ranks() -> Mapping[str, Mapping[str, int]]:
    """Our column -> folded header -> its place in the list, the column's own name first."""
    return MappingProxyType(
        {
            ours: {_tight(word): rank for rank, word in reversed([*enumerate([ours, *headers])])}
            for ours, headers in table("words")["headers"].items()
        }
    )


def _tight(header: str) -> str:
    """A folded header without spaces: "Event Date", "event_date" and "EventDate" are one."""
    return fold(header).replace(" ", "")
