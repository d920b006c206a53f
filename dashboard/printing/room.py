"""Finding room for a name: where on the page it lies on nothing that matters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from dashboard.printing.paper import Box

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

    def beside(
        self, x: float, y: float, wide: float, tall: float, clear: float
    ) -> Box | None:
        """Room for a name beside a point, or None.

        Parameters
        ----------
        x, y : float
            The point, mm.
        wide, tall : float
            The name's size, mm.
        clear : float
            Distance to keep from the point, mm: the radius of what is drawn there.
        """
        best: tuple[float, Box] | None = None
        for side in SIDES:
            box = _at(x, y, wide, tall, clear, side)
            if not self.box.holds(box) or any(box.grown(0.5).overlap(o) for o in self.taken):
                continue
            hidden = sum(box.overlap(other) for other in self.crowded)
            if hidden == 0:
                return box
            if best is None or hidden < best[0]:
                best = hidden, box
        return best[1] if best and best[0] <= 0.06 * wide * tall else None

    def inside(
        self, shape: BaseGeometry, wide: float, tall: float, margin: float = 0.3
    ) -> Box | None:
        """The free place within a polygon (page millimetres) farthest from its edge, or None."""
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


def _at(x: float, y: float, wide: float, tall: float, clear: float, side: tuple[int, int]) -> Box:
    # On a diagonal the name can come closer to a round badge.
    reach = clear * (0.75 if side[0] and side[1] else 1.0) + 0.95
    middle_x = x + side[0] * (wide / 2 + reach)
    middle_y = y + side[1] * (tall / 2 + reach)
    return Box(middle_x - wide / 2, middle_y - tall / 2, middle_x + wide / 2, middle_y + tall / 2)
