"""Another boundary set, units without a polygon, another version: in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from geodata.dataset.versions import Store
from tests.browser.steps import (
    MAP,
    click_map,
    drawn_statuses,
    legend,
    open_page,
    pixel_of,
    query,
    settle,
)
from tests.support.small_country import LACKING, UNITS, small_country

NORTH_OF_BETA, LACKING_POINT = (23.0, 13.4), (25.0, 11.0)


@pytest.fixture(scope="session")
def small_server(serve: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = small_country(tmp_path_factory.mktemp("browser") / "small")
    return serve("--data", str(folder))


def sources(page: Page) -> dict[str, str]:
    """Addresses that the map draws its provinces and units from."""
    return page.evaluate(
        """() => {
            const gd = document.querySelector('.frontmap-map .js-plotly-plot');
            return {units: gd.data[0].geojson,
                    provinces: gd.layout.map.style.sources.provinces.data};
        }"""
    )


def layers(page: Page) -> list[str]:
    return page.evaluate(f"() => {MAP}.getStyle().layers.map(layer => layer.id)")


def choose_boundaries(page: Page, label: str) -> None:
    page.locator("#boundaries").click()
    page.get_by_role("option", name=label).click()
    settle(page)


def test_another_set_takes_the_place_of_the_first(page: Page, small_server: str) -> None:
    open_page(page, small_server)
    assert set(drawn_statuses(page)) == set(UNITS) - {LACKING}
    expect(page.locator(".fm-points")).to_have_text(
        "1 district without a polygon is shown as a point."
    )
    before, order = sources(page), layers(page)
    choose_boundaries(page, "Approximate cells · 6")
    expect(page.locator(".fm-points")).to_have_count(0)
    assert "boundaries=approximate" in query(page)
    assert set(drawn_statuses(page)) == set(UNITS)
    after = sources(page)
    assert {name for name in after if after[name] != before[name]} == {"units", "provinces"}
    assert layers(page) == order  # or badges would lie below districts
    click_map(page, *LACKING_POINT)
    expect(page.locator("#details .fm-title")).to_have_text("Gamma S")
    choose_boundaries(page, "Survey of 2019 · 5")
    assert sources(page) == before
    assert legend(page) == {"unknown": 6}


def test_a_unit_without_a_polygon_answers_like_one_with(page: Page, small_server: str) -> None:
    open_page(page, small_server)
    for spot, unit in ((LACKING_POINT, LACKING), (NORTH_OF_BETA, "XS21"), (LACKING_POINT, LACKING)):
        click_map(page, *spot)
        expect(page.locator("#details .fm-note").first).to_contain_text(unit)
        settle(page)
        assert query(page) == f"?select={unit}"
    ring = page.evaluate(
        "() => document.querySelector('.frontmap-map .js-plotly-plot').data[5].marker.size[0]"
    )
    assert ring > 13
    at = pixel_of(page, *LACKING_POINT)
    page.mouse.move(at["x"] - 8, at["y"])
    page.mouse.move(**at, steps=4)
    label = page.locator(".frontmap-map .hoverlayer text").first
    expect(label).to_contain_text("Gamma S")


def test_a_published_version_is_loaded_and_the_view_stays(
    page: Page, serve: Callable[..., str], tmp_path: Path
) -> None:
    def publish(number: int) -> None:
        small_country(Store(tmp_path).folder(number), version=str(number))
        (tmp_path / "store.json").write_text(f'{{"current": {number}, "latest": 2}}', "utf-8")

    publish(1)
    open_page(page, f"{serve('--data', str(tmp_path))}?province=XS-GA&boundaries=approximate")
    expect(page.locator(".fm-dataset")).to_contain_text("version 1")
    publish(2)
    page.wait_for_timeout(700)
    loads: list[str] = []
    page.on("load", lambda _: loads.append(page.url))
    page.locator("#day-before").click()
    expect(page.locator(".fm-dataset")).to_contain_text("version 2")
    expect(page.locator(".fm-headline")).to_contain_text("9 May 2019")
    settle(page)
    assert query(page) == "?as_of=2019-05-09&province=XS-GA&boundaries=approximate"
    assert len(loads) == 1
