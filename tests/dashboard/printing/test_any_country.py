"""The print map of a country without cities, claims and neighbours, units as points among it."""

import json
from pathlib import Path

import pytest

from dashboard.i18n import Catalogue
from dashboard.printing.credits import projection_words
from dashboard.printing.files import print_settings
from dashboard.printing.sheet import Sheet, draw_sheet
from dashboard.reading import Reading
from dashboard.wording.palette import ACCENT, CARD, OUTSIDE_COLOUR, PAPER, STATUS_COLOURS
from geodata.dataset.dataset import Dataset, open_dataset
from tests.support.paper import colour_at, pixels_of, texts
from tests.support.small_country import LACKING, PROVINCES, SURVEY_LABEL, small_country

LINK = "http://127.0.0.1:8050/"
ADDED = {
    "label": "The ministry",
    "source_name": "A ministry",
    "table": "added",
    "labels": {"taliban": "Rebels"},
    "colours": {"taliban": "#aa00aa"},
}
ROWS = [
    {"unit_id": unit, "date": "2019-05-01", "status": status, "word": "w"}
    for unit, status in (("XS11", "taliban"), (LACKING, "contested"))
]


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    folder = tmp_path_factory.mktemp("print") / "small"
    return open_dataset(small_country(folder, assessments={"ministry": ADDED}, rows=ROWS))


def drawn(dataset: Dataset, t: Catalogue, **query: object) -> Sheet:
    with print_settings():
        return draw_sheet(Reading(dataset, dataset.default_view.with_(**query), t), LINK)


def colour_of(sheet: Sheet, lon: float, lat: float) -> str:
    return colour_at(pixels_of(sheet.page), *sheet.window.from_degrees(lon, lat))


def test_polygons_and_points_have_the_assessments_colours(dataset: Dataset, t: Catalogue) -> None:
    sheet = drawn(dataset, t, assessment="ministry")
    assert colour_of(sheet, 20.3, 13.2) == "#aa00aa"
    assert colour_of(sheet, 22.3, 13.2) == STATUS_COLOURS["unknown"]
    # The unit without a polygon: a point on bare land.
    assert colour_of(sheet, 25.0, 11.0) == STATUS_COLOURS["contested"]
    assert colour_of(sheet, 24.4, 10.4) == PAPER
    said = texts(sheet.page)
    assert said[said.index("Rebels") + 1] == "1"
    assert "Taliban" not in said
    assert "By The ministry" in " ".join(said)


def test_a_point_outside_the_view_is_pale_and_a_selected_one_has_a_ring(
    dataset: Dataset, t: Catalogue
) -> None:
    sheet = drawn(dataset, t, assessment="ministry", provinces=("XS-BE", "XS-AL"), select="XS21")
    assert colour_of(sheet, 25.0, 11.0) in (OUTSIDE_COLOUR, CARD, PAPER)
    chosen = drawn(dataset, t, assessment="ministry", select=LACKING)
    x, y = chosen.window.from_degrees(25.0, 11.0)
    assert colour_at(pixels_of(chosen.page), x + 1.95, y) == ACCENT


def test_points_are_owned_up_to_and_surveyed_shapes_not_called_approximate(
    dataset: Dataset, t: Catalogue
) -> None:
    words = " ".join(texts(drawn(dataset, t).page))
    assert "1 district has no polygon in these boundaries and is drawn as a point" in words
    assert SURVEY_LABEL in words
    assert "pproximate" not in words
    cells = " ".join(texts(drawn(dataset, t, boundaries="approximate").page))
    assert "Approximate cells, not surveyed boundaries." in cells
    assert "no polygon" not in cells


def test_what_nobody_says_is_said(dataset: Dataset, t: Catalogue) -> None:
    words = " ".join(texts(drawn(dataset, t).page))
    assert t("assessment.none") in words
    assert "Control:" not in words
    assert "Who held Smalland’s 6 districts on 10 May 2019" in words


@pytest.mark.parametrize("query", [{}, {"provinces": ("XS-AL", "XS-BE")}])
def test_provinces_are_named_where_no_cities_are(
    dataset: Dataset, t: Catalogue, query: dict[str, object]
) -> None:
    said = [
        text.replace("\u200a", "").casefold() for text in texts(drawn(dataset, t, **query).page)
    ]
    for name in list(PROVINCES.values())[:2]:
        assert said.count(name.casefold()) == 1


def test_units_that_are_their_provinces_are_named_once(tmp_path: Path, t: Catalogue) -> None:
    folder = small_country(tmp_path / "same")
    register = folder / "register.csv"
    text = register.read_text(encoding="utf-8").replace("district", "province")
    for name in PROVINCES.values():
        text = text.replace(f"{name} N", name)
    register.write_text(text, encoding="utf-8")
    dataset = Dataset(folder, json.loads((folder / "manifest.json").read_text(encoding="utf-8")))
    sheet = drawn(dataset, t, provinces=("XS-AL", "XS-BE"))
    said = [text.replace("\u200a", "").casefold() for text in texts(sheet.page)]
    assert said.count("alpha") == 1
    assert "Who held Smalland’s 6 provinces on 10 May 2019" in " ".join(
        texts(drawn(dataset, t).page)
    )


@pytest.mark.parametrize(
    ("parallels", "said"),
    [
        ((30.0, 37.0), "30° and 37° N"),
        ((-20.0, -10.0), "20° and 10° S"),
        ((-3.0, 4.0), "3° S and 4° N"),
    ],
)
def test_the_parallels_say_on_which_side_of_the_equator_they_lie(
    t: Catalogue, parallels: tuple[float, float], said: str
) -> None:
    assert said in projection_words(parallels, 7.5e6, t).replace("\u00a0", " ")
