"""What is sent ready made is what Dash would have sent."""

from __future__ import annotations

import pytest
from dash._utils import to_json

from dashboard.callbacks.ready import ready
from dashboard.i18n import Catalogue
from dashboard.layout.comparison import comparison_body
from dashboard.reading import Reading
from geodata.answers.compare import ASSESSMENT_KINDS, DATE_KINDS
from geodata.dataset.dataset import Dataset

OPENED = frozenset((*DATE_KINDS, *ASSESSMENT_KINDS, "provinces"))


@pytest.mark.parametrize("compare", ["2021-06-16", "long-war-journal"])
@pytest.mark.parametrize("opened", [frozenset(), OPENED])
def test_the_same_bytes(
    dataset: Dataset, t: Catalogue, compare: str, opened: frozenset[str]
) -> None:
    view = dataset.default_view.with_(assessment="named-sources", tab="compare", compare=compare)
    body = comparison_body(Reading(dataset, view, t), opened)
    made = to_json({"compare-body": {"children": body}})
    assert to_json({"compare-body": {"children": ready(body)}}) == made
    assert len(made) > 5_000
