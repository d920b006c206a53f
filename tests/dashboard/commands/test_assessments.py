"""``frontmap assessments``: from a table to counts."""

from pathlib import Path
from typing import Any

import pytest

from geodata.dataset.dataset import open_dataset
from geodata.dataset.versions import Store
from tests.support.command import frontmap, frontmap_process, said

WORDS = """
label = "Field office"
source = "FO weekly"

[statuses]
"RSF" = "taliban"
"SAF" = "government"
"""


@pytest.fixture
def weekly(tmp_path: Path) -> Path:
    path = tmp_path / "weekly.csv"
    path.write_text(
        "District,Province,Date,Held by\n"
        "Guzara,Herat,2021-08-01,SAF\n"
        "Injil,Herat,2021-08-01,contested\n"
        "Guzara,Herat,2021-08-12,RSF\n"
        "Guzara,Herat,2021-08-12,rsf\n"
        "Nowhere,Herat,2021-08-12,RSF\n",
        encoding="utf-8",
    )
    (tmp_path / "words.toml").write_text(WORDS, encoding="utf-8")
    return path


def add(path: Path, *options: object) -> dict[str, Any]:
    mapping = path.with_name("words.toml")
    where = ("--data", path.parent / "data")
    return frontmap(
        "assessments", "add", path, "--name", "field", "--mapping", mapping, *where, *options,
        "--json",
    ).json()  # fmt: skip


def status(data: Path, day: str) -> dict[str, Any]:
    return frontmap(
        "status", "--assessment", "field", "--as-of", day, "--data", data, "--json"
    ).json()


def test_a_table_becomes_counts_of_any_day(weekly: Path) -> None:
    report = add(weekly)
    assert {name: report[name] for name in ("read", "accepted", "duplicates", "rejected")} == {
        "read": 5, "accepted": 3, "duplicates": 1, "rejected": 1,
    }  # fmt: skip
    assert report["unmatched_names"] == ["Nowhere"]
    assert report["dataset_version"] == 1
    assert "Nowhere" in Path(report["rejects_file"]).read_text(encoding="utf-8")
    data = weekly.parent / "data"
    for day, taliban, contested, government in (
        ("2021-07-31", 0, 0, 0),
        ("2021-08-05", 0, 1, 1),
        ("2021-08-12", 1, 1, 0),
    ):
        found = status(data, day)
        assert (found["taliban"], found["contested"], found["government"]) == (
            taliban, contested, government,
        )  # fmt: skip
        assert (
            found["total"]
            == 422
            == sum(found[name] for name in ("taliban", "contested", "government", "unknown"))
        )
        assert found["assessment_source"] == "FO weekly"


def test_the_list_names_it_with_its_days(weekly: Path) -> None:
    add(weekly)
    data = weekly.parent / "data"
    listed = frontmap("assessments", "list", "--data", data, "--json").json()["assessments"]
    names = [row["name"] for row in listed]
    assert names[:3] == ["afghan-watchers", "long-war-journal", "named-sources"]
    assert (names[-1], len(names)) == ("field", len(open_dataset().assessments) + 1)
    assert listed[-1] == {
        "name": "field", "label": "Field office", "source": "FO weekly",
        "group": "added", "basis": "added", "from": "2021-08-01", "to": None,
    }  # fmt: skip
    text = frontmap("assessments", "list", "--data", data).out
    assert "field: Field office, by FO weekly (2021-08-01" in text


def test_a_dry_run_says_it_and_writes_nothing(weekly: Path) -> None:
    report = add(weekly, "--dry-run")
    assert (report["dry_run"], report["accepted"], report["dataset_version"]) == (True, 3, None)
    assert not (weekly.parent / "data").exists()


def test_people_read_what_was_taken_and_what_not_and_why(weekly: Path) -> None:
    words, data = weekly.with_name("words.toml"), weekly.parent / "data"
    ran = frontmap("assessments", "add", weekly, "--mapping", words, "--data", data)
    assert ran.code == 0
    for line in (
        "read        5",
        "1 rejected: The register has no unit of this name or code in Herat.",
        "names that are not known: Nowhere",
        "published version 1; refused rows: ",
    ):
        assert line in ran.out


def test_a_process_of_its_own_prints_one_json_object(weekly: Path) -> None:
    words, data = weekly.with_name("words.toml"), weekly.parent / "data"
    ran = frontmap_process(
        "assessments",
        "add",
        weekly,
        "--mapping",
        words,
        "--json",
        environ={"FRONTMAP_DATA": str(data)},
    )
    assert ran.json()["name"] == "weekly"
    assert ran.err == ""


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ((), "This word is no status: map it to one of taliban, contested, government, unknown"),
        (("--mapping", "none.toml"), "none.toml cannot be read"),
        (("--name", "named-sources"), "choose another --name"),
        (("--name", "A B"), "use small letters, digits and -"),
    ],
)
def test_what_is_refused_is_one_sentence(options: tuple[str, ...], says: str, weekly: Path) -> None:
    data = weekly.parent / "data"
    weekly.write_text("unit,date,status\nGuzara,2021-08-01,RSF\n", encoding="utf-8")
    ran = frontmap("assessments", "add", weekly, "--data", data, "--json", *options)
    assert says in said(ran)
    assert ran.out == ""
    assert Store(data).versions() == []


def test_ambiguous_dates_are_asked_about_and_answered(weekly: Path) -> None:
    data = weekly.parent / "data"
    weekly.write_text("unit,date,status\nGuzara,03/08/2021,taliban\n", encoding="utf-8")
    sentence = said(frontmap("assessments", "add", weekly, "--name", "field", "--data", data))
    assert "03/08/2021 in the column date may be 3 August 2021 or 8 March 2021" in sentence
    assert 'date_order = "day"' in sentence
    weekly.with_name("words.toml").write_text('date_order = "day"\n', encoding="utf-8")
    assert add(weekly)["first"] == "2021-08-03"


def test_without_a_folder_it_asks_for_one(weekly: Path) -> None:
    assert "with --data DIR" in said(frontmap("assessments", "add", weekly))


def test_status_of_an_assessment_that_is_not_there_names_one_that_is(weekly: Path) -> None:
    add(weekly)
    ran = frontmap("status", "--assessment", "feild", "--data", weekly.parent / "data")
    assert "did you mean field?" in said(ran)
