"""An upload that hangs, on the real server: it ends with its page, its worker and its server."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import geopandas as gpd
import pytest
import shapely

from dashboard.web.server import claim_port
from tests.support.geopackage import add_slow_column
from tests.support.processes import runs, wait_until

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kill -9 and ps are of POSIX systems")
ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 90.0  # seconds; other tests may run beside this one


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A GeoPackage that GDAL reads for hours."""
    path = tmp_path_factory.mktemp("slow") / "slow.gpkg"
    point = gpd.GeoDataFrame({"id": ["a"]}, geometry=[shapely.Point(62.2, 34.3)], crs="EPSG:4326")
    point.to_file(path, layer="events")
    return add_slow_column(path, "events").read_bytes()


def listed() -> list[tuple[int, int, str]]:
    """Number, parent and command of every process."""
    ps = subprocess.run(
        ["ps", "-A", "-ww", "-o", "pid=,ppid=,args="],  # noqa: S607  every POSIX system has one
        capture_output=True,
        text=True,
        check=True,
    )
    lines = (line.split(None, 2) for line in ps.stdout.splitlines())
    return [(int(line[0]), int(line[1]), line[-1]) for line in lines]


class Served:
    """A server of ours, and what it has started for uploads."""

    def __init__(self, folder: Path) -> None:
        self.port = claim_port("127.0.0.1", "127.0.0.1", 0)
        self.room = folder / "tmp"
        for made in (self.room, folder / "data"):
            made.mkdir()
        command = [sys.executable, "-m", "dashboard.cli", "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(
            [*command, "--data", str(folder / "data")],
            cwd=ROOT,
            env={**os.environ, "TMPDIR": str(self.room)},
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        wait_until(self.answers, PATIENCE)

    def answers(self) -> bool:
        with suppress(URLError, OSError), urlopen(f"http://127.0.0.1:{self.port}/healthz") as found:
            return bool(found.status == 200)
        return False

    def children(self) -> list[int]:
        """Processes that have to do with something dropped: the guard and the command."""
        return [pid for pid, _, args in listed() if str(self.room) in args]

    def workers(self) -> list[int]:
        ours = self.process.pid
        return [pid for pid, parent, args in listed() if parent == ours and "spawn_main" in args]

    def drop(self, content: bytes) -> socket.socket:
        """Send a file and wait until it is read, with the connection still open."""
        limit = b"--limit"
        parts = [
            limit + b'\r\nContent-Disposition: form-data; name="suggest"\r\n\r\n1\r\n',
            limit + b'\r\nContent-Disposition: form-data; name="file"; filename="slow.gpkg"\r\n'
            b"\r\n" + content + b"\r\n",
            limit + b"--\r\n",
        ]
        body = b"".join(parts)
        connection = socket.create_connection(("127.0.0.1", self.port))
        connection.sendall(
            b"POST /upload HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Frontmap: upload\r\n"
            b"Accept-Encoding: gzip, br, zstd\r\n"
            b"Content-Type: multipart/form-data; boundary=limit\r\n"
            b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
        )
        wait_until(lambda: len(self.children()) == 2, PATIENCE)
        return connection

    def end(self) -> None:
        for pid in [*self.children(), *self.workers(), self.process.pid]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    server = Served(tmp_path)
    yield server
    server.end()


def test_a_page_that_goes_takes_its_upload_along(served: Served, slow: bytes) -> None:
    with closing(served.drop(slow)) as page:
        page.settimeout(PATIENCE)
        head = page.recv(65_536)
        while head.count(b"\r\n \r\n") < 2:  # beats, each a chunk of one blank
            head += page.recv(65_536)
        assert head.startswith(b"HTTP/1.1 200 OK\r\n")
        assert len(served.children()) == 2
    wait_until(lambda: served.children() == [])
    wait_until(lambda: not list(served.room.iterdir()))
    assert served.answers()


def test_a_worker_that_is_killed_takes_its_upload_along(served: Served, slow: bytes) -> None:
    with closing(served.drop(slow)):
        (worker,) = served.workers()
        os.kill(worker, signal.SIGKILL)
        wait_until(lambda: served.children() == [])


def test_a_server_that_is_killed_takes_worker_and_upload_along(served: Served, slow: bytes) -> None:
    with closing(served.drop(slow)):
        (worker,) = served.workers()
        os.kill(served.process.pid, signal.SIGKILL)
        served.process.wait()
        wait_until(lambda: not runs(worker) and served.children() == [])


def test_a_server_that_is_stopped_takes_its_upload_along(served: Served, slow: bytes) -> None:
    with closing(served.drop(slow)):
        served.process.terminate()
        served.process.wait(PATIENCE)
        wait_until(lambda: served.children() == [])
