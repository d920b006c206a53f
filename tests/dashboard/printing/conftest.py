"""Pages that many tests look at, each drawn once, and how to look at them."""

from functools import cache

import numpy as np
import pytest

from dashboard.i18n import Catalogue
from dashboard.printing.files import print_settings
from dashboard.printing.sheet import Sheet, draw_sheet
from dashboard.reading import Reading
from geodata.dataset.dataset import Dataset
from geodata.view import parse_query
from tests.support.paper import Draw, Picture, pixels_of

LINK = "http://127.0.0.1:8050/?as_of=2021-08-03"


@pytest.fixture(scope="session")
def draw(dataset: Dataset, t: Catalogue) -> Draw:
    """Draw the page of a query."""

    @cache
    def drawn(query: str) -> Sheet:
        view, notices = parse_query(query, dataset.vocabulary)
        assert not notices
        with print_settings():
            return draw_sheet(Reading(dataset, view, t), LINK)

    return drawn


@pytest.fixture(scope="session")
def picture(draw: Draw) -> Picture:
    """The page of a query as pixels: an array (height, width, 3)."""

    @cache
    def pixels(query: str) -> np.ndarray:
        return pixels_of(draw(query).page)

    return pixels
