"""Readings for tests: a dataset's default view with some fields changed, in English."""

from dashboard.i18n import catalogue
from dashboard.reading import Reading
from geodata.dataset.dataset import Dataset


def read(dataset: Dataset, **changes: object) -> Reading:
    view = dataset.default_view.with_(**changes)
    return Reading(dataset, view, catalogue(view.lang))
