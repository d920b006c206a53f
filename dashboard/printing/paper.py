"""A sheet of paper in millimetres, and the few marks that can be made on it.

Everything is placed from the top left corner, y downwards. matplotlib is touched here and in
``fonts`` and ``files`` only: the page has no axes, and no state is shared with another page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyBboxPatch, Patch, Polygon, Rectangle
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Affine2D, Transform

from dashboard.printing.fonts import MM_PER_POINT, Style, font, parts_of, text_width
from dashboard.wording.palette import CARD

WIDTH, HEIGHT = 297.0, 210.0
"""A4 landscape in millimetres."""

Points = Sequence[tuple[float, float]] | np.ndarray


@dataclass(frozen=True)
class Box:
    """A rectangle in millimetres from the top left of the page."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def grown(self, by: float) -> Box:
        """The same with every side moved out."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def overlap(self, other: Box) -> float:
        """Area that two boxes share, in square millimetres."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return wide * high if wide > 0 and high > 0 else 0.0

    def holds(self, other: Box) -> bool:
        """Whether another box lies wholly inside."""
        return (
            self.left <= other.left
            and self.top <= other.top
            and self.right >= other.right
            and self.bottom >= other.bottom
        )


@dataclass(frozen=True)
class Edge:
    """A line around something: ``#rrggbb`` or ``#rrggbbaa``, width in points."""

    colour: str
    width: float


NO_EDGE: Final = Edge("none", 0.0)


class Page:
    """One A4 page; ``figure`` is what gets saved."""

    def __init__(self) -> None:
        self.figure = Figure(figsize=(WIDTH / 25.4, HEIGHT / 25.4), facecolor=CARD)
        self.millimetres: Transform = (
            Affine2D().scale(1 / WIDTH, -1 / HEIGHT).translate(0, 1) + self.figure.transFigure
        )
        self._order = 0

    def _add(self, artist: Artist, clip: Box | None = None) -> None:
        # What comes later lies on top, whatever kind of mark it is.
        self._order += 1
        artist.set_zorder(self._order)
        self.figure.add_artist(artist)
        if clip is None:
            artist.set_clip_on(False)
        else:
            window = Rectangle((clip.left, clip.top), clip.width, clip.height)
            window.set_transform(self.millimetres)
            artist.set_clip_path(window)

    def rectangle(self, box: Box, fill: str, edge: Edge = NO_EDGE) -> None:
        """A rectangle; ``fill`` may be ``none``."""
        shape = Rectangle((box.left, box.top), box.width, box.height)
        self._patch(shape, fill, edge)

    def card(self, box: Box, fill: str, radius: float, opacity: float = 1.0) -> None:
        """A rectangle with round corners."""
        style = f"round,pad=0,rounding_size={radius}"
        shape = FancyBboxPatch((box.left, box.top), box.width, box.height, boxstyle=style)
        shape.set_alpha(opacity)
        self._patch(shape, fill)

    def polygon(self, points: Points, fill: str) -> None:
        """A closed polygon."""
        self._patch(Polygon(np.asarray(points), closed=True), fill)

    def circle(
        self, x: float, y: float, diameter: float, fill: str, clip: Box | None = None
    ) -> None:
        """A disc."""
        self._patch(Circle((x, y), diameter / 2), fill, clip=clip)

    def _patch(
        self, shape: Patch, fill: str, edge: Edge = NO_EDGE, clip: Box | None = None
    ) -> None:
        shape.set(
            facecolor=fill,
            edgecolor=edge.colour,
            linewidth=edge.width,
            joinstyle="round",
            transform=self.millimetres,
        )
        self._add(shape, clip)

    def lines(self, lines: Sequence[Points], edge: Edge, clip: Box | None = None) -> None:
        """Lines that all look alike."""
        self._add(
            LineCollection(
                [np.asarray(line) for line in lines],
                colors=edge.colour,
                linewidths=edge.width,
                capstyle="round",
                joinstyle="round",
                transform=self.millimetres,
            ),
            clip,
        )

    def shapes(
        self,
        paths: Sequence[Path],
        place: Affine2D,
        fill: str | Sequence[str],
        edge: Edge = NO_EDGE,
        clip: Box | None = None,
    ) -> None:
        """Many polygons at once; ``place`` takes their coordinates to millimetres."""
        self._add(
            PathCollection(
                paths,
                facecolors=fill,
                edgecolors=edge.colour,
                linewidths=edge.width,
                joinstyle="round",
                transform=place + self.millimetres,
            ),
            clip,
        )

    def text(
        self,
        at: tuple[float, float],
        text: str,
        style: Style,
        align: str = "left",
        link: str = "",
    ) -> None:
        """One line of text; ``at`` is on its baseline, at its left, center or right.

        A dollar sign stays a dollar sign. A halo is a shape of its own below the letters, so
        that they stay text in a PDF; ``link`` makes them clickable there.
        """
        left, y = _left_of(at[0], text, style, align), at[1]
        for part in parts_of(text):
            if style.halo:
                self._halo(left, y, part, style)
            self._part(left, y, part, style, link)
            left += text_width(part, style)

    def _part(self, x: float, y: float, text: str, style: Style, link: str) -> None:
        self._add(
            Text(
                x,
                y,
                text,
                fontproperties=font(style),
                color=style.colour,
                horizontalalignment="left",
                verticalalignment="baseline",
                parse_math=False,
                transform=self.millimetres,
                url=link or None,
            )
        )

    def _halo(self, x: float, y: float, text: str, style: Style) -> None:
        vertices, codes = text_to_path.get_text_path(font(style), text)
        if not len(vertices):
            return
        size = MM_PER_POINT * style.size / text_to_path.FONT_SCALE
        place = Affine2D().scale(size, -size).translate(x, y)
        self.shapes([Path(vertices, codes)], place, style.halo, Edge(style.halo, 2.2))


def text_box(at: tuple[float, float], text: str, style: Style, align: str = "left") -> Box:
    """The room that a line of text takes, from its capitals' top to its descenders."""
    left, y = _left_of(at[0], text, style, align), at[1]
    return Box(left, y - style.cap * 1.05, left + text_width(text, style), y + style.cap * 0.3)


def _left_of(x: float, text: str, style: Style, align: str) -> float:
    return x - {"left": 0.0, "center": 0.5, "right": 1.0}[align] * text_width(text, style)
