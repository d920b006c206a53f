"""Spots: the distinct points of a table of events, and the squares of the map that they lie in.

A spot is a longitude and latitude with four decimals, about ten metres. Spots are numbered along
a Morton curve over the Web Mercator square, so that those of one square of any zoom level follow
one another: counting by squares needs no sorting, whatever the level.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.integer[Any]]

LEVELS = 24
"""The finest level of squares: 2.4 m at the equator, finer than spots are told apart."""

Square: TypeAlias = tuple[int, int, int]
"""Level, column from the west, row from the north, as tiles of web maps are numbered (z/x/y)."""

_STEPS = 10_000  # a degree


@dataclass(frozen=True, eq=False)
class Spots:
    """Distinct points, numbered along a Morton curve.

    Attributes
    ----------
    lon, lat : numpy.ndarray
        WGS 84 degrees, four decimals.
    curve : numpy.ndarray
        Place on the curve, ascending: two bits a level.
    rank : numpy.ndarray
        The spots by their number of events in the whole table, the busiest has the highest.
    """

    lon: Floats
    lat: Floats
    curve: Integers
    rank: Integers

    def __len__(self) -> int:
        return len(self.lon)

    def squares_of(self, spots: Integers, level: int) -> Integers:
        """Number of the square that each of some spots lies in; ascending with the spots."""
        return self.curve[spots] >> 2 * (LEVELS - level)

    def numbers_at(self, points: Sequence[tuple[float, float]]) -> Integers:
        """Numbers of the spots at some points (lon, lat in degrees); points without a spot fall out."""
        wanted = np.array(points, dtype=float).reshape(-1, 2)
        keys = _keys(rounded(wanted[:, 0]), rounded(wanted[:, 1]))
        order, known = self._by_key
        places = np.searchsorted(known, keys)
        found = places < len(known)
        found[found] = known[places[found]] == keys[found]
        return np.unique(order[places[found]])

    def numbers_in(self, square: Square) -> tuple[int, int]:
        """First number and the one after the last of the spots in a square."""
        level, column, row = square
        shift = 2 * (LEVELS - level)
        first = int(_interleaved(np.array([column]), np.array([row]))[0])
        start, end = np.searchsorted(self.curve, [first << shift, (first + 1) << shift])
        return int(start), int(end)

    @cached_property
    def _by_key(self) -> tuple[Integers, Integers]:
        keys = _keys(rounded(self.lon), rounded(self.lat))
        order = np.argsort(keys)
        return order, keys[order]


def squares_at(curve: Integers, level: int) -> list[Square]:
    """The squares of a level that some places on the curve lie in."""
    shift = LEVELS - level
    columns, rows = _gathered(curve) >> shift, _gathered(curve >> 1) >> shift
    return [(level, x, y) for x, y in zip(columns.tolist(), rows.tolist(), strict=True)]


def squares_at_points(points: Sequence[tuple[float, float]], level: int) -> list[Square]:
    """The squares of a level that some points (lon, lat in degrees) lie in."""
    at = np.array(points, dtype=float).reshape(-1, 2)
    return squares_at(_curve(rounded(at[:, 0]) / _STEPS, rounded(at[:, 1]) / _STEPS), level)


def find_spots(lon: Floats, lat: Floats) -> tuple[Spots, Integers]:
    """The distinct points of some events.

    Parameters
    ----------
    lon, lat : numpy.ndarray
        WGS 84 degrees; NaN for an event without a point.

    Returns
    -------
    spots : Spots
    number : numpy.ndarray
        Spot of each event; ``len(spots)``, which is none, of one without a point.
    """
    placed = np.flatnonzero(~(np.isnan(lon) | np.isnan(lat)))
    steps_x, steps_y = rounded(lon[placed]), rounded(lat[placed])
    keys, first, inverse, counts = np.unique(
        _keys(steps_x, steps_y), return_index=True, return_inverse=True, return_counts=True
    )
    lons, lats = steps_x[first] / _STEPS, steps_y[first] / _STEPS
    curve = _curve(lons, lats)
    order = np.lexsort((keys, curve))
    numbers = np.empty(len(order), dtype=np.intp)
    numbers[order] = np.arange(len(order))
    rank = np.empty(len(order), dtype=np.int32)
    rank[np.lexsort((-keys[order], counts[order]))] = np.arange(len(order))
    of_event = np.full(len(lon), len(order), dtype=np.intp)
    of_event[placed] = numbers[inverse]
    return Spots(lons[order], lats[order], curve[order], rank), of_event


def rounded(degrees: Floats) -> Integers:
    """Degrees in steps of four decimals, as printing them with four decimals rounds."""
    scaled = degrees * _STEPS
    steps = np.rint(scaled)
    # The product may fall on the other side of a half than the number that it is made of.
    doubtful = np.abs(np.abs(scaled - steps) - 0.5) < 1e-6
    if doubtful.any():
        printed = [float(f"{value:.4f}") * _STEPS for value in degrees[doubtful].tolist()]
        steps[doubtful] = np.rint(printed)
    return steps.astype(np.int64)


def _keys(steps_x: Integers, steps_y: Integers) -> Integers:
    return steps_x * (360 * _STEPS) + steps_y


def _curve(lon: Floats, lat: Floats) -> Integers:
    """Place on the Morton curve over Web Mercator; beyond 85° of latitude at its edge."""
    world, last = 1 << LEVELS, (1 << LEVELS) - 1
    x = np.clip(np.floor((lon / 360 + 0.5) * world), 0, last).astype(np.int64)
    sine = np.clip(np.sin(np.radians(lat)), -0.9999999, 0.9999999)
    y = np.clip(np.floor((0.5 - np.arctanh(sine) / (2 * np.pi)) * world), 0, last).astype(np.int64)
    return _interleaved(x, y)


def _interleaved(x: Integers, y: Integers) -> Integers:
    return _spread(x) | _spread(y) << 1


_HALVINGS = (
    (1, 0x3333333333333333), (2, 0x0F0F0F0F0F0F0F0F), (4, 0x00FF00FF00FF00FF),
    (8, 0x0000FFFF0000FFFF), (16, 0x00000000FFFFFFFF),
)  # fmt: skip
_EVERY_SECOND = 0x5555555555555555


def _spread(value: Integers) -> Integers:
    """The bits of numbers of up to 31 bits with a zero before each of them."""
    spread = value.astype(np.int64)
    for i in reversed(range(len(_HALVINGS))):
        mask = _HALVINGS[i - 1][1] if i else _EVERY_SECOND
        spread = (spread | spread << _HALVINGS[i][0]) & mask
    return spread


def _gathered(value: Integers) -> Integers:
    """Every second bit of numbers, the lowest among them: what `_spread` spread."""
    gathered = value & _EVERY_SECOND
    for shift, mask in _HALVINGS:
        gathered = (gathered | gathered >> shift) & mask
    return gathered


def common_names(groups: Integers, names: Integers, n_groups: int) -> Integers:
    """The most common name of each group; among equals the one that comes first.

    Parameters
    ----------
    groups : numpy.ndarray
        Group of each row; ``n_groups`` for none.
    names : numpy.ndarray
        Number of its name; negative for none.
    n_groups : int
        How many groups there are.

    Returns
    -------
    numpy.ndarray of int32
        One number a group, -1 where none of its rows has a name.
    """
    named = np.flatnonzero((groups < n_groups) & (names >= 0))
    n_names = int(names.max(initial=0)) + 1
    pairs = groups[named].astype(np.int64) * n_names + names[named]
    keys, first, counts = np.unique(pairs, return_index=True, return_counts=True)
    of_group, name = np.divmod(keys, n_names)
    order = np.lexsort((-first, counts, of_group))  # the last of a group is the one wanted
    chosen = np.full(n_groups, -1, dtype=np.int32)
    chosen[of_group[order]] = name[order]
    return chosen
