"""The right column follows the query: the selection, and the published totals."""

from typing import Any

import pytest

from dashboard.callbacks import details as region
from dashboard.site import LiveSite, Site
from tests.support.planting import Planted
from tests.support.recorder import Recorder
from tests.support.tree import of_class, of_type, text


def callback(site: Site) -> Any:
    recorder = Recorder()
    region.register(recorder, LiveSite(site))
    return recorder.functions["show_details"]


@pytest.mark.parametrize(
    ("search", "words"),
    [
        (None, "Click a district or an incident"),
        ("?select=AF3201", "Selected district"),
        ("?select=AFG-20210804-08", "Selected incident"),
        ("?select=@62.2000,34.3480", "Incidents at this place"),
        ("?select=nothing-here", "Click a district or an incident"),
    ],
)
def test_the_selection_of_the_query_is_shown(site: Site, search: str | None, words: str) -> None:
    details, reported = callback(site)(search)
    assert words in text(details)
    assert "140 / 151 / 131" in text(reported)


def test_a_planted_selection_is_text(planted_site: Site, planted: Planted) -> None:
    details, reported = callback(planted_site)(f"?select={planted.event_id}")
    assert f"summary {planted.text}" in text(of_class(details, "fm-told"))
    assert of_type([details, reported], "Markdown") == []
