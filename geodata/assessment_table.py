"""An assessment that somebody brought: a table of unit, day and status, kept with the dataset.

The table's word for a unit holds from its day until the unit's next row, or to its ``date_to``.
Before its first row a unit is ``unknown``: nothing is carried backwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from geodata.control import STATUSES, shape_statuses
from geodata.errors import FrontmapError

TABLE_COLUMNS = ("unit_id", "date", "date_to", "status", "word", "source", "note")
"""Columns of a kept table: ``word`` is the status as the file had it, ``status`` one of ours."""


@dataclass(frozen=True, eq=False)
class TableAssessment:
    """Statuses by unit and day from one table.

    ``rows`` has the columns `TABLE_COLUMNS`, ordered by unit and day; ``labels`` and ``colours``
    are the table's own words and ``#rrggbb`` colours for our statuses, where it gives any.
    """

    name: str
    label: str
    source_name: str
    units: pd.DataFrame
    rows: pd.DataFrame
    labels: Mapping[str, str]
    colours: Mapping[str, str]

    @property
    def days(self) -> tuple[date | None, date | None]:
        """From its first row on."""
        first = self.rows["date"].min()
        return (None if pd.isna(first) else first.date()), None

    def status_as_of(self, day: date) -> pd.DataFrame:
        """See `geodata.control.Assessment.status_as_of`."""
        return self._statuses_on(day).copy(deep=False)

    @lru_cache(maxsize=512)  # noqa: B019  the dataset, which holds us, lives as long as the process
    def _statuses_on(self, day: date) -> pd.DataFrame:
        moment = pd.Timestamp(day)
        said = self.rows[self.rows["date"] <= moment]
        word = said.groupby("unit_id").tail(1).set_index("unit_id")
        word = word[word["date_to"].isna() | (word["date_to"] >= moment)]
        frame = word.reindex(self.units.index)
        known = frame["status"].notna() & frame["status"].ne("unknown")
        return shape_statuses(
            pd.DataFrame(
                {
                    "status": frame["status"].where(known, "unknown"),
                    "basis": pd.Series("documented", index=frame.index).where(known, ""),
                    "since": self._since(said).reindex(frame.index).where(known),
                    "confirmed": frame["date"].where(known),
                    "score": np.nan,
                    "claim_ids": None,
                }
            )
        )

    @staticmethod
    def _since(said: pd.DataFrame) -> pd.Series:
        """First day of the unbroken run of each unit's latest status."""
        before = said.groupby("unit_id")[["status", "date_to"]].shift()
        # A word that had ended by then is taken up again, not kept up.
        lapsed = before["date_to"] + pd.Timedelta(days=1) < said["date"]
        starts = said["status"].ne(before["status"]) | lapsed
        return said[starts].groupby("unit_id")["date"].last()


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
        The file cannot be read, or names a status or a unit that is not known.
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
    return TableAssessment(
        name=name,
        label=str(entry["label"]),
        source_name=str(entry["source_name"]),
        units=units,
        rows=rows.astype({"date": "datetime64[us]", "date_to": "datetime64[us]"}),
        labels=dict(entry.get("labels", {})),
        colours=dict(entry.get("colours", {})),
    )
