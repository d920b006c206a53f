"""From claims to spells: the status of a unit from one day to the next change.

The rule, for a unit on a day, uses the independent claims that speak of that day or earlier:

1. Claims of full weight decide. The latest day any of them speaks of, and the three days
   before it, are the window; each source counts with its latest word in the window.
2. If they agree, that is the status, and its basis is ``documented``.
3. If they disagree, the status is ``contested`` and the basis ``conflicting``.
4. A lesser claim (party claim, weak copy, whole-province statement, news series) decides in
   the same way only where no claim of full weight exists. If it speaks of a later day than
   the deciding ones and says otherwise, the unit is ``contested``, ``conflicting``.
5. No claim: ``unknown``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from geodata.claims.claims import FULL_WEIGHT, WEIGHED_COLUMNS, WINDOW_DAYS, independent

VERDICT_COLUMNS = ("unit_id", "day", "status", "basis", "since", "confirmed", "claim_ids")
_DAYS = ("day", "since", "confirmed")


class Claim(NamedTuple):
    """The part of a claim that the rule looks at; ``day`` is counted from 1 January 1970."""

    day: int
    claim_id: str
    origin: str
    status: str
    weight: float


@dataclass(frozen=True)
class Word:
    """What the claims up to some day add up to for one unit."""

    status: str
    basis: str
    confirmed: int
    claim_ids: tuple[str, ...]


def spells(claims: pd.DataFrame) -> pd.DataFrame:
    """All changes of word, unit by unit.

    Parameters
    ----------
    claims : DataFrame
        The ledger as `geodata.claims.claims.read_claims` gives it.

    Returns
    -------
    DataFrame
        Columns `VERDICT_COLUMNS`: from ``day`` on, until the unit's next row, ``status`` holds.
        ``since`` is the first day of the unbroken run of this status, ``confirmed`` the
        latest day on which a claim speaks of it. A unit has no row before its first claim.
        Ordered by unit and day.
    """
    by_unit = _by_unit(independent(claims[list(WEIGHED_COLUMNS)]))
    rows = [row for unit_id in sorted(by_unit) for row in _unit_spells(unit_id, by_unit[unit_id])]
    frame = pd.DataFrame(rows, columns=list(VERDICT_COLUMNS))
    days = {name: frame[name].to_numpy("datetime64[D]") for name in _DAYS}
    return frame.assign(**days).astype(dict.fromkeys(_DAYS, claims["day"].dtype))


def latest_word(claims: Sequence[Claim]) -> Word:
    """Status and basis that the independent claims of one unit give; at least one claim."""
    full = [c for c in claims if c.weight >= FULL_WEIGHT]
    deciding = full or claims
    last_day = max(c.day for c in deciding)
    first_day = last_day - WINDOW_DAYS
    window = _latest_of_each_origin(c for c in deciding if c.day >= first_day)
    later = [c for c in claims if c.day > last_day]
    statuses = {c.status for c in window}
    if len(statuses) == 1 and {c.status for c in later} <= statuses:
        status, basis = statuses.pop(), "documented"
    else:
        status, basis = "contested", "conflicting"
    heard = [*window, *later]
    return Word(status, basis, max(c.day for c in heard), tuple(c.claim_id for c in heard))


def _unit_spells(unit_id: str, claims: list[Claim]) -> Iterator[tuple[object, ...]]:
    since, status = None, None
    for day in sorted({c.day for c in claims}):
        word = latest_word([c for c in claims if c.day <= day])
        if word.status != status:
            since, status = day, word.status
        yield unit_id, day, word.status, word.basis, since, word.confirmed, word.claim_ids


def _latest_of_each_origin(claims: Iterable[Claim]) -> list[Claim]:
    last = {c.origin: c for c in sorted(claims, key=lambda c: (c.day, c.claim_id))}
    return sorted(last.values(), key=lambda c: (c.day, c.claim_id))


def _by_unit(claims: pd.DataFrame) -> dict[str, list[Claim]]:
    """Claims by unit, each unit's in the ledger's order."""
    # Plain rows, for a frame for each of some hundred units takes ten times as long.
    found: dict[str, list[Claim]] = defaultdict(list)
    days = claims["day"].to_numpy("datetime64[D]").astype(int).tolist()
    rest = (claims[name].tolist() for name in Claim._fields[1:])
    for unit_id, *claim in zip(claims["unit_id"], days, *rest, strict=True):
        found[str(unit_id)].append(Claim(*claim))
    return found
