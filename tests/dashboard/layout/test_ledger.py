"""The ledger tab: every total as published, ours beside it, claims and their ends, one-sidedness."""

import re

import pandas as pd
import pytest
from dash import html

from dashboard.figures.totals import totals_figure
from dashboard.i18n import Catalogue
from dashboard.layout.details import details
from dashboard.layout.ledger import ledger_panel
from dashboard.layout.total_card import MOST_LINKS
from dashboard.reading import Reading
from dashboard.site import Site
from dashboard.wording.totals import signed
from geodata.claims.one_sided import both_ways, one_sided
from geodata.dataset.dataset import Dataset
from tests.support.recompute import named_statuses, table
from tests.support.tree import links, of_class, of_type, text


@pytest.fixture(scope="module")
def tree(dataset: Dataset, t: Catalogue) -> html.Div:
    return ledger_panel(Reading(dataset, dataset.default_view.with_(tab="ledger"), t))


def test_every_published_class_stands_there_with_ours(tree: html.Div, dataset: Dataset) -> None:
    rows = {
        str(row.to_plotly_json()["props"]["data-total"]): row.children
        for row in of_type(tree, "Tr")
        if "data-total" in row.to_plotly_json()["props"]
    }
    assert len(rows) == len(dataset.ledger) == 40
    published = table("reported_figures")
    for total in dataset.ledger.to_dict("records"):
        cells = rows[total["total_id"]]
        named = named_statuses(total["as_of"])
        ours = named["status"].value_counts() if len(named) else pd.Series(dtype="int64")
        for cell, name in zip(cells[2:5], ("taliban", "contested", "government"), strict=True):
            given = re.match(r"(\d+) (\d+) named, (\S+)$", text(cell))
            if given is None:
                continue
            n, mine = int(given[1]), int(ours.get(name, 0))
            assert (int(given[2]), given[3]) == (mine, f"{n - mine:+d}".replace("-", "−").replace(
                "+0", "±0"))  # fmt: skip
            figures = published[
                published["as_of_date"].eq(total["as_of"])
                & published["metric"].isin([f"districts_{name}", f"district_centres_{name}"])
            ]
            assert n in set(figures["value"])


def test_what_does_not_add_up_says_so(tree: html.Div) -> None:
    said = {
        str(row.to_plotly_json()["props"].get("data-total")): text(row.children[-1])
        for row in of_type(tree, "Tr")
    }
    assert said["2016-05-28-sigar-usfor-a"] == "1 too many"
    assert said["2021-06-16-long-war-journal"] == "8 short"
    assert said["2021-08-03-afghan-watchers"] == "yes"
    assert said["2021-07-09-taliban-delegation-in-moscow"] == "not all published"


HOLLOW = "rgba(0,0,0,0)"


def dots(tree: html.Div, *, hollow: bool) -> list[tuple[str, float]]:
    (chart,) = of_class(tree, "fm-ledger-chart")
    return sorted(
        (total[0].removeprefix("total:"), y)
        for one in chart.figure["data"]
        if one["mode"] == "markers" and (one["marker"]["color"] == HOLLOW) == hollow
        for total, y in zip(one["customdata"], one["y"], strict=True)
    )


def test_a_share_or_a_range_has_hollow_dots(tree: html.Div) -> None:
    """By hand: 7 % of SIGAR's usual 407 in 2015; Wikipedia's 305 to 399 at the end."""
    found = dots(tree, hollow=True)
    assert ("2015-11-30-sigar-resolute-support", pytest.approx(28.49)) in found
    wikipedia = [n for total, n in found if "wikipedia" in total]
    assert wikipedia == [305, 399]
    published = table("reported_figures")
    assert len(found) == int(
        published["metric"].str.contains(r"districts_.*_(?:pct|low|high)").sum()
    )


def test_counts_of_falls_are_listed_apart(tree: html.Div) -> None:
    published = table("reported_figures")
    falls = published["metric"].str.contains("_fallen_|_recaptured")
    (part,) = [one for one in of_class(tree, "fm-types") if "they are no totals" in text(one)]
    lines = [text(line) for line in of_type(part, "Li")]
    assert len(lines) == int((falls & published["place"].eq("Afghanistan")).sum()) == 13
    assert any("UN special envoy" in line and "More than 50 of 370" in line for line in lines)


def test_a_dot_for_every_published_number(tree: html.Div, dataset: Dataset) -> None:
    drawn = dots(tree, hollow=False)
    rows = dataset.ledger[~dataset.ledger["repeats"]]
    expected = sorted(
        (row["total_id"], int(row[name]))
        for row in rows.to_dict("records")
        for name in ("taliban", "contested", "government")
        if isinstance(row[name], int | float) and row[name] == row[name]
    )
    assert drawn == expected


def test_claims_end_once(tree: html.Div, dataset: Dataset) -> None:
    intro = next(p for p in of_type(tree, "P") if "were confirmed by" in text(p))
    n, confirmed, contradicted, open_ = (int(x) for x in re.findall(r"\d+", text(intro)))
    assert n == len(dataset.claims) == confirmed + contradicted + open_


def test_lists_of_what_is_one_sided(tree: html.Div, dataset: Dataset) -> None:
    view = dataset.default_view
    found = one_sided(dataset.claims, dataset.register.frame.index, view.as_of, view.stale)
    for part in of_class(tree, "fm-types"):
        flag = part.to_plotly_json()["props"].get("data-flag")
        if flag:
            assert len(of_type(part, "Li")) == int(found[flag].sum())
    (steps,) = of_class(tree, "fm-to-and-fro")
    assert len(of_type(steps, "Li")) == len(both_ways(dataset.claims)) == 34


def test_a_total_leads_to_its_card(dataset: Dataset, t: Catalogue) -> None:
    view = dataset.default_view.with_(select="total:2021-06-16-long-war-journal")
    tree = html.Div(details(Reading(dataset, view, t)))
    said = text(tree)
    assert "Long War Journal" in said
    assert "via Axios" in said
    assert (
        "Of 407, this publisher’s usual number; this count gives none. Does not add up: 8 short."
        in said
    )
    (classes,) = of_class(tree, "fm-total")
    named = named_statuses("2021-06-16")["status"].value_counts()
    for row, (name, n) in zip(
        of_type(classes, "Tbody")[0].children,
        (("taliban", 104), ("contested", 201), ("government", 94)),
        strict=True,
    ):
        cells = [text(cell) for cell in row.children[1:]]
        assert cells == [str(n), str(named[name]), signed(n - named[name], t)]
    unknown = 422 - int(named.sum())
    assert f"Unknown, {unknown}: could be Taliban" in said
    assert any("as_of=2021-06-16" in link for link in links(tree))


def test_a_card_lists_a_district_once_and_links_what_it_can(dataset: Dataset, t: Catalogue) -> None:
    for total in ("2016-05-28-sigar-usfor-a", "2021-08-03-long-war-journal"):
        tree = html.Div(
            details(Reading(dataset, dataset.default_view.with_(select=f"total:{total}"), t))
        )
        groups = [part for part in of_class(tree, "fm-types")
                  if "data-reason" in part.to_plotly_json()["props"]]  # fmt: skip
        listed = 0
        for part in groups:
            n = int(re.search(r", (\d+): could be", text(part))[1])  # type: ignore[index]
            names = text(of_class(part, "fm-note")).split(",")
            assert len(names) == n
            assert len(of_type(part, "Link")) == (n if n <= MOST_LINKS else 0)
            listed += n
        assert 0 < listed <= 422


def test_a_chart_of_shares_alone_or_of_nothing(dataset: Dataset, t: Catalogue) -> None:
    ledger = dataset.ledger
    shares = ledger[ledger["total_id"].eq("2018-10-31-sigar")]
    drawn = [one for one in totals_figure(shares, t)["data"] if one["mode"] == "markers"]
    assert sum(len(one["x"]) for one in drawn) == 3
    whole = ledger[ledger["total_id"].eq("2021-07-08-ap")]
    assert totals_figure(whole, t)["data"] == []


def test_a_dataset_without_totals_says_so(small_site: Site, t: Catalogue) -> None:
    dataset = small_site.dataset
    said = text(ledger_panel(Reading(dataset, dataset.default_view.with_(tab="ledger"), t)))
    assert "This dataset has no published totals." in said
