from itertools import combinations

import pytest

from dashboard.wording.palette import (
    CODE_COLOURS,
    OUTSIDE_CODE,
    STATUS_COLOURS,
    allocated_colours,
    code_colorscale,
    mix,
    status_code,
    with_alpha,
)


def brightness(colour: str) -> float:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_code_has_its_own_colour_and_its_own_step_of_the_scale() -> None:
    assert len(set(CODE_COLOURS)) == len(CODE_COLOURS) == 8
    scale = code_colorscale()
    for code, colour in enumerate(CODE_COLOURS):
        position = (code + 0.5) / len(CODE_COLOURS)
        below = [step[1] for step in scale if float(step[0]) <= position][-1]
        above = next(step[1] for step in scale if float(step[0]) >= position)
        assert below == above == colour


@pytest.mark.parametrize("status", ["taliban", "contested", "government"])
def test_allocated_is_half_as_strong_and_every_other_basis_is_full(status: str) -> None:
    full, pale = STATUS_COLOURS[status], allocated_colours(STATUS_COLOURS)[status]
    assert CODE_COLOURS[status_code(status, "allocated")] == pale
    assert CODE_COLOURS[status_code(status, "documented")] == full
    assert CODE_COLOURS[status_code(status, "conflicting")] == full
    assert brightness(pale) > brightness(full) + 0.1


def test_unknown_has_one_strength_and_is_not_the_land_outside_the_view() -> None:
    assert status_code("unknown", "") == status_code("unknown", "allocated") != OUTSIDE_CODE


def test_an_unheard_of_status_is_refused() -> None:
    with pytest.raises(KeyError):
        status_code("rebel", "documented")


def test_statuses_differ_in_greyscale() -> None:
    shades = [brightness(colour) for colour in STATUS_COLOURS.values()]
    assert min(abs(a - b) for a, b in combinations(shades, 2)) > 0.1


def test_mixing() -> None:
    assert mix("#000000", "#ffffff", 0.5) == "#808080"
    assert mix("#c9303e", "#ffffff", 1) == "#c9303e"
    assert with_alpha("#c9303e", 0.32) == "rgba(201,48,62,0.32)"
