"""Which file and layer GDAL is to open: what is no boundary file, what a zip holds, which layer."""

import re
import sqlite3
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pyogrio
import shapely

from geodata.errors import FrontmapError
from geodata.tables.blob import Blob
from geodata.tables.layer_names import layer_names
from geodata.tables.sniff import HEAD, refers_elsewhere

READABLE = "GeoJSON, TopoJSON, shapefile (also zipped), GeoPackage, KML, FlatGeobuf, GeoParquet"
UNPACKED_LIMIT_BYTES = 4_000_000_000

# In the order in which one is taken where a zip holds the same boundaries several times.
_SUFFIXES = (".shp", ".gpkg", ".fgb", ".geojson", ".topojson", ".kml", ".json")
_HTML = re.compile(rb"\s*<(!doctype html|html)", re.IGNORECASE)

READ_ERRORS = (
    RuntimeError,  # pyogrio's errors are such
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    OSError,
    MemoryError,
    sqlite3.Error,
    shapely.errors.ShapelyError,
)
"""What broken files have been seen to raise in GDAL, pyogrio, pyarrow, SQLite and GEOS."""


@dataclass(frozen=True)
class Source:
    """One layer to read.

    Attributes
    ----------
    path : pathlib.Path
        The file as the user named it.
    dataset : str
        What GDAL opens: the path, or a member inside a zip.
    layer : str or None
        None for GeoParquet, which has no layers.
    driver : str
        GDAL's word for the format; "Parquet" for GeoParquet.
    """

    path: Path
    dataset: str
    layer: str | None
    driver: str


@contextmanager
def reading(path: Path) -> Iterator[list[str]]:
    """Turn what GDAL and GEOS raise into one sentence, and collect what they warn of."""
    said: list[str] = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            yield said
        except READ_ERRORS as error:
            raise FrontmapError(
                f"{path.name} cannot be read as a boundary file ({_first_line(error)}): "
                f"it may be cut off or of another kind; right would be {READABLE}."
            ) from error
    said.extend(dict.fromkeys(_first_line(warning.message) for warning in caught))


def find_source(path: Path, layer: str | None = None, level: int | None = None) -> Source:
    """Find the layer with the boundaries in a file, a zip or a file geodatabase.

    Parameters
    ----------
    path : pathlib.Path
    layer : str, optional
        Name of the layer, or of the member of a zip; needed where several could be meant.
    level : int, optional
        Of several layers the one named after this level (``sdn_admbnda_adm1``) is taken.

    Raises
    ------
    FrontmapError
        If there is no such file or layer, several could be meant, or it is no boundary file.
    """
    _check_file(path)
    if _is_parquet(path):
        return Source(path, str(path), None, "Parquet")
    member, layer = _inside(path, layer, level)
    dataset = str(path) if member is None else _in_zip(path, member)
    with reading(path):
        names = _layers(path, member, dataset, layer)
    if not names:
        raise FrontmapError(
            f"{path.name} has no layer with geometries: give a file with the polygons of units."
        )
    chosen = _choose(names, layer, level, path)
    with reading(path):
        driver = str(pyogrio.read_info(dataset, layer=chosen)["driver"])
    return Source(path, dataset, chosen, driver)


def _check_file(path: Path) -> None:
    if path.is_dir() and path.suffix.lower() == ".gdb":
        return
    if path.is_dir():
        raise FrontmapError(f"{path} is a folder: give one boundary file ({READABLE}).")
    if not path.is_file():
        raise FrontmapError(f"There is no file {path}: give a boundary file ({READABLE}).")
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError as error:
        raise FrontmapError(
            f"{path} cannot be opened ({error.strerror}): give a file that you may read."
        ) from error
    _check_head(path.name, head)


def _check_head(name: str, head: bytes) -> None:
    fault = fault_of(head)
    if fault:
        raise FrontmapError(f"{name} {fault}: give a boundary file ({READABLE}).")


def fault_of(head: bytes) -> str | None:
    """Tell from its first bytes why a file is no boundary file; None if that does not show."""
    if not head.strip():
        return "is empty"
    if head.startswith(b"version https://git-lfs"):
        return "is a Git LFS pointer and not the file that it stands for"
    if _HTML.match(head):
        return "is a web page (HTML), perhaps an error page saved in place of the file"
    if refers_elsewhere(head):
        return "only refers to other files or web services, which are not called"
    return None


def _is_parquet(path: Path) -> bool:
    if path.is_dir():
        return False
    with path.open("rb") as file:
        return file.read(4) == b"PAR1"


def _inside(path: Path, layer: str | None, level: int | None) -> tuple[str | None, str | None]:
    """The member of a zip that GDAL is to open, and the layer in it if a name was given."""
    if path.is_dir() or not zipfile.is_zipfile(path):
        return None, layer
    members = _members(path)
    names = {PurePosixPath(member).stem: member for member in members}
    if layer is not None and layer not in names and len(members) == 1:
        return members[0], layer
    return names[_choose(list(names), layer, level, path)], None


def _layers(path: Path, member: str | None, dataset: str, wanted: str | None) -> list[str]:
    """Layers with geometries of a file, or of a file geodatabase, which is a folder."""
    if path.is_dir() or (member or "").lower().endswith(".gdb"):
        return [str(name) for name, kind in pyogrio.list_layers(dataset) if kind is not None]
    blob = Blob(path, member, path.stat().st_size)
    _check_head(blob.name, blob.head(HEAD))
    return layer_names(blob, dataset, wanted, shapes=True)


def _in_zip(path: Path, member: str) -> str:
    # Braces let the archive have any name, also one without ".zip" (such as .kmz).
    return f"/vsizip/{{{path.absolute()}}}/{member}"


def _members(path: Path) -> list[str]:
    """Members of a zip that may hold the boundaries: those of the best format in it."""
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise FrontmapError(
            f"{path.name} is a broken zip file ({_first_line(error)}): pack it anew."
        ) from error
    if any(info.flag_bits & 1 for info in infos):
        raise FrontmapError(f"{path.name} is protected by a password: give it unprotected.")
    if sum(info.file_size for info in infos) > UNPACKED_LIMIT_BYTES:
        raise FrontmapError(
            f"{path.name} would unpack to more than {UNPACKED_LIMIT_BYTES // 10**9} GB: "
            "unpack it yourself and give the boundary file in it."
        )
    names = [info.filename for info in infos if not info.filename.startswith("__MACOSX")]
    inner = {name[: name.lower().index(".gdb/") + 4] for name in names if ".gdb/" in name}
    folders = sorted(inner.difference(names))
    if folders:
        return folders
    for suffix in _SUFFIXES:
        found = [n for n in names if n.lower().endswith(suffix) and "metadata" not in n.lower()]
        # geoBoundaries packs a simplified copy beside the full one.
        full = [n for n in found if "simplified" not in n.lower()]
        if found:
            return sorted(full or found)
    raise FrontmapError(
        f"{path.name} holds no boundary file among its {len(names)} files: right would be {READABLE}."
    )


def _choose(names: list[str], wanted: str | None, level: int | None, path: Path) -> str:
    if wanted is not None:
        if wanted not in names:
            raise FrontmapError(
                f"{path.name} has no layer {wanted!r}: it has {', '.join(names[:20])}."
            )
        return wanted
    if len(names) == 1:
        return names[0]
    if level is not None:
        # A digit before would be another level's: "adm_adm_1", "admin1", "adm1".
        fitting = [
            n for n in names if re.search(rb"adm(in)?_?%d(?!\d)" % level, n.lower().encode())
        ]
        if len(fitting) == 1:
            return fitting[0]
    raise FrontmapError(
        f"{path.name} has {len(names)} layers: name the one to take, out of "
        f"{', '.join(names[:20])}."
    )


def _first_line(error: object) -> str:
    text = str(error).strip() or type(error).__name__
    return text.splitlines()[0][:200]
