"""The first fault of each row, and the checks of points and days that every format shares."""

from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.readers.days import why_no_day
from geodata.tables.rows import reject_frame

EARLIEST = date(1900, 1, 1)

_NO_DATE = "The date is empty."
_TOO_EARLY = f"The date lies before {EARLIEST.year}."
_HALF_A_POINT = "Longitude and latitude must be given together, or both left empty."
_NULL_ISLAND = "Longitude 0 and latitude 0 stand for a missing place: leave both empty."
_SWAPPED = "Longitude and latitude look swapped: latitude must lie between -90 and 90 degrees."
_PIXELS = "This looks like pixels of a picture: decimal degrees (WGS84) are needed."
_METRES = "This looks like metres of a projected grid: decimal degrees (WGS84) are needed."
_NO_LATITUDE = "Latitude must lie between -90 and 90 degrees."
_NO_LONGITUDE = "Longitude must lie between -180 and 180 degrees."

_LARGEST_PICTURE = 20_000  # pixels on a side; grids in metres have larger numbers


class Checks:
    """Collects the first fault of each row of a frame of text.

    Parameters
    ----------
    rows : pandas.DataFrame
        Text as the file holds it; the index is the row number.
    """

    def __init__(self, rows: pd.DataFrame) -> None:
        self._rows = rows
        self._ok = np.ones(len(rows), dtype=bool)
        self._faults: list[pd.DataFrame] = []
        self._remarks: list[pd.DataFrame] = []

    def reject(
        self, bad: pd.Series | NDArray[np.bool_], column: str | None, reason: str | pd.Series
    ) -> None:
        """Reject rows; a row that is rejected already keeps its first fault.

        Parameters
        ----------
        bad : series or array of bool
            One value a row, in the order of the rows; null counts as False.
        column : str or None
            The column to name; its text is the value (null if the file has no such column).
        reason : str or pandas.Series of str
            One sentence: what is wrong and what would be right; a series has one a row.
        """
        at = np.flatnonzero(_mask(bad) & self._ok)
        if len(at):
            self._ok[at] = False
            self._faults.append(self._listed(at, column, reason))

    def remark(self, bad: pd.Series | NDArray[np.bool_], column: str, what: str) -> None:
        """Say of rows that stay that a value of theirs was not taken as it is.

        Parameters
        ----------
        bad : series or array of bool
            One value a row, in the order of the rows; null counts as False.
        column : str
            The column to name; its text is the value.
        what : str
            One sentence: why not, and what was done.
        """
        at = np.flatnonzero(_mask(bad))
        if len(at):
            self._remarks.append(self._listed(at, column, what))

    def _listed(
        self, at: NDArray[np.intp], column: str | None, reason: str | pd.Series
    ) -> pd.DataFrame:
        texts = self.texts(column)
        values = [None] * len(at) if texts is None else texts.iloc[at].array
        reasons = reason.iloc[at].array if isinstance(reason, pd.Series) else [reason] * len(at)
        return pd.DataFrame(
            {
                "row": self._rows.index[at].to_numpy(dtype="int64"),
                "column": pd.array([column] * len(at), dtype="str"),
                "value": pd.array(values, dtype="str"),
                "reason": pd.array(reasons, dtype="str"),
            }
        )

    def texts(self, column: str | None) -> pd.Series | None:
        """The column as the file holds it; None if the file has no such column."""
        return self._rows[column] if column in self._rows.columns else None

    @property
    def ok(self) -> pd.Series:
        """True for each row without a fault so far; index of the rows."""
        return pd.Series(self._ok, index=self._rows.index, name="ok", copy=True)

    def rejects(self) -> pd.DataFrame:
        """The faults so far, one a row: columns ``REJECT_COLUMNS``, ordered by row."""
        faults = pd.concat([reject_frame(), *self._faults], ignore_index=True)
        return faults.sort_values("row", kind="stable", ignore_index=True)

    def remarks(self) -> pd.DataFrame:
        """Remarks on rows that were not rejected: columns ``REJECT_COLUMNS``, ordered by row."""
        remarks = pd.concat([reject_frame(), *self._remarks], ignore_index=True)
        kept = remarks[remarks["row"].isin(self._rows.index[self._ok])]
        return kept.sort_values("row", kind="stable", ignore_index=True)


def check_points(
    checks: Checks, lon: pd.Series, lat: pd.Series, lon_column: str, lat_column: str
) -> None:
    """Reject coordinates that are no place on the earth; rows without a point pass.

    Parameters
    ----------
    checks : Checks
        Gets the rejects. Reject unreadable cells before, as they are null here.
    lon, lat : pandas.Series of float64
        Meant as degrees (EPSG:4326), NaN where nothing is given.
    lon_column, lat_column : str
        Names in the file.
    """
    checks.reject(lon.isna() & lat.notna(), lon_column, _HALF_A_POINT)
    checks.reject(lat.isna() & lon.notna(), lat_column, _HALF_A_POINT)
    checks.reject((lon == 0) & (lat == 0), lat_column, _NULL_ISLAND)
    east, north = lon.abs(), lat.abs()
    largest = np.maximum(east, north)
    metres, pixels = largest > _LARGEST_PICTURE, largest > 360
    for wrong, column in ((north > 90, lat_column), (east > 180, lon_column)):
        checks.reject(wrong & metres, column, _METRES)
        checks.reject(wrong & pixels, column, _PIXELS)
    checks.reject((north > 90) & (north <= 180) & (east <= 90), lat_column, _SWAPPED)
    checks.reject(north > 90, lat_column, _NO_LATITUDE)
    checks.reject(east > 180, lon_column, _NO_LONGITUDE)


def check_days(
    checks: Checks,
    start: pd.Series,
    end: pd.Series,
    column: str | tuple[str, str],
    today: date,
) -> None:
    """Reject days that are unreadable, before 1900, after today or in the wrong order.

    Parameters
    ----------
    checks : Checks
        Gets the rejects.
    start, end : pandas.Series of datetime64
        As ``parse_days`` gives them; NaT is unreadable or empty. One series may serve as both.
    column : str or tuple of two str
        Name in the file; two names where start and end have a column each.
    today : datetime.date
        No event lies after this day.
    """
    first, last = (column, column) if isinstance(column, str) else column
    for days, named in ((start, first), (end, last)):
        checks.reject(days.isna(), named, _why_unread(checks, days, named))
        checks.reject(days < pd.Timestamp(EARLIEST), named, _TOO_EARLY)
        late = f"The date lies in the future: events up to {today.isoformat()} are taken."
        checks.reject(days > pd.Timestamp(today), named, late)
    checks.reject(end < start, last, "The end lies before the start.")


def _why_unread(checks: Checks, days: pd.Series, column: str) -> pd.Series:
    """The reason of each row without a day: its cell is empty, or what is wrong with its text."""
    reasons = pd.Series(_NO_DATE, index=days.index, dtype="str")
    text = checks.texts(column)
    if text is not None:
        unread = (days.isna() & text.notna()).to_numpy()
        reasons[unread] = text[unread].map(lambda value: why_no_day(str(value)))
    return reasons


def _mask(bad: pd.Series | NDArray[np.bool_]) -> NDArray[np.bool_]:
    if isinstance(bad, pd.Series):
        return bad.to_numpy(dtype=bool, na_value=False)
    return np.asarray(bad, dtype=bool)
