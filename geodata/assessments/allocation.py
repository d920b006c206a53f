"""Bringing a published total down to units.

A total such as "140 Taliban, 151 contested, 131 government" names no district. `allocate`
ranks the units by evidence score: the highest become Taliban, the next contested, the rest
government, so that the total is met exactly. What comes out is an allocation, not a report,
and its basis says for each unit how it stands to what sources say.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from geodata.errors import FrontmapError

ORDER = ("taliban", "contested", "government")


def allocate(
    scores: pd.Series,
    totals: Mapping[str, int],
    never_taliban: frozenset[str] = frozenset(),
    unnamed: frozenset[str] = frozenset(),
) -> pd.Series:
    """Give each unit a status so that the totals are met exactly.

    Parameters
    ----------
    scores : Series
        Evidence score by unit id; ties go to the lower id.
    totals : mapping
        Number of units for ``taliban``, ``contested`` and ``government``. Units beyond their
        sum are ``unknown``: first those of ``unnamed``, the lowest score first.
    never_taliban : frozenset of str
        Units that cannot be Taliban on this day; they rank among the others for the rest.
    unnamed : frozenset of str
        Units of which no source says anything.

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
    ranked = _ranked(scores)
    eligible = ~ranked["unit_id"].isin(list(never_taliban))
    taliban = ranked[eligible].head(totals["taliban"])["unit_id"]
    rest = ranked[~ranked["unit_id"].isin(taliban)]
    nowhere = _left_out(rest, totals["contested"] + totals["government"], unnamed)
    left = rest.loc[~rest["unit_id"].isin(nowhere), "unit_id"]
    contested = left.iloc[: totals["contested"]]
    government = left.iloc[totals["contested"] :]
    classes = zip(ORDER, (taliban, contested, government), strict=True)
    found = {unit: name for name, members in classes for unit in members}
    status = [found.get(unit, "unknown") for unit in scores.index]
    return pd.Series(status, index=scores.index, name="status", dtype="str")


def reallocate(
    held: pd.Series,
    scores: pd.Series,
    totals: Mapping[str, int],
    never_taliban: frozenset[str] = frozenset(),
    unnamed: frozenset[str] = frozenset(),
) -> pd.Series:
    """Give each unit a status so that new totals are met exactly and few units change.

    Of all ways to meet the totals those with the fewest changes are taken; of these, those that
    leave the fewest named units unknown; of these, the one that follows the scores best: an
    assignment problem, which `scipy.optimize.linear_sum_assignment` solves exactly.

    Parameters
    ----------
    held : Series
        Status by unit id until now.
    scores, totals, never_taliban, unnamed
        As for `allocate`, on the day of the new totals.

    Returns
    -------
    Series
        Status by unit id, index as ``scores``.

    Raises
    ------
    FrontmapError
        As `allocate`.
    """
    # Loading it takes longer than all of a status, and a source's first count needs none of it.
    from scipy.optimize import linear_sum_assignment

    _check_totals(totals, len(scores), len(scores) - len(never_taliban & set(scores.index)))
    n = len(scores)
    classes = np.array([*ORDER, "unknown"])
    places = [totals[name] for name in ORDER]
    slots = np.repeat(np.arange(len(classes)), [*places, n - sum(places)])
    # Integers, so that no order hangs on the last bits of a float. One unit's rank is worth less
    # than a named unit left unknown, and that less than a change.
    rank = _ranked(scores).reset_index(drop=True).reset_index().set_index("unit_id")["index"]
    strength = n - 1 - rank[scores.index].to_numpy()
    fit = np.outer(strength, (3, 2, 1, 0))
    step = int(fit.sum(axis=0).max()) + 1
    cost = -fit
    cost[:, 3] += np.where(scores.index.isin(list(unnamed)), 0, step)
    change = step * (n + 1)
    cost += change * (held.reindex(scores.index).to_numpy()[:, None] != classes)
    barred = scores.index.isin(list(never_taliban))
    cost[barred, 0] = change * (n + 1)
    units, chosen = linear_sum_assignment(cost[:, slots])
    status = pd.Series("unknown", index=scores.index, name="status")
    status.iloc[units] = classes[slots[chosen]]
    return status


def _ranked(scores: pd.Series) -> pd.DataFrame:
    """Units and scores, the highest first; ties go to the lower id."""
    ranked = scores.rename("score").rename_axis("unit_id").reset_index()
    return ranked.sort_values(["score", "unit_id"], ascending=[False, True])


def _left_out(ranked: pd.DataFrame, room: int, unnamed: frozenset[str]) -> pd.Series:
    """Units that no class has room for: those of which nobody speaks, the lowest score first."""
    last_first = ranked.iloc[::-1]
    last_first = last_first.assign(named=~last_first["unit_id"].isin(list(unnamed)))
    last_first = last_first.sort_values("named", kind="stable")
    return last_first["unit_id"].head(len(ranked) - room)


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
    if not named.index.equals(allocated.index):
        named = named[["status", "basis"]].reindex(allocated.index)
        named = named.fillna({"status": "unknown", "basis": ""})
    rows = zip(allocated.tolist(), named["status"].tolist(), named["basis"].tolist(), strict=True)
    basis = [_basis(*row) for row in rows]
    return pd.Series(basis, index=allocated.index, name="basis", dtype="str")


def _basis(allocated: str, named: str, named_basis: str) -> str:
    if allocated == "unknown":
        return ""
    if named == allocated and named_basis == "documented":
        return "documented"
    return "allocated" if named == "unknown" else "conflicting"


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
