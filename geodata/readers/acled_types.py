"""ACLED's words for what happened, in all generations of its data, as our event types.

The words and their source are in ``vocabulary/acled.toml``.

A non-violent transfer is used for rebels and governments alike, and "the order of actors has no
meaning in the ACLED dataset". So the direction is known only where one side alone is named: state
forces make it territory_retaken, a rebel group or militia territory_taken. With two sides, or
with none of these, it is "other". Mob violence is among the riots and stays "protest": our types
have no word for it, and ``sub_type`` keeps ACLED's.
"""

import re
from collections.abc import Mapping

import pandas as pd

from geodata.readers.by_value import by_value
from geodata.vocabulary import by_word, table

_TRANSFER = "non violent transfer of territory"

_EVENT_TYPES = by_word(table("acled")["event_types"])
_DECIDING_SUB_TYPES = by_word(table("acled")["deciding_sub_types"])
_SUB_TYPES = by_word(table("acled")["sub_types"])
_SIDES = by_word(table("acled")["sides"])
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")


def event_types(
    event_type: pd.Series,
    sub_event_type: pd.Series,
    side: pd.Series,
    alone: pd.Series,
) -> pd.Series:
    """Our type of each event.

    Parameters
    ----------
    event_type, sub_event_type : pandas.Series of str
        ACLED's words of any generation; null where the file gives none.
    side : pandas.Series of str
        ``inter1``, as number or word.
    alone : pandas.Series of bool
        Whether the event is known to have one side only.

    Returns
    -------
    pandas.Series of str
        One of the schema's event types for each row, never null.
    """
    kind = _looked_up(event_type, _EVENT_TYPES)
    kind = kind.fillna(_looked_up(sub_event_type, _SUB_TYPES)).fillna("other")
    kind = _looked_up(sub_event_type, _DECIDING_SUB_TYPES).fillna(kind)
    transfer = {_TRANSFER: _TRANSFER}
    peaceful = (
        _looked_up(event_type, transfer).notna() | _looked_up(sub_event_type, transfer).notna()
    )
    # Who took the place without a fight is known where one side alone is named.
    return kind.mask(peaceful, _looked_up(side, _SIDES).where(alone).fillna("other"))


def _looked_up(text: pd.Series, words: Mapping[str, str]) -> pd.Series:
    """The entry of each text, null where it is none of the words."""
    return by_value(text, lambda value: words.get(_NOT_A_WORD.sub(" ", value.lower()).strip()))
