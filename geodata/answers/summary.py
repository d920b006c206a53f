"""The counts of a view, and what every answer says it rests on."""

from __future__ import annotations

from typing import Any

from geodata.assessments.base import count_statuses
from geodata.assessments.ranges import status_ranges
from geodata.dataset.dataset import Dataset
from geodata.view import View


def status_summary(dataset: Dataset, view: View) -> dict[str, Any]:
    """Counts of the view's units by status and basis, with what they rest on.

    The three bases and ``unknown`` add up to ``total``. ``ranges`` are the lowest and highest count
    of each class; see `geodata.assessments.ranges.status_ranges`.
    """
    statuses = dataset.statuses(view)
    ranges = status_ranges(statuses, view.as_of, view.stale)
    return {
        "as_of": view.as_of.isoformat(),
        "assessment": view.assessment,
        **count_statuses(statuses),
        "ranges": {name: list(ends) for name, ends in ranges.items()},
        "stale_days": view.stale,
        "provinces": list(view.provinces),
        **provenance(dataset, view),
    }


def provenance(dataset: Dataset, view: View) -> dict[str, Any]:
    """What an export rests on, in words a machine can keep."""
    return {
        "dataset": dataset.name,
        "dataset_version": dataset.version,
        "sha256": dataset.digest,
        "query": view.to_query(dataset.default_view),
        "boundaries": boundary_words(dataset, view),
        "assessment_source": dataset.assessments[view.assessment].source_name,
    }


def boundary_words(dataset: Dataset, view: View) -> str:
    """Name of the view's boundary set, saying plainly when its cells are approximate."""
    entry = dataset.boundary_sets[view.boundaries]
    return "approximate cells" if entry["approximate"] else str(entry["label"])
