"""What becomes of each row when files meet what is there already."""

import tempfile
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.events.arrow import events_from_arrow, events_to_arrow
from geodata.events.schema import validate_events
from geodata.ingest.convert import _numbered
from geodata.ingest.merge import Merge, Merged
from tests.support.events import make_events

Row = tuple[str, str]  # event id, what is said of it


def part(file_no: int, rows: list[Row], source: str = "Test") -> pa.Table:
    said = [{"event_id": i, "summary": text, "source_dataset": source} for i, text in rows]
    return _numbered(make_events(*said), file_no)


def merge(
    folder: Path, parts: list[pa.Table], existing: list[Row] | None = None
) -> tuple[Merged, dict[str, str]]:
    """What was decided, and id -> summary afterwards."""
    before = None
    if existing is not None:
        before = folder / "existing.parquet"
        rows = make_events(*({"event_id": i, "summary": text} for i, text in existing))
        pq.write_table(events_to_arrow(rows), before)
    work = Merge(folder, before)
    for table in parts:
        work.add(table)
    merged = work.decide()
    count = work.write(folder / "out.parquet")
    work.close()
    events = validate_events(events_from_arrow(pq.read_table(folder / "out.parquet")))
    assert len(events) == count
    return merged, dict(zip(events["event_id"], events["summary"], strict=True))


def counts(merged: Merged, file_no: int = 1) -> tuple[int, int, int, int]:
    row = merged.by_file.loc[file_no]
    return tuple(int(row[n]) for n in ("accepted", "duplicates", "updated", "refused"))  # type: ignore[return-value]


def test_new_rows_are_accepted(tmp_path: Path) -> None:
    merged, events = merge(tmp_path, [part(1, [("a", "1"), ("b", "2")])])
    assert counts(merged) == (2, 0, 0, 0)
    assert events == {"a": "1", "b": "2"}
    assert merged.changed


def test_the_same_rows_again_change_nothing(tmp_path: Path) -> None:
    rows = [("a", "1"), ("b", "2")]
    merged, events = merge(tmp_path, [part(1, rows)], existing=rows)
    assert counts(merged) == (0, 2, 0, 0)
    assert not merged.changed
    assert events == dict(rows)
    assert list(merged.duplicates["kind"]) == ["known", "known"]


def test_another_word_updates(tmp_path: Path) -> None:
    merged, events = merge(
        tmp_path, [part(1, [("a", "new"), ("c", "3")])], existing=[("a", "old"), ("b", "2")]
    )
    assert counts(merged) == (2, 0, 1, 0)
    assert events == {"a": "new", "b": "2", "c": "3"}


def test_an_id_twice_in_a_file_counts_once(tmp_path: Path) -> None:
    merged, events = merge(tmp_path, [part(1, [("a", "first"), ("a", "second")])])
    assert counts(merged) == (1, 1, 0, 0)
    assert events == {"a": "first"}
    assert merged.duplicates[["row_no", "event_id", "kind"]].to_numpy().tolist() == [
        [2, "a", "again"]
    ]


def test_an_id_of_another_source_is_refused_not_overwritten(tmp_path: Path) -> None:
    merged, events = merge(
        tmp_path, [part(1, [("a", "theirs")], "Other")], existing=[("a", "ours")]
    )
    assert counts(merged) == (0, 0, 0, 1)
    assert merged.refused[["event_id", "owner"]].to_numpy().tolist() == [["a", "Test"]]
    assert events == {"a": "ours"}


def test_a_null_is_not_an_empty_or_another_text(tmp_path: Path) -> None:
    rows = [{"event_id": "a", "actor1": None, "actor2": "x"}]
    other = [{"event_id": "a", "actor1": "x", "actor2": None}]
    before = tmp_path / "before.parquet"
    pq.write_table(events_to_arrow(make_events(*rows)), before)
    work = Merge(tmp_path, before)
    work.add(_numbered(make_events(*other), 1))
    assert counts(work.decide()) == (1, 0, 1, 0)
    work.close()


def test_the_last_digits_of_a_coordinate_are_nothing_new(tmp_path: Path) -> None:
    """Excel keeps 15 digits, so that a table saved by it comes back a little off."""
    precise = {"event_id": "a", "lon": 62.2, "lat": 34.532000000000004}
    before = tmp_path / "existing.parquet"
    pq.write_table(events_to_arrow(make_events(precise)), before)
    for lat, expected in ((34.532, (0, 1, 0, 0)), (34.5321, (1, 0, 1, 0))):
        folder = tmp_path / str(lat)
        folder.mkdir()
        work = Merge(folder, before)
        work.add(_numbered(make_events({**precise, "lat": lat}), 1))
        assert counts(work.decide()) == expected
        work.close()


def test_the_order_of_parts_does_not_matter(tmp_path: Path) -> None:
    rows = [(f"id{n}", str(n)) for n in range(50)]
    whole = _numbered(make_events(*({"event_id": i, "summary": text} for i, text in rows)), 1)
    outcomes = []
    for name, order in {"forth": [0, 1, 2], "back": [2, 1, 0]}.items():
        folder = tmp_path / name
        folder.mkdir()
        slices = [whole.slice(0, 20), whole.slice(20, 20), whole.slice(40)]
        merge(folder, [slices[i] for i in order])
        outcomes.append((folder / "out.parquet").read_bytes())
    assert outcomes[0] == outcomes[1]


def test_events_are_ordered_by_day_and_id(tmp_path: Path) -> None:
    days = ["2021-08-03", "2021-08-01", "2021-08-03"]
    rows = [
        {"event_id": i, "date_start": pd.Timestamp(d), "date_end": pd.Timestamp(d)}
        for i, d in zip("cab", days, strict=True)
    ]
    work = Merge(tmp_path, None)
    work.add(_numbered(make_events(*rows), 1))
    merged = work.decide()
    work.write(tmp_path / "out.parquet")
    work.close()
    assert pq.read_table(tmp_path / "out.parquet")["event_id"].to_pylist() == ["a", "b", "c"]
    assert merged.days == (pd.Timestamp("2021-08-01"), pd.Timestamp("2021-08-03"))


def model(
    existing: list[Row], files: list[list[Row]]
) -> tuple[dict[str, str], list[tuple[int, int, int, int]]]:
    """The rule in plain Python."""
    state = dict(existing)
    outcomes = []
    for rows in files:
        seen: set[str] = set()
        accepted = duplicates = updated = 0
        for event_id, text in rows:
            if event_id in seen or state.get(event_id) == text:
                duplicates += 1
            else:
                updated += event_id in state
                accepted += 1
                state[event_id] = text
            seen.add(event_id)
        outcomes.append((accepted, duplicates, updated, 0))
    return state, outcomes


Rows = st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from("xyz")), max_size=6)


@settings(max_examples=40)
@given(existing=Rows, files=st.lists(Rows.filter(bool), min_size=1, max_size=3))
def test_any_files_end_as_the_rule_says(existing: list[Row], files: list[list[Row]]) -> None:
    existing = list(dict(existing).items())
    with tempfile.TemporaryDirectory() as folder:
        parts = [part(n, rows) for n, rows in enumerate(files, start=1)]
        merged, events = merge(Path(folder), parts, existing)
    state, outcomes = model(existing, files)
    assert events == state
    assert [counts(merged, n) for n in range(1, len(files) + 1)] == outcomes
