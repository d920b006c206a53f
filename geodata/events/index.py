"""What every change of view reads of each event, as a few small numbers in memory.

Some forty bytes an event decide which events a view has, how many there are by family and day, and
where they are; a million are filtered and counted in milliseconds. Everything else stays with
the rows (`geodata.events.rows`) and is read for the few that are looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from geodata.events.rows import EventRows, RowNumbers
from geodata.events.schema import CUMULATIVE_PREFIX, FAMILIES
from geodata.events.spots import Integers, Spots, common_names, find_spots
from geodata.view import NO_TYPES, View

AREA_PRECISIONS = ("district", "province", "country")
"""Precisions of a location that is known only to an area, not to a place in it."""

TYPE_CODES = 16
"""Family (four), whether counted (2), whether known only to an area (1): one number below 16."""

_NAME_COLUMNS = ("place_en", "district_en", "province_en")
_NAMES_OF_AREAS = {
    "district": ("district_en", "province_en", "place_en"),
    "province": ("province_en", "place_en"),
    "country": ("place_en",),
}

_FAMILY = {kind: i for i, kinds in enumerate(FAMILIES.values()) for kind in kinds}
_EPOCH = date(1970, 1, 1)

Codes: TypeAlias = tuple[Integers, list[str]]
"""A text column as places in a list of its values; -1 for null."""


@dataclass(frozen=True, eq=False)
class EventIndex:
    """One number an event and column, ordered by start day and id.

    Attributes
    ----------
    ids : pyarrow.Array
        Ids of the events.
    first, last : numpy.ndarray of int32
        Start and end, days since 1970-01-01; ``first`` ascends.
    types, provinces, units : (numpy.ndarray, list of str)
        Value of each event as a place in the list; -1 for null.
    kind : numpy.ndarray of uint8
        4 x family in the order of `FAMILIES`, + 2 if counted, + 1 if known only to an area.
    total : numpy.ndarray of bool
        Whether it is a cumulative count.
    spot : numpy.ndarray
        Number in ``spots``; ``len(spots)``, which is none, without a point.
    name : (numpy.ndarray, list of str)
        What to call its spot.
    repeats : numpy.ndarray
        Rows that tell of the same happening as another, ``originals`` the ids of those.
    spot_names, area_names : numpy.ndarray of int32
        The usual name of each spot, by all its events and by those known only to an area: places
        in the list of ``name``; -1 for none.
    day_kind : numpy.ndarray of int32
        ``TYPE_CODES`` x days since the first start, + ``kind``.
    """

    ids: pa.Array
    first: NDArray[np.int32]
    last: NDArray[np.int32]
    types: Codes
    provinces: Codes
    units: Codes
    kind: NDArray[np.uint8]
    total: NDArray[np.bool_]
    spots: Spots
    spot: Integers
    name: Codes
    repeats: RowNumbers
    originals: pa.Array
    spot_names: Integers
    area_names: Integers
    day_kind: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.first)

    @classmethod
    def of(cls, rows: EventRows) -> EventIndex:
        """Read the index from the columns of an events table."""
        types, precisions = _codes(rows, "event_type"), _codes(rows, "location_precision")
        original = rows.column("duplicate_of")
        total = _matching(_codes(rows, "sub_type"), _is_total)
        told = original.is_valid().to_numpy(zero_copy_only=False)
        area = _matching(precisions, AREA_PRECISIONS.__contains__)
        family = np.array([_FAMILY[kind] for kind in types[1]] or [0], dtype=np.uint8)
        kind = (family[types[0]] * 4 + (~told & ~total) * 2 + area).astype(np.uint8)
        spots, spot = find_spots(_numbers(rows, "lon"), _numbers(rows, "lat"))
        name, first = _names(rows, precisions), _days(rows, "date_start")
        return cls(
            ids=rows.column("event_id"),
            first=first,
            last=_days(rows, "date_end"),
            types=types,
            provinces=_codes(rows, "province_code"),
            units=_codes(rows, "unit_id"),
            kind=kind,
            total=total,
            spots=spots,
            spot=spot,
            name=name,
            repeats=np.flatnonzero(told),
            originals=original.drop_null(),
            spot_names=common_names(spot, name[0], len(spots)),
            area_names=common_names(np.where(area, spot, len(spots)), name[0], len(spots)),
            day_kind=(first - first[:1].sum()) * np.int32(TYPE_CODES) + kind,
        )

    def rows_of(self, view: View, *, every_day: bool = False) -> RowNumbers:
        """Rows of a view's events, ascending.

        An event is in the view when its days overlap ``date_from..date_to``, both ends
        included, its province is one of the view's and its type is one of the view's;
        with ``every_day``, whatever its days.
        """
        end = len(self)
        kept: NDArray[np.bool_] | None = None
        if not every_day:
            end = int(np.searchsorted(self.first, _day(view.date_to), side="right"))
            kept = self.last[:end] >= _day(view.date_from)
        chosen = () if view.types == NO_TYPES else view.types
        for codes, values, limited in (
            (self.types, chosen, bool(view.types)),
            (self.provinces, view.provinces, bool(view.provinces)),
        ):
            if limited:
                among = _lookup(codes[1], values).take(codes[0][:end])
                kept = among if kept is None else kept & among
        return np.arange(end) if kept is None else np.flatnonzero(kept)

    def row_of(self, event_id: str) -> int | None:
        """Row of one event, or None."""
        row = pc.index(self.ids, pa.scalar(event_id, self.ids.type)).as_py()
        return None if row < 0 else int(row)

    def repeats_of(self, event_id: str) -> RowNumbers:
        """Rows that say to repeat one event, by their ids."""
        same = pc.equal(self.originals, pa.scalar(event_id, self.originals.type))
        rows = self.repeats[same.to_numpy(zero_copy_only=False)]
        return rows[pc.sort_indices(self.ids.take(pa.array(rows))).to_numpy()]

    def outlines(self, rows: RowNumbers) -> list[dict[str, Any]]:
        """What is known here of some events; see `EventTable.outlines`."""
        told = np.searchsorted(self.repeats, rows)
        return [
            {
                "event_id": self.ids[row].as_py(),
                "event_type": self.types[1][self.types[0][row]],
                "date_start": pd.Timestamp(int(self.first[row]), unit="D"),
                "date_end": pd.Timestamp(int(self.last[row]), unit="D"),
                "duplicate_of": self.originals[at].as_py() if self._repeats(at, row) else None,
                "counts": bool(self.kind[row] & 2),
                "total": bool(self.total[row]),
            }
            for row, at in zip(rows.tolist(), told.tolist(), strict=True)
        ]

    def _repeats(self, at: int, row: int) -> bool:
        return at < len(self.repeats) and int(self.repeats[at]) == row

    def rows_in_unit(self, rows: RowNumbers, unit_id: str) -> RowNumbers:
        """Those of some rows that lie in a unit."""
        codes, values = self.units
        return rows[_lookup(values, (unit_id,)).take(codes.take(rows))]

    def count_by_unit(self, rows: RowNumbers) -> dict[str, int]:
        """How many of some rows are happenings in each unit (duplicates and totals left out)."""
        codes, values = self.units
        counted = rows[(self.kind.take(rows) & 2) > 0]
        mine = codes.take(counted).astype(np.int64)
        numbers = np.bincount(mine[mine >= 0], minlength=len(values))
        return dict(zip(values, numbers.tolist(), strict=True))

    def rows_at(self, rows: RowNumbers, view: View) -> RowNumbers:
        """Those of some rows that lie at the selected spots or in the selected squares."""
        chosen = np.zeros(len(self.spots) + 1, dtype=bool)  # the last is that of no point
        if view.spots:
            chosen[self.spots.numbers_at(view.spots)] = True
        for square in view.squares:
            start, end = self.spots.numbers_in(square)
            chosen[start:end] = True
        return rows[chosen.take(self.spot.take(rows))]

    def days(self) -> tuple[date, date] | tuple[None, None]:
        """First start and last end; nothing where there are no events."""
        if not len(self):
            return None, None
        ends = int(self.first[0]), int(self.last.max())
        first, last = (date.fromordinal(_EPOCH.toordinal() + day) for day in ends)
        return first, last


def name_columns(precision: str) -> tuple[str, ...]:
    """Where to look for the name of an event's spot: never finer than its location is known."""
    return _NAMES_OF_AREAS.get(precision, _NAME_COLUMNS)


def by_family(kinds: Integers) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Counts by kind (..., 16) as counted ones by family, all by family, and those of an area."""
    split = kinds.reshape(*kinds.shape[:-1], 4, 2, 2)
    return split[..., 1, :].sum(-1), split.sum((-1, -2)), split[..., 1].sum((-1, -2))


def _day(day: date) -> int:
    return day.toordinal() - _EPOCH.toordinal()


def _lookup(values: list[str], chosen: Sequence[str]) -> NDArray[np.bool_]:
    """For each value whether it is chosen; False at -1, which is null."""
    return np.array([*(value in chosen for value in values), False], dtype=bool)


def _codes(rows: EventRows, name: str) -> Codes:
    encoded = rows.column(name).dictionary_encode()
    values = encoded.dictionary.to_pylist()
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return codes.astype(np.min_scalar_type(-max(1, len(values)))), values


def _matching(codes: Codes, holds: Any) -> NDArray[np.bool_]:
    return np.array([*(bool(holds(value)) for value in codes[1]), False], dtype=bool)[codes[0]]


def _is_total(sub_type: str) -> bool:
    return sub_type.startswith(CUMULATIVE_PREFIX)


def _days(rows: EventRows, name: str) -> NDArray[np.int32]:
    days = rows.column(name).to_numpy(zero_copy_only=False).astype("datetime64[D]")
    return days.astype(np.int32)


def _numbers(rows: EventRows, name: str) -> NDArray[np.float64]:
    return rows.column(name).fill_null(np.nan).to_numpy(zero_copy_only=False).astype(float)


def _names(rows: EventRows, precisions: Codes) -> Codes:
    """What to call each event's spot, by `name_columns`."""
    vocabulary: dict[str, int] = {}
    columns = {}
    for column in _NAME_COLUMNS:
        codes, values = _codes(rows, column)
        numbers = [
            vocabulary.setdefault(value, len(vocabulary)) if value else -1 for value in values
        ]
        columns[column] = np.array([*numbers, -1], dtype=np.int32)[codes]
    found = np.full(len(precisions[0]), -1, dtype=np.int32)
    for place, precision in enumerate(precisions[1]):
        here = np.flatnonzero(precisions[0] == place)
        for column in reversed(name_columns(precision)):
            named = columns[column][here]
            found[here[named >= 0]] = named[named >= 0]
    return found, list(vocabulary)
