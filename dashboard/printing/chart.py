"""The map while it is drawn: its page, its window on the land, and what is still free of it."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.i18n import Catalogue
from dashboard.printing.land import Land, Window
from dashboard.printing.paper import Page
from dashboard.printing.room import Room


@dataclass(frozen=True)
class Chart:
    """What everything that draws on the map needs."""

    page: Page
    window: Window
    room: Room
    t: Catalogue

    @property
    def land(self) -> Land:
        """The land that the window is on."""
        return self.window.land
