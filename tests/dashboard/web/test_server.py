"""The server starts, says why it cannot, finishes what it began and replaces what dies."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from dashboard.web.server import claim_port, page_url, resolve_host
from geodata.errors import FrontmapError
from tests.support.processes import runs, wait_until

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120.0  # seconds; other tests may run beside this one
posix = pytest.mark.skipif(os.name != "posix", reason="signals and several workers are POSIX")


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which another program listens."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield int(other.getsockname()[1])


def test_a_free_port_is_claimed_as_it_is() -> None:
    free = claim_port("127.0.0.1", "127.0.0.1", 0)
    assert free > 0
    assert claim_port("127.0.0.1", "127.0.0.1", free) == free


def test_a_busy_port_is_named_with_what_to_do(taken: int) -> None:
    with pytest.raises(FrontmapError) as fault:
        claim_port("localhost", "127.0.0.1", taken)
    assert str(fault.value) == (
        f"Port {taken} on localhost is in use by another program; choose another with --port,"
        " or stop that program."
    )


def test_a_port_that_shares_itself_is_busy_too() -> None:
    """Granian listens with SO_REUSEPORT: a second one would start without a word."""
    if not hasattr(socket, "SO_REUSEPORT"):
        pytest.skip("this system has no SO_REUSEPORT")
    with (
        socket.create_server(("127.0.0.1", 0), reuse_port=True) as other,
        pytest.raises(FrontmapError, match="in use by another program"),
    ):
        claim_port("127.0.0.1", "127.0.0.1", other.getsockname()[1])


def test_an_impossible_port_is_named() -> None:
    with pytest.raises(FrontmapError, match="Port 70000 does not exist; choose one from 1024"):
        claim_port("127.0.0.1", "127.0.0.1", 70_000)


def test_an_address_of_another_machine_is_refused() -> None:
    # 192.0.2.0/24 is reserved for documentation: no machine has it.
    with pytest.raises(FrontmapError, match=r"192\.0\.2\.1 is not an address of this machine"):
        claim_port("192.0.2.1", "192.0.2.1", 8050)


def test_names_of_hosts_become_addresses() -> None:
    assert resolve_host("localhost") == "127.0.0.1"
    assert resolve_host("0.0.0.0") == "0.0.0.0"  # noqa: S104 - not bound
    with pytest.raises(FrontmapError, match="The host “no such host” is not known"):
        resolve_host("no such host")


def test_the_address_for_people_can_be_opened() -> None:
    assert page_url("127.0.0.1", 8050) == "http://127.0.0.1:8050/"
    assert page_url("0.0.0.0", 80) == "http://127.0.0.1:80/"  # noqa: S104 - not bound
    assert page_url("::1", 8050) == "http://[::1]:8050/"


Start = Callable[..., tuple["subprocess.Popen[str]", int]]


@pytest.fixture
def start() -> Iterator[Start]:
    """Serve a factory of ``tests.support.small_app`` in a process of its own."""
    running: list[subprocess.Popen[str]] = []

    def run(factory: str = "create", workers: int = 1) -> tuple[subprocess.Popen[str], int]:
        port = claim_port("127.0.0.1", "127.0.0.1", 0)
        code = (
            "from dashboard.web.server import serve; from dashboard.web.settings import Settings;"
            f"serve('tests.support.small_app:{factory}', Settings(port={port}, workers={workers}))"
        )
        process = subprocess.Popen(
            [sys.executable, "-c", code], cwd=ROOT, stderr=subprocess.PIPE, text=True
        )
        running.append(process)
        return process, port

    yield run
    for process in running:
        process.terminate()
        process.communicate(timeout=PATIENCE)


def health(port: int) -> dict[str, int]:
    with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=PATIENCE) as answer:
        found: dict[str, int] = json.load(answer)
        return found


def eventually(port: int, wanted: Callable[[dict[str, int]], bool]) -> dict[str, int]:
    """Ask for the health until it is as wanted."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            found = health(port)
        except OSError:
            found = {}
        if found and wanted(found):
            return found
        time.sleep(0.1)
    raise AssertionError("the server never was as wanted")


def test_a_stop_lets_a_request_finish(start: Start) -> None:
    process, port = start()
    assert eventually(port, lambda _: True)["workers"] == 1
    with urlopen(f"http://127.0.0.1:{port}/slow", timeout=PATIENCE) as answer:
        assert answer.read(6) == b"begun,"
        process.terminate()
        assert answer.read() == b"done"
    said = process.communicate(timeout=PATIENCE)[1]
    assert said == ""
    if os.name == "posix":
        assert process.returncode == 0


@posix
def test_ctrl_c_ends_it_at_once_and_in_silence() -> None:
    """A terminal sends the signal to the parent and to the workers alike."""
    port = claim_port("127.0.0.1", "127.0.0.1", 0)
    code = (
        "from dashboard.web.server import serve; from dashboard.web.settings import Settings;"
        f"serve('tests.support.small_app:create', Settings(port={port}, workers=2))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        eventually(port, lambda _: True)
        began = time.monotonic()
        os.killpg(process.pid, signal.SIGINT)
        said = process.communicate(timeout=PATIENCE)[1]
        assert time.monotonic() - began < 8  # a worker that hangs is killed after ten seconds
        assert said == ""
        assert process.returncode == 0
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@posix
def test_a_worker_that_dies_is_replaced(start: Start) -> None:
    process, port = start(workers=2)
    first: set[int] = set()

    def both(found: dict[str, int]) -> bool:
        first.add(found["pid"])
        return len(first) == 2

    eventually(port, both)
    time.sleep(3)  # until it has answered once, a worker that dies ends the server
    with pytest.raises((URLError, ConnectionError)):
        urlopen(f"http://127.0.0.1:{port}/die", timeout=PATIENCE)
    eventually(port, lambda found: found["pid"] not in first)
    assert process.poll() is None


@posix
def test_a_worker_does_not_outlive_a_server_that_is_killed(start: Start) -> None:
    process, port = start()
    worker = eventually(port, lambda _: True)["pid"]
    process.kill()
    wait_until(lambda: not runs(worker))


def test_a_fault_of_the_input_is_one_sentence_and_exit_code_1(start: Start) -> None:
    process, port = start("faulty")
    said = process.communicate(timeout=PATIENCE)[1]
    assert process.returncode == 1
    assert said.startswith(f"The port is {port}; nothing would be right.\n")
    assert "Traceback" not in said


def test_the_command_says_it_of_a_busy_port(taken: int) -> None:
    command = [sys.executable, "-m", "dashboard.cli", "serve", "--port", str(taken)]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == (
        f"frontmap: Port {taken} on 127.0.0.1 is in use by another program; choose another with"
        " --port, or stop that program.\n"
    )
