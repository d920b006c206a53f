"""What a reader of events is: from rows of text to typed events and rejects, nothing lost."""

from dataclasses import dataclass, field
from typing import Protocol

import pandas as pd

from geodata.readers.checks import no_rejects


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
    remarks: pd.DataFrame = field(default_factory=no_rejects)
    country: pd.Series | None = None


class EventReader(Protocol):
    """How one file of a known format becomes events: frozen, picklable and pure.

    Attributes
    ----------
    format : str
        "acled", "ucdp", "gdelt" or "table".
    used : frozenset of str
        Columns of the file that are taken; a report lists the others.
    notes : tuple of str
        Sentences for the report: what was decided about the file.
    """

    @property
    def format(self) -> str: ...

    @property
    def used(self) -> frozenset[str]: ...

    @property
    def notes(self) -> tuple[str, ...]: ...

    def convert(self, rows: pd.DataFrame) -> Converted:
        """Convert rows of text (the frame of ``Rows``); the result depends on them alone."""
        ...


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
    shift = getattr(reader, "not_rows", 0)
    if not shift:
        return converted
    rejects = converted.rejects.assign(row=converted.rejects["row"] + shift)
    if 1 in rows.index:
        tags = "; ".join(rows.loc[[1]].iloc[0].dropna().astype(str))
        row = pd.DataFrame({"row": [1], "column": [None], "value": [tags], "reason": [TAGS]})
        rejects = pd.concat([row.astype(no_rejects().dtypes.to_dict()), rejects], ignore_index=True)
    events, country = converted.events, converted.country
    index = events.index + shift
    return Converted(
        events=events.set_axis(index, axis="index"),
        rejects=rejects,
        remarks=converted.remarks.assign(row=converted.remarks["row"] + shift),
        country=None if country is None else country.set_axis(index),
    )
