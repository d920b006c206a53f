"""A country made of squares, to write boundary files of any kind from.

Two provinces side by side, West (AF-WST) and East (AF-EST), each of four districts of half a
degree, about 50 km:

    W3 W4 | E3 E4      34.0 - 34.5 N
    W1 W2 | E1 E2      33.5 - 34.0 N
    60.0 .. 61.0 .. 62.0 E
"""

from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely import Geometry, box

from geodata.boundary_import import ImportedBoundaries, import_boundaries
from geodata.places.register import REGISTER_COLUMNS, Register

NAMES = {
    "AF9801": ("Ashkabad", "AF-WST", 60.0, 33.5),
    "AF9802": ("Bostan", "AF-WST", 60.5, 33.5),
    "AF9803": ("Chardara", "AF-WST", 60.0, 34.0),
    "AF9804": ("Dehrawud", "AF-WST", 60.5, 34.0),
    "AF9901": ("Ashkabad", "AF-EST", 61.0, 33.5),
    "AF9902": ("Fayzabad", "AF-EST", 61.5, 33.5),
    "AF9903": ("Ghormach", "AF-EST", 61.0, 34.0),
    "AF9904": ("Hazarjuft", "AF-EST", 61.5, 34.0),
}
PROVINCES = {"AF-WST": "West", "AF-EST": "East"}


def squares() -> gpd.GeoDataFrame:
    """The districts with the right id in ``unit_id`` and nothing else a maker would write."""
    rows = [(unit, *facts) for unit, facts in NAMES.items()]
    frame = pd.DataFrame(rows, columns=["unit_id", "name", "province_code", "x", "y"])
    shapes = [box(x, y, x + 0.5, y + 0.5) for x, y in zip(frame["x"], frame["y"], strict=True)]
    columns = frame[["unit_id", "name", "province_code"]]
    return gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4326")


def register() -> Register:
    """All eight units, each point in the middle of its square."""
    frame = squares()
    table = pd.DataFrame(
        {
            "unit_id": frame["unit_id"],
            "name_en": frame["name"],
            "province_code": frame["province_code"],
            "province_en": frame["province_code"].map(PROVINCES),
            "kind": "district",
            "lon": [NAMES[unit][2] + 0.25 for unit in frame["unit_id"]],
            "lat": [NAMES[unit][3] + 0.25 for unit in frame["unit_id"]],
        }
    )
    table = table.reindex(columns=list(REGISTER_COLUMNS))
    text = {c: "str" for c in REGISTER_COLUMNS if c not in ("lon", "lat", "area_km2")}
    return Register(table.astype(text | {"area_km2": "float64"}).set_index("unit_id"))


def provinces() -> gpd.GeoDataFrame:
    index = pd.Index(["AF-EST", "AF-WST"], name="province_code")
    names = {"name_en": ["East", "West"], "name_fa": ["شرق", "غرب"]}
    shapes = [box(61, 33.5, 62, 34.5), box(60, 33.5, 61, 34.5)]
    return gpd.GeoDataFrame(names, index=index, geometry=shapes, crs="EPSG:4326")


def cod_ab(frame: gpd.GeoDataFrame | None = None) -> gpd.GeoDataFrame:
    """The districts as COD-AB writes them."""
    frame = squares() if frame is None else frame
    return gpd.GeoDataFrame(
        {
            "ADM2_EN": frame["name"],
            "ADM2_PCODE": frame["unit_id"],
            "ADM1_EN": frame["province_code"].map(PROVINCES),
            "ADM1_PCODE": frame["unit_id"].str[:4],
            "ADM0_PCODE": "AF",
        },
        geometry=frame.geometry,
        crs=frame.crs,
    )


def named(frame: gpd.GeoDataFrame | None = None) -> gpd.GeoDataFrame:
    """The districts as geoBoundaries writes them: a name, and no province."""
    frame = squares() if frame is None else frame
    return gpd.GeoDataFrame(
        {"shapeName": frame["name"], "shapeGroup": "AFG", "shapeType": "ADM2"},
        geometry=frame.geometry,
        crs=frame.crs,
    )


def with_row(frame: gpd.GeoDataFrame, shape: Geometry | None, **values: Any) -> gpd.GeoDataFrame:
    """The frame and one more feature; columns not given are as in the first row."""
    row = frame.iloc[[0]].assign(**values).set_geometry([shape], crs=frame.crs)
    return gpd.GeoDataFrame(pd.concat([frame, row], ignore_index=True), crs=frame.crs)


def write(frame: gpd.GeoDataFrame, path: Path) -> Path:
    """Write a file of the kind that its suffix says."""
    if path.suffix == ".kml":
        frame.to_file(path, driver="KML", layer="squares")
    else:
        frame.to_file(path)
    return path


def take(path: Path, **options: Any) -> ImportedBoundaries:
    """Import into the country of squares."""
    here: dict[str, Any] = {
        "name": "test",
        "register": register(),
        "provinces": provinces(),
        "country": "AFG",
    }
    return import_boundaries(path, **(here | options))


def take_frame(frame: gpd.GeoDataFrame, folder: Path, **options: Any) -> ImportedBoundaries:
    return take(write(frame, folder / "made.gpkg"), **options)
