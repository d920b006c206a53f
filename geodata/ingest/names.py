"""Place names of the events that the register does not know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from geodata.places.join_names import names_of
from geodata.places.register import Register


def unmatched_names(names: pd.DataFrame, register: Register) -> Iterator[dict[str, Any]]:
    """The province and district names that match nothing: provinces, then the most frequent.

    Parameters
    ----------
    names : pandas.DataFrame
        Distinct ``province_en``, ``district_en`` and joined ``province_code`` with the number
        ``n`` of events.
    register : Register
        For names.

    Yields
    ------
    dict
        ``name``, ``column``, ``province`` (the stated one, None for a province itself) and
        ``events``.
    """
    found = [*_provinces(names, register), *_districts(names, register)]
    yield from sorted(found, key=_rank)


def _rank(row: dict[str, Any]) -> tuple[bool, int, str]:
    """Provinces first: with a register of provinces only, no district's name is known."""
    return row["column"] != "province_en", -row["events"], row["name"]


def _provinces(names: pd.DataFrame, register: Register) -> Iterator[dict[str, Any]]:
    known = names_of(register)  # a name is known here if the join knows it
    for name, n in names.groupby("province_en")["n"].sum().items():
        if known.province(str(name)) < 0:
            yield {"name": name, "column": "province_en", "province": None, "events": int(n)}


def _districts(names: pd.DataFrame, register: Register) -> Iterator[dict[str, Any]]:
    keys = ["district_en", "province_en", "province_code"]
    rows = names[names["district_en"].notna()].groupby(keys, dropna=False)["n"].sum().reset_index()
    for row in rows.to_dict("records"):
        province = None if pd.isna(row["province_code"]) else str(row["province_code"])
        name = str(row["district_en"])
        if register.match(name, province) is None:
            said = None if pd.isna(row["province_en"]) else str(row["province_en"])
            yield {
                "name": name,
                "column": "district_en",
                "province": said,
                "events": int(row["n"]),
            }
