"""What changed between two days: each unit once, with who says so."""

from __future__ import annotations

from datetime import date

import pandas as pd

from geodata.control import Assessment

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
    before = assessment.status_as_of(first).loc[index]
    after = assessment.status_as_of(second).loc[index]
    changed = index[before["status"].ne(after["status"])]
    before, after = before.loc[changed], after.loc[changed]
    frame = units.loc[changed, ["name_en", "province_code", "province_en"]].assign(
        before=before["status"], before_basis=before["basis"],
        after=after["status"], after_basis=after["basis"],
    )  # fmt: skip
    since = _began(assessment.spells, frame["after"], second)
    frame = frame.join(since).rename_axis("unit_id").reset_index()
    empty = frame["claim_ids"].isna()
    frame["claim_ids"] = frame["claim_ids"].astype(object).mask(empty, None)
    frame["claim_ids"] = [ids if isinstance(ids, tuple) else () for ids in frame["claim_ids"]]
    frame["source"] = frame["source"].fillna("")
    frame = frame.sort_values(["province_en", "name_en", "unit_id"], ignore_index=True)
    return frame[list(CHANGE_COLUMNS)]


def _began(spells: pd.DataFrame, after: pd.Series, second: date) -> pd.DataFrame:
    """``day``, ``source`` and ``claim_ids`` of the change that each unit's last status came from."""
    known = spells[spells["unit_id"].isin(after.index)]
    known = known[known["date_from"] <= pd.Timestamp(second)]
    gone = after.index[after.eq("unknown")]
    last = known[known["unit_id"].isin(gone)].groupby("unit_id").tail(1).set_index("unit_id")
    ended = pd.DataFrame(
        {"day": last["date_to"] + pd.Timedelta(days=1), "source": last["source"], "claim_ids": None}
    )
    mine = known[~known["unit_id"].isin(gone)]
    before = mine.groupby("unit_id")[["status", "date_to"]].shift()
    goes_on = before["status"].eq(mine["status"]) & (before["date_to"] + pd.Timedelta(days=1)).eq(
        mine["date_from"]
    )
    starts = mine[~goes_on].groupby("unit_id").tail(1).set_index("unit_id")
    began = starts.rename(columns={"date_from": "day"})[["day", "source", "claim_ids"]]
    return pd.concat([began, ended.astype({"claim_ids": object})])
