"""Nothing that was allocated is ever called documented: a walk over everything that goes out.

What is allocated is worked out here from the files: under a published count, a unit with a status
that no claim names by the day. Under the claims of sources nothing is.
"""

import csv
import io
import json
from datetime import date
from typing import Any

import pytest
from dash import html

from dashboard.app import create_app
from dashboard.figures.map_parts import UNITS
from dashboard.figures.view_map import map_units, other_parts, view_parts
from dashboard.i18n import Catalogue, catalogue
from dashboard.layout.comparison import comparison_body
from dashboard.layout.filters import assessment_choices
from dashboard.layout.summary import summary
from dashboard.layout.unit_card import unit_details
from dashboard.printing.text import page_text
from dashboard.reading import Reading
from dashboard.site import Site
from dashboard.web.settings import Settings
from dashboard.wording.changes import change_lines
from dashboard.wording.layers import shown_colours
from dashboard.wording.palette import CODE_COLOURS, status_code
from geodata.answers.compare import ASSESSMENT_KINDS
from geodata.dataset.dataset import Dataset, open_dataset
from geodata.view import View
from tests.support.command import frontmap
from tests.support.read import read
from tests.support.recompute import named_statuses
from tests.support.tree import of_class, text

COUNTS = {
    "afghan-watchers": ("2021-08-03",),
    "long-war-journal": ("2021-06-16", "2021-07-10", "2021-08-03", "2021-08-10"),
}
CASES = [(name, day) for name, days in COUNTS.items() for day in days]
Case = tuple[View, set[str], set[str]]


@pytest.fixture(scope="module")
def t() -> Catalogue:
    return catalogue("en")


@pytest.fixture(scope="module")
def site(dataset: Dataset) -> Site:
    return Site(Settings(), dataset)


@pytest.fixture(scope="module", params=CASES, ids=[f"{name} {day}" for name, day in CASES])
def case(request: pytest.FixtureRequest, dataset: Dataset) -> Case:
    """A view of a count, its allocated units, and those that it may call documented."""
    name, day = request.param
    view = dataset.default_view.with_(assessment=name, as_of=date.fromisoformat(day))
    status = dataset.statuses(view)["status"]
    named = named_statuses(day).reindex(status.index)
    known = status.ne("unknown")
    allocated = set(status.index[known & named["status"].isna()])
    agrees = named["status"].eq(status) & named["basis"].eq("documented")
    assert len(allocated) > 50
    return view, allocated, set(status.index[known & agrees])


def test_the_cases_are_all_counts_of_the_dataset(dataset: Dataset) -> None:
    groups = {name: a.group for name, a in dataset.assessments.items()}
    assert {name for name, group in groups.items() if group == "counts"} == set(COUNTS)


@pytest.mark.parametrize("name", sorted(set(open_dataset().assessments) - set(COUNTS)))
def test_what_sources_say_holds_nothing_allocated(dataset: Dataset, name: str) -> None:
    spells = dataset.assessments[name].spells
    assert set(spells["basis"]) <= {"documented", "conflicting"}
    assert spells["claim_ids"].map(len).gt(0).all()


# The page -----------------------------------------------------------------------------------


def test_map_colours_and_hover(site: Site, case: Case, t: Catalogue) -> None:
    view, allocated, documented = case
    parts = view_parts(site.reading_of(view), None)
    units = map_units(read(site.dataset, boundaries="approximate")).index
    codes = dict(zip(units, parts["data", UNITS, "z"], strict=True))
    words = dict(zip(units, parts["data", UNITS, "text"], strict=True))
    pale = {status_code(s, "allocated") for s in ("taliban", "contested", "government")}
    full = {status_code(s, "documented") for s in ("taliban", "contested", "government")}
    said = {t("hover.status.allocated", status=t(f"status.{s}")) for s in
            ("taliban", "contested", "government")}  # fmt: skip
    for unit in allocated:
        assert codes[unit] in pale
        assert words[unit] in said
        assert "documented" not in words[unit]
    assert {unit for unit, code in codes.items() if code in full} >= documented
    assert not {unit for unit, code in codes.items() if code in pale} & documented


def test_map_of_ages_and_second_map(site: Site, case: Case) -> None:
    view, allocated, _ = case
    units = map_units(read(site.dataset, boundaries="approximate")).index
    aged = view_parts(site.reading_of(view.with_(layer="age")), None)["data", UNITS, "text"]
    other = view.with_(tab="compare", assessment="named-sources",
                       compare=f"{view.assessment}@{view.as_of}")  # fmt: skip
    beside = other_parts(site.reading_of(other))["data", UNITS, "text"]
    for texts in (aged, beside):
        words = dict(zip(units, texts, strict=True))
        assert all("allocated" in words[unit] for unit in allocated)
        assert not any("documented" in words[unit] for unit in allocated)


def test_legend_and_ranges(dataset: Dataset, case: Case, t: Catalogue) -> None:
    view, allocated, documented = case
    tree = html.Div(summary(Reading(dataset, view, t)))
    shown = {
        item.to_plotly_json()["props"]["data-basis"]: int(text(item))
        for item in of_class(tree, "fm-count")
        if "data-basis" in item.to_plotly_json()["props"]
    }
    assert shown["allocated"] == len(allocated)
    assert shown["documented"] == len(documented)
    # A range leaves out of a class everything that was allocated.
    status = dataset.statuses(view)["status"]
    for span in of_class(tree, "fm-range"):
        name = span.to_plotly_json()["props"]["data-range"]
        low = int(text(span).strip("()").split("–")[0])
        assert low <= int(status.eq(name).sum()) - len(
            {unit for unit in allocated if status[unit] == name}
        )


def test_unit_cards(dataset: Dataset, case: Case, t: Catalogue) -> None:
    view, allocated, _ = case
    for unit in sorted(allocated)[::7]:
        tree = html.Div(unit_details(Reading(dataset, view.with_(select=unit), t), unit))
        (status,) = of_class(tree, "fm-status")
        (chip,) = of_class(status, "fm-chip")
        assert chip.to_plotly_json()["props"]["data-basis"] == "allocated"
        assert "allocated" in text(status)
        assert "documented" not in text(status).lower()
        lines = " ".join(text(line) for line in of_class(tree, "fm-changes"))
        assert f"allocated: {dataset.assessments[view.assessment].source_name}" in lines


def test_pickers_say_it(dataset: Dataset, t: Catalogue) -> None:
    groups = assessment_choices(dataset, t)
    labels = {item["value"]: item["label"] for group in groups for item in group["items"]}  # type: ignore[attr-defined]
    assert {name for name, label in labels.items() if "allocated" in label} == set(COUNTS)


def test_comparisons_on_the_page(dataset: Dataset, case: Case, t: Catalogue) -> None:
    view, allocated, _ = case
    compared = view.with_(tab="compare", compare=f"named-sources@{view.as_of}")
    rows = of_class(
        html.Div(comparison_body(Reading(dataset, compared, t), frozenset(ASSESSMENT_KINDS))),
        "fm-types",
    )
    names = dataset.register.frame["name_en"]
    told = " ".join(text(row) for row in rows)
    assert "allocated" in told
    for unit in sorted(allocated)[:5]:
        assert names[unit] in told


def test_what_changed(dataset: Dataset, t: Catalogue) -> None:
    view = dataset.default_view.with_(
        assessment="long-war-journal", tab="compare", compare="2021-06-16"
    )
    named = named_statuses("2021-08-03").index
    lines = change_lines(Reading(dataset, view, t))
    assert len(lines) > 100
    for line in lines:
        if line.unit_id not in named and "→ Unknown" not in line.words:
            assert line.basis == "allocated"
            assert "allocated: Long War Journal" in line.text()


# Files, JSON, command, paper ----------------------------------------------------------------


@pytest.fixture(scope="module")
def ask() -> Any:
    client = create_app(Settings()).server.test_client()

    def answer(path: str) -> str:
        response = client.get(path)
        assert response.status_code == 200, response.text
        return str(response.text)

    return answer


def test_exports(ask: Any, case: Case) -> None:
    view, allocated, documented = case
    query = f"assessment={view.assessment}&as_of={view.as_of}"
    day = view.as_of.isoformat()
    spells = csv.DictReader(io.StringIO(ask(f"/history.csv?{query}")))
    held = {
        row["unit_id"]: row["basis"] for row in spells if row["from"] <= day <= row["to"]
    }  # the day of a count is inside both ends
    assert {unit for unit, basis in held.items() if basis == "allocated"} == allocated
    assert {unit for unit, basis in held.items() if basis == "documented"} == documented
    compared = f"/compare.csv?{query}&compare=named-sources"
    bases = {r["unit_id"]: r["before_basis"] for r in csv.DictReader(io.StringIO(ask(compared)))}
    assert {unit for unit, basis in bases.items() if basis == "allocated"} == allocated
    drawn = json.loads(ask(compared.replace(".csv", ".geojson")))["features"]
    bases = {one["id"]: one["properties"]["before_basis"] for one in drawn}
    assert {unit for unit, basis in bases.items() if basis == "allocated"} == allocated


def test_json(ask: Any, case: Case) -> None:
    view, allocated, documented = case
    query = f"assessment={view.assessment}&as_of={view.as_of}&compare=named-sources&history=1"
    told = json.loads(ask(f"/status.json?{query}"))
    assert (told["allocated"], told["documented"]) == (len(allocated), len(documented))
    first = told["comparison"]["first"]
    assert (first["allocated"], first["documented"]) == (len(allocated), len(documented))
    assert {u["unit_id"] for u in told["comparison"]["units"]
            if u["before_basis"] == "allocated"} == allocated  # fmt: skip
    days = {row["as_of"]: row["allocated"] for row in told["history"]["days"]}
    assert days.get(view.as_of.isoformat(), len(allocated)) == len(allocated)


def test_command(case: Case) -> None:
    view, allocated, documented = case
    told = frontmap(
        "status", "--assessment", view.assessment, "--as-of", view.as_of, "--json"
    ).json()
    assert (told["allocated"], told["documented"]) == (len(allocated), len(documented))
    listed = frontmap("assessments", "list", "--json").json()["assessments"]
    assert {row["name"] for row in listed if row["basis"] == "allocated"} == set(COUNTS)


def test_paper(dataset: Dataset, case: Case, t: Catalogue) -> None:
    view, allocated, documented = case
    facts = Reading(dataset, view, t)
    status = facts.statuses["status"]
    for unit in allocated:
        expected = CODE_COLOURS[status_code(str(status[unit]), "allocated")]
        assert shown_colours(facts)[unit] == expected
    lines = {name: "".join(line) for name, line in page_text(facts, "").basis}
    assert (
        lines["allocated"].endswith(f" {len(allocated)}")
        or str(len(allocated)) in lines["allocated"]
    )
    assert str(len(documented)) in lines["documented"]
    assert sum(row.allocated for row in page_text(facts, "").statuses) == len(allocated)
