"""Finding room for a name: where on the page it lies on nothing that matters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from dashboard.printing.paper import Box

_GRAZING = 0.06
# Where a name may stand beside its point, in the order that map makers prefer: right, left,
# above, below, then the corners. Each is a direction; y points down.
SIDES = ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (1, 1), (-1, -1), (-1, 1))


class Room:
    """What is free inside a box of the page.

    ``taken`` is text and furniture, which nothing may touch. ``crowded`` is badges, which a
    name should leave alone but may graze where a whole side of a point has no better place.
    """

    def __init__(self, box: Box, crowded: Iterable[Box] = ()) -> None:
        self.box = box
        self.crowded = list(crowded)
        self.taken: list[Box] = []

    def take(self, box: Box) -> None:
        """Mark a box as used."""
        self.taken.append(box)

    def is_free(self, box: Box, gap: float = 0.4) -> bool:
        """Whether nothing at all lies there."""
        wide = box.grown(gap)
        return self.box.holds(wide) and not any(
            wide.overlap(other) for other in (*self.taken, *self.crowded)
        )

    def beside(self, at: tuple[float, float], size: tuple[float, float], clear: float) -> list[Box]:
        """Where a name can stand beside a point, the best place first; empty if nowhere.

        Parameters
        ----------
        at : (x, y)
            The point, mm.
        size : (width, height)
            The name's size, mm.
        clear : float
            Distance to keep from the point, mm: the radius of what is drawn there.
        """
        boxes = [_at(at, size, clear, side) for side in SIDES]
        open_ = [
            box
            for box in boxes
            if self.box.holds(box) and not any(box.grown(0.5).overlap(o) for o in self.taken)
        ]
        hidden = {box: sum(box.overlap(other) for other in self.crowded) for box in open_}
        # sorted() keeps the order of SIDES among those that hide equally much.
        bearable = [box for box in open_ if hidden[box] <= _GRAZING * size[0] * size[1]]
        return sorted(bearable, key=lambda box: hidden[box])

    def inside(self, shape: BaseGeometry, size: tuple[float, float], margin: float) -> Box | None:
        """The free place within a polygon (page millimetres) farthest from its edge, or None.

        ``size`` is width and height, ``margin`` the least distance from the edge, mm.
        """
        wide, tall = size
        west, top, east, bottom = shape.bounds
        if east - west < wide or bottom - top < tall:
            return None
        xs = np.linspace(west + wide / 2, east - wide / 2, 13)
        ys = np.linspace(top + tall / 2, bottom - tall / 2, 13)
        x, y = (grid.ravel() for grid in np.meshgrid(xs, ys))
        half_wide, half_tall = wide / 2 + margin, tall / 2 + margin
        boxes = shapely.box(x - half_wide, y - half_tall, x + half_wide, y + half_tall)
        shapely.prepare(shape)
        fitting = np.flatnonzero(shapely.contains(shape, boxes))
        distance = shapely.distance(shape.boundary, boxes[fitting])
        for index in fitting[np.argsort(-distance, kind="stable")]:
            box = Box(
                x[index] - wide / 2, y[index] - tall / 2, x[index] + wide / 2, y[index] + tall / 2
            )
            if self.is_free(box):
                return box
        return None

    def emptiest(self, boxes: Sequence[Box], subject: BaseGeometry, around: BaseGeometry) -> Box:
        """Of a few boxes the one that covers least: of the badges, the subject, what is around."""

        def cost(box: Box) -> float:
            area = shapely.box(box.left, box.top, box.right, box.bottom)
            on_subject, on_rest = (
                float(shapely.area(shapely.intersection(shape, area)))
                for shape in (subject, around)
            )
            on_badges = sum(box.overlap(other) for other in self.crowded)
            return 3 * on_badges + 2 * on_subject + on_rest

        return min(boxes, key=cost)


def choose(candidates: Sequence[Sequence[Box]], gap: float = 0.5) -> list[Box | None]:
    """One place for each name so that no two touch.

    Names choose in their order, each its best free place. One that finds none may push an
    earlier one to another of its places, if both have room then.

    Parameters
    ----------
    candidates : sequence of sequence of Box
        The places of each name, the best first.
    gap : float
        Distance to keep between two names, mm.
    """
    chosen: list[Box | None] = []
    for places in candidates:
        chosen.append(next((box for box in places if not _hit(box, chosen, gap)), None))
        if chosen[-1] is None:
            _make_room(len(chosen) - 1, candidates, chosen, gap)
    return chosen


def _make_room(
    late: int, candidates: Sequence[Sequence[Box]], chosen: list[Box | None], gap: float
) -> None:
    """Move one chosen box so that the late one finds room too, if that can be."""
    for box in candidates[late]:
        in_the_way = _hit(box, chosen, gap)
        if len(in_the_way) != 1:
            continue
        other = in_the_way[0]
        rest = [*chosen[:other], box, *chosen[other + 1 :]]
        moved = next((b for b in candidates[other] if not _hit(b, rest, gap)), None)
        if moved is not None:
            chosen[other], chosen[late] = moved, box
            return


def _hit(box: Box, chosen: Sequence[Box | None], gap: float) -> list[int]:
    """Positions of the chosen boxes that a box would touch."""
    wide = box.grown(gap)
    return [i for i, other in enumerate(chosen) if other and wide.overlap(other)]


def _at(
    at: tuple[float, float], size: tuple[float, float], clear: float, side: tuple[int, int]
) -> Box:
    # On a diagonal the name can come closer to a round badge.
    reach = clear * (0.75 if side[0] and side[1] else 1.0) + 0.95
    left = at[0] + side[0] * (size[0] / 2 + reach) - size[0] / 2
    top = at[1] + side[1] * (size[1] / 2 + reach) - size[1] / 2
    return Box(left, top, left + size[0], top + size[1])
