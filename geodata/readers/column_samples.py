"""What the values of a column look like: days, degrees, counts, words for kinds of events."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from geodata.readers.countries import find_country
from geodata.readers.fields import blank_missing, degrees, whole_numbers
from geodata.readers.mapping_rules import VALUE_WORDS
from geodata.readers.table_cells import UNKNOWN
from geodata.readers.table_convert import PAIR
from geodata.readers.table_days import read_periods
from geodata.readers.words import find_event_type

MOST = 0.8
"""Share of a column's cells that must look like something for the column to be it."""

_SOME = 2_000  # different values that are looked at
_PLAIN_NUMBER = r"[+-]?\d+(?:[.,]\d+)?"


@dataclass(frozen=True)
class ColumnSample:
    """The filled cells of one column of a table.

    Attributes
    ----------
    name : str
        The header.
    cells : pandas.Series of str
        Without nulls and without words for "missing".
    """

    name: str
    cells: pd.Series

    @cached_property
    def distinct(self) -> pd.Series:
        """Different values, the most frequent first; at most 2,000."""
        counts = self.cells.value_counts(sort=True)
        return pd.Series(counts.index[:_SOME], dtype="str")

    @property
    def is_empty(self) -> bool:
        return self.cells.empty

    @cached_property
    def repeated(self) -> int:
        """How many cells repeat the value of another."""
        return int(self.cells.duplicated().sum())

    @cached_property
    def coordinates(self) -> pd.Series:
        """Finite numbers among the values, meant as degrees."""
        return degrees(self.distinct)[0].dropna()

    def is_day(self) -> bool:
        """Days, months or years; bare years do not count as days."""
        period = read_periods(self.distinct, "day", date.max)
        other = read_periods(self.distinct, "month", date.max)
        read = (period.start.notna() | other.start.notna()) & (period.precision != "year")
        return self._mostly(read)

    def is_country(self) -> bool:
        """Names or codes of countries; of numbers only ISO's, as others have their own (GTD)."""
        numbered = self.is_number() and "iso" not in self.name.casefold()
        return not numbered and self._mostly(self.distinct.map(find_country).notna())

    def is_year(self) -> bool:
        return self._whole_between(1900, 2100)

    def is_month(self) -> bool:
        return self._whole_between(0, 12)

    def is_day_of_month(self) -> bool:
        return self._whole_between(0, 31)

    def is_degrees(self, limit: int) -> bool:
        """Numbers from -limit to limit, not all of them 0."""
        within = self.coordinates.abs() <= limit
        return self._share(int(within.sum())) and bool((self.coordinates != 0).any())

    def is_degrees_up_to(self, limit: int) -> bool:
        """No number beyond the limit at all."""
        return bool((self.coordinates.abs() <= limit).all())

    def is_metres(self) -> bool:
        """Large numbers with or without decimals, as the coordinates of a grid in metres are."""
        large = self.coordinates[self.coordinates.abs().between(10_000, 20_000_000)]
        return self._share(len(large))

    def has_fractions(self) -> bool:
        """Numbers most of which have two decimals or more, as coordinates have."""
        return self._mostly(self.distinct.str.fullmatch(r"[+-]?\d{1,3}[.,]\d{2,}"))

    def is_pair(self) -> bool:
        return self._mostly(self.distinct.str.fullmatch(PAIR))

    def is_count(self) -> bool:
        known = self.distinct[~self.distinct.str.casefold().isin(UNKNOWN)]
        return bool(len(known)) and bool((~whole_numbers(known)[1]).mean() >= MOST)

    def is_address(self) -> bool:
        return self._mostly(self.distinct.str.match("https?://"))

    def is_number(self) -> bool:
        return self._mostly(self.distinct.str.fullmatch(_PLAIN_NUMBER))

    def is_kind_of_event(self) -> bool:
        """At most 60 different values, at least half of them known words for kinds of events."""
        known = [find_event_type(str(value)) is not None for value in self.distinct[:61]]
        return 1 < len(known) <= 60 and float(np.mean(known)) >= 0.5

    def strange_words(self, ours: str) -> list[str]:
        """Values that a column of few words does not take."""
        return [str(v) for v in self.distinct if str(v).strip().casefold() not in VALUE_WORDS[ours]]

    def is_key(self) -> bool:
        """Every cell differs from the others, as ids do, and none tells a story."""
        return (
            len(self.cells) > 1
            and self.repeated == 0
            and bool((self.distinct.str.len() <= 40).all())
        )

    def _whole_between(self, low: int, high: int) -> bool:
        numbers, _ = whole_numbers(self.distinct)
        return self._mostly((numbers >= low) & (numbers <= high))

    def _mostly(self, fits: pd.Series) -> bool:
        return self._share(int(fits.fillna(False).astype(bool).sum()))

    def _share(self, fitting: int) -> bool:
        return len(self.distinct) > 0 and fitting >= MOST * len(self.distinct)


def look_at(rows: pd.DataFrame) -> dict[str, ColumnSample]:
    """The looks of all columns of a frame of text."""
    return {
        name: ColumnSample(name, blank_missing(rows[name].astype("str")).dropna())
        for name in map(str, rows.columns)
    }
