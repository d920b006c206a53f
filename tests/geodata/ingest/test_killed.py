"""kill -9 at many moments of an ingest: what is served is a whole old version or a whole new one."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Self

import pytest

from geodata import open_dataset
from geodata.dataset.dataset import Dataset
from geodata.dataset.versions import POINTER, Store
from geodata.ingest import ingest
from tests.support.acled import write_acled

KILLS, SAMPLED = 50, 15
"""With ``--full``, and else."""


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is of POSIX systems")
def test_a_killed_ingest_leaves_a_whole_dataset(
    tmp_path: Path, dataset: Dataset, full: bool
) -> None:
    store = Store(tmp_path / "data")
    files = [tmp_path / f"made-{seed}.csv" for seed in (1, 2)]
    for seed, path in enumerate(files, start=1):
        # The same ids with other words: each ingest updates every row.
        write_acled(path, 400, dataset.register, seed=seed, faults=False)
    ingest([files[0]], store)
    rng = random.Random(20210803)  # noqa: S311  moments, not secrets
    outcomes = {"old": 0, "new": 0}
    with Nursery(store) as nursery:
        begun = time.monotonic()
        nursery.wait(nursery.start(files[1]))
        whole = time.monotonic() - begun
        for attempt in range(KILLS if full else SAMPLED):
            before = store.current()
            child = nursery.start(files[attempt % 2])
            time.sleep(rng.uniform(0, 1.1 * whole))
            with suppress(ProcessLookupError):  # it may be done already
                os.kill(child, signal.SIGKILL)
            nursery.wait(child)
            store.tidy()  # what the next start does
            outcome = "old" if _is_whole(store) == before else "new"
            outcomes[outcome] += 1
            # The machine may be busier, or less busy, than when the first one was timed.
            whole *= 1.1 if outcome == "old" else 0.6
    assert outcomes["old"] > 0
    assert outcomes["new"] > 0


def _is_whole(store: Store) -> int | None:
    """See that a whole version is served and nothing else lies about; gives its number."""
    served = open_dataset(store.root)  # checks the hash of every file
    assert len(served.events.all()) == 400
    there = {path.name for path in store.root.iterdir()}
    assert there == {"versions", "reports", POINTER, ".lock"}
    versions = [version.number for version in store.versions()]
    assert len(list((store.root / "versions").iterdir())) == len(versions)
    assert all(report["dataset_version"] <= versions[-1] for report in store.reports())
    return store.current()


class Nursery:
    """A process that has imported everything and forks an ingest when told to.

    Fifty ingests that each import for a second would take minutes; a forked one is as much a
    process, and as dead after kill -9, as any other.
    """

    def __init__(self, store: Store) -> None:
        command = [sys.executable, "-c", NURSERY, str(store.root)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def _ask(self, what: str) -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(what + "\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().strip()

    def start(self, path: Path) -> int:
        """Fork an ingest of a file; gives its process number."""
        return int(self._ask(f"start {path}"))

    def wait(self, child: int) -> None:
        """Wait until it has ended, by itself or by a signal."""
        self._ask(f"wait {child}")


NURSERY = """
import os, sys
from pathlib import Path
import duckdb, pandas, pandera.pandas, pyarrow.parquet
from geodata.ingest import ingest
from geodata.dataset.versions import Store

for line in sys.stdin:
    what, _, value = line.strip().partition(" ")
    if what == "wait":
        os.waitpid(int(value), 0)
        print("ended", flush=True)
        continue
    child = os.fork()
    if child == 0:
        ingest([Path(value)], Store(Path(sys.argv[1])))
        os._exit(0)
    print(child, flush=True)
"""
