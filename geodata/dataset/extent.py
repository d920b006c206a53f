"""How far a dataset reaches in time and space: its days, and whether its events lie on its map."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import shapely

from geodata.dataset.dataset import Dataset

_SAMPLE = 1_000


def event_span(dataset: Dataset) -> tuple[date, date]:
    """First and last day of the events; the default view's days where there are none."""
    view = dataset.default_view
    first, last = dataset.events.days
    return (view.date_from, view.date_to) if first is None or last is None else (first, last)


@dataclass(frozen=True)
class Outliers:
    """Events none of which lies on the map: how many, and where (degrees, WGS 84)."""

    n: int
    bounds: tuple[float, float, float, float]


def outliers(dataset: Dataset, boundaries: str) -> Outliers | None:
    """The located events, if every one lies outside the provinces of a boundary set; else None.

    That happens where events of one country were added to another's boundaries.
    """
    located = dataset.events.all(("lon", "lat")).dropna()
    lon, lat = located["lon"].to_numpy(float), located["lat"].to_numpy(float)
    if not len(lon):
        return None
    land = shapely.union_all(dataset.boundaries(boundaries).provinces.geometry.to_numpy())
    shapely.prepare(land)
    # Nearly always one of the first lies inside, and the others need no look.
    if any(shapely.contains_xy(land, x, y).any() for x, y in _sample_and_rest(lon, lat)):
        return None
    west, south, east, north = lon.min(), lat.min(), lon.max(), lat.max()
    return Outliers(len(lon), (float(west), float(south), float(east), float(north)))


def _sample_and_rest(lon: np.ndarray, lat: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    return [(lon[part], lat[part]) for part in (slice(None, _SAMPLE), slice(_SAMPLE, None))]
