"""What a count costs before it counts: beside the libraries that it cannot do without."""

import resource
import statistics
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROUNDS = 5
LIBRARIES = ("-c", "import pandas, pyarrow")
STATUS = ("-m", "dashboard.cli", "status", "--json")


def processor_seconds(*arguments: str) -> float:
    """What a process of its own uses, user and system time."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, *arguments],
        stdout=subprocess.DEVNULL,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def test_a_status_beside_its_libraries(
    measured: Callable[..., None],
) -> None:
    rounds = [(processor_seconds(*LIBRARIES), processor_seconds(*STATUS)) for _ in range(ROUNDS)]
    libraries, status = (statistics.median(times) for times in zip(*rounds, strict=True))
    ratio = statistics.median(status / libraries for libraries, status in rounds)
    measured("status --json, processor time", f"{status:.2f} s")
    measured("  pandas and pyarrow alone", f"{libraries:.2f} s")
    measured("  ratio", f"{ratio:.2f}", "2", ratio <= 2)
