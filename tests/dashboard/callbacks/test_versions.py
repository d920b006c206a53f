"""A page of one version is never patched with another: the browser is told to load it anew."""

import gc
import hashlib
import json
import time
import weakref
from pathlib import Path
from typing import Any

import pytest
from dash import Dash
from flask.testing import FlaskClient

from dashboard.app import create_app
from dashboard.figures.view_map import view_parts
from dashboard.printing.snapshot import render_snapshot
from dashboard.site import LOOK_SECONDS, Site
from dashboard.web.settings import Settings
from geodata.dataset.versions import Store
from tests.support.small_country import small_country

VIEW_STORE = "view.data"
LEFT_ALONE = (
    "summary.children", "map.figure", "compare-own.children", "compare-body.children",
    "details.children",
    "timeline.figure", "table.getRowsResponse",
)  # fmt: skip
"""The first output of every callback that an outdated page gets no answer of."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    publish(tmp_path, 1)
    return tmp_path


def publish(root: Path, number: int) -> None:
    small_country(Store(root).folder(number), version=str(number))
    (root / "store.json").write_text(f'{{"current": {number}, "latest": 9}}', "utf-8")


@pytest.fixture
def app(root: Path) -> Dash:
    return create_app(Settings(data=root))


def outputs(callback: dict[str, Any]) -> list[str]:
    """Component and property of everything that a callback answers."""
    ends = str(callback["output"]).strip(".").split("...")
    return [end.partition("@")[0] for end in ends]


def ask(app: Dash, client: FlaskClient, output: str, **states: Any) -> dict[str, Any]:
    """Call the callback with an output as the browser does."""
    (found,) = [one for one in app._callback_list if output in outputs(one)]
    values = {"url.search": "", "map-zoom.data": 5.0, **states}
    ends = [
        dict(zip(("id", "property"), end.split("."), strict=True))
        for end in found["output"].strip(".").split("...")
    ]
    body = {
        "output": found["output"],
        "outputs": ends if found["output"].startswith("..") else ends[0],
        "changedPropIds": ["url.search"],
        **{
            part: [{**end, "value": values.get(f"{end['id']}.{end['property']}")}
                   for end in found[part]]
            for part in ("inputs", "state")
        },
    }  # fmt: skip
    response = client.post("/_dash-update-component", json=body)
    assert response.status_code == 200, response.text
    return json.loads(response.text)


def made_for(client: FlaskClient) -> str:
    """The version that the page remembers."""
    layout = client.get("/_dash-layout").text
    (store,) = [part for part in _parts(json.loads(layout)) if part.get("id") == "made-for"]
    return str(store["data"])


def _parts(tree: Any) -> list[dict[str, Any]]:
    if isinstance(tree, dict):
        own = [tree["props"]] if "props" in tree else []
        return own + [part for value in tree.values() for part in _parts(value)]
    if isinstance(tree, list):
        return [part for value in tree for part in _parts(value)]
    return []


def test_a_page_of_the_served_version_is_patched(app: Dash) -> None:
    client = app.server.test_client()
    answer = ask(app, client, "map.figure", **{"made-for.data": made_for(client)})
    assert "sideUpdate" not in answer
    assert answer["response"]["map"]["figure"]["operations"]


def serves_views(callback: dict[str, Any]) -> bool:
    """Whether the server answers it, from the view."""
    return not callback["clientside_function"] and any(
        end["id"] == "url" for end in (*callback["inputs"], *callback["state"])
    )


def test_every_callback_looks_for_another_version(app: Dash) -> None:
    asked = [one for one in app._callback_list if serves_views(one)]
    assert {outputs(one)[0] for one in asked} == {VIEW_STORE, *LEFT_ALONE}
    for one in asked:
        assert {"id": "made-for", "property": "data"} in one["state"], one["output"]


@pytest.mark.parametrize("output", LEFT_ALONE)
def test_a_page_of_another_version_is_told_and_left_as_it_is(
    app: Dash, root: Path, output: str
) -> None:
    client = app.server.test_client()
    old = made_for(client)
    publish(root, 2)
    time.sleep(LOOK_SECONDS + 0.05)
    request = {"table.getRowsRequest": {"startRow": 0, "endRow": 5}, "made-for.data": old}
    answer = ask(app, client, output, **request)
    assert answer["response"] == {}
    new = answer["sideUpdate"]["published"]["data"]
    assert new == made_for(client) != old


def test_a_change_of_view_tells_too(app: Dash, root: Path) -> None:
    client = app.server.test_client()
    old = made_for(client)
    publish(root, 2)
    time.sleep(LOOK_SECONDS + 0.05)
    answer = ask(app, client, "notices.children", **{"made-for.data": old})
    assert answer["sideUpdate"]["published"]["data"] == made_for(client)


def test_the_page_is_of_the_served_version(app: Dash, root: Path) -> None:
    client = app.server.test_client()
    publish(root, 2)
    time.sleep(LOOK_SECONDS + 0.05)
    assert "version 2" in client.get("/_dash-layout").text
    assert client.get("/healthz").json["version"] == "2"


def test_geometry_of_a_version_is_never_answered_with_another(app: Dash, root: Path) -> None:
    client = app.server.test_client()
    zstd = {"Accept-Encoding": "zstd"}
    address = "/boundaries/survey/units.geojson"
    before = client.get(address, headers=zstd)
    folder = Store(root).folder(2)
    publish(root, 2)
    layer = folder / "survey_units.geojson"
    layer.write_text(layer.read_text("utf-8").replace("10.0", "10.5"), "utf-8")
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    manifest["tables"]["survey_units"]["sha256"] = hashlib.sha256(layer.read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    time.sleep(LOOK_SECONDS + 0.05)
    for headers in (zstd, {}):
        after = client.get(address, headers=headers)
        assert after.headers["ETag"] != before.headers["ETag"]
    assert client.get(address).data == layer.read_bytes()


def test_nothing_keeps_a_dataset_that_is_served_no_more(tmp_path: Path) -> None:
    site = Site.open(Settings(data=small_country(tmp_path / "small")))
    view = site.dataset.default_view
    view_parts(site.reading_of(view), 5.0)
    render_snapshot(site.reading_of(view), "svg", "http://x/")
    site.dataset.events.count(view)
    gone = weakref.ref(site.dataset)
    site.close()
    del site
    gc.collect()
    assert gone() is None
