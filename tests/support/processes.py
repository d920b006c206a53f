"""Whether processes run, and ending those that a test would leave behind."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

PATIENCE = 30.0
"""Seconds; other tests may run beside."""


def runs(pid: int) -> bool:
    """Whether there is such a process that is not dead already and only not yet buried."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with suppress(OSError):  # without /proc it is buried by the time somebody asks
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return True


def wait_until(true: Callable[[], bool], patience: float = PATIENCE) -> None:
    """Wait for something to become true, and fail if it does not."""
    deadline = time.monotonic() + patience
    while not true():
        assert time.monotonic() < deadline, "it never became true"
        time.sleep(0.05)


def end_all_of(pids: Path) -> None:
    """Kill the processes whose numbers stand in a file, if there is one."""
    for pid in pids.read_text().split() if pids.exists() else ():
        with suppress(ProcessLookupError):
            os.kill(int(pid), signal.SIGKILL)
