"""How sure a count is: the age of each status, and the range of each class.

A status that our method assigned, or that nobody has confirmed for a while, may be another by
now. The range of a class is the count if every such unit went one way or the other.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from geodata.claims.totals import CLASSES

AGE_BANDS = (7, 30, 90)
"""Days since the last confirmation: up to 7, up to 30, up to 90, more."""
NEVER, NOT_KNOWN = len(AGE_BANDS) + 1, -1
"""Age band of a status that nobody ever confirmed, and of an unknown one."""


def age_days(statuses: pd.DataFrame, day: date) -> np.ndarray:
    """Days from the last confirming word to ``day``, float; NaN where nobody confirmed.

    ``statuses`` are as `geodata.assessments.base.Assessment.status_as_of` gives them.
    """
    confirmed = statuses["confirmed"].to_numpy()
    return np.array([(day - c).days if isinstance(c, date) else np.nan for c in confirmed], float)


def is_uncertain(statuses: pd.DataFrame, day: date, stale_days: int) -> pd.Series:
    """Whether a unit's status may as well be another.

    It may where it is ``allocated``; where it was assigned by evidence score although claims say
    otherwise; and where the last confirming word is more than ``stale_days`` before ``day``. An
    unknown status is not uncertain: it says nothing.
    """
    basis = statuses["basis"].to_numpy()
    ours = (basis == "allocated") | (
        (basis == "conflicting") & statuses["score"].notna().to_numpy()
    )
    stale = age_days(statuses, day) > stale_days
    known = statuses["status"].to_numpy() != "unknown"
    return pd.Series((ours | stale) & known, index=statuses.index, name="uncertain")


def status_ranges(statuses: pd.DataFrame, day: date, stale_days: int) -> dict[str, tuple[int, int]]:
    """Lowest and highest count of each class, by class.

    The lowest leaves out the class's own uncertain units, the highest adds those of the others;
    units of which nobody says anything are in neither. The count itself lies between.
    """
    uncertain = is_uncertain(statuses, day, stale_days).to_numpy()
    status = statuses["status"].to_numpy()
    open_ = int(uncertain.sum())
    ranges = {}
    for name in CLASSES:
        sure = int(((status == name) & ~uncertain).sum())
        ranges[name] = (sure, sure + open_)
    return ranges


def age_band(statuses: pd.DataFrame, day: date) -> pd.Series:
    """Band of each unit's age: a place in `AGE_BANDS`, one more if older, `NEVER`, `NOT_KNOWN`."""
    age = age_days(statuses, day)
    band = np.searchsorted(AGE_BANDS, np.nan_to_num(age, nan=0.0))
    never = np.isnan(age) | statuses["basis"].eq("allocated").to_numpy()
    band = np.where(never, NEVER, band)
    band = np.where(statuses["status"].eq("unknown"), NOT_KNOWN, band)
    return pd.Series(band, index=statuses.index, name="age_band")
