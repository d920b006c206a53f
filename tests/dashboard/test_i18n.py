"""The catalogues: every key that the code asks for is there, and nothing else is.

How keys are found: the first argument of every call of a catalogue (``t(…)``, ``t.count(…)``,
``self(…)`` inside it) is walked in the syntax tree of the package. A literal is a key. An f-string
or a concatenation is a *family*: its literal parts with holes between them, and what may fill a
hole is a word of the vocabularies, a value of the embedded data or a string of the same file. A
key that reaches its call through a variable (a table of columns) is found as a string of the
package that equals a key. From the other side, for every value that the vocabularies and the
embedded data can put into a family, the key is there.
"""

import ast
import re
import string
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dashboard
from dashboard.i18n import LOCALES, Catalogue, catalogue
from dashboard.layout.method import PARAGRAPHS
from geodata.answers.compare import ASSESSMENT_KINDS, DATE_KINDS
from geodata.assessments.base import BASES, STATUSES
from geodata.assessments.ledger import REASONS
from geodata.assessments.table import TableAssessment
from geodata.claims.one_sided import FLAGS
from geodata.claims.outcomes import OUTCOMES
from geodata.claims.totals import FALLS
from geodata.dataset.dataset import LANGUAGES, Dataset
from geodata.events.schema import (
    CONFIDENCES,
    DATE_PRECISIONS,
    EVENT_TYPES,
    FAMILIES,
    JOIN_BASES,
    PRECISIONS,
)
from geodata.readers.detect import FORMATS
from geodata.view import COMPARE_AS, LAYERS, TABS

PACKAGE = Path(dashboard.__file__).parent
HOLE = "(.+)"


class Asked(NamedTuple):
    """One call of a catalogue: where, by which pattern of key, with which values."""

    file: str
    line: int
    pattern: str
    counted: bool
    values: frozenset[str] | None

    @property
    def family(self) -> bool:
        return "(" in self.pattern


@cache
def asked() -> tuple[Asked, ...]:
    return tuple(
        Asked(file, call.lineno, pattern, is_count(call.func), value_names(call))
        for file, call in calls()
        for pattern in key_patterns(call.args[0])
        # Catalogue.count itself: its literal part is the dot before the plural form.
        if not pattern.startswith(HOLE)
    )


@cache
def trees() -> dict[str, ast.Module]:
    return {
        str(path.relative_to(PACKAGE)): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
    }


@cache
def constants(file: str) -> frozenset[str]:
    found = (node.value for node in ast.walk(trees()[file]) if isinstance(node, ast.Constant))
    return frozenset(value for value in found if isinstance(value, str))


def calls() -> Iterator[tuple[str, ast.Call]]:
    for file, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and node.args and is_catalogue(node.func):
                yield file, node


def is_count(called: ast.expr) -> bool:
    return isinstance(called, ast.Attribute) and called.attr == "count"


def is_catalogue(called: ast.expr) -> bool:
    called = called.value if isinstance(called, ast.Attribute) and is_count(called) else called
    if isinstance(called, ast.Attribute):
        return called.attr == "t"  # of a reading
    return isinstance(called, ast.Name) and called.id in ("t", "self")


def key_patterns(node: ast.expr) -> Iterator[str]:
    """Regular expressions for the keys that an expression can give; nothing for a variable."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield re.escape(node.value)
    elif isinstance(node, ast.IfExp):
        yield from key_patterns(node.body)
        yield from key_patterns(node.orelse)
    elif isinstance(node, ast.JoinedStr):
        yield "".join(next(key_patterns(part), HOLE) for part in node.values)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        yield "".join(next(key_patterns(side), HOLE) for side in (node.left, node.right))


def value_names(call: ast.Call) -> frozenset[str] | None:
    """Names of the values that a call fills in; None if they are not written out."""
    names = [keyword.arg for keyword in call.keywords]
    return None if None in names else frozenset(name for name in names if name)


def fitting(one: Asked, keys: frozenset[str], words: frozenset[str]) -> set[str]:
    """Keys that a call can ask for, when these words may fill its holes."""
    forms = r"\.(?:zero|one|two|few|many|other)" if one.counted else ""
    matches = (re.fullmatch(one.pattern + forms, key) for key in keys)
    allowed = words | constants(one.file)
    return {match.string for match in matches if match and allowed.issuperset(match.groups())}


@pytest.fixture(scope="session")
def words(dataset: Dataset) -> frozenset[str]:
    """What the vocabularies and the embedded data can put into a key."""
    vocabulary = (
        *STATUSES, *BASES, *EVENT_TYPES, *FAMILIES, *PRECISIONS, *DATE_PRECISIONS, *CONFIDENCES,
        *JOIN_BASES, *TABS, *FORMATS, *dataset.assessments, *dataset.vocabulary.boundaries,
        *LAYERS, *COMPARE_AS, *FLAGS, *DATE_KINDS, *ASSESSMENT_KINDS, "dates", "assessments",
        *OUTCOMES, *REASONS, *FALLS,
    )  # fmt: skip
    data = (
        dataset.manifest["country"],
        *dataset.register.frame["kind"].unique(),
        *dataset.claims["source_kind"].unique(),
        *dataset.claims["check"].unique(),
        *dataset.totals["denominator_basis"].unique(),
        *groups_of(dataset),
    )
    return frozenset(vocabulary) | frozenset(data)


def groups_of(dataset: Dataset) -> set[str]:
    """Groups of assessments; tables that are added have one of their own."""
    return {*(one.group for one in dataset.assessments.values()), TableAssessment.group}


def places(message: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(message) if name}


@pytest.fixture(params=LANGUAGES)
def shipped(request: pytest.FixtureRequest) -> Catalogue:
    return catalogue(request.param)


def test_the_walk_finds_calls_of_every_form() -> None:
    patterns = {(one.pattern, one.counted) for one in asked()}
    assert patterns >= {
        (r"details\.title", False),
        (r"status\.(.+)", False),
        (r"type\.(.+)", False),
        (r"basis\.(.+)\.legend", False),
        (r"casualties\.(.+)", True),
        ("incidents", True),
    }


def test_every_key_that_the_code_asks_for_exists(shipped: Catalogue, words: frozenset[str]) -> None:
    keys = frozenset(shipped.messages)
    missing = [one for one in asked() if not fitting(one, keys, words)]
    assert missing == []


def test_every_key_is_asked_for(shipped: Catalogue, words: frozenset[str]) -> None:
    keys = frozenset(shipped.messages)
    used = {key for one in asked() for key in fitting(one, keys, words)}
    used |= {key for file in trees() for key in constants(file) & keys}
    assert ", ".join(sorted(keys - used)) == ""


def test_every_place_of_a_message_is_filled(shipped: Catalogue, words: frozenset[str]) -> None:
    keys = frozenset(shipped.messages)
    unfilled = [
        f"{one.file}:{one.line}: {key} needs {place}"
        for one in asked()
        # A family whose hole can hold words of another family is checked where it is drawn.
        if one.values is not None and not one.family
        for key in fitting(one, keys, words)
        for place in places(shipped.messages[key]) - one.values - ({"n"} if one.counted else set())
    ]
    assert unfilled == []


def test_counted_messages_have_every_plural_form_of_their_language(shipped: Catalogue) -> None:
    forms = {*shipped.locale.plural_form.rules, "other"}
    bases = {one.pattern.replace("\\", "") for one in asked() if one.counted and not one.family}
    assert bases >= {"incidents", "table.count", "provinces.some", "hover.place"}
    for base in bases | {"casualties.killed", "casualties.injured", "casualties.civilians_killed"}:
        there = {key.rpartition(".")[2] for key in shipped.messages if key.startswith(f"{base}.")}
        assert there == forms, base


@pytest.mark.parametrize(
    ("family", "values"),
    [
        ("status.{}", STATUSES),
        ("basis.{}", BASES),
        ("basis.{}.legend", (*BASES, "unknown")),
        ("basis.{}.unit", (*BASES, "unknown")),
        ("hover.status.{}", (*BASES, "unknown")),
        ("family.{}", tuple(FAMILIES)),
        ("type.{}", EVENT_TYPES),
        ("precision.{}", (*PRECISIONS, "unplaced")),
        ("date_precision.{}", tuple(p for p in DATE_PRECISIONS if p != "day")),
        ("confidence.{}", CONFIDENCES),
        ("join.{}", JOIN_BASES),
        ("tab.{}", TABS),
        ("layer.{}", LAYERS),
        ("outcomes.column.{}", OUTCOMES),
        ("total.reason.{}", REASONS),
        ("compare.as.{}", COMPARE_AS),
        ("falls.{}", FALLS),
        ("one_sided.{}", FLAGS),
        ("compare.{}", (*DATE_KINDS, *ASSESSMENT_KINDS)),
        ("format.{}", FORMATS),
        ("method.{}", (*PARAGRAPHS, *(key for keys in PARAGRAPHS.values() for key in keys))),
    ],
)
def test_a_family_has_a_key_for_each_word_of_the_vocabularies(
    shipped: Catalogue, family: str, values: tuple[str, ...]
) -> None:
    assert [value for value in values if family.format(value) not in shipped.messages] == []


def test_a_family_has_a_key_for_each_value_of_the_embedded_data(
    shipped: Catalogue, dataset: Dataset
) -> None:
    country = dataset.manifest["country"]
    needed = {f"country.{country}"}
    needed |= {f"kind.{kind}" for kind in dataset.register.frame["kind"]}
    needed |= {f"claim.kind.{kind}" for kind in dataset.claims["source_kind"]}
    needed |= {f"total.of.{basis}" for basis in dataset.totals["denominator_basis"] if basis}
    needed |= {f"assessment.group.{group}" for group in groups_of(dataset)}
    needed |= {f"boundaries.{name}" for name in dataset.vocabulary.boundaries}
    for name, assessment in dataset.assessments.items():
        # Of some something of their own is said, of the others what holds for their group.
        own = f"assessment.{name}.by" in shipped.messages
        which = name if own else assessment.group
        needed |= {f"assessment.{which}{suffix}" for suffix in (".by", ".note")}
    assert sorted(needed - set(shipped.messages)) == []


def test_every_language_of_the_dataset_has_a_locale() -> None:
    assert set(LANGUAGES) <= set(LOCALES)


def test_a_key_that_nobody_wrote_is_an_error(t: Catalogue) -> None:
    with pytest.raises(KeyError, match="nobody"):
        t("nobody.wrote.this")


def test_a_catalogue_is_not_printed_with_its_messages(t: Catalogue) -> None:
    """Hypothesis prints the arguments of a property that fails, and warns of a long print."""

    @settings(database=None)
    @given(st.none())
    def fails(t: Catalogue, drawn: None) -> None:
        raise AssertionError(t, drawn)

    with pytest.raises(AssertionError) as failed:
        fails(t)
    assert "Catalogue" in "".join(failed.value.__notes__)
    assert len("".join(failed.value.__notes__)) < 500


@pytest.mark.parametrize(
    ("n", "words"),
    [(0, "0 incidents"), (1, "1 incident"), (2, "2 incidents"), (1234, "1,234 incidents")],
)
def test_plural_forms(t: Catalogue, n: int, words: str) -> None:
    assert t.count("incidents", n) == words


def test_days_are_written_as_people_say_them(t: Catalogue) -> None:
    assert t.day(date(2021, 8, 3)) == "3 August 2021"
    assert t.short_day(date(2021, 8, 3)) == "3 Aug"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2021, 8, 3), date(2021, 8, 3), "3 August 2021"),
        (date(2021, 8, 1), date(2021, 8, 3), "1 to 3 August 2021"),
        (date(2021, 7, 28), date(2021, 8, 4), "28 July to 4 August 2021"),
        (date(2020, 8, 3), date(2021, 8, 3), "3 August 2020 to 3 August 2021"),
        (date(2020, 12, 31), date(2021, 1, 1), "31 December 2020 to 1 January 2021"),
    ],
)
def test_a_range_of_days_says_once_what_both_ends_share(
    t: Catalogue, first: date, last: date, words: str
) -> None:
    assert t.days(first, last) == words
