"""Boundary sets: named polygons for the units and provinces, and what lies around them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geodata.vocabulary import table

if TYPE_CHECKING:  # who only asks what a set is called should not wait for it
    import geopandas as gpd

APPROXIMATE: Final = "approximate"
PROVINCES_FILE: Final = "provinces.geojson"
CELLS_FILE: Final = "cells.geojson"
NEIGHBOURS_FILE: Final = "neighbours.geojson"

DEFAULT_SETS: Final[Mapping[str, Mapping[str, Any]]] = table("embedded")["boundaries"]
"""The boundary sets of a dataset whose manifest names none."""


@dataclass(frozen=True)
class BoundarySet:
    """Polygons of one set, all in EPSG:4326 (lon/lat degrees).

    Attributes
    ----------
    name : str
        The word in queries and files, such as ``approximate``.
    label : str
        The same for people.
    approximate : bool
        True when the unit polygons were computed and not surveyed; whatever shows them says so.
    units : geopandas.GeoDataFrame
        Index ``unit_id``, sorted; columns ``province_code``, ``geometry``.
    provinces : geopandas.GeoDataFrame
        Index ``province_code``, sorted; columns ``name_en``, ``name_fa``, ``geometry``.
    neighbours : geopandas.GeoDataFrame
        Countries around, for the background; columns ``name_en``, ``iso`` (alpha-2, "" if none),
        ``geometry``.
    attribution : str
        Source and licence, to be printed with the map.
    """

    name: str
    label: str
    approximate: bool
    units: gpd.GeoDataFrame
    provinces: gpd.GeoDataFrame
    neighbours: gpd.GeoDataFrame
    attribution: str


@dataclass(frozen=True)
class SetFiles:
    """Where the polygons of a set lie: GeoJSON, or GeoParquet for the full detail."""

    units: Path
    provinces: Path
    neighbours: Path

    @classmethod
    def of(cls, folder: Path) -> SetFiles:
        """The files of the embedded set in a folder."""
        return cls(folder / CELLS_FILE, folder / PROVINCES_FILE, folder / NEIGHBOURS_FILE)


def load_boundary_set(
    folder: Path | str,
    *,
    name: str = APPROXIMATE,
    entry: Mapping[str, Any] = DEFAULT_SETS[APPROXIMATE],
    files: SetFiles | None = None,
) -> BoundarySet:
    """Read a boundary set of a dataset, by default ``approximate``.

    Parameters
    ----------
    folder : pathlib.Path or str
        The dataset's folder, with ``provinces.geojson``, ``cells.geojson`` and
        ``neighbours.geojson`` (RFC 7946, so lon/lat in WGS84).
    name : str
        The set's name.
    entry : mapping
        What the manifest says of it: ``label``, ``approximate``, ``attribution``.
    files : SetFiles, optional
        Its files, where they are not the embedded ones.

    Returns
    -------
    BoundarySet

    Raises
    ------
    FrontmapError
        If a file is missing or broken; the message names the file and the remedy.
    """
    # It brings geopandas.
    from geodata.places.polygons import broken, indexed, read_polygons

    files = SetFiles.of(Path(folder)) if files is None else files
    provinces = read_polygons(files.provinces, ("province_code", "name_en", "name_fa"))
    units = read_polygons(files.units, ("unit_id", "province_code"))
    boundaries = BoundarySet(
        name=name,
        label=str(entry["label"]),
        approximate=bool(entry["approximate"]),
        units=indexed(units, "unit_id", files.units),
        provinces=indexed(provinces, "province_code", files.provinces),
        neighbours=read_polygons(files.neighbours, ("name_en", "iso"), may_be_empty=True),
        attribution=str(entry["attribution"]),
    )
    unknown = set(boundaries.units["province_code"]) - set(boundaries.provinces.index)
    if unknown:
        raise broken(
            files.units,
            f"it names the province {min(unknown)}, which {files.provinces.name} does not have",
        )
    return boundaries
