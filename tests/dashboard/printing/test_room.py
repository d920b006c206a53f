from itertools import combinations

import shapely
from hypothesis import given
from hypothesis import strategies as st

from dashboard.printing.paper import Box
from dashboard.printing.room import Room, choose

PAGE = Box(0, 0, 100, 100)


def square(left: float, top: float, side: float = 10) -> Box:
    return Box(left, top, left + side, top + side)


boxes = st.builds(square, st.floats(0, 60), st.floats(0, 60), st.floats(1, 20))


@given(st.lists(st.lists(boxes, max_size=4), max_size=6))
def test_chosen_places_are_candidates_and_never_touch(candidates: list[list[Box]]) -> None:
    chosen = choose(candidates)
    assert len(chosen) == len(candidates)
    assert all(box is None or box in places for box, places in zip(chosen, candidates, strict=True))
    for a, b in combinations([box for box in chosen if box], 2):
        assert a.overlap(b) == 0


def test_each_name_takes_its_best_place_when_nothing_is_in_the_way() -> None:
    assert choose([[square(0, 0), square(40, 0)], [square(20, 0)]]) == [square(0, 0), square(20, 0)]


def test_an_earlier_name_steps_aside_for_one_that_has_no_other_place() -> None:
    assert choose([[square(0, 0), square(40, 0)], [square(5, 5)]]) == [square(40, 0), square(5, 5)]


def test_a_name_that_finds_no_room_is_left_out() -> None:
    assert choose([[square(0, 0)], [square(5, 5)]]) == [square(0, 0), None]


def test_beside_prefers_the_right_and_steps_aside_for_what_is_taken() -> None:
    room = Room(PAGE)
    first = room.beside((50, 50), (20, 4), clear=2)[0]
    assert first.left > 52
    assert (first.top + first.bottom) / 2 == 50
    room.take(first)
    assert room.beside((50, 50), (20, 4), clear=2)[0].right < 48


def test_beside_keeps_off_badges_as_long_as_another_side_is_free() -> None:
    room = Room(PAGE, [Box(53, 40, 80, 60)])
    places = room.beside((50, 50), (20, 4), clear=2)
    assert places
    assert places[0].overlap(Box(53, 40, 80, 60)) == 0


def test_nothing_stands_outside_the_box() -> None:
    assert Room(Box(0, 0, 10, 10)).beside((5, 5), (20, 4), clear=1) == []


def test_inside_finds_the_roomiest_place_of_a_shape() -> None:
    room = Room(PAGE)
    shape = shapely.box(10, 10, 90, 50)
    box = room.inside(shape, (10, 4), margin=1)
    assert box is not None
    assert shape.contains(shapely.box(box.left, box.top, box.right, box.bottom))
    assert abs((box.top + box.bottom) / 2 - 30) < 4
    room.take(box)
    again = room.inside(shape, (10, 4), margin=1)
    assert again is not None
    assert again.overlap(box) == 0


def test_inside_says_so_when_a_shape_is_too_small() -> None:
    assert Room(PAGE).inside(shapely.box(0, 0, 8, 8), (10, 4), margin=0) is None
    assert Room(PAGE).inside(shapely.box(0, 0, 11, 5), (10, 4), margin=1) is None


def test_furniture_goes_where_it_covers_least() -> None:
    subject, country = shapely.box(0, 0, 60, 100), shapely.box(0, 0, 100, 40)
    corners = [square(0, 0), square(90, 0), square(90, 90), square(0, 90)]
    assert Room(PAGE).emptiest(corners, subject, country) == square(90, 90)
    crowded = Room(PAGE, [square(90, 90)])
    assert crowded.emptiest(corners, subject, country) == square(90, 0)
