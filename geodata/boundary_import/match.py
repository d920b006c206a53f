"""Features to the units of a register: by code, by name within the province, by likeness, by place.

A candidate is a unit that a feature's code or name suggests. All candidates compete at once, the
surest first, so that each unit gets one feature and each feature one unit. The register's
reference points are the check: a likeness whose polygon lies far from the unit's point is none.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.boundary_import.provinces import fold_code, located_provinces, stated_provinces
from geodata.boundary_import.repair import entry
from geodata.places.locate import nearest
from geodata.places.names import Match, NameIndex, normalise_name, readings
from geodata.places.register import Register

MATCH_KM = 20.0
"""A match by likeness or by code alone needs the unit's point within this of the polygon."""

How = Literal["code", "exact", "alias", "fuzzy", "point"]
RANK: dict[How, int] = {"code": 0, "exact": 1, "alias": 2, "fuzzy": 3, "point": 4}


class Candidate(NamedTuple):
    """A unit that a feature may be.

    ``score`` is the likeness of names (0-100), ``km`` the way from the polygon to the unit's
    reference point (0 inside), ``stands`` whether the candidate may be taken at all.
    """

    feature: int
    unit_id: str
    how: How
    score: float
    km: float
    stands: bool

    def order(self) -> tuple[bool, int, float, float, int]:
        """Sorts the surest first."""
        return (self.km > MATCH_KM, RANK[self.how], -self.score, self.km, self.feature)


@dataclass(frozen=True)
class Matching:
    """Which feature is which unit.

    Attributes
    ----------
    found : dict of int to Candidate
        By feature.
    provinces : pandas.Series
        Province code of every feature, matched or not; index ``feature``, null if not known.
    unmatched : list of dict
        ``feature``, ``name``, ``reason``, ``near`` (the unit that is nearest, for people).
    notes : list of str
        Sentences for the report.
    """

    found: dict[int, Candidate]
    provinces: pd.Series
    unmatched: list[dict[str, Any]]
    notes: list[str]


def match_units(
    features: gpd.GeoDataFrame, register: Register, provinces: gpd.GeoDataFrame | None
) -> Matching:
    """Match features to units.

    Parameters
    ----------
    features : geopandas.GeoDataFrame, EPSG:4326
        Clean polygons, index ``feature``, with the columns of `take_attributes`.
    register : Register
    provinces : geopandas.GeoDataFrame or None
        Index ``province_code``; tells the province of features that do not state theirs.
    """
    places = UnitPlaces(features, register)
    stated = stated_provinces(features, register)
    province = stated.fillna(located_provinces(features, provinces, places.held))
    candidates = list(_candidates(features, register, province, places))
    found = settle((candidate for candidate in candidates if candidate.stands), Candidate.order)
    for candidate in _by_point(features, found, stated, register, places):
        found[candidate.feature] = candidate
    codes = register.frame["province_code"]
    final = province.copy()
    for candidate in found.values():
        final[candidate.feature] = codes[candidate.unit_id]
    unmatched = [
        entry(
            feature,
            name,
            reason=_reason(int(feature), name, candidates, found, province[feature]),
            near=places.nearest_unit(int(feature)),
        )
        for feature, name in features["name"].items()
        if feature not in found
    ]
    return Matching(found, final, unmatched, _notes(features, found, province, codes))


class UnitPlaces:
    """Where the reference points of a register lie in and around the polygons of features."""

    def __init__(self, features: gpd.GeoDataFrame, register: Register) -> None:
        self._shapes = features.geometry
        self._units = register.frame
        self._lon, self._lat = self._units["lon"].to_numpy(), self._units["lat"].to_numpy()
        points = shapely.points(self._lon, self._lat)
        tree = shapely.STRtree(features.geometry.to_numpy())
        point, shape = tree.query(points, predicate="intersects")
        self.held = pd.DataFrame(
            {
                "feature": features.index.to_numpy()[shape],
                "unit_id": self._units.index.to_numpy()[point],
                "province_code": self._units["province_code"].to_numpy()[point],
            }
        )
        """One row for each unit's point in a feature's polygon."""
        self._by_feature = self.held.groupby("feature")["unit_id"].agg(list).to_dict()
        self._by_unit = self.held.groupby("unit_id")["feature"].agg(list).to_dict()

    def units_in(self, feature: int) -> list[str]:
        """Ids of the units whose points the feature's polygon holds."""
        return list(self._by_feature.get(feature, []))

    def features_at(self, unit_id: str) -> list[int]:
        """Features whose polygons hold the unit's point."""
        return list(self._by_unit.get(unit_id, []))

    def km(self, feature: int, unit_id: str) -> float:
        """Kilometres from the feature's polygon to the unit's point; 0 inside."""
        if unit_id in self.units_in(feature):
            return 0.0
        position = self._units.index.get_loc(unit_id)
        _, km = nearest([self._lon[position]], [self._lat[position]], [self._shapes.loc[feature]])
        return float(km[0])

    def nearest_unit(self, feature: int) -> str | None:
        """The units in the polygon, else the nearest to its middle, for people."""
        ids = self.units_in(feature)
        if not ids and len(self._units):
            middle = shapely.point_on_surface(self._shapes.loc[feature])
            shrink = np.cos(np.radians(middle.y))
            away = np.hypot((self._lon - middle.x) * shrink, self._lat - middle.y)
            ids = [str(self._units.index[int(np.argmin(away))])]
        names = self._units["name_en"]
        return ", ".join(f"{names[unit_id]} ({unit_id})" for unit_id in ids) or None


def _candidates(
    features: gpd.GeoDataFrame, register: Register, province: pd.Series, places: UnitPlaces
) -> Iterator[Candidate]:
    by_code = {fold_code(unit_id): unit_id for unit_id in register.frame.index}
    columns = [column for column in features.columns if column.startswith("code_")]
    codes = features[columns].to_dict("index")
    for feature, name in features["name"].items():
        named = list(_named(name, province[feature], int(feature), register, places))
        folded = (fold_code(code) for code in codes[feature].values() if isinstance(code, str))
        coded = next((by_code[code] for code in folded if code in by_code), None)
        yield from (candidate for candidate in named if candidate.unit_id != coded)
        if coded is not None:
            yield _coded(int(feature), coded, named, places)


def _coded(feature: int, unit_id: str, named: list[Candidate], places: UnitPlaces) -> Candidate:
    """The unit of a code; codes of another edition can be another unit's today."""
    km = places.km(feature, unit_id)
    same = any(candidate.unit_id == unit_id for candidate in named)
    astray = not same and km > 0 and any(candidate.km == 0 for candidate in named)
    return Candidate(feature, unit_id, "code", 100.0, km, same or (km <= MATCH_KM and not astray))


def _named(
    name: object, province: object, feature: int, register: Register, places: UnitPlaces
) -> Iterator[Candidate]:
    """The unit of this name in the province, and that of whose point the polygon holds."""
    if not isinstance(name, str):
        return
    known = isinstance(province, str)
    match = register.match(name, str(province)) if known else register.match(name)
    # Makers draw provinces differently: the unit may be registered next door.
    inside = _find(NameIndex.of(register.frame.loc[places.units_in(feature)]), name)
    for found in {m.unit_id: m for m in (inside, match) if m is not None}.values():
        km = places.km(feature, found.unit_id)
        stands = found.how != "fuzzy" or km <= MATCH_KM
        yield Candidate(feature, found.unit_id, found.how, found.score, km, stands)


def _find(names: NameIndex, name: str) -> Match | None:
    found = (names.find(normalise_name(reading)) for reading in readings(name))
    return next((match for match in found if match is not None), None)


def settle(
    candidates: Iterable[Candidate], order: Callable[[Candidate], tuple[Any, ...]]
) -> dict[int, Candidate]:
    """One unit a feature and one feature a unit, the surest first."""
    found: dict[int, Candidate] = {}
    taken = set[str]()
    for candidate in sorted(candidates, key=order):
        if candidate.feature not in found and candidate.unit_id not in taken:
            found[candidate.feature] = candidate
            taken.add(candidate.unit_id)
    return found


def _by_point(
    features: gpd.GeoDataFrame,
    found: dict[int, Candidate],
    stated: pd.Series,
    register: Register,
    places: UnitPlaces,
) -> Iterator[Candidate]:
    """Features that no name matches, but that hold one unit's point alone, and that is free."""
    taken = {candidate.unit_id for candidate in found.values()}
    for feature in features.index.difference(list(found)):
        inside = places.units_in(int(feature))
        if len(inside) != 1 or inside[0] in taken or len(places.features_at(inside[0])) != 1:
            continue
        province = register.frame["province_code"][inside[0]]
        if pd.isna(stated[feature]) or stated[feature] == province:
            yield Candidate(int(feature), inside[0], "point", 0.0, 0.0, stands=True)


def _reason(
    feature: int,
    name: object,
    candidates: list[Candidate],
    found: dict[int, Candidate],
    province: object,
) -> str:
    """Why a feature has no unit."""
    own = [candidate for candidate in candidates if candidate.feature == feature]
    for candidate in own:
        if not candidate.stands:
            return (
                f"{candidate.unit_id} by {'code' if candidate.how == 'code' else 'likeness'}, "
                f"but its point is {candidate.km:.0f} km off"
            )
        other = next(c.feature for c in found.values() if c.unit_id == candidate.unit_id)
        return f"{candidate.unit_id} went to feature {other}, which fits better"
    if not isinstance(name, str):
        return "it has no name and no code that is known"
    where = f"in {province}" if isinstance(province, str) else "in the register"
    return f"no unit of this name {where}"


def _notes(
    features: gpd.GeoDataFrame, found: dict[int, Candidate], province: pd.Series, codes: pd.Series
) -> list[str]:
    notes = []
    for feature, candidate in sorted(found.items()):
        name, unit_id = features["name"][feature], candidate.unit_id
        if isinstance(province[feature], str) and province[feature] != codes[unit_id]:
            notes.append(
                f"{name} (feature {feature}) lies in {province[feature]} by its place or columns, "
                f"but is {unit_id} of {codes[unit_id]}, whose point it holds."
            )
        elif candidate.km > MATCH_KM:
            notes.append(
                f"{name} (feature {feature}) is {unit_id} by {candidate.how} match, though the "
                f"register's point is {candidate.km:.0f} km off its polygon."
            )
    return notes
