"""How each claim ended: confirmed by an independent voice, contradicted by one, or open.

For a claim of a unit and a day, look at the claims of other voices on the same unit that weigh
anything; the news series, which was scraped from such reports, is none of them:

1. If one of them speaks of a day within three days of it and says otherwise, the claim is
   ``contradicted``.
2. Else, if one of them within these days says the same, it is ``confirmed``.
3. Else, if the first of them that speaks of a later day says the same, it is ``confirmed``.
4. Else it is ``open``: nobody spoke again, or the next word tells of a later change.

The lag is the number of days from the report that makes the claim to the first report that
confirms or contradicts it; 0 if that one was there before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from geodata.claims.claims import SERIES_SOURCE, WINDOW_DAYS
from geodata.vocabulary import table

OUTCOMES = ("confirmed", "contradicted", "open")
OUTCOME_COLUMNS: tuple[str, ...] = table("columns")["outcomes"]
OutcomeRow = dict[str, Any]


def claim_outcomes(claims: pd.DataFrame) -> pd.DataFrame:
    """The outcome of every claim, each exactly once.

    Parameters
    ----------
    claims : DataFrame
        The ledger as `geodata.claims.claims.read_claims` gives it.

    Returns
    -------
    DataFrame
        Columns `OUTCOME_COLUMNS`, ordered by day and id: ``outcome`` one of `OUTCOMES`,
        ``lag_days`` Int64 and null where open, ``by`` the claim that confirms or contradicts.
    """
    rows: list[OutcomeRow] = []
    for _, mine in claims.groupby("unit_id", sort=True):
        records: list[OutcomeRow] = mine.sort_values(["as_of_date", "claim_id"]).to_dict("records")  # type: ignore[assignment]
        rows += [{**record, **_outcome(record, records)} for record in records]
    frame = pd.DataFrame(rows, columns=[*OUTCOME_COLUMNS])
    frame = frame.astype({"lag_days": "Int64", "outcome": "str", "by": "str"})
    return frame.sort_values(["day", "claim_id"], ignore_index=True)


def outcomes_by(outcomes: pd.DataFrame, column: str) -> pd.DataFrame:
    """Outcomes summed by ``source_kind`` or ``outlet``, the most claims first.

    Columns: the one asked for, ``claims``, one each of `OUTCOMES`, and ``median_lag`` in days
    over the claims that are not open (NaN if all are).
    """
    counts = pd.crosstab(outcomes[column], outcomes["outcome"]).reindex(
        columns=list(OUTCOMES), fill_value=0
    )
    grouped = outcomes.groupby(column)["lag_days"].median().astype("Float64").astype("float64")
    table = counts.assign(claims=counts.sum(axis=1), median_lag=grouped).reset_index()
    table = table.sort_values(["claims", column], ascending=[False, True], ignore_index=True)
    table.columns.name = None
    return table[[column, "claims", *OUTCOMES, "median_lag"]]


def _outcome(claim: OutcomeRow, unit_claims: Sequence[OutcomeRow]) -> OutcomeRow:
    others = [
        o
        for o in unit_claims
        if o["voice"] != claim["voice"] and o["weight"] > 0 and o["source_id"] != SERIES_SOURCE
    ]
    near = [o for o in others if abs((o["day"] - claim["day"]).days) <= WINDOW_DAYS]
    otherwise = [o for o in near if o["status"] != claim["status"]]
    if otherwise:
        return _ended("contradicted", claim, otherwise)
    same = [o for o in near if o["status"] == claim["status"]]
    if same:
        return _ended("confirmed", claim, same)
    later = [o for o in others if o["day"] > claim["day"]]
    following = min(later, key=lambda o: (o["day"], o["claim_id"]), default=None)
    if following is not None and following["status"] == claim["status"]:
        return _ended("confirmed", claim, [following])
    return {"outcome": "open", "lag_days": pd.NA, "by": ""}


def _ended(outcome: str, claim: OutcomeRow, by: Sequence[OutcomeRow]) -> OutcomeRow:
    """The outcome with its lag; ``by`` are in order of their reports."""
    first = min(by, key=lambda o: (o["as_of_date"], o["claim_id"]))
    lag = max(0, (first["as_of_date"] - claim["as_of_date"]).days)
    return {"outcome": outcome, "lag_days": lag, "by": first["claim_id"]}
