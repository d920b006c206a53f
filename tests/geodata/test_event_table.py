"""The events of a view: what a plain filter of the file leaves, in the order asked for."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata import Dataset
from geodata.events.schema import EVENT_COLUMNS, EVENT_TYPES, FAMILIES, read_events
from geodata.store import EMBEDDED
from geodata.view import NO_TYPES

FIRST, LAST = date(2021, 5, 1), date(2021, 8, 31)
ALL_DAYS = {"date_from": FIRST - timedelta(days=30), "date_to": LAST + timedelta(days=30)}


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    """The events file as text, read by nothing of ours."""
    return pd.read_csv(EMBEDDED / "events.csv", dtype=str, keep_default_na=False)


def test_all_events_come_out_as_they_were_read(dataset: Dataset) -> None:
    ordered = read_events(EMBEDDED / "events.csv").sort_values(["date_start", "event_id"])
    found = dataset.events(dataset.default_view.with_(**ALL_DAYS))
    pd.testing.assert_frame_equal(found, ordered.reset_index(drop=True))
    assert len(found) == 312


days = st.dates(FIRST - timedelta(days=10), LAST + timedelta(days=10))


@settings(max_examples=80)
@given(
    ends=st.tuples(days, days).map(sorted),
    provinces=st.sets(st.sampled_from(["AF-HER", "AF-HEL", "AF-KAN", "AF-KAB", "AF-PAN"])),
    types=st.sets(st.sampled_from(EVENT_TYPES)) | st.just({"none"}),
)
def test_a_view_leaves_what_a_plain_filter_leaves(
    dataset: Dataset, rows: pd.DataFrame, ends: list[date], provinces: set[str], types: set[str]
) -> None:
    first, last = ends
    view = dataset.default_view.with_(
        date_from=first, date_to=last, provinces=tuple(provinces), types=tuple(types)
    )
    # ISO dates compare as text.
    kept = rows[(rows["date_start"] <= str(last)) & (rows["date_end"] >= str(first))]
    if provinces:
        kept = kept[kept["province_code"].isin(provinces)]
    if types:
        kept = kept[kept["event_type"].isin(types)]
    kept = kept.sort_values(["date_start", "event_id"])
    found = dataset.events(view)
    assert found["event_id"].tolist() == kept["event_id"].tolist()
    # A column's type does not hang on which rows are in view.
    whole = dataset.events(dataset.default_view.with_(**ALL_DAYS))
    assert found.dtypes.to_dict() == whole.dtypes.to_dict()
    counted = kept[
        kept["duplicate_of"].eq("") & ~kept["sub_type"].str.startswith("cumulative count:")
    ]
    by_family = {f: int(counted["event_type"].isin(some).sum()) for f, some in FAMILIES.items()}
    assert dataset.count_events(view) == {
        "rows": len(kept),
        "counted": len(counted),
        **by_family,
    }


def test_an_event_is_in_a_view_from_its_first_to_its_last_day(dataset: Dataset) -> None:
    # AFG-20210501-01 lasted from 1 to 4 May.
    def there(first: date, last: date) -> bool:
        view = dataset.default_view.with_(date_from=first, date_to=last)
        return "AFG-20210501-01" in set(dataset.events(view)["event_id"])

    may = [date(2021, 5, day) for day in range(1, 7)]
    before = date(2021, 4, 30)
    assert not there(before, before)
    assert [there(day, day) for day in may] == [True] * 4 + [False] * 2
    assert there(may[3], may[5])
    assert there(before, may[0])
    assert there(before, may[5])
    assert not there(may[4], may[5])


def test_herat_from_1_to_3_august(dataset: Dataset, rows: pd.DataFrame) -> None:
    view = dataset.default_view.with_(
        date_from=date(2021, 8, 1), date_to=date(2021, 8, 3), provinces=("AF-HER",)
    )
    kept = rows.query(
        "province_code == 'AF-HER' and date_start <= '2021-08-03' and date_end >= '2021-08-01'"
    )
    assert set(dataset.events(view)["event_id"]) == set(kept["event_id"])
    assert len(kept) > 0


def test_no_type_shows_nothing_and_no_province_shows_all(dataset: Dataset) -> None:
    view = dataset.default_view
    assert dataset.events(view.with_(types=NO_TYPES)).empty
    assert dataset.count_events(view.with_(types=NO_TYPES))["rows"] == 0
    assert dataset.events_per_day(view.with_(types=NO_TYPES)).empty
    every = tuple(dataset.vocabulary.provinces)
    assert dataset.events(view.with_(provinces=every)).equals(dataset.events(view))


def test_values_of_a_view_are_never_sql(dataset: Dataset) -> None:
    hostile = "') OR TRUE; DROP TABLE events; --"
    for view in (
        dataset.default_view.with_(provinces=(hostile,)),
        dataset.default_view.with_(types=(hostile,)),
    ):
        assert dataset.events(view).empty
    assert dataset.event(hostile) is None
    assert dataset.events_in_unit(hostile, dataset.default_view).empty
    assert len(dataset.event_ids) == 312


@settings(max_examples=40)
@given(
    start=st.integers(-5, 340),
    end=st.integers(-5, 340),
    column=st.sampled_from(EVENT_COLUMNS),
    down=st.booleans(),
)
def test_a_block_is_a_slice_of_the_ordered_events(
    dataset: Dataset, start: int, end: int, column: str, down: bool
) -> None:
    view = dataset.default_view.with_(**ALL_DAYS)
    whole = dataset.events(view)
    keys = list(dict.fromkeys([column, "date_start", "event_id"]))
    ascending = [not (down and key == column) for key in keys]
    right = whole.sort_values(keys, ascending=ascending, na_position="last")
    block = dataset.event_block(view, start, end, [(column, down)])
    wanted = right.iloc[max(0, start) : max(0, end)]
    assert block["event_id"].tolist() == wanted["event_id"].tolist()


def test_a_block_can_be_ordered_by_several_columns(dataset: Dataset) -> None:
    view = dataset.default_view
    block = dataset.event_block(view, 0, 1000, [("province_code", True), ("date_end", False)])
    right = dataset.events(view).sort_values(
        ["province_code", "date_end", "date_start", "event_id"], ascending=[False, True, True, True]
    )
    pd.testing.assert_frame_equal(block, right.reset_index(drop=True))


@pytest.mark.parametrize(
    "column", ["", "nothing", "event_id; DROP TABLE events", "counted", "family", "Event_Id"]
)
def test_a_block_refuses_columns_that_are_not_of_the_schema(dataset: Dataset, column: str) -> None:
    with pytest.raises(ValueError, match="no event column"):
        dataset.event_block(dataset.default_view, 0, 1, [("event_id", False), (column, False)])


def test_one_event_by_its_id(dataset: Dataset, rows: pd.DataFrame) -> None:
    found = dataset.event("AFG-20210501-01")
    assert found is not None
    assert tuple(found.index) == EVENT_COLUMNS
    assert found["summary"] == rows["summary"].iloc[0]
    assert dataset.event("AFG-20210501-99") is None
    assert dataset.event("") is None


def test_rows_that_tell_of_the_same_happening(dataset: Dataset, rows: pd.DataFrame) -> None:
    told = rows[rows["duplicate_of"].ne("")]
    assert len(told) > 0
    for original, twins in told.groupby("duplicate_of"):
        found = dataset.duplicates_of(str(original))
        assert found["event_id"].tolist() == sorted(twins["event_id"])


def test_events_of_one_unit_follow_dates_and_types_but_not_provinces(
    dataset: Dataset, rows: pd.DataFrame
) -> None:
    view = dataset.default_view.with_(types=("battle",), provinces=("AF-KAB",))
    found = dataset.events_in_unit("AF3201", view)
    kept = rows[
        rows["unit_id"].eq("AF3201")
        & rows["event_type"].eq("battle")
        & (rows["date_start"] <= "2021-08-04")
        & (rows["date_end"] >= "2021-07-28")
    ]
    assert len(kept) > 1
    assert set(found["event_id"]) == set(kept["event_id"])
    assert found["date_start"].is_monotonic_decreasing


def test_events_at_a_selected_spot(dataset: Dataset) -> None:
    view = dataset.default_view
    events = dataset.events(view)
    spots = events[["lon", "lat"]].drop_duplicates().head(2)
    select = "".join(f"@{lon:.4f},{lat:.4f}" for lon, lat in spots.to_numpy())
    found = dataset.events_at(view.with_(select=select))
    assert set(found["event_id"]) == set(events.merge(spots)["event_id"])
    assert found["date_start"].is_monotonic_decreasing
    assert dataset.events_at(view).empty
    assert dataset.events_at(view.with_(select="AF3201")).empty


def test_events_a_day_are_counted_once_and_over_all_dates(
    dataset: Dataset, rows: pd.DataFrame
) -> None:
    view = dataset.default_view.with_(provinces=("AF-HEL",))
    kept = rows[
        rows["province_code"].eq("AF-HEL")
        & rows["duplicate_of"].eq("")
        & ~rows["sub_type"].str.startswith("cumulative count:")
    ]
    family = {kind: name for name, kinds in FAMILIES.items() for kind in kinds}
    right = kept.groupby(["date_start", kept["event_type"].map(family)]).size()
    found = dataset.events_per_day(view)
    got = zip(found["date"].dt.strftime("%Y-%m-%d"), found["family"], found["n"], strict=True)
    assert {(day, name): n for day, name, n in got} == right.to_dict()


def test_the_days_of_the_dataset(dataset: Dataset, rows: pd.DataFrame) -> None:
    first, last = dataset.event_days
    assert (str(first), str(last)) == (rows["date_start"].min(), rows["date_end"].max())


def test_some_columns_are_the_same_rows_with_less(dataset: Dataset) -> None:
    view = dataset.default_view
    some = dataset.events(view, ("event_id", "lon", "fatalities_best"))
    assert some.equals(dataset.events(view)[["event_id", "lon", "fatalities_best"]])
    with pytest.raises(ValueError, match="no event column colour"):
        dataset.events(view, ("event_id", "colour"))
