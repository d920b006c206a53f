"""An assessment that somebody brought: a table of unit, day and status, kept with the dataset.

The table's word for a unit holds from its day until the unit's next row, or to its ``date_to``.
Before its first row a unit is ``unknown``: nothing is carried backwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from geodata.assessments.base import STATUSES, SpellAssessment
from geodata.assessments.spells import ONE_DAY, as_spells, check_spells, ended_by_the_next
from geodata.errors import FrontmapError

TABLE_COLUMNS = ("unit_id", "date", "date_to", "status", "word", "source", "note")
"""Columns of a kept table: ``word`` is the status as the file had it, ``status`` one of ours."""


@dataclass(frozen=True, eq=False, kw_only=True)
class TableAssessment(SpellAssessment):
    """Statuses by unit and day from one table.

    ``rows`` has the columns `TABLE_COLUMNS`, ordered by unit and day; ``labels`` and ``colours``
    are the table's own words and ``#rrggbb`` colours for our statuses, where it gives any.
    """

    rows: pd.DataFrame
    labels: Mapping[str, str]
    colours: Mapping[str, str]
    group: str = "added"

    @property
    def days(self) -> tuple[date | None, date | None]:
        """From its first row on."""
        first = self.rows["date"].min()
        return (None if pd.isna(first) else first.date()), None

    @cached_property
    def spells(self) -> pd.DataFrame:
        """See `geodata.assessments.base.Assessment.spells`. ``confidence`` is empty: a table has none."""
        rows = self.rows.rename(columns={"date": "date_from"})
        rows = rows.assign(
            date_to=rows["date_to"].fillna(ended_by_the_next(rows)),
            basis="documented",
            since=self._since(rows),
            confirmed=rows["date_from"],
            score=np.nan,
            source=rows["source"].fillna(self.source_name),
            confidence="",
            claim_ids=pd.Series([()] * len(rows), index=rows.index, dtype=object),
        )
        return as_spells(rows[rows["status"].ne("unknown")])

    @staticmethod
    def _since(rows: pd.DataFrame) -> pd.Series:
        """First day of the unbroken run of each row's status."""
        before = rows.groupby("unit_id")[["status", "date_to"]].shift()
        # A word that had ended by then is taken up again, not kept up.
        lapsed = before["date_to"] + ONE_DAY < rows["date_from"]
        starts = rows["status"].ne(before["status"]) | lapsed
        return rows["date_from"].where(starts).groupby(rows["unit_id"]).ffill()


def table_spells_overlap(rows: pd.DataFrame, where: str) -> None:
    """Raise `FrontmapError` if a table gives a unit two statuses on one day.

    ``rows`` has the columns `TABLE_COLUMNS`, ordered by unit and day; a row without an end is
    ended by the unit's next row.
    """
    spells = rows.rename(columns={"date": "date_from"})
    ends = spells["date_to"].fillna(ended_by_the_next(spells))
    check_spells(spells.assign(date_to=ends), where)


def read_assessment(
    name: str, entry: Mapping[str, Any], path: Path, units: pd.DataFrame
) -> TableAssessment:
    """Read a kept table.

    Parameters
    ----------
    name : str
        The assessment's name in queries.
    entry : mapping
        What the manifest says of it: ``label``, ``source_name``, ``labels``, ``colours``.
    path : pathlib.Path
        CSV with the columns `TABLE_COLUMNS`, days as YYYY-MM-DD.
    units : pandas.DataFrame
        The register's units, index ``unit_id``.

    Raises
    ------
    FrontmapError
        The file cannot be read, names a status or a unit that is not known, or gives a unit two
        statuses on one day.
    """
    try:
        rows = pd.read_csv(path, dtype=str, parse_dates=["date", "date_to"])[list(TABLE_COLUMNS)]
    except (OSError, ValueError, KeyError) as problem:
        raise FrontmapError(
            f"{path.name}, the table of the assessment “{name}”, cannot be read ({problem}); "
            "add it again with `frontmap assessments add`."
        ) from problem
    for column, known in (("status", STATUSES), ("unit_id", units.index)):
        strange = rows.loc[~rows[column].isin(list(known)), column]
        if len(strange):
            raise FrontmapError(
                f"{path.name} has the {column} “{strange.iloc[0]}”, which this dataset does not "
                "know; add the assessment again with `frontmap assessments add`."
            )
    rows = rows.astype({"date": "datetime64[us]", "date_to": "datetime64[us]"})
    table_spells_overlap(rows, path.name)
    return TableAssessment(
        name=name,
        label=str(entry["label"]),
        source_name=str(entry["source_name"]),
        units=units,
        rows=rows,
        labels=dict(entry.get("labels", {})),
        colours=dict(entry.get("colours", {})),
    )
