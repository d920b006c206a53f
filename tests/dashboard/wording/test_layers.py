"""The layers of age and one-sidedness: a colour for each unit, and a legend that adds up."""

from datetime import date

import pytest

from dashboard.figures.map_parts import CONFLICTS, NOWHERE, UNITS
from dashboard.figures.unit_parts import painting_parts
from dashboard.figures.view_map import map_units
from dashboard.i18n import Catalogue, catalogue
from dashboard.reading import Reading
from dashboard.wording.layers import (
    FLAG_COLOURS,
    STRENGTHS,
    flag_words,
    layer_painting,
)
from dashboard.wording.painting import Painting
from dashboard.wording.palette import OUTSIDE_COLOUR, PAPER, STATUS_COLOURS, mix
from geodata.claims.totals import CLASSES
from geodata.dataset.dataset import Dataset
from tests.support.read import read

NAMED = {"assessment": "named-sources", "as_of": date(2021, 8, 3)}


def painting_of(dataset: Dataset, t: Catalogue, layer: str, **changes: object) -> Painting:
    view = dataset.default_view.with_(layer=layer, **{**NAMED, **changes})
    painting = layer_painting(Reading(dataset, view, t))
    assert painting is not None
    return painting


def test_status_is_no_painting(dataset: Dataset, t: Catalogue) -> None:
    assert layer_painting(Reading(dataset, dataset.default_view, t)) is None


@pytest.mark.parametrize("layer", ["age", "one-sided"])
@pytest.mark.parametrize("provinces", [(), ("AF-HER",)])
def test_every_unit_of_the_view_is_in_the_legend_once(
    dataset: Dataset, t: Catalogue, layer: str, provinces: tuple[str, ...]
) -> None:
    painting = painting_of(dataset, t, layer, provinces=provinces)
    units = len(dataset.register.frame) if not provinces else 20
    assert sum(painting.counts.values()) == len(painting.codes) == len(painting.words) == units


def test_a_status_fades_with_the_days_since_its_last_word(dataset: Dataset, t: Catalogue) -> None:
    view = dataset.default_view.with_(**NAMED)
    statuses = dataset.statuses(view)
    painting = painting_of(dataset, t, "age")
    for unit, row in statuses[statuses["status"].ne("unknown")].iterrows():
        days = (view.as_of - row["confirmed"]).days
        share = STRENGTHS[sum(days > limit for limit in (7, 30, 90))]
        colour = mix(STATUS_COLOURS[row["status"]], PAPER, share)
        assert painting.colour(str(unit)) == colour, unit
        assert t.day(row["confirmed"]) in painting.words[str(unit)]
    assert painting.of_statuses


def test_what_was_allocated_was_never_confirmed(dataset: Dataset, t: Catalogue) -> None:
    painting = painting_of(dataset, t, "age", assessment="afghan-watchers")
    bases = dataset.statuses(dataset.default_view)["basis"]
    allocated = bases.index[bases.eq("allocated")]
    assert {painting.colour(str(unit)) for unit in allocated} == {"#f3efe6"}
    assert painting.counts["age-never"] >= len(allocated)


def test_fading_leaves_the_classes_apart(dataset: Dataset, t: Catalogue) -> None:
    for item in painting_of(dataset, t, "age").legend[: len(STRENGTHS)]:
        assert len(set(item.colours)) == len(CLASSES)


def test_one_sided_colours_are_those_of_the_first_flag(dataset: Dataset, t: Catalogue) -> None:
    painting = painting_of(dataset, t, "one-sided")
    found = Reading(dataset, dataset.default_view.with_(**NAMED), catalogue("en")).flags
    for unit, row in found.iterrows():
        flag = row["flag"]
        if flag:
            assert painting.colour(str(unit)) == FLAG_COLOURS[flag]
            assert painting.words[str(unit)] == flag_words(row, t)
    flagged = found["flag"].value_counts()
    assert {name: painting.counts[name] for name in FLAG_COLOURS} == {
        name: int(flagged.get(name, 0)) for name in FLAG_COLOURS
    }
    assert painting.counts["nobody"] == int(found["voices"].eq(0).sum())


def test_on_the_map_a_painting_takes_the_dots_away(dataset: Dataset, t: Catalogue) -> None:
    units = map_units(read(dataset, boundaries="approximate"))
    painting = painting_of(dataset, t, "one-sided", provinces=("AF-HER",))
    parts = painting_parts(units, painting)
    assert len(parts["data", UNITS, "z"]) == len(parts["data", UNITS, "text"]) == 422
    assert parts["data", CONFLICTS, "lon"] == NOWHERE["lon"]
    outside = len(painting.colours)
    assert parts["data", UNITS, "z"].count(outside) == 402
    assert painting.colour("AF0101") == OUTSIDE_COLOUR


def test_more_days_of_silence_never_flag_more_falls(dataset: Dataset, t: Catalogue) -> None:
    counts = [painting_of(dataset, t, "one-sided", stale=n).counts for n in (10, 30, 90)]
    alone = [c["no_later_word"] for c in counts]
    assert alone == sorted(alone, reverse=True)
