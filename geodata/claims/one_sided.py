"""Units of which only one side, one voice or one day speaks, and those that went to and fro.

A claim is independent of another if another voice makes it: copies of one wire, and several
reports of one outlet, are one voice (`geodata.claims.claims.read_claims`, column ``voice``). The news
series was scraped from such reports: beside a named source it is no voice of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

import pandas as pd

from geodata.claims.claims import SERIES_SOURCE, party

FLAGS = ("to_and_fro", "party_only", "single_source", "no_later_word")
"""In the order in which a map of one colour a unit shows them."""
FACT_COLUMNS = ("flag", "silent_days", "last_day", "voices", "claim_ids")


def one_sided(claims: pd.DataFrame, units: pd.Index, day: date, stale_days: int) -> pd.DataFrame:
    """What is one-sided about each unit by a day.

    Only claims that decide (weight above 0) and speak of ``day`` or earlier count.

    Parameters
    ----------
    claims : DataFrame
        The ledger as `geodata.claims.claims.read_claims` gives it.
    units : Index
        Every unit id of the register.
    day : date
        By which day.
    stale_days : int
        After how many days without a word a reported fall stands alone.

    Returns
    -------
    DataFrame
        Index ``units``. Boolean columns `FLAGS`: ``to_and_fro``, named sources claim both
        a fall and government control; ``party_only``, every claim is the own claim of one party;
        ``single_source``, one independent voice speaks; ``no_later_word``, the last word is of
        Taliban control and nobody has spoken in either direction since, for ``stale_days`` or
        more. ``flag`` is the first of them that holds, or empty; ``silent_days`` the days since
        the last word (Int64, null without any), ``last_day`` that word's day, ``voices`` the
        number of independent voices, ``claim_ids`` the claims.
    """
    known = set(units)
    moment = pd.Timestamp(day)
    by_unit: dict[str, list[_Heard]] = {}
    for claim in _heard(claims, moment):
        if claim.unit_id in known:
            by_unit.setdefault(claim.unit_id, []).append(claim)
    facts = [_facts(by_unit.get(unit, []), moment, stale_days) for unit in units]
    frame = pd.DataFrame(facts, index=units, columns=[*FLAGS, *FACT_COLUMNS])
    types = dict.fromkeys(FLAGS, "bool") | {"silent_days": "Int64", "voices": "int64"}
    return frame.astype({**types, "last_day": "datetime64[us]", "flag": "str"})


class _Heard(NamedTuple):
    unit_id: str
    day: pd.Timestamp
    claim_id: str
    status: str
    voice: str
    outlet: str
    source_kind: str
    source_id: str


def _heard(claims: pd.DataFrame, moment: pd.Timestamp) -> Iterator[_Heard]:
    """Claims that decide, up to a day, in order."""
    heard = claims[(claims["weight"] > 0) & (claims["day"] <= moment)]
    heard = heard.sort_values(["day", "claim_id"])[list(_Heard._fields)]
    return (_Heard(*row) for row in heard.itertuples(index=False, name=None))


def _facts(mine: Sequence[_Heard], moment: pd.Timestamp, stale_days: int) -> tuple[object, ...]:
    """The row of one unit, from its claims in order."""
    if not mine:
        return (*(False for _ in FLAGS), "", pd.NA, pd.NaT, 0, ())
    last_day = mine[-1].day
    silent = (moment - last_day).days
    named = [claim for claim in mine if claim.source_id != SERIES_SOURCE]
    voices = {claim.voice for claim in named or mine}
    parties = {party(claim.outlet) for claim in mine if claim.source_kind == "party claim"}
    holds = (
        {"taliban", "government"} <= {claim.status for claim in named},
        len(parties) == 1 and all(claim.source_kind == "party claim" for claim in mine),
        len(voices) == 1,
        silent >= stale_days and {c.status for c in mine if c.day == last_day} == {"taliban"},
    )
    flag = next((name for name, held in zip(FLAGS, holds, strict=True) if held), "")
    return (*holds, flag, silent, last_day, len(voices), tuple(c.claim_id for c in mine))


def both_ways(claims: pd.DataFrame) -> list[str]:
    """Units with claims both of a fall and of government control, ordered by id.

    Every claim of a named source counts, also one that decides nothing; the news series, which
    knows only falls, does not.
    """
    named = claims[claims["source_id"].ne(SERIES_SOURCE)]
    said = named.groupby("unit_id")["status"].agg(frozenset)
    return sorted(str(unit) for unit, those in said.items() if {"taliban", "government"} <= those)


def to_and_fro(claims: pd.DataFrame, unit_id: str) -> pd.DataFrame:
    """The steps of one unit in order of days: ``day``, ``status``, ``sources``, ``claim_ids``.

    Claims of the same status that follow each other are one step, of the day of the first;
    ``sources`` are their outlets, joined with "; ". Claims that decide nothing are left out.
    """
    mine = claims[claims["unit_id"].eq(unit_id) & (claims["weight"] > 0)]
    rows = mine.sort_values(["day", "claim_id"]).to_dict("records")
    steps = []
    for status, group in groupby(rows, key=lambda row: row["status"]):
        members = list(group)
        names = dict.fromkeys(str(row["outlet"]) for row in members)
        steps.append(
            {
                "day": members[0]["day"],
                "status": status,
                "sources": "; ".join(names),
                "claim_ids": tuple(str(row["claim_id"]) for row in members),
            }
        )
    return pd.DataFrame(steps, columns=["day", "status", "sources", "claim_ids"])
