"""A real server on every address of the machine: who is answered, and that no file is taken."""

import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from dashboard.web.server import claim_port
from tests.support.command import ROOT

PATIENCE = 90.0  # seconds; other tests may run beside this one


@contextmanager
def served(data: Path, **environ: str) -> Iterator[int]:
    """The command on 0.0.0.0, until its port answers."""
    port = claim_port("127.0.0.1", "127.0.0.1", 0)
    everyone = ["--host", "0.0.0.0", "--port", str(port)]  # noqa: S104  what this is about
    own = {name: value for name, value in os.environ.items() if not name.startswith("FRONTMAP_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "dashboard.cli", "serve", *everyone, "--data", str(data)],
        cwd=ROOT,
        env={**own, **environ},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr is not None
        assert "Frontmap is at" in process.stderr.readline()
        yield port
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE)


def ask(port: int, path: str, host: str, method: str = "GET") -> tuple[int, str]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
        connection.request(method, path, headers={"Host": host, "X-Frontmap": "upload"})
        response = connection.getresponse()
        return response.status, response.read().decode()


@pytest.mark.parametrize("named", [False, True])
def test_who_is_answered_on_every_address(tmp_path: Path, *, named: bool) -> None:
    began = time.monotonic()
    with served(tmp_path, **({"FRONTMAP_HOSTS": "map.example"} if named else {})) as port:
        for host in (f"localhost:{port}", f"127.0.0.1:{port}", "[::1]", f"192.0.2.7:{port}"):
            status, body = ask(port, "/healthz", host)
            assert (status, json.loads(body)["status"]) == (200, "ok")
        for host in (f"evil.example:{port}", "localhost.evil.example", "[abc:def]"):
            status, body = ask(port, "/healthz", host)
            assert status == 421
            assert body.count("\n") == 1
            assert "FRONTMAP_HOSTS" in body
        assert ask(port, "/healthz", "map.example")[0] == (200 if named else 421)
        status, body = ask(port, "/upload", "localhost", "POST")
        assert status == 403
        assert "FRONTMAP_UPLOADS=1" in json.loads(body)["error"]
    assert time.monotonic() - began < PATIENCE
