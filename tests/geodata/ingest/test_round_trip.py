"""Exports come back: what is written of a view, in any format, is the same events when read."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from geodata import Dataset, open_dataset
from geodata.answers.events import WRITERS, export_events
from geodata.dataset.versions import Store
from geodata.events.schema import EVENT_COLUMNS
from geodata.ingest import IngestOptions, ingest
from geodata.readers.mapping_rules import JOIN_COLUMNS
from geodata.view import View
from tests.support.acled import write_acled
from tests.support.incidents import write_incidents
from tests.support.shared import shared

SAID = [column for column in EVENT_COLUMNS if column not in JOIN_COLUMNS]
"""What a source says; where it lies is found anew from the polygons of the dataset."""

HOSTILE = (
    "<img src=x onerror=alert(1)>",
    '"quoted", and a comma; tab\tbar|',
    "two\nlines",
    "=HYPERLINK(1)",
    "NA",
    "null",
    "None",
    "123",
    "007",
    "1e5",
    "2021-08-03",
    "true",
    "هرات",
    "\\back\\slash",
    "'; DROP TABLE events; --",
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Made rows of ACLED, hostile texts, and events without a point or of a province only."""
    folder = tmp_path_factory.mktemp("made")
    write_acled(folder / "made.csv", 200, open_dataset().register)
    rows: list[dict[str, object]] = [
        {"event_id_cnty": f"AFG9{n:03d}", "notes": text, "actor1": text, "source": text}
        for n, text in enumerate(HOSTILE)
    ]
    rows += [
        {"event_id_cnty": "AFG9900", "latitude": "", "longitude": ""},
        {"event_id_cnty": "AFG9901", "latitude": "", "longitude": "", "admin2": "Nowhere"},
        {"event_id_cnty": "AFG9902", "latitude": 4.4, "longitude": 18.6, "admin1": "Bangui"},
        {"event_id_cnty": "AFG9903", "fatalities": "", "notes": "", "actor2": ""},
        {"event_id_cnty": "AFG9904", "latitude": 34.200000000000003, "longitude": 62.1234567891},
    ]
    store = Store(folder / "data")
    ingest([folder / "made.csv", write_incidents(folder / "hostile.csv", *rows)], store)
    return store


def everything(dataset: Dataset) -> View:
    """A view of every event, whatever its day."""
    events = dataset.events.all()
    first, last = events["date_start"].min().date(), events["date_end"].max().date()
    return dataset.default_view.with_(date_from=first, date_to=last)


def exported(dataset: Dataset, suffix: str, folder: Path) -> Path:
    path = folder / f"events{suffix}"
    path.write_bytes(export_events(dataset, everything(dataset), suffix))
    return path


def in_order(dataset: Dataset) -> pd.DataFrame:
    return dataset.events.all().sort_values("event_id", ignore_index=True)


def assert_comes_back(dataset: Dataset, path: Path, folder: Path) -> None:
    """All of a file's events are those of the dataset, and none is refused."""
    store = Store(folder / "fresh")
    report = ingest([path], store)
    counts = {name: report.total(name) for name in ("read", "accepted", "duplicates", "rejected")}
    n = len(dataset.events.all())
    assert counts == {"read": n, "accepted": n, "duplicates": 0, "rejected": 0}, report.reasons
    assert not report.remarks
    assert report.files[0].recognised_by.endswith("as exports of Frontmap have")
    again = open_dataset(store.root)
    pd.testing.assert_frame_equal(in_order(again)[SAID], in_order(dataset)[SAID])
    # The polygons are the same, so the places are too.
    pd.testing.assert_frame_equal(
        in_order(again)[list(JOIN_COLUMNS)], in_order(dataset)[list(JOIN_COLUMNS)]
    )


@pytest.mark.parametrize("suffix", WRITERS)
def test_the_embedded_incidents_come_back(suffix: str, dataset: Dataset, tmp_path: Path) -> None:
    path = exported(dataset, suffix, tmp_path)
    assert_comes_back(dataset, path, tmp_path)
    kept = Store(tmp_path / "kept")
    report = ingest([path], kept, IngestOptions(keep_embedded=True))
    assert (report.total("duplicates"), report.changed) == (312, False)
    assert kept.current() is None


@pytest.mark.parametrize("suffix", WRITERS)
def test_ingested_incidents_come_back_and_change_nothing_where_they_came_from(
    suffix: str, made: Store, tmp_path: Path
) -> None:
    dataset = open_dataset(made.root)
    path = exported(dataset, suffix, tmp_path)
    assert_comes_back(dataset, path, tmp_path)
    before = made.current()
    report = ingest([path], made)
    assert (report.total("duplicates"), report.changed) == (len(dataset.events.all()), False)
    assert made.current() == before


def test_an_export_that_was_corrected_by_hand_updates_its_rows(made: Store, tmp_path: Path) -> None:
    before = made.current()
    path = exported(open_dataset(made.root), ".csv", tmp_path)
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    frame.loc[frame["event_id"].eq("AFG9900"), "fatalities_best"] = "41"
    frame.to_csv(path, index=False)
    report = ingest([path], made)
    counts = {name: report.total(name) for name in ("accepted", "updated", "rejected")}
    assert counts == {"accepted": 1, "updated": 1, "rejected": 0}
    assert_comes_back(open_dataset(made.root), path, tmp_path)
    made.rollback(before)


@pytest.mark.parametrize("suffix", [".csv", ".gpkg"])
@pytest.mark.parametrize(
    "name", ["samples/hdx_conflict_data_BGD_191.csv", "samples/gdelt1_events1_spark.csv"]
)
def test_real_events_of_others_come_back(name: str, suffix: str, tmp_path: Path) -> None:
    source = Store(tmp_path / "source")
    ingest([shared(name)], source)
    dataset = open_dataset(source.root)
    assert_comes_back(dataset, exported(dataset, suffix, tmp_path), tmp_path)
