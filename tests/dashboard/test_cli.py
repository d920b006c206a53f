"""The command, in this process and, where the process itself matters, in one of its own."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest
from typer.testing import CliRunner

from dashboard.cli import app, main
from geodata.dataset.dataset import EMBEDDED, Dataset
from geodata.events.schema import EVENT_COLUMNS
from tests.support.planting import change_dataset

HERAT = ("--province", "AF-HER", "--from", "2021-08-01", "--to", "2021-08-03")


class Ran(NamedTuple):
    code: int
    out: str
    err: str


Command = Callable[..., Ran]


@pytest.fixture
def frontmap(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Run ``frontmap`` in this process, as its entry point does."""
    monkeypatch.delenv("FRONTMAP_DATA", raising=False)

    def run(*arguments: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["frontmap", *arguments])
        with pytest.raises(SystemExit) as stopped:
            main()
        captured = capsys.readouterr()
        assert isinstance(stopped.value.code, int)
        return Ran(stopped.value.code, captured.out, captured.err)

    return run


def process(*arguments: str, environ: Mapping[str, str] | None = None) -> Ran:
    """Run ``frontmap`` in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "dashboard.cli", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=Path(__file__).parents[2],
        env={**os.environ, **(environ or {})},
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def assert_one_sentence(ran: Ran, *words: str) -> None:
    """Exit code 1 and one clear line on standard error, nothing else anywhere."""
    assert ran.code == 1
    assert ran.out == ""
    assert ran.err.startswith("frontmap: ")
    assert ran.err.rstrip().endswith((".", "?"))
    assert ran.err.count("\n") == 1
    assert "Traceback" not in ran.err
    for word in words:
        assert word in ran.err


# status -------------------------------------------------------------------------------------


def test_status_prints_one_json_object_and_nothing_else() -> None:
    ran = process("status", "--as-of", "2021-08-03", "--json")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.count("\n") == 1
    body = json.loads(ran.out)
    promised = {
        "as_of": "2021-08-03",
        "assessment": "afghan-watchers",
        "taliban": 140,
        "contested": 151,
        "government": 131,
        "unknown": 0,
        "total": 422,
    }
    assert {name: body[name] for name in promised} == promised
    bases = body["documented"] + body["conflicting"] + body["allocated"]
    assert bases + body["unknown"] == body["total"]


@pytest.mark.parametrize(
    "options",
    [
        ("--assessment", "named-sources"),
        ("--as-of", "2021-07-10"),
        ("--as-of", "1950-01-01", "--assessment", "named-sources"),
        ("--documented",),
        ("--province", "AF-HER"),
        ("--province", "AF-HER,AF-FRA", "--province", "AF-NIM", "--documented"),
    ],
)
def test_statuses_and_bases_add_up(
    frontmap: Command, dataset: Dataset, options: tuple[str, ...]
) -> None:
    body = json.loads(frontmap("status", *options, "--json").out)
    statuses = (body[name] for name in ("taliban", "contested", "government", "unknown"))
    bases = (body[name] for name in ("documented", "conflicting", "allocated", "unknown"))
    assert sum(statuses) == sum(bases) == body["total"]
    provinces = body["provinces"] or list(dataset.register.province_names)
    assert body["total"] == dataset.register.frame["province_code"].isin(provinces).sum()


def test_a_province_can_be_named_twice_or_in_one_list(frontmap: Command) -> None:
    twice = frontmap("status", "--province", "AF-HER", "--province", "AF-FRA", "--json")
    listed = frontmap("status", "--province", "AF-FRA,AF-HER", "--json")
    assert json.loads(twice.out) == json.loads(listed.out)


def test_the_table_for_people_has_the_same_counts(frontmap: Command) -> None:
    ran = frontmap("status", "--as-of", "2021-08-03")
    assert (ran.code, ran.err) == (0, "")
    for number in ("140", "151", "131", "422", "approximate cells"):
        assert number in ran.out


def test_the_table_says_when_an_assessment_is_silent(frontmap: Command) -> None:
    words = " ".join(frontmap("status", "--as-of", "2021-07-10").out.split())
    assert "the count speaks for 3 August 2021 only" in words


# export -------------------------------------------------------------------------------------


def test_an_export_is_what_a_plain_filter_leaves(frontmap: Command, tmp_path: Path) -> None:
    file = tmp_path / "herat.csv"
    ran = frontmap("export", *HERAT, "-o", str(file))
    assert (ran.code, ran.out) == (0, "")
    assert str(file) in ran.err
    rows = pd.read_csv(EMBEDDED / "events.csv")
    expected = rows[
        (rows["province_code"] == "AF-HER")
        & (rows["date_start"] <= "2021-08-03")
        & (rows["date_end"] >= "2021-08-01")
    ].sort_values(["date_start", "event_id"], ignore_index=True)
    exported = pd.read_csv(file)
    assert exported.columns.tolist() == [*EVENT_COLUMNS, "boundaries"]
    assert len(exported) == 12
    pd.testing.assert_frame_equal(exported[list(EVENT_COLUMNS)], expected[list(EVENT_COLUMNS)])


def test_an_export_of_types_and_one_day_is_what_a_plain_filter_leaves(
    frontmap: Command, tmp_path: Path
) -> None:
    file = tmp_path / "strikes.geojson"
    frontmap("export", "--type", "airstrike", "--type", "battle", "--from", "2021-08-02",
             "--to", "2021-08-02", "-o", str(file))  # fmt: skip
    rows = pd.read_csv(EMBEDDED / "events.csv")
    expected = rows[
        rows["event_type"].isin(["airstrike", "battle"])
        & (rows["date_start"] <= "2021-08-02")
        & (rows["date_end"] >= "2021-08-02")
    ]
    features = json.loads(file.read_text(encoding="utf-8"))["features"]
    assert sorted(feature["id"] for feature in features) == sorted(expected["event_id"])
    assert len(features) > 0


@pytest.mark.parametrize("name", ["no-such-folder/out.csv", "taken.csv", "a-file.txt/out.csv"])
def test_what_cannot_be_written_leaves_nothing_behind(
    frontmap: Command, tmp_path: Path, name: str
) -> None:
    (tmp_path / "taken.csv").mkdir()
    (tmp_path / "a-file.txt").write_text("kept")
    before = sorted(tmp_path.rglob("*"))
    assert_one_sentence(frontmap("export", "-o", str(tmp_path / name)), name, "cannot be written")
    assert sorted(tmp_path.rglob("*")) == before
    assert (tmp_path / "a-file.txt").read_text() == "kept"


def test_an_export_replaces_a_file_whole(frontmap: Command, tmp_path: Path) -> None:
    file = tmp_path / "events.csv"
    file.write_text("x" * 2_000_000)
    assert frontmap("export", *HERAT, "-o", str(file)).code == 0
    assert file.read_text(encoding="utf-8").startswith("event_id,")
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("command", ["export", "snapshot"])
@pytest.mark.parametrize("name", ["map.bmp", "map", ".csv.bak"])
def test_an_unknown_format_names_the_known_ones(
    frontmap: Command, tmp_path: Path, command: str, name: str
) -> None:
    known = ".csv, .geojson, .parquet or .gpkg" if command == "export" else ".png, .svg, .pdf"
    assert_one_sentence(frontmap(command, "-o", str(tmp_path / name)), known)
    assert list(tmp_path.iterdir()) == []


# Bad input ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--province", "AF-XXX"), ("province", "“AF-XXX”", "AF-")),
        (("--province", "Herat"), ("province", "“Herat”", "AF-")),
        (("--as-of", "2021-02-30"), ("as_of", "“2021-02-30”", "YYYY-MM-DD")),
        (("--as-of", "3 August"), ("as_of", "“3 August”", "2021-08-03")),
        (("--assessment", "hearsay"), ("“hearsay”", "afghan-watchers, long-war-journal")),
    ],
)
def test_status_says_what_is_wrong_and_what_would_be_right(
    frontmap: Command, arguments: tuple[str, ...], words: tuple[str, ...]
) -> None:
    assert_one_sentence(frontmap("status", *arguments, "--json"), *words)


@pytest.mark.parametrize(
    ("command", "arguments", "words"),
    [
        ("snapshot", ("--from", "2021-08-04", "--to", "2021-08-01"), ("2021-08-04", "earlier")),
        ("export", ("--from", "2021-08-04", "--to", "2021-08-01"), ("2021-08-04", "earlier")),
        ("export", ("--from", "yesterday"), ("from", "“yesterday”", "YYYY-MM-DD")),
        ("export", ("--type", "battel"), ("“battel”", "did you mean battle")),
        ("export", ("--boundaries", "surveyed"), ("“surveyed”", "approximate")),
        ("export", ("--lang", "tlh"), ("“tlh”", "en")),
    ],
)
def test_export_and_snapshot_say_what_is_wrong_and_write_nothing(
    frontmap: Command,
    tmp_path: Path,
    command: str,
    arguments: tuple[str, ...],
    words: tuple[str, ...],
) -> None:
    suffix = "csv" if command == "export" else "png"
    assert_one_sentence(
        frontmap(command, *arguments, "-o", str(tmp_path / f"out.{suffix}")), *words
    )
    assert list(tmp_path.iterdir()) == []


def test_several_faults_are_all_named(frontmap: Command) -> None:
    ran = frontmap("status", "--as-of", "never", "--assessment", "hearsay")
    assert_one_sentence(ran, "“never”", "“hearsay”")


COMMANDS = [("status",), ("export", "-o", "out.csv"), ("snapshot", "-o", "out.png"), ("serve",)]


@pytest.mark.parametrize("command", COMMANDS, ids=[command[0] for command in COMMANDS])
def test_a_missing_data_folder_is_named(
    frontmap: Command, tmp_path: Path, command: tuple[str, ...]
) -> None:
    folder = str(tmp_path / "nowhere")
    assert_one_sentence(frontmap(*command, "--data", folder), folder, "manifest.json")


def test_a_folder_that_is_no_dataset_is_named(frontmap: Command, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("nothing of Frontmap’s", encoding="utf-8")
    ran = frontmap("status", "--data", str(tmp_path))
    assert_one_sentence(ran, str(tmp_path), "manifest.json", "leave --data out")


def break_manifest(folder: Path) -> None:
    (folder / "manifest.json").write_text("{half a", encoding="utf-8")


def empty_manifest(folder: Path) -> None:
    (folder / "manifest.json").write_text("{}", encoding="utf-8")


def lose_claims(folder: Path) -> None:
    (folder / "claims.csv").unlink()


def cut_events(folder: Path) -> None:
    path = folder / "events.csv"
    path.write_bytes(path.read_bytes()[:-100])


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        (break_manifest, "manifest.json"),
        (empty_manifest, "manifest.json"),
        (lose_claims, "claims.csv"),
        (cut_events, "events.csv"),
    ],
)
@pytest.mark.parametrize("command", ["status", "serve"])
def test_a_corrupt_dataset_is_named_and_never_served(
    frontmap: Command,
    tmp_path: Path,
    damage: Callable[[Path], None],
    named: str,
    command: str,
) -> None:
    folder = change_dataset(tmp_path / "dataset", {})
    damage(folder)
    ran = frontmap(command, "--data", str(folder))
    assert_one_sentence(ran, named, "put the dataset in place again")


def test_a_signed_but_impossible_event_is_named(frontmap: Command, tmp_path: Path) -> None:
    def one_bad_day(rows: pd.DataFrame) -> None:
        rows.loc[4, "date_start"] = "2021-02-30"

    folder = change_dataset(tmp_path / "dataset", {"events": one_bad_day})
    ran = frontmap("status", "--data", str(folder))
    assert_one_sentence(ran, "events.csv", "row 5", "date_start", "2021-02-30", "YYYY-MM-DD")


def test_an_address_that_is_no_web_page_is_refused(frontmap: Command, tmp_path: Path) -> None:
    def script(rows: pd.DataFrame) -> None:
        rows.loc[0, "source_url"] = "javascript:alert(1)"

    folder = change_dataset(tmp_path / "dataset", {"events": script})
    ran = frontmap("status", "--data", str(folder))
    assert_one_sentence(ran, "source_url", "javascript:alert(1)", "https://")


def test_a_busy_port_is_named() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = str(taken.getsockname()[1])
        ran = process("serve", "--port", port)
        short = process("--port", port)
    assert_one_sentence(ran, f"Port {port}", "in use", "--port")
    # "serve" is what the command does when it is given none.
    assert short == ran


def test_a_fault_in_the_environment_is_named(
    frontmap: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRONTMAP_PORT", "eighty")
    assert_one_sentence(frontmap("serve"), "FRONTMAP_PORT", "“eighty”", "whole number")


def test_every_command_takes_the_dataset_of_the_environment(tmp_path: Path) -> None:
    folder = str(tmp_path / "nowhere")
    ran = process("status", "--json", environ={"FRONTMAP_DATA": folder})
    assert_one_sentence(ran, folder)


# Wrong usage --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ("conquer",),
        ("status", "--colour", "red"),
        ("export",),
        ("snapshot", "--province", "AF-HER"),
        ("serve", "--port", "0"),
        ("serve", "--port", "65536"),
        ("serve", "--port", "http"),
        ("serve", "--workers", "0"),
        ("--port", "8051", "status"),
    ],
)
def test_wrong_usage_is_exit_code_2(arguments: tuple[str, ...]) -> None:
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Usage:" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("command", [(), ("status",), ("export",), ("snapshot",), ("serve",)])
def test_help_is_there(command: tuple[str, ...]) -> None:
    result = CliRunner().invoke(app, [*command, "--help"])
    assert result.exit_code == 0
    assert "Usage:" in result.stdout
