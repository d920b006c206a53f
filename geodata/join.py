"""Events to province and unit: by point in polygon, by name, or not at all.

How an event finds its place, and what ``join_basis`` then says:

1. Province. The province that the source states wins. Without one it is the province whose
   polygon holds the point (unless the point only stands for a country), else the province of
   the named district if the register has one district of that name only.
2. Unit by name. The district that the source names, matched inside that province, wins over the
   polygon, for exact points too: approximate cells put only about three quarters of the land into
   the right unit, whereas the source says which district it means. Where the place is itself a
   unit carved out of the named district (Delaram in Khash Rod), the place is the closer word and
   wins. Where no district is named and the event stands for one or has no point, the place's
   name counts if it equals a unit's name or alias. Basis ``name``.
3. Unit by point. Where no district is named, or one that the register does not know, the point
   decides, if it lies in a cell of the event's province. If it lies outside the stated province,
   it takes the nearest cell of that province within ``SNAP_KM``. Basis ``point``.
4. No unit. A district that the register knows, but in another province than the stated one
   (Gizab, said to be in Daykundi), is not the district whose cell of the stated province happens
   to hold the point; the unit stays empty. So it does for events located only to a province or a
   country. Basis ``name`` if the stated province placed the event, ``point`` if the polygon did,
   ``none`` if nothing did.

``join_basis`` thus names what the finest level found rests on. Events whose point lies outside
their stated province, or whose district the register has in another one, are listed.
"""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.errors import FrontmapError
from geodata.locate import locate, nearest, require_wgs84
from geodata.units import Register, match_province

SNAP_KM = 10.0
"""Kilometres within which a point just outside its stated province takes that province's cell.

Outlines drawn at 1:10 million are a few kilometres off; a point further away is a wrong point.
"""

DISAGREEMENT_COLUMNS: tuple[str, ...] = (
    "event_id",
    "location_precision",
    "stated",
    "by_point",
    "by_name",
    "km_to_stated",
)

_WITHOUT_UNIT = ("province", "country")


def join_events(
    events: pd.DataFrame,
    units: gpd.GeoDataFrame,
    provinces: gpd.GeoDataFrame,
    register: Register,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give every event its province and unit.

    Parameters
    ----------
    events : pandas.DataFrame
        In the event schema; ``lon`` and ``lat`` in degrees (EPSG:4326). What the join's columns
        hold already is replaced.
    units : geopandas.GeoDataFrame
        Polygons indexed by ``unit_id``, with ``province_code``; EPSG:4326.
    provinces : geopandas.GeoDataFrame
        Polygons indexed by ``province_code``; EPSG:4326.
    register : Register
        For names; knows every unit of ``units``.

    Returns
    -------
    joined : pandas.DataFrame
        The same rows in the same order with ``province_code``, ``unit_id`` and ``join_basis``
        filled as the module says; null where there is none.
    disagreements : pandas.DataFrame
        One row an event whose point or named district is not in its province, columns
        ``DISAGREEMENT_COLUMNS``: ``stated`` is the province that the source states, ``by_point``
        the one that holds the point (null if none does), ``by_name`` those (";" between them) in
        which the register has the named district if the event's own has none such,
        ``km_to_stated`` kilometres from the point to the stated province (0 inside, null if
        either is missing).

    Raises
    ------
    FrontmapError
        If polygons are not in EPSG:4326, a unit has two, or the register does not know one.
    """
    require_wgs84(units, "units")
    require_wgs84(provinces, "provinces")
    _check_known(units, provinces, register)

    lon, lat = _points(events)
    places_unit = ~events["location_precision"].isin(_WITHOUT_UNIT).to_numpy()
    stated = _stated_provinces(events, register)
    point_province = _take(provinces.index, locate(lon, lat, provinces.geometry.to_numpy()))
    province = _first_known(stated, point_province)

    by_name, elsewhere = _named_units(events, province, np.isfinite(lon), register)
    by_name[~places_unit] = None
    name_province = _lookup(by_name, register.frame["province_code"])
    province = _first_known(province, name_province)

    by_point = _units_by_point(lon, lat, province, units)
    by_point[~places_unit | _known(elsewhere)] = None

    basis = np.select(
        [_known(found) for found in (by_name, by_point, stated, point_province)],
        ["name", "point", "name", "point"],
        "none",
    )
    joined = events.assign(
        province_code=_text(province, events.index),
        unit_id=_text(_first_known(by_name, by_point), events.index),
        join_basis=_text(basis, events.index),
    )
    listed = pd.DataFrame(
        {
            "event_id": events["event_id"].to_numpy(),
            "location_precision": events["location_precision"].to_numpy(),
            "stated": _text(stated),
            "by_point": _text(point_province),
            "by_name": _text(elsewhere),
            "lon": lon,
            "lat": lat,
        }
    )
    return joined, _disagreements(listed, provinces)


def _check_known(units: gpd.GeoDataFrame, provinces: gpd.GeoDataFrame, register: Register) -> None:
    unknown = [str(u) for u in units.index.difference(register.frame.index)]
    if unknown:
        raise FrontmapError(
            f"The register knows no unit {', '.join(unknown[:5])} "
            f"({len(unknown)} of {len(units)} polygons): give polygons whose unit_id it has."
        )
    if not units.index.is_unique or not provinces.index.is_unique:
        twice = [
            *units.index[units.index.duplicated()],
            *provinces.index[provinces.index.duplicated()],
        ]
        raise FrontmapError(
            f"{twice[0]} has more than one polygon: give one (multi)polygon a unit and a province."
        )
    codes = [str(c) for c in provinces.index if c not in register.province_names]
    if codes:
        raise FrontmapError(
            f"The register knows no province {', '.join(codes[:5])}: "
            f"it has {', '.join(register.province_names)}."
        )


def _points(events: pd.DataFrame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Longitudes and latitudes; NaN where there is none or it only stands for a country."""
    placed = events["location_precision"] != "country"
    lon, lat = (events[axis].where(placed).to_numpy(dtype="float64") for axis in ("lon", "lat"))
    return lon, lat


def _stated_provinces(events: pd.DataFrame, register: Register) -> NDArray[np.object_]:
    """Code of the stated province; each distinct text is matched once."""
    group, unique = pd.factorize(events["province_en"])
    found = [match_province(str(name), register.province_names) for name in unique]
    codes: NDArray[np.object_] = np.array([*found, None], dtype=object)
    return codes[group]  # -1, a null, takes the last


def _named_units(
    events: pd.DataFrame,
    province: NDArray[np.object_],
    has_point: NDArray[np.bool_],
    register: Register,
) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """Unit by the source's words, and where else the named district is; see `_unit_by_words`."""
    words = pd.DataFrame(
        {
            "province": province,
            "district": events["district_en"].to_numpy(dtype=object),
            "place": events["place_en"].to_numpy(dtype=object),
            "is_area": (events["location_precision"] == "district").to_numpy() | ~has_point,
        }
    )
    # The same words come again and again: match each combination once.
    group = words.groupby(list(words.columns), dropna=False, sort=False).ngroup().to_numpy()
    unique = words.iloc[np.unique(group, return_index=True)[1]]
    found = np.empty((len(unique), 2), dtype=object)
    for position, row in enumerate(unique.itertuples()):
        place = _word(row.place)
        found[position] = _unit_by_words(
            register, _word(row.province), _word(row.district), place, bool(row.is_area)
        )
    return found[group, 0], found[group, 1]


def _unit_by_words(
    register: Register,
    province: str | None,
    district: str | None,
    place: str | None,
    place_is_district: bool,
) -> tuple[str | None, str | None]:
    """The unit named, and the provinces that have the named district if this one has not."""
    at_place = _surely(register, place, province)
    if district is None:
        return (at_place if place_is_district else None), None
    named = register.match(district, province) if province else None
    unit_id = named.unit_id if named is not None else _surely(register, district, province)
    if unit_id is None:
        return None, ";".join(register.provinces_of(district)) or None
    if at_place is not None and register.frame["parent_unit_id"].get(at_place) == unit_id:
        return at_place, None
    return unit_id, None


def _surely(register: Register, name: str | None, province: str | None) -> str | None:
    """The unit of just this name or alias.

    Likeness would not do for a place, which is free text ("Panjwai to Maiwand"), nor for a name
    without a province.
    """
    match = register.match(name, province) if name else None
    return None if match is None or match.how == "fuzzy" else match.unit_id


def _units_by_point(
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    province: NDArray[np.object_],
    units: gpd.GeoDataFrame,
) -> NDArray[np.object_]:
    """The unit of the event's province whose polygon holds the point, else the nearest close by."""
    cell = _take(units.index, locate(lon, lat, units.geometry.to_numpy()))
    cell[_lookup(cell, units["province_code"]) != province] = None
    lost = ~_known(cell) & _known(province) & np.isfinite(lon) & np.isfinite(lat)
    for code in pd.unique(province[lost]):
        rows = np.flatnonzero(lost & (province == code))
        own = units[units["province_code"] == code]
        if len(own) > 0:
            position, km = nearest(lon[rows], lat[rows], own.geometry.to_numpy())
            close = km <= SNAP_KM
            cell[rows[close]] = own.index.to_numpy(dtype=object)[position[close]]
    return cell


def _disagreements(listed: pd.DataFrame, provinces: gpd.GeoDataFrame) -> pd.DataFrame:
    """The rows whose point or name contradicts the stated province, with the way to it."""
    comparable = listed[["stated", "lon", "lat"]].notna().all(axis="columns")
    astray = comparable & (listed["stated"] != listed["by_point"])
    out = listed[astray | listed["by_name"].notna()].copy()
    out["km_to_stated"] = np.nan
    for code, rows in out.dropna(subset=["lon", "lat"]).groupby("stated"):
        polygon = provinces.geometry[provinces.index == code].to_numpy()
        if len(polygon) > 0:
            _, km = nearest(rows["lon"], rows["lat"], polygon)
            out.loc[rows.index, "km_to_stated"] = km.round(1)
    return out.loc[:, list(DISAGREEMENT_COLUMNS)].reset_index(drop=True)


def _take(index: pd.Index, positions: NDArray[np.intp]) -> NDArray[np.object_]:
    """Labels at the positions; None at -1."""
    labels: NDArray[np.object_] = np.array([*index, None], dtype=object)
    return labels[positions]


def _lookup(keys: NDArray[np.object_], values: pd.Series) -> NDArray[np.object_]:
    """The value of each key; None for None and for a key that is not there."""
    return _take(pd.Index(values), values.index.get_indexer(pd.Index(keys, dtype=object)))


def _first_known(*choices: NDArray[np.object_]) -> NDArray[np.object_]:
    out = choices[0].copy()
    for choice in choices[1:]:
        missing = ~_known(out)
        out[missing] = choice[missing]
    return out


def _known(values: NDArray[np.object_]) -> NDArray[np.bool_]:
    known: NDArray[np.bool_] = ~pd.isna(values)
    return known


def _word(value: Any) -> str | None:
    """The text, or None for any null."""
    return value if isinstance(value, str) else None


def _text(values: NDArray[np.object_], index: pd.Index | None = None) -> pd.Series:
    return pd.Series(values, index=index, dtype="str")
