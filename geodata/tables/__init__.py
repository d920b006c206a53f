"""Any table of events as rows of text: CSV, Excel, Parquet, GeoJSON and GIS layers."""

from geodata.tables.open import first_lines, open_rows
from geodata.tables.rows import REJECT_COLUMNS, Rows, RowSource

__all__ = ["REJECT_COLUMNS", "RowSource", "Rows", "first_lines", "open_rows"]
