"""The register of administrative units, and the matching of names to it.

A name is matched in three steps inside its province: equal to a unit's name, equal to one of its
aliases, or close to one of them. Names are compared after `normalise_name`, which folds what
transliteration leaves open (Hirat/Herat, Panjwai/Panjwayi). A name that fits two units equally
well matches none: a wrong district is worse than none.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

from geodata.errors import FrontmapError
from geodata.places.names import Match, NameIndex, normalise_name, readings
from geodata.vocabulary import table

__all__ = [
    "AFGHAN_PROVINCES",
    "Match",
    "Register",
    "load_register",
    "match_province",
    "normalise_name",
]

REGISTER_COLUMNS: tuple[str, ...] = table("columns")["register"]
UNIT_KINDS: tuple[str, ...] = ("provincial_centre", "district", "temporary_district", "province")

_AFGHAN: Mapping[str, Mapping[str, Any]] = table("afghanistan")["provinces"]
AFGHAN_PROVINCES: Mapping[str, str] = MappingProxyType(
    {code: names["en"] for code, names in _AFGHAN.items()}
)
"""Province code (ISO 3166-2:AF) -> English name, in the order of the P-codes."""

# Only for provinces: "Ghazni province" is not the unit Ghazni, which is the city.
_PROVINCE_WORDS = re.compile(r"\b(?:province|wil?ayat|welayat|ولایت)\b", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class Register:
    """The administrative units of a country, and the matching of names to them.

    Attributes
    ----------
    frame : pandas.DataFrame
        The units, one a row, indexed by ``unit_id`` (unique), at least with ``name_en``,
        ``province_code``, ``province_en`` and ``aliases`` (separated by ";", may be null); not to
        be written to.
    """

    frame: pd.DataFrame

    @cached_property
    def province_names(self) -> dict[str, str]:
        """Province code -> English name, in the register's order."""
        rows = self.frame.drop_duplicates("province_code")
        return dict(zip(rows["province_code"], rows["province_en"], strict=True))

    def units_of(self, provinces: Sequence[str]) -> frozenset[str] | None:
        """Ids of the units of some provinces; None, which is all of them, for none named."""
        rows = self.frame["province_code"].isin(provinces)
        return frozenset(self.frame.index[rows]) if provinces else None

    def match(self, name: str, province_code: str | None = None) -> Match | None:
        """Find the unit that a name means.

        Parameters
        ----------
        name : str
            Name as a source spells it; a part in parentheses is tried with and without.
        province_code : str, optional
            Search only this province; without it, the whole register.

        Returns
        -------
        Match or None
            None if no unit fits, or more than one fits equally well.

        Raises
        ------
        FrontmapError
            If the register has no such province.
        """
        if province_code is not None and province_code not in self.province_names:
            raise FrontmapError(
                f"The register has no province {province_code!r}: "
                f"it knows {', '.join(self.province_names)}."
            )
        here, everywhere = self._keys[province_code], self._keys[None]
        for reading in readings(name):
            key = normalise_name(reading)
            found = here.find(key)
            # "Bagram" said of Kabul: near Bagrami there, but another province has a Bagram.
            if found is not None and not (found.how == "fuzzy" and everywhere.bearers(key)):
                return found
        return None

    def provinces_of(self, name: str) -> tuple[str, ...]:
        """Tell which provinces have a unit of this name or alias (likeness is not enough).

        Returns
        -------
        tuple of str
            Province codes, sorted; empty if the register knows no such unit.
        """
        units = self.bearers(name)
        return tuple(sorted(set(self.frame.loc[sorted(units), "province_code"])))

    def bearers(self, name: str) -> frozenset[str]:
        """Ids of the units that bear just this name or alias, in any province."""
        return self._keys[None].bearers_of(name)

    @cached_property
    def _keys(self) -> dict[str | None, NameIndex]:
        """The folded names by province; under None those of the whole register."""
        groups: dict[str | None, NameIndex] = {None: NameIndex.of(self.frame)}
        for code, rows in self.frame.groupby("province_code"):
            groups[str(code)] = NameIndex.of(rows)
        return groups


def match_province(name: str, names: Mapping[str, str] | None = None) -> str | None:
    """Find the code of a province from its name or code.

    Parameters
    ----------
    name : str
        As a source spells it ("Hilmand", "Sar-i-Pul", "Herat Province") or the code itself.
    names : mapping of code to English name, optional
        By default the 34 provinces of Afghanistan.

    Returns
    -------
    str or None
        None if no province fits or two fit equally well.
    """
    names = AFGHAN_PROVINCES if names is None else names
    if name in names:
        return name
    keys = _province_keys(tuple(names.items()))
    found = keys.find(normalise_name(_PROVINCE_WORDS.sub(" ", name)))
    return None if found is None else found.unit_id


def province_aliases(code: str) -> tuple[str, ...]:
    """Latin spellings of a province of Afghanistan which folding alone does not bring together."""
    return tuple(_AFGHAN.get(code, {}).get("aliases", ()))


@cache
def _province_keys(names: tuple[tuple[str, str], ...]) -> NameIndex:
    others = ((*province_aliases(code), *_AFGHAN.get(code, {}).get("fa", ())) for code, _ in names)
    rows = pd.DataFrame(names, columns=["code", "name_en"]).set_index("code")
    return NameIndex.of(rows.assign(aliases=[";".join(spellings) for spellings in others]))


def load_register(path: str | Path) -> Register:
    """Read the register from a CSV file.

    Parameters
    ----------
    path : str or pathlib.Path
        A UTF-8 CSV file with the columns ``REGISTER_COLUMNS``; ``lon`` and ``lat`` in degrees
        (EPSG:4326), ``area_km2`` in square kilometres or empty.

    Returns
    -------
    Register

    Raises
    ------
    FrontmapError
        If the file cannot be read, lacks a column, or a row breaks a rule.
    """
    path = Path(path)
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""])
    except FileNotFoundError:
        raise FrontmapError(
            f"There is no register at {path}: give the path of a CSV file with the columns "
            f"{', '.join(REGISTER_COLUMNS)}."
        ) from None
    except (OSError, UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise FrontmapError(
            f"{path.name} cannot be read as a UTF-8 CSV table ({error}): "
            "it needs one header line and one line a unit."
        ) from error
    return Register(_checked(frame, path.name))


def _checked(frame: pd.DataFrame, where: str) -> pd.DataFrame:
    missing = [column for column in REGISTER_COLUMNS if column not in frame.columns]
    if missing:
        raise FrontmapError(
            f"{where} has no column {', '.join(missing)}: "
            f"a register needs {', '.join(REGISTER_COLUMNS)}."
        )
    for column in ("unit_id", "name_en", "province_code", "province_en"):
        _refuse(frame, column, frame[column].isna(), where, "must not be empty")
    _refuse(frame, "unit_id", frame["unit_id"].duplicated(), where, "must not occur twice")
    kinds = f"must be one of {', '.join(UNIT_KINDS)}"
    _refuse(frame, "kind", ~frame["kind"].isin(UNIT_KINDS), where, kinds)
    out = frame.loc[:, list(REGISTER_COLUMNS)]
    for column, limit in (("lon", 180), ("lat", 90)):
        values = pd.to_numeric(frame[column], errors="coerce")
        right = f"must be decimal degrees between -{limit} and {limit}"
        _refuse(frame, column, ~(values.abs() <= limit), where, right)
        out[column] = values.astype("float64")
    areas = pd.to_numeric(frame["area_km2"], errors="coerce").astype("float64")
    bad = (areas.isna() & frame["area_km2"].notna()) | (areas <= 0)
    _refuse(frame, "area_km2", bad, where, "must be a number above 0, or empty")
    out["area_km2"] = areas
    return out.set_index("unit_id")


def _refuse(frame: pd.DataFrame, column: str, bad: pd.Series, where: str, right: str) -> None:
    if bad.any():
        position = int(bad.to_numpy().argmax())
        value = frame[column].iloc[position]
        shown = "an empty value" if pd.isna(value) else repr(value)
        raise FrontmapError(f"{where}, row {position + 1}, column {column}: {shown} {right}.")
