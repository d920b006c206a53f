"""Reported against mapped: published counts as they were published, beside our own sums."""

from datetime import date

import pandas as pd
import pytest

from dashboard.i18n import Catalogue
from dashboard.layout.reported import reported
from dashboard.reading import Reading
from geodata.dataset.dataset import Dataset
from geodata.view import View
from tests.support.tree import links, of_class, text


@pytest.fixture
def view(dataset: Dataset) -> View:
    return dataset.default_view


def rows(tree: list[object]) -> dict[str, tuple[str, str]]:
    """Words of each row: label -> (of how many, the three figures)."""
    heads = of_class(tree, "fm-reported-row")
    figures = of_class(tree, "fm-reported-figures")
    return {
        text(head.children[0]): (text(head.children[1]), text(figure))
        for head, figure in zip(heads, figures, strict=True)
    }


def test_both_published_totals_stand_side_by_side(
    dataset: Dataset, view: View, t: Catalogue
) -> None:
    said = rows(reported(Reading(dataset, view, t)))
    assert said["Afghan watchers, 3 August 2021"] == ("422", "140 / 151 / 131")
    assert said["Long War Journal, 3 August 2021"] == ("407 of 422", "223 / 116 / 68")


def test_beside_them_stands_what_named_sources_add_up_to(
    dataset: Dataset, view: View, t: Catalogue
) -> None:
    statuses = dataset.assessments["named-sources"].status_as_of(view.as_of)["status"]
    named = [int(statuses.eq(name).sum()) for name in ("taliban", "contested", "government")]
    of, figures = rows(reported(Reading(dataset, view, t)))[t("reported.named")]
    assert figures == " / ".join(map(str, named))
    assert of == f"{sum(named)} of 422"


def test_the_difference_and_the_surplus_are_said(
    dataset: Dataset, view: View, t: Catalogue
) -> None:
    said = text(reported(Reading(dataset, view, t)))
    assert t("reported.differ", n=223 - 140) in said
    statuses = dataset.assessments["named-sources"].status_as_of(view.as_of)["status"]
    named = int(statuses.eq("taliban").sum())
    assert named > 140
    surplus = t("reported.surplus", n=named, more=named - 140, source="Afghan watchers")
    assert surplus in said
    assert "than Long War Journal counted" not in said


def test_a_published_count_links_to_its_source_if_it_has_an_address(
    dataset: Dataset, view: View, t: Catalogue
) -> None:
    published = dataset.latest_totals(view.as_of)
    assert links(reported(Reading(dataset, view, t))) == [
        url for url in published["source_url"] if url
    ]


def test_another_day_has_the_latest_count_before_it(
    dataset: Dataset, view: View, t: Catalogue
) -> None:
    for day in (date(2021, 8, 2), date(2021, 8, 15)):
        latest = dataset.latest_totals(day)
        said = rows(reported(Reading(dataset, view.with_(as_of=day), t)))
        assert len(said) == len(latest) + 1
        counted = date.fromisoformat(latest["as_of"].iloc[0])
        assert counted <= day
        assert any(t.day(counted) in label for label in said)


def test_before_any_count_it_says_that_there_is_none(
    dataset: Dataset, view: View, t: Catalogue
) -> None:
    tree = reported(Reading(dataset, view.with_(as_of=date(1990, 1, 1)), t))
    assert t("reported.none") in text(tree)
    assert rows(tree) == {t("reported.named"): ("0 of 422", "0 / 0 / 0")}


def test_what_does_not_add_up_is_shown_and_not_mended(
    dataset: Dataset, view: View, t: Catalogue
) -> None:
    odd = dataset.totals[dataset.totals["residual"].ne(0)]
    assert len(odd) > 0
    for row in odd.to_dict("records"):
        day = date.fromisoformat(row["as_of"])
        tree = reported(Reading(dataset, view.with_(as_of=day), t))
        classes = " / ".join(t.number(row[c]) for c in ("taliban", "contested", "government"))
        assert classes in text(of_class(tree, "fm-reported-figures"))
        residual = int(row["residual"])
        off = f"{residual} short" if residual > 0 else f"{-residual} too many"
        assert f"The published figures do not add up: {off}." in text(tree)


def test_counts_of_the_country_say_so_beside_a_province(
    dataset: Dataset, view: View, t: Catalogue
) -> None:
    whole, herat = (
        reported(Reading(dataset, view.with_(provinces=codes), t)) for codes in ((), ("AF-HER",))
    )
    assert rows(whole) == rows(herat)
    assert t("reported.whole") in text(herat)
    assert t("reported.whole") not in text(whole)


def test_totals_are_never_two_of_one_source_and_day(dataset: Dataset) -> None:
    assert not pd.MultiIndex.from_frame(dataset.totals[["as_of", "source"]]).duplicated().any()
