"""What the readers share: the draft of events that they fill from rows of text, and its end."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

import pandas as pd

from geodata.events.schema import EVENT_COLUMNS, EVENT_DTYPES
from geodata.readers.checks import Checks, check_points
from geodata.readers.countries import country_codes
from geodata.readers.fields import blank_missing, clean_text, whole_numbers, without_decimals
from geodata.readers.reader import Converted

NumberReader: TypeAlias = Callable[[pd.Series], tuple[pd.Series, pd.Series]]
"""From text to numbers and whether the text is bad: `degrees`, `whole_numbers`."""


class EventDraft:
    """Rows under the names of their format, and the events that grow out of them.

    Parameters
    ----------
    rows : pandas.DataFrame
        Text, index: row number.
    columns : mapping of str to str
        The format's name -> the file's name of the columns that the file has.
    """

    def __init__(self, rows: pd.DataFrame, columns: Mapping[str, str]) -> None:
        self.columns = columns
        self.checks = Checks(rows)
        self.events = blank_events(rows.index)
        self._rows = rows

    def has(self, *names: str) -> bool:
        return not self.columns.keys().isdisjoint(names)

    def name(self, name: str) -> str:
        """What the file calls a column; the format's name if it has none."""
        return self.columns.get(name, name)

    def text(self, name: str) -> pd.Series:
        """The column as it is; null everywhere if the file has none."""
        if name not in self.columns:
            return pd.Series(None, index=self._rows.index, dtype="str")
        return blank_missing(self._rows[self.columns[name]].astype("str"))

    def clean(self, name: str) -> pd.Series:
        return clean_text(self.text(name))

    def decoded(self, name: str, words: Mapping[int, str]) -> pd.Series:
        return whole_numbers(self.text(name))[0].map(dict(words)).astype("str")

    def ids(self, name: str, prefix: str) -> pd.Series:
        """The ids of a column, with a prefix where they are bare numbers."""
        own = without_decimals(self.clean(name))
        lettered = own.str.contains("[A-Za-z]", regex=True).fillna(False).astype(bool)
        return own.where(lettered, prefix + own)

    def reject(self, bad: pd.Series, name: str, reason: str | pd.Series) -> None:
        self.checks.reject(bad, self.name(name), reason)

    def numbers(self, read: NumberReader, name: str, reason: str) -> pd.Series:
        """The numbers of a column; rows in which something else stands are rejected."""
        found, bad = read(self.text(name))
        self.reject(bad, name, reason)
        return found

    def check_points(self) -> None:
        """Reject points that are no place on the earth; see `geodata.readers.checks`."""
        names = (self.name("longitude"), self.name("latitude"))
        check_points(self.checks, self.events["lon"], self.events["lat"], *names)

    def finish(self, words: Iterable[str], numbers: Iterable[str]) -> Converted:
        """The result, with the country that columns of names and of numbers of states tell."""
        named, numbered = (
            [self.clean(name) for name in names if self.has(name)] for names in (words, numbers)
        )
        return finish(self.events, self.checks, country_codes(named, numbered))


def blank_events(index: pd.Index) -> pd.DataFrame:
    """Events in which nothing is known yet.

    Parameters
    ----------
    index : pandas.Index
        Row numbers.

    Returns
    -------
    pandas.DataFrame
        All ``EVENT_COLUMNS`` with the schema's types: null everywhere, ``near_border`` False.
    """
    columns = {
        name: pd.Series(False if dtype == "bool" else None, index=index, dtype=dtype)
        for name, dtype in EVENT_DTYPES.items()
    }
    return pd.DataFrame(columns, index=index)


def finish(events: pd.DataFrame, checks: Checks, country: pd.Series | None = None) -> Converted:
    """The result of a conversion: rows without a fault as events, the others as rejects.

    Parameters
    ----------
    events : pandas.DataFrame
        All ``EVENT_COLUMNS``, one row for each row that ``checks`` looked at, in its order.
    checks : Checks
        After the last check.
    country : pandas.Series of str, optional
        Alpha-2 code of the country that each row states.

    Returns
    -------
    Converted
        Events with exactly the schema's types and order of columns.
    """
    kept = events.loc[checks.ok.to_numpy(), list(EVENT_COLUMNS)]
    kept = kept.rename_axis("row")
    typed = kept.astype(EVENT_DTYPES)
    stated = None if country is None else country[checks.ok.to_numpy()].set_axis(typed.index)
    return Converted(typed, checks.rejects(), checks.remarks(), stated)
