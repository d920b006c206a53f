"""The tables of words stand in files: read once, in order, and nobody changes them."""

from pathlib import Path

import pytest

from geodata import vocabulary
from geodata.assessments.base import STATUSES
from geodata.events.schema import EVENT_TYPES

NAMES = sorted(path.stem for path in Path(vocabulary.__file__).parent.glob("*.toml"))


@pytest.mark.parametrize("name", NAMES)
def test_every_file_is_read_and_begins_by_saying_what_it_is(name: str) -> None:
    assert vocabulary.table(name)
    text = (Path(vocabulary.__file__).parent / f"{name}.toml").read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert all(len(line) <= 110 for line in text.splitlines())


def test_a_table_is_read_once_keeps_its_order_and_cannot_be_changed() -> None:
    control = vocabulary.table("control")
    assert vocabulary.table("control") is control
    assert list(control["columns"])[:3] == ["unit", "province", "date"]
    assert control["columns"]["date_to"] == ("date_to", "to", "until", "end", "end_date")
    for mapping in (control, control["columns"]):
        with pytest.raises(TypeError):
            mapping["unit"] = ()


def test_lists_of_words_are_turned_round() -> None:
    found = vocabulary.by_word({"battle": ("clash", "raid"), "protest": ("march",)})
    assert dict(found) == {"clash": "battle", "raid": "battle", "march": "protest"}


@pytest.mark.parametrize(
    ("name", "part", "known"),
    [
        ("cameo", "types", EVENT_TYPES),
        ("acled", "event_types", EVENT_TYPES),
        ("acled", "deciding_sub_types", EVENT_TYPES),
        ("acled", "sub_types", EVENT_TYPES),
        ("acled", "sides", EVENT_TYPES),
        ("words", "events", EVENT_TYPES),
        ("control", "statuses", STATUSES),
    ],
)
def test_words_stand_under_ours_and_none_under_two(
    name: str, part: str, known: tuple[str, ...]
) -> None:
    lists = vocabulary.table(name)[part]
    assert set(lists) <= set(known)
    words = [word for ours in lists.values() for word in ours]
    assert len(words) == len(set(words))
