"""One run of rows -> joined events, refused rows: the step that runs anywhere, in any order.

Pure: it reads nothing and writes nothing, so that a process of its own, or a machine of a
cluster, gives the same answer for the same rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa

from geodata.events.arrow import STATED_ARROW, events_to_arrow, with_country
from geodata.events.schema import validate_events
from geodata.ingest.plan import FilePlan
from geodata.places.join import DISAGREEMENT_COLUMNS, join_events
from geodata.places.locate import locate
from geodata.places.register import Register
from geodata.readers.reader import as_in_file
from geodata.tables import Rows

REJECT_FILE_COLUMNS = ("file", "row", "column", "value", "reason")
PART_ARROW = STATED_ARROW.append(pa.field("file_no", pa.int32())).append(
    pa.field("row_no", pa.int64())
)
"""Arrow schema of a part: the event schema, the country, then which file and which of its rows."""


@dataclass(frozen=True)
class Places:
    """What events are joined with: polygons in EPSG:4326, the register of names, the country.

    ``country`` is an alpha-2 code; without it no event counts as one of another country.
    """

    units: gpd.GeoDataFrame
    provinces: gpd.GeoDataFrame
    register: Register
    country: str | None = None

    def join(
        self, events: pd.DataFrame, country: pd.Series | None
    ) -> tuple[pd.DataFrame, pd.DataFrame]:
        """As `join_events`; ``country`` holds the code that each event states, if any does."""
        foreign = None
        if country is not None and self.country is not None:
            foreign = (country.notna() & (country != self.country)).to_numpy(dtype=bool)
        return join_events(events, self.units, self.provinces, self.register, foreign)


@dataclass(frozen=True)
class ConvertedPart:
    """A run of rows, done.

    Attributes
    ----------
    file_no : int
        Number of the file's plan.
    read : int
        Rows of the file in this part: ``len(events) + len(rejects)``.
    events : pyarrow.Table
        `PART_ARROW`.
    rejects : pandas.DataFrame
        `REJECT_FILE_COLUMNS`.
    remarks : pandas.DataFrame
        `REJECT_FILE_COLUMNS`: values of accepted rows that were not taken as they are.
    disagreements : pandas.DataFrame
        Events whose point or district is not where their stated province is; see `join_events`.
    swapped : int
        Points outside every polygon that would lie inside one, were lon and lat swapped.
    progress : float
        Share of the file that is done, 0 to 1.
    """

    file_no: int
    read: int
    events: pa.Table
    rejects: pd.DataFrame
    remarks: pd.DataFrame
    disagreements: pd.DataFrame
    swapped: int
    progress: float


def convert_rows(rows: Rows, plan: FilePlan, places: Places) -> ConvertedPart:
    """Read, check and join a run of rows.

    Raises
    ------
    FrontmapError
        The reader made events that break the event schema: a fault of the reader.
    """
    converted = as_in_file(plan.reader.convert(rows.frame), rows.frame, plan.reader)
    events = converted.events
    once = ~events["event_id"].duplicated()
    validate_events(events[once], where=plan.name)
    joined, disagreements = (
        places.join(events, converted.country)
        if len(events)
        else (events, pd.DataFrame(columns=list(DISAGREEMENT_COLUMNS)))
    )
    rejects = pd.concat([rows.faults, converted.rejects], ignore_index=True).sort_values("row")
    return ConvertedPart(
        file_no=plan.number,
        read=len(events) + len(rejects),
        events=_numbered(joined, plan.number, converted.country),
        rejects=rejects.assign(file=plan.name)[list(REJECT_FILE_COLUMNS)],
        remarks=converted.remarks.assign(file=plan.name)[list(REJECT_FILE_COLUMNS)],
        disagreements=disagreements.assign(file=plan.name),
        swapped=_swapped(joined, places.provinces),
        progress=rows.progress,
    )


def _numbered(events: pd.DataFrame, file_no: int, country: pd.Series | None = None) -> pa.Table:
    table = with_country(events_to_arrow(events), country)
    numbers = pa.array(events.index.to_numpy(dtype="int64"))
    files = pa.array(np.full(len(events), file_no, dtype="int32"))
    return table.append_column(PART_ARROW.field("file_no"), files).append_column(
        PART_ARROW.field("row_no"), numbers
    )


def _swapped(events: pd.DataFrame, provinces: gpd.GeoDataFrame) -> int:
    outside = events[events["join_basis"].eq("none") & events["lon"].notna()]
    fits = outside[outside["lon"].abs().le(90)]
    if fits.empty:
        return 0
    found = locate(fits["lat"].to_numpy(), fits["lon"].to_numpy(), provinces.geometry.to_numpy())
    return int((found >= 0).sum())
