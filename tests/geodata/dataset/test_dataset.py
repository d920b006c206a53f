"""A dataset on disk: what is refused, what is found, and that nobody can change it."""

import gc
import hashlib
import json
import weakref
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

import pandas as pd
import pytest

from geodata import Dataset, View, open_dataset
from geodata.assessments.base import BASES, STATUSES
from geodata.dataset.dataset import EMBEDDED
from geodata.errors import FrontmapError
from tests.support.planting import change_dataset


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the embedded dataset that a test may damage."""
    return change_dataset(tmp_path / "dataset", {})


def refusal(folder: Path) -> str:
    """The sentence with which a folder is refused."""
    with pytest.raises(FrontmapError) as caught:
        open_dataset(folder)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


# Opening -----------------------------------------------------------------------------------


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert refusal(tmp_path / "nowhere").startswith(
        f"the data folder {tmp_path / 'nowhere'} does not exist;"
    )
    file = tmp_path / "a file"
    file.write_text("x")
    assert "manifest.json" in refusal(tmp_path)
    assert str(file) in refusal(file)


def test_an_empty_folder_gives_the_embedded_facts_to_which_data_may_be_added(
    tmp_path: Path,
) -> None:
    assert open_dataset(tmp_path).digest == open_dataset().digest


def test_the_embedded_events_are_those_that_the_check_of_a_folder_lets_through(
    dataset: Dataset, copy: Path
) -> None:
    checked = open_dataset(copy)
    pd.testing.assert_frame_equal(dataset.events.all(), checked.events.all())
    view = dataset.default_view
    pd.testing.assert_frame_equal(dataset.statuses(view), checked.statuses(view))


def test_events_are_read_when_they_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def unread(*_: object) -> None:
        raise AssertionError("nobody asked")

    monkeypatch.setattr("geodata.dataset.dataset._open_events", unread)
    dataset = open_dataset()
    for name in ("afghan-watchers", "named-sources"):
        dataset.statuses(dataset.default_view.with_(assessment=name))
    assert dataset.vocabulary.is_selectable("AF3201")
    with pytest.raises(AssertionError, match="nobody asked"):
        dataset.vocabulary.is_selectable("AFG-20210804-08")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '"text"',
        "{}",
        b"\xff\xfe",
        '{"name": 1, "title": 1, "version": 1, "defaults": {}, "tables": []}',
        '{"name": 1, "title": 1, "version": 1, "defaults": {}, "tables": {"events": 1}}',
        '{"name": 1, "title": 1, "version": 1, "defaults": {}, "tables": {"events": {}}}',
        '{"name": 1, "title": 1, "version": 1, "defaults": {}, "tables": {}}',
    ],
)
def test_a_manifest_that_is_none_is_named(copy: Path, text: str | bytes) -> None:
    path = copy / "manifest.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    assert refusal(copy).startswith(f"{path} is not a readable manifest (")


@pytest.mark.parametrize(
    ("key", "value"), [("as_of", "2021-02-30"), ("from", None), ("to", 3), ("lang", ...)]
)
def test_a_manifest_without_a_whole_default_view_is_named(
    copy: Path, key: str, value: object
) -> None:
    path = copy / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    if value is ...:
        del manifest["defaults"][key]
    else:
        manifest["defaults"][key] = value
    path.write_text(json.dumps(manifest), encoding="utf-8")
    assert refusal(copy).startswith(f"{path} is not a readable manifest (")


def names_in_manifest() -> list[str]:
    manifest = json.loads((EMBEDDED / "manifest.json").read_text(encoding="utf-8"))
    return [entry["file"] for entry in manifest["tables"].values()]


@pytest.mark.parametrize("name", names_in_manifest())
def test_a_missing_or_changed_file_is_named(copy: Path, name: str) -> None:
    path = copy / name
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert refusal(copy).startswith(f"{path} is not the file that the manifest names")
    path.unlink()
    assert refusal(copy).startswith(f"{path} is missing from the dataset;")
    path.write_bytes(whole)
    assert open_dataset(copy).name == "afghanistan-2021"


def test_a_file_that_breaks_the_schema_is_named_though_its_hash_is_right(tmp_path: Path) -> None:
    folder = change_dataset(
        tmp_path / "changed", {"events": lambda rows: rows.assign(event_type="quarrel")}
    )
    sentence = refusal(folder)
    assert sentence.startswith("events.csv, row 1 (event_id AFG-20210501-01), column event_type: ")
    assert "'quarrel' must be one of battle, airstrike" in sentence


@pytest.mark.parametrize(
    ("table", "column", "said"),
    [
        ("events", "unit_id", "events.csv: event AFG-20210501-01 has the unit_id “AF99”"),
        (
            "events",
            "province_code",
            "events.csv: event AFG-20210501-01 has the province_code “AF99”",
        ),
        ("claims", "unit_id", "claim C0001 is of the unit “AF99”"),
    ],
)
def test_a_place_that_the_register_lacks_is_named(
    tmp_path: Path, table: str, column: str, said: str
) -> None:
    def elsewhere(rows: pd.DataFrame) -> pd.DataFrame:
        return rows.assign(**{column: rows[column].mask(rows.index == 0, "AF99")})

    folder = change_dataset(tmp_path / "changed", {table: elsewhere})
    with pytest.raises(FrontmapError) as caught:
        open_dataset(folder).claims  # noqa: B018  read when asked for
    assert str(caught.value) == (
        f"{said}, which register.csv does not have; correct one of the two files."
    )


def test_the_manifest_names_every_file_of_the_embedded_dataset() -> None:
    files = {path.name for path in EMBEDDED.iterdir() if path.suffix in (".csv", ".geojson")}
    assert files == set(names_in_manifest())


def test_the_digest_is_that_of_the_files_wherever_they_lie(
    dataset: Dataset, copy: Path, tmp_path: Path
) -> None:
    lines = [
        f"{name} {hashlib.sha256((EMBEDDED / name).read_bytes()).hexdigest()}"
        for name in names_in_manifest()
    ]
    assert dataset.digest == hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()
    assert open_dataset(str(copy)).digest == dataset.digest
    changed = change_dataset(tmp_path / "changed", {"events": lambda rows: rows.iloc[1:]})
    assert open_dataset(changed).digest != dataset.digest


# Statuses ----------------------------------------------------------------------------------


def test_the_default_view_is_that_of_3_august(dataset: Dataset) -> None:
    assert dataset.default_view == View(
        as_of=date(2021, 8, 3),
        date_from=date(2021, 7, 28),
        date_to=date(2021, 8, 4),
        assessment="afghan-watchers",
        boundaries="approximate",
    )
    counts = dataset.status_counts(dataset.default_view)
    assert {s: counts[s] for s in STATUSES} == {
        "taliban": 140,
        "contested": 151,
        "government": 131,
        "unknown": 0,
    }
    assert counts["total"] == 422
    assert sum(counts[basis] for basis in BASES) == 422


def test_statuses_of_some_provinces_add_up_to_those_of_all(dataset: Dataset) -> None:
    view = dataset.default_view
    units = dataset.register.frame
    whole = dataset.statuses(view)
    assert whole.index.equals(units.index)
    assert whole["province_code"].equals(units["province_code"])
    parts = [
        dataset.statuses(view.with_(provinces=(code,))) for code in dataset.vocabulary.provinces
    ]
    assert sum(map(len, parts)) == 422
    assert all(len(set(part["province_code"])) == 1 for part in parts)
    some = dataset.status_counts(view.with_(provinces=("AF-HER", "AF-HEL")))
    one, other = (
        dataset.status_counts(view.with_(provinces=(code,))) for code in ("AF-HER", "AF-HEL")
    )
    assert some == {key: one[key] + other[key] for key in one}


def test_documented_only_hides_what_claims_do_not_bear_out(dataset: Dataset) -> None:
    view = dataset.default_view
    whole, told = dataset.statuses(view), dataset.statuses(view.with_(documented_only=True))
    hidden = whole["basis"].ne("documented")
    assert told.loc[hidden, "status"].eq("unknown").all()
    assert told.loc[hidden, "basis"].eq("").all()
    assert told.loc[~hidden, "status"].equals(whole.loc[~hidden, "status"])
    counts = dataset.status_counts(view.with_(documented_only=True))
    assert (counts["allocated"], counts["unknown"]) == (0, int(hidden.sum()))
    # Hiding is done to the answer, not to what the next view gets.
    assert dataset.statuses(view)["basis"].ne("documented").equals(hidden)


def test_all_claims_on_a_unit_in_date_order(dataset: Dataset) -> None:
    claims = dataset.claims_of("AF2409")
    assert claims["claim_id"].tolist() == ["C0642", "C0333"]
    assert claims["day"].is_monotonic_increasing
    assert dataset.claims_of("nobody").empty


def test_an_unknown_boundary_set_is_named_with_the_known_one(dataset: Dataset) -> None:
    with pytest.raises(FrontmapError, match="no boundary set “exact”; known are approximate"):
        dataset.boundaries("exact")


def test_units_and_events_can_be_selected_and_nothing_else(dataset: Dataset) -> None:
    selectable = dataset.vocabulary.is_selectable
    assert all(map(selectable, dataset.register.frame.index))
    assert all(map(selectable, dataset.events.ids))
    assert not any(map(selectable, ("", "AF-HER", "AF9999", "af3201", "C0001")))


# Read-only ---------------------------------------------------------------------------------


def test_what_a_caller_does_to_an_answer_does_not_reach_the_next_one(dataset: Dataset) -> None:
    view = dataset.default_view
    for ask in (dataset.events.of, dataset.statuses, dataset.events.per_day, dataset.events.count):
        first = ask(view)
        kept = first.copy()
        if isinstance(first, dict):
            first["rows"] = -1
            assert ask(view) == kept
        else:
            first.iloc[:, 1] = None
            pd.testing.assert_frame_equal(ask(view), kept)
    claims = dataset.claims_of("AF2409")
    claims["status"] = "spoilt"
    assert not dataset.claims_of("AF2409")["status"].eq("spoilt").any()


def test_eight_threads_get_the_answers_that_one_gets(dataset: Dataset) -> None:
    views = [
        dataset.default_view.with_(
            as_of=date(2021, 8, 1) + timedelta(days=i % 5),
            date_from=date(2021, 7, 1) + timedelta(days=i),
            provinces=("AF-HER",) if i % 3 == 0 else (),
            types=("battle", "airstrike") if i % 2 else (),
            assessment="named-sources" if i % 4 else "afghan-watchers",
        )
        for i in range(16)
    ]

    def answers(data: Dataset, view: View) -> tuple[object, ...]:
        return (
            data.events.of(view)["event_id"].tolist(),
            data.events.block(view, 3, 20, [("event_type", True)])["event_id"].tolist(),
            data.events.count(view),
            data.status_counts(view),
            data.events.per_day(view)["n"].tolist(),
            data.vocabulary.provinces,
        )

    alone = [answers(dataset, view) for view in views]
    # Newly opened, so that the threads also meet where things are computed for the first time.
    fresh = open_dataset()
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda view: answers(fresh, view), views * 2))
    assert together == alone * 2


# Letting go --------------------------------------------------------------------------------


def ask_everything(dataset: Dataset) -> None:
    """Ask for all that a dataset works out once and keeps."""
    view = dataset.default_view
    for name, kept in vars(Dataset).items():
        if isinstance(kept, cached_property):
            getattr(dataset, name)
    assert dataset.vocabulary.is_selectable(f"total:{dataset.ledger['total_id'].iloc[0]}")
    dataset.events.block(view, 0, 5, [("event_type", True)])
    dataset.events.per_day(view)
    dataset.boundaries()
    for assessment in (dataset.assessment(view), dataset.assessments["named-sources"],
                       dataset.assessment(view.with_(documented_only=True))):  # fmt: skip
        assessment.status_as_of(view.as_of)
        assessment.change_days()


def test_a_dataset_goes_with_the_last_who_holds_it() -> None:
    # Without the collector: what the server freezes at its start, no collector looks at again.
    gc.disable()
    try:
        dataset = open_dataset()
        ask_everything(dataset)
        held = (dataset, dataset.events, dataset.register, *dataset.assessments.values())
        parts = [weakref.ref(part) for part in held]
        del dataset, held
        assert [part() for part in parts if part() is not None] == []
    finally:
        gc.enable()
