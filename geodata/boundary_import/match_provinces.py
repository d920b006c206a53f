"""Features of level 1 to the provinces of a register: by code, by name, by the points they hold.

Makers confuse names and codes of provinces (Natural Earth gives Paktia and Paktika each other's
code). The points of the register's units decide: a polygon that holds most points of one province
is not another.
"""

from typing import Any

import geopandas as gpd
import pandas as pd
from rapidfuzz import fuzz

from geodata.boundary_import.match import RANK, Candidate, How, Matching, UnitPlaces, settle
from geodata.boundary_import.provinces import ProvinceCodes
from geodata.boundary_import.repair import entry
from geodata.places.names import normalise_name
from geodata.places.register import Register, match_province, province_aliases

_MOST = 0.5


def match_provinces(features: gpd.GeoDataFrame, register: Register) -> Matching:
    """Match features to provinces.

    Parameters
    ----------
    features : geopandas.GeoDataFrame, EPSG:4326
        Clean polygons, index ``feature``, with the columns of `take_attributes`.
    register : Register

    Returns
    -------
    Matching
        ``unit_id`` of a candidate is the code of a province here.
    """
    places = UnitPlaces(features, register)
    shares = _Shares(places.held, register)
    candidates = [c for c in _candidates(features, register) if shares.allow(c)]
    found = settle(candidates, shares.order)
    for feature in features.index.difference(list(found)):
        code = shares.most(int(feature))
        if code is not None and code not in {candidate.unit_id for candidate in found.values()}:
            found[int(feature)] = Candidate(int(feature), code, "point", 0.0, 0.0, stands=True)
    provinces = pd.Series({f: c.unit_id for f, c in found.items()}, dtype="str")
    unmatched = [
        _entry(int(feature), name, shares, places)
        for feature, name in features["name"].items()
        if feature not in found
    ]
    notes = [
        f"{features['name'][f]} (feature {f}) is {c.unit_id}, whose units' points it holds, "
        "though its name or code says otherwise."
        for f, c in sorted(found.items())
        if c.how == "point"
    ]
    return Matching(found, provinces.reindex(features.index), unmatched, notes)


class _Shares:
    """Which part of a province's unit points lies in a feature."""

    def __init__(self, held: pd.DataFrame, register: Register) -> None:
        total = register.frame["province_code"].value_counts()
        inside = held.groupby(["feature", "province_code"]).size()
        share = inside / total.reindex(inside.index.get_level_values(1)).to_numpy()
        self._of = dict(zip(inside.index, share, strict=True))
        rows = share.rename("share").reset_index().sort_values("share", kind="stable")
        last = rows.drop_duplicates("feature", keep="last").set_index("feature")
        self._best = last[last["share"] >= _MOST]["province_code"].to_dict()

    def of(self, candidate: Candidate) -> float:
        return self._of.get((candidate.feature, candidate.unit_id), 0.0)

    def most(self, feature: int) -> str | None:
        """The province most of whose points the feature holds."""
        return self._best.get(feature)

    def allow(self, candidate: Candidate) -> bool:
        """Tell whether the points do not contradict; likeness needs one of them at least."""
        share, best = self.of(candidate), self.most(candidate.feature)
        contradicted = best is not None and best != candidate.unit_id and share < _MOST
        return not contradicted and (candidate.how != "fuzzy" or share > 0)

    def order(self, candidate: Candidate) -> tuple[bool, int, float, int]:
        share = self.of(candidate)
        return (share < _MOST, RANK[candidate.how], -share, candidate.feature)


def _candidates(features: gpd.GeoDataFrame, register: Register) -> list[Candidate]:
    codes = ProvinceCodes(register)
    columns = [column for column in features.columns if column.startswith("code_")]
    out = []
    for feature, row in features[[*columns, "name"]].to_dict("index").items():
        found = (codes.find(row[column]) for column in columns)
        coded = next((code for code in found if code is not None), None)
        if coded is not None:
            out.append(Candidate(int(feature), coded, "code", 100.0, 0.0, stands=True))
        name = row["name"]
        named = match_province(name, register.province_names) if isinstance(name, str) else None
        if named is not None and named != coded:
            how, score = _likeness(name, named, register.province_names[named])
            out.append(Candidate(int(feature), named, how, score, 0.0, stands=True))
    return out


def _likeness(name: str, code: str, name_en: str) -> tuple[How, float]:
    key = normalise_name(name)
    own = normalise_name(name_en)
    if key == own or name == code:
        return "exact", 100.0
    # "Herat Province" too.
    if (
        key.startswith(own)
        or key.endswith(own)
        or key in {normalise_name(alias) for alias in province_aliases(code)}
    ):
        return "alias", 100.0
    return "fuzzy", round(fuzz.ratio(key, own), 1)


def _entry(feature: int, name: object, shares: _Shares, places: UnitPlaces) -> dict[str, Any]:
    best = shares.most(feature)
    reason = (
        "no province of this name or code"
        if best is None
        else f"it holds the points of {best}, which another feature is"
    )
    return entry(feature, name, reason=reason, near=best or places.nearest_unit(feature))
