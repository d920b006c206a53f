"""One place says what a status is called and how it is coloured."""

from pathlib import Path

from dashboard.i18n import Catalogue
from dashboard.reading import Reading
from dashboard.wording.palette import CARD, INK, PAPER, STATUS_COLOURS, allocated_colours, mix
from dashboard.wording.symbology import standard_symbology, symbology
from geodata.assessments.base import BASES, STATUSES
from geodata.dataset.dataset import Dataset, open_dataset
from tests.support.small_country import small_country

ADDED = {
    "label": "Brought <b>along</b>",
    "source_name": "A ministry",
    "table": "added",
    "labels": {"taliban": "Rebels <i>", "contested": "Fought over"},
    "colours": {"taliban": "#ffee00", "government": "url(evil)", "nobody": "#123456"},
}
ROWS = [
    {"unit_id": "XS11", "date": "2019-05-01", "status": "taliban", "word": "R"},
    {"unit_id": "XS32", "date": "2019-05-01", "status": "contested", "word": "C"},
]


def added(folder: Path) -> Dataset:
    return open_dataset(small_country(folder, assessments={"ministry": ADDED}, rows=ROWS))


def test_the_standard_is_the_catalogue_and_the_palette(dataset: Dataset, t: Catalogue) -> None:
    look = symbology(Reading(dataset, dataset.default_view, t))
    assert look == standard_symbology(t)
    for status in STATUSES:
        assert look.label(status) == t(f"status.{status}")
        for basis in (*BASES, ""):
            allocated = basis == "allocated" and status != "unknown"
            colours = allocated_colours(STATUS_COLOURS) if allocated else STATUS_COLOURS
            assert look.colour(status, basis) == colours[status]
    assert look.always_shown == {"taliban", "contested", "government"}
    assert look.variables() == look.chip("taliban", "documented") == {}
    assert (look.dot("taliban"), look.dot("contested"), look.dot("government")) == (
        PAPER,
        INK,
        INK,
    )


def test_an_assessment_brings_its_own_words_and_colours(tmp_path: Path, t: Catalogue) -> None:
    dataset = added(tmp_path / "added")
    look = symbology(Reading(dataset, dataset.default_view.with_(assessment="ministry"), t))
    assert [look.label(status) for status in STATUSES] == [
        "Rebels <i>", "Fought over", "Government", "Unknown",
    ]  # fmt: skip
    assert look.colour("taliban") == "#ffee00"
    assert look.colour("taliban", "allocated") == mix("#ffee00", PAPER, 0.5)
    # What is no colour never reaches a style sheet, what is no status nothing at all.
    assert look.colour("government") == STATUS_COLOURS["government"]
    assert look.variables() == {
        **{f"--{status}": colour for status, colour in STATUS_COLOURS.items()},
        "--taliban": "#ffee00",
    }
    assert look.chip("taliban", "documented") == {"background": "#ffee00", "color": INK}
    assert look.chip("government", "documented")["color"] in (INK, CARD)
    assert look.dot("taliban") == INK
    assert "#ffee00" in look.codes


def test_the_other_assessments_of_that_dataset_keep_the_standard_colours(
    tmp_path: Path, t: Catalogue
) -> None:
    dataset = added(tmp_path / "added")
    look = symbology(Reading(dataset, dataset.default_view, t))
    assert not look.own_colours
    # Nobody of ours speaks there: no side of ours is named.
    assert look.label("taliban") == t("status.taliban.elsewhere")
    assert look.always_shown == frozenset()
