"""The page as a whole: every id once, every callback's ends on it, every control labelled."""

import json
from collections import Counter
from typing import Any

import pytest
from dash import Dash, html

from dashboard.i18n import Catalogue
from dashboard.ids import Id
from dashboard.layout.ledger import ledger_panel
from dashboard.layout.page import page
from dashboard.layout.table import table
from dashboard.reading import Reading
from dashboard.site import Site
from geodata.dataset.dataset import Dataset
from geodata.events.schema import EVENT_TYPES, FAMILIES
from tests.support.tree import nodes, of_type, strings, text

CONTROLS = {
    "MultiSelect",
    "Select",
    "DatePickerInput",
    "Checkbox",
    "CheckboxGroup",
    "Switch",
    "SegmentedControl",
    "ColorSchemeToggle",
}


@pytest.fixture(scope="module")
def tree(site: Site, t: Catalogue) -> Any:
    # What comes when its tab is opened stands beside the page here.
    ledger = ledger_panel(Reading(site.dataset, site.dataset.default_view, t))
    return html.Div([page(site, t), *table(t), ledger])


def ids(tree: Any) -> list[str]:
    return [str(node.id) for node in nodes(tree) if getattr(node, "id", None)]


def by_id(tree: Any, name: str) -> Any:
    (found,) = [node for node in nodes(tree) if getattr(node, "id", None) == name]
    return found


def test_every_id_is_there_once(tree: Any) -> None:
    counted = Counter(ids(tree))
    assert [name for name, n in counted.items() if n > 1] == []
    assert set(Id) <= set(counted)


def test_both_ends_of_every_callback_are_on_the_page(app: Dash, tree: Any) -> None:
    known = set(ids(tree))
    ends = [
        end["id"]
        for callback in app._callback_list
        for end in (*callback["inputs"], *callback["state"])
    ]
    outputs = [
        output.rpartition(".")[0]
        for callback in app._callback_list
        for output in callback["output"].strip(".").split("...")
        if output
    ]
    assert [name for name in (*ends, *outputs) if name and name not in known] == []
    assert len(outputs) > 20


def test_the_page_can_be_sent(tree: Any) -> None:
    # Dash's own way of writing it; a value that JSON cannot hold would fail here.
    assert len(json.dumps(tree.to_plotly_json(), default=lambda part: part.to_plotly_json())) > 0


def test_no_component_reads_markup(tree: Any) -> None:
    assert of_type(tree, "Markdown") == []
    assert of_type(tree, "DangerouslySetInnerHTML") == []
    for node in nodes(tree):
        for name in ("dangerously_allow_html", "dangerously_allow_code"):
            assert not getattr(node, name, False), node


def test_every_control_has_a_label(tree: Any) -> None:
    unnamed = [
        getattr(node, "id", None) or node
        for node in nodes(tree)
        if type(node).__name__ in CONTROLS
        and not (getattr(node, "label", None) or getattr(node, "aria-label", None))
    ]
    assert [name for name in unnamed if name != Id.TAB] == []


def test_every_button_says_what_it_does(tree: Any) -> None:
    for button in of_type(tree, "Button"):
        assert getattr(button, "aria-label", None) or len(text(button)) > 1
        assert button.type == "button"


def test_nothing_on_the_page_comes_from_elsewhere(tree: Any) -> None:
    """What a reader may follow to its source is not loaded."""
    found = [(kind, path, piece) for kind, path, piece in strings(tree) if "://" in piece]
    assert [one for one in found if one[:2] != ("A", "href")] == []


def test_filters_offer_what_the_dataset_has(tree: Any, dataset: Dataset) -> None:
    provinces = by_id(tree, Id.PROVINCE).data
    assert {choice["value"] for choice in provinces} == set(dataset.register.province_names)
    assert [choice["label"] for choice in provinces] == sorted(
        choice["label"] for choice in provinces
    )
    units = [choice["value"] for choice in by_id(tree, Id.FIND_UNIT).data]
    assert sorted(units) == sorted(dataset.register.frame.index)
    groups = by_id(tree, Id.ASSESSMENT).data
    assessments = [choice["value"] for group in groups for choice in group["items"]]
    assert sorted(assessments) == sorted(dataset.assessments)
    kinds = [box.value for box in of_type(by_id(tree, Id.TYPES), "Checkbox")]
    assert kinds == list(EVENT_TYPES)
    families = [box.value for box in of_type(by_id(tree, Id.FAMILIES), "Checkbox")]
    assert families == list(FAMILIES)


def test_controls_start_at_the_default_view(tree: Any, dataset: Dataset) -> None:
    view = dataset.default_view
    assert by_id(tree, Id.AS_OF).value == view.as_of.isoformat()
    assert by_id(tree, Id.DATES).value == [view.date_from.isoformat(), view.date_to.isoformat()]
    assert by_id(tree, Id.ASSESSMENT).value == view.assessment
    assert by_id(tree, Id.PROVINCE).value == []


def test_geometry_is_an_address_and_not_on_the_page(tree: Any) -> None:
    figure = by_id(tree, Id.MAP).figure
    assert figure["data"][0]["geojson"].startswith("/boundaries/approximate/units.geojson?v=")
    assert "coordinates" not in json.dumps(figure)
