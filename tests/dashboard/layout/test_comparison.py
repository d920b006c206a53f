"""The comparison in words: every unit once, counts that add up, and agreement that is honest."""

from datetime import date

import pandas as pd
import pytest
from dash import html

from dashboard.i18n import Catalogue
from dashboard.layout.comparison import caption, comparison_body, difference_caption
from dashboard.reading import Reading
from dashboard.site import Site
from dashboard.wording.agreement import agreement_words
from geodata.answers.compare import ASSESSMENT_KINDS, DATE_KINDS, Side, compared
from geodata.assessments.agreement import agreement
from geodata.dataset.dataset import Dataset
from geodata.view import View
from tests.support.tree import of_class, of_type, text

AUGUST = date(2021, 8, 3)
EVERY_KIND = frozenset({*DATE_KINDS, *ASSESSMENT_KINDS, "provinces"})
VIEWS = {
    "two assessments": {"compare": "long-war-journal"},
    "two days": {"assessment": "named-sources", "compare": "2021-06-16"},
    "the difference": {"compare": "named-sources", "compare_as": "difference"},
    "one province": {"compare": "long-war-journal", "provinces": ("AF-HER",)},
    "days without a word": {"as_of": date(2001, 1, 1), "compare": "2001-02-01"},
}


@pytest.fixture(params=list(VIEWS.values()), ids=list(VIEWS))
def view(request: pytest.FixtureRequest, dataset: Dataset) -> View:
    return dataset.default_view.with_(tab="compare", **request.param)


def kinds(tree: object) -> dict[str, int]:
    """Numbers of a painting's legend by class."""
    counts = (item.to_plotly_json()["props"] for item in of_class(tree, "fm-count"))
    return {p["data-kind"]: int(text(p["children"])) for p in counts if "data-kind" in p}


def test_the_units_behind_each_colour_are_all_there_once(
    dataset: Dataset, view: View, t: Catalogue
) -> None:
    frame = compared(dataset, view)
    tree = html.Div(comparison_body(Reading(dataset, view, t), EVERY_KIND))
    for part in of_class(tree, "fm-types"):
        kind = part.to_plotly_json()["props"].get("data-kind")
        assert part.open
        if kind == "provinces":
            assert len(of_type(of_type(part, "Tbody")[0], "Tr")) == len(
                frame["province_en"].unique()
            )
            continue
        mine = frame[frame["kind"].eq(kind)]
        lists = of_class(part, "fm-compare-names")
        if lists:
            listed = [
                name for line in of_type(lists[0], "Li") for name in line.children[2].split(", ")
            ]
            shown = [name.rpartition(" (")[0] if name.endswith(")") and name.rpartition(" (")[2][
                :-1].isdigit() else name for name in listed]  # fmt: skip
            assert sorted(shown) == sorted(mine["name_en"])
        else:
            rows = of_type(of_type(part, "Tbody")[0], "Tr")
            assert sorted(text(row.children[0]) for row in rows) == sorted(mine["name_en"])
            incidents = [int(text(row.children[-1])) for row in rows]
            assert sum(incidents) == int(mine["incidents"].sum())
    found = kinds(html.Div([tree, *difference_caption(Reading(dataset, view, t))]))
    assert found == {kind: int(frame["kind"].eq(kind).sum()) for kind in found}
    assert sum(found.values()) == len(frame)


def test_what_is_not_open_is_counted_and_not_sent(
    dataset: Dataset, view: View, t: Catalogue
) -> None:
    frame = compared(dataset, view)
    lists = of_class(html.Div(comparison_body(Reading(dataset, view, t))), "fm-types")
    for part in lists:
        assert not part.open
        assert of_type(part, "Tr") == of_type(part, "Li") == []
    kinds = [part.to_plotly_json()["props"]["data-kind"] for part in lists]
    told = {kind: part for kind, part in zip(kinds, lists, strict=True) if kind != "provinces"}
    for kind, part in told.items():
        n = int(frame["kind"].eq(kind).sum())
        assert part.hidden == (n == 0)
        assert text(part).endswith(f"· {n}")
    one = html.Div(comparison_body(Reading(dataset, view, t), frozenset({"unknown", "nonsense"})))
    opened = [part for part in of_class(one, "fm-types") if part.open]
    assert len(opened) == 1


def test_a_caption_counts_its_side(dataset: Dataset, t: Catalogue) -> None:
    view = dataset.default_view.with_(tab="compare")
    tree = html.Div(caption(Reading(dataset, view, t).side(Side("long-war-journal", AUGUST))))
    assert "Long War Journal · allocated, 3 August 2021" in text(tree)
    ranges = [text(span) for span in of_class(tree, "fm-range")]
    assert ranges == ["(79–398)", "(6–325)", "(3–322)"]
    for span in of_class(tree, "fm-range"):
        span.children = ""
    assert "Taliban 223 Contested 116 Government 68 Unknown 15" in text(tree)
    assert of_class(tree, "fm-silence") == []


def test_a_side_that_is_silent_says_so(dataset: Dataset, t: Catalogue) -> None:
    view = dataset.default_view.with_(tab="compare", as_of=date(2021, 6, 16))
    tree = html.Div(caption(Reading(dataset, view, t).side(Side("afghan-watchers", view.as_of))))
    assert text(of_class(tree, "fm-silence")).startswith("Afghan watchers")


def test_agreement_says_what_it_rests_on(t: Catalogue) -> None:
    a = pd.Series(["taliban", "taliban", "unknown"], index=["A", "B", "C"])
    b = pd.Series(["government", "taliban", "taliban"], index=["A", "B", "C"])
    said = agreement_words(agreement(a, b), t)
    assert said.startswith("Of 2 districts that both class, 1 have the same class (50.0 %)")
    nothing = agreement_words(agreement(a, pd.Series("unknown", a.index)), t)
    assert nothing == "No district has a class in both; of 2 only one of the two says anything."
    alike = agreement_words(agreement(a, a), t)
    assert "1.00 (95 % interval 1.00 to 1.00)" in alike


def test_a_dataset_without_claims_compares_too(small_site: Site, t: Catalogue) -> None:
    dataset = small_site.dataset
    view = dataset.default_view.with_(tab="compare")
    tree = html.Div(comparison_body(Reading(dataset, view, t), EVERY_KIND))
    assert sum(kinds(tree).values()) == len(dataset.register.frame)
    assert "Taliban" not in text(tree)
