"""Published national counts: kept as published, residuals shown."""

import re
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from geodata import Dataset
from geodata.claims.totals import (
    REPORTED_COLUMNS,
    TOTAL_COLUMNS,
    all_totals,
    messenger,
    published_totals,
    read_reported,
    total_classes,
    totals_on,
    without_messenger,
)
from geodata.errors import FrontmapError


def reported(*rows: dict[str, object]) -> pd.DataFrame:
    good = {"as_of_date": "2021-08-03", "place": "Afghanistan", "source_name": "Somebody"}
    return pd.DataFrame([good | row for row in rows], columns=list(REPORTED_COLUMNS))


def count(taliban: int, contested: int, government: int, **more: object) -> list[dict[str, object]]:
    figures = {"taliban": taliban, "contested": contested, "government": government}
    return [{"metric": f"districts_{name}", "value": n} | more for name, n in figures.items()]


def test_the_counts_for_3_august(dataset: Dataset) -> None:
    rows = totals_on(dataset.totals, "2021-08-03").set_index("source")
    figures = ["taliban", "contested", "government", "denominator", "residual"]
    assert rows[figures].to_dict("index") == {
        "Afghan watchers": dict(zip(figures, (140, 151, 131, 422, 0), strict=True)),
        "Long War Journal": dict(zip(figures, (223, 116, 68, 407, 0), strict=True)),
    }
    assert rows.loc["Long War Journal", "source_url"].startswith("https://")


def test_a_count_that_does_not_add_up_keeps_its_residual(dataset: Dataset) -> None:
    may_2016 = totals_on(dataset.totals, "2016-05-28").iloc[0]
    assert total_classes(may_2016) == {"taliban": 36, "contested": 104, "government": 268}
    assert (may_2016["denominator"], may_2016["residual"]) == (407, -1)
    assert "408" in may_2016["note"]


def test_every_count_of_the_embedded_facts_is_whole_and_from_one_source(dataset: Dataset) -> None:
    totals = dataset.totals
    assert tuple(totals.columns) == TOTAL_COLUMNS
    classes = totals[["taliban", "contested", "government"]].sum(axis=1)
    assert (totals["denominator"] - classes).equals(totals["residual"])
    assert not totals.duplicated(["as_of", "source"]).any()
    assert set(totals["denominator_basis"]) <= {"published", "usual", "sum"}
    assert totals["as_of"].is_monotonic_increasing
    assert not totals["source"].str.contains("via ").any()


def test_the_figures_are_those_of_the_file(dataset: Dataset) -> None:
    rows = pd.read_csv(dataset.folder / "reported_figures.csv")
    assert len(dataset.reported) == len(rows) == 169
    for total in dataset.totals.itertuples():
        same = rows[
            rows["as_of_date"].eq(total.as_of)
            & rows["source_name"].str.startswith(total.source)
            & rows["place"].eq("Afghanistan")
        ].set_index("metric")["value"]
        for name in ("taliban", "contested", "government"):
            assert getattr(total, name) == same[f"districts_{name}"], (total.as_of, name)


def test_the_latest_counts_up_to_a_day(dataset: Dataset) -> None:
    def sources(day: date) -> list[tuple[str, str]]:
        rows = dataset.latest_totals(day)
        return list(zip(rows["as_of"], rows["source"], strict=True))

    third = [("2021-08-03", "Afghan watchers"), ("2021-08-03", "Long War Journal")]
    assert sources(date(2021, 8, 3)) == third
    assert sources(date(2021, 8, 9)) == third
    assert sources(date(2021, 8, 10)) == [("2021-08-10", "Long War Journal")]
    assert sources(date(2021, 8, 2)) == [("2021-06-22", "Bild")]
    june = dataset.latest_totals(date(2021, 6, 16)).iloc[0]
    assert (june["source"], june["denominator"], june["residual"]) == ("Long War Journal", 407, 8)
    assert sources(date(2016, 5, 27)) == []


def test_a_published_denominator_is_kept_and_a_missing_one_is_the_sum() -> None:
    published = published_totals(
        reported(*count(104, 201, 94), {"metric": "districts_total", "value": 407})
    )
    assert published[["denominator", "residual"]].to_numpy().tolist() == [[407, 8]]
    summed = published_totals(reported(*count(104, 201, 94)))
    assert summed[["denominator", "residual"]].to_numpy().tolist() == [[399, 0]]


def test_a_missing_denominator_is_the_one_its_publisher_gives_most_often() -> None:
    whole = {"metric": "districts_total"}
    rows = [
        {**whole, "value": 398, "as_of_date": "2015-10-16"},
        {**whole, "value": 407, "as_of_date": "2018-04-30", "source_name": "Somebody / else"},
        {**whole, "value": 407, "as_of_date": "2021-05-01", "source_name": "Somebody (via X)"},
        {**whole, "value": 421, "as_of_date": "2021-07-27"},
        *count(104, 201, 94, as_of_date="2021-07-26"),
        *count(1, 2, 3, source_name="Another"),
    ]
    totals = published_totals(reported(*rows)).set_index("source")
    assert totals.loc["Somebody", ["denominator", "residual"]].tolist() == [407, 8]
    assert totals.loc["Somebody", "denominator_basis"] == "usual"
    assert totals.loc["Another", "denominator_basis"] == "sum"


@pytest.mark.parametrize(
    ("day", "denominator"),
    [
        ("2021-04-30", 398),  # a day nearer to the first
        ("2021-05-01", 398),  # as near to both: the earlier
        ("2021-05-02", 421),
    ],
)
def test_of_denominators_given_as_often_the_nearest_counts_and_then_the_earlier(
    day: str, denominator: int
) -> None:
    whole = {"metric": "districts_total"}
    rows = [
        {**whole, "value": 421, "as_of_date": "2021-05-11"},
        {**whole, "value": 398, "as_of_date": "2021-04-21"},
        {**whole, "value": 407, "as_of_date": day, "duplicate_of": "1", "source_name": "Somebody (via X)"},
        *count(104, 201, 94, as_of_date=day),
    ]  # fmt: skip
    for figures in (rows, rows[::-1]):
        totals = all_totals(reported(*figures))
        mine = totals[totals["as_of"].eq(day) & totals["taliban"].notna()]
        assert mine["denominator"].tolist() == [denominator]
        assert mine["denominator_basis"].tolist() == ["usual"]


def test_what_is_no_national_count_of_all_three_is_left_out() -> None:
    rows = [
        *count(1, 2, 3, source_name="Whole"),
        *count(1, 2, 3, source_name="Repeat", duplicate_of="1"),
        *count(1, 2, 3, source_name="Province", place="Herat"),
        *count(1, 2, 3, source_name="Two of three")[:2],
        {"metric": "districts_fallen_24h", "value": 9, "source_name": "Whole"},
    ]
    assert published_totals(reported(*rows))["source"].tolist() == ["Whole"]
    assert tuple(published_totals(reported()).columns) == TOTAL_COLUMNS


def test_notes_are_kept_once_and_a_source_without_address_has_none() -> None:
    rows = [*count(1, 2, 3, note="approximate"), {"metric": "districts_total", "value": 6}]
    total = published_totals(reported(*rows)).iloc[0]
    assert (total["note"], total["source_url"]) == ("approximate", "")


@pytest.mark.parametrize(
    ("source", "plain"),
    [
        ("Long War Journal (via The Siasat Daily / ANI)", "Long War Journal"),
        ("Afghan watchers (SouthFront report of early August 2021)", "Afghan watchers"),
        ("SIGAR / USFOR-A (quarterly report 30 Jan 2017)",) * 2,
        ("Long War Journal",) * 2,
        ("(via nobody) Somebody",) * 2,
    ],
)
def test_the_messenger_is_not_the_source(source: str, plain: str) -> None:
    assert without_messenger(source) == plain


@pytest.mark.parametrize(
    ("source", "by"),
    [
        ("Long War Journal (via The Siasat Daily / ANI)", "The Siasat Daily / ANI"),
        ("Afghan watchers (SouthFront report of early August 2021)", "SouthFront"),
        ("SIGAR / USFOR-A (quarterly report 30 Jan 2017)", ""),
        ("Long War Journal", ""),
    ],
)
def test_who_passed_a_count_on_is_kept(source: str, by: str) -> None:
    assert messenger(source) == by


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"value": 104.5}, "row 2: districts_taliban is 104.5; a number of districts is a whole"),
        ({"value": -4}, "row 2: districts_taliban is -4; a number of districts is a whole number"),
        ({"as_of_date": "16 June 2021"}, "row 2: “16 June 2021” in as_of_date is not a day"),
    ],
)
def test_a_figure_that_is_none_is_one_sentence(
    tmp_path: Path, row: dict[str, object], words: str
) -> None:
    path = tmp_path / "figures.csv"
    reported({"metric": "districts_taliban", "value": 104} | row).to_csv(path, index=False)
    with pytest.raises(FrontmapError, match=re.escape(words)):
        read_reported(path)


def test_a_figure_given_twice_is_not_chosen_between(tmp_path: Path) -> None:
    path = tmp_path / "figures.csv"
    twice = [{"metric": "districts_taliban", "value": n} for n in (104, 110)]
    reported(*twice).to_csv(path, index=False)
    with pytest.raises(FrontmapError, match=r"row 3: Somebody gives districts_taliban of .* twice"):
        read_reported(path)


def test_the_order_of_the_figures_does_not_matter(dataset: Dataset) -> None:
    shuffled = dataset.reported.sample(frac=1, random_state=7)
    pd.testing.assert_frame_equal(all_totals(shuffled), all_totals(dataset.reported))


def test_a_bad_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "figures.csv"
    with pytest.raises(FrontmapError, match=r"^figures\.csv cannot be read"):
        read_reported(path)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(FrontmapError, match=r"^figures\.csv cannot be read"):
        read_reported(path)
    reported(*count(1, 2, 3)).assign(value="many").to_csv(path, index=False)
    with pytest.raises(FrontmapError, match=r"^figures\.csv cannot be read .*many"):
        read_reported(path)


@pytest.mark.parametrize("column", REPORTED_COLUMNS)
def test_a_missing_column_is_named(tmp_path: Path, column: str) -> None:
    path = tmp_path / "figures.csv"
    reported(*count(1, 2, 3)).drop(columns=column).to_csv(path, index=False)
    with pytest.raises(FrontmapError, match=rf"^figures\.csv .*{column}"):
        read_reported(path)
