"""Whether an ACLED file that went through a spreadsheet writes the day or the month first."""

from geodata.events.days import Order, day_order, number_readings
from geodata.tables.rows import RowSource


def decide_order(source: RowSource, column: str) -> tuple[Order, tuple[str, ...]]:
    """Decide what comes first in the all-number dates of an ACLED file.

    Parameters
    ----------
    source : RowSource
        Read until a date proves the order; of a file whose first run of rows has no all-number
        date no more than that.
    column : str
        The file's name of event_date.

    Returns
    -------
    order : "day" or "month"
        Day first, as ACLED writes it, where nothing proves the contrary.
    why : tuple of str
        A sentence for the report, or nothing where no date needs it.
    """
    numbers = False
    for rows in source.partitions():
        values = rows.frame[column].dropna().unique()
        readings = {str(value): number_readings(value) for value in values}
        numbers = numbers or any(readings.values())
        found = day_order(readings)
        if found == "neither":
            return "day", (_contradiction(column),)
        if found != "either":
            proof = next(text for text, days in readings.items() if set(days) == {found})
            return found, (f"Dates in {column} are read {found} first, as {proof} shows.",)
        if not numbers:
            break
    return "day", (_undecided(column),) if numbers else ()


def _contradiction(column: str) -> str:
    return (
        f"The dates in {column} contradict each other, some with the day and some with the month "
        "first: they are read day first, ACLED's way, and rows where that gives no day are "
        "rejected."
    )


def _undecided(column: str) -> str:
    return (
        f"No date in {column} shows whether the day or the month comes first: they are read day "
        "first, ACLED's way."
    )
