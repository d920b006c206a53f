from collections.abc import Callable
from itertools import combinations
from math import hypot

import pandas as pd
import pytest
from geopandas import points_from_xy
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.figures.places import Place, diameter, merge_places, place_key, places
from dashboard.i18n import Catalogue

MakeEvents = Callable[..., pd.DataFrame]

HERAT = {"lon": 62.2, "lat": 34.348}
AIRPORT = {"lon": 62.228, "lat": 34.21}


def test_events_of_one_point_are_one_place(events: MakeEvents, t: Catalogue) -> None:
    found = places(events(HERAT, HERAT | {"event_type": "protest"}, AIRPORT), t)
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
    [place] = places(events(*rows), t)
    assert (place.n, place.counted, len(place.event_ids)) == (1, True, 3)
    [uncounted] = places(events(*rows[1:]), t)
    assert (uncounted.n, uncounted.counted) == (2, False)


def test_a_single_total_says_that_it_is_never_added_up(events: MakeEvents, t: Catalogue) -> None:
    [place] = places(events({"sub_type": "cumulative count: killed"}), t)
    assert t("details.cumulative") in place.hover


def test_a_tie_goes_to_the_first_family(events: MakeEvents, t: Catalogue) -> None:
    rows = [{"event_type": kind} for kind in ("protest", "territory_taken", "targeted_killing")]
    [place] = places(events(*rows), t)
    assert place.family == "civilians"
    [place] = places(events(*rows, {"event_type": "other"}), t)
    assert place.family == "other"


def test_events_without_a_point_are_left_out(events: MakeEvents, t: Catalogue) -> None:
    assert places(events({"lon": None, "lat": None}), t) == []
    assert places(events(), t) == []


@pytest.mark.parametrize(
    ("precision", "name", "area"),
    [("town", "Herat city", False), ("district", "Injil", True), ("province", "Herat", True)],
)
def test_a_place_is_never_named_more_closely_than_it_is_known(
    events: MakeEvents, t: Catalogue, precision: str, name: str, area: bool
) -> None:
    [place] = places(events({"location_precision": precision}), t)
    assert (place.names, place.area) == ((name,), area)
    assert (t("hover.area") in place.hover) == area


def test_one_exact_incident_among_area_ones_makes_the_place_exact(
    events: MakeEvents, t: Catalogue
) -> None:
    [place] = places(events({}, {"location_precision": "province"}), t)
    assert (place.area, place.n_area) == (False, 1)
    assert f"{t('hover.area')}: 1" in place.hover


def test_text_of_the_data_stays_text(events: MakeEvents, t: Catalogue) -> None:
    planted = "<img src=x onerror=alert(1)> & <b>bold</b>"
    row = {"summary": planted, "place_en": planted, "district_en": planted}
    for frame in (events(row), events(row, row)):
        [place] = places(frame, t)
        assert "&lt;img" in place.hover
        assert "&amp;" in place.hover
        assert "<img" not in place.hover
        assert "<b>bold" not in place.hover


def test_a_long_summary_is_broken_into_a_few_lines(events: MakeEvents, t: Catalogue) -> None:
    [place] = places(events({"summary": "word " * 200}), t)
    lines = place.hover.split("<br>")
    assert len(lines) <= 6
    assert max(len(line) for line in lines[2:]) <= 50


@given(order=st.permutations(range(6)))
def test_the_order_of_rows_does_not_matter(
    events: MakeEvents, t: Catalogue, order: list[int]
) -> None:
    rows = [HERAT, AIRPORT, HERAT | {"event_type": "protest"}, HERAT, AIRPORT, HERAT]
    frame = events(*rows)
    assert places(frame.iloc[order], t) == places(frame, t)


# Merging --------------------------------------------------------------------------------


def test_near_places_merge_at_a_wide_zoom_and_part_at_a_close_one(
    events: MakeEvents, t: Catalogue
) -> None:
    found = places(events(HERAT, HERAT, AIRPORT | {"place_en": "Herat airport"}), t)
    [merged] = merge_places(found, 5, t)
    assert (merged.key, merged.n) == (place_key(62.2, 34.348), 3)
    assert merged.keys == (place_key(62.2, 34.348), place_key(62.228, 34.21))
    assert merged.names == ("Herat city", "Herat airport")
    assert "Herat city, Herat airport" in merged.hover
    assert merge_places(found, 10, t) == found


def test_what_does_not_count_is_not_added_to_what_does(events: MakeEvents, t: Catalogue) -> None:
    frame = events(HERAT, AIRPORT | {"sub_type": "cumulative count: killed"})
    [merged] = merge_places(places(frame, t), 5, t)
    assert (merged.n, merged.counted, len(merged.event_ids)) == (1, True, 2)


points = st.lists(
    st.tuples(
        st.floats(60, 75).map(lambda lon: round(lon, 2)),
        st.floats(29, 38).map(lambda lat: round(lat, 2)),
    ),
    max_size=60,
)


@settings(deadline=None)  # the first projection loads PROJ's tables
@given(spots=points, zoom=st.sampled_from([4.0, 5.0, 6.5]))
def test_merging_loses_nothing_moves_nothing_and_leaves_no_overlap(
    events: MakeEvents, t: Catalogue, spots: list[tuple[float, float]], zoom: float
) -> None:
    found = places(events(*({"lon": lon, "lat": lat} for lon, lat in spots)), t)
    merged = merge_places(found, zoom, t)
    assert sum(place.n for place in merged) == len(spots)
    assert sorted(e for p in merged for e in p.event_ids) == sorted(
        e for p in found for e in p.event_ids
    )
    assert sorted(k for p in merged for k in p.keys) == sorted(p.key for p in found)
    assert {(p.lon, p.lat) for p in merged} <= {(p.lon, p.lat) for p in found}
    seen = list(zip(merged, pixels(merged, zoom), strict=True))
    for (a, (ax, ay)), (b, (bx, by)) in combinations(seen, 2):
        assert hypot(ax - bx, ay - by) >= (diameter(a) + diameter(b)) / 2
    assert merge_places(merged, zoom, t) == merged


def pixels(badges: list[Place], zoom: float) -> list[tuple[float, float]]:
    """Where badges are drawn, by another projection than the one under test."""
    lon, lat = [place.lon for place in badges], [place.lat for place in badges]
    metres = points_from_xy(lon, lat, crs=4326).to_crs(3857)
    scale = 512 * 2**zoom / (2 * 20_037_508.342789244)
    return [(point.x * scale, point.y * scale) for point in metres]


def test_no_more_badges_than_the_limit(events: MakeEvents, t: Catalogue) -> None:
    grid = ({"lon": 60 + i / 4, "lat": 29 + j / 4} for i in range(40) for j in range(30))
    found = places(events(*grid), t)
    merged = merge_places(found, 12, t, limit=50)
    assert len(found) == 1200
    assert len(merged) <= 50
    assert sum(place.n for place in merged) == 1200
