"""Bringing a published total down to units.

A total such as "140 Taliban, 151 contested, 131 government" names no district. `allocate`
ranks the units by evidence score: the highest become Taliban, the next contested, the rest
government, so that the total is met exactly. What comes out is an allocation, not a report,
and its basis says for each unit how it stands to what sources say.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from geodata.errors import FrontmapError

ORDER = ("taliban", "contested", "government")


def allocate(
    scores: pd.Series, totals: Mapping[str, int], never_taliban: frozenset[str] = frozenset()
) -> pd.Series:
    """Give each unit a status so that the totals are met exactly.

    Parameters
    ----------
    scores : Series
        Evidence score by unit id; ties go to the lower id.
    totals : mapping
        Number of units for ``taliban``, ``contested`` and ``government``. Units beyond their
        sum, those of the lowest score, are ``unknown``.
    never_taliban : frozenset of str
        Units that cannot be Taliban on this day; they rank among the others for the rest.

    Returns
    -------
    Series
        Status by unit id, index as ``scores``.

    Raises
    ------
    FrontmapError
        A class is missing or negative, the totals exceed the units, or fewer units may be
        Taliban than the total asks for.
    """
    _check_totals(totals, len(scores), len(scores) - len(never_taliban & set(scores.index)))
    ranked = scores.rename("score").rename_axis("unit_id").reset_index()
    ranked = ranked.sort_values(["score", "unit_id"], ascending=[False, True])
    eligible = ~ranked["unit_id"].isin(never_taliban)
    taliban = ranked[eligible].head(totals["taliban"])["unit_id"]
    rest = ranked[~ranked["unit_id"].isin(taliban)]["unit_id"]
    contested = rest.iloc[: totals["contested"]]
    government = rest.iloc[totals["contested"] : totals["contested"] + totals["government"]]
    status = pd.Series("unknown", index=scores.index, name="status")
    for name, members in zip(ORDER, (taliban, contested, government), strict=True):
        status[members] = name
    return status


def allocation_basis(allocated: pd.Series, named: pd.DataFrame) -> pd.Series:
    """How each allocated status stands to what named sources say.

    ``documented`` where the latest claims agree on the same, ``conflicting`` where they say
    otherwise or disagree (contested because they disagree is not what any of them says),
    ``allocated`` where there are none; empty for ``unknown``.

    Parameters
    ----------
    allocated : Series
        Status by unit id, as `allocate` gives it.
    named : DataFrame
        ``status`` and ``basis`` by unit id, of the assessment of named sources.
    """
    basis = pd.Series("allocated", index=allocated.index, name="basis")
    status = named["status"].reindex(allocated.index, fill_value="unknown")
    agreed = named["basis"].reindex(allocated.index, fill_value="").eq("documented")
    basis[status.ne("unknown")] = "conflicting"
    basis[agreed & status.eq(allocated)] = "documented"
    basis[allocated.eq("unknown")] = ""
    return basis


def _check_totals(totals: Mapping[str, int], units: int, eligible: int) -> None:
    missing = [name for name in ORDER if name not in totals]
    if missing:
        raise FrontmapError(
            f"the published total has no figure for {missing[0]}; "
            "all of taliban, contested and government are needed."
        )
    negative = [name for name in ORDER if totals[name] < 0]
    if negative:
        raise FrontmapError(
            f"the published total for {negative[0]} is {totals[negative[0]]}; it must be 0 or more."
        )
    asked = sum(totals[name] for name in ORDER)
    if asked > units:
        raise FrontmapError(f"the published total counts {asked} units, but there are {units}.")
    if totals["taliban"] > eligible:
        raise FrontmapError(
            f"the published total has {totals['taliban']} Taliban units, "
            f"but only {eligible} can be Taliban on this day."
        )
