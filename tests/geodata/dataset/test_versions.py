"""Versions: published whole, kept, returned to; what a dead writer leaves is removed."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from geodata.dataset.versions import POINTER, Store
from geodata.errors import FrontmapError


def manifest(n: int) -> dict[str, object]:
    return {"created": f"2026-01-0{n}", "made_by": "test", "tables": {"events": {"rows": n}}}


def publish(store: Store, text: str, n: int = 1) -> int:
    with store.writing() as draft:
        (draft.folder / "events.csv").write_text(text)
        return draft.publish(manifest(n))


def publish_from(store: Store, text: str, made_from: int) -> None:
    with store.writing() as draft:
        (draft.folder / "events.csv").write_text(text)
        draft.publish({**manifest(1), "made_from": str(made_from)})


def test_a_store_starts_empty_and_counts_up(tmp_path: Path) -> None:
    store = Store(tmp_path / "new")
    assert store.current() is None
    assert store.versions() == []
    assert publish(store, "a") == 1
    assert publish(store, "b", 2) == 2
    assert store.current() == 2
    assert [(v.number, v.is_current, v.events) for v in store.versions()] == [
        (1, False, 1),
        (2, True, 2),
    ]
    assert (store.folder(1) / "events.csv").read_text() == "a"
    assert json.loads((store.folder(2) / "manifest.json").read_text())["version"] == "2"


def test_rollback_goes_back_and_forth_and_numbers_are_never_used_twice(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for text in "abc":
        publish(store, text)
    assert store.rollback() == 2
    assert store.rollback(1) == 1
    assert store.current_folder() == store.folder(1)
    with pytest.raises(FrontmapError, match="version 1 is the first"):
        store.rollback()
    with pytest.raises(FrontmapError, match=r"there is no version 9 in .*there are 1, 2, 3"):
        store.rollback(9)
    assert store.rollback(3) == 3
    store.rollback(1)
    assert publish(store, "d") == 4


def test_rollback_goes_to_the_version_that_the_served_one_was_made_from(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for text, made_from in (("a", 1), ("b", 1)):
        publish_from(store, text, made_from)
    store.rollback()
    publish_from(store, "c", 1)  # beside the second, which was not wanted
    assert (store.current(), store.rollback()) == (3, 1)


def test_a_draft_that_is_not_published_leaves_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path)
    publish(store, "a")
    before = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*"))

    def fail() -> None:
        with store.writing() as draft:
            (draft.folder / "events.csv").write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*")) == before


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    with Store(tmp_path).writing(), pytest.raises(FrontmapError, match="another command"):
        publish(Store(tmp_path), "x")


def test_what_a_dead_writer_left_goes_at_the_next_start(tmp_path: Path) -> None:
    store = Store(tmp_path)
    publish(store, "a")
    (tmp_path / ".staging-123").mkdir()
    (tmp_path / ".staging-123" / "events.parquet").write_text("half")
    orphan = store.folder(2)
    orphan.mkdir()
    (orphan / "events.csv").write_text("never named by the pointer")
    report = store.report_folder(1)
    report.mkdir(parents=True)
    (report / "report.json").write_text('{"dataset_version": 2}')
    store.tidy()
    assert sorted(path.name for path in tmp_path.iterdir() if not path.name.startswith(".l")) == [
        "reports",
        POINTER,
        "versions",
    ]
    assert not orphan.exists()
    assert not report.exists()
    assert store.current() == 1


def test_tidying_leaves_a_writer_at_work_alone(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with store.writing() as draft:
        Store(tmp_path).tidy()
        assert draft.folder.is_dir()


def test_tidying_touches_no_folder_that_is_not_a_store(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{}")
    Store(tmp_path).tidy()
    Store(tmp_path / "nowhere").tidy()
    assert [path.name for path in tmp_path.iterdir()] == ["manifest.json"]


def test_later_versions_stay_after_a_rollback(tmp_path: Path) -> None:
    store = Store(tmp_path)
    publish(store, "a")
    publish(store, "b")
    store.rollback()
    store.tidy()
    assert store.rollback(2) == 2


def test_adopted_files_are_the_same_bytes_and_stay_so_whatever_is_done_to_the_other(
    tmp_path: Path,
) -> None:
    store = Store(tmp_path)
    publish(store, "unchanging")
    with store.writing() as draft:
        draft.adopt(store.folder(1) / "events.csv")
        draft.publish(manifest(2))
    assert (store.folder(2) / "events.csv").read_text() == "unchanging"
    with (store.folder(2) / "events.csv").open("a") as stream:
        stream.write(" no more")
    assert (store.folder(1) / "events.csv").read_text() == "unchanging"


def test_reports_are_listed_latest_first_with_their_files(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for n in (1, 2):
        with store.writing() as draft:
            rejects = draft.folder / "rejects.csv"
            rejects.write_text(f"{n}\n")
            report = {
                "read": n,
                "dataset_version": draft.number,
                "rejects_file": Path("rejects.csv"),
            }
            draft.file_report(report, {"rejects.csv": rejects})
            (draft.folder / "events.csv").write_text("x")
            draft.publish(manifest(n))
    assert [(r["number"], r["read"]) for r in store.reports()] == [(2, 2), (1, 1)]
    assert Path(store.reports()[0]["rejects_file"]).read_text() == "2\n"


def test_a_broken_pointer_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / POINTER).write_text("{")
    with pytest.raises(FrontmapError, match=r"store\.json cannot be read"):
        Store(tmp_path).current()


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FrontmapError, match=r"writing to .* failed"):
        publish(Store(tmp_path / "file" / "below"), "x")


def test_a_full_disk_is_one_sentence_and_publishes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path)
    publish(store, "a")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("geodata.dataset.versions._write_json", full)
    with pytest.raises(FrontmapError, match=r"the disk of .* is full; nothing was published"):
        publish(store, "b")
    assert store.current() == 1
    assert not list(tmp_path.glob(".staging-*"))


WRITER = """
import sys
from pathlib import Path
from geodata.dataset.versions import Store
store = Store(Path(sys.argv[1]))
while True:
    print("go", flush=True)
    with store.writing() as draft:
        for part in range(20):
            (draft.folder / f"part-{part}").write_text(str(draft.number))
        (draft.folder / "events.csv").write_text(str(draft.number))
        draft.publish({"tables": {"events": {"rows": draft.number}}})
"""


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is of POSIX systems")
def test_a_killed_writer_leaves_whole_versions_only(tmp_path: Path) -> None:
    """Eight kills at moments that differ; test_ingest.py kills whole ingests."""
    store = Store(tmp_path)
    served = 0
    for attempt in range(8):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        for _ in range(1 + attempt // 4):  # it has begun its first, or its second version
            process.stdout.readline()
        time.sleep(0.01 + 0.02 * attempt)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        store.tidy()
        number = store.current() or 0
        assert number >= served
        served = number
        for version in store.versions():
            folder = store.folder(version.number)
            texts = {path.read_text() for path in folder.glob("part-*")}
            assert texts == {str(version.number)}
            assert len(list(folder.glob("part-*"))) == 20
        assert not list(tmp_path.glob(".staging-*"))
    assert served > 0
