"""Whether a table's all-number dates put the day or the month first, decided from all of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from geodata.errors import FrontmapError
from geodata.readers.days import Order, number_readings
from geodata.tables.rows import RowSource


@dataclass
class DayOrder:
    """What the dates of a file tell of the order of day and month.

    Attributes
    ----------
    ambiguous : tuple or None
        A (column, text) that can be read in two ways; None if there is none.
    evidence : dict
        Order -> a (column, text) that can be read in this order only.
    """

    ambiguous: tuple[str, str] | None = None
    evidence: dict[Order, tuple[str, str]] = field(default_factory=dict)

    def look(self, column: str, texts: Iterable[object]) -> bool:
        """Take in some texts; tell whether any is an all-number date with the year last."""
        any_numbers = False
        for text in texts:
            readings = number_readings(text)
            any_numbers = any_numbers or bool(readings)
            if len(readings) == 1:
                self.evidence.setdefault(next(iter(readings)), (column, str(text)))
            elif len(set(readings.values())) == 2 and self.ambiguous is None:
                self.ambiguous = (column, str(text))
        return any_numbers

    @property
    def order(self) -> Order | None:
        """The order that the dates themselves prove; None if they need none or prove none."""
        if self.ambiguous is None or len(self.evidence) != 1:
            return None
        return next(iter(self.evidence))

    @property
    def reason(self) -> str | None:
        """A sentence on what the proven order rests on."""
        if self.order is None:
            return None
        column, text = self.evidence[self.order]
        return f"Dates are read {self.order} first, as {text} in the column {column} shows."

    @property
    def question(self) -> str | None:
        """What has to be asked about the dates, as one sentence; None if nothing."""
        if self.ambiguous is None or self.order is not None:
            return None
        column, text = self.ambiguous
        readings = number_readings(text)
        if self.evidence:
            day, month = self.evidence["day"][1], self.evidence["month"][1]
            return (
                f"the column {column} holds dates with the day first ({day}) and with the month "
                f'first ({month}), so that {text} may be either: write date_order = "day" or '
                '"month", and the dates of the other order are rejected.'
            )
        return (
            f"{text} in the column {column} may be {_in_words(readings['day'])} or "
            f'{_in_words(readings["month"])}: write date_order = "day" or date_order = "month".'
        )


def find_day_order(source: RowSource, columns: tuple[str, ...]) -> DayOrder:
    """Look at all dates of a file.

    Parameters
    ----------
    source : RowSource
        Read to its end, unless its first partition has no date that is all numbers with the year
        last: a file of ISO dates needs no second reading.
    columns : tuple of str
        The columns with dates; they are taken to be written alike.

    Returns
    -------
    DayOrder
    """
    found = DayOrder()
    for rows in source.partitions():
        looked = [found.look(column, pd.unique(rows.frame[column])) for column in columns]
        if not any(looked) and found == DayOrder():
            break
    return found


def usual_order(
    source: RowSource, columns: tuple[str, ...], usual: Order, maker: str
) -> tuple[Order | None, tuple[str, ...]]:
    """How the dates of a file are read whose maker has an order of its own.

    Returns
    -------
    order : "day", "month" or None
        What the dates prove, else the maker's; None where they contradict each other.
    why : tuple of str
        A sentence for the report, or nothing where no date needs it.
    """
    found = find_day_order(source, columns)
    if len(found.evidence) > 1:
        said = (
            f"The dates in {found.evidence[usual][0]} contradict each other, some with the day and "
            "some with the month first: those that may be either are rejected."
        )
        return None, (said,)
    if found.ambiguous is not None and not found.evidence:
        said = (
            f"No date in {found.ambiguous[0]} shows whether the day or the month comes first: they "
            f"are read {usual} first, {maker}’s way."
        )
        return usual, (said,)
    return next(iter(found.evidence), usual), (found.reason,) if found.reason else ()


def require_order(found: DayOrder, where: str) -> Order | None:
    """The proven order, None if none is needed; raises `FrontmapError` with the open question."""
    if found.question is not None:
        raise FrontmapError(f"{where}: {found.question}")
    return found.order


def _in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
