"""The names on the map: cities or provinces, and the neighbours, in the page's languages."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import geopandas as gpd
import numpy as np

from geodata.places.boundaries import BoundarySet
from geodata.vocabulary import table


@dataclass(frozen=True)
class Label:
    """A name at a point (WGS 84 degrees); ``kind`` is ``city``, ``province`` or ``country``.

    Where two labels would overlap, the earlier in the list stays.
    """

    lon: float
    lat: float
    text: str
    kind: str = "city"


_LANGUAGES = ("en", "fa", "ps")


def afghanistan_labels(lang: str = "en") -> list[Label]:
    """Seven cities, the most important first, then the neighbours.

    Parameters
    ----------
    lang : str
        ``en``, ``fa`` (Dari) or ``ps`` (Pashto); any other gives English.
    """
    names = lang if lang in _LANGUAGES else "en"
    kinds = (("city", "cities"), ("country", "neighbours"))
    return [
        Label(at["lon"], at["lat"], at[names], kind)
        for kind, places in kinds
        for at in table("afghanistan")[places]
    ]


def map_labels(country: str, boundaries: BoundarySet, lang: str = "en") -> list[Label]:
    """The names on the map of a country.

    Cities where we know them. Elsewhere the provinces of the boundary set, each at a point inside
    it, the largest first, then what lies around.

    Parameters
    ----------
    country : str
        ISO 3166-1 code, two or three letters.
    boundaries : BoundarySet
        The polygons that are drawn (EPSG:4326).
    lang : str
        As for ``afghanistan_labels``; names that a set does not have in it are in English.
    """
    if country in ("AF", "AFG"):
        return afghanistan_labels(lang)
    provinces = boundaries.provinces
    areas = provinces.geometry.to_crs(_EQUAL_AREA).area.to_numpy()
    return [
        *_inner_labels(provinces.iloc[np.argsort(-areas, kind="stable")], "province", lang),
        *_inner_labels(boundaries.neighbours, "country", lang),
    ]


_EQUAL_AREA = "EPSG:6933"


def _inner_labels(polygons: gpd.GeoDataFrame, kind: str, lang: str) -> list[Label]:
    own = f"name_{lang}"
    names = polygons["name_en"]
    if own in polygons:
        names = polygons[own].where(polygons[own].notna(), names)
    points = polygons.geometry.representative_point()
    return [
        Label(round(point.x, 4), round(point.y, 4), str(name), kind)
        for name, point in zip(names, points, strict=True)
    ]


def label_dicts(labels: list[Label]) -> list[dict[str, object]]:
    """Labels as the browser takes them."""
    return [asdict(label) for label in labels]
