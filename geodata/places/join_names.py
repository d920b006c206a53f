"""Events to province and unit by the words of their source; the rules are in `geodata.places.join`.

The same words come again and again, so each distinct name is matched once, and each distinct
pair of a name and a province. Rows only ever look results up. Provinces and units are numbers
here, their positions in the register; -1 is none.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.places.names import Match
from geodata.places.register import Register, match_province

Positions = NDArray[np.intp]

# What the first level is called where it is no province: "Donetsk oblast", "North Darfur state".
_KINDS = re.compile(
    r"\b(?:state|region|oblast|governorate|department|prefecture|county|division|wilaya|muhafazah?)"
    r"\b",
    re.IGNORECASE,
)

# "East Darfur" is much like "West Darfur" to a measure of likeness.
_WINDS = re.compile(r"\b(north|south|east|west|central|upper|lower)(?:ern)?\b", re.IGNORECASE)

# Names whose match is kept: the partitions of a file name the same places.
_REMEMBERED = 2**17


@dataclass(frozen=True)
class Names:
    """The register as the join asks for it."""

    register: Register

    @cached_property
    def provinces(self) -> pd.Index:
        """Province codes; a province's number is its position here."""
        return pd.Index(list(self.register.province_names), dtype="str")

    @cached_property
    def units(self) -> pd.Index:
        """Unit ids; a unit's number is its position here."""
        return self.register.frame.index

    @cached_property
    def province_of(self) -> Positions:
        """The province of each unit, and -1 at the end for no unit."""
        found = self.provinces.get_indexer(pd.Index(self.register.frame["province_code"]))
        return np.append(found, -1)

    @cached_property
    def parent_of(self) -> Positions:
        """The unit that each unit was carved out of, and -1 at the end for no unit."""
        none = pd.Series(None, index=self.units, dtype="str")
        parents = self.register.frame.get("parent_unit_id", none)
        return np.append(self.units.get_indexer(pd.Index(parents)), -1)

    @cached_property
    def whole_province(self) -> Positions:
        """The unit that each province is, in a register of provinces only; else -1.

        One more at the end, for no province.
        """
        codes = self.register.frame["province_code"]
        alone = np.flatnonzero((self.units == codes) & ~codes.duplicated(keep=False))
        whole = np.full(len(self.provinces) + 1, -1, dtype=np.intp)
        whole[self.province_of[alone]] = alone
        return whole

    @cached_property
    def bearers(self) -> Callable[[str], frozenset[str]]:
        """Gives the units that bear just a name or alias, in any province."""
        return lru_cache(maxsize=_REMEMBERED)(self.register.bearers)

    @cached_property
    def _match(self) -> Callable[[str, str | None], Match | None]:
        return lru_cache(maxsize=_REMEMBERED)(self.register.match)

    def province(self, name: str) -> int:
        """The province that a source's word for it means."""
        code = match_province(name, self.register.province_names) or match_province(
            _bare(name), self._bare_province_names
        )
        if code is not None:
            same = _winds(name) == _winds(self.register.province_names[code])
            return self._province_numbers[code] if same else -1
        named = [unit_id for unit_id in self.bearers(name) if unit_id in self._province_numbers]
        return self._province_numbers[named[0]] if len(named) == 1 else -1

    def surely(self, name: str, province: int) -> int:
        """The unit of just this name or alias.

        Likeness would not do for a place, which is free text ("Panjwai to Maiwand"), nor for a
        name without a province.
        """
        if not self.bearers(name):
            return -1
        match = self._match(name, self._code(province))
        return -1 if match is None or match.how == "fuzzy" else self._number(match.unit_id)

    def district(self, name: str, province: int) -> int:
        """The unit that a district's name means; likeness counts within a province."""
        if province < 0:
            return self.surely(name, province)
        match = self._match(name, self._code(province))
        return -1 if match is None else self._number(match.unit_id)

    def provinces_of(self, name: str) -> str | None:
        """Codes of the provinces that have a unit of just this name or alias, ";" between them."""
        codes = self.register.frame["province_code"]
        return ";".join(sorted({codes.loc[unit_id] for unit_id in self.bearers(name)})) or None

    @cached_property
    def _bare_province_names(self) -> dict[str, str]:
        return {code: _bare(name) for code, name in self.register.province_names.items()}

    def _code(self, province: int) -> str | None:
        return None if province < 0 else str(self.provinces[province])

    def _number(self, unit_id: str) -> int:
        return self._unit_numbers[unit_id]

    @cached_property
    def _province_numbers(self) -> dict[str, int]:
        return {code: number for number, code in enumerate(self.provinces)}

    @cached_property
    def _unit_numbers(self) -> dict[str, int]:
        return {unit_id: number for number, unit_id in enumerate(self.units)}


@lru_cache(maxsize=4)
def names_of(register: Register) -> Names:
    """The names of a register, made once for all partitions of a file."""
    return Names(register)


def provinces_of_events(events: pd.DataFrame, names: Names) -> Positions:
    """The province that the source states for each event."""
    group, unique = pd.factorize(events["province_en"])
    return np.array([*(names.province(str(name)) for name in unique), -1], dtype=np.intp)[group]


def named_units(
    events: pd.DataFrame, province: Positions, has_point: NDArray[np.bool_], names: Names
) -> tuple[Positions, pd.Series]:
    """The unit that the source's words mean, and where else the named district is.

    Returns
    -------
    unit : numpy.ndarray of intp, shape (n,)
    elsewhere : pandas.Series of str, length n
        Codes of the provinces that have the named district if the event's own has none such,
        ";" between them; else null.
    """
    district, districts = pd.factorize(events["district_en"])
    place, places = pd.factorize(events["place_en"])
    pair, pairs = _pairs(district, province, len(names.provinces))
    matched = [names.district(str(districts[name]), code) for name, code in pairs]
    others = [
        names.provinces_of(str(districts[name])) if unit < 0 else None
        for (name, _), unit in zip(pairs, matched, strict=True)
    ]
    unit = np.array([*matched, -1], dtype=np.intp)[pair]
    elsewhere = pd.Series([*others, None], dtype="str").take(pair).set_axis(events.index)

    # Free text seldom is the name of a unit: what is none anywhere is not looked for.
    borne = np.array([*(bool(names.bearers(str(text))) for text in places), False])
    pair, pairs = _pairs(np.where(borne[place], place, -1), province, len(names.provinces))
    surely = [names.surely(str(places[name]), code) for name, code in pairs]
    at_place = np.array([*surely, -1], dtype=np.intp)[pair]
    is_area = (events["location_precision"] == "district").to_numpy() | ~has_point
    closer = (unit >= 0) & (at_place >= 0) & (names.parent_of[at_place] == unit)
    takes_place = closer | ((district < 0) & is_area)
    return np.where(takes_place, at_place, unit), elsewhere


def _pairs(
    name: Positions, province: Positions, provinces: int
) -> tuple[Positions, list[tuple[int, int]]]:
    """Number the distinct pairs of a name and a province (which may be -1); -1 without a name."""
    pair = np.full(name.shape, -1, dtype=np.intp)
    named = np.flatnonzero(name >= 0)
    pair[named], distinct = pd.factorize(name[named] * (provinces + 1) + province[named] + 1)
    texts, codes = np.divmod(np.asarray(distinct), provinces + 1)
    return pair, list(zip(texts.tolist(), (codes - 1).tolist(), strict=True))


def _bare(name: str) -> str:
    """The name without the word for its kind, "Western Darfur" as "West Darfur"."""
    return _KINDS.sub(" ", _WINDS.sub(r"\1", name)).strip() or name


def _winds(name: str) -> list[str]:
    return sorted(wind.casefold() for wind in _WINDS.findall(name))
