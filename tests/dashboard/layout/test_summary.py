"""The headline over the map: its counts are sums of what is drawn."""

from dataclasses import replace
from datetime import date

import pytest

from dashboard.i18n import Catalogue
from dashboard.layout.bars import status_bar
from dashboard.layout.summary import summary
from dashboard.reading import Reading
from dashboard.wording import words
from geodata.assessments.base import STATUSES
from geodata.dataset.dataset import Dataset
from geodata.view import View, parse_query
from tests.support.tree import links, nodes, of_class, of_type, text

VIEWS = {
    "default": {},
    "herat": {"provinces": ("AF-HER",)},
    "documented": {"documented_only": True},
    "named in July": {"assessment": "named-sources", "as_of": date(2021, 7, 10)},
    "silent": {"as_of": date(2021, 7, 10)},
}


@pytest.fixture(params=list(VIEWS.values()), ids=list(VIEWS))
def view(request: pytest.FixtureRequest, dataset: Dataset) -> View:
    return replace(dataset.default_view, **request.param)


def legend(tree: list[object], kind: str = "data-status") -> dict[str, int]:
    """Counts of the legend by status, or by basis ("data-basis")."""
    counts = [item for item in of_class(tree, "fm-count") if getattr(item, kind, None)]
    return {getattr(item, kind): int(text(item).replace(",", "")) for item in counts}


def test_the_legend_counts_what_the_map_draws(dataset: Dataset, view: View, t: Catalogue) -> None:
    drawn = dataset.statuses(view)["status"].value_counts()
    counted = legend(summary(Reading(dataset, view, t)))
    assert {name: n for name, n in counted.items() if n} == drawn.to_dict()
    assert sum(counted.values()) == len(dataset.statuses(view))


def test_the_headline_has_the_sum_of_the_legend(dataset: Dataset, view: View, t: Catalogue) -> None:
    tree = summary(Reading(dataset, view, t))
    assert f"{sum(legend(tree).values())} districts" in text(of_type(tree, "H1"))


def test_the_default_legend_is_the_published_count(dataset: Dataset, t: Catalogue) -> None:
    counted = legend(summary(Reading(dataset, dataset.default_view, t)))
    # No grey in the picture, so none in the legend.
    assert counted == {"taliban": 140, "contested": 151, "government": 131}


def test_unknown_is_named_where_it_is_drawn(dataset: Dataset, t: Catalogue) -> None:
    view = replace(dataset.default_view, documented_only=True)
    counts = dataset.status_counts(view)
    assert legend(summary(Reading(dataset, view, t)))["unknown"] == counts["unknown"] > 0
    assert counts["allocated"] == 0


def test_the_bases_with_unknown_add_up_to_the_units(
    dataset: Dataset, view: View, t: Catalogue
) -> None:
    tree = summary(Reading(dataset, view, t))
    bases, drawn = legend(tree, "data-basis"), dataset.statuses(view)["basis"]
    if words.silence(Reading(dataset, view, t)) is None:
        assert bases == drawn[drawn.ne("")].value_counts().to_dict()
        assert sum(bases.values()) + legend(tree).get("unknown", 0) == len(drawn)
    else:
        assert bases == {}


def test_a_silent_assessment_says_so_and_offers_one_that_speaks(
    dataset: Dataset, t: Catalogue
) -> None:
    view = replace(dataset.default_view, as_of=date(2021, 7, 10), provinces=("AF-HER",))
    tree = summary(Reading(dataset, view, t))
    herat = int(dataset.register.frame["province_code"].eq("AF-HER").sum())
    assert legend(tree) == {"taliban": 0, "contested": 0, "government": 0, "unknown": herat}
    assert "For 10 July 2021 it says nothing" in text(of_class(tree, "fm-silence"))
    (address,) = links(tree)
    offered, notices = parse_query(address.partition("?")[2], dataset.vocabulary)
    assert notices == []
    assert offered == replace(view, assessment="named-sources")


# The bar ------------------------------------------------------------------------------------


def widths(bar: object) -> list[float]:
    return [float(part.style["width"].rstrip("%")) for part in of_class(bar, "fm-bar-part")]


def test_the_bar_is_as_long_as_all_units(dataset: Dataset, view: View, t: Catalogue) -> None:
    counts = dataset.status_counts(view)
    bar = of_class(summary(Reading(dataset, view, t)), "fm-bar")[0]
    assert sum(widths(bar)) == pytest.approx(100, abs=0.01)
    assert len(widths(bar)) == sum(1 for name in STATUSES if counts[name])


def test_what_the_counts_leave_open_stays_empty(t: Catalogue) -> None:
    bar = status_bar({"taliban": 1, "contested": 2, "government": 0}, 8, t)
    assert widths(bar) == [12.5, 25.0]
    assert getattr(bar, "aria-label") == "Taliban 1, Contested 2 / 8"
    assert bar.role == "img"


def test_a_bar_of_nothing_is_empty(t: Catalogue) -> None:
    assert widths(status_bar({}, 0, t)) == []


def test_no_part_of_the_summary_has_an_id_of_its_own(
    dataset: Dataset, view: View, t: Catalogue
) -> None:
    # It is made again at each change; a callback on something inside would lose it.
    tree = summary(Reading(dataset, view, t))
    assert [node for node in nodes(tree) if getattr(node, "id", None)] == []
