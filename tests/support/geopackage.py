"""GeoPackages made to hurt: views that never end, in place of layers."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

ENDLESS = (
    "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT {} FROM n WHERE x < 0"
)
"""Gives no row and never says so."""
_REGISTERED = (
    """INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id)
    VALUES ('counted', 'features', 'counted', 4326)""",
    "INSERT INTO gpkg_geometry_columns VALUES ('counted', 'geom', 'GEOMETRY', 4326, 0, 0)",
)


def change(path: Path, *statements: str) -> Path:
    """Change a GeoPackage; it loses its triggers, which call functions that only GDAL has."""
    with closing(sqlite3.connect(path)) as database:
        triggers = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (trigger,) in triggers.fetchall():
            database.execute(f'DROP TRIGGER "{trigger}"')
        for statement in statements:
            database.execute(statement)
        database.commit()
    return path


def add_layer(path: Path, made: str) -> Path:
    """Make something called "counted" and say that it is a layer."""
    return change(path, made, *_REGISTERED)


def add_view(path: Path) -> Path:
    """Add a layer "counted" that is a view without end."""
    view = ENDLESS.format("x AS fid, NULL AS geom, x AS id")
    return add_layer(path, f"CREATE VIEW counted AS {view}")


def add_slow_column(path: Path, layer: str) -> Path:
    """Give a layer a column that takes an hour a row to work out, in C code of GDAL's SQLite."""
    worked_out = "instr(zeroblob(3000000), zeroblob(1500000) || x'01')"
    return change(path, f"ALTER TABLE {layer} ADD COLUMN slow INTEGER AS ({worked_out}) VIRTUAL")
