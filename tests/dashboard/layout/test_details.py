"""The right column shows what is selected: a unit, an incident, a place, or nothing."""

import pandas as pd
import pytest

from dashboard.i18n import Catalogue
from dashboard.layout.details import details
from dashboard.reading import Reading
from geodata.dataset.dataset import EMBEDDED, Dataset
from geodata.view import View, parse_query
from tests.support.tree import of_class, of_type, text

HERAT = "@62.2000,34.3480"


@pytest.fixture
def view(dataset: Dataset) -> View:
    return dataset.default_view


def test_nothing_selected_says_what_to_do(dataset: Dataset, view: View, t: Catalogue) -> None:
    tree = details(Reading(dataset, view, t))
    assert t("details.none") in text(tree)
    assert of_class(tree, "fm-clear") == []


@pytest.mark.parametrize(
    ("select", "label"),
    [("AF3201", "Selected district"), ("AFG-20210804-08", "Selected incident")],
)
def test_a_selection_is_named_and_can_be_cleared(
    dataset: Dataset, view: View, t: Catalogue, select: str, label: str
) -> None:
    chosen = view.with_(select=select, provinces=("AF-HER",), tab="table")
    tree = details(Reading(dataset, chosen, t))
    assert label in [text(head) for head in of_class(tree, "fm-label")]
    (clear,) = of_class(tree, "fm-clear")
    cleared, notices = parse_query(clear.href.lstrip("/"), dataset.vocabulary)
    assert notices == []
    assert cleared == chosen.with_(select="")


def test_a_place_lists_every_incident_there(dataset: Dataset, view: View, t: Catalogue) -> None:
    rows = pd.read_csv(EMBEDDED / "events.csv", dtype={"date_start": str, "date_end": str})
    here = rows[
        rows["lon"].round(4).eq(62.2)
        & rows["lat"].round(4).eq(34.348)
        & (rows["date_start"] <= "2021-08-04")
        & (rows["date_end"] >= "2021-07-28")
    ]
    tree = details(Reading(dataset, view.with_(select=HERAT), t))
    links = of_class(tree, "fm-card-title")
    shown = [parse_query(link.href.lstrip("/"), dataset.vocabulary)[0].select for link in links]
    assert sorted(shown) == sorted(here["event_id"])
    assert t("details.place", n=str(len(here))) in text(tree)


def test_several_spots_of_one_badge_are_one_list(
    dataset: Dataset, view: View, t: Catalogue
) -> None:
    both = details(Reading(dataset, view.with_(select=f"{HERAT}@62.2280,34.2100"), t))
    one = details(Reading(dataset, view.with_(select=HERAT), t))
    other = details(Reading(dataset, view.with_(select="@62.2280,34.2100"), t))
    counts = [len(of_type(tree, "Article")) for tree in (both, one, other)]
    assert counts[0] == counts[1] + counts[2]
    assert min(counts) > 0


def test_a_place_where_the_filters_leave_nothing_says_so(
    dataset: Dataset, view: View, t: Catalogue
) -> None:
    tree = details(Reading(dataset, view.with_(select=HERAT, types=("none",)), t))
    assert t("details.place.none") in text(tree)
    assert of_type(tree, "Article") == []
