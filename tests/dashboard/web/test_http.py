"""Routes beside the page, asked as a browser or a script asks them."""

import gzip
import json
import re
import sys
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import brotli
import geopandas as gpd
import pandas as pd
import pytest
from dash import Dash
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from dashboard.addresses import layer_url
from dashboard.app import create_app
from dashboard.cli import main
from dashboard.site import Site
from dashboard.web.http import KEPT_AT_MOST, MOST_SENT, KeptBytes
from dashboard.web.settings import Settings
from geodata.answers.events import events_csv, events_geojson
from geodata.answers.summary import status_summary
from geodata.dataset.dataset import EMBEDDED, GEOMETRY_LAYERS, Dataset
from geodata.view import parse_query
from tests.support.planting import PLANTED, Planted

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

DECODERS = {"gzip": gzip.decompress, "br": brotli.decompress, "zstd": zstd.decompress}
HERAT = "province=AF-HER&from=2021-08-01&to=2021-08-03"
NAMED = "as_of=2021-07-10&assessment=named-sources&documented=1"
ANSWERS = ("/status.json", "/events.csv", "/events.geojson")


def assert_plain(response: TestResponse, status: int) -> list[str]:
    """Sentences in plain text, without a trace; returns them."""
    assert response.status_code == status
    assert response.content_type == "text/plain; charset=utf-8"
    assert "Traceback" not in response.text
    return response.text.splitlines()


# Health and geometry ------------------------------------------------------------------------


def test_healthz_names_the_dataset(client: FlaskClient, dataset: Dataset) -> None:
    body = client.get("/healthz").get_json()
    assert body["status"] == "ok"
    assert (body["dataset"], body["version"]) == (dataset.name, dataset.version)
    assert body["frontmap"]


@pytest.mark.parametrize("layer", GEOMETRY_LAYERS)
def test_geometry_is_the_file_of_the_dataset(client: FlaskClient, layer: str) -> None:
    response = client.get(f"/boundaries/approximate/{layer}.geojson")
    assert response.content_type == "application/geo+json"
    file = {"units": "cells"}.get(layer, layer)
    assert response.data == (EMBEDDED / f"{file}.geojson").read_bytes()
    assert response.headers["Cache-Control"] == "public, no-cache"


def test_geometry_under_its_version_is_kept_for_ever(client: FlaskClient, site: Site) -> None:
    fresh = client.get(layer_url(site.dataset, "approximate", "units"))
    assert fresh.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    # An address of yesterday's file must not pin today's.
    stale = client.get("/boundaries/approximate/units.geojson?v=000000000000")
    assert stale.headers["Cache-Control"] == "public, no-cache"


@pytest.mark.parametrize("encoding", ["identity", "gzip", "br", "zstd"])
@pytest.mark.parametrize(
    "path", ["/boundaries/approximate/units.geojson", "/events.csv", "/events.geojson"]
)
def test_what_the_browser_has_is_not_sent_again(
    client: FlaskClient, path: str, encoding: str
) -> None:
    headers = {"Accept-Encoding": encoding}
    first = client.get(path, headers=headers)
    again = client.get(path, headers={**headers, "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    other = client.get(path, headers={**headers, "If-None-Match": '"something-else"'})
    assert other.status_code == 200


# Flask-Compress lets the interpreter close the files that it streams.
@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
@pytest.mark.parametrize(
    "path",
    ["/_dash-layout", "/boundaries/approximate/units.geojson", "/events.csv", "/events.geojson",
     "/assets/js/controls.js"],
)  # fmt: skip
def test_text_is_compressed_as_the_browser_asks(client: FlaskClient, path: str) -> None:
    plain = client.get(path, headers={"Accept-Encoding": "identity"}, buffered=True)
    assert "Content-Encoding" not in plain.headers
    for encoding, decode in DECODERS.items():
        if path.startswith("/assets/") and encoding == "gzip":
            continue  # files are streamed, and gzip does not stream well
        response = client.get(path, headers={"Accept-Encoding": encoding}, buffered=True)
        assert response.headers.get("Content-Encoding") == encoding
        assert response.headers["Vary"] == "Accept-Encoding"
        assert len(response.data) < len(plain.data)
        assert decode(response.data) == plain.data


def test_what_never_changes_is_compressed_once(client: FlaskClient, site: Site) -> None:
    scripts = re.findall(r'src="(/_dash-component-suites/[^"]+)"', client.get("/").text)
    assert len(scripts) > 5
    for path in (scripts[0], layer_url(site.dataset, "approximate", "units")):
        plain = client.get(path, headers={"Accept-Encoding": "identity"}).data
        for encoding, decode in DECODERS.items():
            first, again = (client.get(path, headers={"Accept-Encoding": encoding}).data
                            for _ in range(2))  # fmt: skip
            assert first == again
            assert decode(again) == plain


def test_what_is_kept_has_an_address_and_a_bound() -> None:
    kept = KeptBytes()
    kept.set("zstd;", b"of one view only")
    assert kept.get("zstd;") is None
    for i in range(3 * KEPT_AT_MOST):
        kept.set(f"zstd;/_dash-component-suites/made-up-{i}.js", b"x")
        assert kept.get(f"zstd;/_dash-component-suites/made-up-{i}.js") == b"x"
    assert len(kept._kept) <= KEPT_AT_MOST


def test_answers_of_two_views_are_never_mixed_up(client: FlaskClient) -> None:
    headers = {"Accept-Encoding": "zstd"}
    for code in ("AF-HER", "AF-HEL"):
        path = f"/events.geojson?province={code}"
        packed = client.get(path, headers=headers)
        assert packed.headers["Content-Encoding"] == "zstd"
        assert zstd.decompress(packed.data) == client.get(path).data


def test_a_few_bytes_are_sent_as_they_are(client: FlaskClient) -> None:
    response = client.get("/healthz", headers={"Accept-Encoding": "gzip, br, zstd"})
    assert "Content-Encoding" not in response.headers


def test_a_browser_of_today_gets_zstd(client: FlaskClient) -> None:
    response = client.get("/_dash-layout", headers={"Accept-Encoding": "gzip, deflate, br, zstd"})
    assert response.headers["Content-Encoding"] == "zstd"


# The same answer from everywhere ------------------------------------------------------------


@pytest.mark.parametrize("query", ["", HERAT, NAMED, "type=none", "type=battle,airstrike"])
def test_answers_equal_those_of_the_library(
    client: FlaskClient, dataset: Dataset, query: str
) -> None:
    view, notices = parse_query(query, dataset.vocabulary)
    assert notices == []
    assert client.get(f"/status.json?{query}").get_json() == status_summary(dataset, view)
    assert client.get(f"/events.csv?{query}").data == events_csv(dataset, view)
    assert client.get(f"/events.geojson?{query}").data == events_geojson(dataset, view)


def test_answers_equal_those_of_the_command(
    client: FlaskClient,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    options = ["--province", "AF-HER", "--from", "2021-08-01", "--to", "2021-08-03"]
    for suffix in ("csv", "geojson"):
        file = tmp_path / f"herat.{suffix}"
        run(monkeypatch, "export", *options, "-o", str(file))
        assert client.get(f"/events.{suffix}?{HERAT}").data == file.read_bytes()
    capsysbinary.readouterr()
    run(monkeypatch, "status", "--as-of", "2021-07-10", "--assessment", "named-sources",
        "--province", "AF-HER", "--json")  # fmt: skip
    query = "as_of=2021-07-10&assessment=named-sources&province=AF-HER"
    assert json.loads(capsysbinary.readouterr().out) == client.get(f"/status.json?{query}").json


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> None:
    monkeypatch.setattr(sys, "argv", ["frontmap", *arguments])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 0


def test_downloads_are_tables_that_others_can_read(client: FlaskClient, dataset: Dataset) -> None:
    csv = client.get(f"/events.csv?{HERAT}")
    geojson = client.get(f"/events.geojson?{HERAT}")
    assert csv.headers["Content-Disposition"] == 'attachment; filename="frontmap-2021-08-03.csv"'
    assert csv.content_type == "text/csv; charset=utf-8"
    table = pd.read_csv(BytesIO(csv.data))
    layer = gpd.read_file(BytesIO(geojson.data))
    assert table["event_id"].tolist() == layer["event_id"].tolist()
    assert len(table) == 12
    assert set(table["boundaries"]) == {"approximate cells"}
    assert json.loads(geojson.data)["frontmap"]["dataset"] == dataset.name


def test_counts_are_those_that_were_published(client: FlaskClient) -> None:
    body = client.get("/status.json").get_json()
    counts = {name: body[name] for name in ("taliban", "contested", "government", "unknown")}
    assert counts == {"taliban": 140, "contested": 151, "government": 131, "unknown": 0}
    assert body["total"] == 422
    bases = (body[name] for name in ("documented", "conflicting", "allocated", "unknown"))
    assert sum(bases) == 422


# Faults -------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [*ANSWERS, "/snapshot.png"])
def test_a_query_with_faults_gets_a_sentence_for_each(client: FlaskClient, path: str) -> None:
    query = "as_of=2021-13-45&province=AF-XXX&assessment=hearsay&colour=red"
    lines = assert_plain(client.get(f"{path}?{query}"), 400)
    assert len(lines) == 4
    said = {name: [line for line in lines if f"“{name}”" in line]
            for name in ("2021-13-45", "AF-XXX", "hearsay", "colour")}  # fmt: skip
    assert [len(found) for found in said.values()] == [1, 1, 1, 1]
    assert "such as 2021-08-03" in said["2021-13-45"][0]
    assert "afghan-watchers, long-war-journal" in said["hearsay"][0]


def test_from_after_to_is_a_fault(client: FlaskClient) -> None:
    lines = assert_plain(client.get("/events.csv?from=2021-08-04&to=2021-08-01"), 400)
    assert lines == ["from: 2021-08-04 is after to: 2021-08-01; put the earlier day first."]


@settings(max_examples=60)
@given(st.text(max_size=60))
def test_no_query_is_an_error_page(app: Dash, query: str) -> None:
    client = app.server.test_client()
    asked = quote(query, safe="=&,@%+;/?")
    assert client.get(f"/?{asked}").status_code == 200
    response = client.get(f"/status.json?{asked}")
    assert response.status_code == 200 or assert_plain(response, 400)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/boundaries/approximate/rivers.geojson", ["rivers", "units, provinces, neighbours"]),
        ("/boundaries/exact/units.geojson", ["exact", "approximate"]),
        ("/boundaries/cells.geojson", ["/boundaries/cells.geojson", "the page is at /"]),
        ("/snapshot.gif", ["gif", "png, svg, pdf"]),
        ("/event.csv", ["/event.csv", "the page is at /"]),
        ("/boundaries/..%2Fmanifest.json", ["manifest.json", "the page is at /"]),
    ],
)
def test_what_is_not_here_is_said_in_one_plain_sentence(
    client: FlaskClient, path: str, words: list[str]
) -> None:
    lines = assert_plain(client.get(path), 404)
    assert len(lines) == 1
    for word in words:
        assert word in lines[0]


def test_markup_in_a_fault_stays_plain_text(client: FlaskClient) -> None:
    response = client.get("/status.json", query_string={"assessment": PLANTED, PLANTED: "1"})
    lines = assert_plain(response, 400)
    assert len(lines) == 2
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_a_fault_of_ours_is_no_trace_for_the_reader(client: FlaskClient) -> None:
    response = client.post("/_dash-update-component", json={"output": "no-such", "inputs": []})
    assert response.status_code == 500
    for secret in ("Traceback", "KeyError", "no-such", str(EMBEDDED.parent)):
        assert secret not in response.text


# Headers ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    ["/", "/healthz", "/boundaries/approximate/units.geojson", "/boundaries/approximate/rivers.geojson", "/status.json",
     "/events.csv", "/events.csv?as_of=x", "/snapshot.gif", "/nowhere", "/_dash-layout",
     "/_dash-dependencies", "/assets/js/controls.js", "/assets/none.js"],
)  # fmt: skip
def test_every_response_has_the_security_headers(client: FlaskClient, path: str) -> None:
    assert_secure(client.get(path, buffered=True))


def test_failures_and_callbacks_have_the_security_headers(client: FlaskClient) -> None:
    assert_secure(client.post("/status.json"))
    assert_secure(client.post("/_dash-update-component", data="{", content_type="application/json"))


def assert_secure(response: TestResponse) -> None:
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "geolocation=()" in response.headers["Permissions-Policy"]
    assert response.headers["Content-Security-Policy"]


def policy(client: FlaskClient) -> dict[str, list[str]]:
    header = client.get("/").headers["Content-Security-Policy"]
    parts = (directive.split() for directive in header.split(";"))
    return {name: sources for name, *sources in parts}


def test_the_policy_lets_in_this_server_only(client: FlaskClient) -> None:
    directives = policy(client)
    for name, sources in directives.items():
        for source in sources:
            # Nothing that names another host: no scheme, no star, no host.
            assert source.startswith("'") or source in ("data:", "blob:"), (name, source)
    assert directives["default-src"] == ["'self'"]
    assert directives["connect-src"] == ["'self'"]
    assert directives["frame-ancestors"] == ["'none'"]
    assert directives["object-src"] == ["'none'"]
    assert directives["worker-src"] == ["'self'", "blob:"]


def test_scripts_in_line_are_known_by_their_hash(client: FlaskClient) -> None:
    scripts = policy(client)["script-src"]
    assert scripts[0] == "'self'"
    assert all(source.startswith("'sha256-") for source in scripts[1:])
    assert len(scripts) > 1


def test_the_page_asks_for_nothing_from_elsewhere(client: FlaskClient) -> None:
    for path in ("/", "/_dash-layout"):
        text = client.get(path).text
        assert "//cdn" not in text
        assert "unpkg" not in text
    for tag in client.get("/").text.split("<")[1:]:
        if tag.startswith(("script", "link", "img")):
            assert "://" not in tag, tag


# The page -----------------------------------------------------------------------------------


def test_the_page_names_its_language_and_itself(client: FlaskClient) -> None:
    text = client.get("/").text
    assert '<html lang="en">' in text
    assert "<title>Frontmap</title>" in text


def test_each_app_has_its_own_dataset(app: Dash, planted: Planted) -> None:
    other = create_app(Settings(data=planted.folder)).server.test_client()
    ours = app.server.test_client()
    assert other.get("/status.json").json["sha256"] != ours.get("/status.json").json["sha256"]


def test_a_request_that_would_fill_the_memory_is_not_read(client: FlaskClient) -> None:
    sent = {"output": "x" * MOST_SENT}
    assert client.post("/_dash-update-component", json=sent).status_code == 413


@pytest.mark.parametrize("path", ["/", "/healthz", "/status.json", "/_dash-layout", "/nowhere"])
def test_a_stranger_s_name_that_leads_here_gets_one_sentence(
    client: FlaskClient, path: str
) -> None:
    response = client.get(path, headers={"Host": "evil.example:8050"})
    assert response.status_code == 421
    assert response.text == (
        "this server does not go by “evil.example:8050”; ask it by its address, or start it with "
        "that name in FRONTMAP_HOSTS.\n"
    )
    assert_secure(response)


@pytest.mark.parametrize(
    "host", ["evil.example", "192.0.2.7", "[abc:xyz]", "local host", "a@localhost"]
)
def test_nothing_is_done_for_who_means_another_host(client: FlaskClient, host: str) -> None:
    response = client.post("/_dash-update-component", json={}, headers={"Host": host})
    assert response.status_code == 421


@pytest.mark.parametrize("host", ["localhost:8050", "127.0.0.1", "[::1]:8050"])
def test_this_machine_is_answered(client: FlaskClient, host: str) -> None:
    assert client.get("/healthz", headers={"Host": host}).status_code == 200


# Snapshots ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fmt", "content_type", "beginning"),
    [
        ("png", "image/png", b"\x89PNG\r\n"),
        ("svg", "image/svg+xml; charset=utf-8", b"<?xml"),
        ("pdf", "application/pdf", b"%PDF-"),
    ],
)
def test_snapshots_are_files_to_take_away(
    client: FlaskClient, fmt: str, content_type: str, beginning: bytes
) -> None:
    response = client.get(f"/snapshot.{fmt}?{HERAT}")
    assert response.status_code == 200
    assert response.mimetype == content_type.partition(";")[0]
    assert response.data.startswith(beginning)
    name = response.headers["Content-Disposition"]
    assert name == f'attachment; filename="frontmap-2021-08-03.{fmt}"'
    assert_secure(response)
