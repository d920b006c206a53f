"""Open a file of any kind as a source of rows."""

from __future__ import annotations

import zipfile
from itertools import islice
from pathlib import Path, PurePosixPath

from geodata.errors import FrontmapError
from geodata.tables.blob import Blob, faults_as_sentences
from geodata.tables.csv_rows import open_csv, sample_of
from geodata.tables.feature_rows import open_features
from geodata.tables.geojson_rows import open_geojson
from geodata.tables.limits import check_members
from geodata.tables.parquet_rows import open_parquet
from geodata.tables.rows import RowSource
from geodata.tables.sheet_rows import open_sheet
from geodata.tables.sniff import HEAD, kind_of
from geodata.tables.text import decode, guess_encoding

_TABLES = frozenset(
    {".csv", ".tsv", ".tab", ".txt", ".xlsx", ".xlsm", ".parquet", ".geojson", ".json"}
    | {".gpkg", ".shp", ".kml", ".fgb", ".topojson"}
)
_NOT_DATA = ("readme", "license", "licence", "codebook", "metadata")


def open_rows(
    path: Path,
    *,
    sheet: str | None = None,
    header: bool = True,
    delimiter: str | None = None,
    widths: tuple[int, ...] = (),
) -> RowSource:
    """Understand a table, whatever its format, without reading it whole.

    The format is told by the content, not by the name. A zip is opened through where it holds
    one table.

    Parameters
    ----------
    path : pathlib.Path
        CSV in any usual encoding and delimiter, Excel (.xlsx), Parquet, GeoJSON, or a layer of
        GeoPackage, shapefile, KML or FlatGeobuf; plain or in a zip.
    sheet : str, optional
        The sheet of a workbook or the layer of a GeoPackage; by default the first that holds a
        table.
    header : bool, default True
        Whether the first line names the columns; without it they are "1", "2" and so on.
    delimiter : str, optional
        The character between the fields of a CSV; by default it is found out.
    widths : tuple of int, optional
        Without a header: the numbers of fields that a row may have. Shorter rows are filled up
        with nulls at their end, and a column ``width`` tells how many fields a row had.

    Returns
    -------
    RowSource
        A description of the file that reads it when asked to.

    Raises
    ------
    FrontmapError
        Where there is no such file, it is not a table, or it would unpack to too much.
    """
    blob, kind = _locate(Path(path))
    if kind == "xlsx":
        return open_sheet(blob, sheet=sheet, header=header, widths=widths)
    if kind == "parquet":
        return open_parquet(blob)
    if kind == "geojson":
        return open_geojson(blob)
    if kind == "features":
        return open_features(blob, layer=sheet)
    return open_csv(blob, header=header, delimiter=delimiter, widths=widths)


def first_lines(path: Path, n: int = 20) -> list[str] | None:
    """The first lines of a text file, decoded and without their ends.

    Also those of the one text file in a zip; None for what is not text. Raises `FrontmapError`
    as `open_rows` does.
    """
    blob, kind = _locate(Path(path))
    if kind not in {"csv", "geojson"}:
        return None
    sample, _ = sample_of(blob)
    text = decode(sample, guess_encoding(sample, blob.name))
    return list(islice((line.rstrip("\r") for line in text.split("\n")), n))


def _locate(path: Path) -> tuple[Blob, str]:
    """The bytes of the table at a path and their kind; a zip is looked into."""
    blob = _file(path)
    kind = kind_of(blob.head(HEAD), blob.name)
    if kind != "zip":
        return blob, kind
    members = blob.members()
    check_members(path.name, members)
    names = {member.filename for member in members}
    if "xl/workbook.xml" in names or "[Content_Types].xml" in names:
        return blob, "xlsx"
    member = _only_table(path, members)
    inner = Blob(path, member.filename, member.file_size)
    kind = kind_of(inner.head(HEAD), inner.name)
    if kind != "zip":
        return inner, kind
    return _workbook_within(inner), "xlsx"


def _file(path: Path) -> Blob:
    with faults_as_sentences(path.name or str(path)):
        size = path.stat().st_size
    if path.is_dir():
        raise FrontmapError(f"{path.name or path} is a folder; name one of the files in it.")
    if not path.is_file():
        raise FrontmapError(f"{path.name} is not an ordinary file; copy its content into one.")
    return Blob(path, None, size)


def _only_table(path: Path, members: list[zipfile.ZipInfo]) -> zipfile.ZipInfo:
    """The member of a zip that is the table."""
    tables = [member for member in members if _may_be_table(PurePosixPath(member.filename))]
    if len(tables) == 1:
        return tables[0]
    if not tables:
        raise FrontmapError(f"{path.name} is a zip without a table; one with a CSV is right.")
    some = ", ".join(member.filename for member in tables[:3])
    raise FrontmapError(
        f"{path.name} holds {len(tables)} tables ({some}{', …' if len(tables) > 3 else ''}); "
        "unpack it and give the files one by one."
    )


def _may_be_table(name: PurePosixPath) -> bool:
    hidden = name.name.startswith(".") or "__MACOSX" in name.parts
    told = name.stem.lower().startswith(_NOT_DATA)
    return name.suffix.lower() in _TABLES and not hidden and not told


def _workbook_within(inner: Blob) -> Blob:
    """A workbook in a zip; refused where it is another zip."""
    members = inner.members()
    check_members(inner.name, members)
    if "xl/workbook.xml" not in {member.filename for member in members}:
        raise FrontmapError(f"{inner.name} is a zip within a zip; unpack the outer one.")
    return inner
