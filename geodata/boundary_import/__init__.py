"""Boundary files of others to boundary sets: read, repaired, matched, simplified, reported."""

from geodata.boundary_import.fetch import fetch
from geodata.boundary_import.importing import ImportedBoundaries, import_boundaries

__all__ = ["ImportedBoundaries", "fetch", "import_boundaries"]
