"""Evidence score: how strongly everything known by a day speaks for Taliban control of a unit.

The score serves to rank units when a published total has to be brought down to them. It is a
weighted mean between 0 (government) and 1 (Taliban) of four kinds of evidence:

- the claims behind the unit's latest word: Taliban 1, contested 0.5, government 0, each at its
  weight, which age takes down to a half (half of the way in 30 days): a claim of 2018 that
  nobody has revised still says more than silence;
- incidents in the unit in the 60 days before: ground taken by the Taliban 1, fighting and air
  strikes 0.5, ground retaken 0.25 (they had been there), each at a quarter of a claim's
  weight and ageing likewise;
- the neighbours: the mean of the six nearest units that have evidence of their own, nearer
  ones counting more, at 0.15 of a claim's weight; 0.1 for a provincial centre, since no centre
  had fallen however many districts around it had;
- a prior: the published share of Taliban units, at 0.4 of a claim's weight, so that a unit
  nobody names ranks below one that a source calls contested.

The weights were chosen in round steps; with them the embedded allocation agrees with 186 of
the 238 units that named sources speak of on 3 August 2021, where at most 201 could agree (177
are named as Taliban and 140 counted).
It is an ordering aid of our own, not a probability, and is called a score wherever it shows.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from geodata.claims.claims import independent
from geodata.events.schema import is_counted, typed_events

HALF_LIFE_DAYS = 30.0
OLDEST_WEIGHT = 0.5
"""What is left of a claim's weight however old it is."""
CLAIM_VALUE = {"taliban": 1.0, "contested": 0.5, "government": 0.0}
EVENT_VALUE = {"territory_taken": 1.0, "battle": 0.5, "airstrike": 0.5, "territory_retaken": 0.25}
EVENT_WEIGHT = 0.25
EVENT_REACH_DAYS = 60
_EVENT_COLUMNS = ("event_id", "date_start", "event_type", "sub_type", "unit_id", "duplicate_of")
NEIGHBOURS = 6
NEIGHBOUR_WEIGHT = 0.15
CENTRE_NEIGHBOUR_WEIGHT = 0.1
PRIOR_WEIGHT = 0.4
EARTH_RADIUS_KM = 6371.0


def read_evidence(path: Path) -> pd.DataFrame:
    """What `evidence_scores` asks of the counted events of a file, by start day and id.

    A file that came with the claims, in the event schema; it was checked when it came.
    """
    events = typed_events(path, _EVENT_COLUMNS)
    return events[is_counted(events)].sort_values(["date_start", "event_id"])


def evidence_scores(
    units: pd.DataFrame,
    claims: pd.DataFrame,
    events: pd.DataFrame,
    day: pd.Timestamp,
    prior: float,
) -> pd.Series:
    """Score of each unit on ``day``.

    Parameters
    ----------
    units : DataFrame
        Index ``unit_id``; columns ``lon``, ``lat`` (WGS 84 degrees) and ``kind``.
    claims : DataFrame
        Rows of the ledger of `geodata.claims.claims.read_claims`: those behind each unit's latest
        word on ``day``.
    events : DataFrame
        Counted events with ``unit_id``, ``date_start`` and ``event_type``.
    day : Timestamp
        Claims and events after it do not count.
    prior : float
        Share of units expected to be Taliban, 0 to 1.

    Returns
    -------
    Series
        Index as ``units``; float in [0, 1], rounded to 6 decimals so that ranks do not hang
        on the last bits of a float.
    """
    pieces = pd.concat([_claim_pieces(claims, day), _event_pieces(events, day)])
    by_unit = pieces.groupby("unit_id")[["weighted", "weight"]].sum()
    own = by_unit.reindex(units.index, fill_value=0.0)
    weighted, weight = own["weighted"].to_numpy(), own["weight"].to_numpy()
    around = _neighbour_mean(units, weighted, weight, prior)
    centre = units["kind"].eq("provincial_centre").to_numpy()
    pull = np.where(centre, CENTRE_NEIGHBOUR_WEIGHT, NEIGHBOUR_WEIGHT)
    total = weighted + pull * around + PRIOR_WEIGHT * prior
    score = total / (weight + pull + PRIOR_WEIGHT)
    return pd.Series(np.round(score, 6), index=units.index, name="score")


def _claim_pieces(claims: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    known = independent(claims[claims["day"] <= day])
    weight = known["weight"] * _ageing(day - known["day"])
    return _pieces(known["unit_id"], known["status"].map(CLAIM_VALUE), weight)


def _event_pieces(events: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    age = day - events["date_start"]
    near = events[
        events["unit_id"].notna()
        & events["event_type"].isin(list(EVENT_VALUE))
        & (age >= pd.Timedelta(0))
        & (age <= pd.Timedelta(days=EVENT_REACH_DAYS))
    ]
    weight = EVENT_WEIGHT * _ageing(age[near.index])
    return _pieces(near["unit_id"], near["event_type"].map(EVENT_VALUE), weight)


def _pieces(unit_id: pd.Series, value: pd.Series, weight: pd.Series) -> pd.DataFrame:
    value, weight = value.astype(float), weight.astype(float)
    return pd.DataFrame({"unit_id": unit_id, "weighted": value * weight, "weight": weight})


def _ageing(age: pd.Series) -> pd.Series:
    faded = 0.5 ** (age.dt.total_seconds() / (HALF_LIFE_DAYS * 86_400))
    return OLDEST_WEIGHT + (1 - OLDEST_WEIGHT) * faded


def _neighbour_mean(
    units: pd.DataFrame, weighted: np.ndarray, weight: np.ndarray, prior: float
) -> np.ndarray:
    """Mean own score of the nearest units with evidence, weighted by 1 / (10 km + distance)."""
    known = np.flatnonzero(weight > 0)
    if len(known) == 0:
        return np.full(len(units), prior)
    own = weighted[known] / weight[known]
    distance = distances_km(units, units.iloc[known])
    distance[known, np.arange(len(known))] = np.inf
    nearest = np.argsort(distance, axis=1, kind="stable")[:, :NEIGHBOURS]
    closeness = 1.0 / (10.0 + np.take_along_axis(distance, nearest, axis=1))
    total = closeness.sum(axis=1)
    mean = (closeness * own[nearest]).sum(axis=1) / np.where(total > 0, total, 1.0)
    return np.where(total > 0, mean, prior)


def distances_km(a: pd.DataFrame, b: pd.DataFrame) -> np.ndarray:
    """Great-circle distances in km between points given as ``lon``, ``lat`` in degrees.

    Returns an array of shape (len(a), len(b)); haversine on a sphere of 6,371 km.
    """
    lon_a, lat_a = np.radians(a[["lon", "lat"]].to_numpy(float)).T[:, :, None]
    lon_b, lat_b = np.radians(b[["lon", "lat"]].to_numpy(float)).T[:, None, :]
    h = (
        np.sin((lat_b - lat_a) / 2) ** 2
        + np.cos(lat_a) * np.cos(lat_b) * np.sin((lon_b - lon_a) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(h))
