"""Numbers that well-known sources write for words, for tables that keep some of their columns.

The Global Terrorism Database's ``specificity``, after its Codebook: 1 a place with its point, 2 and
3 the centroid of the smallest known unit, 4 the centroid of a unit of the first order, 5 unknown.
"""

from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd

from geodata.readers import acled, ucdp_convert
from geodata.readers.fields import whole_numbers
from geodata.readers.words import fold

_SPECIFICITY: Mapping[int, str] = MappingProxyType(
    {1: "town", 2: "district", 3: "district", 4: "province", 5: "country"}
)
# Our column and the folded header -> who writes it, its numbers -> our words.
_CODES: Mapping[tuple[str, str], tuple[str, Mapping[int, str]]] = MappingProxyType(
    {
        ("location_precision", "where prec"): ("UCDP", ucdp_convert.WHERE),
        ("location_precision", "geo precision"): ("ACLED", acled.PLACE_CODES),
        ("location_precision", "specificity"): ("GTD", _SPECIFICITY),
        ("date_precision", "date prec"): ("UCDP", ucdp_convert.WHEN),
        ("date_precision", "time precision"): ("ACLED", acled.TIME_CODES),
        ("event_type", "type of violence"): ("UCDP", ucdp_convert.VIOLENCE),
    }
)


def find_codes(ours: str, header: str, values: pd.Series) -> tuple[str, dict[str, str]] | None:
    """What the numbers of a column mean, where a source is known by its header.

    Parameters
    ----------
    ours : str
        Our column that the header stands for.
    header : str
    values : pandas.Series of str
        Different values of the column, without nulls.

    Returns
    -------
    tuple of (str, dict of str to str) or None
        Who writes such numbers, and each value -> our word; None if the header is not known or
        a value is none of its numbers.
    """
    known = _CODES.get((ours, fold(header)))
    if known is None:
        return None
    words = whole_numbers(values)[0].map(dict(known[1]))
    if words.isna().any() or words.empty:
        return None
    return known[0], dict(zip(values, words, strict=True))
