from datetime import date

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from matplotlib.transforms import Affine2D
from pyproj import CRS, Geod, Transformer

from dashboard.figures.places import Place, merge_untold
from dashboard.printing.furniture import bar_kilometres
from dashboard.printing.land import Land, Window, land_of, parallels_between, path_of
from dashboard.printing.paper import Box, Page
from dashboard.site import Site
from dashboard.web.settings import Settings
from dashboard.wording.palette import CARD, INK
from geodata.dataset.dataset import Dataset
from tests.support.paper import colour_at, pixels_of
from tests.support.read import read

BOX = Box(80, 30, 286, 175)
GEOD = Geod(ellps="WGS84")


@pytest.fixture(scope="module")
def land(dataset: Dataset) -> Land:
    return land_of(read(dataset))


@pytest.fixture(params=["country", "AF-HER", "AF-KAB", "AF-BDS"])
def window(land: Land, request: pytest.FixtureRequest) -> Window:
    subject = land.provinces.get(request.param, land.country)
    return Window.around(land, subject.bounds, BOX, 5)


def test_the_projection_is_lambert_conformal_conic_with_the_stated_parallels(land: Land) -> None:
    operation = land.crs.coordinate_operation
    assert operation is not None
    assert operation.method_name == "Lambert Conic Conformal (2SP)"
    stated = {p.name: p.value for p in operation.params}
    assert stated["Latitude of 1st standard parallel"] == 30
    assert stated["Latitude of 2nd standard parallel"] == 37


def test_a_dataset_is_projected_once(dataset: Dataset) -> None:
    site = Site(Settings(), dataset)
    views = dataset.default_view, dataset.default_view.with_(as_of=date(2021, 7, 1))
    first, second = (land_of(site.reading_of(view)) for view in views)
    assert first is second


def test_the_window_shows_all_of_its_subject(window: Window, land: Land) -> None:
    on_paper = window.on_paper(shapely.intersection(land.country, window.area))
    left, top, right, bottom = on_paper.bounds
    assert BOX.grown(0.01).holds(Box(left, top, right, bottom))


def test_the_country_lies_wholly_within_its_window(land: Land) -> None:
    window = Window.around(land, land.country.bounds, BOX, 5)
    assert BOX.grown(-4.99).holds(Box(*window.on_paper(land.country).bounds))


def test_there_and_back_again(window: Window) -> None:
    for x, y in ((90.0, 40.0), (183.0, 102.5), (280.0, 170.0)):
        assert window.from_degrees(*window.to_degrees(x, y)) == pytest.approx((x, y), abs=1e-6)


def test_north_is_up_and_east_is_right(window: Window) -> None:
    x, y = 183.0, 102.5
    lon, lat = window.to_degrees(x, y)
    assert window.from_degrees(lon, lat + 0.05)[1] < y
    assert window.from_degrees(lon + 0.05, lat)[0] > x


def test_the_scale_bar_is_as_long_as_it_says(window: Window) -> None:
    kilometres = bar_kilometres(window.paper_per_kilometre)
    half = kilometres * window.paper_per_kilometre / 2
    x, y = (BOX.left + BOX.right) / 2, (BOX.top + BOX.bottom) / 2
    west, east = window.to_degrees(x - half, y), window.to_degrees(x + half, y)
    assert GEOD.inv(*west, *east)[2] / 1000 == pytest.approx(kilometres, rel=1e-3)


def test_the_scale_holds_all_over_the_country_within_two_percent(land: Land) -> None:
    window = Window.around(land, land.country.bounds, BOX, 5)
    for point in land.points.values():
        x, y = window.from_metres(*point)
        ends = window.to_degrees(x - 5, y), window.to_degrees(x + 5, y)
        true = GEOD.inv(*ends[0], *ends[1])[2] / 1000
        assert 10 / true == pytest.approx(window.paper_per_kilometre, rel=0.02)


@pytest.mark.parametrize(("scale", "kilometres"), [(0.14, 200), (0.45, 100), (1.5, 20), (46, 1)])
def test_the_bar_is_a_round_distance_that_fits(scale: float, kilometres: float) -> None:
    assert bar_kilometres(scale) == kilometres
    assert kilometres * scale <= 46


def test_the_arrow_points_along_the_meridian(window: Window) -> None:
    x, y = BOX.left + 10, BOX.bottom - 10
    turn = np.radians(window.north(x, y))
    lon, _ = window.to_degrees(x, y)
    ahead, _ = window.to_degrees(x + 20 * np.sin(turn), y - 20 * np.cos(turn))
    assert ahead == pytest.approx(lon, abs=0.002)


def test_holes_stay_holes() -> None:
    # Hole and shell run the same way round, as nothing forbids them to.
    ring = shapely.Polygon([(0, 0), (10, 0), (10, 10), (0, 10)], [[(4, 4), (6, 4), (6, 6), (4, 6)]])
    page = Page()
    page.shapes([path_of(ring)], Affine2D().scale(10), INK)
    pixels = pixels_of(page)
    assert colour_at(pixels, 20, 20) == INK
    assert colour_at(pixels, 50, 50) == CARD


def _spot(lon: float, lat: float) -> Place:
    key = f"@{lon:.4f},{lat:.4f}"
    return Place(key, lon, lat, 1, True, {"fighting": 1}, 0, (key,), (key,), (), "")


def test_places_that_are_clear_on_paper_are_few_enough_not_to_touch(
    land: Land,
) -> None:
    window = Window.around(land, land.country.bounds, BOX, 5)
    lats = (29.5, 34.0, 38.4)
    lons = np.arange(61, 75, 0.11).round(4).tolist()
    spots = [_spot(lon, lat) for lon in lons for lat in lats]
    merged = merge_untold(spots, window.web_zoom)
    assert sum(place.n for place in merged) == len(spots)
    for lat in lats:
        xs = sorted(window.from_degrees(p.lon, p.lat)[0] for p in merged if p.lat == lat)
        assert min(np.diff(xs)) > 9 * 25.4 / 96


@settings(max_examples=60)
@example(69.0, 25.0)
@given(st.floats(-55, 70), st.floats(0.05, 25))
def test_any_country_has_a_projection(south: float, height: float) -> None:
    height = min(height, 90 - south)  # there is no land beyond the pole
    first, second = parallels_between(south, south + height)
    middle = south + height / 2
    crs = CRS.from_proj4(f"+proj=lcc +lat_1={first} +lat_2={second} +lat_0={middle} +lon_0=20")
    forward = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    x, y = forward.transform(21.0, middle + height / 3)
    lon, lat = forward.transform(x, y, direction="INVERSE")
    assert (lon, lat) == pytest.approx((21.0, middle + height / 3), abs=1e-6)
