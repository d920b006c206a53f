"""The names on the map: a few cities and the neighbours, in the page's languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Label:
    """A name at a point (WGS 84 degrees); ``kind`` is ``city`` or ``country``.

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


def label_dicts(labels: list[Label]) -> list[dict[str, object]]:
    """Labels as the browser takes them."""
    return [asdict(label) for label in labels]
