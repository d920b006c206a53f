"""Boundary files downloaded on demand; nothing here runs unless the user asks for it.

A download goes to a temporary file beside its target and is moved there when it is whole, so that
no half of a file is ever left. Licence and attribution are kept beside it (`source_path`).
"""

import json
from pathlib import Path
from typing import Any, Final, cast

from geodata.boundary_import.download import Progress, Server, UnusableError, new_part
from geodata.errors import FrontmapError

GEOBOUNDARIES_URL: Final = "https://www.geoboundaries.org"
PROVIDERS: Final = ("geoboundaries",)

# The full file first; the packed one is another way to it where Git LFS hands out a pointer.
_LINKS = (("gjDownloadURL", ".geojson"), ("staticDownloadLink", ".zip"))


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
    progress: Progress | None = None,
    sha256: str | None = None,
    pause_s: float = 1.0,
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
    pause_s : float
        Seconds before the second attempt; each further one waits twice as long.

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
    server = Server(base_url.rstrip("/"), pause_s)
    facts = _facts(server, iso3, level)
    links = [(str(facts[key]), suffix) for key, suffix in _LINKS if facts.get(key)]
    fault = "its answer names no file"
    for url, suffix in links:
        target = to / f"geoBoundaries-{iso3}-ADM{level}{suffix}"
        try:
            found = server.download(url, target, progress, sha256)
        except UnusableError as error:
            fault = str(error)
            continue
        kept = _source(facts, url, found, target.stat().st_size)
        _write(source_path(target), kept)
        return target
    raise FrontmapError(
        f"geoBoundaries has no usable file of {iso3} ADM{level} ({fault}): try again later, or "
        "download it by hand and add it."
    )


def _facts(server: Server, iso3: str, level: int) -> dict[str, Any]:
    """What the provider says of the file."""
    found = server.json(f"/api/current/gbOpen/{iso3}/ADM{level}/")
    if isinstance(found, dict):
        return cast("dict[str, Any]", found)
    every = server.json(f"/api/current/gbOpen/{iso3}/ALL/")
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


def _write(path: Path, facts: dict[str, Any]) -> None:
    part = new_part(path)
    try:
        text = json.dumps(facts, ensure_ascii=False, indent=2)
        part.write_text(text + "\n", encoding="utf-8")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
