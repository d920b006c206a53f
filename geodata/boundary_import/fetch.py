"""Boundary files downloaded on demand; nothing here runs unless the user asks for it.

A download goes to a temporary folder beside its target and is moved there when it is whole, so
that no half of a file is ever left. Licence and attribution are kept beside it (`source_path`).
"""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, cast

import pooch

from geodata.boundary_import.download import ByteProgress, UnusableError, download
from geodata.boundary_import.files import fault_of
from geodata.errors import FrontmapError

GEOBOUNDARIES_URL: Final = "https://www.geoboundaries.org"
PROVIDERS: Final = ("geoboundaries",)

# The full file first; the packed one is another way to it where Git LFS hands out a pointer.
_LINKS = (("gjDownloadURL", ".geojson"), ("staticDownloadLink", ".zip"))
_NOT_FOUND = 404


def source_path(path: Path) -> Path:
    """Where the source and licence of a downloaded file are kept."""
    return path.with_name(f"{path.name}.source.json")


def fetch(  # noqa: PLR0913
    provider: str,
    iso3: str,
    level: int,
    to: Path,
    *,
    base_url: str = GEOBOUNDARIES_URL,
    progress: ByteProgress | None = None,
    sha256: str | None = None,
) -> Path:
    """Download the boundaries of a country.

    Parameters
    ----------
    provider : {"geoboundaries"}
    iso3 : str
        Alpha-3 code of the country.
    level : int
        1 for provinces, 2 for districts.
    to : pathlib.Path
        Folder, made if it is not there; a file of the same name in it is replaced.
    base_url : str
        Of the provider's server.
    progress : callable, optional
        Called with the bytes done and in all.
    sha256 : str, optional
        The file must have this hash; else its hash is only kept beside it.

    Returns
    -------
    pathlib.Path
        The file. Beside it ``<name>.source.json`` holds ``url``, ``sha256``, ``bytes``,
        ``attribution``, ``licence``, ``licence_url`` and what else the provider says.

    Raises
    ------
    FrontmapError
        If the server cannot be reached, does not have the file, or sends another one.
    """
    if provider not in PROVIDERS:
        raise FrontmapError(f"There is no provider {provider!r}: take {', '.join(PROVIDERS)}.")
    iso3 = iso3.strip().upper()
    if not (len(iso3) == 3 and iso3.isascii() and iso3.isalpha()):
        raise FrontmapError(f"{iso3!r} is no country: give its three letters, such as AFG.")
    api = f"{base_url.rstrip('/')}/api/current/gbOpen/{iso3}"
    try:
        to.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".fetch-", dir=to) as folder:
            facts = _facts(api, iso3, level, Path(folder))
            stem = Path(folder) / f"geoBoundaries-{iso3}-ADM{level}"
            url, part = _usable(facts, stem, progress)
            source = _source(facts, url, _hash(part, url, sha256), part.stat().st_size)
            return _keep(part, source, to)
    except OSError as error:
        raise FrontmapError(
            f"{to} cannot be written to ({error.strerror}): give another folder, with room for it."
        ) from error


def _facts(api: str, iso3: str, level: int, folder: Path) -> dict[str, Any]:
    """What the provider says of the file."""
    found = _answer(f"{api}/ADM{level}/", folder / "level.json")
    if isinstance(found, dict):
        return cast("dict[str, Any]", found)
    every = _answer(f"{api}/ALL/", folder / "all.json")
    levels = sorted(
        {
            str(entry["boundaryType"])
            for entry in (every if isinstance(every, list) else [])
            if isinstance(entry, dict) and entry.get("boundaryType")
        }
    )
    if not levels:
        raise FrontmapError(
            f"geoBoundaries has no country {iso3}: give the three letters of ISO 3166-1, such as AFG."
        )
    raise FrontmapError(
        f"geoBoundaries has no level ADM{level} of {iso3}: it has {', '.join(levels)}."
    )


def _answer(url: str, path: Path) -> Any:
    """Parsed answer; None where there is nothing at the address."""
    try:
        download(url, path)
        return json.loads(path.read_bytes())
    except UnusableError as error:
        if error.status == _NOT_FOUND:
            return None
        raise FrontmapError(f"{error}: the service may be down or moved, try later.") from error
    except ValueError as error:
        raise FrontmapError(
            f"{url} did not answer with JSON: the service may be down or moved, try later."
        ) from error


def _usable(facts: dict[str, Any], stem: Path, progress: ByteProgress | None) -> tuple[str, Path]:
    """The first link under which the file comes, and the file."""
    fault = "its answer names no file"
    for url, suffix in [(str(facts[key]), suffix) for key, suffix in _LINKS if facts.get(key)]:
        part = stem.with_name(stem.name + suffix)
        try:
            download(url, part, progress)
            _check_whole(part)
        except UnusableError as error:
            fault = str(error)
        else:
            return url, part
    what = " ".join(stem.name.split("-")[1:])
    raise FrontmapError(
        f"geoBoundaries has no usable file of {what} ({fault}): try again later, or "
        "download it by hand and add it."
    )


def _check_whole(part: Path) -> None:
    """Refuse what is plainly not the file, before it takes its place."""
    with part.open("rb") as file:
        head = file.read(2048)
        file.seek(max(part.stat().st_size - 64, 0))
        tail = file.read().rstrip()
    fault = fault_of(head)
    if fault:
        raise UnusableError(f"the file {fault}")
    if part.suffix == ".geojson" and not (head.lstrip()[:1] == b"{" and tail.endswith(b"}")):
        raise UnusableError("the file is not whole GeoJSON")
    if part.suffix == ".zip" and not head.startswith(b"PK"):
        raise UnusableError("the file is no zip")


def _hash(part: Path, url: str, expected: str | None) -> str:
    found = str(pooch.file_hash(str(part)))
    if expected is not None and found != expected.strip().lower():
        raise FrontmapError(
            f"{url} has the SHA-256 {found} and not {expected}: the file was changed since; "
            "give the new hash if you trust it."
        )
    return found


def _keep(part: Path, source: dict[str, Any], to: Path) -> Path:
    """Move the file to its place, what is known of it beside it."""
    beside = source_path(part)
    text = json.dumps(source, ensure_ascii=False, indent=2)
    beside.write_text(text + "\n", encoding="utf-8")
    part.chmod(beside.stat().st_mode)  # pooch makes files that nobody else may read
    beside.replace(source_path(to / part.name))
    return part.replace(to / part.name)


def _source(facts: dict[str, Any], url: str, sha256: str, size: int) -> dict[str, Any]:
    licence = facts.get("boundaryLicense")
    maker = facts.get("boundarySource")
    year = facts.get("boundaryYearRepresented")
    words = ["geoBoundaries (www.geoboundaries.org)", maker, year and f"as of {year}", licence]
    return {
        "provider": "geoboundaries",
        "url": url,
        "sha256": sha256,
        "bytes": size,
        "attribution": ", ".join(str(word) for word in words if word),
        "licence": licence,
        "licence_url": facts.get("licenseSource"),
        "source_url": facts.get("boundarySourceURL"),
        "id": facts.get("boundaryID"),
        "year": year,
        "updated": facts.get("sourceDataUpdateDate"),
        "built": facts.get("buildDate"),
    }
