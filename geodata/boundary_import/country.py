"""Which country a boundary file is of, and which of its features are that country's."""

import pandas as pd

from geodata.boundary_import.countries import alpha3
from geodata.errors import FrontmapError
from geodata.places.register import Register

_LISTED = 8


def country_of_register(register: Register) -> str | None:
    """Tell the country (alpha-3) that the codes of a register's provinces begin with, if any."""
    return _common_country(pd.Series(list(register.province_names), dtype="str"))


def choose_country(
    attributes: pd.DataFrame, known: str | None, where: str, *, asked: bool
) -> tuple[pd.DataFrame, str, list[str]]:
    """Take the features of one country.

    Parameters
    ----------
    attributes : pandas.DataFrame
        See `take_attributes`.
    known : str or None
        Alpha-3 code of the country expected.
    where : str
        Name of the file, for messages.
    asked : bool
        True if the user asked for ``known``; false if it is the country that is there already,
        so that a file of another country is welcome.

    Returns
    -------
    features : pandas.DataFrame
        Those of the country, and those that name none.
    country : str
        Alpha-3.
    notes : list of str
        Sentences for the report.

    Raises
    ------
    FrontmapError
        If the file is of several countries and none of them is expected, or of none that shows.
    """
    counts = attributes["country"].value_counts()
    if known in counts.index:
        country = str(known)
    elif len(counts) > 1:
        shown = ", ".join(str(code) for code in counts.index[:_LISTED])
        raise FrontmapError(
            f"{where} holds {len(counts)} countries ({shown}): say which one to take (--country)."
        )
    elif len(counts) == 1 and not (asked and known):
        country = str(counts.index[0])
    elif len(counts) == 1:
        raise FrontmapError(
            f"{where} is of {counts.index[0]} and not of {known}: take that country."
        )
    else:
        found = known or _country_by_codes(attributes)
        if found is None:
            raise FrontmapError(
                f"{where} does not say its country: give the three-letter code (--country)."
            )
        return attributes, found, []
    others = attributes["country"].notna() & (attributes["country"] != country)
    notes = []
    if others.any():
        notes.append(f"{int(others.sum())} features of other countries were left out.")
    return attributes[~others], country, notes


def _country_by_codes(attributes: pd.DataFrame) -> str | None:
    """The country that all codes of one kind begin with (SD01, AF-KAN, AF.KA)."""
    for column in attributes.columns:
        if "code_" in column and attributes[column].notna().any():
            found = _common_country(attributes[column].dropna())
            if found is not None:
                return found
    return None


def _common_country(codes: pd.Series) -> str | None:
    begun = codes.str.extract(r"^([A-Za-z]{2,3})(?=[-._0-9])", expand=False)
    first = str(begun.iloc[0])
    return alpha3(first) if (begun == first).all() else None
