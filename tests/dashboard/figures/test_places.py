from collections.abc import Callable
from datetime import date
from itertools import combinations
from math import hypot

import pandas as pd
import pytest
from geopandas import points_from_xy
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.figures.badges import chosen_keys, unmerged, view_places
from dashboard.figures.places import Place, _title_lines, diameter, merge_untold
from dashboard.i18n import Catalogue
from geodata import Dataset
from geodata.events.index import AREA_PRECISIONS
from geodata.events.places import FEW_EVENTS, place_key
from geodata.events.query import EventTable
from geodata.events.schema import FAMILIES, is_counted
from geodata.view import View
from tests.benchmarks.million import million_events
from tests.support.badges import EVERY_DAY, badges_of

MakeEvents = Callable[..., pd.DataFrame]

HERAT = {"lon": 62.2, "lat": 34.348}
AIRPORT = {"lon": 62.228, "lat": 34.21}


def test_events_of_one_point_are_one_place(events: MakeEvents, t: Catalogue) -> None:
    found = badges_of(events(HERAT, HERAT | {"event_type": "protest"}, AIRPORT), t)
    assert [(place.key, place.n) for place in found] == [
        ("@62.2000,34.3480", 2),
        ("@62.2280,34.2100", 1),
    ]
    assert found[0].event_ids == ("E0", "E1")
    assert found[0].families == {"fighting": 1, "other": 1}


def test_repeats_and_totals_of_a_period_are_listed_but_not_counted(
    events: MakeEvents, t: Catalogue
) -> None:
    rows: list[dict[str, str]] = [
        {},
        {"duplicate_of": "E0"},
        {"sub_type": "cumulative count: killed"},
    ]
    [place] = badges_of(events(*rows), t)
    assert (place.n, place.counted, len(place.event_ids)) == (1, True, 3)
    [uncounted] = badges_of(events(*rows[1:]), t)
    assert (uncounted.n, uncounted.counted) == (2, False)


def test_a_single_total_says_that_it_is_never_added_up(events: MakeEvents, t: Catalogue) -> None:
    [place] = badges_of(events({"sub_type": "cumulative count: killed"}), t)
    assert t("details.cumulative") in place.hover


def test_a_tie_goes_to_the_first_family(events: MakeEvents, t: Catalogue) -> None:
    rows = [{"event_type": kind} for kind in ("protest", "territory_taken", "targeted_killing")]
    [place] = badges_of(events(*rows), t)
    assert place.family == "civilians"
    [place] = badges_of(events(*rows, {"event_type": "other"}), t)
    assert place.family == "other"


def test_events_without_a_point_are_left_out(events: MakeEvents, t: Catalogue) -> None:
    assert badges_of(events({"lon": None, "lat": None}), t) == []
    assert badges_of(events(), t) == []


@pytest.mark.parametrize(
    ("precision", "name", "area"),
    [("town", "Herat city", False), ("district", "Injil", True), ("province", "Herat", True)],
)
def test_a_place_is_never_named_more_closely_than_it_is_known(
    events: MakeEvents, t: Catalogue, precision: str, name: str, area: bool
) -> None:
    [place] = badges_of(events({"location_precision": precision}), t)
    assert (place.names, place.area) == ((name,), area)
    assert (t("hover.area") in place.hover) == area


def test_one_exact_incident_among_area_ones_makes_the_place_exact(
    events: MakeEvents, t: Catalogue
) -> None:
    [place] = badges_of(events({}, {"location_precision": "province"}), t)
    assert (place.area, place.n_area) == (False, 1)
    assert f"{t('hover.area')}: 1" in place.hover


def test_text_of_the_data_stays_text(events: MakeEvents, t: Catalogue) -> None:
    planted = "<img src=x onerror=alert(1)> & <b>bold</b>"
    row = {"summary": planted, "place_en": planted, "district_en": planted}
    for frame in (events(row), events(row, row)):
        [place] = badges_of(frame, t)
        assert "&lt;img" in place.hover
        assert "&amp;" in place.hover
        assert "<img" not in place.hover
        assert "<b>bold" not in place.hover


def test_a_long_summary_is_broken_into_a_few_lines(events: MakeEvents, t: Catalogue) -> None:
    [place] = badges_of(events({"summary": "word " * 200}), t)
    lines = place.hover.split("<br>")
    assert len(lines) <= 6
    assert max(len(line) for line in lines[2:]) <= 50


@given(title=st.text("ab, \u202f-…", max_size=120))
def test_a_title_is_broken_at_spaces_and_loses_no_word(title: str) -> None:
    lines = _title_lines(title)
    assert all(len(line) <= 46 for line in lines)
    assert "".join("".join(lines).split()) == "".join(title.split())


def test_a_title_fills_its_lines() -> None:
    title = "12,345 incidents: Nawur, Nawur town 2, Nawur town 3 …"
    assert _title_lines(title) == ["12,345 incidents: Nawur, Nawur town 2, Nawur", "town 3 …"]
    assert _title_lines("A & B") == ["A &amp; B"]


@given(order=st.permutations(range(6)))
def test_the_order_of_rows_does_not_matter(
    events: MakeEvents, t: Catalogue, order: list[int]
) -> None:
    rows = [HERAT, AIRPORT, HERAT | {"event_type": "protest"}, HERAT, AIRPORT, HERAT]
    frame = events(*rows)
    assert badges_of(frame.iloc[order], t) == badges_of(frame, t)


# Merging --------------------------------------------------------------------------------


def test_near_places_merge_at_a_wide_zoom_and_part_at_a_close_one(
    events: MakeEvents, t: Catalogue
) -> None:
    frame = events(HERAT, HERAT, AIRPORT | {"place_en": "Herat airport"})
    [merged] = badges_of(frame, t, 5)
    assert (merged.key, merged.n) == (place_key(62.2, 34.348), 3)
    assert merged.keys == (place_key(62.2, 34.348), place_key(62.228, 34.21))
    assert merged.names == ("Herat city", "Herat airport")
    assert "Herat city, Herat airport" in merged.hover
    assert [(place.n, place.names) for place in badges_of(frame, t, 10)] == [
        (2, ("Herat city",)),
        (1, ("Herat airport",)),
    ]


def test_what_does_not_count_is_not_added_to_what_does(events: MakeEvents, t: Catalogue) -> None:
    frame = events(HERAT, AIRPORT | {"sub_type": "cumulative count: killed"})
    [merged] = badges_of(frame, t, 5)
    assert (merged.n, merged.counted, len(merged.event_ids)) == (1, True, 2)


points = st.lists(
    st.tuples(
        st.floats(60, 75).map(lambda lon: round(lon, 2)),
        st.floats(29, 38).map(lambda lat: round(lat, 2)),
    ),
    max_size=60,
)


@given(spots=points, zoom=st.sampled_from([4.0, 5.0, 6.5]))
def test_merging_loses_nothing_moves_nothing_and_leaves_no_overlap(
    events: MakeEvents, t: Catalogue, spots: list[tuple[float, float]], zoom: float
) -> None:
    frame = events(*({"lon": lon, "lat": lat} for lon, lat in spots))
    found, merged = badges_of(frame, t), badges_of(frame, t, zoom)
    assert sum(place.n for place in merged) == len(spots)
    assert sorted(e for p in merged for e in p.event_ids) == sorted(
        e for p in found for e in p.event_ids
    )
    assert sorted(k for p in merged for k in p.keys) == sorted(p.key for p in found)
    assert {(p.lon, p.lat) for p in merged} <= {(p.lon, p.lat) for p in found}
    seen = list(zip(merged, pixels(merged, zoom), strict=True))
    for (a, (ax, ay)), (b, (bx, by)) in combinations(seen, 2):
        assert hypot(ax - bx, ay - by) >= (diameter(a) + diameter(b)) / 2
    assert merge_untold(merged, zoom) == merged


def pixels(badges: list[Place], zoom: float) -> list[tuple[float, float]]:
    """Where badges are drawn, by another projection than the one under test."""
    lon, lat = [place.lon for place in badges], [place.lat for place in badges]
    metres = points_from_xy(lon, lat, crs=4326).to_crs(3857)
    scale = 512 * 2**zoom / (2 * 20_037_508.342789244)
    return [(point.x * scale, point.y * scale) for point in metres]


def test_no_more_badges_than_the_limit(events: MakeEvents) -> None:
    grid = ({"lon": 60 + i / 4, "lat": 29 + j / 4} for i in range(40) for j in range(30))
    found = unmerged(EventTable(events(*grid)), EVERY_DAY, 12)
    merged = merge_untold(found, 12, limit=50)
    assert len(found) == 1200
    assert len(merged) <= 50
    assert sum(place.n for place in merged) == 1200


# Badges of a view -----------------------------------------------------------------------


@settings(max_examples=40)
@given(
    ends=st.tuples(*[st.dates(date(2021, 5, 1), date(2021, 8, 31))] * 2).map(sorted),
    zoom=st.sampled_from([3.0, 5.0, 6.5, 9.0, 14.0]),
    types=st.sampled_from([(), ("battle",), ("territory_taken", "protest", "other")]),
)
def test_badges_of_few_incidents_tell_of_each_of_them_once(
    dataset: Dataset, t: Catalogue, ends: list[date], zoom: float, types: tuple[str, ...]
) -> None:
    view = dataset.default_view.with_(date_from=ends[0], date_to=ends[1], types=types)
    rows = dataset.events.of(view).dropna(subset="lon").set_index("event_id")
    found = view_places(dataset.events, view, zoom, t)
    assert sorted(id_ for place in found for id_ in place.event_ids) == sorted(rows.index)
    family_of = {kind: family for family, kinds in FAMILIES.items() for kind in kinds}
    for place in found:
        own = rows.loc[list(place.event_ids)]
        counting = own[is_counted(own)]
        assert place.counted == (not counting.empty)
        told = counting if place.counted else own
        assert place.families == told["event_type"].map(family_of).value_counts().to_dict()
        assert place.n == len(told)
        assert place.n_area == own["location_precision"].isin(AREA_PRECISIONS).sum()
        spots = set(zip(own["lon"].round(4), own["lat"].round(4), strict=True))
        assert set(place.keys) == {place_key(lon, lat) for lon, lat in spots}
        assert (place.lon, place.lat) in spots


def test_what_is_told_of_a_repeat_a_total_and_an_incident_without_words(
    events: MakeEvents, t: Catalogue
) -> None:
    rows: list[dict[str, object]] = [
        {"lon": 62.0, "duplicate_of": "E9", "summary": "Told again"},
        {"lon": 64.0, "sub_type": "cumulative count: killed", "date_end": "2021-08-05"},
        {"lon": 66.0, "place_en": None, "district_en": None, "province_en": None},
        {"lon": 68.0, "location_precision": "province", "summary": None},
    ]
    found = sorted(badges_of(events(*rows, {"lon": None, "lat": None}), t, 5), key=lambda p: p.lon)
    days = [t.days(date(2021, 8, 2), last) for last in (date(2021, 8, 2), date(2021, 8, 5))]
    assert [place.hover.split("<br>")[1:] for place in found] == [
        [days[0], "Told again", t("details.duplicate", id="E9")],
        [days[1], t("details.cumulative")],
        [days[0]],
        [days[0], t("hover.area")],
    ]
    assert [place.names for place in found] == [("Herat city",), ("Herat city",), (), ("Herat",)]


@pytest.fixture(scope="module")
def many(dataset: Dataset) -> EventTable:
    return EventTable(million_events(dataset.register, 3 * FEW_EVENTS, seed=2))


@pytest.fixture
def everything(dataset: Dataset) -> View:
    return dataset.default_view.with_(date_from=date(2016, 1, 1), date_to=date(2022, 12, 31))


@pytest.mark.parametrize("zoom", [3.0, 5.5, 11.0])
def test_badges_of_many_incidents_count_every_one(
    many: EventTable, everything: View, t: Catalogue, zoom: float
) -> None:
    found = view_places(many, everything, zoom, t)
    rows = many.of(everything, ("lon", "lat", "duplicate_of", "sub_type")).dropna(subset=["lon"])
    total = rows["sub_type"].str.startswith("cumulative count:")
    assert sum(p.n_rows for p in found) == len(rows)
    assert sum(p.n for p in found if p.counted) == (rows["duplicate_of"].isna() & ~total).sum()
    spots = set(zip(rows["lon"].round(4), rows["lat"].round(4), strict=True))
    assert sum(p.n_spots for p in found) == len(spots)
    assert {(p.lon, p.lat) for p in found} <= spots
    assert len(found) <= 600
    seen = list(zip(found, pixels(found, zoom), strict=True))
    for (a, (ax, ay)), (b, (bx, by)) in combinations(seen, 2):
        assert hypot(ax - bx, ay - by) >= (diameter(a) + diameter(b)) / 2


def test_a_badge_of_many_says_how_many_spots_it_has_and_a_single_one_what_it_is(
    many: EventTable, everything: View, t: Catalogue
) -> None:
    found = view_places(many, everything, 5.5, t)
    crowded = max(found, key=lambda place: place.n_spots)
    assert crowded.n_spots > len(crowded.keys)
    assert t.count("hover.spots", crowded.n_spots) in crowded.hover
    assert t.count("hover.place", crowded.n, place="")[:6] in crowded.hover
    single = [place for place in found if place.n_rows == 1]
    assert single
    for place in single:
        event = many.get(place.event_ids[0])
        assert event is not None
        assert t(f"type.{event['event_type']}") in place.hover
        assert t.days(event["date_start"].date(), event["date_end"].date()) in place.hover
    # A browser takes the selection of a badge of several from its keys alone.
    assert all(place.event_ids == () for place in found if len(place.keys) == place.n_spots > 1)
    assert sum(len("".join(place.keys)) for place in found) < 15_000


def test_a_selection_rings_the_badge_that_holds_it(
    many: EventTable, everything: View, t: Catalogue
) -> None:
    found = view_places(many, everything, 5.5, t)
    largest = found[0]
    point = (largest.lon, largest.lat)
    [key] = chosen_keys(found, [point], ())
    assert key in largest.keys
    level, x, y = map(int, key[1:].split("/"))
    parent, child = (level - 1, x // 2, y // 2), (level + 2, 4 * x + 1, 4 * y + 3)
    assert chosen_keys(found, (), [(level, x, y)]) == [key]
    assert chosen_keys(found, (), [child]) == [key]
    around = chosen_keys(found, (), [parent])
    assert key in around
    assert all(int(k.split("/")[1]) // 2 == x // 2 for k in around)
    assert chosen_keys(found, [(0.0, 0.0)], ()) == []


def test_a_selected_spot_rings_its_own_badge(events: MakeEvents, t: Catalogue) -> None:
    found = badges_of(events(HERAT, AIRPORT), t)
    assert chosen_keys(found, [(62.228, 34.21)], ()) == ["@62.2280,34.2100"]
    assert chosen_keys(found, (), ()) == []
    # A square that was selected when there were more incidents holds both spots.
    assert chosen_keys(found, (), [(0, 0, 0)]) == [place.key for place in found]
