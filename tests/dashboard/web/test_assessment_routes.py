"""Comparison, history and ledger over HTTP and in the command: the same, and the same as in Python."""

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from geodata.answers.compare import compared, sides
from geodata.assessments.agreement import agreement
from geodata.assessments.ledger import ledger_records
from geodata.dataset.dataset import Dataset
from geodata.view import parse_query
from tests.support.command import frontmap, frontmap_process, said

PAIR = "compare=long-war-journal"


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


# What is there ------------------------------------------------------------------------------


def test_a_comparison_is_that_of_the_library(client: FlaskClient, dataset: Dataset) -> None:
    told = client.get(f"/status.json?{PAIR}").get_json()
    view, _ = parse_query(PAIR, dataset.vocabulary)
    frame, (first, second) = compared(dataset, view), sides(dataset, view)
    assert told["comparison"]["units_by_kind"] == {
        kind: int(frame["kind"].eq(kind).sum()) for kind in told["comparison"]["units_by_kind"]
    }
    found = agreement(first["status"], second["status"])
    assert told["comparison"]["agreement"]["kappa"] == pytest.approx(found.kappa, abs=1e-12)
    assert told["comparison"]["agreement"]["matrix"]["taliban"]["taliban"] == 134
    assert [u["unit_id"] for u in told["comparison"]["units"]] == list(frame.index)
    by_province = told["comparison"]["agreement"]["by_province"]
    assert len(by_province) == 34
    assert sum(row["n"] for row in by_province.values()) == found.n
    assert told["comparison"]["first"]["taliban"] == told["taliban"] == 140
    assert told["comparison"]["second"]["taliban"] == 223
    assert "changes" not in told["comparison"]


def test_two_days_come_with_their_changes(client: FlaskClient) -> None:
    query = "assessment=named-sources&as_of=2021-07-03&compare=2021-07-01"
    told = client.get(f"/status.json?{query}").get_json()["comparison"]
    assert (told["first"]["as_of"], told["second"]["as_of"]) == ("2021-07-01", "2021-07-03")
    assert len(told["changes"]) == 14 == len({row["unit_id"] for row in told["changes"]})
    by_kind = told["units_by_kind"]
    assert sum(by_kind.values()) == 422
    assert sum(by_kind[kind] for kind in ("gained", "contested", "lost", "first_word",
                                          "no_word")) == 14  # fmt: skip
    assert all(row["source"] and row["claim_ids"] for row in told["changes"])


def test_what_only_documents_show_is_one_thing_everywhere(client: FlaskClient) -> None:
    query = "assessment=long-war-journal&as_of=2021-08-03&compare=2021-06-16&documented=1&history=1"
    told = client.get(f"/status.json?{query}").get_json()
    by_kind = told["comparison"]["units_by_kind"]
    changed = [row["unit_id"] for row in told["comparison"]["changes"]]
    assert len(changed) == sum(
        by_kind[kind] for kind in ("gained", "contested", "lost", "first_word", "no_word")
    )
    bases = {row[f"{side}_basis"] for row in told["comparison"]["changes"]
             for side in ("before", "after")}  # fmt: skip
    assert bases == {"documented", ""}
    assert {row["basis"] for row in told["history"]["spells"]} == {"documented"}
    assert all(row["allocated"] == row["conflicting"] == 0 for row in told["history"]["days"])


def test_a_history_adds_up_on_every_day_and_is_that_of_single_days(client: FlaskClient) -> None:
    told = client.get("/status.json?assessment=named-media&history=1").get_json()["history"]
    assert len(told["days"]) > 20
    for row in told["days"][::6]:
        day = client.get(f"/status.json?assessment=named-media&as_of={row['as_of']}").get_json()
        assert {name: day[name] for name in row if name != "as_of"} == {
            name: n for name, n in row.items() if name != "as_of"
        }
        assert row["total"] == 422
    assert {"unit_id", "status", "from", "to", "basis", "source", "confidence",
            "last_confirmed"} <= set(told["spells"][0])  # fmt: skip


def test_the_ledger_is_a_list_of_rows(client: FlaskClient, dataset: Dataset) -> None:
    told = client.get("/status.json?ledger=1").get_json()
    assert told == json.loads(json.dumps(ledger_records(dataset.ledger)))
    ran = frontmap_process("status", "--ledger", "--json")
    assert json.loads(ran.out) == told
    by_id = {row["total_id"]: row for row in told}
    sigar = by_id["2016-05-28-sigar-usfor-a"]
    assert (sigar["source"], sigar["as_of"]) == ("SIGAR / USFOR-A", "2016-05-28")
    classes = [sigar[name] for name in ("taliban", "contested", "government")]
    assert (classes, sigar["denominator"], sigar["published_residual"]) == ([36, 104, 268], 407, -1)
    journal = by_id["2021-06-16-long-war-journal"]
    assert (journal["denominator"], journal["published_residual"]) == (407, 8)
    assert journal["mapped_residual"]["taliban"] == 104 - journal["mapped"]["taliban"]
    watchers = by_id["2021-08-03-afghan-watchers"]
    assert (watchers["published_residual"], watchers["mapped"]["taliban"]) == (0, 177)


@pytest.mark.parametrize("what", ["compare", "history", "ledger"])
def test_files_are_the_same_from_the_server_and_the_command(
    client: FlaskClient, tmp_path: Path, what: str
) -> None:
    query = "assessment=named-sources&as_of=2021-08-03" + (f"&{PAIR}" if what == "compare" else "")
    sent = client.get(f"/{what}.csv?{query}")
    assert sent.status_code == 200
    assert f"frontmap-{what}-2021-08-03.csv" in sent.headers["Content-Disposition"]
    option = ["--compare", "long-war-journal"] if what == "compare" else [f"--{what}"]
    file = tmp_path / f"{what}.csv"
    ran = frontmap("export", "-o", file, *option, "--assessment", "named-sources",
                   "--as-of", "2021-08-03")  # fmt: skip
    assert ran.code == 0, ran.err
    assert file.read_bytes() == sent.data
    rows = rows_of(sent.text)
    cells = [(name, cell) for row in rows for name, cell in row.items()]
    fractions = {name for name, cell in cells if cell.endswith(".0")}
    assert all(name.startswith("percent_") for name in fractions)  # counts are whole
    assert len(rows) == {"compare": 422, "history": len(rows), "ledger": 40}[what]
    assert {row["dataset"] for row in rows} == {"afghanistan-2021"}


def test_the_difference_map_as_geojson(client: FlaskClient) -> None:
    told = client.get(f"/compare.geojson?{PAIR}").get_json()
    assert len(told["features"]) == 422
    assert {one["properties"]["boundaries"] for one in told["features"]} == {"approximate cells"}
    assert told["frontmap"]["query"] == PAIR
    assert {one["geometry"]["type"] for one in told["features"]} <= {"Polygon", "MultiPolygon"}


def test_the_list_of_assessments_says_what_each_rests_on(dataset: Dataset) -> None:
    listed = frontmap("assessments", "list", "--json").json()["assessments"]
    assert [row["name"] for row in listed] == list(dataset.assessments)
    groups = {row["name"]: (row["group"], row["basis"]) for row in listed}
    assert groups["long-war-journal"] == ("counts", "allocated")
    assert groups["named-sources"] == ("named", "claims")
    assert groups["named-media"] == ("kinds", "claims")


# For people ---------------------------------------------------------------------------------


def test_people_read_what_changed_and_how_far_two_agree() -> None:
    ran = frontmap("status", "--assessment", "named-sources", "--as-of", "2021-07-03",
                   "--compare", "2021-07-01")  # fmt: skip
    assert "Named sources, 1 to 3 July 2021: 14 districts changed" in ran.out
    assert ran.out.count("\n- ") == 14
    ran = frontmap("status", "--compare", "long-war-journal")
    assert "Of 407 districts that both class, 227 have the same class (55.8 %)" in ran.out
    assert "opposite: 30" in ran.out


def test_people_read_history_and_ledger() -> None:
    ran = frontmap("status", "--assessment", "long-war-journal", "--history")
    assert ran.code == 0
    for day in ("16 June 2021", "3 August 2021", "10 August 2021"):
        assert day in ran.out
    ran = frontmap("status", "--ledger")
    assert ran.code == 0
    assert "8 short" in ran.out
    assert "1 too" in ran.out


# What cannot be followed --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--compare", "hearsay"], ["compare: “hearsay” is not known", "afghan-watchers"]),
        (["--compare", "2021-13-01"], ["compare:", "2021-13-01"]),
        (["--compare", "named-sources@soon"], ["compare:", "“soon” is not a date", "YYYY-MM-DD"]),
    ],
)
def test_bad_options_are_one_sentence(options: list[str], words: list[str]) -> None:
    sentence = said(frontmap("status", *options, "--json"))
    for word in words:
        assert word in sentence


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--history"], [".geojson", "no format for history", ".csv"]),
    ],
)
def test_bad_exports_are_one_sentence_and_write_nothing(
    tmp_path: Path, options: list[str], words: list[str]
) -> None:
    sentence = said(frontmap("export", "-o", tmp_path / "out.geojson", *options))
    for word in words:
        assert word in sentence
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["status", "--ledger", "--history"], "--ledger is a table of its own"),
        (["status", "--ledger", "--compare", "2021-07-01"], "--ledger is a table of its own"),
        (["status", "--compare", ""], "name a day, an assessment, or"),
        (["export", "-o", "x.csv", "--compare", "2021-07-01", "--ledger"], "one file holds one"),
    ],
)
def test_wrong_usage_exits_with_2(options: list[str], words: str) -> None:
    ran = frontmap(*options)
    assert (ran.code, ran.out) == (2, "")
    assert words in ran.err


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/status.json?compare=hearsay", 400, "“hearsay” is not known"),
        ("/status.json?history=maybe", 422, "history: “maybe” is not 0 or 1"),
        ("/status.json?ledger=1&history=1", 422, "ledger is a list of its own"),
        ("/history.geojson", 422, "no format for history"),
        ("/ledger.xls", 404, "no format “xls”"),
        ("/compare.csv?compare=2021-99-01", 400, "compare:"),
    ],
)
def test_bad_addresses_are_one_sentence(
    client: FlaskClient, path: str, status: int, words: str
) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.text.count("\n")) == (status, 1)
    assert words in answer.text


@pytest.mark.parametrize("day", [date(1950, 1, 1), date(2000, 6, 1), date(2090, 1, 1)])
@pytest.mark.parametrize("name", ["afghan-watchers", "long-war-journal", "named-sources"])
def test_days_before_and_after_all_records_are_unknown_or_stay(
    client: FlaskClient, name: str, day: date
) -> None:
    query = f"assessment={name}&as_of={day}&compare=named-media&history=1"
    told = client.get(f"/status.json?{query}").get_json()
    assert told["total"] == 422
    if day.year < 2014 or name != "named-sources":
        assert told["unknown"] == 422
    else:  # the last words of named sources hold until somebody says otherwise, ever staler
        assert told["unknown"] < 422
        assert told["ranges"]["taliban"][0] == 0
