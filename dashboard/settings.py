"""Settings of the server, from arguments or the environment (``FRONTMAP_*``)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from geodata.errors import FrontmapError


@dataclass(frozen=True)
class Settings:
    """What a server needs to know before it starts."""

    data: Path | None = None
    host: str = "127.0.0.1"
    port: int = 8050
    workers: int = 1
    uploads: bool = True
    upload_mb: int = 200

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Settings from ``FRONTMAP_DATA``, ``_HOST``, ``_PORT``, ``_WORKERS`` and of uploads.

        ``FRONTMAP_UPLOADS=0`` switches dropping files on the page off, ``FRONTMAP_UPLOAD_MB`` is
        the most megabytes of one.
        """
        env = os.environ if environ is None else environ
        data = env.get("FRONTMAP_DATA", "")
        return cls(
            data=Path(data) if data else None,
            host=env.get("FRONTMAP_HOST", cls.host),
            port=_whole_number("FRONTMAP_PORT", env.get("FRONTMAP_PORT", str(cls.port))),
            workers=_whole_number("FRONTMAP_WORKERS", env.get("FRONTMAP_WORKERS", "1")),
            uploads=_switch("FRONTMAP_UPLOADS", env.get("FRONTMAP_UPLOADS", "1")),
            upload_mb=_whole_number(
                "FRONTMAP_UPLOAD_MB", env.get("FRONTMAP_UPLOAD_MB", str(cls.upload_mb))
            ),
        )


def _whole_number(name: str, text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise FrontmapError(f"{name} is “{text}”; it must be a whole number above 0.")
    return int(text)


def _switch(name: str, text: str) -> bool:
    if text not in ("0", "1"):
        raise FrontmapError(f"{name} is “{text}”; it must be 1 (on) or 0 (off).")
    return text == "1"
