"""Events of others into a dataset: read, check, join, merge, publish, and say what happened.

Nothing is published unless everything went through; read = accepted + duplicates + rejected.
"""

from geodata.ingest.engines import DaskEngine, Engine, LocalEngine
from geodata.ingest.plan import IngestOptions
from geodata.ingest.report import FileReport, Report
from geodata.ingest.run import Progress, ingest

__all__ = [
    "DaskEngine",
    "Engine",
    "FileReport",
    "IngestOptions",
    "LocalEngine",
    "Progress",
    "Report",
    "ingest",
]
