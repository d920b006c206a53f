"""``frontmap data``: the versions, and the way back."""

from pathlib import Path

import pytest

from geodata import open_dataset
from geodata.dataset.versions import Store
from tests.support.command import frontmap, said
from tests.support.incidents import battles, write_incidents


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with three versions, of one, two and three incidents."""
    folder = tmp_path / "data"
    for n in (1, 2, 3):
        path = write_incidents(tmp_path / f"{n}.csv", *battles(n))
        assert frontmap("ingest", path, "--data", folder).code == 0
    return folder


def test_list_and_rollback_with_json(data: Path) -> None:
    listed = frontmap("data", "list", "--data", data, "--json").json()
    assert listed["folder"] == str(data)
    rows = listed["versions"]
    assert [(row["number"], row["is_current"], row["events"]) for row in rows] == [
        (1, False, 1), (2, False, 2), (3, True, 3),
    ]  # fmt: skip
    assert all(row["made_by"].startswith("frontmap") and row["created"] for row in rows)
    back = frontmap("data", "rollback", "--data", data, "--json").json()
    assert back == {"dataset_version": 2, "before": 3}
    assert len(open_dataset(data).events.all()) == 2
    to = frontmap("data", "rollback", "1", "--data", data, "--json").json()
    assert to == {"dataset_version": 1, "before": 2}
    forth = frontmap("data", "rollback", "3", "--data", data, "--json").json()
    assert forth == {"dataset_version": 3, "before": 1}


def test_list_and_rollback_for_people(data: Path) -> None:
    lines = frontmap("data", "list", "--data", data).out.splitlines()
    assert "incidents" in lines[0]
    assert [line.split()[:1] == ["served"] for line in lines[1:]] == [False, False, True]
    ran = frontmap("data", "rollback", "--data", data)
    assert ran.out == "version 2 is served now (before: 3)\n"
    assert ran.err == ""


def test_an_ingest_after_a_rollback_starts_from_what_is_served(data: Path, tmp_path: Path) -> None:
    frontmap("data", "rollback", "1", "--data", data)
    path = write_incidents(tmp_path / "late.csv", {"event_id_cnty": "AFG99"})
    report = frontmap("ingest", path, "--data", data, "--json").json()
    assert (report["dataset_version"], report["previous_version"], report["events"]) == (4, 1, 2)
    assert [version.number for version in Store(data).versions()] == [1, 2, 3, 4]


def test_a_way_back_that_is_not_there(data: Path, tmp_path: Path) -> None:
    sentence = said(frontmap("data", "rollback", "9", "--data", data))
    assert sentence == f"there is no version 9 in {data}; there are 1, 2, 3."
    frontmap("data", "rollback", "1", "--data", data)
    first = said(frontmap("data", "rollback", "--data", data, "--json"))
    assert first == "version 1 is the first; there is none to go back to."
    assert "holds no version yet" in said(frontmap("data", "rollback", "--data", tmp_path / "no"))
    assert frontmap("data", "rollback", "one", "--data", data).code == 2
    assert Store(data).current() == 1


def test_a_rollback_waits_for_nobody(data: Path) -> None:
    with Store(data).writing():
        ran = frontmap("data", "rollback", "--data", data, "--json")
        assert "another command is writing" in said(ran)
        assert ran.out == ""
        assert len(frontmap("data", "list", "--data", data, "--json").json()["versions"]) == 3
    assert Store(data).current() == 3


def test_a_folder_without_versions(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere"
    assert frontmap("data", "list", "--data", nowhere, "--json").json()["versions"] == []
    assert "holds no version yet" in frontmap("data", "list", "--data", nowhere).out
    assert not nowhere.exists()
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    assert "holds other files" in said(frontmap("data", "list", "--data", tmp_path))
    assert "with --data DIR" in said(frontmap("data", "list"))


def test_a_pointer_that_cannot_be_read_is_one_sentence(data: Path) -> None:
    (data / "store.json").write_text('{"current":', encoding="utf-8")
    for command in (("data", "list"), ("data", "rollback"), ("status",)):
        sentence = said(frontmap(*command, "--data", data, "--json"))
        assert "store.json cannot be read" in sentence
