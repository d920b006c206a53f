"""The ingest of a million rows that look like ACLED's: seconds, memory, and every row counted.

In a process of its own, as the command runs, so that its peak memory is its own. Only a wrong
answer fails.
"""

from __future__ import annotations

import json
import os
import pty
import re
import resource
import subprocess
import sys
import time
from pathlib import Path

from geodata.dataset.dataset import Dataset
from tests.benchmarks.conftest import Measured, Size
from tests.support.acled import write_acled

BUDGET_SECONDS, BUDGET_MB = 60, 2_000


def test_a_million_rows(tmp_path: Path, dataset: Dataset, size: Size, measured: Measured) -> None:
    path = tmp_path / "made.csv"
    made = write_acled(path, size.rows, dataset.register)
    command = [sys.executable, "-m", "dashboard.cli", "ingest", str(path), "--json"]
    command += ["--data", str(tmp_path / "data")]
    # A terminal of its own, so that the progress bar is drawn.
    leader, follower = pty.openpty()
    begun = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=follower) as process:
        os.close(follower)
        screen = _read_all(leader)
        assert process.stdout is not None
        report = json.loads(process.stdout.read())
    seconds = time.monotonic() - begun
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    shares = {int(share) for share in re.findall(rb"(\d+)%", screen)}
    measured(
        f"ingest of {size.rows:,} rows, {path.stat().st_size / 1e6:.0f} MB",
        f"{seconds:.1f} s, peak {peak:,.0f} MB",
        f"{BUDGET_SECONDS} s, {BUDGET_MB:,} MB",
        seconds <= BUDGET_SECONDS and peak <= BUDGET_MB,
    )
    assert report["read"] == size.rows
    assert report["rejected"] == made.rejected
    assert report["duplicates"] == made.again
    assert report["read"] == report["accepted"] + report["duplicates"] + report["rejected"]
    assert report["events"] == report["accepted"]
    assert len(shares) > 5


def _read_all(terminal: int) -> bytes:
    """What is written to a terminal until its other end is closed."""
    written = b""
    while True:
        try:
            piece = os.read(terminal, 65_536)
        except OSError:  # how Linux says that nobody is there any more
            return written
        if not piece:
            return written
        written += piece
