"""A file into a dataset: counts that add up, versions, reports, refusals."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pandas as pd
import pytest

from geodata import open_dataset
from geodata.dataset.dataset import Dataset
from geodata.dataset.versions import Store
from geodata.errors import FrontmapError
from geodata.events.schema import EVENT_COLUMNS
from geodata.ingest import IngestOptions, Report, ingest
from geodata.ingest.checks import NothingTakenError
from tests.support.acled import write_acled


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "data")


def acled(path: Path, *rows: dict[str, object]) -> Path:
    """A small ACLED export; what a row does not say is the first battle in Herat."""
    always: dict[str, object] = {
        "event_id_cnty": "AFG1", "event_date": "03 August 2021", "year": 2021,
        "time_precision": 1, "event_type": "Battles", "sub_event_type": "Armed clash",
        "actor1": "A", "actor2": "B", "admin1": "Herat", "admin2": "Guzara",
        "location": "Guzara", "latitude": 34.2, "longitude": 62.2, "geo_precision": 1,
        "source": "S", "notes": "N", "fatalities": 2,
    }  # fmt: skip
    pd.DataFrame([{**always, **row} for row in rows]).to_csv(path, index=False)
    return path


def adds_up(report: Report) -> bool:
    said = report.to_json()
    return said["read"] == said["accepted"] + said["duplicates"] + said["rejected"]


def test_every_row_of_a_made_file_is_accounted_for(
    tmp_path: Path, store: Store, dataset: Dataset
) -> None:
    made = write_acled(tmp_path / "made.csv", 5_000, dataset.register)
    report = ingest([tmp_path / "made.csv"], store)
    said = report.to_json()
    assert adds_up(report)
    assert said["read"] == 5_000
    assert said["rejected"] == made.rejected == 10
    assert said["duplicates"] == made.again == 5
    assert said["updated"] == 0
    assert said["dataset_version"] == 1
    served = open_dataset(store.root)
    assert len(served.events.all()) == said["accepted"] == said["events"]
    with Path(said["rejects_file"]).open(encoding="utf-8") as stream:
        rejects = list(csv.DictReader(stream))
    assert list(rejects[0]) == ["file", "row", "column", "value", "reason"]
    assert [(r["row"], r["column"], r["value"]) for r in rejects[:2]] == [
        ("101", "event_date", "32 August 2021"),
        ("201", "latitude", "3412345.2"),
    ]
    assert len(rejects) == 10


def test_the_first_ingest_makes_room_for_the_users_incidents(tmp_path: Path, store: Store) -> None:
    report = ingest([acled(tmp_path / "a.csv", {})], store)
    assert report.replaced_embedded == 312
    served = open_dataset(store.root)
    assert list(served.events.all()["event_id"]) == ["AFG1"]
    assert served.status_counts(served.default_view)["total"] == 422


def test_with_keep_embedded_they_stay_beside(tmp_path: Path, store: Store) -> None:
    report = ingest([acled(tmp_path / "a.csv", {})], store, IngestOptions(keep_embedded=True))
    assert report.replaced_embedded == 0
    assert report.events == 313


def test_the_published_count_reads_the_same_whatever_events_come(
    tmp_path: Path, store: Store, dataset: Dataset
) -> None:
    ingest([acled(tmp_path / "a.csv", {})], store)
    served = open_dataset(store.root)
    assert served.default_view.as_of == dataset.default_view.as_of
    pd.testing.assert_frame_equal(
        served.statuses(served.default_view), dataset.statuses(dataset.default_view)
    )


def test_the_same_file_twice_changes_nothing(tmp_path: Path, store: Store) -> None:
    path = acled(tmp_path / "a.csv", {}, {"event_id_cnty": "AFG2"})
    ingest([path], store)
    before = {p: p.read_bytes() for p in store.root.rglob("versions/**/*") if p.is_file()}
    report = ingest([path], store)
    assert (report.total("accepted"), report.total("duplicates")) == (0, 2)
    assert report.dataset_version == 1
    assert not report.changed
    assert {p: p.read_bytes() for p in store.root.rglob("versions/**/*") if p.is_file()} == before


def test_a_later_file_updates_the_same_ids(tmp_path: Path, store: Store) -> None:
    ingest([acled(tmp_path / "a.csv", {}, {"event_id_cnty": "AFG2"})], store)
    later = acled(
        tmp_path / "b.csv", {"fatalities": 5}, {"event_id_cnty": "AFG2"}, {"event_id_cnty": "AFG3"}
    )
    report = ingest([later], store)
    said = report.to_json()
    assert (said["accepted"], said["updated"], said["duplicates"]) == (2, 1, 1)
    assert adds_up(report)
    events = open_dataset(store.root).events.all().set_index("event_id")
    assert list(events.index) == ["AFG1", "AFG2", "AFG3"]
    assert events.loc["AFG1", "fatalities_best"] == 5


def test_two_files_in_one_command(tmp_path: Path, store: Store) -> None:
    first = acled(tmp_path / "a.csv", {"notes": "old"})
    second = acled(tmp_path / "b.csv", {"notes": "new"})
    report = ingest([first, second], store)
    assert (report.total("accepted"), report.total("updated")) == (2, 1)
    assert list(open_dataset(store.root).events.all()["summary"]) == ["new"]
    assert [part.file for part in report.files] == ["a.csv", "b.csv"]


def test_a_dry_run_says_the_same_and_writes_nothing(tmp_path: Path, store: Store) -> None:
    path = acled(tmp_path / "a.csv", {}, {"event_id_cnty": "AFG2", "event_date": "no date"})
    tried = ingest([path], store, IngestOptions(dry_run=True)).to_json()
    assert not store.root.exists()
    done = ingest([path], store).to_json()
    same = ("read", "accepted", "duplicates", "updated", "rejected", "outside", "reasons")
    assert {name: tried[name] for name in same} == {name: done[name] for name in same}
    assert tried["dataset_version"] is None


def test_events_outside_are_kept_flagged_and_counted(tmp_path: Path, store: Store) -> None:
    abroad = {"event_id_cnty": "AFG2", "latitude": 4.4, "longitude": 18.6, "admin1": "Bangui",
              "admin2": "Bangui"}  # fmt: skip
    report = ingest([acled(tmp_path / "a.csv", {}, abroad)], store)
    assert report.outside == 1
    assert report.to_json()["unmatched_names"] == ["Bangui"]
    events = open_dataset(store.root).events.all().set_index("event_id")
    assert events.loc["AFG2", "join_basis"] == "none"
    assert pd.isna(events.loc["AFG2", "unit_id"])
    assert events.loc["AFG1", "unit_id"] == "AF3203"


def test_swapped_coordinates_are_said_and_nothing_is_published(
    tmp_path: Path, store: Store
) -> None:
    rows = [
        {"event_id_cnty": f"AFG{n}", "latitude": 62.2, "longitude": 34.2 + n / 100, "admin1": "",
         "admin2": "", "location": ""}
        for n in range(20)
    ]  # fmt: skip
    with pytest.raises(FrontmapError, match="longitude and latitude are swapped"):
        ingest([acled(tmp_path / "a.csv", *rows)], store)
    assert store.current() is None
    assert not list(store.root.glob("versions/*"))


def test_all_rows_refused_is_a_sentence_and_a_report(tmp_path: Path, store: Store) -> None:
    path = acled(tmp_path / "a.csv", {"event_date": "no"}, {"event_date": "never"})
    with pytest.raises(NothingTakenError, match=r"none of the 2 rows.*nothing was published") as it:
        ingest([path], store)
    assert store.current() is None
    assert it.value.report.total("rejected") == 2
    rejects = pd.read_csv(str(it.value.report.rejects_file))
    assert list(rejects["value"]) == ["no", "never"]


def test_dates_in_the_future_are_refused(tmp_path: Path, store: Store) -> None:
    path = acled(tmp_path / "a.csv", {}, {"event_id_cnty": "AFG2", "event_date": "2999-01-01"})
    report = ingest([path], store)
    assert report.total("rejected") == 1
    assert "future" in next(iter(report.reasons))


def test_progress_moves_from_nothing_to_all(tmp_path: Path, store: Store) -> None:
    shares: list[float] = []
    files = [tmp_path / f"made-{seed}.csv" for seed in range(8)]
    for seed, path in enumerate(files):
        write_acled(path, 20, open_dataset().register, seed=seed, faults=False)
    ingest(files, store, progress=lambda _, share: shares.append(share))
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert shares[-1] == 1
    assert len({round(share, 2) for share in shares}) > 5


def test_the_manifest_tells_where_the_events_come_from(tmp_path: Path, store: Store) -> None:
    ingest([acled(tmp_path / "a.csv", {})], store)
    folder = store.current_folder()
    assert folder is not None
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["ingested"][0]["file"] == "a.csv"
    assert manifest["ingested"][0]["format"] == "acled"
    assert len(manifest["ingested"][0]["sha256"]) == 64
    assert manifest["made_by"].startswith("frontmap")
    assert manifest["made_from"] == "1"
    served = open_dataset(store.root)
    assert served.default_view.date_from.isoformat() == "2021-08-03"


def test_the_view_opens_where_the_incidents_are(tmp_path: Path, store: Store) -> None:
    ingest([acled(tmp_path / "a.csv", {"event_date": "2020-01-05"})], store)
    view = open_dataset(store.root).default_view
    assert (view.as_of.isoformat(), view.assessment) == ("2020-01-05", "named-sources")


def test_rollback_brings_the_embedded_incidents_no_more_but_the_earlier_version(
    tmp_path: Path, store: Store
) -> None:
    ingest([acled(tmp_path / "a.csv", {})], store)
    ingest([acled(tmp_path / "b.csv", {"event_id_cnty": "AFG2"})], store)
    store.rollback()
    assert list(open_dataset(store.root).events.all()["event_id"]) == ["AFG1"]


def test_no_column_of_the_file_is_left_behind_in_silence(tmp_path: Path, store: Store) -> None:
    path = tmp_path / "a.csv"
    frame = pd.read_csv(acled(path, {}))
    frame.assign(weather="sun").to_csv(path, index=False)
    report = ingest([path], store)
    assert "weather" in report.files[0].columns_not_taken


OF_PAKISTAN: dict[str, object] = {
    "event_id_cnty": "PAK1", "country": "Pakistan", "admin1": "Khyber Pakhtunkhwa",
    "admin2": "Charsadda", "location": "Charsadda", "latitude": 34.15, "longitude": 71.74,
}  # fmt: skip


def test_an_incident_of_another_country_keeps_its_place_outside(
    tmp_path: Path, store: Store
) -> None:
    nameless = {"event_id_cnty": "PAK2", "admin1": "Herat", "latitude": "", "longitude": ""}
    of_syria = {**OF_PAKISTAN, "event_id_cnty": "SYR1", "country": "Syria", "latitude": 36.2}
    home = {"country": "Afghanistan"}
    rows = [home, OF_PAKISTAN, {**OF_PAKISTAN, **nameless}, {**of_syria, "longitude": 37.1}]
    report = ingest([acled(tmp_path / "a.csv", *rows)], store)
    said = report.to_json()
    assert (said["accepted"], said["outside"], said["without_unit"]) == (4, 2, 3)
    assert said["other_countries"] == {"Pakistan": 2, "Syria": 1}
    assert said["disagreements"] == 0
    assert said["unmatched_names"] == []
    assert (
        "3 incidents of other countries lie outside Afghanistan, as the country column says; "
        "kept without a district: Pakistan 2, Syria 1."
    ) in said["notes"]
    events = open_dataset(store.root).events.all().set_index("event_id")
    assert events["join_basis"].to_dict() == {
        "AFG1": "name", "PAK1": "none", "PAK2": "none", "SYR1": "none",
    }  # fmt: skip
    away = events.loc[["PAK1", "PAK2", "SYR1"]]
    assert away[["unit_id", "province_code"]].isna().all(axis=None)
    assert away["district_en"].tolist() == ["Charsadda"] * 3


def test_without_a_country_that_is_known_names_place_as_before(
    tmp_path: Path, store: Store
) -> None:
    rows = [{"country": word, "event_id_cnty": f"AFG{n}"} for n, word in enumerate(("?", "", "AF"))]
    report = ingest([acled(tmp_path / "a.csv", *rows)], store)
    assert report.to_json()["other_countries"] == {}
    assert not any("country" in note for note in report.notes)
    assert open_dataset(store.root).events.all()["unit_id"].tolist() == ["AF3203"] * 3


def test_a_point_inside_counts_whatever_the_country_column_says(
    tmp_path: Path, store: Store
) -> None:
    row = {"country": "Pakistan", "admin1": "Kabul", "admin2": "Kabul"}
    report = ingest([acled(tmp_path / "a.csv", row)], store)
    assert report.to_json()["other_countries"] == {}
    (event,) = open_dataset(store.root).events.all().to_dict("records")
    assert (event["province_code"], event["join_basis"]) == ("AF-HER", "point")


def test_many_other_countries_are_counted_and_the_foremost_named(
    tmp_path: Path, store: Store
) -> None:
    names = ["Iraq", "Iraq", "Syria", "Chad", "Mali", "Niger", "Ghana"]
    rows = [
        {**OF_PAKISTAN, "event_id_cnty": f"X{n}", "country": name} for n, name in enumerate(names)
    ]
    report = ingest([acled(tmp_path / "a.csv", *rows)], store)
    assert "Iraq 2, Ghana 1, Mali 1, Niger 1, Syria 1 and 1 more." in report.notes[1]
    assert report.to_json()["other_countries"]["Chad"] == 1


def test_what_was_of_another_country_stays_so_in_later_versions(
    tmp_path: Path, store: Store
) -> None:
    ingest([acled(tmp_path / "a.csv", OF_PAKISTAN)], store)
    report = ingest([acled(tmp_path / "b.csv", {})], store)
    assert report.foreign == {}
    folder = store.current_folder()
    assert folder is not None
    kept = pd.read_parquet(folder / "events.parquet").set_index("event_id")["country"]
    assert kept["PAK1"] == "PK"
    assert pd.isna(kept["AFG1"])


def test_rows_that_name_no_country_are_written_in_the_event_schema(
    tmp_path: Path, store: Store
) -> None:
    ingest([acled(tmp_path / "a.csv", {})], store)
    folder = store.current_folder()
    assert folder is not None
    kept = pd.read_parquet(folder / "events.parquet")
    assert tuple(kept.columns) == EVENT_COLUMNS
