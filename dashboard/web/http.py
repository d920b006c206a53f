"""Routes beside the page: health, geometry, exports, snapshots; and the headers of all.

A query that cannot be followed is answered with status 400 and one sentence a fault, so that
a script never takes a default view for the one it asked for. The page itself is forgiving.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from functools import cache, lru_cache, partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import orjson
from dash import Dash
from flask import Flask, Request, Response, g, request
from flask_compress import Compress

from dashboard.addresses import layer_version, page_link
from dashboard.printing.snapshot import SNAPSHOT_TYPES, render_snapshot
from dashboard.reading import Reading
from dashboard.site import LiveSite, Site
from dashboard.web.settings import Settings
from geodata.answers.events import (
    CSV_TYPE,
    GEOJSON_TYPE,
    GPKG_TYPE,
    PARQUET_TYPE,
    export_events,
)
from geodata.dataset.dataset import GEOMETRY_LAYERS
from geodata.errors import FrontmapError
from geodata.view import parse_params

JSON_TYPE = "application/json"
COMPRESSED = (
    "text/html", "text/css", "text/csv", "text/javascript", "application/javascript",
    "application/json", GEOJSON_TYPE, "image/svg+xml",
)  # fmt: skip
EXPORT_TYPES = {
    "csv": CSV_TYPE, "geojson": GEOJSON_TYPE, "parquet": PARQUET_TYPE, "gpkg": GPKG_TYPE,
}  # fmt: skip
"""Content type of an export of incidents, by format."""
POLICY = (
    "default-src 'self'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:; "
    "connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'none'"
)
"""Content security policy; scripts only from this server."""
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
DASH_CATCH_ALL = "/<path:path>"
UNCHANGING = "/_dash-component-suites/"
KEPT_AT_MOST = 128
MOST_SENT = 2**20
"""Bytes of a request. The page sends a few thousand; more would fill the memory before it is read.
Uploads have a limit of their own."""


def add_routes(server: Flask, live: LiveSite) -> None:
    """Add every route of this module to the server."""
    server.before_request(partial(_only_who_means_us, live.current().settings))
    server.before_request(_only_what_is_here)
    server.config["MAX_CONTENT_LENGTH"] = MOST_SENT

    @server.get("/healthz")
    def healthz() -> Response:
        dataset = live.current().dataset
        body = {"status": "ok", "dataset": dataset.name, "version": dataset.version}
        return json_response({**body, "frontmap": app_version()})

    @server.get("/boundaries/<boundaries>/<layer>.geojson")
    def geometry(boundaries: str, layer: str) -> Response:
        site = live.current()
        return _known_layer(site, boundaries, layer) or _geometry(site, boundaries, layer)

    def events(reading: Reading, fmt: str) -> bytes:
        return export_events(reading.dataset, reading.view, f".{fmt}")

    def snapshot(reading: Reading, fmt: str) -> bytes:
        return render_snapshot(
            reading, fmt, page_link(reading.dataset, reading.view, request.host_url)
        )

    add_download(server, live, "events", "export format", EXPORT_TYPES, events)
    add_download(server, live, "snapshot", "snapshot format", SNAPSHOT_TYPES, snapshot)


def add_download(  # noqa: PLR0913, PLR0917  what a file of a view is
    server: Flask,
    live: LiveSite,
    what: str,
    kind: str,
    types: Mapping[str, str],
    body: Callable[[Reading, str], bytes],
    named: str = "frontmap",
) -> None:
    """Add ``/<what>.<format>``, a file of a view, for the formats that ``types`` has."""

    @server.get(f"/{what}.<fmt>", endpoint=what)
    def file_of_view(fmt: str) -> Response:
        if fmt not in types:
            return sentences([f"no {kind} “{fmt}”; known are {', '.join(types)}."], 404)

        def answer(reading: Reading) -> Response:
            name = f"{named}-{reading.view.as_of.isoformat()}.{fmt}"
            return download(body(reading, fmt), types[fmt], name)

        return of_view(live, answer)


def _known_layer(site: Site, boundaries: str, layer: str) -> Response | None:
    """What to say of a set or a layer that is not there; None if both are."""
    asked = {
        "boundary set": (boundaries, site.dataset.boundary_sets),
        "layer": (layer, GEOMETRY_LAYERS),
    }
    for kind, (name, known) in asked.items():
        if name not in known:
            return sentences([f"no {kind} “{name}”; known are {', '.join(known)}."], 404)
    return None


def _geometry(site: Site, boundaries: str, layer: str) -> Response:
    """A layer's file; under its version it may be kept for ever."""
    sha = site.dataset.layer_hash(boundaries, layer)
    body = _file(site.dataset.layer_path(boundaries, layer), sha)
    kept = "no-cache"
    if request.args.get("v") == layer_version(site.dataset, boundaries, layer):
        kept = "max-age=31536000, immutable"
        g.unchanging = f"{request.path}?{sha}"
    return _conditional(Response(body, content_type=GEOJSON_TYPE), sha, f"public, {kept}")


class KeptBytes:
    """Compressed bodies of what never changes under its address; for Flask-Compress."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        """The body kept under a key, which is an algorithm and an address, "zstd;/address"."""
        return self._kept.get(key)

    def set(self, key: str, body: bytes) -> None:
        """Keep a body, unless its key has no address."""
        if key.endswith(";"):
            return
        if len(self._kept) >= KEPT_AT_MOST and key not in self._kept:
            self._kept.clear()  # addresses that somebody makes up must not fill the memory
        self._kept[key] = body


def _unchanging(asked: Request) -> str:
    """What to keep a body by: a file of Dash's own or of geometry; empty for anything else."""
    if asked.path.startswith(UNCHANGING):
        return asked.path
    return str(g.get("unchanging", ""))


def compress(server: Flask) -> Compress:
    """Compress text responses; what never changes is compressed once and kept."""
    server.config.update(
        COMPRESS_MIMETYPES=list(COMPRESSED),
        COMPRESS_ALGORITHM=["zstd", "br", "gzip"],
        # Against level 3 a first page is 0.27 MB smaller; more than 9 gains little and takes long.
        COMPRESS_ZSTD_LEVEL=9,
        COMPRESS_BR_LEVEL=5,
        COMPRESS_MIN_SIZE=500,
        COMPRESS_STREAMS=True,
        COMPRESS_CACHE_KEY=_unchanging,
        COMPRESS_CACHE_BACKEND=KeptBytes,
    )
    return Compress(server)


def add_headers(app: Dash) -> None:
    """Security headers on every response; scripts only from this server."""
    policy = POLICY.format(hashes=" ".join(app.csp_hashes()))

    @app.server.after_request
    def headers(response: Response) -> Response:
        for name, value in {"Content-Security-Policy": policy, **HEADERS}.items():
            response.headers.setdefault(name, value)
        return response


@cache
def app_version() -> str:
    """Version of the installed package, or "unknown" in a bare checkout."""
    try:
        return version("frontmap")
    except PackageNotFoundError:
        return "unknown"


@lru_cache(maxsize=16)
def _file(path: Path, sha: str) -> bytes:
    """Bytes of a file, remembered by what is in it."""
    del sha
    return path.read_bytes()


def _only_who_means_us(settings: Settings) -> Response | None:
    """Refuse a request under a name that is not ours, before anything is done for it."""
    if settings.answers_to(request.host):
        return None
    sentence = (
        f"this server does not go by “{request.host}”; ask it by its address, or start it with "
        "that name in FRONTMAP_HOSTS."
    )
    return sentences([sentence], 421)


def _only_what_is_here() -> Response | None:
    """Dash answers every other path with the page; a script would take that for its data."""
    if request.endpoint != DASH_CATCH_ALL:
        return None
    return sentences([f"nothing is at {request.path}; the page is at /."], 404)


def of_view(
    live: LiveSite, answer: Callable[[Reading], Response], beside: Collection[str] = ()
) -> Response:
    """Answer a request for a view, or say what in its query cannot be followed.

    Parameters named in ``beside`` are no part of the view; who asks for them reads them.
    """
    site = live.current()
    query = request.query_string.decode("utf-8", errors="replace")
    pairs = parse_qsl(query, keep_blank_values=True, errors="replace")
    ours = [pair for pair in pairs if pair[0] not in beside]
    view, notices = parse_params(ours, site.dataset.vocabulary)
    if notices:
        return sentences(notices, 400)
    try:
        return answer(site.reading_of(view))
    except FrontmapError as problem:
        return sentences([str(problem)], 422)


def sentences(lines: list[str], status: int) -> Response:
    """What is wrong, one sentence a line."""
    return Response(
        "\n".join(lines) + "\n", status=status, content_type="text/plain; charset=utf-8"
    )


def json_response(body: dict[str, Any] | list[dict[str, Any]]) -> Response:
    """A JSON answer."""
    return Response(orjson.dumps(body), content_type=JSON_TYPE)


def download(body: bytes, content_type: str, name: str) -> Response:
    """A file to be kept under a name; asked for again, it is sent only if it changed."""
    response = Response(body, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return _conditional(response, hashlib.sha256(body).hexdigest(), "no-cache")


def _conditional(response: Response, sha: str, cache: str) -> Response:
    """A response that is sent only to those who have another, and kept as its header says."""
    response.set_etag(sha)
    response.headers["Cache-Control"] = cache
    response.make_conditional(request)
    return response
