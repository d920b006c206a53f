"""Settings of the server, from arguments or the environment (``FRONTMAP_*``)."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path

from geodata.errors import FrontmapError

_NAME = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*")


@dataclass(frozen=True)
class Settings:
    """What a server needs to know before it starts."""

    data: Path | None = None
    host: str = "127.0.0.1"
    port: int = 8050
    workers: int = 1
    uploads: bool | None = None
    upload_mb: int = 200
    hosts: tuple[str, ...] = ()

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Settings from ``FRONTMAP_DATA``, ``_HOST``, ``_PORT``, ``_WORKERS`` and of uploads.

        ``FRONTMAP_UPLOADS=0`` switches dropping files on the page off and ``1`` on, whoever
        reaches it; ``FRONTMAP_UPLOAD_MB`` is the most megabytes of one. ``FRONTMAP_HOSTS`` are
        names under which others ask for the page, with commas between them.
        """
        env = os.environ if environ is None else environ
        data = env.get("FRONTMAP_DATA", "")
        return cls(
            data=Path(data) if data else None,
            host=env.get("FRONTMAP_HOST", cls.host),
            port=_whole_number("FRONTMAP_PORT", env, cls.port),
            workers=_whole_number("FRONTMAP_WORKERS", env, cls.workers),
            uploads=_switch("FRONTMAP_UPLOADS", env.get("FRONTMAP_UPLOADS")),
            upload_mb=_whole_number("FRONTMAP_UPLOAD_MB", env, cls.upload_mb),
            hosts=_host_names(env.get("FRONTMAP_HOSTS", "")),
        )

    @property
    def takes_uploads(self) -> bool:
        """Whether files may be dropped: as was asked, or else where only this machine gets."""
        if self.uploads is not None:
            return self.uploads
        # A name that others use is that of a proxy, behind which this address is theirs as well.
        return all(_is_loopback(name) for name in (self.host, *self.hosts))

    def answers_to(self, host: str) -> bool:
        """Whether a ``Host`` header, port or not, means this server.

        A name that a stranger owns can be made to lead here (DNS rebinding), and the browser takes
        the stranger's page for ours, so names have to be known. An address cannot be made to lead
        elsewhere: a server that listens on all of its own answers to any. Flask's
        ``TRUSTED_HOSTS`` would do for names, but knows no range and no IPv6.
        """
        name = re.sub(r":\d+$", "", host).lower()
        address, bound = _address(name.strip("[]")), _address(self.host)
        if address is None:
            return name in ("localhost", self.host.lower(), *self.hosts)
        if bound is not None and bound.is_unspecified:
            return True
        return address.is_loopback or address in map(_address, (self.host, *self.hosts))


def _whole_number(name: str, env: Mapping[str, str], usual: int) -> int:
    text = env.get(name, str(usual))
    if not text.isdecimal() or int(text) == 0:
        raise FrontmapError(f"{name} is “{text}”; it must be a whole number above 0.")
    return int(text)


def _switch(name: str, text: str | None) -> bool | None:
    if text is None:
        return None
    if text not in ("0", "1"):
        raise FrontmapError(f"{name} is “{text}”; it must be 1 (on) or 0 (off).")
    return text == "1"


def _host_names(text: str) -> tuple[str, ...]:
    return tuple(_host_name(part.strip()) for part in text.split(",") if part.strip())


def _host_name(text: str) -> str:
    """A name as browsers send it: small letters, and other scripts in their ASCII form."""
    try:
        name = text.lower().encode("idna").decode("ascii")
    except UnicodeError:
        name = ""
    if _address(name) is None and not _NAME.fullmatch(name):
        raise FrontmapError(
            f"FRONTMAP_HOSTS names “{text}”; it must be names with commas between them, without "
            "http:// and port, such as map.example.org,map.local."
        )
    return name


def _is_loopback(name: str) -> bool:
    address = _address(name)
    return name.lower() == "localhost" if address is None else address.is_loopback


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None
