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
   it takes the nearest cell of that province within ``SNAP_KM``. Basis ``point``. A point further
   than ``ABROAD_KM`` from every province is in another country, whatever its names are like.
4. No unit. A district that the register knows, but in another province than the stated one
   (Gizab, said to be in Daykundi), is not the district whose cell of the stated province happens
   to hold the point; the unit stays empty. So it does for events located only to a province or a
   country. Basis ``name`` if the stated province placed the event, ``point`` if the polygon did,
   ``none`` if nothing did.

An event that its source says to be of another country is placed by its point alone, if that lies
inside (basis ``point``): Charsadda is no spelling of Chaghcharan. Else it has no place, basis ``none``.

In a register whose units are the provinces themselves, the province found is the unit.

``join_basis`` thus names what the finest level found rests on. Where that is the point, and it
lies near a border of the polygon that it decided for, ``near_border`` says so: the lines are not
good enough to decide it; so it does for a point just outside that nothing placed. Events whose point lies outside their stated province, or whose district
the register has in another one, are listed.
"""

from collections.abc import Iterator

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.errors import FrontmapError
from geodata.places.borders import NEAR_KM, near_border
from geodata.places.join_names import Names, Positions, named_units, names_of, provinces_of_events
from geodata.places.locate import locate, nearest, require_wgs84
from geodata.places.register import Register
from geodata.vocabulary import table

SNAP_KM = 10.0
"""Kilometres within which a point just outside its stated province takes that province's cell.

Outlines drawn at 1:10 million are a few kilometres off; a point further away is a wrong point.
"""

ABROAD_KM = 200.0
"""Kilometres from every province beyond which names mean places of another country.

Sudan and Ghana both have a Northern; no slip of the hand puts a point of one into the other.
"""

DISAGREEMENT_COLUMNS: tuple[str, ...] = table("columns")["disagreements"]

_WITHOUT_UNIT = ("province", "country")
_BASES = pd.Index(["name", "point", "none"])
_NAME, _POINT, _NONE = range(3)


def join_events(
    events: pd.DataFrame,
    units: gpd.GeoDataFrame,
    provinces: gpd.GeoDataFrame,
    register: Register,
    foreign: NDArray[np.bool_] | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give every event its province and unit.

    Parameters
    ----------
    events : pandas.DataFrame
        In the event schema; ``lon`` and ``lat`` in degrees (EPSG:4326). What the join's columns
        hold already is replaced.
    units : geopandas.GeoDataFrame
        Polygons indexed by ``unit_id``; EPSG:4326. They may be fewer than the register's units:
        the others are found by name only.
    provinces : geopandas.GeoDataFrame
        Polygons indexed by ``province_code``; EPSG:4326.
    register : Register
        For names; knows every unit of ``units``.
    foreign : numpy.ndarray of bool, optional
        Events whose source says that they are of another country; none by default.

    Returns
    -------
    joined : pandas.DataFrame
        The same rows in the same order with ``province_code``, ``unit_id``, ``join_basis`` and
        ``near_border`` filled as the module says; null where there is no province or unit.
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

    names = names_of(register)
    own = names.province_of[np.append(names.units.get_indexer(units.index), -1)]
    lon, lat = _points(events)
    has_point = np.isfinite(lon) & np.isfinite(lat)
    places_unit = ~events["location_precision"].isin(_WITHOUT_UNIT).to_numpy()
    foreign = np.zeros(len(events), dtype=bool) if foreign is None else foreign
    stated = np.where(foreign, -1, provinces_of_events(events, names))
    outline = locate(lon, lat, provinces.geometry.to_numpy())
    by_outline = _renumbered(outline, provinces.index, names.provinces)
    outside = np.flatnonzero(has_point & (outline < 0))  # of two layers that do not quite fit
    by_outline[outside] = own[locate(lon[outside], lat[outside], units.geometry.to_numpy())]
    km_outside = _km_outside(lon, lat, has_point & (by_outline < 0), provinces)
    abroad = km_outside > ABROAD_KM
    province = _first(np.where(abroad, -1, stated), by_outline)

    by_name, elsewhere = named_units(events, province, has_point, names)
    by_name[~places_unit | abroad | foreign | (names.whole_province[province] >= 0)] = -1
    province = _first(province, names.province_of[by_name])
    whole = names.whole_province[province]
    elsewhere = elsewhere.mask((whole >= 0) | foreign)

    open_ = places_unit & has_point & (by_name < 0) & (whole < 0) & elsewhere.isna().to_numpy()
    cell = _cells(lon, lat, np.where(open_, province, -1), units, own)
    by_cell = _renumbered(cell, units.index, names.units)

    by_point = (cell >= 0) | ((by_name < 0) & (stated < 0) & (by_outline >= 0))
    basis = np.select([by_point, province >= 0], [_POINT, _NAME], _NONE)
    near = near_border(lon, lat, units.geometry.to_numpy(), cell)
    without_cell = np.where(by_point & (cell < 0), outline, -1)
    near |= near_border(lon, lat, provinces.geometry.to_numpy(), without_cell)
    near |= (basis == _NONE) & (km_outside <= NEAR_KM)  # of which country, the line cannot say
    joined = events.assign(
        province_code=_labels(province, names.provinces, events.index),
        unit_id=_labels(_first(whole, by_name, by_cell), names.units, events.index),
        join_basis=_labels(basis, _BASES, events.index),
        near_border=near,
    )
    astray = has_point & (stated >= 0) & (stated != by_outline)
    rows = np.flatnonzero(astray | elsewhere.notna().to_numpy())
    listed = events.iloc[rows].loc[:, ["event_id", "location_precision"]].reset_index(drop=True)
    km = _km_to(stated[rows], lon[rows], lat[rows], provinces, names)
    return joined, listed.assign(
        stated=_labels(stated[rows], names.provinces),
        by_point=_labels(by_outline[rows], names.provinces),
        by_name=elsewhere.iloc[rows].reset_index(drop=True),
        km_to_stated=km.round(1),
    )


def _km_outside(
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    outside: NDArray[np.bool_],
    provinces: gpd.GeoDataFrame,
) -> NDArray[np.float64]:
    """Kilometres from the points outside all provinces to the nearest; NaN for the others."""
    km = np.full(len(lon), np.nan)
    rows = np.flatnonzero(outside)
    if len(rows) and len(provinces):
        _, km[rows] = nearest(lon[rows], lat[rows], provinces.geometry.to_numpy())
    return km


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


def _cells(
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    province: Positions,
    units: gpd.GeoDataFrame,
    own: Positions,
) -> Positions:
    """Position in ``units`` of the cell of the event's province that holds the point.

    Outside of all of them the nearest within `SNAP_KM` is taken. -1 where there is none, or no
    province is given. ``own`` holds the province of each polygon, and -1 at the end.
    """
    shapes = units.geometry.to_numpy()
    cell = np.full(lon.shape, -1, dtype=np.intp)
    asked = np.flatnonzero(province >= 0)
    cell[asked] = locate(lon[asked], lat[asked], shapes)
    found = own[cell] == province
    cell[~found] = -1
    there = ~(units.geometry.isna() | units.geometry.is_empty).to_numpy()
    for code, rows in _groups(province, asked[~found[asked]]):
        choice = np.flatnonzero(there & (own[:-1] == code))
        if choice.size > 0:
            position, km = nearest(lon[rows], lat[rows], shapes[choice])
            cell[rows] = np.where(km <= SNAP_KM, choice[position], -1)
    return cell


def _km_to(
    province: Positions,
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    provinces: gpd.GeoDataFrame,
    names: Names,
) -> NDArray[np.float64]:
    """Kilometres from each point to its province; NaN where either is missing."""
    km = np.full(lon.shape, np.nan)
    outlines = provinces.geometry[~(provinces.geometry.isna() | provinces.geometry.is_empty)]
    measurable = (province >= 0) & np.isfinite(lon) & np.isfinite(lat)
    for code, rows in _groups(province, np.flatnonzero(measurable)):
        outline = outlines[outlines.index == names.provinces[code]].to_numpy()
        if len(outline) > 0:
            km[rows] = nearest(lon[rows], lat[rows], outline)[1]
    return km


def _groups(values: Positions, rows: Positions) -> Iterator[tuple[int, Positions]]:
    """The rows of each value."""
    order = rows[np.argsort(values[rows], kind="stable")]
    distinct, starts = np.unique(values[order], return_index=True)
    yield from zip(distinct.tolist(), np.split(order, starts[1:]), strict=False)


def _renumbered(positions: Positions, index: pd.Index, known: pd.Index) -> Positions:
    """Positions in one index as positions of the same labels in another; -1 stays."""
    return np.append(known.get_indexer(index), -1)[positions]


def _first(*choices: Positions) -> Positions:
    """The first of each row's choices that is not -1."""
    return np.select([choice >= 0 for choice in choices], choices, -1)


def _labels(positions: Positions, labels: pd.Index, index: pd.Index | None = None) -> pd.Series:
    """Labels at the positions, null at -1."""
    texts = labels.astype("str").array.take(positions, allow_fill=True)
    return pd.Series(texts, index=index, dtype="str")
