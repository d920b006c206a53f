"""What changed between two days: each unit once, with who says so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from geodata.assessments.base import Assessment
from geodata.assessments.spells import ONE_DAY

CHANGE_COLUMNS = (
    "unit_id",
    "name_en",
    "province_code",
    "province_en",
    "before",
    "before_basis",
    "after",
    "after_basis",
    "day",
    "source",
    "claim_ids",
)


def changes(assessment: Assessment, units: pd.DataFrame, first: date, second: date) -> pd.DataFrame:
    """Units whose status on the second day is another than on the first, each exactly once.

    Parameters
    ----------
    assessment : Assessment
        Whose statuses.
    units : DataFrame
        The register's units, or some of them, index ``unit_id``, with ``name_en``,
        ``province_code`` and ``province_en``.
    first, second : date
        The two days; the first is the earlier one.

    Returns
    -------
    DataFrame
        Columns `CHANGE_COLUMNS`, by province and name. ``day`` is the first day of the run of
        statuses that led to ``after`` (for a unit that has become unknown, the day after its last
        word); ``source`` and ``claim_ids`` are those of the first spell of that run.
    """
    index = units.index
    before, after = (assessment.status_as_of(day).reindex(index) for day in (first, second))
    changed = (before["status"] != after["status"]).to_numpy()
    before, after = before[changed], after[changed]
    frame = units.loc[changed, ["name_en", "province_code", "province_en"]].assign(
        before=before["status"], before_basis=before["basis"],
        after=after["status"], after_basis=after["basis"],
        **began(assessment.spells, after["status"].to_dict(), second),
    )  # fmt: skip
    frame = frame.rename_axis("unit_id").reset_index().astype({"source": "str"})
    frame = frame.sort_values(["province_en", "name_en", "unit_id"], ignore_index=True)
    return frame[list(CHANGE_COLUMNS)]


def began(spells: pd.DataFrame, after: Mapping[Any, str], second: date) -> dict[str, Any]:
    """``day``, ``source`` and ``claim_ids`` of the change that each unit's last status came from.

    Parameters
    ----------
    spells : DataFrame
        All that the assessment says; see `geodata.assessments.spells.as_spells`.
    after : mapping
        Status on the second day of each changed unit, by unit id; the answer has its order.
    second : date
        The second day.
    """
    starts, ends = (spells[name].to_numpy() for name in ("date_from", "date_to"))
    known = np.flatnonzero(starts <= np.datetime64(second))
    starts, ends = starts[known], ends[known]
    unit, status, source, claim_ids = (
        spells[name].to_numpy(object)[known]
        for name in ("unit_id", "status", "source", "claim_ids")
    )
    # Spells are ordered by unit and day: the neighbours of a row tell where a run of one status
    # begins and which spell is a unit's last.
    goes_on = (unit[1:] == unit[:-1]) & (status[1:] == status[:-1])
    goes_on &= ends[:-1] + ONE_DAY.to_timedelta64() == starts[1:]
    rows = np.arange(len(known))
    run = np.maximum.accumulate(np.where(np.append(False, goes_on)[: len(rows)], 0, rows))
    last = dict(zip(unit, rows, strict=True))
    # A unit that nothing is known of any more has changed on the day after its last spell.
    at = np.array([last[unit_id] for unit_id in after], int)
    gone = np.array([status == "unknown" for status in after.values()], bool)
    return {
        "day": np.where(gone, ends[at] + ONE_DAY.to_timedelta64(), starts[run[at]]),
        "source": np.where(gone, source[at], source[run[at]]),
        "claim_ids": [() if left else claim_ids[run[i]] for i, left in zip(at, gone, strict=True)],
    }
