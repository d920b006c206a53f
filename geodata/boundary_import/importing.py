"""The import of a boundary file: read, clean, match or make a register, simplify, report."""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from geodata.boundary_import.columns import Columns, find_columns, take_attributes
from geodata.boundary_import.country import choose_country, country_of_register
from geodata.boundary_import.fetch import source_path
from geodata.boundary_import.layers import SetLayers, cell_layers, unit_layers
from geodata.boundary_import.match import Candidate, Matching, match_units
from geodata.boundary_import.match_provinces import match_provinces
from geodata.boundary_import.own_register import make_register
from geodata.boundary_import.read import RawFeatures, read_features
from geodata.boundary_import.repair import Cleaned, clean_features, join_levels
from geodata.boundary_import.report import make_report
from geodata.errors import FrontmapError
from geodata.places.register import Register


@dataclass(frozen=True)
class ImportedBoundaries:
    """A boundary set made from a file, all in EPSG:4326.

    Attributes
    ----------
    name, label : str
        The word in queries, and the same for people.
    level : int
        1 if the file has provinces, 2 or more if it has units.
    country : str
        Alpha-3.
    approximate : bool
        True if the unit polygons were computed and not surveyed.
    attribution : str
        Source and licence.
    units, units_display : geopandas.GeoDataFrame
        Index ``unit_id``, sorted; ``province_code``, ``geometry``: with all detail, and
        simplified as one coverage.
    provinces, provinces_display : geopandas.GeoDataFrame
        Index ``province_code``, sorted; ``name_en``, ``name_fa``, ``geometry``.
    register : pandas.DataFrame or None
        The register made from the file; None if the file was matched to the one given.
    report : dict
        See `geodata.boundary_import.report`.
    """

    name: str
    label: str
    level: int
    country: str
    approximate: bool
    attribution: str
    units: gpd.GeoDataFrame
    units_display: gpd.GeoDataFrame
    provinces: gpd.GeoDataFrame
    provinces_display: gpd.GeoDataFrame
    register: pd.DataFrame | None
    report: dict[str, Any]


def import_boundaries(  # noqa: PLR0913
    path: Path | str,
    *,
    name: str,
    level: int | None = None,
    name_field: str | None = None,
    code_field: str | None = None,
    crs: str | None = None,
    layer: str | None = None,
    register: Register | None,
    provinces: gpd.GeoDataFrame | None,
    country: str | None,
) -> ImportedBoundaries:
    """Make a boundary set from a file of others.

    Parameters
    ----------
    path : pathlib.Path or str
        GeoJSON, TopoJSON, shapefile (also zipped), GeoPackage, KML, FlatGeobuf, GeoParquet or
        anything else that GDAL reads.
    name : str
        Of the new set.
    level : int, optional
        1 for provinces, 2 for districts; by default what the file has. A file of districts that
        names their provinces is joined to provinces for level 1.
    name_field, code_field : str, optional
        Columns with names and codes, where the maker's are not known.
    crs : str, optional
        Reference system of the coordinates, whatever the file states.
    layer : str, optional
        Where the file has several.
    register : Register or None
        To match the file's features to. A file of another country, or of districts where the
        register only has provinces, gets a register of its own.
    provinces : geopandas.GeoDataFrame or None, EPSG:4326
        Of the register's country (without a register: of ``country``), index ``province_code``
        with ``name_en`` and ``name_fa``: for features that do not state their province.
    country : str or None
        Alpha-3 code of the register's country; without a register, the country to take from the
        file.

    Returns
    -------
    ImportedBoundaries

    Raises
    ------
    FrontmapError
        One sentence: what is wrong, where, what would be right.
    """
    path = Path(path)
    raw = read_features(path, layer=layer, level=level, crs=crs)
    fields = {"name_field": name_field, "code_field": code_field}
    columns = find_columns(raw.frame, path.name, level=level, **fields)
    known = country or (None if register is None else country_of_register(register))
    features, found, notes = choose_country(
        take_attributes(raw.frame, columns), known, path.name, asked=register is None
    )
    home = register if found == known else None
    if home is not None and level is None and columns.level > 2 and not _provinces_only(home):
        # The register's units are districts: deeper features are joined to them.
        columns = find_columns(raw.frame, path.name, level=2, **fields)
        features = take_attributes(raw.frame, columns).loc[features.index]
    cleaned = _clean(raw, features, columns, notes, path)
    source = _Source(columns, found, _attribution(path, columns), path.name)
    around = provinces if found == known else None
    if home is not None and (columns.level == 1 or not _provinces_only(home)):
        made = _matched(cleaned.features, source, home, around)
    else:
        made = _registered(cleaned.features, source, around)
    used = home if made.register is None else Register(made.register)
    assert used is not None  # noqa: S101 - one of the two was just used
    report = make_report(raw, cleaned, made.matching, made.layers, used)
    return ImportedBoundaries(
        name=name,
        label=_label(path, columns),
        level=columns.level,
        country=found,
        approximate=made.approximate,
        attribution=source.attribution,
        units=made.layers.units,
        units_display=made.layers.units_display,
        provinces=_with_names(made.layers.provinces, made.provinces),
        provinces_display=_with_names(made.layers.provinces_display, made.provinces),
        register=made.register,
        report=report,
    )


@dataclass(frozen=True)
class _Source:
    """What is known of the file."""

    columns: Columns
    country: str
    attribution: str
    file: str


@dataclass(frozen=True)
class _Made:
    """What became of the features."""

    layers: SetLayers
    matching: Matching
    provinces: pd.DataFrame
    register: pd.DataFrame | None = None
    approximate: bool = False


def _provinces_only(register: Register) -> bool:
    """Tell whether the register's units are its provinces, as level 1 of a country makes it."""
    return bool((register.frame.index == register.frame["province_code"]).all())


def _clean(
    raw: RawFeatures, features: pd.DataFrame, columns: Columns, notes: list[str], path: Path
) -> Cleaned:
    shapes = raw.frame.geometry.loc[features.index]
    deeper = columns.level < columns.deepest
    cleaned = clean_features(
        gpd.GeoDataFrame(features, geometry=shapes), raw.closed, join_parts=not deeper
    )
    frame = cleaned.features
    if frame.empty:
        raise FrontmapError(
            f"{path.name} has no polygon among its {len(features)} features: "
            "give a file with the outlines of provinces or districts."
        )
    if deeper:
        frame = join_levels(frame)
        notes.append(
            f"The file is of level {columns.deepest}: its {len(cleaned.features)} polygons were "
            f"joined to {len(frame)} of level {columns.level}."
        )
    return replace(cleaned, features=frame, notes=notes + cleaned.notes)


def _matched(
    features: gpd.GeoDataFrame,
    source: _Source,
    register: Register,
    provinces: gpd.GeoDataFrame | None,
) -> _Made:
    """Match the features to the register; of provinces, make cells inside them."""
    of_provinces = source.columns.level == 1
    matching = (
        match_provinces(features, register)
        if of_provinces
        else match_units(features, register, provinces)
    )
    if not matching.found:
        raise FrontmapError(
            f"None of the {len(features)} polygons of {source.file} is a "
            f"{'province' if of_provinces else 'unit'} of the register: if it is of another "
            "country, say which (--country)."
        )
    cells = of_provinces and not _provinces_only(register)
    ids = pd.Series({f: c.unit_id for f, c in matching.found.items()}, dtype="str")
    if cells:
        outlines = features.loc[ids.index].set_index(pd.Index(ids, name="province_code"))
        layers = cell_layers(outlines.sort_index(), register)
    else:
        layers = unit_layers(features, ids, matching.provinces)
    names = pd.DataFrame({"name_en": pd.Series(register.province_names, dtype="str")})
    persian = None if provinces is None else provinces.get("name_fa")
    names["name_fa"] = None if persian is None else persian.reindex(names.index)
    left = [f"{names['name_en'][c]} ({c})" for c in names.index.difference(layers.provinces.index)]
    if left:
        matching.notes.append(f"No outline in this file for the provinces {', '.join(left)}.")
    return _Made(layers, matching, names, approximate=cells)


def _registered(
    features: gpd.GeoDataFrame, source: _Source, provinces: gpd.GeoDataFrame | None
) -> _Made:
    """Make the register from the features."""
    own = make_register(
        features,
        level=source.columns.level,
        country=source.country,
        source=source.attribution,
        provinces=provinces,
    )
    layers = unit_layers(features, own.unit_ids, own.province_codes)
    found = {
        feature: Candidate(feature, str(unit), "exact", 100.0, 0.0, stands=True)
        for feature, unit in zip(own.unit_ids.index.tolist(), own.unit_ids, strict=True)
    }
    matching = Matching(found, own.province_codes, [], own.notes)
    return _Made(layers, matching, own.provinces, own.frame)


def _label(path: Path, columns: Columns) -> str:
    return f"{columns.label or path.stem}, level {columns.level}"


def _attribution(path: Path, columns: Columns) -> str:
    """As kept beside a fetched file, else the maker's usual."""
    try:
        kept = json.loads(source_path(path).read_text(encoding="utf-8"))["attribution"]
    except (OSError, ValueError, KeyError, TypeError):
        return columns.attribution
    return str(kept)


def _with_names(outlines: gpd.GeoDataFrame, names: pd.DataFrame) -> gpd.GeoDataFrame:
    named = names.reindex(outlines.index)[["name_en", "name_fa"]].astype("str")
    return gpd.GeoDataFrame(named, geometry=outlines.geometry, crs=outlines.crs)
