"""A small boundary file in which everything that a report tells of happens once."""

from pathlib import Path

import geopandas as gpd
from shapely import MultiPolygon, Polygon, box

BOW_TIE = Polygon([(62.0, 34.0), (62.5, 34.5), (62.5, 34.0), (62.0, 34.5)])
SHAPES = {
    "Guzara": box(61.5, 34.0, 62.0, 35.0),
    "Pashtun Zarghan": box(61.9, 34.0, 63.0, 34.6),  # by likeness; overlaps Guzara
    "Kushk": BOW_TIE,
    "Nowhere at all": box(63.0, 34.0, 63.5, 35.0),
    "Obe": MultiPolygon(),
}


def write_faulty_polygons(path: Path) -> Path:
    """Write districts of Herat: one well, one misspelt, mended, unknown, empty, and one again."""
    names = [*SHAPES, "Guzara"]
    frame = gpd.GeoDataFrame(
        {"ADM0_PCODE": "AF", "ADM1_EN": "Herat", "ADM2_EN": names},
        geometry=[*SHAPES.values(), SHAPES["Guzara"]],
        crs="EPSG:4326",
    )
    frame.to_file(path, driver="GeoJSON")
    return path
