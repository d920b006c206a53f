"""A sheet of paper in millimetres, and the few marks that can be made on it.

Everything is placed from the top left corner, y downwards. matplotlib is touched here and in
``fonts`` and ``files`` only: the page has no axes, and no state is shared with another page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyBboxPatch, PathPatch, Polygon, Rectangle
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Affine2D, Transform

from dashboard.figures.palette import CARD
from dashboard.printing.fonts import MM_PER_POINT, Style, font, text_width

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

    def rectangle(
        self, box: Box, fill: str, edge: str = "none", width: float = 0.0, opacity: float = 1.0
    ) -> None:
        """A rectangle; ``width`` is that of its edge in points."""
        self._add(
            Rectangle(
                (box.left, box.top),
                box.width,
                box.height,
                facecolor=fill,
                edgecolor=edge,
                linewidth=width,
                alpha=opacity,
                transform=self.millimetres,
            )
        )

    def card(self, box: Box, fill: str, radius: float, opacity: float = 1.0) -> None:
        """A rectangle with round corners."""
        self._add(
            FancyBboxPatch(
                (box.left, box.top),
                box.width,
                box.height,
                boxstyle=f"round,pad=0,rounding_size={radius}",
                facecolor=fill,
                edgecolor="none",
                alpha=opacity,
                transform=self.millimetres,
            )
        )

    def polygon(self, points: Points, fill: str, edge: str = "none", width: float = 0.0) -> None:
        """A closed polygon."""
        self._add(
            Polygon(
                np.asarray(points),
                closed=True,
                facecolor=fill,
                edgecolor=edge,
                linewidth=width,
                joinstyle="round",
                transform=self.millimetres,
            )
        )

    def lines(
        self, lines: Sequence[Points], colour: str, width: float, clip: Box | None = None
    ) -> None:
        """Lines of one colour; ``width`` in points."""
        self._add(
            LineCollection(
                [np.asarray(line) for line in lines],
                colors=colour,
                linewidths=width,
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
        edge: str | tuple[float, ...] = "none",
        width: float = 0.0,
        clip: Box | None = None,
    ) -> None:
        """Many polygons at once; ``place`` takes their coordinates to millimetres."""
        self._add(
            PathCollection(
                paths,
                facecolors=fill,
                edgecolors=edge,
                linewidths=width,
                joinstyle="round",
                transform=place + self.millimetres,
            ),
            clip,
        )

    def circle(
        self, x: float, y: float, diameter: float, fill: str, clip: Box | None = None
    ) -> None:
        """A disc."""
        disc = Circle((x, y), diameter / 2, facecolor=fill, edgecolor="none", linewidth=0)
        disc.set_transform(self.millimetres)
        self._add(disc, clip)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        style: Style,
        *,
        align: str = "left",
        halo: str = "",
        link: str = "",
    ) -> Box:
        """One line of text on the baseline ``y``; returns the room that it takes.

        A dollar sign stays a dollar sign. ``halo`` is a colour for a rim of 1.1 points. It is
        a shape of its own below the letters, so that they stay text in a PDF.
        """
        wide = text_width(text, style)
        left = x - {"left": 0.0, "center": wide / 2, "right": wide}[align]
        if halo:
            self._halo(left, y, text, style, halo)
        self._add(
            Text(
                left,
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
        return text_box(left, y, text, style)

    def _halo(self, x: float, y: float, text: str, style: Style, colour: str) -> None:
        vertices, codes = text_to_path.get_text_path(font(style), text)
        if not len(vertices):
            return
        place = Affine2D().scale(MM_PER_POINT * style.size / text_to_path.FONT_SCALE)
        place = place.scale(1, -1).translate(x, y)
        self._add(
            PathPatch(
                Path(vertices, codes),
                facecolor=colour,
                edgecolor=colour,
                linewidth=2.2,
                joinstyle="round",
                transform=place + self.millimetres,
            )
        )


def text_box(x: float, y: float, text: str, style: Style, align: str = "left") -> Box:
    """The room that a line of text takes, from its capitals' top to its descenders."""
    wide = text_width(text, style)
    left = x - {"left": 0.0, "center": wide / 2, "right": wide}[align]
    return Box(left, y - style.cap * 1.05, left + wide, y + style.cap * 0.3)
