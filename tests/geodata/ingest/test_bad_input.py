"""Input that cannot be taken: one sentence, nothing published, nothing lost."""

from __future__ import annotations

import errno
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from geodata import open_dataset
from geodata.dataset.dataset import Dataset
from geodata.dataset.versions import Store
from geodata.errors import FrontmapError
from geodata.ingest import IngestOptions, Report, ingest
from geodata.ingest.assessments import add_assessment
from geodata.ingest.checks import NothingTakenError
from geodata.ingest.merge import Merge
from geodata.ingest.publish import base_of, check_still_served
from geodata.readers.mapping import read_mapping
from tests.support.acled import write_acled
from tests.support.incidents import BAD_FILES, BAD_ROWS, battles, write_cut_off, write_incidents

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with one version of five battles; to be copied."""
    folder = tmp_path_factory.mktemp("published")
    ingest([write_incidents(folder / "good.csv", *battles(5))], Store(folder / "data"))
    return folder / "data"


@pytest.fixture
def store(tmp_path: Path, published: Path) -> Store:
    return Store(shutil.copytree(published, tmp_path / "data"))


def served(store: Store) -> dict[str, bytes]:
    """Every byte that a reader of the store may see."""
    paths = [store.root / "store.json", *(store.root / "versions").rglob("*")]
    return {
        str(path.relative_to(store.root)): path.read_bytes() for path in paths if path.is_file()
    }


def refused(store: Store, *files: Path, options: IngestOptions | None = None) -> str:
    """The sentence that refuses some files; the store stays as it was."""
    before = served(store)
    with pytest.raises(FrontmapError) as it:
        ingest(files, store, options)
    assert served(store) == before
    assert not list(store.root.glob(".staging*"))
    assert not list(store.root.glob("**/*.part"))
    sentence = str(it.value)
    assert "\n" not in sentence
    assert sentence.endswith((".", "?"))
    return sentence


@pytest.mark.parametrize("fault", BAD_FILES)
def test_a_file_at_fault_is_one_sentence_and_publishes_nothing(
    fault: str, tmp_path: Path, store: Store
) -> None:
    write, says = BAD_FILES[fault]
    path = tmp_path / f"{fault}.csv"
    write(path)
    sentence = refused(store, path)
    assert sentence.startswith(path.name)
    assert re.search(says, sentence)


@pytest.mark.parametrize("fault", BAD_ROWS)
def test_rows_that_are_all_refused_publish_nothing_and_leave_their_reasons(
    fault: str, tmp_path: Path, store: Store
) -> None:
    write, says = BAD_ROWS[fault]
    path = tmp_path / f"{fault}.csv"
    write(path)
    sentence = refused(store, path)
    assert sentence.startswith(f"{path.name}: none of the 20 rows could be taken")
    assert re.search(says, sentence)
    rejects = pd.read_csv(store.report_folder(2) / "rejects.csv")
    assert list(rejects["row"]) == list(range(1, 21))
    assert rejects["reason"].str.contains(says).all()
    assert str(store.report_folder(2) / "rejects.csv") in sentence
    assert store.reports()[0]["rejected"] == 20


def test_a_good_file_beside_a_bad_one_is_not_taken_alone(tmp_path: Path, store: Store) -> None:
    good = write_incidents(tmp_path / "good.csv", *battles(9))
    bad = tmp_path / "bad.csv"
    bad.write_bytes(b"")
    assert refused(store, good, bad).startswith("bad.csv is empty")


def test_a_bad_file_does_not_even_make_the_data_folder(tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_bytes(b"")
    with pytest.raises(FrontmapError):
        ingest([tmp_path / "bad.csv"], Store(tmp_path / "data"))
    assert not (tmp_path / "data").exists()


def test_of_a_cut_off_file_only_the_last_row_is_refused(tmp_path: Path, store: Store) -> None:
    report = ingest([write_cut_off(tmp_path / "cut.csv", 8)], store)
    assert counts(report) == {"read": 8, "accepted": 2, "duplicates": 5, "rejected": 1}
    rejects = pd.read_csv(str(report.rejects_file))
    assert list(rejects["row"]) == [8]
    assert "cut off" in rejects["reason"][0]


def test_a_file_that_is_cut_off_inside_quotes_loses_only_that_row(
    tmp_path: Path, store: Store
) -> None:
    path = write_incidents(tmp_path / "cut.csv", *battles(6, notes="One line,\nand another"))
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.rindex("\nand")], encoding="utf-8")
    report = ingest([path], store)
    assert counts(report) == {"read": 6, "accepted": 5, "duplicates": 0, "rejected": 1}
    assert list(pd.read_csv(str(report.rejects_file))["row"]) == [6]


def counts(report: Report) -> dict[str, int]:
    said = {name: report.total(name) for name in ("read", "accepted", "duplicates", "rejected")}
    assert said["read"] == said["accepted"] + said["duplicates"] + said["rejected"]
    return said


# Which files ------------------------------------------------------------------------------------


def test_a_file_that_is_not_there_a_folder_and_a_pipe(tmp_path: Path, store: Store) -> None:
    assert "no file none.csv" in refused(store, tmp_path / "none.csv")
    assert "is a folder; name one of the files" in refused(store, tmp_path)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.csv")
        assert "is not an ordinary file" in refused(store, tmp_path / "pipe.csv")


def test_a_file_is_named_once_whatever_it_is_called(tmp_path: Path, store: Store) -> None:
    path = write_incidents(tmp_path / "a.csv", {})
    link = tmp_path / "link.csv"
    link.symlink_to(path)
    for again in (path, link, tmp_path / "data" / ".." / "a.csv"):
        assert "is named twice; name each file once" in refused(store, path, again)


def test_links_that_go_in_a_circle_are_one_sentence(tmp_path: Path, store: Store) -> None:
    link = tmp_path / "circle.csv"
    link.symlink_to(link)
    assert "circle.csv" in refused(store, link)


def test_files_of_one_name_in_two_folders_are_told_apart(tmp_path: Path, store: Store) -> None:
    files = []
    for number, month in enumerate(("may", "june"), start=1):
        (tmp_path / month).mkdir()
        ids = [{"event_id_cnty": f"AFG{number}00{i}"} for i in range(3)]
        late = {"event_id_cnty": f"AFG{number}009", "event_date": "2999-01-01"}
        files.append(write_incidents(tmp_path / month / "export.csv", *ids, late))
    report = ingest(files, store)
    assert counts(report) == {"read": 8, "accepted": 6, "duplicates": 0, "rejected": 2}
    assert [(part.read, part.accepted, part.rejected) for part in report.files] == [(4, 3, 1)] * 2
    assert [part.file for part in report.files] == [str(path) for path in files]
    rejects = pd.read_csv(str(report.rejects_file))
    assert list(rejects["file"]) == [str(path) for path in files]


def test_a_format_and_a_mapping_have_to_be_known(tmp_path: Path, store: Store) -> None:
    path = write_incidents(tmp_path / "a.csv", {})
    unknown = refused(store, path, options=IngestOptions(format="excel"))
    assert "choose one of auto, acled, ucdp, gdelt, table" in unknown
    toml = tmp_path / "m.toml"
    toml.write_text('source = "x"\n[columns]\ndate_start = "evnt_date"\n', encoding="utf-8")
    mapping = read_mapping(toml)
    wrong = refused(store, path, options=IngestOptions(mapping=mapping))
    assert "no column 'evnt_date'" in wrong
    assert "'event_date'" in wrong
    both = refused(store, path, options=IngestOptions(mapping=mapping, format="acled"))
    assert "leave out either the mapping or the format" in both


# Where to ---------------------------------------------------------------------------------------


def test_the_refused_rows_never_go_over_a_file_that_is_read(tmp_path: Path, store: Store) -> None:
    path = write_incidents(tmp_path / "a.csv", {"event_date": "no"}, {"event_id_cnty": "AFG9"})
    before = path.read_bytes()
    sentence = refused(store, path, options=IngestOptions(rejects_to=path))
    assert "cannot take the refused rows; name another file with --rejects" in sentence
    assert path.read_bytes() == before


@pytest.mark.parametrize(("where", "says"), [(".", "is a folder"), ("no/r.csv", "not there")])
def test_where_the_refused_rows_go_is_seen_to_first(
    where: str, says: str, tmp_path: Path, store: Store
) -> None:
    path = write_incidents(tmp_path / "a.csv", {"event_id_cnty": "AFG9"})
    sentence = refused(store, path, options=IngestOptions(rejects_to=tmp_path / where))
    assert says in sentence
    assert "--rejects" in sentence


def test_one_writer_at_a_time_and_reading_goes_on(tmp_path: Path, store: Store) -> None:
    path = write_incidents(tmp_path / "a.csv", {"event_id_cnty": "AFG9"})
    with store.writing():
        with pytest.raises(FrontmapError, match=r"another command is writing to .*wait until"):
            ingest([path], store)
        assert ingest([path], store, IngestOptions(dry_run=True)).total("accepted") == 1
        assert len(open_dataset(store.root).events.all()) == 5
    assert ingest([path], store).dataset_version == 2


def test_a_version_that_comes_meanwhile_is_not_undone(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "who.csv"
    table.write_text("unit,date,status\nGuzara,2021-08-01,taliban\n", encoding="utf-8")
    incident = write_incidents(tmp_path / "late.csv", {"event_id_cnty": "AFG9"})
    real = add_assessment.__globals__["import_assessment"]

    def slow(*arguments: object, **options: object) -> object:
        ingest([incident], store)  # somebody else's command
        return real(*arguments, **options)

    monkeypatch.setattr("geodata.ingest.assessments.import_assessment", slow)
    with pytest.raises(FrontmapError, match=r"another command has published .*again"):
        add_assessment(table, store)
    assert store.current() == 2
    assert "AFG9" in set(open_dataset(store.root).events.all()["event_id"])
    check_still_served(store, store.folder(2))


def test_a_damaged_version_is_not_built_upon(tmp_path: Path, store: Store) -> None:
    folder = store.current_folder()
    assert folder is not None
    with (folder / "register.csv").open("ab") as stream:
        stream.write(b"\n")
    path = write_incidents(tmp_path / "a.csv", {"event_id_cnty": "AFG9"})
    assert "register.csv is not the file that the manifest names" in refused(store, path)
    with pytest.raises(FrontmapError, match=r"register\.csv"):
        base_of(store)


# A full disk, a disk that cannot be written -----------------------------------------------------


def full(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize(
    "writer",
    [
        "geodata.ingest.merge.pq.write_table",
        "geodata.ingest.merge.pq.ParquetWriter.write_table",
        "geodata.ingest.merge.Merge.decide",
        "pandas.DataFrame.to_csv",
        "geodata.dataset.versions.VersionDraft.adopt",
        "geodata.dataset.versions._write_json",
        "geodata.dataset.versions.Store._point",
    ],
)
def test_a_disk_that_is_full_at_any_step(
    writer: str, tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_incidents(tmp_path / "a.csv", *battles(9), {"event_date": "no"})
    with monkeypatch.context() as patch:
        patch.setattr(writer, full)
        # A version that the pointer never names is removed with the next start.
        if writer.endswith("_point"):
            with pytest.raises(FrontmapError, match="is full"):
                ingest([path], store)
            store.tidy()
            assert [version.number for version in store.versions()] == [1]
            return
        sentence = refused(store, path)
    assert re.search(r"the disk of .*data is full; nothing was published: make room", sentence)
    assert ingest([path], store).dataset_version == 2


def test_a_dry_run_without_room_is_one_sentence_too(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_incidents(tmp_path / "a.csv", *battles(9))
    monkeypatch.setattr("geodata.ingest.merge.pq.write_table", full)
    assert "is full" in refused(store, path, options=IngestOptions(dry_run=True))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte, which must be mounted: on Linux, by root."""
    yield from _mounted(tmp_path / "disk", "size=1m")


@pytest.fixture
def locked_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk that nobody, not even root, can write to."""
    yield from _mounted(tmp_path / "disk", "size=1m,ro")


def _mounted(folder: Path, options: str) -> Iterator[Path]:
    folder.mkdir()
    mount, umount = shutil.which("mount"), shutil.which("umount")
    asked = [str(mount), "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    if not (mount and umount) or subprocess.run(asked, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount a disk of its own, on Linux")
    try:
        yield folder
    finally:
        subprocess.run([str(umount), str(folder)], check=True)


def test_a_disk_that_is_really_full(tmp_path: Path, small_disk: Path, dataset: Dataset) -> None:
    write_acled(tmp_path / "a.csv", 2_000, dataset.register, faults=False)
    store = Store(small_disk / "data")
    with pytest.raises(FrontmapError, match=r"the disk of .*data is full; nothing was published"):
        ingest([tmp_path / "a.csv"], store)
    assert store.current() is None
    assert [path.name for path in store.root.iterdir()] == [".lock"]


def test_sorting_without_room_to_spill_is_a_full_disk(small_disk: Path, dataset: Dataset) -> None:
    from geodata.ingest.convert import _numbered  # noqa: PLC0415  what a part looks like

    events = dataset.events.all()
    merge = Merge(small_disk, None, memory="1MB")
    for number in range(1, 4):
        merge.add(_numbered(events.reset_index(drop=True), number))
    with pytest.raises(OSError, match="no room to sort") as it:
        merge.decide()
    merge.close()
    assert it.value.errno == errno.ENOSPC


REFUSED = """
import resource
import duckdb
from geodata.ingest.merge import _full_disk_as_such
database = duckdb.connect(":memory:", config={"memory_limit": "8GB", "threads": "1"})
resource.setrlimit(resource.RLIMIT_DATA, (2**30, 2**30))
try:
    with _full_disk_as_such():
        database.execute("SELECT length(string_agg(repeat('x', 1000000), '')) FROM range(4000)")
except MemoryError as problem:
    print(problem)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="macOS and Windows refuse no memory")
def test_memory_that_the_system_refuses_is_no_full_disk() -> None:
    done = subprocess.run(
        [sys.executable, "-c", REFUSED], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout == "no memory to sort the rows\n", done.stderr


def test_a_disk_that_cannot_be_written(tmp_path: Path, locked_disk: Path) -> None:
    path = write_incidents(tmp_path / "a.csv", {})
    with pytest.raises(FrontmapError, match=r"writing to .*data failed \(Read-only file system\)"):
        ingest([path], Store(locked_disk / "data"))


ONE_INGEST = """
import sys
from pathlib import Path
from geodata.errors import FrontmapError
from geodata.ingest import ingest
from geodata.dataset.versions import Store
try:
    ingest([Path(sys.argv[1])], Store(Path(sys.argv[2])))
except FrontmapError as problem:
    print(problem)
"""


def without_privileges(path: Path, folder: Path) -> str:
    """What an ingest says to a user for whom the modes of files count, as for root they do not."""
    command = [sys.executable, "-c", ONE_INGEST, str(path), str(folder)]
    if os.geteuid() == 0:
        setpriv = shutil.which("setpriv")
        if setpriv is None:
            pytest.skip("root needs setpriv (util-linux) to give up the right to write anywhere")
        command = [setpriv, "--bounding-set=-dac_override,-dac_read_search", *command]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.skipif(os.name != "posix", reason="modes of files are of POSIX systems")
@pytest.mark.parametrize("name", ["data", "data/within"])
def test_a_folder_that_may_not_be_written_to(name: str, tmp_path: Path, store: Store) -> None:
    path = write_incidents(tmp_path / "a.csv", {"event_id_cnty": "AFG9"})
    before = served(store)
    store.root.chmod(0o500)
    (store.root / ".lock").chmod(0o400)
    said = without_privileges(path, tmp_path / name)
    store.root.chmod(0o700)
    assert re.fullmatch(
        r".*data\S* cannot be written to; name a data folder with --data that you may write to\.\n",
        said,
    )
    assert served(store) == before
    assert not (store.root / "within").exists()


@pytest.mark.skipif(os.name != "posix", reason="modes of files are of POSIX systems")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = write_incidents(tmp_path / "a.csv", {})
    path.chmod(0)
    said = without_privileges(path, tmp_path / "data")
    assert said == "a.csv may not be read by this user; give it permission to read the file.\n"
    assert not (tmp_path / "data").exists()


def test_the_report_of_refused_rows_comes_with_the_error(tmp_path: Path, store: Store) -> None:
    path = write_incidents(tmp_path / "a.csv", *battles(3, event_date="never"))
    with pytest.raises(NothingTakenError) as it:
        ingest([path], store, IngestOptions(dry_run=True))
    assert it.value.report.total("rejected") == 3
    assert len(store.reports()) == 1
