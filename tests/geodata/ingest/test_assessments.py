"""An assessment of others as a new version of a dataset."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from geodata import open_dataset
from geodata.assessments.base import BASES, STATUSES
from geodata.dataset.dataset import Dataset
from geodata.dataset.versions import Store
from geodata.errors import FrontmapError
from geodata.ingest import ingest
from geodata.ingest.assessments import add_assessment
from geodata.ingest.control_mapping import ControlMapping
from tests.support.incidents import write_incidents


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "data")


def weekly(path: Path, *more: str) -> Path:
    rows = ("AF3203,2021-08-01,government", "Injil,2021-08-01,contested", "Guzara,2021-08-12,tb")
    path.write_text("\n".join(("unit,date,status", *rows, *more, "")), encoding="utf-8")
    return path


def counts(dataset: Dataset, name: str, day: str) -> dict[str, int]:
    view = dataset.default_view.with_(assessment=name, as_of=date.fromisoformat(day))
    found = dataset.status_counts(view)
    assert sum(found[s] for s in STATUSES) == found["total"] == len(dataset.register.frame)
    assert sum(found[b] for b in BASES) + found["unknown"] == found["total"]
    return {name: n for name, n in found.items() if n and name in STATUSES}


def test_an_assessment_is_a_version_of_its_own(tmp_path: Path, store: Store) -> None:
    report = add_assessment(weekly(tmp_path / "Field weekly.csv"), store)
    assert (report["name"], report["dataset_version"]) == ("field-weekly", 1)
    assert (report["read"], report["accepted"], report["dry_run"]) == (3, 3, False)
    dataset = open_dataset(store.root)
    assert list(dataset.assessments) == [*open_dataset().assessments, "field-weekly"]
    assert counts(dataset, "field-weekly", "2021-07-31") == {"unknown": 422}
    assert counts(dataset, "field-weekly", "2021-08-01") == {
        "government": 1, "contested": 1, "unknown": 420,
    }  # fmt: skip
    assert counts(dataset, "field-weekly", "2021-08-12") == {
        "taliban": 1, "contested": 1, "unknown": 420,
    }  # fmt: skip
    assert len(dataset.events.all()) == 312
    assert dataset.default_view == open_dataset().default_view


def test_what_was_refused_lies_beside_the_report(tmp_path: Path, store: Store) -> None:
    report = add_assessment(weekly(tmp_path / "w.csv", "Nowhere,2021-08-01,tb"), store)
    rejects = pd.read_csv(report["rejects_file"])
    assert list(rejects.columns) == ["file", "row", "column", "value", "reason"]
    assert rejects[["row", "value"]].to_numpy().tolist() == [[4, "Nowhere"]]
    filed = store.reports()[0]
    assert (filed["kind"], filed["name"], filed["rejected"]) == ("assessment", "w", 1)
    assert filed["rejects_file"] == report["rejects_file"]


def test_a_dry_run_reports_and_writes_nothing(tmp_path: Path, store: Store) -> None:
    report = add_assessment(weekly(tmp_path / "w.csv"), store, dry_run=True)
    assert (report["accepted"], report["dry_run"], report["dataset_version"]) == (3, True, None)
    assert not store.root.exists()


def test_it_stays_when_incidents_come_and_goes_with_a_rollback(
    tmp_path: Path, store: Store
) -> None:
    ingest([write_incidents(tmp_path / "a.csv", {})], store)
    add_assessment(weekly(tmp_path / "w.csv"), store, name="field")
    ingest([write_incidents(tmp_path / "b.csv", {"event_id_cnty": "AFG2"})], store)
    dataset = open_dataset(store.root)
    assert counts(dataset, "field", "2021-08-12")["taliban"] == 1
    assert len(dataset.events.all()) == 2
    store.rollback(1)
    assert "field" not in open_dataset(store.root).assessments


def test_the_same_name_takes_the_place_of_the_earlier_table(tmp_path: Path, store: Store) -> None:
    add_assessment(weekly(tmp_path / "w.csv"), store, name="field")
    add_assessment(weekly(tmp_path / "w2.csv", "Injil,2021-08-13,tb"), store, name="field")
    add_assessment(weekly(tmp_path / "w.csv"), store, name="other")
    dataset = open_dataset(store.root)
    assert counts(dataset, "field", "2021-08-13")["taliban"] == 2
    assert counts(dataset, "other", "2021-08-13")["taliban"] == 1
    store.rollback(1)
    assert counts(open_dataset(store.root), "field", "2021-08-13")["taliban"] == 1


def test_labels_colours_and_words_travel_with_the_version(tmp_path: Path, store: Store) -> None:
    wording = ControlMapping(
        label="Field office",
        source="FO weekly",
        statuses={"RSF": "taliban"},
        labels={"taliban": "RSF"},
        colours={"taliban": "#3b3850"},
    )
    path = weekly(tmp_path / "w.csv", "Karukh,2021-08-12,RSF")
    add_assessment(path, store, name="field", wording=wording)
    kept = open_dataset(store.root).assessments["field"]
    assert (kept.label, kept.source_name) == ("Field office", "FO weekly")
    assert vars(kept)["labels"] == {"taliban": "RSF"}
    assert vars(kept)["colours"] == {"taliban": "#3b3850"}
    assert counts(open_dataset(store.root), "field", "2021-08-12")["taliban"] == 2


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("named-sources", "is an assessment of Frontmap’s own; choose another --name"),
        ("afghan-watchers", "is an assessment of Frontmap’s own"),
        ("Field office", "cannot be the name of an assessment; use small letters"),
        ("../x", "cannot be the name of an assessment"),
        ("x" * 41, "cannot be the name of an assessment"),
    ],
)
def test_a_name_that_cannot_be_is_one_sentence(
    name: str, says: str, tmp_path: Path, store: Store
) -> None:
    with pytest.raises(FrontmapError, match=says):
        add_assessment(weekly(tmp_path / "w.csv"), store, name=name)
    assert not store.root.exists()


def test_a_file_name_without_latin_letters_asks_for_a_name(tmp_path: Path, store: Store) -> None:
    with pytest.raises(FrontmapError, match="such as --name field-team"):
        add_assessment(weekly(tmp_path / "هفته.csv"), store)


def test_a_faulty_table_publishes_nothing(tmp_path: Path, store: Store) -> None:
    path = tmp_path / "w.csv"
    path.write_text("unit,date,status\nNowhere,2021-08-01,tb\n", encoding="utf-8")
    with pytest.raises(FrontmapError, match="none of the 1 rows could be taken"):
        add_assessment(path, store)
    assert not store.root.exists()
