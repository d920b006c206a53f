"""Features to clean polygons, one a feature, with a list of everything that was wrong."""

from dataclasses import dataclass, field, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geodata.places.locate import WGS84

_POLYGONAL = (3, 6)  # GEOS's numbers of Polygon and MultiPolygon
_COLLECTION = 7

Listing = list[dict[str, Any]]


@dataclass(frozen=True)
class Cleaned:
    """Polygons and the faults of the features that they come from.

    Every feature is in ``features``, or once in ``duplicates``, ``empty`` or ``refused``.

    Attributes
    ----------
    features : geopandas.GeoDataFrame, EPSG:4326
        Valid two-dimensional (multi)polygons, index ``feature``, other columns as given.
    total : int
        How many features there were.
    repaired, duplicates, empty, refused : list of dict
        Each with ``feature`` (number) and ``name``; ``refused`` and ``repaired`` also ``reason``,
        ``duplicates`` also ``of`` (the feature that stays) and ``reason``.
    notes : list of str
        Sentences for the report.
    """

    features: gpd.GeoDataFrame
    total: int
    repaired: Listing = field(default_factory=list)
    duplicates: Listing = field(default_factory=list)
    empty: Listing = field(default_factory=list)
    refused: Listing = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def clean_features(
    raw: gpd.GeoDataFrame, closed: frozenset[int] = frozenset(), *, join_parts: bool = True
) -> Cleaned:
    """Make every feature one valid polygon, or list why not.

    Rings are repaired by `shapely.make_valid` with its structure method, which keeps what the
    rings enclose; of the result only areas stay. Parts of one unit that stand in several features
    (same name, same code) are joined.

    Parameters
    ----------
    raw : geopandas.GeoDataFrame, EPSG:4326
        Index ``feature``; geometries of any type, possibly missing, invalid or with Z; columns
        ``name`` and ``code_1`` ... (see `take_attributes`).
    closed : frozenset of int
        Features whose rings were closed in reading.
    join_parts : bool
        False where the features are to be joined to a higher level in any case.
    """
    out = Cleaned(raw, len(raw))
    shapes = raw.geometry.to_numpy().copy()
    present = _leave_out_empty(raw, shapes, out)
    with_z = int(shapely.has_z(shapes).sum())
    if with_z:
        out.notes.append(f"Heights (Z) of {with_z} features were dropped.")
    shapes = shapely.force_2d(shapes)
    areal = present & _leave_out_others(raw, shapes, present, out)
    _repair(raw, shapes, areal, closed, out)
    frame = raw.loc[areal].copy()
    frame = frame.set_geometry(gpd.GeoSeries(shapes[areal], frame.index, crs=WGS84))
    frame = _drop_twins(frame, out)
    return replace(out, features=_join_parts(frame, out) if join_parts else frame)


def label(name: object) -> str | None:
    """The name for a listing; None where there is none."""
    return name if isinstance(name, str) else None


def entry(feature: Any, name: object, **more: object) -> dict[str, Any]:
    """What a listing says of a feature: its number, its name and more."""
    return {"feature": int(feature), "name": label(name), **more}


def _leave_out_empty(
    raw: gpd.GeoDataFrame, shapes: NDArray[np.object_], out: Cleaned
) -> NDArray[np.bool_]:
    nothing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    out.empty.extend(entry(feature, name) for feature, name in raw.loc[nothing, "name"].items())
    return np.asarray(~nothing)


def _leave_out_others(
    raw: gpd.GeoDataFrame, shapes: NDArray[np.object_], present: NDArray[np.bool_], out: Cleaned
) -> NDArray[np.bool_]:
    """Refuse points, lines and impossible coordinates; take the areas out of collections."""
    keep = np.ones(len(shapes), dtype=bool)
    for position in np.flatnonzero(present):
        shape = shapes[position]
        kind = shapely.get_type_id(shape)
        fault = None
        if not np.isfinite(shapely.bounds(shape)).all() or not _all_finite(shape):
            fault = "its coordinates are not numbers"
        elif kind == _COLLECTION:
            shapes[position] = _areas(shape)
            fault = "its collection holds no polygon" if shapes[position].is_empty else None
            if fault is None:
                out.notes.append(
                    f"Of feature {raw.index[position]}, a collection of mixed geometries, "
                    "only the polygons were taken."
                )
        elif kind not in _POLYGONAL:
            fault = f"it is a {shape.geom_type} and not a polygon"
        if fault:
            keep[position] = False
            out.refused.append(_entry(raw, position, reason=fault))
    return keep


def _all_finite(shape: shapely.Geometry) -> bool:
    return bool(np.isfinite(shapely.get_coordinates(shape)).all())


def _areas(shape: shapely.Geometry) -> shapely.Geometry:
    """The polygons of a geometry as one (multi)polygon, those of nested collections too."""
    parts = shapely.get_parts(shape)
    while (shapely.get_type_id(parts) > _POLYGONAL[0]).any():
        parts = shapely.get_parts(parts)
    polygons = parts[shapely.get_type_id(parts) == _POLYGONAL[0]]
    return polygons[0] if len(polygons) == 1 else shapely.multipolygons(polygons)


def _repair(
    raw: gpd.GeoDataFrame,
    shapes: NDArray[np.object_],
    areal: NDArray[np.bool_],
    closed: frozenset[int],
    out: Cleaned,
) -> None:
    """Mend invalid rings in place; what then has no area is refused."""
    # A collection can hold polygons that overlap each other, so this comes after it.
    invalid = areal & ~shapely.is_valid(shapes)
    for position in np.flatnonzero(areal & (invalid | raw.index.isin(closed))):
        reason = "a ring was not closed"
        if invalid[position]:
            reason = shapely.is_valid_reason(shapes[position]).partition("[")[0].lower()
            mended = shapely.make_valid(shapes[position], method="structure", keep_collapsed=False)
            shapes[position] = _apart(_areas(mended))
        if shapes[position].area > 0:
            out.repaired.append(_entry(raw, position, reason=reason))
    flat = areal & (shapely.area(shapes) == 0)
    for position in np.flatnonzero(flat):
        out.refused.append(_entry(raw, position, reason="its rings enclose no area"))
    areal &= ~flat


def _apart(shape: shapely.Geometry) -> shapely.Geometry:
    """Dissolve parts that share an edge, which make_valid can leave side by side."""
    return shape if shape.is_valid else _areas(shapely.union_all(shapely.get_parts(shape)))


def _drop_twins(frame: gpd.GeoDataFrame, out: Cleaned) -> gpd.GeoDataFrame:
    """Of features with one and the same polygon, keep the first."""
    keys = pd.Series(shapely.to_wkb(shapely.normalize(frame.geometry.to_numpy())), frame.index)
    first = keys.groupby(keys).transform(lambda same: same.index[0])
    twins = frame.index[first.to_numpy() != frame.index.to_numpy()]
    for feature in twins:
        kept = frame["name"][first[feature]]
        same_name = label(kept) == label(frame["name"][feature])
        reason = "the same polygon" if same_name else f"the same polygon as {kept}, another name"
        told = entry(feature, frame["name"][feature], of=int(first[feature]), reason=reason)
        out.duplicates.append(told)
    return frame.drop(index=twins)


def _join_parts(frame: gpd.GeoDataFrame, out: Cleaned) -> gpd.GeoDataFrame:
    """Join the features of one unit: same name, same best code and no different ids."""
    codes = [column for column in frame.columns if column.startswith("code_")]
    if not codes:
        return frame
    code = frame[codes].bfill(axis="columns").iloc[:, 0]
    keys = code.str.cat([frame["name"], frame["maker_id"].fillna("")], sep="\n")
    several = keys[keys.notna() & keys.duplicated(keep=False)]
    shapes = frame.geometry.copy()
    gone: list[int] = []
    for features in several.groupby(several).groups.values():
        first, *others = list(features)
        shapes[first] = _areas(shapely.union_all(shapes.loc[features].to_numpy()))
        gone.extend(others)
        reason = "another part of the same unit, joined to it"
        out.duplicates.extend(
            entry(other, frame["name"][other], of=int(first), reason=reason) for other in others
        )
    return frame.set_geometry(shapes).drop(index=gone)


def join_levels(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Join features of a deeper level to those of the level whose attributes they carry.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Clean polygons whose ``name``, ``code_1`` ... and parents are those of the wanted level.

    Returns
    -------
    geopandas.GeoDataFrame
        One row a unit (same codes, name and parent), index its first feature.
    """
    by = [c for c in frame.columns if "code_" in c] + ["name", "parent_name"]
    groups = frame.groupby(by, dropna=False, sort=False).ngroup()
    first = frame.loc[~groups.duplicated()]
    # A feature stays where it is; its fellows are added to its polygon.
    shapes = frame.geometry.groupby(groups.to_numpy()).agg(
        lambda same: _areas(shapely.union_all(same.to_numpy()))
    )
    return first.set_geometry(gpd.GeoSeries(shapes.to_numpy(), first.index, crs=WGS84))


def _entry(raw: gpd.GeoDataFrame, position: int | np.integer[Any], **more: str) -> dict[str, Any]:
    return entry(raw.index[position], raw["name"].iloc[position], **more)
