"""Which assessments the facts give, and that each is made of its own claims alone."""

from datetime import date

import pandas as pd

from geodata import Dataset
from geodata.assessments.catalogue import WATCHERS_PUBLISHER, claim_assessments, series_assessments
from geodata.assessments.named import NamedSources
from geodata.claims.claims import no_claims


def test_the_default_comes_first_and_groups_follow_each_other(dataset: Dataset) -> None:
    names = list(dataset.assessments)
    assert names[0] == dataset.default_view.assessment == "afghan-watchers"
    groups = [assessment.group for assessment in dataset.assessments.values()]
    order = ["counts", "named", "kinds", "outlets", "reports"]
    assert groups == sorted(groups, key=order.index)
    for name, assessment in dataset.assessments.items():
        assert assessment.name == name


def test_every_single_source_that_names_ten_units_is_there(dataset: Dataset) -> None:
    claims = dataset.claims
    said = claims[~claims["claim_id"].str.startswith("S-") & (claims["weight"] > 0)]
    named = said.groupby("source_id")["unit_id"].nunique()
    reports = {n.removeprefix("report-") for n in dataset.assessments if n.startswith("report-")}
    assert reports == set(named.index[named >= 10])
    assert {"sair-2021-06-26", "kabulnow-2021-06-21", "bbc-2021-07-12"} <= reports
    assert "lwj-kunduz-2021-06-22" not in reports


def test_an_assessment_of_some_claims_rests_on_these_alone(dataset: Dataset) -> None:
    kinds = {
        "named-analysts": "analyst",
        "named-media": "media",
        "named-party-claims": "party claim",
    }
    ledger = dataset.claims.set_index("claim_id")
    for name, kind in kinds.items():
        behind = ledger.loc[ids_behind(dataset, name)]
        assert set(behind["source_kind"]) == {kind}
    assert set(ledger.loc[ids_behind(dataset, "outlet-kabul-now"), "outlet"]) == {"Kabul Now"}
    report = ledger.loc[ids_behind(dataset, "report-sair-2021-06-26")]
    assert set(report["source_id"]) == {"sair-2021-06-26"}


def test_ten_units_make_an_assessment_of_a_report_and_two_reports_one_of_an_outlet() -> None:
    def claims(outlet: str, report: str, units: int, weight: float = 1.0) -> pd.DataFrame:
        ids = [f"{report}-{i}" for i in range(units)]
        day = pd.Timestamp("2021-07-01")
        return no_claims().reindex(range(units)).assign(
            claim_id=ids, unit_id=[f"U{i}" for i in range(units)], source_id=report, outlet=outlet,
            source_kind="official", weight=weight, status="taliban", day=day, as_of_date=day,
        )  # fmt: skip

    ledger = pd.concat(
        [
            claims("Nine", "nine", 9),
            claims("Ten", "ten", 10),
            claims("Twice", "first", 10),
            claims("Twice", "second", 12),
            claims("Not found", "lost", 10, weight=0.0),
        ]
    )
    names = [made.name for made in claim_assessments(pd.DataFrame(), ledger)]
    assert names == ["outlet-twice", "report-second", "report-first", "report-ten"]


def test_two_counts_in_a_year_make_a_series_of_any_source_and_one_of_the_watchers() -> None:
    days = [("Once", "2021-06-01"), ("Twice", "2021-06-01"), ("Twice", "2021-06-02")]
    days += [
        ("Last year", "2020-12-31"),
        ("Last year", "2021-01-01"),
        (WATCHERS_PUBLISHER, "2021-08-03"),
    ]
    totals = pd.DataFrame(days, columns=["source", "as_of"]).assign(
        taliban=1, contested=0, government=0
    )
    named = NamedSources(units=pd.DataFrame(), claims=no_claims())
    made = list(series_assessments(totals.iloc[::-1], 2021, named, pd.DataFrame()))
    assert [one.source_name for one in made] == [WATCHERS_PUBLISHER, "Twice"]
    assert [count.day for count in made[1].counts] == [date(2021, 6, 1), date(2021, 6, 2)]


def ids_behind(dataset: Dataset, name: str) -> list[str]:
    ids: pd.Series = dataset.assessments[name].spells["claim_ids"].explode()
    assert ids.notna().all()
    return sorted(set(ids))


def test_all_claims_that_decide_stand_behind_named_sources(dataset: Dataset) -> None:
    named = dataset.assessments["named-sources"]
    assert isinstance(named, NamedSources)
    assert named.claims is dataset.claims
    assert named.spells["unit_id"].nunique() == 272
