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

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Settings from ``FRONTMAP_DATA``, ``_HOST``, ``_PORT`` and ``_WORKERS``."""
        env = os.environ if environ is None else environ
        data = env.get("FRONTMAP_DATA", "")
        return cls(
            data=Path(data) if data else None,
            host=env.get("FRONTMAP_HOST", cls.host),
            port=_whole_number("FRONTMAP_PORT", env.get("FRONTMAP_PORT", str(cls.port))),
            workers=_whole_number("FRONTMAP_WORKERS", env.get("FRONTMAP_WORKERS", "1")),
        )


def _whole_number(name: str, text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise FrontmapError(f"{name} is “{text}”; it must be a whole number above 0.")
    return int(text)
