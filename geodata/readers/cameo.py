"""CAMEO codes (what somebody did to somebody) as our types of event and in words.

Codes as GDELT uses them: two digits of the root, a third that says it more closely, sometimes a
fourth. Source: Schrodt, CAMEO Conflict and Mediation Event Observations Event and Actor Codebook
1.1b3 (2012), and GDELT's list of event codes, with labels shortened. Which of our types a code
becomes is our choice:

- 14 protest: ``protest``. 15 show of force, 16 reducing relations, 13 threats, also agreements,
  truces and retreats (057, 087): ``strategic``.
- 175 violent repression, 18 assault, 20 mass violence: ``attack_on_civilians``, but 183 bombings
  are ``explosion``, 185 and 186 assassinations ``targeted_killing``, 201 mass expulsion
  ``displacement``, 2042 nuclear weapons ``explosion``.
- 19 fight: ``battle``, but 191 blockade is ``strategic``, 192 occupation ``territory_taken``,
  195 weapons from the air ``airstrike``.
- Everything else (statements, visits, aid, demands, arrests): ``other``.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

ROOTS: Mapping[str, str] = MappingProxyType(
    {
        "01": "public statement",
        "02": "appeal",
        "03": "intent to cooperate",
        "04": "consult",
        "05": "diplomatic cooperation",
        "06": "material cooperation",
        "07": "aid",
        "08": "yield",
        "09": "investigate",
        "10": "demand",
        "11": "disapprove",
        "12": "reject",
        "13": "threaten",
        "14": "protest",
        "15": "show of force",
        "16": "reduce relations",
        "17": "coerce",
        "18": "assault",
        "19": "fight",
        "20": "mass violence",
    }
)

# Said more closely where a root is about violence, protest or ground; roots cover the others.
_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "057": "signed agreement",
        "087": "military de-escalation",
        "0871": "truce or ceasefire",
        "0872": "blockade eased",
        "0873": "demobilisation",
        "0874": "military retreat",
        "138": "threat of military force",
        "141": "demonstration",
        "142": "hunger strike",
        "143": "strike or boycott",
        "144": "obstruction of passage",
        "145": "riot",
        "152": "military alert",
        "154": "armed forces mobilised",
        "171": "property seized or damaged",
        "1711": "property confiscated",
        "1712": "property destroyed",
        "1723": "curfew",
        "1724": "state of emergency",
        "173": "arrest or charge",
        "174": "expulsion of individuals",
        "175": "violent repression",
        "176": "cyber attack",
        "181": "abduction or hostage-taking",
        "182": "physical assault",
        "1821": "sexual assault",
        "1822": "torture",
        "1823": "killing by physical assault",
        "183": "non-military bombing",
        "1831": "suicide bombing",
        "1832": "vehicle bombing",
        "1833": "roadside bombing",
        "1834": "location bombing",
        "184": "human shield",
        "185": "attempted assassination",
        "186": "assassination",
        "190": "conventional military force",
        "191": "blockade",
        "192": "occupation of territory",
        "193": "fight with small arms",
        "194": "fight with artillery and tanks",
        "195": "weapons from the air",
        "1951": "guided weapons from the air",
        "1952": "weapons from drones",
        "196": "ceasefire violation",
        "201": "mass expulsion",
        "202": "mass killing",
        "203": "ethnic cleansing",
        "204": "weapons of mass destruction",
        "2041": "chemical, biological or radiological weapons",
        "2042": "nuclear weapons",
    }
)

_TYPES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(ROOTS, "other"),
        **dict.fromkeys(("057", "087", "13", "15", "16", "191"), "strategic"),
        **dict.fromkeys(("175", "18", "20"), "attack_on_civilians"),
        **dict.fromkeys(("183", "2042"), "explosion"),
        **dict.fromkeys(("185", "186"), "targeted_killing"),
        "14": "protest",
        "19": "battle",
        "192": "territory_taken",
        "195": "airstrike",
        "201": "displacement",
    }
)

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
    return f"{code} {_closest(code, {**ROOTS, **_WORDS})}"


def _closest(code: str, table: Mapping[str, str]) -> str:
    return next(table[code[:n]] for n in (4, 3, 2) if code[:n] in table)
