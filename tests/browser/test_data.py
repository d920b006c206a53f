"""Bringing one's own data, as a person does it: drop a file, look, publish; surveyed districts."""

from __future__ import annotations

import base64
import json
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from geodata import open_dataset
from geodata.dataset.versions import Store
from geodata.ingest import ingest
from geodata.ingest.boundaries import add_boundaries
from tests.browser.steps import click_map, drawn_statuses, legend, markers, open_page
from tests.geodata.ingest.test_ingest import acled
from tests.support.shared import shared

SLOW_MS = 60_000
MARKUP = "<img src=x onerror=alert(1)>"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


def drop(page: Page, path: Path) -> None:
    """Drop a file on the box, as from the desktop."""
    content = base64.b64encode(path.read_bytes()).decode()
    page.evaluate(
        """([content, name]) => {
            const bytes = Uint8Array.from(atob(content), c => c.charCodeAt(0));
            const transfer = new DataTransfer();
            transfer.items.add(new File([bytes], name));
            const box = document.querySelector('.fm-drop');
            box.dispatchEvent(new DragEvent('drop',
                {bubbles: true, cancelable: true, dataTransfer: transfer}));
        }""",
        [content, path.name],
    )


def figures(page: Page, scope: str) -> dict[str, str]:
    pairs = page.locator(f"{scope} .fm-report-figures > div")
    return {
        pair.locator("dt").inner_text(): pair.locator("dd").inner_text() for pair in pairs.all()
    }


def test_a_dropped_file_is_looked_at_then_published(
    page: Page, serve: Callable[..., str], folder: Path, tmp_path: Path
) -> None:
    server = serve("--data", str(folder))
    page.goto(f"{server}?tab=data")
    expect(page.locator(".fm-drop-title")).to_be_visible(timeout=SLOW_MS)
    expect(page.locator("#data-panel")).to_contain_text("312 incidents that come with Frontmap")
    path = acled(
        tmp_path / "own.csv",
        {"notes": MARKUP},
        {"event_id_cnty": "AFG2", "location": MARKUP, "admin1": MARKUP, "admin2": MARKUP},
        {"event_id_cnty": "AFG3", "event_date": "no day"},
    )
    drop(page, path)
    publish = page.get_by_role("button", name="Publish it")
    expect(publish).to_be_visible(timeout=SLOW_MS)
    seen = figures(page, "#upload-result")
    assert (seen["Read"], seen["Accepted"], seen["Rejected"]) == ("3", "2", "1")
    looked_at = page.locator("#upload-result")
    expect(looked_at).to_contain_text("Why rows were rejected")
    expect(looked_at).to_contain_text(f"Names that the register does not know: {MARKUP}")
    expect(looked_at).to_contain_text("Columns that were not taken: ")
    assert page.locator("img[src=x]").count() == 0
    assert Store(folder).current() is None  # it was only looked at
    publish.click()
    expect(page.locator(".fm-report h3").first).to_have_text(
        "own.csv: published as version 1", timeout=SLOW_MS
    )
    assert figures(page, ".fm-report")["Read"] == "3"
    expect(page.locator("#data-panel")).to_contain_text("2 incidents, version 1")
    with page.expect_download() as download:
        page.get_by_role("link", name="Rejected rows (CSV)").click()
    assert "no day" in download.value.path().read_text(encoding="utf-8")
    page.get_by_text("Map", exact=True).first.click()
    open_page(page, server)
    assert sum(len(marker["ids"]) for marker in markers(page)) == 2
    assert page.locator("img[src=x]").count() == 0


def test_a_table_is_read_with_the_mapping_that_is_proposed(
    page: Page, serve: Callable[..., str], folder: Path, tmp_path: Path
) -> None:
    server = serve("--data", str(folder))
    page.goto(f"{server}?tab=data")
    expect(page.locator(".fm-drop-title")).to_be_visible(timeout=SLOW_MS)
    path = tmp_path / "log.csv"
    path.write_text(
        "Ref,Date,What,Province,District,Latitude,Longitude\n"
        "L1,2021-08-03,Clash,Herat,Injil,34.3,62.3\n"
        "L2,2021-08-25,Air strike,Herat,Guzara,34.2,62.2\n",
        encoding="utf-8",
    )
    drop(page, path)
    page.get_by_role("button", name="Propose a mapping").click(timeout=SLOW_MS)
    mapping = page.locator(".fm-mapping")
    expect(mapping).to_be_visible(timeout=SLOW_MS)
    assert 'event_id = "Ref"' in mapping.input_value()
    page.get_by_role("button", name="Read the file with this mapping").click()
    page.get_by_role("button", name="Publish it").click(timeout=SLOW_MS)
    expect(page.locator(".fm-report h3").first).to_contain_text("version 1", timeout=SLOW_MS)
    events = open_dataset(folder).events.all()
    assert list(events["event_type"]) == ["battle", "airstrike"]


def test_a_file_that_is_none_is_one_sentence(
    page: Page, serve: Callable[..., str], folder: Path, tmp_path: Path
) -> None:
    server = serve("--data", str(folder))
    page.goto(f"{server}?tab=data")
    expect(page.locator(".fm-drop-title")).to_be_visible(timeout=SLOW_MS)
    path = tmp_path / "page.csv"
    path.write_text("<!DOCTYPE html><html><body>404</body></html>", encoding="utf-8")
    drop(page, path)
    fault = page.locator(".fm-fault")
    expect(fault).to_contain_text("page.csv", timeout=SLOW_MS)
    assert "Traceback" not in fault.inner_text()
    assert Store(folder).current() is None


def test_where_nothing_may_be_dropped_the_page_says_why(page: Page, server: str) -> None:
    page.goto(f"{server}?tab=data")
    expect(page.locator(".fm-drop")).to_contain_text("serve --data DIR", timeout=SLOW_MS)
    expect(page.locator("[data-upload]")).to_have_count(0)


def test_a_running_server_takes_up_a_version_that_is_published_beside_it(
    page: Page, serve: Callable[..., str], folder: Path, tmp_path: Path
) -> None:
    server = serve("--data", str(folder))
    open_page(page, server)
    ingest([acled(tmp_path / "a.csv", {})], Store(folder))
    page.wait_for_timeout(1_000)  # the server looks twice a second
    page.locator("#day-before").click()  # any change of view
    expect(page.locator(".fm-dataset")).to_contain_text("version 1", timeout=SLOW_MS)
    with urllib.request.urlopen(f"{server}healthz") as answer:  # noqa: S310  our own server
        assert json.load(answer)["version"] == "1"


def test_the_choropleth_works_on_surveyed_districts(
    page: Page, serve: Callable[..., str], folder: Path
) -> None:
    store = Store(folder)
    add_boundaries(shared("boundaries/geoboundaries-afg-adm2.topojson"), store, name="surveyed")
    served = open_dataset(folder)
    open_page(page, serve("--data", str(folder)))
    counts = served.status_counts(served.default_view)
    assert legend(page) == {
        name: counts[name] for name in ("taliban", "contested", "government") if counts[name]
    }
    drawn = drawn_statuses(page)
    assert set(drawn) == set(served.boundaries("surveyed").units.index)
    assert len(drawn) >= 390
    expect(page.locator(".fm-points")).to_contain_text(f"{422 - len(drawn)} districts")
    # Registan, far from every badge: its polygon answers a click.
    unit = served.boundaries("surveyed").units.geometry.loc["AF2716"]
    spot = unit.representative_point()
    click_map(page, spot.x, spot.y)
    name = str(served.register.frame.loc["AF2716", "name_en"])
    expect(page.locator("#details .fm-title")).to_contain_text(name, timeout=SLOW_MS)
