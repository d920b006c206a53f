"""The names on the map: cities or provinces, and the neighbours, in the page's languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType

import geopandas as gpd
import numpy as np

from geodata.places.boundaries import BoundarySet


@dataclass(frozen=True)
class Label:
    """A name at a point (WGS 84 degrees); ``kind`` is ``city``, ``province`` or ``country``.

    Where two labels would overlap, the earlier in the list stays.
    """

    lon: float
    lat: float
    text: str
    kind: str = "city"


_CITIES: Mapping[str, tuple[float, float, str, str, str]] = MappingProxyType(
    {
        "kabul": (69.172, 34.528, "Kabul", "کابل", "کابل"),
        "herat": (62.200, 34.348, "Herat", "هرات", "هرات"),
        "kandahar": (65.710, 31.613, "Kandahar", "قندهار", "کندهار"),
        "lashkar-gah": (64.372, 31.594, "Lashkar Gah", "لشکرگاه", "لښکرګاه"),
        "mazar": (67.117, 36.706, "Mazar-e-Sharif", "مزار شریف", "مزار شریف"),
        "kunduz": (68.868, 36.729, "Kunduz", "قندوز", "کندز"),
        "jalalabad": (70.452, 34.426, "Jalalabad", "جلال‌آباد", "جلال اباد"),
    }
)
_COUNTRIES: Mapping[str, tuple[float, float, str, str, str]] = MappingProxyType(
    {
        "iran": (59.55, 32.6, "Iran", "ایران", "ایران"),
        "pakistan": (69.6, 30.7, "Pakistan", "پاکستان", "پاکستان"),
        "turkmenistan": (61.7, 37.4, "Turkmenistan", "ترکمنستان", "ترکمنستان"),
        "uzbekistan": (66.4, 38.5, "Uzbekistan", "ازبکستان", "ازبکستان"),
        "tajikistan": (69.6, 38.3, "Tajikistan", "تاجیکستان", "تاجکستان"),
    }
)
_LANGUAGES = ("en", "fa", "ps")


def afghanistan_labels(lang: str = "en") -> list[Label]:
    """Seven cities, the most important first, then the neighbours.

    Parameters
    ----------
    lang : str
        ``en``, ``fa`` (Dari) or ``ps`` (Pashto); any other gives English.
    """
    column = 2 + (_LANGUAGES.index(lang) if lang in _LANGUAGES else 0)
    cities = [Label(row[0], row[1], str(row[column]), "city") for row in _CITIES.values()]
    lands = [Label(row[0], row[1], str(row[column]), "country") for row in _COUNTRIES.values()]
    return cities + lands


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
