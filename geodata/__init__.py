"""Frontmap's data: registers, boundaries, events, assessments and the view that queries them.

Works alone, without the dashboard:

    from geodata import open_dataset
    dataset = open_dataset()
    dataset.status_counts(dataset.default_view)
"""

from geodata.dataset.dataset import Dataset, open_dataset
from geodata.errors import FrontmapError
from geodata.view import View, parse_query

__all__ = ["Dataset", "FrontmapError", "View", "open_dataset", "parse_query"]
