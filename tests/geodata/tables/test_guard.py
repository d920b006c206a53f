"""A command under guard ends in time, with its asker, and with all that it started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from geodata.tables.guard import TIME_IS_UP, guarded, run_guarded
from tests.support.processes import end_all_of, runs, wait_until

posix = pytest.mark.skipif(os.name != "posix", reason="groups of processes are POSIX")

linux = pytest.mark.skipif(sys.platform != "linux", reason="macOS and Windows refuse no memory")
GIB = 2**30
ROOT = Path(__file__).resolve().parents[2]

# Backtracking, in C code that holds the interpreter: no thread of this process ever runs again.
HANG = "import re; re.match('(a+)+$', 'a' * 60 + 'b')"
# A child that would stay behind; both write down who they are.
FAMILY = f"""
import os, subprocess, sys
child = subprocess.Popen([sys.executable, "-c", {HANG!r}])
with open(sys.argv[1] + ".part", "w") as file:
    file.write(f"{{os.getpid()}} {{child.pid}}")
os.rename(sys.argv[1] + ".part", sys.argv[1])
{HANG}
"""


def run(
    code: str, *arguments: str, seconds: float = 60, memory: int = GIB
) -> subprocess.CompletedProcess[str]:
    command = guarded([sys.executable, "-c", code, *arguments], seconds=seconds, memory=memory)
    # communicate() would close the pipe, and so end the command.
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        said, faults = process.stdout.read(), process.stderr.read()
        return subprocess.CompletedProcess(command, process.wait(), said, faults)


@pytest.fixture
def pids(tmp_path: Path) -> Iterator[Path]:
    """Where a family writes down who it is; none of it stays, whatever comes of the test."""
    yield tmp_path / "pids"
    end_all_of(tmp_path / "pids")


@pytest.mark.parametrize("code", [0, 1, 2, 7])
def test_a_command_says_and_ends_as_without_a_guard(code: int) -> None:
    done = run(f"import sys; print('said'); print('fault', file=sys.stderr); sys.exit({code})")
    assert (done.returncode, done.stdout, done.stderr) == (code, "said\n", "fault\n")


def test_a_command_reads_nothing_and_may_be_called_like_an_option() -> None:
    done = run("import sys; print(sys.stdin.read(), sys.argv[1:])", "-c", "--", "a b")
    assert done.stdout == " ['-c', '--', 'a b']\n"


@posix
def test_the_signal_that_ended_it_is_told() -> None:
    assert run("import os, signal; os.kill(os.getpid(), signal.SIGABRT)").returncode == 134


@posix
def test_time_is_up_for_all_that_it_started(pids: Path) -> None:
    assert run(FAMILY, str(pids), seconds=3).returncode == TIME_IS_UP
    assert_gone(pids)


# Limits -----------------------------------------------------------------------------------------


@linux
def test_memory_beyond_the_limit_is_refused() -> None:
    taken = "len(bytearray(600 * 2**20)); print('taken')"
    assert run(taken, memory=GIB).stdout == "taken\n"
    done = run(taken, memory=GIB // 2)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.endswith("MemoryError\n")


@linux
def test_address_space_that_is_only_reserved_is_no_memory() -> None:
    reserved = "import mmap; mmap.mmap(-1, 4 * 2**30, prot=mmap.PROT_READ); print('reserved')"
    assert run(reserved, memory=GIB // 2).stdout == "reserved\n"


@linux
def test_what_it_starts_has_the_same_limits_and_can_only_lower_them() -> None:
    inner = "import resource as r; print(r.getrlimit(r.RLIMIT_DATA), r.getrlimit(r.RLIMIT_CORE))"
    outer = f"""
import subprocess, sys
sys.path.insert(0, {str(ROOT)!r})
from geodata.tables.guard import guarded
for memory in ({GIB}, {GIB // 4}):
    command = guarded([sys.executable, "-c", {inner!r}], seconds=60, memory=memory)
    subprocess.Popen(command, stdin=subprocess.PIPE).wait()
"""
    told = run(outer, memory=GIB // 2)
    lower, lowest = GIB // 2, GIB // 4
    assert told.stdout.splitlines() == [
        f"({lower}, {lower}) (0, 0)",
        f"({lowest}, {lowest}) (0, 0)",
    ]


@posix
def test_processor_time_ends_it_even_where_its_guard_was_killed() -> None:
    told = run("import resource as r; print(r.getrlimit(r.RLIMIT_CPU)[1])", seconds=100)
    assert int(told.stdout) == 100 * (os.cpu_count() or 1) + 1


def test_in_silence_only_the_code_is_given(capfd: pytest.CaptureFixture[str]) -> None:
    command = [sys.executable, "-c", "import sys; print('said'); sys.exit('fault')"]
    assert run_guarded(command, seconds=60, memory=GIB) == 1
    assert capfd.readouterr() == ("", "")


# With whoever asked ------------------------------------------------------------------------------


def start(pids: Path) -> subprocess.Popen[bytes]:
    command = guarded([sys.executable, "-c", FAMILY, str(pids)], seconds=600, memory=GIB)
    return subprocess.Popen(command, stdin=subprocess.PIPE)


@posix
def test_closing_its_input_ends_it_in_the_midst_of_c_code(pids: Path) -> None:
    with start(pids) as process:
        wait_until(pids.exists)
        begun = time.monotonic()
    assert process.returncode == 137
    assert time.monotonic() - begun < 10
    assert_gone(pids)


@posix
def test_it_does_not_outlive_a_parent_that_is_killed(pids: Path) -> None:
    parent = (
        "import subprocess, sys; "
        f"subprocess.Popen({guarded([sys.executable, '-c', FAMILY, str(pids)], seconds=600, memory=GIB)!r}, "
        "stdin=subprocess.PIPE, start_new_session=True).wait()"
    )
    process = subprocess.Popen([sys.executable, "-c", parent])
    wait_until(pids.exists)
    assert all(runs(int(pid)) for pid in pids.read_text().split())
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert_gone(pids)


def assert_gone(pids: Path) -> None:
    family = [int(pid) for pid in pids.read_text().split()]
    assert len(family) == 2
    wait_until(lambda: not any(runs(pid) for pid in family))
