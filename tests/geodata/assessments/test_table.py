"""A table of statuses: what it says of a day, and that every unit has one status."""

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as bounded
from hypothesis import strategies as st

from geodata.assessments.base import BASES, STATUS_COLUMNS, STATUSES, count_statuses
from geodata.assessments.table import TABLE_COLUMNS, TableAssessment, read_assessment
from geodata.errors import FrontmapError

UNITS = pd.DataFrame(index=pd.Index(["A", "B", "C"], name="unit_id"))
Row = tuple[str, str, str | None, str]


def table(path: Path, *rows: Row) -> Path:
    """A kept table: unit, day, last day, status."""
    frame = pd.DataFrame(rows, columns=["unit_id", "date", "date_to", "status"])
    frame = frame.assign(word=frame["status"], source=None, note=None)
    frame[list(TABLE_COLUMNS)].sort_values(["unit_id", "date"]).to_csv(path, index=False)
    return path


def assessment(tmp_path: Path, *rows: Row, **entry: Any) -> TableAssessment:
    told = {"label": "Field", "source_name": "Field office", **entry}
    return read_assessment("field", told, table(tmp_path / "t.csv", *rows), UNITS)


def statuses(found: TableAssessment, day: str) -> list[str]:
    return found.status_as_of(date.fromisoformat(day))["status"].tolist()


def test_a_word_holds_from_its_day_until_the_next(tmp_path: Path) -> None:
    found = assessment(
        tmp_path,
        ("A", "2021-05-01", None, "government"),
        ("A", "2021-07-01", None, "contested"),
        ("A", "2021-08-01", None, "taliban"),
        ("B", "2021-07-15", None, "taliban"),
    )
    assert statuses(found, "2021-04-30") == ["unknown", "unknown", "unknown"]
    assert statuses(found, "2021-05-01") == ["government", "unknown", "unknown"]
    assert statuses(found, "2021-07-31") == ["contested", "taliban", "unknown"]
    assert statuses(found, "2030-01-01") == ["taliban", "taliban", "unknown"]


def test_a_word_with_a_last_day_ends_with_it(tmp_path: Path) -> None:
    found = assessment(
        tmp_path,
        ("A", "2021-05-01", "2021-05-31", "taliban"),
        ("A", "2021-07-01", None, "taliban"),
    )
    assert statuses(found, "2021-05-31")[0] == "taliban"
    assert statuses(found, "2021-06-01")[0] == "unknown"
    assert statuses(found, "2021-07-01")[0] == "taliban"


def test_it_has_the_columns_of_every_assessment(tmp_path: Path) -> None:
    found = assessment(tmp_path, ("A", "2021-05-01", None, "taliban"))
    for day in ("2021-01-01", "2021-05-01"):
        frame = found.status_as_of(date.fromisoformat(day))
        assert list(frame.columns) == list(STATUS_COLUMNS)
        assert list(frame.index) == ["A", "B", "C"]
    row = found.status_as_of(date(2021, 5, 2)).loc["A"]
    assert (row["status"], row["basis"]) == ("taliban", "documented")
    assert found.days == (date(2021, 5, 1), None)


def test_unknown_said_is_unknown_with_no_basis(tmp_path: Path) -> None:
    found = assessment(
        tmp_path, ("A", "2021-05-01", None, "taliban"), ("A", "2021-06-01", None, "unknown")
    )
    row = found.status_as_of(date(2021, 6, 2)).loc["A"]
    assert (row["status"], row["basis"]) == ("unknown", "")
    assert pd.isna(row["since"])


def test_since_is_the_first_day_of_an_unbroken_run(tmp_path: Path) -> None:
    found = assessment(
        tmp_path,
        ("A", "2021-05-01", None, "government"),
        ("A", "2021-06-01", None, "taliban"),
        ("A", "2021-07-01", None, "taliban"),
        ("B", "2021-05-01", "2021-05-31", "taliban"),
        ("B", "2021-06-01", None, "taliban"),
        ("C", "2021-05-01", "2021-06-29", "taliban"),
        ("C", "2021-07-01", None, "taliban"),
    )
    frame = found.status_as_of(date(2021, 8, 1))
    since = [pd.Timestamp(day).date().isoformat() for day in frame["since"]]
    assert since == ["2021-06-01", "2021-05-01", "2021-07-01"]
    confirmed = [pd.Timestamp(day).date().isoformat() for day in frame["confirmed"]]
    assert confirmed == ["2021-07-01", "2021-06-01", "2021-07-01"]


def test_what_a_caller_does_to_the_answer_stays_with_him(tmp_path: Path) -> None:
    found = assessment(tmp_path, ("A", "2021-05-01", None, "taliban"))
    answer = found.status_as_of(date(2021, 6, 1))
    answer["status"] = "government"
    assert statuses(found, "2021-06-01")[0] == "taliban"


def test_labels_and_colours_are_the_tables_own(tmp_path: Path) -> None:
    row: Row = ("A", "2021-05-01", None, "taliban")
    found = assessment(tmp_path, row, labels={"taliban": "RSF"}, colours={"taliban": "#112233"})
    assert (found.label, found.source_name) == ("Field", "Field office")
    assert (found.labels, found.colours) == ({"taliban": "RSF"}, {"taliban": "#112233"})


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (("A", "2021-05-01", None, "rebels"), "the status “rebels”"),
        (("Z", "2021-05-01", None, "taliban"), "the unit_id “Z”"),
    ],
)
def test_a_kept_table_that_was_changed_is_one_sentence(row: Row, says: str, tmp_path: Path) -> None:
    with pytest.raises(FrontmapError, match=rf"{says}.*frontmap assessments add"):
        assessment(tmp_path, row)


def test_a_kept_table_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    entry = {"label": "Field", "source_name": "Field office"}
    with pytest.raises(FrontmapError, match=r"none\.csv.*cannot be read.*assessments add"):
        read_assessment("field", entry, tmp_path / "none.csv", UNITS)


def overlaps(rows: list[Row]) -> bool:
    """Whether a row with a last day reaches into a later row of its unit."""
    return any(
        unit == other and first < again and last is not None and last >= again
        for unit, first, last, _ in rows
        for other, again, *_ in rows
    )


@pytest.mark.parametrize("status", ["taliban", "government"])
def test_two_words_for_one_day_are_refused_in_one_sentence(status: str, tmp_path: Path) -> None:
    with pytest.raises(FrontmapError) as refused:
        assessment(
            tmp_path,
            ("A", "2021-05-01", "2021-06-10", "taliban"),
            ("A", "2021-06-10", None, status),
        )
    assert str(refused.value) == (
        f"t.csv: A is taliban until 2021-06-10 and {status} from 2021-06-10; end the first on an "
        "earlier day (both ends count), or leave its end out."
    )


def test_its_spells_say_what_it_says_of_each_day(tmp_path: Path) -> None:
    found = assessment(
        tmp_path,
        ("A", "2021-05-01", None, "government"),
        ("A", "2021-06-01", "2021-06-30", "taliban"),
        ("A", "2021-08-01", None, "unknown"),
        ("B", "2021-07-01", None, "contested"),
    )
    spells = found.spells
    assert spells["unit_id"].tolist() == ["A", "A", "B"]
    assert [str(day)[:10] for day in spells["date_to"]] == ["2021-05-31", "2021-06-30", "NaT"]
    assert set(spells["source"]) == {"Field office"}
    assert found.change_days() == (
        date(2021, 5, 1), date(2021, 6, 1), date(2021, 7, 1),
    )  # fmt: skip


days = st.dates(date(2021, 1, 1), date(2021, 12, 31))


@bounded(max_examples=60)
@given(
    rows=st.dictionaries(
        st.tuples(st.sampled_from("ABC"), days),
        st.tuples(st.sampled_from(STATUSES), st.none() | days),
        min_size=1,
        max_size=12,
    ),
    asked=days,
)
def test_any_table_gives_every_unit_one_status_on_any_day(
    rows: dict[tuple[str, date], tuple[str, date | None]],
    asked: date,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    kept = [
        (unit, day.isoformat(), to and max(to, day).isoformat(), status)
        for (unit, day), (status, to) in rows.items()
    ]
    folder = tmp_path_factory.mktemp("any")
    if overlaps(kept):
        with pytest.raises(
            FrontmapError, match=r"t\.csv: [ABC] is .*end the first on an earlier day"
        ):
            assessment(folder, *kept)
        return
    found = assessment(folder, *kept)
    frame = found.status_as_of(asked)
    counts = count_statuses(frame)
    assert sum(counts[name] for name in STATUSES) == counts["total"] == len(UNITS)
    assert sum(counts[name] for name in BASES) + counts["unknown"] == counts["total"]
    for unit in "ABC":
        said = [(day, *rows[(unit, day)]) for (u, day) in rows if u == unit and day <= asked]
        _, status, to = max(said, default=(None, "unknown", None))
        ended = to is not None and max(to, max(said)[0]) < asked
        assert frame.loc[unit, "status"] == ("unknown" if ended else status)
    assert (pd.to_datetime(frame["since"].dropna()) <= pd.Timestamp(asked)).all()
