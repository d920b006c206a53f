"""How much is measured, a running server, a browser, and the table of what was measured."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.browser.conftest import browser, executable, free_port, wait_for  # noqa: F401  fixtures


class Row(NamedTuple):
    work: str
    measured: str
    budget: str
    kept: bool | None


Measured = Callable[..., None]
ROWS = pytest.StashKey[list[Row]]()


class Size(NamedTuple):
    """How much a benchmark measures."""

    rows: int
    share: int = 1

    def rounds(self, full: int) -> int:
        """How often, where it is ``full`` times for figures; a spread needs two."""
        return max(full // self.share, 2)


FULL = Size(1_000_000)
# More than a partition of an ingestion, a group of drawn events, and what the join looks up one by
# one: every way that a million rows take is taken.
SMALL = Size(60_000, share=10)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--small", action="store_true", help="benchmarks on little data: right answers, no figures"
    )


@pytest.fixture(scope="session")
def size(request: pytest.FixtureRequest) -> Size:
    return SMALL if request.config.getoption("--small") else FULL


def pytest_configure(config: pytest.Config) -> None:
    config.stash[ROWS] = []


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.benchmark)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    rows = config.stash[ROWS]
    if not rows or config.getoption("--small"):
        return
    widths = [max(len(str(row[i])) for row in rows) for i in range(3)]
    terminalreporter.section("budgets, embedded dataset")
    for row in rows:
        verdict = {True: "kept", False: "MISSED", None: ""}[row.kept]
        cells = (text.ljust(width) for text, width in zip(row[:3], widths, strict=True))
        terminalreporter.write_line("  ".join([*cells, verdict]).rstrip())


@pytest.fixture
def measured(request: pytest.FixtureRequest) -> Measured:
    """Put a line into the table: work, what was measured, the budget, whether it was kept.

    A budget that is missed fails no test: machines differ, and a slow one is no fault. A wrong
    answer fails.
    """

    def put(work: str, value: str, budget: str = "", kept: bool | None = None) -> None:
        request.config.stash[ROWS].append(Row(work, value, budget, kept))

    return put


class Served(NamedTuple):
    """A running ``frontmap serve`` with one worker; the address has no slash at its end."""

    address: str
    pid: int

    def cpu_seconds(self) -> float | None:
        """Processor time that the server and its worker have used; None where /proc is not."""
        if not Path("/proc/self/stat").exists():
            return None
        total = 0
        for path in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):  # a process that has just ended
                fields = path.read_text().rpartition(")")[2].split()
                if self.pid in (int(path.parent.name), int(fields[1])):
                    total += int(fields[11]) + int(fields[12])
        return total / os.sysconf("SC_CLK_TCK")


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    port, log = free_port(), tmp_path_factory.mktemp("serve") / "log.txt"
    command = [sys.executable, "-m", "dashboard.cli", "serve", "--port", str(port)]
    with log.open("wb") as stream:
        process = subprocess.Popen(command, stdout=stream, stderr=subprocess.STDOUT)
    try:
        wait_for(port, process, log)
        yield Served(f"http://127.0.0.1:{port}", process.pid)
    finally:
        process.terminate()
        process.wait(timeout=30)


@pytest.fixture(scope="session")
def server(served: Served) -> str:
    return served.address
