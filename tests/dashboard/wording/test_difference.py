"""The difference map: the colours of its classes, and words that name both sides."""

from datetime import date

import pytest

from dashboard.i18n import Catalogue, catalogue
from dashboard.reading import Reading
from dashboard.wording.difference import (
    comparison_words,
    difference_painting,
    kind_label,
    side_words,
)
from dashboard.wording.palette import PAPER, STATUS_COLOURS, mix
from dashboard.wording.symbology import standard_symbology
from geodata.answers.compare import ASSESSMENT_KINDS, DATE_KINDS, Side
from geodata.dataset.dataset import Dataset

JULY, AUGUST = date(2021, 7, 1), date(2021, 8, 3)
DATES = {"assessment": "named-sources", "as_of": AUGUST, "compare": "2021-07-01"}
PAIR = {"assessment": "afghan-watchers", "as_of": AUGUST, "compare": "long-war-journal"}


@pytest.mark.parametrize(("changes", "kinds"), [(DATES, DATE_KINDS), (PAIR, ASSESSMENT_KINDS)])
def test_every_unit_has_the_colour_of_its_class(
    dataset: Dataset, t: Catalogue, changes: dict[str, object], kinds: tuple[str, ...]
) -> None:
    view = dataset.default_view.with_(**changes)
    painting, frame = (
        difference_painting(Reading(dataset, view, t)),
        Reading(dataset, view, catalogue("en")).compared,
    )
    assert [item.key for item in painting.legend] == list(kinds)
    assert painting.counts == {kind: int(frame["kind"].eq(kind).sum()) for kind in kinds}
    assert sum(painting.counts.values()) == 422
    swatches = {item.key: item.colours for item in painting.legend}
    for unit, kind in frame["kind"].items():
        assert painting.colour(str(unit)) in swatches[kind]
        assert kind_label(kind, standard_symbology(t), t) in painting.words[str(unit)]


def test_a_change_has_the_colour_of_what_it_came_to(dataset: Dataset, t: Catalogue) -> None:
    view = dataset.default_view.with_(**DATES)
    painting, frame = (
        difference_painting(Reading(dataset, view, t)),
        Reading(dataset, view, catalogue("en")).compared,
    )
    for unit, row in frame.iterrows():
        full = STATUS_COLOURS[row["after"]]
        if row["kind"] in ("gained", "contested", "lost"):
            assert painting.colour(str(unit)) == full
        elif row["kind"] == "first_word":
            assert painting.colour(str(unit)) == mix(full, PAPER, 0.5)


def test_both_sides_are_named(dataset: Dataset, t: Catalogue) -> None:
    dates, pair = (dataset.default_view.with_(**changes) for changes in (DATES, PAIR))
    assert comparison_words(Reading(dataset, dates, t)) == "Named sources, 1 July to 3 August 2021"
    assert comparison_words(Reading(dataset, pair, t)) == (
        "Afghan watchers · allocated, 3 August 2021 against "
        "Long War Journal · allocated, 3 August 2021"
    )
    side = Side("long-war-journal", AUGUST)
    assert side_words(dataset, side, t) == "Long War Journal · allocated, 3 August 2021"
