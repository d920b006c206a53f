"""Names of columns, and which row holds them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

_LOOK_AHEAD = 10
"""Rows among which a header is looked for below title rows."""

_INVISIBLE = " \ufeff\u200b\u200e\u200f\0"


def column_names(cells: Iterable[str]) -> tuple[str, ...]:
    """Names of columns as they are used: cleaned, none empty, none twice.

    A name that comes again gets ".2", a column without one is "unnamed.1".
    """
    names: list[str] = []
    taken: set[str] = set()
    unnamed = 0
    for cell in cells:
        name = " ".join(cell.split()).strip(_INVISIBLE)
        if not name:
            unnamed += 1
            name = f"unnamed.{unnamed}"
        name = _free(name, taken)
        taken.add(name)
        names.append(name)
    return tuple(names)


def _free(name: str, taken: set[str]) -> str:
    if name not in taken:
        return name
    count = 2
    while f"{name}.{count}" in taken:
        count += 1
    return f"{name}.{count}"


def find_header(records: Sequence[Sequence[str]]) -> int | None:
    """Position of the header among the first records, or None if all are blank.

    It is the first that is not blank; a row with one filled cell is a title where rows with
    more follow close by.
    """
    filled = [sum(1 for cell in record if cell.strip()) for record in records]
    first = next((at for at, count in enumerate(filled) if count), None)
    if first is None:
        return None
    near = range(first, min(first + _LOOK_AHEAD, len(filled)))
    return next((at for at in near if filled[at] > 1), first)
