"""A million events that nobody reported: seeded, in the event schema, spread as real ones are."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.events.schema import EVENT_COLUMNS, EVENT_TYPES
from geodata.places.register import Register

FIRST_DAY = np.datetime64("2016-01-01", "us")
DAYS = 6 * 365
TOWNS_A_UNIT = 45

_TYPE_WEIGHTS = (30, 14, 18, 9, 4, 2, 1, 9, 3, 2, 4, 4)
_PRECISION_WEIGHTS = {"exact": 12, "town": 55, "district": 26, "province": 7}
_TEXT = (
    "forces attacked a checkpoint on the road near the bazaar overnight according to a local "
    "official who said that several were killed or wounded while the other side denied it and "
    "reported clashes in two villages of the district after an air strike hit a convoy"
)


def million_events(register: Register, n: int = 1_000_000, seed: int = 20210803) -> pd.DataFrame:
    """Events of six years, ordered by start day and id as the store writes them.

    Towns around the reference points of the units take most of the events, a few towns very
    many; some events stand at a point of their own, some are known only to a district or a
    province and stand at its reference point, some have no point, some lie outside every unit.
    One in a hundred repeats another event, one in two hundred is a cumulative count.
    """
    random = np.random.default_rng(seed)
    units = register.frame.reset_index()
    unit = _skewed(random, len(units), n)
    precision = _chosen(random, _PRECISION_WEIGHTS, n)
    lon, lat, town = _points(random, units, unit, precision)
    nowhere, outside = random.random(n) < 0.03, random.random(n) < 0.01
    lon[nowhere], lat[nowhere] = np.nan, np.nan
    lon[outside] += 12
    start = _days(random, n)
    end = start + (random.random(n) < 0.05) * random.integers(1, 32, n)
    ids = np.char.add("SYN", np.char.zfill(np.arange(n).astype(str), 7))
    told = random.random(n) < 0.01
    kinds = np.array(["armed clash", "shelling", "raid", "demonstration"])
    sub_type = np.where(
        random.random(n) < 0.005, "cumulative count: killed", kinds[random.integers(0, 4, n)]
    )
    names = units["name_en"].to_numpy(dtype=object)[unit]
    columns: dict[str, Any] = {
        "event_id": ids,
        "source_dataset": "SYNTHETIC",
        "date_start": FIRST_DAY + start.astype("timedelta64[D]"),
        "date_end": FIRST_DAY + end.astype("timedelta64[D]"),
        "date_precision": np.where(end > start, "week", "day"),
        "lon": lon,
        "lat": lat,
        "location_precision": precision,
        "event_type": random.choice(EVENT_TYPES, n, p=np.array(_TYPE_WEIGHTS) / 100),
        "sub_type": sub_type,
        "actor1": _one_of(random, "Armed group", 400, n),
        "actor2": _one_of(random, "Force", 400, n),
        "fatalities_best": pd.array(random.poisson(1.5, n), dtype="Int32"),
        "summary": _sentences(random, n),
        "source_name": _one_of(random, "Newspaper", 900, n),
        "source_date": (FIRST_DAY + start.astype("timedelta64[D]")).astype("datetime64[D]").astype(str),
        "source_url": np.char.add("https://example.org/report/", ids),
        "province_code": _but(units["province_code"].to_numpy(object)[unit], outside),
        "unit_id": _but(
            units["unit_id"].to_numpy(object)[unit], outside | (precision == "province")
        ),
        "join_basis": np.where(outside, "none", np.where(nowhere, "name", "point")),
        "near_border": random.random(n) < 0.1,
        "duplicate_of": _but(ids[random.integers(0, n, n)], ~told),
        "place_en": _but([f"{a} town {b}" for a, b in zip(names, town, strict=True)], nowhere),
        "district_en": names,
        "province_en": units["province_en"].to_numpy(object)[unit],
    }  # fmt: skip
    return _typed(columns, n).sort_values(["date_start", "event_id"], ignore_index=True)


def _but(values: Any, empty: NDArray[np.bool_]) -> NDArray[np.object_]:
    """The values with null where they are to be empty."""
    kept = np.array(values, dtype=object)
    kept[empty] = None
    return kept


def _skewed(random: np.random.Generator, kinds: int, n: int) -> NDArray[np.int64]:
    """Numbers below ``kinds``, some far more often than others."""
    weights = 1 / (1 + random.permutation(kinds)) ** 0.7
    return random.choice(kinds, n, p=weights / weights.sum())


def _chosen(random: np.random.Generator, weights: dict[str, int], n: int) -> NDArray[Any]:
    return random.choice(list(weights), n, p=np.array(list(weights.values())) / 100)


def _points(
    random: np.random.Generator, units: pd.DataFrame, unit: NDArray[Any], precision: NDArray[Any]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Longitude, latitude (degrees) and the number of the town within its unit."""
    n = len(unit)
    town = np.minimum(random.geometric(0.08, n), TOWNS_A_UNIT) - 1
    spread = random.normal(0, 0.12, (len(units), TOWNS_A_UNIT, 2)).round(4)
    spread[:, 0] = 0
    town[np.isin(precision, ["district", "province"])] = 0
    reference = units[["lon", "lat"]].to_numpy(dtype=float).round(4)[unit]
    own = np.where((precision == "exact")[:, None], random.normal(0, 0.02, (n, 2)), 0.0)
    points = reference + spread[unit, town] + own
    return points[:, 0].round(4), points[:, 1].round(4), town


def _days(random: np.random.Generator, n: int) -> NDArray[np.int64]:
    """Start days, counted from the first; every year has more than the one before."""
    return np.floor(DAYS * random.beta(1.6, 1.0, n)).astype(np.int64)


def _one_of(random: np.random.Generator, word: str, kinds: int, n: int) -> NDArray[Any]:
    return np.array([f"{word} {i}" for i in range(kinds)], dtype=object)[_skewed(random, kinds, n)]


def _sentences(random: np.random.Generator, n: int, pool: int = 20_000) -> list[str]:
    """Texts of about 200 characters; two halves of a pool, so that few are alike."""
    words = np.array(_TEXT.split())
    halves = [" ".join(words[random.integers(0, len(words), 17)]) for _ in range(pool)]
    pairs = random.integers(0, pool, (n, 2)).tolist()
    return [f"{halves[a]}; {halves[b]}." for a, b in pairs]


def _typed(columns: dict[str, Any], n: int) -> pd.DataFrame:
    frame = pd.DataFrame(columns, index=range(n)).reindex(columns=list(EVENT_COLUMNS))
    numbers = [
        "fatalities_best",
        "fatalities_low",
        "fatalities_high",
        "injured",
        "civilians_killed",
    ]
    other = {"date_start", "date_end", "lon", "lat", "near_border", *numbers}
    types = dict.fromkeys(numbers, "Int32")
    return frame.astype(types | {name: "str" for name in EVENT_COLUMNS if name not in other})
