"""A country that Frontmap knows nothing of gets a sane page, and plain words for what is lacking."""

import json
from datetime import date
from pathlib import Path

import pytest
from dash import html
from shapely import Point

from dashboard.app import create_app
from dashboard.callbacks.view import outside_alert
from dashboard.figures.view_map import empty_map, map_units, view_bounds, view_parts
from dashboard.i18n import Catalogue
from dashboard.layout.details import details
from dashboard.layout.method import method
from dashboard.layout.page import page
from dashboard.layout.reported import reported
from dashboard.layout.summary import summary
from dashboard.printing.snapshot import render_snapshot
from dashboard.reading import Reading
from dashboard.site import Site
from dashboard.web.settings import Settings
from dashboard.wording import words
from geodata.answers.summary import status_summary
from geodata.dataset.dataset import EMBEDDED, Dataset, open_dataset
from geodata.dataset.extent import event_span, outliers
from geodata.view import View
from tests.support.read import read
from tests.support.small_country import LACKING, PROVINCES, SURVEY_LABEL, UNITS, small_country
from tests.support.tree import links, of_class, of_type, text

AFGHAN_WORDS = ("Taliban", "Afghan", "Long War", "wire report", "2021", "422", "Opposition")
POLYGONS = ("data", 0)
POINTS = ("data", 5)
SURVEY, CELLS = {"boundaries": "survey"}, {"boundaries": "approximate"}


@pytest.fixture
def dataset(small_site: Site) -> Dataset:
    return small_site.dataset


@pytest.fixture
def view(dataset: Dataset) -> View:
    return dataset.default_view


# Words --------------------------------------------------------------------------------------


def test_headline_header_and_legend(
    small_site: Site, dataset: Dataset, view: View, t: Catalogue
) -> None:
    tree = summary(Reading(dataset, view, t))
    assert text(of_type(tree, "H1")) == "Who holds Smalland’s 6 districts, 10 May 2019"
    # No side is named that nobody here speaks of.
    assert text(of_class(tree, "fm-legend")) == "Unknown 6"
    assert text(of_class(tree, "fm-silence")) == t("assessment.none")
    assert links(tree) == []
    header = text(of_class(page(small_site, t), "fm-dataset"))
    assert header == "Smalland <i>2019</i> version 3"
    assert "embedded" not in header


def test_what_is_lacking_is_said_plainly(dataset: Dataset, view: View, t: Catalogue) -> None:
    assert t("reported.nothing") in text(reported(Reading(dataset, view, t)))
    prose = text(of_type(method(dataset, t), "P"))
    assert t("method.control.nothing") in prose
    assert "2 incidents, 3 May 2019" in prose
    assert words.assessment_note(Reading(dataset, view, t)) == t("assessment.no_claims")


def test_nothing_afghan_is_on_the_page(
    small_site: Site, dataset: Dataset, view: View, t: Catalogue
) -> None:
    regions = [
        page(small_site, t),
        html.Div(summary(Reading(dataset, view, t))),
        html.Div(reported(Reading(dataset, view, t))),
        html.Div(details(Reading(dataset, view.with_(select="XS11"), t))),
        html.Div(details(Reading(dataset, view.with_(select="T1"), t))),
    ]
    said = " ".join(text(region) for region in regions)
    assert [word for word in AFGHAN_WORDS if word in said] == []


def test_an_event_says_by_which_polygons_it_was_placed(
    dataset: Dataset, view: View, t: Catalogue
) -> None:
    said = text(html.Div(details(Reading(dataset, view.with_(select="T1"), t))))
    assert f"placed in its district by its point ({SURVEY_LABEL})" in said
    assert "approximate" not in said


def test_surveyed_polygons_are_never_called_approximate(
    dataset: Dataset, view: View, t: Catalogue
) -> None:
    for chosen in (view.with_(**SURVEY), view.with_(**SURVEY, provinces=("XS-GA",))):
        said = (
            words.boundary_note(Reading(dataset, chosen, t)),
            str(status_summary(dataset, chosen)),
        )
        assert "pproximate" not in " ".join(said)
        assert SURVEY_LABEL in said[0]
        assert f"'boundaries': '{SURVEY_LABEL}'" in said[1]
    cells = view.with_(**CELLS)
    assert "Approximate cells" in words.boundary_note(Reading(dataset, cells, t))
    assert status_summary(dataset, cells)["boundaries"] == "approximate cells"


def test_the_control_lists_the_sets_by_their_labels(
    small_site: Site, dataset: Dataset, t: Catalogue
) -> None:
    (control,) = [
        node
        for node in of_type(page(small_site, t), "Select")
        if getattr(node, "id", "") == "boundaries"
    ]
    assert control.value == "survey"
    assert control.data == [
        {"value": "survey", "label": f"{SURVEY_LABEL} · 5"},
        {"value": "approximate", "label": "Approximate cells · 6"},
    ]
    assert list(dataset.boundary_sets) == ["survey", "approximate"]


# The map ------------------------------------------------------------------------------------


@pytest.mark.parametrize("boundaries", ["survey", "approximate"])
def test_the_map_has_exactly_the_polygons_of_the_set(
    small_site: Site, dataset: Dataset, view: View, boundaries: str
) -> None:
    parts = view_parts(small_site.reading_of(view.with_(boundaries=boundaries)), None, "another")
    layer = json.loads(dataset.layer_path(boundaries, "units").read_text(encoding="utf-8"))
    ids = {feature["id"] for feature in layer["features"]}
    assert (
        set(parts[*POLYGONS, "locations"]) == ids == set(dataset.boundaries(boundaries).units.index)
    )
    assert len(parts[*POLYGONS, "z"]) == len(parts[*POLYGONS, "text"]) == len(ids)
    shown = {data[0] for data in parts[*POINTS, "customdata"] if data}
    assert shown | ids == set(UNITS)
    assert not shown & ids
    assert parts[*POLYGONS, "geojson"].startswith(f"/boundaries/{boundaries}/units.geojson?v=")


def test_geometry_is_named_only_when_the_set_changes(small_site: Site, view: View) -> None:
    same = view_parts(small_site.reading_of(view), None, "survey")
    assert not {"geojson", "locations", "style"} & {step for path in same for step in path}
    other = view_parts(small_site.reading_of(view), None, "approximate")
    assert {"geojson", "locations", "style"} <= {step for path in other for step in path}


def test_points_are_counted_where_they_are_drawn(
    dataset: Dataset, view: View, t: Catalogue
) -> None:
    said = t.count("boundaries.points", 1)
    for chosen, points in (
        (view, True),
        (view.with_(provinces=("XS-GA",)), True),
        (view.with_(provinces=("XS-AL",)), False),
        (view.with_(**CELLS), False),
    ):
        assert (said in text(html.Div(summary(Reading(dataset, chosen, t))))) == points


def test_provinces_name_the_map_and_neighbours_may_be_none(small_site: Site) -> None:
    labels = empty_map(small_site.reading_of(small_site.dataset.default_view))["layout"]["meta"][
        "labels"
    ]
    assert {label["text"] for label in labels} == set(PROVINCES.values())
    assert {label["kind"] for label in labels} == {"province"}


def test_a_dot_lies_on_the_land_that_it_qualifies(dataset: Dataset) -> None:
    for boundaries in dataset.boundary_sets:
        units = map_units(read(dataset, boundaries=boundaries))
        polygons = dataset.boundaries(boundaries).units.geometry
        for unit, row in units[units["has_polygon"]].iterrows():
            assert polygons[unit].covers(Point(row["lon"], row["lat"])), (boundaries, unit)


def test_the_camera_holds_what_has_no_polygon(small_site: Site, view: View) -> None:
    assert view_bounds(small_site.reading_of(view)) == (20.0, 10.0, 26.0, 14.0)
    assert view_bounds(small_site.reading_of(view.with_(provinces=("XS-GA",)))) == (
        24.0,
        10.0,
        26.0,
        14.0,
    )


# Incidents off the map ----------------------------------------------------------------------


ELSEWHERE = [
    {"lon": 40.0, "lat": 5.0, "event_id": "A"},
    {"lon": 42.0, "lat": 7.0, "event_id": "B"},
    {"event_id": "unplaced"},
]


def test_incidents_of_another_country_are_owned_up_to_and_shown(
    tmp_path: Path, t: Catalogue
) -> None:
    site = Site.open(Settings(data=small_country(tmp_path / "far", events=ELSEWHERE)))
    view = site.dataset.default_view
    assert view_bounds(site.reading_of(view)) == (20.0, 5.0, 42.0, 14.0)
    # Whoever asks for a province wants to see the province.
    assert view_bounds(site.reading_of(view.with_(provinces=("XS-AL",)))) == (
        20.0,
        10.0,
        22.0,
        14.0,
    )
    assert t.count("outside", 2) in text(html.Div(outside_alert(site.reading_of(view))))


def test_one_incident_on_the_map_is_enough(tmp_path: Path) -> None:
    events = [*ELSEWHERE, {"lon": 21.0, "lat": 11.0, "event_id": "here"}]
    site = Site.open(Settings(data=small_country(tmp_path / "near", events=events)))
    assert outliers(site.dataset, "survey") is None
    assert view_bounds(site.reading_of(site.dataset.default_view)) == (20.0, 10.0, 26.0, 14.0)
    assert outside_alert(site.reading_of(site.dataset.default_view)) == []


def test_the_embedded_incidents_lie_on_their_map() -> None:
    assert outliers(open_dataset(), "approximate") is None


# Everything else ----------------------------------------------------------------------------


def test_without_incidents_the_days_are_those_of_the_default_view(tmp_path: Path) -> None:
    events = [{"lon": None, "event_id": "only"}]
    folder = small_country(tmp_path / "empty", events=events)
    file = folder / "events.csv"
    header = file.read_text(encoding="utf-8").splitlines()[0]
    file.write_text(header + "\n", encoding="utf-8")
    dataset = Dataset(folder, json.loads((folder / "manifest.json").read_text(encoding="utf-8")))
    view = dataset.default_view
    assert event_span(dataset) == (view.date_from, view.date_to)
    assert outliers(dataset, "survey") is None


@pytest.mark.parametrize("query", ["", "?boundaries=approximate&province=XS-GA&select=XS32"])
def test_every_route_answers(small_site: Site, query: str) -> None:
    folder = small_site.dataset.folder
    client = create_app(Settings(data=folder)).server.test_client()
    for path in ("/", "/healthz", "/status.json", "/events.csv", "/events.geojson"):
        assert client.get(path + query).status_code == 200
    status = client.get("/status.json").json
    assert (status["unknown"], status["total"]) == (6, 6)
    for layer in ("units", "provinces", "neighbours"):
        assert client.get(f"/boundaries/survey/{layer}.geojson").status_code == 200


def test_a_dataset_of_ours_under_another_roof_is_not_called_embedded(t: Catalogue) -> None:
    dataset = open_dataset()
    assert words.dataset_version(dataset, t) == t("dataset.embedded")
    elsewhere = Dataset(EMBEDDED, {**dataset.manifest, "version": "7"})
    elsewhere.folder = EMBEDDED.parent
    assert words.dataset_version(elsewhere, t) == "version 7"
    assert words.dataset_title(elsewhere, t) == dataset.title


def test_country_codes_of_three_letters_are_known_too(t: Catalogue) -> None:
    dataset = open_dataset()
    for code in ("AF", "AFG"):
        same = Dataset(EMBEDDED, {**dataset.manifest, "country": code})
        assert words.country_words(same, t) == "Afghanistan"
        assert words.country_code(same) == "AF"


@pytest.mark.parametrize("query", [{}, {"provinces": ("XS-GA",), "select": LACKING}, CELLS])
def test_the_print_map_is_drawn(
    dataset: Dataset, view: View, t: Catalogue, query: dict[str, object]
) -> None:
    svg = render_snapshot(Reading(dataset, view.with_(**query), t), "svg", "http://x/")
    assert svg.startswith(b"<?xml")


# A table of statuses that somebody added ----------------------------------------------------


MINISTRY = {
    "label": "The ministry <b>",
    "source_name": "A ministry’s list",
    "table": "added",
    "labels": {"taliban": "Rebels <i>"},
    "colours": {"taliban": "#aa00aa"},
}
ROWS = [
    {"unit_id": unit, "date": "2019-05-02", "status": "taliban", "word": "R!", "note": "by radio"}
    for unit in ("XS11", LACKING)
]


@pytest.fixture(scope="module")
def added(tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = tmp_path_factory.mktemp("added") / "dataset"
    small_country(folder, assessments={"ministry": MINISTRY}, rows=ROWS)
    return Site.open(Settings(data=folder))


def test_an_added_table_speaks_in_its_own_words_and_colours(added: Site, t: Catalogue) -> None:
    dataset = added.dataset
    view = dataset.default_view.with_(assessment="ministry")
    tree = html.Div(summary(Reading(dataset, view, t)))
    assert text(of_class(tree, "fm-legend")) == "Rebels <i> 2 Unknown 4"
    assert text(of_class(tree, "fm-basis")) == "The ministry <b> 2 How?"
    (coloured,) = [
        node for node in of_type(tree, "Div") if "--taliban" in (getattr(node, "style", None) or {})
    ]
    assert coloured.style["--taliban"] == "#aa00aa"
    unit = html.Div(details(Reading(dataset, view.with_(select="XS11"), t)))
    (chip,) = of_class(unit, "fm-chip")
    assert (text(chip), chip.style["background"]) == ("Rebels <i>", "#aa00aa")
    assert "The ministry <b> says so." in text(unit)
    assert "2 May 2019 · R! · by radio" in text(unit)
    parts = view_parts(added.reading_of(view), None)
    assert "Rebels &lt;i&gt;: The ministry &lt;b&gt; says so" in parts[*POLYGONS, "text"][0]
    assert "#aa00aa" in parts[*POINTS, "marker", "color"]
    assert "#aa00aa" in [colour for _, colour in parts[*POLYGONS, "colorscale"]]


def test_the_colours_go_back_with_the_assessment(added: Site) -> None:
    parts = view_parts(added.reading_of(added.dataset.default_view), None)
    assert "#aa00aa" not in [colour for _, colour in parts[*POLYGONS, "colorscale"]]


def test_an_added_table_is_named_in_control_note_and_method(added: Site, t: Catalogue) -> None:
    dataset = added.dataset
    view = dataset.default_view.with_(assessment="ministry")
    (control,) = [
        node
        for node in of_type(page(added, t), "Select")
        if getattr(node, "id", "") == "assessment"
    ]
    (group,) = [group for group in control.data if group["group"] == t("assessment.group.added")]
    assert group["items"] == [{"value": "ministry", "label": "The ministry <b>"}]
    assert "A ministry’s list" in words.assessment_note(Reading(dataset, view, t))
    assert "A ministry’s list" in text(method(dataset, t))
    assert words.subtitle(Reading(dataset, view, t), 2).startswith(
        "By The ministry <b>, with 2 incidents"
    )


def test_before_its_first_row_it_says_so_and_nobody_else_is_offered(
    added: Site, t: Catalogue
) -> None:
    view = added.dataset.default_view.with_(assessment="ministry", as_of=date(2019, 5, 1))
    tree = html.Div(summary(Reading(added.dataset, view, t)))
    assert "begins on 2 May 2019. For 1 May 2019 it says nothing" in text(tree)
    assert links(tree) == []


def test_where_named_sources_are_mute_the_added_table_is_offered(added: Site, t: Catalogue) -> None:
    view = added.dataset.default_view
    tree = html.Div(summary(Reading(added.dataset, view, t)))
    (address,) = links(tree)
    assert address == "/?assessment=ministry"
    assert "Show The ministry <b> for this day" in text(tree)
