"""``frontmap ingest`` and ``check``: the report, the progress bar, the sentence of a refusal."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import orjson
import pandas as pd
import pytest

from geodata import open_dataset
from geodata.dataset.dataset import Dataset
from geodata.dataset.versions import Store
from tests.support.acled import write_acled
from tests.support.command import ROOT, Ran, frontmap, frontmap_process, said
from tests.support.incidents import BAD_FILES, BAD_ROWS, battles, write_cut_off, write_incidents

KEYS = (
    "read", "accepted", "duplicates", "updated", "rejected", "outside", "unmatched_names",
    "rejects_file", "dataset_version",
)  # fmt: skip


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def report(ran: Ran) -> dict[str, Any]:
    """The JSON report of a command, after what every report has to hold."""
    found = ran.json()
    assert set(KEYS) <= found.keys()
    assert found["read"] == found["accepted"] + found["duplicates"] + found["rejected"]
    assert found["updated"] <= found["accepted"]
    assert isinstance(found["unmatched_names"], list)
    return found


def versions(data: Path) -> list[int]:
    return [version.number for version in Store(data).versions()]


# What it says -----------------------------------------------------------------------------------


def test_a_process_prints_one_json_object_and_nothing_else(tmp_path: Path, data: Path) -> None:
    abroad = {"event_id_cnty": "AFG8", "latitude": 4.4, "longitude": 18.6, "admin1": "Bangui",
              "admin2": "Bangui"}  # fmt: skip
    bad = {"event_id_cnty": "AFG9", "event_date": "32 August 2021"}
    path = write_incidents(tmp_path / "a.csv", *battles(3), battles(1)[0], abroad, bad)
    ran = frontmap_process("ingest", path, "--data", data, "--json")
    assert ran.err == ""
    found = report(ran)
    assert {key: found[key] for key in KEYS if key != "rejects_file"} == {
        "read": 6, "accepted": 4, "duplicates": 1, "updated": 0, "rejected": 1, "outside": 1,
        "unmatched_names": ["Bangui"], "dataset_version": 1,
    }  # fmt: skip
    rejects = pd.read_csv(found["rejects_file"])
    assert rejects.astype("str").to_numpy().tolist() == [
        ["a.csv", "6", "event_date", "32 August 2021", rejects["reason"][0]]
    ]
    assert len(open_dataset(data).events.all()) == 4


def test_again_changes_nothing_and_a_later_file_updates(tmp_path: Path, data: Path) -> None:
    path = write_incidents(tmp_path / "a.csv", *battles(3))
    later = write_incidents(tmp_path / "b.csv", *battles(4, fatalities=9))
    assert report(frontmap("ingest", path, "--data", data, "--json"))["accepted"] == 3
    again = report(frontmap("ingest", path, "--data", data, "--json"))
    assert (again["accepted"], again["duplicates"], again["dataset_version"]) == (0, 3, 1)
    found = report(frontmap("ingest", later, "--data", data, "--json"))
    assert (found["accepted"], found["updated"], found["dataset_version"]) == (4, 3, 2)


def test_a_dry_run_and_check_say_the_same_and_write_nothing(tmp_path: Path, data: Path) -> None:
    path = write_cut_off(tmp_path / "a.csv")
    tried = report(frontmap("ingest", path, "--data", data, "--json", "--dry-run"))
    checked = report(frontmap("check", path, "--data", data, "--json"))
    assert not data.exists()
    bare = report(frontmap("check", path, "--json"))
    done = report(frontmap("ingest", path, "--data", data, "--json"))
    for key in ("read", "accepted", "duplicates", "updated", "rejected", "outside", "reasons"):
        assert tried[key] == checked[key] == bare[key] == done[key]
    assert (tried["dataset_version"], tried["rejects_file"]) == (None, None)
    assert "nothing was written (--dry-run)" in frontmap("check", path).out
    assert versions(data) == [1]


def test_people_read_what_was_taken_and_what_not_and_why(tmp_path: Path, data: Path) -> None:
    path = write_incidents(tmp_path / "a.csv", *battles(3), {"event_date": "never"})
    ran = frontmap("ingest", path, "--data", data)
    assert ran.code == 0
    assert ran.err == ""
    for line in (
        "a.csv: acled, since it has the columns event_id_cnty",
        "read           4\n",
        "accepted       3\n",
        "  1 rejected: This is not a day of the calendar",
        "The 312 incidents that Frontmap brings make room for yours",
        "published version 1, 3 incidents",
        f"refused rows: {data / 'reports' / 'r000001' / 'rejects.csv'}",
    ):
        assert line in ran.out
    assert "nothing new" in frontmap("ingest", path, "--data", data).out


def test_refused_rows_also_go_where_they_are_asked_for(tmp_path: Path) -> None:
    path = write_incidents(tmp_path / "a.csv", *battles(2), {"event_date": "never"})
    elsewhere = tmp_path / "refused.csv"
    found = report(frontmap("check", path, "--json", "--rejects", elsewhere))
    assert found["rejects_file"] == str(elsewhere)
    assert list(pd.read_csv(elsewhere)["value"]) == ["never"]


def test_the_folder_can_come_from_the_environment(tmp_path: Path, data: Path) -> None:
    path = write_incidents(tmp_path / "a.csv", *battles(2))
    ran = frontmap_process("ingest", path, "--json", environ={"FRONTMAP_DATA": str(data)})
    assert report(ran)["dataset_version"] == 1
    assert versions(data) == [1]


# Progress ---------------------------------------------------------------------------------------


def test_the_progress_bar_moves_on_a_terminal(tmp_path: Path, data: Path, dataset: Dataset) -> None:
    path = tmp_path / "made.csv"
    write_acled(path, 30_000, dataset.register, faults=False)
    out, shown = on_a_terminal("ingest", path, "--data", data, "--json")
    found = orjson.loads(out)
    assert (found["read"], found["dataset_version"]) == (30_000, 1)
    shares = [int(share) for share in re.findall(r"(\d+)%", shown)]
    assert len(set(shares)) >= 3, shown
    assert shares == sorted(shares)


def on_a_terminal(*arguments: object) -> tuple[bytes, str]:
    """Run the command with standard error on a terminal: standard output, what was shown."""
    pty = pytest.importorskip("pty", reason="pseudo-terminals are of POSIX systems")
    ours, theirs = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-m", "dashboard.cli", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=theirs,
        cwd=ROOT,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "120"},
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            read = os.read(ours, 65536)
        except OSError:  # Linux says so that the other end is closed
            break
        if not read:
            break
        shown += read
    os.close(ours)
    out, _ = child.communicate(timeout=60)
    assert child.returncode == 0, shown
    return out, shown.decode("utf-8", "replace")


# Refusals ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", [*BAD_FILES, *BAD_ROWS])
def test_bad_input_is_one_sentence(fault: str, tmp_path: Path, data: Path) -> None:
    write, says = {**BAD_FILES, **BAD_ROWS}[fault]
    path = tmp_path / f"{fault}.csv"
    write(path)
    ran = frontmap("ingest", path, "--data", data, "--json")
    sentence = said(ran)
    assert sentence.startswith(path.name)
    assert re.search(says, sentence)
    assert versions(data) == []
    if fault in BAD_FILES:
        assert ran.out == ""
        return
    assert ran.out.count("\n") == 1
    found = orjson.loads(ran.out)
    assert (found["read"], found["rejected"], found["accepted"]) == (20, 20, 0)
    assert found["dataset_version"] is None


@pytest.mark.parametrize("fault", ["empty", "binary", "html", "metres"])
def test_bad_input_of_a_real_process(fault: str, tmp_path: Path, data: Path) -> None:
    write, says = {**BAD_FILES, **BAD_ROWS}[fault]
    path = tmp_path / f"{fault}.csv"
    write(path)
    ran = frontmap_process("ingest", path, "--data", data)
    assert re.search(says, said(ran))
    assert ran.out == ""
    assert versions(data) == []


def test_a_folder_that_is_none_or_holds_something_else(tmp_path: Path) -> None:
    path = write_incidents(tmp_path / "a.csv", {})
    assert "with --data DIR (it is made if it is not there)" in said(frontmap("ingest", path))
    sentence = said(frontmap("ingest", path, "--data", path))
    assert sentence == f"{path} is a file; name a folder with --data."
    assert "holds other files" in said(frontmap("ingest", path, "--data", tmp_path))
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["a.csv"]
    within = said(frontmap("ingest", path, "--data", path / "data"))
    assert "nothing was published" in within


def test_a_folder_in_which_somebody_writes(tmp_path: Path, data: Path) -> None:
    path = write_incidents(tmp_path / "a.csv", {})
    with Store(data).writing():
        ran = frontmap_process("ingest", path, "--data", data, "--json")
    assert f"another command is writing to {data}; wait until it is done" in said(ran)
    assert ran.out == ""
    assert versions(data) == []


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--format", "excel"), "choose one of auto, acled, ucdp, gdelt, table"),
        (("--mapping", "none.toml"), "The mapping none.toml cannot be read"),
        (("--engine", "spark"), "choose local or dask"),
        (("--scheduler", "tcp://localhost:1"), "--scheduler is for --engine dask"),
        (("--format", "gdelt"), "a.csv"),
        (("--format", "ucdp"), "a.csv"),
    ],
)
def test_options_that_do_not_fit_are_one_sentence(
    options: tuple[str, ...], says: str, tmp_path: Path, data: Path
) -> None:
    path = write_incidents(tmp_path / "a.csv", {})
    assert says in said(frontmap("ingest", path, "--data", data, *options))
    assert not data.exists()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a = = b", "is not TOML"),
        ('sorce = "x"\n', "did you mean source"),
        ('source = "x"\n[columns]\ndate_start = "evnt_date"\n', "no column 'evnt_date'"),
    ],
)
def test_a_broken_mapping_is_one_sentence(text: str, says: str, tmp_path: Path, data: Path) -> None:
    path, toml = write_incidents(tmp_path / "a.csv", {}), tmp_path / "m.toml"
    toml.write_text(text, encoding="utf-8")
    assert says in said(frontmap("ingest", path, "--data", data, "--mapping", toml))
    assert not data.exists()


def test_wrong_usage_has_exit_code_2(data: Path) -> None:
    for wrong in (("ingest", "--data", data), ("ingest", "a.csv", "--dta", data)):
        ran = frontmap(*wrong)
        assert ran.code == 2
        assert ran.out == ""
        assert "frontmap ingest [OPTIONS]" in ran.err
        assert "Traceback" not in ran.err


# A table of one's own ---------------------------------------------------------------------------

OWN = """When;What;Place;Province;Lat;Lon;Killed
03/08/2021;Clash;Guzara;Herat;34.20;62.20;2
14/08/2021;Air strike;Injil;Herat;34.35;62.10;
"""


def test_a_proposed_mapping_is_taken(tmp_path: Path, data: Path) -> None:
    path, toml = tmp_path / "our incidents.csv", tmp_path / "m.toml"
    path.write_text(OWN, encoding="utf-8")
    refused = said(frontmap("ingest", path, "--data", data))
    assert "frontmap ingest --suggest" in refused
    ran = frontmap("ingest", path, "--suggest", "--mapping", toml)
    assert ran.code == 0
    assert f"frontmap ingest '{path}' --mapping {toml}" in ran.out
    found = report(frontmap("ingest", path, "--data", data, "--mapping", toml, "--json"))
    assert (found["read"], found["accepted"]) == (2, 2)
    events = open_dataset(data).events.all()
    assert events["date_start"].dt.strftime("%Y-%m-%d").tolist() == ["2021-08-03", "2021-08-14"]
    assert events["event_type"].tolist() == ["battle", "airstrike"]
    assert events["fatalities_best"].tolist() == [2, pd.NA]


def test_a_proposal_lies_beside_the_table_and_never_over_another(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text(OWN.replace("14/08", "04/08"), encoding="utf-8")
    first = frontmap("ingest", path, "--suggest", "--json").json()
    assert first["mapping"] == str(tmp_path / "own.mapping.toml")
    assert any("3 August 2021 or 8 March 2021" in question for question in first["questions"])
    before = Path(first["mapping"]).read_bytes()
    again = frontmap("ingest", path, "--suggest", "--json")
    assert "own.mapping.toml is there already; name another file with --mapping" in said(again)
    assert again.out == ""
    assert Path(first["mapping"]).read_bytes() == before


def test_a_proposal_is_for_one_file_that_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"")
    two = frontmap("ingest", tmp_path / "a.csv", tmp_path / "b.csv", "--suggest")
    assert "name one file" in said(two)
    assert "is empty" in said(frontmap("ingest", tmp_path / "a.csv", "--suggest"))
    (tmp_path / "own.csv").write_text(OWN, encoding="utf-8")
    nowhere = frontmap(
        "ingest", tmp_path / "own.csv", "--suggest", "--mapping", tmp_path / "no" / "m.toml"
    )
    assert "cannot be written" in said(nowhere)
