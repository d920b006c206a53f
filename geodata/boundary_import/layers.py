"""From matched features to the layers of a boundary set: full for joins, light for drawing."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.boundary_import.display import Display, display_copy
from geodata.boundary_import.measure import union
from geodata.errors import FrontmapError
from geodata.places.cells import Cells, thiessen_cells
from geodata.places.coverage import Polygons, areas_of, faces_between, union_by
from geodata.places.locate import WGS84, nearest
from geodata.places.register import Register

ASTRAY_KM = 50.0
"""A unit whose point is further off its province than this gets no cell."""
_CELL_GRID_DEG = 1e-6
# What a small province (a city) leaves room for.
_CLEARANCES_M = (250.0, 50.0, 10.0)


@dataclass(frozen=True)
class SetLayers:
    """The four layers of a boundary set, EPSG:4326.

    Attributes
    ----------
    units, units_display : geopandas.GeoDataFrame
        Index ``unit_id``, sorted; ``province_code``, ``geometry``.
    provinces, provinces_display : geopandas.GeoDataFrame
        Index ``province_code``, sorted; ``geometry``.
    display_bytes : int
        Both light layers as GeoJSON after gzip.
    notes : list of str
        Sentences for the report.
    """

    units: gpd.GeoDataFrame
    units_display: gpd.GeoDataFrame
    provinces: gpd.GeoDataFrame
    provinces_display: gpd.GeoDataFrame
    display_bytes: int
    notes: list[str]


def unit_layers(
    features: gpd.GeoDataFrame, unit_ids: pd.Series, province_codes: pd.Series
) -> SetLayers:
    """Make the layers of features that are units.

    Parameters
    ----------
    features : geopandas.GeoDataFrame, EPSG:4326
        Clean polygons.
    unit_ids, province_codes : pandas.Series of str
        By feature. A feature without a unit, but in a province, still counts as land of it.
    """
    shapes = features.geometry.to_numpy()
    units = unit_ids.reindex(features.index).astype("str")
    provinces = province_codes.reindex(features.index).astype("str")
    ids = [unit if isinstance(unit, str) else f"feature {f}" for f, unit in units.items()]
    groups = [code if isinstance(code, str) else None for code in provinces]
    light = display_copy(shapes, ids, groups)
    names = features["name"].fillna("").to_numpy()
    notes = [_what_was_left_out(light.tolerance_m)]
    if light.alone:
        notes.append(
            "These lie within others and overlap them in the copy for drawing too: "
            f"{', '.join(names[light.alone][:10])}."
        )
    return _layers(shapes, light, units, provinces, notes)


def cell_layers(outlines: gpd.GeoDataFrame, register: Register) -> SetLayers:
    """Make the layers of a file of provinces: units are approximate cells inside them.

    Parameters
    ----------
    outlines : geopandas.GeoDataFrame, EPSG:4326
        Clean polygons, index ``province_code`` (codes of the register).
    register : Register
        Its units' points are the seeds; a point outside of its province is moved into it as in
        the embedded dataset, unless it is more than `ASTRAY_KM` off.
    """
    notes: list[str] = []
    points = _seeds(outlines, register, notes)
    empty = outlines.index.difference(points["province_code"])
    fitted = _fitted(outlines.drop(index=empty))
    cells = _cells(points, fitted)
    if len(cells.moved):
        names = register.frame["name_en"].loc[cells.moved.index]
        km = cells.moved["distance_m"] / 1000
        moved = [f"{name} ({way:.1f} km)" for name, way in zip(names, km, strict=True)]
        notes.append(
            "The points of these units lie outside of their province, or too near to its border "
            f"or to another, and were moved to make their cells: {', '.join(moved)}."
        )
    units = cells.units.sort_index()
    shapes = units.geometry.to_numpy()
    light = display_copy(shapes, list(units.index), list(units["province_code"]))
    notes.append(_what_was_left_out(light.tolerance_m))
    ids = pd.Series(units.index, units.index)
    return _layers(shapes, light, ids, units["province_code"], notes)


def _layers(
    shapes: Polygons, light: Display, ids: pd.Series, codes: pd.Series, notes: list[str]
) -> SetLayers:
    return SetLayers(
        _units(shapes, ids, codes),
        _units(light.shapes, ids, codes),
        _provinces(shapes, codes),
        _provinces(light.shapes, codes),
        light.bytes,
        notes,
    )


def _what_was_left_out(tolerance_m: float) -> str:
    if tolerance_m == 0:
        return "The copy for drawing has all detail."
    return f"The copy for drawing leaves out detail below about {tolerance_m:.0f} m."


def _units(shapes: Polygons, unit_ids: pd.Series, province_codes: pd.Series) -> gpd.GeoDataFrame:
    known = unit_ids.notna().to_numpy()
    index = pd.Index(unit_ids[known].to_numpy(dtype=object), dtype="str", name="unit_id")
    codes = pd.Series(province_codes[known].to_numpy(dtype=object), index, dtype="str")
    frame = gpd.GeoDataFrame({"province_code": codes}, geometry=shapes[known], crs=WGS84)
    return frame.sort_index()


def _provinces(shapes: Polygons, province_codes: pd.Series) -> gpd.GeoDataFrame:
    groups = pd.Series(range(len(shapes))).groupby(province_codes.to_numpy(dtype=object)).groups
    outlines = [union(shapes[own.to_numpy()]) for own in groups.values()]
    index = pd.Index(list(groups), dtype="str", name="province_code")
    return gpd.GeoDataFrame(geometry=outlines, index=index, crs=WGS84).sort_index()


def _seeds(outlines: gpd.GeoDataFrame, register: Register, notes: list[str]) -> gpd.GeoDataFrame:
    """Points of the units whose province is in the file and not far from them."""
    frame = register.frame.sort_index()
    frame = frame[frame["province_code"].isin(outlines.index)]
    keep = pd.Series(data=True, index=frame.index)
    for code, shape in zip(outlines.index, outlines.geometry, strict=True):
        own = frame[frame["province_code"] == code]
        if own.empty:
            continue
        _, km = nearest(own["lon"], own["lat"], [shape])
        keep.loc[own.index] = km <= ASTRAY_KM
    if not keep.all():
        named = [f"{frame['name_en'][u]} ({u})" for u in frame.index[~keep]]
        notes.append(
            f"More than {ASTRAY_KM:.0f} km outside of their province in this file, and so without "
            f"a polygon: {', '.join(named)}."
        )
    frame = frame[keep]
    points = gpd.points_from_xy(frame["lon"], frame["lat"])
    return gpd.GeoDataFrame(frame[["province_code"]], geometry=points, crs=WGS84)


def _fitted(outlines: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The provinces with common borders, as cells need them; slivers go to one side."""
    shapes = outlines.geometry.to_numpy()
    if not shapely.coverage_is_valid(shapes):
        with np.errstate(invalid="ignore"):  # GEOS measures empty rings and NumPy hears of it
            shapes = shapely.coverage_clean(shapes, merge_strategy="min_area")
    faces = faces_between(list(shapely.boundary(shapes)), _CELL_GRID_DEG)
    owners = areas_of(faces, shapes, _CELL_GRID_DEG)
    joined = union_by(faces[owners.index], owners.to_numpy())
    lost = [str(code) for i, code in enumerate(outlines.index) if i not in joined.index]
    if lost:
        raise FrontmapError(
            f"The province {lost[0]} lies wholly within another in this file: "
            "give provinces that do not overlap."
        )
    geometry = joined.loc[range(len(outlines))].set_axis(outlines.index)
    return outlines.set_geometry(gpd.GeoSeries(geometry, crs=WGS84))


def _cells(points: gpd.GeoDataFrame, outlines: gpd.GeoDataFrame) -> Cells:
    for clearance_m in _CLEARANCES_M[:-1]:
        try:
            return thiessen_cells(
                points, outlines, grid_deg=_CELL_GRID_DEG, clearance_m=clearance_m
            )
        except FrontmapError:
            continue
    return thiessen_cells(points, outlines, grid_deg=_CELL_GRID_DEG, clearance_m=_CLEARANCES_M[-1])
