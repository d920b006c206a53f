"""What every part of the server answers from: one dataset, its settings, its languages."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.i18n import Catalogue, catalogue
from dashboard.settings import Settings
from geodata.store import Dataset, open_dataset
from geodata.view import View, parse_query


@dataclass(frozen=True)
class Site:
    """The immutable things that callbacks and routes share."""

    settings: Settings
    dataset: Dataset

    @classmethod
    def open(cls, settings: Settings) -> Site:
        """Open the dataset of the settings; raises `FrontmapError` if it is not whole."""
        return cls(settings, open_dataset(settings.data))

    def view(self, search: str | None) -> View:
        """The view of a query string; what cannot be followed falls back to the default."""
        return parse_query(search or "", self.dataset.vocabulary)[0]

    def words(self, view: View) -> Catalogue:
        """The catalogue of the view's language."""
        return catalogue(view.lang)
