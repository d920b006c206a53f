"""A download from a server, by pooch: tried again where it stumbles, each failure one sentence."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pooch
from requests import exceptions as web

from geodata.errors import FrontmapError

ByteProgress = Callable[[int, int], None]
"""Called with the bytes done and the bytes in all (0 if the server does not say)."""

_ATTEMPTS = 3
_TIMEOUT_S = 60
_CHUNK_BYTES = 65_536


class UnusableError(Exception):
    """What came is not the file, or the server refuses it; another link may give it."""

    def __init__(self, fault: str, status: int | None = None) -> None:
        super().__init__(fault)
        self.status = status


class _Bar:
    """What pooch wants of a progress bar, on top of a function."""

    total = _done = 0

    def __init__(self, report: ByteProgress) -> None:
        self._report = report

    def update(self, size: int) -> None:
        # pooch counts whole chunks, also for the last one.
        self._done = min(self._done + size, self.total) if self.total else self._done + size
        self._report(self._done, self.total)

    def reset(self) -> None:
        self._done = 0

    def close(self) -> None:
        pass


class _Downloader(pooch.HTTPDownloader):  # type: ignore[misc]  # untyped, so Any
    """Does not ask again for what the server refuses."""

    def __call__(self, url: str, *args: Any, **kwargs: Any) -> None:
        try:
            super().__call__(url, *args, **kwargs)
        except web.HTTPError as error:
            if error.response is None:
                raise
            with error.response as response:  # pooch leaves the connection open
                status = response.status_code
            if status >= 500:
                raise
            raise UnusableError(f"{url} answers {status}", status) from error


def download(url: str, target: Path, progress: ByteProgress | None = None) -> None:
    """Download to a file that is not there yet, in a folder that is, whole or not at all.

    Raises
    ------
    UnusableError
        If the server refuses it.
    FrontmapError
        If the server cannot be reached, stumbles or breaks off, three times.
    """
    pooch.get_logger().setLevel("WARNING")  # it would tell of every file and attempt
    files = pooch.Pooch(
        target.parent, "", {target.name: None}, {target.name: url}, retry_if_failed=_ATTEMPTS - 1
    )
    bar = _Bar(progress) if progress else False
    loader = _Downloader(bar, chunk_size=_CHUNK_BYTES, timeout=_TIMEOUT_S)
    try:
        files.fetch(target.name, downloader=loader)
    except web.RequestException as error:
        raise FrontmapError(
            f"{url} cannot be fetched, tried {_ATTEMPTS} times ({_why(error)}): check the network "
            "and try again."
        ) from error


def _why(error: web.RequestException) -> str:
    if error.response is not None:
        return f"it answers {error.response.status_code}"
    if isinstance(error, web.ChunkedEncodingError | web.ContentDecodingError):
        return "the transfer broke off"
    if isinstance(error, web.Timeout):
        return "it does not answer in time"
    return "there is no connection to it"
