"""One unit: names, status and basis, the claims behind it in date order, its incidents."""

from datetime import date

import pandas as pd
import pytest
from dash import html

from dashboard.i18n import Catalogue
from dashboard.layout.unit_card import unit_details
from dashboard.reading import Reading
from geodata.dataset.dataset import EMBEDDED, Dataset
from geodata.view import View
from tests.support.tree import links, of_class, of_type, text

MUCH_CLAIMED = "AF1904"  # six claims by 3 August 2021, of four sources that disagree
HERAT_CITY = "AF3201"


@pytest.fixture
def view(dataset: Dataset) -> View:
    return dataset.default_view


def test_a_unit_is_named_in_every_language_that_knows_it(
    dataset: Dataset, view: View, t: Catalogue
) -> None:
    units = dataset.register.frame
    unit_id = units.index[units["name_ps"].notna() & units["name_ps"].ne(units["name_fa"])][0]
    unit = units.loc[unit_id]
    names = {
        name.lang: text(name)
        for name in of_type(unit_details(Reading(dataset, view, t), unit_id), "Bdi")
    }
    assert names == {"en": unit["name_en"], "fa": unit["name_fa"], "ps": unit["name_ps"]}


def test_a_name_that_two_languages_share_is_said_once(
    dataset: Dataset, view: View, t: Catalogue
) -> None:
    units = dataset.register.frame
    unit_id = units.index[units["name_ps"].notna() & units["name_ps"].eq(units["name_fa"])][0]
    assert len(of_type(unit_details(Reading(dataset, view, t), unit_id), "Bdi")) == 2


def test_status_and_basis_are_those_of_the_map(dataset: Dataset, view: View, t: Catalogue) -> None:
    statuses = dataset.statuses(view)
    for basis in ("documented", "conflicting", "allocated"):
        unit_id = statuses.index[statuses["basis"].eq(basis)][0]
        (chip,) = of_class(unit_details(Reading(dataset, view, t), unit_id), "fm-chip")
        assert getattr(chip, "data-basis") == basis
        assert text(chip) == t(f"status.{statuses.loc[unit_id, 'status']}")


def test_an_allocated_unit_is_never_said_to_be_so_since_a_day(
    dataset: Dataset, view: View, t: Catalogue
) -> None:
    statuses = dataset.statuses(view)
    unit_id = statuses.index[statuses["basis"].eq("allocated")][0]
    said = text(of_class(unit_details(Reading(dataset, view, t), unit_id), "fm-status"))
    assert "allocated" in said
    assert "since" not in said


def test_with_only_what_a_source_names_an_allocated_unit_is_unknown(
    dataset: Dataset, view: View, t: Catalogue
) -> None:
    statuses = dataset.statuses(view)
    unit_id = statuses.index[statuses["basis"].eq("allocated")][0]
    tree = unit_details(Reading(dataset, view.with_(documented_only=True), t), unit_id)
    (chip,) = of_class(tree, "fm-chip")
    assert text(chip) == "Unknown"
    assert t("basis.hidden.unit") in text(tree)


def test_beside_another_assessment_stands_what_named_sources_say(
    dataset: Dataset, view: View, t: Catalogue
) -> None:
    named = dataset.assessments["named-sources"].status_as_of(view.as_of).loc[MUCH_CLAIMED]
    said = t("details.named", status=t(f"status.{named['status']}"))
    assert said in text(unit_details(Reading(dataset, view, t), MUCH_CLAIMED))
    own = view.with_(assessment="named-sources")
    assert "Named sources alone" not in text(unit_details(Reading(dataset, own, t), MUCH_CLAIMED))


def test_the_claims_behind_a_unit_are_all_there_in_date_order_with_their_sources(
    dataset: Dataset, view: View, t: Catalogue
) -> None:
    rows = pd.read_csv(EMBEDDED / "claims.csv", dtype=str)
    rows = rows[rows["unit_id"].eq(MUCH_CLAIMED)]
    rows = rows.assign(day=rows["date_from"].fillna(rows["as_of_date"]))
    rows = rows[rows["day"] <= "2021-08-03"]
    series = pd.read_csv(EMBEDDED / "takeovers.csv", dtype=str)
    dated = series[series["unit_id"].eq(MUCH_CLAIMED) & series["taliban_from"].notna()]

    tree = unit_details(Reading(dataset, view, t), MUCH_CLAIMED)
    (claims,) = of_class(tree, "fm-claims")
    days = [time.dateTime for time in of_type(claims, "Time")]
    assert days == sorted(days, reverse=True)
    assert sorted(days) == sorted([*rows["day"], *dated["taliban_from"]])
    assert len(days) >= 6
    assert t("details.claims", n=str(len(days))) in text(tree)
    assert set(rows["source_url"]) <= set(links(claims))
    for source, status in zip(rows["source_name"], rows["status"], strict=True):
        assert f"{t('status.' + status)} : {source}" in text(claims)


def test_claims_of_one_day_stand_in_the_order_of_the_ledger(
    dataset: Dataset, view: View, t: Catalogue
) -> None:
    ledger = dataset.claims_of(MUCH_CLAIMED)
    ledger = ledger[ledger["day"] <= pd.Timestamp(view.as_of)]
    assert ledger["day"].duplicated().any()
    newest_first = ledger.sort_values("day", ascending=False, kind="stable")
    (claims,) = of_class(unit_details(Reading(dataset, view, t), MUCH_CLAIMED), "fm-claims")
    said = [text(source) for source in of_class(claims, "fm-source")]
    assert said == newest_first["source_name"].tolist()


def test_later_claims_are_not_known_yet(dataset: Dataset, view: View, t: Catalogue) -> None:
    early = view.with_(as_of=date(2021, 6, 15), assessment="named-sources")
    (claims,) = of_class(unit_details(Reading(dataset, early, t), MUCH_CLAIMED), "fm-claims")
    days = [time.dateTime for time in of_type(claims, "Time")]
    assert days
    assert max(days) <= "2021-06-15"


def test_a_claim_that_decides_nothing_is_shown_and_says_why(
    dataset: Dataset, view: View, t: Catalogue
) -> None:
    claims = dataset.claims[dataset.claims["day"] <= pd.Timestamp(view.as_of)]
    off = claims[claims["weight"].eq(0)]
    assert {"not_found", "unchecked"} <= set(off["check"])
    for unit_id, mine in off.groupby("unit_id"):
        shown = of_class(unit_details(Reading(dataset, view, t), str(unit_id)), "fm-claim-off")
        assert len(shown) == len(mine)
        assert all("decides nothing" in text(claim) for claim in shown), unit_id


def test_a_unit_nobody_names_says_so(dataset: Dataset, view: View, t: Catalogue) -> None:
    named = set(dataset.claims["unit_id"])
    unit_id = next(unit for unit in dataset.register.frame.index if unit not in named)
    tree = unit_details(Reading(dataset, view, t), unit_id)
    assert t("details.claims.none") in text(tree)
    assert of_class(tree, "fm-claims") == []


def test_its_incidents_are_those_of_the_view(dataset: Dataset, view: View, t: Catalogue) -> None:
    rows = pd.read_csv(EMBEDDED / "events.csv", dtype=str)
    here = rows[
        rows["unit_id"].eq(HERAT_CITY)
        & (rows["date_start"] <= "2021-08-04")
        & (rows["date_end"] >= "2021-07-28")
    ]
    tree = unit_details(Reading(dataset, view, t), HERAT_CITY)
    assert len(of_type(tree, "Article")) == len(here) > 0
    assert t("details.incidents", n=str(len(here))) in text(tree)
    for summary in here["summary"]:
        assert summary in text(tree)


def test_a_unit_without_incidents_says_so(dataset: Dataset, view: View, t: Catalogue) -> None:
    tree = unit_details(Reading(dataset, view.with_(types=("none",)), t), HERAT_CITY)
    assert t("details.incidents.none") in text(tree)


def test_every_unit_can_be_shown(dataset: Dataset, view: View, t: Catalogue) -> None:
    later = view.with_(as_of=date(2021, 8, 15), assessment="named-sources")
    for unit_id in dataset.register.frame.index[::7]:
        for chosen in (view, later):
            tree = unit_details(Reading(dataset, chosen, t), unit_id)
            assert unit_id in text(tree)
            assert "nan" not in text(tree).lower().split()


def test_unknown_says_whether_nobody_speaks_or_the_view_hides(
    dataset: Dataset, t: Catalogue
) -> None:
    view = dataset.default_view
    statuses = dataset.statuses(view)
    allocated = str(statuses.index[statuses["basis"].eq("allocated")][0])
    hidden = text(
        html.Div(unit_details(Reading(dataset, view.with_(documented_only=True), t), allocated))
    )
    assert "only what is documented" in hidden
    silent = text(
        html.Div(unit_details(Reading(dataset, view.with_(as_of=date(2021, 7, 1)), t), allocated))
    )
    assert "does not say" in silent
