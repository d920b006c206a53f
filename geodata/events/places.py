"""How many events there are where: by spot where they are few, by squares of the map where many.

A page cannot draw a hundred thousand spots, and nobody could read them. Where a view has many,
they are counted by the squares of a zoom level, about as wide as a badge; a square is drawn at
the busiest of its spots, so that every badge lies where something happened.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import floor, log2

import numpy as np
from numpy.typing import NDArray

from geodata.events.index import TYPE_CODES, EventIndex, by_family
from geodata.events.rows import RowNumbers
from geodata.events.schema import FAMILIES
from geodata.events.spots import LEVELS, Integers, Spots, Square, squares_at

FEW_EVENTS, FEW_SPOTS = 5_000, 2_000
"""Up to so many events and spots a view is counted by spot, and every event is named."""
MOST_SQUARES = 600
"""The most squares that a view is counted by."""

_NAMES = 4  # one more than anybody lists, so that it can be seen that there are more
_NARROWEST = 24.0  # of a square, CSS pixels; the widest is twice that


def place_key(lon: float, lat: float) -> str:
    """``@lon,lat`` with four decimals: how a spot is written in a view's ``select``."""
    return f"@{lon:.4f},{lat:.4f}"


def square_key(square: Square) -> str:
    """``@z/x/y``: how a square of the map is written in a view's ``select``."""
    return "@{}/{}/{}".format(*square)


@dataclass(frozen=True)
class PlaceCount:
    """The events of one spot, or of the spots in one square of the map.

    Attributes
    ----------
    key : str
        How a view's ``select`` writes it: ``@lon,lat`` or ``@z/x/y``.
    lon, lat : float
        WGS 84 degrees of a spot with events of the view.
    families : mapping of str to int
        Counted events by family, families without any left out; all events where none counts,
        and then ``counted`` is False.
    n_rows, n_area, n_spots : int
        Events, those known only to an area, and spots.
    names : tuple of str
        What the busiest spots are called.
    rows : tuple of int
        Row numbers of the events; of a square only that of an event that is alone in it.
    """

    key: str
    lon: float
    lat: float
    families: dict[str, int]
    counted: bool
    n_rows: int
    n_area: int
    n_spots: int
    names: tuple[str, ...]
    rows: tuple[int, ...]

    @property
    def n(self) -> int:
        """Number of what ``families`` counts."""
        return sum(self.families.values())


def count_places(index: EventIndex, rows: RowNumbers, zoom: float) -> list[PlaceCount]:
    """Count some events by where they are; those without a point are left out.

    Parameters
    ----------
    index : EventIndex
    rows : numpy.ndarray
        Row numbers, ascending.
    zoom : float
        MapLibre zoom: the world is ``512 * 2 ** zoom`` pixels wide (Web Mercator).

    Returns
    -------
    list of PlaceCount
        By spot for up to `FEW_EVENTS` events at up to `FEW_SPOTS` spots; else at most
        `MOST_SQUARES`, by the squares that are at least 24 pixels wide, or by larger ones.
    """
    spots = index.spot.take(rows)
    used = np.zeros(len(index.spots) + 1, dtype=bool)
    used[spots] = True
    found = np.flatnonzero(used[:-1])
    if not len(found):
        return []
    if len(rows) <= FEW_EVENTS and len(found) <= FEW_SPOTS:
        return count_spots(index, rows[spots < len(index.spots)])
    return _by_square(index, rows, spots, found, zoom)


def count_spots(index: EventIndex, rows: RowNumbers) -> list[PlaceCount]:
    """Count some events, all of them with a point, spot by spot."""
    numbers, group = np.unique(index.spot[rows], return_inverse=True)
    rows_of: list[list[int]] = [[] for _ in numbers]
    for i, row in zip(group.tolist(), rows.tolist(), strict=True):
        rows_of[i].append(row)
    counts = _Counts.of(group, index.kind[rows], len(numbers))
    places = []
    for i, (spot, own) in enumerate(zip(numbers, rows_of, strict=True)):
        lon, lat = float(index.spots.lon[spot]), float(index.spots.lat[spot])
        where = (place_key(lon, lat), lon, lat)
        places.append(counts.place(i, where, 1, _usual_name(index, own), tuple(own)))
    return places


def _usual_name(index: EventIndex, rows: list[int]) -> tuple[str, ...]:
    codes, vocabulary = index.name
    name = Counter(codes[rows].tolist()).most_common(1)[0][0]
    return (vocabulary[name],) if name >= 0 else ()


def _by_square(
    index: EventIndex, rows: RowNumbers, spot: Integers, used: Integers, zoom: float
) -> list[PlaceCount]:
    spots = index.spots
    level = _level(spots, used, zoom)
    squares = _runs(spots.squares_of(used, level))
    starts = np.flatnonzero(np.diff(squares, prepend=-1))
    # Events without a point are counted in one more square, which is left out.
    square_of = np.full(len(spots) + 1, len(starts))
    square_of[used] = squares
    of_row = square_of.take(spot)
    counts = _Counts.of(of_row, index.kind.take(rows), len(starts))
    alone = _alone(counts, rows, of_row)
    busiest = _busiest(spots.rank[used], starts)
    drawn_at = used[busiest[:, 0]]
    every = zip(
        map(square_key, squares_at(spots.curve[drawn_at], level)),
        spots.lon[drawn_at].tolist(),
        spots.lat[drawn_at].tolist(),
        strict=True,
    )
    n_spots = np.diff(starts, append=len(used)).tolist()
    names = _names_at(index, used, busiest, counts.is_area)
    return [
        counts.place(i, where, n_spots[i], names[i], alone.get(i, ()))
        for i, where in enumerate(every)
    ]


def _alone(counts: _Counts, rows: RowNumbers, group: Integers) -> dict[int, tuple[int, ...]]:
    """Row of the one event in each group that has no other."""
    single = np.append(counts.n_rows == 1, False)
    at = np.flatnonzero(single.take(group))
    return {i: (row,) for i, row in zip(group[at].tolist(), rows[at].tolist(), strict=True)}


def _names_at(
    index: EventIndex, used: Integers, busiest: Integers, is_area: NDArray[np.bool_]
) -> list[tuple[str, ...]]:
    """Names of the busiest spots of each square, each name once."""
    spots = used[np.maximum(busiest, 0)]
    names = np.where(is_area[:, None], index.area_names[spots], index.spot_names[spots])
    names[busiest < 0] = -1
    vocabulary = index.name[1]
    return [
        tuple(vocabulary[name] for name in dict.fromkeys(row) if name >= 0)
        for row in names.tolist()
    ]


@dataclass(frozen=True)
class _Counts:
    """Counts of groups of events."""

    families: list[list[int]]
    counted: list[bool]
    n_rows: NDArray[np.int64]
    n_area: NDArray[np.int64]

    @classmethod
    def of(cls, group: Integers, kind: Integers, n: int) -> _Counts:
        kinds = np.bincount(group * TYPE_CODES + kind, minlength=n * TYPE_CODES)[: n * TYPE_CODES]
        counting, every, area = by_family(kinds.reshape(n, TYPE_CODES))
        counted = counting.sum(axis=1) > 0
        families = np.where(counted.reshape(-1, 1), counting, every)
        return cls(families.tolist(), counted.tolist(), every.sum(axis=1), area)

    @property
    def is_area(self) -> NDArray[np.bool_]:
        return np.asarray(self.n_area >= self.n_rows)

    def place(
        self,
        i: int,
        where: tuple[str, float, float],
        n_spots: int,
        names: tuple[str, ...],
        rows: tuple[int, ...],
    ) -> PlaceCount:
        families = {name: n for name, n in zip(FAMILIES, self.families[i], strict=True) if n}
        counts = (int(self.n_rows[i]), int(self.n_area[i]), n_spots)
        return PlaceCount(*where, families, self.counted[i], *counts, names, rows)


def _level(spots: Spots, used: Integers, zoom: float) -> int:
    """The finest level with squares no narrower than a badge, and no more of them than the most."""
    level = min(LEVELS, max(0, floor(zoom + log2(512 / _NARROWEST))))
    while level and _runs(spots.squares_of(used, level))[-1] >= MOST_SQUARES:
        level -= 1
    return level


def _runs(ascending: Integers) -> Integers:
    """Numbers 0.. of the runs of equal values."""
    return np.cumsum(np.diff(ascending, prepend=ascending[0]) != 0)


def _busiest(rank: Integers, starts: Integers) -> Integers:
    """Places of the highest ranks between one start and the next, the highest first.

    Shape (len(starts), 4); -1 where there are fewer.
    """
    left = rank.astype(np.int64)
    place_of = np.full(int(rank.max()) + 1, -1)
    place_of[rank] = np.arange(len(rank))
    found = np.full((len(starts), _NAMES), -1)
    for i in range(_NAMES):
        highest = np.maximum.reduceat(left, starts)
        found[:, i] = np.where(highest >= 0, place_of[np.maximum(highest, 0)], -1)
        left[found[found[:, i] >= 0, i]] = -1
    return found
