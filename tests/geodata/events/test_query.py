"""The events of a view: what a plain filter of the file leaves, in the order asked for."""

from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata import Dataset
from geodata.dataset.dataset import EMBEDDED
from geodata.events.arrow import events_to_arrow
from geodata.events.parquet import ParquetEvents
from geodata.events.places import FEW_EVENTS, MOST_SQUARES, PlaceCount
from geodata.events.query import Bin, EventTable
from geodata.events.schema import EVENT_COLUMNS, EVENT_TYPES, FAMILIES, read_events
from geodata.view import NO_TYPES, parse_query
from tests.benchmarks.million import million_events

FIRST, LAST = date(2021, 5, 1), date(2021, 8, 31)
ALL_DAYS = {"date_from": FIRST - timedelta(days=30), "date_to": LAST + timedelta(days=30)}


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> list[EventTable]:
    """The same events in a frame, in a Parquet file, and in one that is in no order."""
    events = read_events(EMBEDDED / "events.csv")
    ordered = events.sort_values(["date_start", "event_id"])
    # A name in which DuckDB could find a pattern, a quote or a parameter.
    folder = tmp_path_factory.mktemp("stored") / "it's [a] $path * ?"
    folder.mkdir()
    tables = [EventTable(events)]
    for name, frame in {"ordered": ordered, "mixed": events.sample(frac=1, random_state=1)}.items():
        pq.write_table(events_to_arrow(frame), folder / f"{name}.parquet", row_group_size=50)
        tables.append(EventTable(folder / f"{name}.parquet"))
    return tables


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    """The events file as text, read by nothing of ours."""
    return pd.read_csv(EMBEDDED / "events.csv", dtype=str, keep_default_na=False)


def test_all_events_come_out_as_they_were_read(dataset: Dataset) -> None:
    ordered = read_events(EMBEDDED / "events.csv").sort_values(["date_start", "event_id"])
    found = dataset.events.of(dataset.default_view.with_(**ALL_DAYS))
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
    found = dataset.events.of(view)
    assert found["event_id"].tolist() == kept["event_id"].tolist()
    # A column's type does not hang on which rows are in view.
    whole = dataset.events.of(dataset.default_view.with_(**ALL_DAYS))
    assert found.dtypes.to_dict() == whole.dtypes.to_dict()
    counted = kept[
        kept["duplicate_of"].eq("") & ~kept["sub_type"].str.startswith("cumulative count:")
    ]
    by_family = {f: int(counted["event_type"].isin(some).sum()) for f, some in FAMILIES.items()}
    assert dataset.events.count(view) == {
        "rows": len(kept),
        "counted": len(counted),
        **by_family,
    }


def test_an_event_is_in_a_view_from_its_first_to_its_last_day(dataset: Dataset) -> None:
    # AFG-20210501-01 lasted from 1 to 4 May.
    def there(first: date, last: date) -> bool:
        view = dataset.default_view.with_(date_from=first, date_to=last)
        return "AFG-20210501-01" in set(dataset.events.of(view)["event_id"])

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
    assert set(dataset.events.of(view)["event_id"]) == set(kept["event_id"])
    assert len(kept) > 0


def test_no_type_shows_nothing_and_no_province_shows_all(dataset: Dataset) -> None:
    view = dataset.default_view
    assert dataset.events.of(view.with_(types=NO_TYPES)).empty
    assert dataset.events.count(view.with_(types=NO_TYPES))["rows"] == 0
    assert dataset.events.per_day(view.with_(types=NO_TYPES)).empty
    every = tuple(dataset.vocabulary.provinces)
    assert dataset.events.of(view.with_(provinces=every)).equals(dataset.events.of(view))


def test_values_of_a_view_are_never_sql(dataset: Dataset) -> None:
    hostile = "') OR TRUE; DROP TABLE events; --"
    for view in (
        dataset.default_view.with_(provinces=(hostile,)),
        dataset.default_view.with_(types=(hostile,)),
    ):
        assert dataset.events.of(view).empty
    assert dataset.events.get(hostile) is None
    assert dataset.events.in_unit(hostile, dataset.default_view).empty
    assert len(dataset.events.ids) == 312


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
    whole = dataset.events.of(view)
    keys = list(dict.fromkeys([column, "date_start", "event_id"]))
    ascending = [not (down and key == column) for key in keys]
    right = whole.sort_values(keys, ascending=ascending, na_position="last")
    block = dataset.events.block(view, start, end, [(column, down)])
    wanted = right.iloc[max(0, start) : max(0, end)]
    assert block["event_id"].tolist() == wanted["event_id"].tolist()


def test_a_block_can_be_ordered_by_several_columns(dataset: Dataset) -> None:
    view = dataset.default_view
    block = dataset.events.block(view, 0, 1000, [("province_code", True), ("date_end", False)])
    right = dataset.events.of(view).sort_values(
        ["province_code", "date_end", "date_start", "event_id"], ascending=[False, True, True, True]
    )
    pd.testing.assert_frame_equal(block, right.reset_index(drop=True))


@pytest.mark.parametrize(
    "column", ["", "nothing", "event_id; DROP TABLE events", "counted", "family", "Event_Id"]
)
def test_a_block_refuses_columns_that_are_not_of_the_schema(dataset: Dataset, column: str) -> None:
    with pytest.raises(ValueError, match="no event column"):
        dataset.events.block(dataset.default_view, 0, 1, [("event_id", False), (column, False)])


def test_one_event_by_its_id(dataset: Dataset, rows: pd.DataFrame) -> None:
    found = dataset.events.get("AFG-20210501-01")
    assert found is not None
    assert tuple(found.index) == EVENT_COLUMNS
    assert found["summary"] == rows["summary"].iloc[0]
    assert dataset.events.get("AFG-20210501-99") is None
    may = dataset.default_view.with_(date_from=date(2021, 5, 4), date_to=date(2021, 5, 4))
    assert dataset.events.get("AFG-20210501-01", may) is not None
    assert dataset.events.get("AFG-20210501-01", dataset.default_view) is None
    assert dataset.events.get("AFG-20210501-99", may) is None
    assert dataset.events.get("") is None


def test_rows_that_tell_of_the_same_happening(dataset: Dataset, rows: pd.DataFrame) -> None:
    told = rows[rows["duplicate_of"].ne("")]
    assert len(told) > 0
    for original, twins in told.groupby("duplicate_of"):
        found = dataset.events.repeats_of(str(original))
        assert found["event_id"].tolist() == sorted(twins["event_id"])


def test_events_of_one_unit_follow_dates_and_types_but_not_provinces(
    dataset: Dataset, rows: pd.DataFrame
) -> None:
    view = dataset.default_view.with_(types=("battle",), provinces=("AF-KAB",))
    found = dataset.events.in_unit("AF3201", view)
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
    events = dataset.events.of(view)
    spots = events[["lon", "lat"]].drop_duplicates().head(2)
    select = "".join(f"@{lon:.4f},{lat:.4f}" for lon, lat in spots.to_numpy())
    found = dataset.events.at(view.with_(select=select))
    assert set(found["event_id"]) == set(events.merge(spots)["event_id"])
    assert found["date_start"].is_monotonic_decreasing
    assert dataset.events.at(view).empty
    assert dataset.events.at(view.with_(select="AF3201")).empty


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
    found = dataset.events.per_day(view)
    got = zip(found["date"].dt.strftime("%Y-%m-%d"), found["family"], found["n"], strict=True)
    assert {(day, name): n for day, name, n in got} == right.to_dict()


def test_the_days_of_the_dataset(dataset: Dataset, rows: pd.DataFrame) -> None:
    first, last = dataset.events.days
    assert (str(first), str(last)) == (rows["date_start"].min(), rows["date_end"].max())


def test_some_columns_are_the_same_rows_with_less(dataset: Dataset) -> None:
    view = dataset.default_view
    some = dataset.events.of(view, ("event_id", "lon", "fatalities_best"))
    assert some.equals(dataset.events.of(view)[["event_id", "lon", "fatalities_best"]])
    with pytest.raises(ValueError, match="no event column colour"):
        dataset.events.of(view, ("event_id", "colour"))


# Stored in a file ---------------------------------------------------------------------------


@settings(max_examples=15)
@given(
    ends=st.tuples(days, days).map(sorted),
    provinces=st.sets(st.sampled_from(["AF-HER", "AF-HEL", "AF-KAN", "AF-KAB"])),
    types=st.sets(st.sampled_from(EVENT_TYPES)),
    column=st.sampled_from(EVENT_COLUMNS),
    down=st.booleans(),
)
def test_a_file_gives_the_answers_of_a_frame(  # noqa: PLR0913, PLR0917
    dataset: Dataset,
    stored: list[EventTable],
    ends: list[date],
    provinces: set[str],
    types: set[str],
    column: str,
    down: bool,
) -> None:
    view = dataset.default_view.with_(
        date_from=ends[0],
        date_to=ends[1],
        provinces=tuple(sorted(provinces)),
        types=tuple(sorted(types)),
    )
    frame, *files = stored
    at = view.with_(select="@62.2000,34.3480@69.1833,34.5167")
    for file in files:
        for right, found in (
            (frame.of(view), file.of(view)),
            (frame.block(view, 2, 40, [(column, down)]),
             file.block(view, 2, 40, [(column, down)])),
            (frame.in_unit("AF3201", view), file.in_unit("AF3201", view)),
            (frame.at(at), file.at(at)),
            (frame.per_day(view, "week"), file.per_day(view, "week")),
        ):  # fmt: skip
            pd.testing.assert_frame_equal(found, right)
        assert file.count(view) == frame.count(view)
        assert file.place_counts(view, 6) == frame.place_counts(view, 6)


def test_single_events_of_a_file(stored: list[EventTable]) -> None:
    frame, *files = stored
    ids = frame.ids
    for file in files:
        assert file.ids == ids
        assert file.days == frame.days == (FIRST, date(2021, 8, 31))
        assert (len(file), file.repeat_count) == (len(frame), frame.repeat_count)
        pd.testing.assert_frame_equal(file.all(), frame.all())
        pd.testing.assert_frame_equal(file.counted, frame.counted)
        found = file.get(ids[7])
        assert found is not None
        pd.testing.assert_series_equal(found, frame.get(ids[7]))
        assert file.get("nothing") is None
        assert file.has(ids[-1])
        assert not file.has("nothing")
        for event_id in ids[::9]:
            pd.testing.assert_frame_equal(file.repeats_of(event_id), frame.repeats_of(event_id))


def test_a_file_is_only_read(stored: list[EventTable], tmp_path: Path) -> None:
    rows = stored[1]._rows
    assert isinstance(rows, ParquetEvents)
    folder = rows._path.parent
    before = {path: path.read_bytes() for path in folder.iterdir()}
    for statement in (
        f"COPY (SELECT 1) TO '{tmp_path / 'written.parquet'}'",
        f"ATTACH '{tmp_path / 'new.duckdb'}' AS other",
        "SET enable_external_access = true",
        "SET temp_directory = 'here'",
        f"FROM read_csv('{EMBEDDED / 'events.csv'}')",
    ):
        with pytest.raises(duckdb.Error):
            rows._connection.cursor().execute(statement)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("in_a_file", [False, True])
def test_a_table_without_events_answers(dataset: Dataset, tmp_path: Path, in_a_file: bool) -> None:
    none = read_events(EMBEDDED / "events.csv").head(0)
    path = tmp_path / "none.parquet"
    pq.write_table(events_to_arrow(none), path)
    table = EventTable(path if in_a_file else none)
    view = dataset.default_view
    assert table.days == (None, None)
    assert table.ids == ()
    assert table.of(view).dtypes.to_dict() == dataset.events.of(view).dtypes.to_dict()
    assert table.block(view, 0, 10, [("summary", True), ("lon", False)]).empty
    assert table.per_day(view, "month").empty
    assert table.place_counts(view, 5) == []
    assert set(table.count(view).values()) == {0}
    assert table.get("x") is None
    assert table.repeats_of("x").empty


# Parts of lists -----------------------------------------------------------------------------


@pytest.mark.parametrize("limit", [0, 1, 5, 17, 1000])
def test_a_limit_keeps_the_latest(dataset: Dataset, limit: int) -> None:
    view = dataset.default_view.with_(**ALL_DAYS)
    unit = dataset.events.all(("unit_id",))["unit_id"].value_counts().index[0]
    whole = dataset.events.in_unit(unit, view)
    assert len(whole) == dataset.events.count_in_unit(unit, view) > 5
    right = whole.sort_values(["date_start", "event_id"], ascending=[False, True])
    assert whole["event_id"].tolist() == right["event_id"].tolist()
    some = dataset.events.in_unit(unit, view, limit)
    assert some["event_id"].tolist() == right["event_id"].tolist()[:limit]
    at = view.with_(
        select="".join(count.key for count in dataset.events.place_counts(view, 6)[:40])
    )
    everywhere = dataset.events.at(at)
    assert dataset.events.count_at(at) == len(everywhere)
    assert dataset.events.at(at, limit).equals(everywhere.head(limit))


@pytest.mark.parametrize("by", ["week", "month"])
def test_weeks_and_months_add_up_the_days(dataset: Dataset, by: Bin) -> None:
    view = dataset.default_view.with_(provinces=("AF-HER", "AF-KAB"))
    days_ = dataset.events.per_day(view)
    start = days_["date"].dt.to_period({"week": "W-SUN", "month": "M"}[by]).dt.start_time
    right = days_.groupby([start, "family"])["n"].sum()
    found = dataset.events.per_day(view, by)
    assert found.set_index(["date", "family"])["n"].to_dict() == right.to_dict()
    assert found["date"].is_monotonic_increasing


# Many events --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def many(dataset: Dataset) -> pd.DataFrame:
    """Twice as many events as are counted by spot."""
    return million_events(dataset.register, 3 * FEW_EVENTS, seed=1)


@pytest.fixture(scope="module")
def table(many: pd.DataFrame) -> EventTable:
    return EventTable(many)


ALL_YEARS = {"date_from": date(2016, 1, 1), "date_to": date(2022, 12, 31)}


def located(many: pd.DataFrame) -> pd.DataFrame:
    """Events with a point, their spot as text and whether they count, by pandas alone."""
    spot = [f"@{x:.4f},{y:.4f}" for x, y in zip(many["lon"], many["lat"], strict=True)]
    total = many["sub_type"].str.startswith("cumulative count:")
    counts = many["duplicate_of"].isna() & ~total
    return many.assign(spot=spot, counts=counts)[many["lon"].notna()]


def test_a_selected_spot_is_one_place_however_many_events_it_has(
    dataset: Dataset, many: pd.DataFrame
) -> None:
    here = many.assign(lon=62.2, lat=34.3)
    here.loc[::3, "lon"] = 66.1
    view = dataset.default_view.with_(**ALL_YEARS, select="@62.2000,34.3000")
    [spot] = EventTable(here).selected_spots(view)
    own = located(here).query("lon == 62.2")
    assert len(own) > FEW_EVENTS
    assert (spot.key, spot.n_rows, spot.n) == (view.select, len(own), own["counts"].sum())
    assert EventTable(here).selected_spots(view.with_(select="@1.0000,2.0000")) == []


@pytest.mark.parametrize("zoom", [0.0, 4.2, 5.5, 9.0, 22.0])
def test_many_events_are_counted_by_squares(
    dataset: Dataset, table: EventTable, many: pd.DataFrame, zoom: float
) -> None:
    view = dataset.default_view.with_(**ALL_YEARS, provinces=(), types=EVENT_TYPES[:4])
    rows = located(many[many["event_type"].isin(EVENT_TYPES[:4])])
    found = table.place_counts(view, zoom)
    assert 1 <= len(found) <= MOST_SQUARES
    assert sum(place.n_rows for place in found) == len(rows)
    assert sum(sum(p.families.values()) for p in found if p.counted) == rows["counts"].sum()
    assert sum(place.n_spots for place in found) == rows["spot"].nunique()
    area = rows["location_precision"].isin(["district", "province", "country"])
    assert sum(place.n_area for place in found) == area.sum()
    assert {f"@{p.lon:.4f},{p.lat:.4f}" for p in found} <= set(rows["spot"])
    families = pd.Series(dict.fromkeys(FAMILIES, 0))
    for place in (p for p in found if p.counted):
        families = families.add(pd.Series(place.families), fill_value=0)
    by_family = {
        name: int((rows["event_type"].isin(kinds) & rows["counts"]).sum())
        for name, kinds in FAMILIES.items()
    }
    assert families.astype(int).to_dict() == by_family


def test_a_square_is_a_tile_of_web_maps_and_lists_its_events(
    dataset: Dataset, table: EventTable, many: pd.DataFrame
) -> None:
    view = dataset.default_view.with_(**ALL_YEARS)
    rows = located(many)
    found = table.place_counts(view, 5.5)
    (level,) = {int(place.key[1:].split("/")[0]) for place in found}
    world = 2**level
    for place in sorted(found, key=lambda p: -p.n_rows)[:5]:
        _, column, row = map(int, place.key[1:].split("/"))
        sine = np.sin(np.radians(rows["lat"].round(4)))
        inside = rows[
            ((rows["lon"].round(4) + 180) / 360 * world // 1 == column)
            & ((0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)) * world // 1 == row)
        ]
        assert len(inside) == place.n_rows
        chosen, notices = parse_query(f"select={place.key}", dataset.vocabulary)
        assert (notices, chosen.select, chosen.spots) == ([], place.key, ())
        listed = table.at(view.with_(select=place.key))
        assert set(listed["event_id"]) == set(inside["event_id"])
        names = rows[rows["spot"] == f"@{place.lon:.4f},{place.lat:.4f}"]["place_en"]
        assert place.names[0] in set(names) | set(inside["district_en"])
    both = view.with_(select=found[0].key + found[1].key)
    assert table.count_at(both) == found[0].n_rows + found[1].n_rows


@pytest.mark.parametrize(
    "select", ["@25/0/0", "@3/8/0", "@3/0/8", "@3/1", "@-3/1/1", "@3/1/1@62.2,34.3", "@03/1/1x"]
)
def test_what_is_no_square_of_the_map_selects_nothing(dataset: Dataset, select: str) -> None:
    view, notices = parse_query(f"select={select}", dataset.vocabulary)
    assert view.select == ""
    assert len(notices) == 1


def test_a_square_finds_no_more_than_its_own_level(dataset: Dataset, table: EventTable) -> None:
    view = dataset.default_view.with_(**ALL_YEARS)
    everything = table.count_at(view.with_(select="@0/0/0"))
    quarters = [f"@1/{x}/{y}" for x in (0, 1) for y in (0, 1)]
    assert everything == table.of(view, ("lon",))["lon"].notna().sum()
    assert sum(table.count_at(view.with_(select=q)) for q in quarters) == everything


def alone(found: list[PlaceCount]) -> list[PlaceCount]:
    return [place for place in found if place.n_rows == 1]


def test_an_event_that_is_alone_in_its_square_is_known_by_its_row(
    dataset: Dataset, table: EventTable, many: pd.DataFrame
) -> None:
    view = dataset.default_view.with_(**ALL_YEARS)
    found = table.place_counts(view, 5.5)
    assert alone(found)
    rows = located(many).set_index("event_id")
    for place in alone(found):
        event = rows.loc[table.ids_of(place.rows)[0]]
        assert event["spot"] == f"@{place.lon:.4f},{place.lat:.4f}"
        outline = table.outlines(place.rows)[0]
        assert outline["event_type"] == event["event_type"]
        assert (outline["date_start"], outline["date_end"]) == (
            event["date_start"], event["date_end"]
        )  # fmt: skip
        assert outline["counts"] == event["counts"]
    assert all(not place.rows for place in found if place.n_rows > 1)
    assert table.rows([5, 3, 5])["event_id"].tolist() == [table.ids[i] for i in (5, 3, 5)]


def test_a_repeat_says_of_what(table: EventTable, many: pd.DataFrame) -> None:
    repeats = np.flatnonzero(many["duplicate_of"].notna())[:20]
    told = table.outlines([*repeats.tolist(), 0])
    assert [o["duplicate_of"] for o in told[:-1]] == many["duplicate_of"].iloc[repeats].tolist()
    assert told[-1]["duplicate_of"] is None


degrees_ = st.floats(-179.99, 179.99) | st.integers(-1_700_000, 1_700_000).map(
    lambda tens: tens / 10_000 + 0.00005
)


@settings(max_examples=40)
@given(lons=st.lists(degrees_, min_size=1, max_size=20))
def test_spots_round_as_printing_does(dataset: Dataset, lons: list[float]) -> None:
    events = read_events(EMBEDDED / "events.csv").head(len(lons)).assign(lon=lons, lat=34.5)
    table = EventTable(events)
    found = table.place_counts(dataset.default_view.with_(**ALL_DAYS), 5)
    printed = {f"@{lon:.4f},34.5000".replace("-0.0000", "0.0000") for lon in lons}
    assert {place.key.replace("-0.0000", "0.0000") for place in found} == printed
    everywhere = dataset.default_view.with_(**ALL_DAYS)
    at = [table.count_at(everywhere.with_(select=key)) for key in printed]
    assert sum(at) == len(lons)
