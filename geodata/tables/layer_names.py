"""Names of the layers of a file that GDAL reads; of a GeoPackage only its tables.

A view of a database is worked out while it is read, which may take for ever: counting its rows
is enough, or only asking of which shape they are. A GeoPackage is therefore looked into before
GDAL opens it, with nothing but SQLite's own list of what it holds.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

import pyogrio

from geodata.errors import FrontmapError
from geodata.tables.blob import Blob

_SQLITE: Final = b"SQLite format 3\0"
_GEOPACKAGE: Final = frozenset(int.from_bytes(sign) for sign in (b"GPKG", b"GP10", b"GP11"))
"""By its number GDAL knows a GeoPackage, whatever the file is called."""
# A virtual table, like a view, has no page of its own: it is a program too.
_HELD: Final = """
    SELECT lower(name), CASE WHEN type = 'table' AND rootpage = 0 THEN 'virtual table' ELSE type END
    FROM sqlite_master WHERE type IN ('table', 'view')
"""
_CONTENTS: Final = """
    SELECT CAST(table_name AS TEXT), data_type FROM gpkg_contents WHERE table_name IS NOT NULL
"""


def layer_names(
    blob: Blob, dataset: str, wanted: str | None = None, *, shapes: bool = False
) -> list[str]:
    """Layers that may be read, in the order of the file.

    Parameters
    ----------
    blob : Blob
    dataset : str
        What GDAL calls it.
    wanted : str, optional
        The layer that somebody has named.
    shapes : bool, default False
        Leave out layers without geometries.

    Raises
    ------
    FrontmapError
        The layer that is named is a view, or all are; the database is no GeoPackage.
    """
    if blob.head(len(_SQLITE)) != _SQLITE:
        layers = pyogrio.list_layers(dataset)
        return [str(name) for name, kind in layers if kind is not None or not shapes]
    with blob.on_disk() as path:
        sorts = _sorts(path, blob.name, shapes=shapes)
    tables = [layer for layer, sort in sorts.items() if sort == "table"]
    views = [layer for layer in sorts if layer not in tables]
    if wanted in views or (views and not tables):
        view = wanted if wanted in views else views[0]
        raise FrontmapError(
            f"{blob.name}: its layer “{view}” is a {sorts[view]}, which is worked out while it is "
            "read; only tables are read: export it as a layer of its own."
        )
    return tables


def _sorts(path: Path, name: str, *, shapes: bool) -> dict[str, str]:
    """What each layer is: "table", "view" or "virtual table"."""
    # Without a log of changes beside it, it is read without a trace, also where none may be left.
    still = "" if path.with_name(f"{path.name}-wal").exists() else "&immutable=1"
    uri = f"{path.absolute().as_uri()}?mode=ro{still}"
    with closing(sqlite3.connect(uri, uri=True)) as database:
        held = dict(database.execute(_HELD))
        if database.execute("PRAGMA application_id").fetchone()[0] not in _GEOPACKAGE:
            raise FrontmapError(
                f"{name} is a SQLite database and no GeoPackage; save its layer as one (.gpkg)."
            )
        _check_own_tables(held, name)
        layers = database.execute(_CONTENTS).fetchall()
    kinds = ("features",) if shapes else ("features", "attributes", "aspatial")
    there = (layer for layer, kind in layers if kind in kinds and layer.lower() in held)
    return {layer: held[layer.lower()] for layer in there}


def _check_own_tables(held: dict[str, str], name: str) -> None:
    """Raise `FrontmapError` where a view stands for a table that GDAL reads unasked."""
    own = {"gpkg_contents": "no table"} | held
    false = [
        what
        for what, sort in own.items()
        if (what.startswith("gpkg") and sort != "table")
        or (what.startswith("rtree") and sort == "view")
    ]
    if false:
        raise FrontmapError(
            f"{name} is no whole GeoPackage ({false[0]} is no table); save its layer as a new one."
        )
