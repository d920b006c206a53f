"""Looking at a printed page: its texts, and its pixels by millimetre."""

from collections.abc import Callable, Iterator

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from dashboard.printing.files import PNG_DPI, print_settings
from dashboard.printing.paper import HEIGHT, Box, Page
from dashboard.printing.sheet import Sheet

Draw = Callable[[str], Sheet]
"""Draws the page of a query."""
Picture = Callable[[str], np.ndarray]
"""The page of a query as pixels: an array (height, width, 3)."""

_DOTS = PNG_DPI / 25.4


def texts(page: Page) -> list[str]:
    """Every text on the page, in the order of drawing."""
    return [text.get_text() for text in page.figure.findobj(Text) if text.get_text()]


def text_boxes(page: Page) -> Iterator[tuple[str, Box]]:
    """Each text and the room that its ink takes (mm), as matplotlib itself measures it."""
    with print_settings():
        page.figure.set_dpi(PNG_DPI)
        renderer = FigureCanvasAgg(page.figure).get_renderer()
        for text in page.figure.findobj(Text):
            if text.get_text():
                extent = text.get_window_extent(renderer)
                yield (
                    text.get_text(),
                    Box(
                        extent.x0 / _DOTS,
                        HEIGHT - extent.y1 / _DOTS,
                        extent.x1 / _DOTS,
                        HEIGHT - extent.y0 / _DOTS,
                    ),
                )


def pixels_of(page: Page) -> np.ndarray:
    """The page as an array (height, width, 3)."""
    with print_settings():
        page.figure.set_dpi(PNG_DPI)
        canvas = FigureCanvasAgg(page.figure)
        canvas.draw()
        return np.asarray(canvas.buffer_rgba())[:, :, :3]


def colour_at(pixels: np.ndarray, x: float, y: float) -> str:
    """The ``#rrggbb`` of the pixel at a place on the page (mm)."""
    red, green, blue = pixels[int(y * _DOTS), int(x * _DOTS)]
    return f"#{red:02x}{green:02x}{blue:02x}"
