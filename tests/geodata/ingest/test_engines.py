"""A Dask cluster of two workers gives the very tables that one process gives."""

import hashlib
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from geodata.dataset.dataset import Dataset
from geodata.dataset.versions import Store
from geodata.errors import FrontmapError
from geodata.ingest import DaskEngine, ingest
from geodata.ingest.engines import split
from geodata.ingest.plan import IngestOptions, plan_files
from tests.support.acled import write_acled


def digest(store: Store, name: str) -> str:
    folder = store.current_folder()
    assert folder is not None
    return hashlib.sha256((folder / name).read_bytes()).hexdigest()


@pytest.mark.filterwarnings("default")  # distributed warns of its own affairs when it shuts down
def test_two_workers_give_byte_equal_tables(tmp_path: Path, dataset: Dataset) -> None:
    files = []
    for seed in (1, 2):
        path = tmp_path / f"made-{seed}.csv"
        write_acled(path, 3_000, dataset.register, seed=seed)
        files.append(path)
    table = pd.read_csv(files[0], dtype=str)
    table["event_id_cnty"] = "P" + table["event_id_cnty"]
    pq.write_table(pa.Table.from_pandas(table), tmp_path / "parts.parquet", row_group_size=700)
    files.append(tmp_path / "parts.parquet")

    here, there = Store(tmp_path / "here"), Store(tmp_path / "there")
    alone = ingest(files, here).to_json()
    together = ingest(files, there, engine=DaskEngine(workers=2)).to_json()
    assert digest(here, "events.parquet") == digest(there, "events.parquet")
    for name in ("rejects_file", "duplicates_file", "disagreements_file"):
        assert Path(alone[name]).read_bytes() == Path(together[name]).read_bytes()
    counts = ("read", "accepted", "duplicates", "updated", "rejected", "outside", "near_border")
    assert {n: alone[n] for n in counts} == {n: together[n] for n in counts}
    assert alone["read"] == 9_000


def test_parquet_is_split_by_its_row_groups(tmp_path: Path, dataset: Dataset) -> None:
    write_acled(tmp_path / "made.csv", 1_000, dataset.register)
    table = pd.read_csv(tmp_path / "made.csv", dtype=str)
    pq.write_table(pa.Table.from_pandas(table), tmp_path / "made.parquet", row_group_size=300)
    (plan,) = plan_files([tmp_path / "made.parquet"], IngestOptions())
    pieces = split(plan)
    assert len(pieces) == 4
    rows = [
        row for piece in pieces for part in piece.source.partitions() for row in part.frame.index
    ]
    assert rows == list(range(1, 1_001))


def test_a_scheduler_that_is_not_there_is_one_sentence(tmp_path: Path, dataset: Dataset) -> None:
    write_acled(tmp_path / "made.csv", 10, dataset.register)
    engine = DaskEngine(scheduler="tcp://127.0.0.1:1")
    with pytest.raises(FrontmapError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:1"):
        ingest([tmp_path / "made.csv"], Store(tmp_path / "data"), engine=engine)
