"""What a reader of events is: from rows of text to typed events and rejects, nothing lost."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

import pandas as pd

from geodata.readers.days import Order
from geodata.readers.hxl import without_tag_row
from geodata.tables.rows import reject_frame


@dataclass(frozen=True)
class Converted:
    """Rows of a file after conversion; every row is either an event or a reject.

    Attributes
    ----------
    events : pandas.DataFrame
        Columns and types of the event schema; the index, named "row", is the row number. The
        columns of the join are null and ``near_border`` is False.
    rejects : pandas.DataFrame
        Columns ``REJECT_COLUMNS``, one row a rejected row: its first fault.
    remarks : pandas.DataFrame
        Columns ``REJECT_COLUMNS``: values of accepted rows that could not be taken as they are,
        and what was done; a row may have several.
    country : pandas.Series of str, optional
        Alpha-2 code of the country that the source states for each event, null where it states
        none that is known; None if no column tells. It is no column of the event schema: the join
        needs it, and what is kept for the next join.
    """

    events: pd.DataFrame
    rejects: pd.DataFrame
    remarks: pd.DataFrame = field(default_factory=reject_frame)
    country: pd.Series | None = None


class EventReader(ABC):
    """How one file of a known format becomes events: frozen, picklable and pure.

    Attributes
    ----------
    format : str
        "acled", "ucdp", "gdelt" or "table".
    hxl : bool
        Whether the first row of the source holds HXL tags: `convert` leaves it out and numbers
        those below it from 1.
    notes : tuple of str
        Sentences for the report: what was decided about the file.
    """

    format: ClassVar[str]
    hxl: bool
    notes: tuple[str, ...]

    @property
    @abstractmethod
    def used(self) -> frozenset[str]:
        """Columns of the file that are taken; a report lists the others."""

    @property
    def not_rows(self) -> int:
        """Rows of the source that are none: subtract it from its counts and row numbers."""
        return int(self.hxl)

    def convert(self, rows: pd.DataFrame) -> Converted:
        """Convert rows of text.

        Parameters
        ----------
        rows : pandas.DataFrame
            The frame of a `Rows`; index: the source's row number.

        Returns
        -------
        Converted
            Every row but a tag row is in its events or in its rejects, under the row number
            ``index - not_rows``; it depends on the rows alone.
        """
        return self.converted(without_tag_row(rows) if self.hxl else rows)

    @abstractmethod
    def converted(self, rows: pd.DataFrame) -> Converted:
        """The same of rows among which there is no tag row."""


@dataclass(frozen=True)
class ColumnsReader(EventReader):
    """A reader of a format whose columns have names of their own.

    Attributes
    ----------
    columns : tuple of (str, str)
        The format's name and the file's name of each column that is taken.
    order : "day", "month" or None
        What comes first in dates that are all numbers with the year last.
    today : datetime.date
        No event lies after this day.
    """

    columns: tuple[tuple[str, str], ...]
    order: Order | None
    today: date
    hxl: bool = False
    notes: tuple[str, ...] = ()

    @property
    def used(self) -> frozenset[str]:
        return frozenset(in_file for _, in_file in self.columns)


TAGS = "HXL tags of the columns: no event."


def as_in_file(converted: Converted, rows: pd.DataFrame, reader: EventReader) -> Converted:
    """Rows numbered as the file has them, where a row of HXL tags was left out.

    Readers number the rows below such a row from 1. In a report it is row 1 of the file, refused,
    so that the rows of the file are all accounted for.

    Parameters
    ----------
    converted : Converted
        Of ``rows``.
    rows : pandas.DataFrame
        What was converted.
    reader : EventReader
        Has ``not_rows`` 1 where the file has a tag row.
    """
    shift = reader.not_rows
    if not shift:
        return converted
    rejects = converted.rejects.assign(row=converted.rejects["row"] + shift)
    if 1 in rows.index:
        tags = "; ".join(rows.loc[[1]].iloc[0].dropna().astype(str))
        rejects = pd.concat([reject_frame([(1, None, tags, TAGS)]), rejects], ignore_index=True)
    events, country = converted.events, converted.country
    index = events.index + shift
    return Converted(
        events=events.set_axis(index, axis="index"),
        rejects=rejects,
        remarks=converted.remarks.assign(row=converted.remarks["row"] + shift),
        country=None if country is None else country.set_axis(index),
    )
