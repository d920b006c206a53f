"""The play controls: named for people, one speed chosen."""

from dashboard.i18n import Catalogue
from dashboard.ids import Id
from dashboard.layout.play import SPEEDS, USUAL_SPEED, play_controls
from tests.support.tree import of_class, of_type


def test_every_button_has_a_name_and_one_speed_is_chosen(t: Catalogue) -> None:
    tree = play_controls(t)
    named = [getattr(b, "aria-label", None) or b.children for b in of_type(tree, "Button")]
    assert all(named)
    props = [speed.to_plotly_json()["props"] for speed in of_class(tree, "fm-speed")]
    assert [int(p["data-speed"]) for p in props] == list(SPEEDS)
    assert [int(p["data-speed"]) for p in props if p["aria-checked"] == "true"] == [USUAL_SPEED]
    ids = {getattr(b, "id", None) for b in of_type(tree, "Button")}
    assert {Id.PLAY, Id.CHANGE_BEFORE, Id.CHANGE_AFTER} <= ids
