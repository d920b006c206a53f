"""Which column of a UCDP GED file is which, through its generations and the shapefile's cuts."""

from collections.abc import Mapping, Sequence

from geodata.vocabulary import table

_UCDP = table("ucdp")
STANDARD: tuple[str, ...] = _UCDP["standard"]
"""The 49 columns in the order in which they are published since version 19.

Some candidate releases (24.0.1) came without a header line; they are in this order.
"""

REQUIRED: tuple[str, ...] = _UCDP["required"]
"""Without these a row cannot become an event; together no other format has them."""

# Our name -> what the file may call it, newest first.
_NAMES: Mapping[str, tuple[str, ...]] = {
    **{name: (name,) for name in (*REQUIRED, *_UCDP["plain"])},
    **_UCDP["renamed"],
}
_OF_OTHERS: tuple[str, ...] = _UCDP["of_others"]
_CUT = 10  # characters of a name that a shapefile keeps


def find_columns(columns: Sequence[str]) -> dict[str, str]:
    """Find the columns that the reader takes.

    Parameters
    ----------
    columns : sequence of str
        As the file has them, in any case and order; "1" to "49" where it has no header line.

    Returns
    -------
    dict of str to str
        Our name (that of the newest versions, ``geometry.lon`` and ``geometry.lat``) to the
        file's, for those that are there. A name cut to 10 characters counts only where no other
        UCDP column is cut to the same: ``conflict_n`` may be the conflict's name or its number.
    """
    if is_numbered(columns):
        return {name: str(at) for at, name in enumerate(STANDARD, 1) if name in _NAMES}
    there = {column.lower(): column for column in reversed(columns)}
    found = {}
    for ours, names in _NAMES.items():
        forms = [*names, *(name[:_CUT] for name in names if _is_clear_cut(name))]
        column = next((there[form] for form in forms if form in there), None)
        if column is not None:
            found[ours] = column
    return found


def is_numbered(columns: Sequence[str]) -> bool:
    """Whether these are the columns of a file opened as one without a header line."""
    numbers = tuple(str(at) for at in range(1, len(STANDARD) + 1))
    return tuple(column for column in columns if column != "width") == numbers


def lacks_header(columns: Sequence[str]) -> bool:
    """Whether the names of the columns are in truth the first event of a file without a header."""
    if len(columns) != len(STANDARD) or is_numbered(columns):
        return False
    return columns[0].isdigit() and columns[STANDARD.index("date_start")][:4].isdigit()


def _is_clear_cut(name: str) -> bool:
    """Whether only this name of all that UCDP uses is cut to the same ten characters."""
    known = {*STANDARD, *_OF_OTHERS, *(other for names in _NAMES.values() for other in names)}
    return len(name) > _CUT and [other[:_CUT] for other in known].count(name[:_CUT]) == 1
