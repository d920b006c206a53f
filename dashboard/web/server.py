"""Serve the app with granian, a production WSGI server.

Chosen by measuring against waitress and gunicorn (2,000 requests of 5 ms of Python work, eight
clients, two cores): the lowest 95th percentile and the most requests a second with one worker
and with two; it runs on Windows too, replaces a worker that dies and lets requests in flight
finish when it is stopped.
"""

from __future__ import annotations

import atexit
import errno
import gc
import http.client
import importlib
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from functools import partial
from multiprocessing import connection, resource_tracker
from typing import Any

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from dashboard.web.settings import Settings
from geodata.errors import FrontmapError

# Enough that a snapshot, which computes for seconds, leaves the page its threads; not more,
# because threads of one Python process wait for each other.
THREADS_PER_WORKER = 4
SECONDS_TO_FINISH_REQUESTS = 10
SECONDS_TO_START = 60.0

# Standard output belongs to commands that print results; a server's words go to standard error.
_LOG_TO_STDERR: dict[str, Any] = {
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "generic",
            "stream": "ext://sys.stderr",
        },
    },
    "loggers": {"_granian": {"handlers": ["console"], "propagate": False}},
}


class _Server(Server):  # type: ignore[misc, valid-type] # one of two classes, chosen at import
    """Granian's server, whose workers leave Ctrl-C to the parent."""

    def _spawn_workers(self, *args: Any) -> None:
        # Ctrl-C reaches the whole process group. A worker that is still being built would end in
        # a traceback, a running one would hear of it twice (from the parent too) and hang. A
        # signal that is blocked when a process starts stays blocked in it; the parent gets it
        # when the workers are there.
        if os.name != "posix":
            super()._spawn_workers(*args)
            return
        resource_tracker.ensure_running()  # else the first spawn starts it, and that unblocks
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            super()._spawn_workers(*args)
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def serve(
    factory: str, settings: Settings, on_ready: Callable[[str], object] | None = None
) -> None:
    """Serve an app until the process is told to stop (Ctrl-C or SIGTERM).

    Each worker is a process of its own that builds its own app, so nothing is shared that would
    not survive a fork, and every system starts them the same way.

    Parameters
    ----------
    factory : str
        ``"package.module:function"``; the function takes the settings and returns a Dash app or
        a WSGI application. A name, so that only the workers import what the app needs.
    settings : Settings
        Address, port (0 picks a free one) and number of workers (on Windows always 1) are used
        here; the factory gets them all.
    on_ready : callable, optional
        Called once, in a thread, with the address of the page when it answers.

    Raises
    ------
    FrontmapError
        The address or the port cannot be used.
    SystemExit
        With code 1, a worker could not start or kept dying; it has said why on standard error.
    """
    address = resolve_host(settings.host)
    port = claim_port(settings.host, address, settings.port)
    # The parent may hold threads (DuckDB, Arrow) that a forked worker would inherit broken.
    multiprocessing.set_start_method("spawn", force=True)
    server = _Server(
        factory,
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=settings.workers,
        blocking_threads=THREADS_PER_WORKER,
        websockets=False,
        workers_kill_timeout=SECONDS_TO_FINISH_REQUESTS,
        log_level=LogLevels.error,
        log_dictconfig=_LOG_TO_STDERR,
    )

    def when_ready() -> None:
        if not _answers(address, port):
            return
        # A worker that never came up is a fault to report; one that dies later is replaced.
        server.respawn_failed_workers = True
        if on_ready is not None:
            on_ready(page_url(settings.host, port))

    threading.Thread(target=when_ready, daemon=True).start()
    server.serve(target_loader=partial(_load, factory, settings), wrap_loader=False)


def page_url(host: str, port: int) -> str:
    """Address of the page for a person: one that a browser on this machine can open."""
    if host in {"0.0.0.0", "::", ""}:  # noqa: S104 - compared with, not bound to
        host = "127.0.0.1"
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def resolve_host(host: str) -> str:
    """IP address that a host name stands for; raises `FrontmapError` if it stands for none."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise FrontmapError(
            f"The host “{host}” is not known; give an address of this machine with --host,"
            " such as 127.0.0.1."
        ) from None
    # Where a name has both, IPv4 is what people type: "localhost" is 127.0.0.1.
    found.sort(key=lambda entry: entry[0] != socket.AF_INET)
    return str(found[0][4][0])


def claim_port(host: str, address: str, port: int) -> int:
    """See that a port can be listened on, and return it; for 0 find a free one.

    Asked before the server starts: granian sets ``SO_REUSEPORT`` for its workers, so two
    programs would share a port without a word and each answer half of the requests.

    Raises
    ------
    FrontmapError
        The port is taken, out of range or not allowed, or the address is another machine's.
    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if os.name == "posix":
            # A port that was closed a moment ago is free; one that is listened on is not.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except (OSError, OverflowError) as problem:
            raise FrontmapError(_why_not(problem, host, port)) from None
        return int(probe.getsockname()[1])


def _why_not(problem: OSError | OverflowError, host: str, port: int) -> str:
    if isinstance(problem, OverflowError):
        return f"Port {port} does not exist; choose one from 1024 to 65535 with --port."
    said = {
        errno.EADDRINUSE: f"Port {port} on {host} is in use by another program; choose another "
        "with --port, or stop that program.",
        errno.EACCES: f"Port {port} on {host} is not allowed for you; choose one above 1023 with "
        "--port.",
        errno.EADDRNOTAVAIL: f"{host} is not an address of this machine; use 127.0.0.1 (this "
        "machine only) or 0.0.0.0 (its whole network) with --host.",
    }
    other = (
        f"Port {port} on {host} cannot be used ({problem.strerror}); choose another with --port."
    )
    return said.get(problem.errno or 0, other)


def _answers(address: str, port: int) -> bool:
    """Wait until ``/healthz`` answers; False if it has not within a minute."""
    if address in {"0.0.0.0", "::"}:  # noqa: S104 - compared with, not bound to
        address = "127.0.0.1" if address == "0.0.0.0" else "::1"  # noqa: S104
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        asked = http.client.HTTPConnection(address, port, timeout=5)
        with closing(asked), suppress(OSError):
            asked.request("GET", "/healthz")
            if asked.getresponse().status < http.client.INTERNAL_SERVER_ERROR:
                return True
        time.sleep(0.1)
    return False


def _load(factory: str, settings: Settings) -> Any:
    """Build the app in a worker; a fault in the input ends the worker with one sentence."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    module, _, name = factory.partition(":")
    try:
        app = getattr(importlib.import_module(module), name)(settings)
    except FrontmapError as problem:
        sys.exit(str(problem))  # printed to standard error, exit code 1
    # A request thread that wakes while Python shuts down aborts the process with a page of
    # backtrace (29 of 30 stops under load). When the requests are done a worker has nothing to
    # tidy up, so it leaves at once, as a forked process would.
    atexit.register(os._exit, 0)
    # What was built lives as long as the worker. Kept out of the collector's sight, it does not
    # stop a request for a tenth of a second whenever a full collection comes due.
    gc.collect()
    gc.freeze()
    return getattr(app, "server", app)


def _end_with_parent() -> None:
    """End a worker whose parent was killed: it would hold the port, and its uploads, for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
