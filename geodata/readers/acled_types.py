"""ACLED's words for what happened, in all generations of its data, as our event types.

Source: ACLED Codebook, "Event types and sub-event types" (acleddata.com/knowledge-base/codebook)
and, for the words of versions 1 to 8 (until 2019), the codebooks of those years.

=====================================================  =====================================
ACLED                                                  ``event_type``
=====================================================  =====================================
Battles, Battle-No change of territory                 battle
Non-state actor overtakes territory, also as           territory_taken: by a non-state actor
Battle-... and Battle-Rebels overtake territory        or a foreign state
Government regains territory, also as Battle-...       territory_retaken: by the government
Explosions/Remote violence, Remote violence            explosion
... of these Air/drone strike                          airstrike
Violence against civilians                             attack_on_civilians
Protests, Riots, Riots/Protests                        protest
Strategic developments, Headquarters or base           strategic
established, Non-violent activity by a conflict actor
... of these Non-violent transfer of territory         see below
anything else                                          other
=====================================================  =====================================

A non-violent transfer is used for rebels and governments alike, and "the order of actors has no
meaning in the ACLED dataset". So the direction is known only where one side alone is named: state
forces make it territory_retaken, a rebel group or militia territory_taken. With two sides, or
with none of these, it is "other". Mob violence is among the riots and stays "protest": our types
have no word for it, and ``sub_type`` keeps ACLED's.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd

_TRANSFER = "non violent transfer of territory"

# Keys are lower case with single spaces for everything that is neither letter nor digit, as
# hyphens, capitals and blanks vary between versions.
_EVENT_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "battles": "battle",
        "battle": "battle",
        "battle no change of territory": "battle",
        "battle non state actor overtakes territory": "territory_taken",
        "battle rebels overtake territory": "territory_taken",
        "battle government regains territory": "territory_retaken",
        "explosions remote violence": "explosion",
        "remote violence": "explosion",
        "violence against civilians": "attack_on_civilians",
        "protests": "protest",
        "riots": "protest",
        "riots protests": "protest",
        "strategic developments": "strategic",
        "strategic development": "strategic",
        "headquarters or base established": "strategic",
        "non violent activity by a conflict actor": "strategic",
        "non violent rebel activity": "strategic",
        "non violent rebel presence": "strategic",
    }
)
# These say more than the event type above them.
_DECIDING_SUB_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "non state actor overtakes territory": "territory_taken",
        "government regains territory": "territory_retaken",
        "air drone strike": "airstrike",
    }
)
# Asked only where the event type is empty or unknown; "Other" says nothing alone.
_SUB_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "armed clash": "battle",
        "chemical weapon": "explosion",
        "suicide bomb": "explosion",
        "shelling artillery missile attack": "explosion",
        "remote explosive landmine ied": "explosion",
        "grenade": "explosion",
        "sexual violence": "attack_on_civilians",
        "attack": "attack_on_civilians",
        "abduction forced disappearance": "attack_on_civilians",
        "peaceful protest": "protest",
        "protest with intervention": "protest",
        "excessive force against protesters": "protest",
        "violent demonstration": "protest",
        "mob violence": "protest",
        "agreement": "strategic",
        "arrests": "strategic",
        "change to group activity": "strategic",
        "disrupted weapons use": "strategic",
        "headquarters or base established": "strategic",
        "looting property destruction": "strategic",
    }
)
# inter1 and inter2: numbers until 2024, words since.
_SIDES: Mapping[str, str] = MappingProxyType(
    {
        "1": "territory_retaken",
        "state forces": "territory_retaken",
        "2": "territory_taken",
        "rebel group": "territory_taken",
        "rebel groups": "territory_taken",
        "3": "territory_taken",
        "political militia": "territory_taken",
        "political militias": "territory_taken",
        "4": "territory_taken",
        "identity militia": "territory_taken",
        "identity militias": "territory_taken",
    }
)
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
    """The entry of each text, null where it is none of the words; each text is read once."""
    codes, values = pd.factorize(text)
    keys = (_NOT_A_WORD.sub(" ", str(value).lower()).strip() for value in values)
    entries = np.array([*(words.get(key) for key in keys), None], dtype=object)
    return pd.Series(entries[codes], index=text.index, dtype="str")
