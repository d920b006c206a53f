"""kill -9 at fifty moments of an ingest: what is served is a whole old version or a whole new one."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from geodata import open_dataset
from geodata.ingest import ingest
from geodata.store import Dataset
from geodata.versions import POINTER, Store
from tests.support.acled import write_acled

KILLS = 50


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is of POSIX systems")
def test_a_killed_ingest_leaves_a_whole_dataset(tmp_path: Path, dataset: Dataset) -> None:
    store = Store(tmp_path / "data")
    files = [tmp_path / f"made-{seed}.csv" for seed in (1, 2)]
    for seed, path in enumerate(files, start=1):
        # The same ids with other words: each ingest updates every row.
        write_acled(path, 400, dataset.register, seed=seed, faults=False)
    ingest([files[0]], store)
    rng = random.Random(20210803)  # noqa: S311  moments, not secrets
    # One process for all attempts would not be killed whole; importing takes a second, so the
    # child says when it begins, and how long a whole ingest takes is measured once.
    begun = time.monotonic()
    child = _start(files[1], store)
    _wait_for_the_word(child)
    child.wait()
    whole = time.monotonic() - begun
    assert child.returncode == 0
    outcomes = {"old": 0, "new": 0}
    for attempt in range(KILLS):
        before = store.current()
        child = _start(files[attempt % 2], store)
        _wait_for_the_word(child)
        time.sleep(rng.uniform(0, min(whole, 1.2)))
        child.send_signal(signal.SIGKILL)
        child.wait()
        store.tidy()  # what the next start does
        served = open_dataset(store.root)  # checks the hash of every file
        assert len(served.all_events()) == 400
        after = store.current()
        outcomes["old" if after == before else "new"] += 1
        assert sorted(p.name for p in store.root.iterdir() if p.name != ".lock") == sorted(
            {"versions", "reports", POINTER} & {p.name for p in store.root.iterdir()}
        )
        versions = [version.number for version in store.versions()]
        assert len(list((store.root / "versions").iterdir())) == len(versions)
        assert all(r["dataset_version"] <= versions[-1] for r in store.reports())
    assert sum(outcomes.values()) == KILLS
    assert outcomes["old"] > 0


CHILD = """
import sys
from pathlib import Path
from geodata.ingest import ingest
from geodata.versions import Store
import geodata.events.detect, geodata.join, pandas, duckdb, pandera
print("go", flush=True)
ingest([Path(sys.argv[1])], Store(Path(sys.argv[2])))
"""


def _start(path: Path, store: Store) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", CHILD, str(path), str(store.root)]
    return subprocess.Popen(command, stdout=subprocess.PIPE)


def _wait_for_the_word(child: subprocess.Popen[bytes]) -> None:
    assert child.stdout is not None
    child.stdout.readline()
    child.stdout.close()
