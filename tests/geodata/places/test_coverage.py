import numpy as np
import pytest
import shapely
from shapely import LineString, box

from geodata.places.coverage import adopt_faces, areas_of, faces_between, union_by


def test_crossing_lines_enclose_faces_and_loose_ends_none() -> None:
    square = box(0, 0, 2, 2).boundary
    faces = faces_between([square, LineString([(1, -1), (1, 3)])], grid=0.1)
    assert sorted(face.bounds for face in faces) == [(0, 0, 1, 2), (1, 0, 2, 2)]


def test_coordinates_are_rounded_to_the_grid_and_stay_shared() -> None:
    lines = [box(0, 0, 2.04, 2).boundary, LineString([(0.333, 0), (1.777, 2)])]
    faces = faces_between(lines, grid=0.1)
    coordinates = shapely.get_coordinates(faces)
    assert np.allclose(coordinates, coordinates.round(1), rtol=0, atol=1e-12)
    assert shapely.coverage_is_valid(faces)
    assert shapely.area(faces).sum() == pytest.approx(4)


def test_faces_know_their_area() -> None:
    areas = np.array([box(0, 0, 1, 1), box(1, 0, 2, 1)])
    faces = np.array([box(1.5, 0, 2, 1), box(5, 5, 6, 6), box(0, 0, 1, 1), box(1, 0, 1.5, 1)])
    assert areas_of(faces, areas, grid=0.01).to_dict() == {0: 1, 2: 0, 3: 1}


def test_a_face_without_owner_goes_to_the_longest_border() -> None:
    # The middle one has a border of 1 with the left and of 3 with the upper one.
    faces = np.array([box(-1, 0, 0, 1), box(0, 0, 3, 1), box(0, 1, 3, 2)])
    assert list(adopt_faces(faces, ["left", None, "upper"], [0, 0, 0])) == [
        "left",
        "upper",
        "upper",
    ]


def test_adoption_passes_on_and_stops_at_the_group() -> None:
    row = np.array([box(x, 0, x + 1, 1) for x in range(5)])
    owners = [None, None, "a", None, None]
    assert list(adopt_faces(row, owners, [0, 0, 0, 0, 1])) == ["a", "a", "a", "a", None]


def test_a_common_corner_is_no_border() -> None:
    faces = np.array([box(0, 0, 1, 1), box(1, 1, 2, 2)])
    assert list(adopt_faces(faces, ["a", None], [0, 0])) == ["a", None]


def test_union_by_owner() -> None:
    faces = [box(2, 0, 3, 1), box(0, 0, 1, 1), box(1, 0, 2, 1)]
    joined = union_by(faces, ["b", "a", "a"])
    assert list(joined.index) == ["a", "b"]
    assert joined["a"].equals(box(0, 0, 2, 1))
    assert joined["b"].equals(box(2, 0, 3, 1))
