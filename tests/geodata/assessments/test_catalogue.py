"""Which assessments the facts give, and that each is made of its own claims alone."""

import pandas as pd

from geodata import Dataset
from geodata.assessments.named import NamedSources


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


def ids_behind(dataset: Dataset, name: str) -> list[str]:
    ids: pd.Series = dataset.assessments[name].spells["claim_ids"].explode()
    assert ids.notna().all()
    return sorted(set(ids))


def test_all_claims_that_decide_stand_behind_named_sources(dataset: Dataset) -> None:
    named = dataset.assessments["named-sources"]
    assert isinstance(named, NamedSources)
    assert named.claims is dataset.claims
    assert named.spells["unit_id"].nunique() == 272
