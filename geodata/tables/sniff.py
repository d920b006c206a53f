"""What a file is, by its first bytes; its name is not believed."""

from __future__ import annotations

import re
from collections.abc import Mapping

from geodata.errors import FrontmapError
from geodata.vocabulary import by_word, table

HEAD = 64 * 1024
"""Bytes that tell what a file is."""

_KINDS = by_word(table("signatures")["kinds"])
_STRANGERS = by_word(table("signatures")["strangers"])

_READABLE = "CSV, Excel (.xlsx), Parquet, GeoJSON, GeoPackage, shapefile, KML or FlatGeobuf"

# Excel protects a workbook by wrapping it; the wrapper's directory names its parts in UTF-16.
_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

_REFERRING = re.compile(
    rb"<(ogrvrt|ogrwfs|wfs_|wfs:|csw|ogcapi|networklink)|gdal_streamed_alg|describefeaturetype",
    re.IGNORECASE,
)
_LFS = b"version https://git-lfs.github.com/spec"
_MARKUP = re.compile(r"<[!?a-z]", re.IGNORECASE)
_HTML = re.compile(r"<(!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_TITLE = re.compile(r"<title[^>]*>([^<]{1,80})", re.IGNORECASE)
_KML = re.compile(r"<([a-z]+:)?(kml|gml|FeatureCollection|gpx)\b")
_JSON = re.compile(r'\s*(\{\s*["}]|\[\s*[{\]])')
_TOPOLOGY = re.compile(r'"type"\s*:\s*"Topology"')


def kind_of(head: bytes, name: str) -> str:
    """What a file with these first bytes is.

    Returns
    -------
    str
        ``zip``, ``parquet``, ``features``, ``geojson`` or ``csv``.

    Raises
    ------
    FrontmapError
        Where it is nothing that holds a table, with what it is instead.
    """
    if not head.strip(b"\xef\xbb\xbf \t\r\n\0"):
        raise FrontmapError(f"{name} is empty; a table has a header line and a line a row.")
    kind = _by_signature(head, _KINDS)
    if kind is not None:
        return kind
    _refuse_strangers(head, name)
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().decode("latin-1")
    if _MARKUP.match(text):
        _check_markup(text, name)
        return _features(head, name)
    if _JSON.match(text):
        return _features(head, name) if _TOPOLOGY.search(text[:2_000]) else "geojson"
    return "csv"


def refers_elsewhere(head: bytes) -> bool:
    """Whether GDAL would read other files for this one, or call addresses that it names."""
    # Like GDAL, which looks for these words anywhere in what it takes for a text.
    return _REFERRING.search(head.partition(b"\0")[0]) is not None


def is_binary(head: bytes) -> bool:
    """Whether these bytes are no text in any encoding that is read."""
    content = head
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or _looks_like_utf16(head):
        codec = "utf-16-be" if head.startswith(b"\xfe\xff") or head[:1] == b"\0" else "utf-16-le"
        content = head.decode(codec, errors="replace").encode("utf-8")
    # Nulls come in runs where a disk failed; one run is one fault, not a binary file.
    content = re.sub(rb"\0+", b"\0", content)
    control = len(content) - len(content.translate(None, delete=_CONTROL))
    return control > 0.05 * len(content)


_CONTROL = bytes(code for code in range(32) if chr(code) not in "\t\n\r\f\v\x1a")


def _looks_like_utf16(head: bytes) -> bool:
    halves = head[::2], head[1::2]
    shares = [half.count(0) / len(half) if half else 0.0 for half in halves]
    return len(head) >= 16 and max(shares) > 0.5 and min(shares) < 0.05


def _refuse_strangers(head: bytes, name: str) -> None:
    if head.startswith(_LFS):
        raise FrontmapError(
            f"{name} is only a Git LFS pointer to the file; get the file itself with "
            "“git lfs pull”."
        )
    if head.startswith(_OFFICE):
        protected = _ENCRYPTED in head
        what = "is protected by a password" if protected else "is an old Office file (.xls, .doc)"
        raise FrontmapError(f"{name} {what}; save it without a password as .xlsx or CSV.")
    stranger = _by_signature(head, _STRANGERS) or ("a binary file" if is_binary(head) else None)
    if stranger is not None:
        raise FrontmapError(f"{name} is {stranger}, not a table; {_READABLE} is right.")


def _by_signature(head: bytes, signatures: Mapping[str, str]) -> str | None:
    found = (what for sign, what in signatures.items() if head.startswith(sign.encode("latin-1")))
    return next(found, None)


def _features(head: bytes, name: str) -> str:
    """The kind of a text that GDAL reads, unless it names what else GDAL is to read."""
    if refers_elsewhere(head):
        raise FrontmapError(
            f"{name} only refers to other files or web services, which are not called; {_READABLE} "
            "is right."
        )
    return "features"


def _check_markup(text: str, name: str) -> None:
    if _KML.search(text[:4_000]):
        return
    if not _HTML.search(text):
        raise FrontmapError(f"{name} is XML, not a table; {_READABLE} is right.")
    title = _TITLE.search(text)
    said = f" (“{' '.join(title.group(1).split())}”)" if title and title.group(1).strip() else ""
    raise FrontmapError(
        f"{name} is a web page (HTML){said}, not a table; the download brought an error or a "
        "login page instead of the file."
    )
