"""The badges of events that a test has in its hands."""

from datetime import date

import pandas as pd

from dashboard.figures.badges import view_places
from dashboard.figures.places import Place
from dashboard.i18n import Catalogue
from geodata.events.query import EventTable
from geodata.view import View

EVERY_DAY = View(date(2021, 8, 3), date.min, date.max, assessment="", boundaries="")
CLOSE = 20.0
"""A zoom at which no two spots touch."""


def badges_of(events: pd.DataFrame, t: Catalogue, zoom: float = CLOSE) -> list[Place]:
    """Badges of all events as the map draws them at a zoom; without one, each spot for itself."""
    return view_places(EventTable(events), EVERY_DAY, zoom, t)
