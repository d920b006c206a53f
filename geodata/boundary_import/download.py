"""Downloads from a server: whole or not at all, tried again, each failure one sentence."""

import io
import json
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pooch
from requests import exceptions as web

from geodata.boundary_import.files import fault_of
from geodata.errors import FrontmapError

Progress = Callable[[int, int], None]
"""Called with the bytes done and the bytes in all (0 if the server does not say)."""

_ATTEMPTS = 3
_TIMEOUT_S = 60
_CHUNK_BYTES = 65_536
_NOT_FOUND = 404


class _Bar:
    """What pooch wants of a progress bar, on top of a function."""

    def __init__(self, report: Progress) -> None:
        self.total = 0
        self._done = 0
        self._report = report

    def update(self, size: int) -> None:
        # pooch counts whole chunks, also for the last one.
        self._done = min(self._done + size, self.total) if self.total else self._done + size
        self._report(self._done, self.total)

    def reset(self) -> None:
        self._done = 0

    def close(self) -> None:
        pass


class UnusableError(Exception):
    """What came is not the file; another link may give it."""


class Server:
    """One provider's server, asked again with growing pauses where it stumbles."""

    def __init__(self, base_url: str, pause_s: float) -> None:
        self._base_url = base_url
        self._pause_s = pause_s

    def json(self, path: str) -> Any:
        """Parsed answer; None where there is nothing at the address."""
        url = self._base_url + path
        body = io.BytesIO()

        def ask() -> None:
            body.seek(0)
            body.truncate()
            pooch.HTTPDownloader(timeout=_TIMEOUT_S)(url, body, None)

        try:
            self._try(ask, url)
        except web.HTTPError as error:
            if _status(error) == _NOT_FOUND:
                return None
            raise _unreachable(url, error) from error
        try:
            return json.loads(body.getvalue())
        except ValueError as error:
            raise FrontmapError(
                f"{url} did not answer with JSON: the service may be down or moved, try later."
            ) from error

    def download(
        self, url: str, target: Path, progress: Progress | None, sha256: str | None
    ) -> str:
        """Download to ``target``, whole or not at all, and give its SHA-256."""
        part = new_part(target)

        def load() -> None:
            bar = _Bar(progress) if progress else False
            pooch.HTTPDownloader(bar, chunk_size=_CHUNK_BYTES, timeout=_TIMEOUT_S)(
                url, str(part), None
            )
            _check_whole(part, target.suffix)

        try:
            self._try(load, url)
            found = str(pooch.file_hash(str(part)))
            if sha256 is not None and found != sha256.strip().lower():
                raise FrontmapError(
                    f"{url} has the SHA-256 {found} and not {sha256}: the file was changed since; "
                    "give the new hash if you trust it."
                )
            part.replace(target)
        except web.HTTPError as error:
            raise UnusableError(f"{url} answers {_status(error)}") from error
        except OSError as error:
            raise FrontmapError(
                f"{target} cannot be written ({error.strerror}): give a folder with room for it."
            ) from error
        finally:
            part.unlink(missing_ok=True)
        return found

    def _try(self, step: Callable[[], None], url: str) -> None:
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                return step()
            except web.RequestException as error:
                status = _status(error)
                if status is not None and status < 500:
                    raise
                if attempt == _ATTEMPTS:
                    raise _unreachable(url, error) from error
                time.sleep(self._pause_s * 2 ** (attempt - 1))
        return None


def _status(error: web.RequestException) -> int | None:
    return None if error.response is None else error.response.status_code


def _unreachable(url: str, error: web.RequestException) -> FrontmapError:
    status = _status(error)
    if status is not None:
        why = f"it answers {status}"
    elif isinstance(error, web.ChunkedEncodingError | web.ContentDecodingError):
        why = "the transfer broke off"
    elif isinstance(error, web.Timeout):
        why = "it does not answer in time"
    else:
        why = "there is no connection to it"
    return FrontmapError(
        f"{url} cannot be fetched, tried {_ATTEMPTS} times ({why}): check the network and try again."
    )


def new_part(target: Path) -> Path:
    """Make an empty file beside the target, to be moved there when it is whole."""
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.touch()
    except OSError as error:
        raise FrontmapError(
            f"{target.parent} cannot be written to ({error.strerror}): give another folder."
        ) from error
    return part


def _check_whole(part: Path, suffix: str) -> None:
    """Refuse what is plainly not the file, before it takes its name."""
    with part.open("rb") as file:
        head = file.read(2048)
        file.seek(max(part.stat().st_size - 64, 0))
        tail = file.read().rstrip()
    fault = fault_of(head)
    if fault:
        raise UnusableError(f"the file {fault}")
    if suffix == ".geojson" and not (head.lstrip()[:1] == b"{" and tail.endswith(b"}")):
        raise UnusableError("the file is not whole GeoJSON")
    if suffix == ".zip" and not head.startswith(b"PK"):
        raise UnusableError("the file is no zip")
