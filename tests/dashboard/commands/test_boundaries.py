"""``frontmap boundaries``: a polygon file of one's own, and one that is fetched when asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from geodata import open_dataset
from geodata.dataset.versions import Store
from tests.support.command import frontmap, frontmap_process, said
from tests.support.incidents import write_incidents


@pytest.fixture
def polygons(tmp_path: Path) -> Path:
    """Two made districts of Herat beside each other, one of them under a name nobody knows."""
    frame = gpd.GeoDataFrame(
        {
            "ADM0_PCODE": ["AF", "AF", "AF"],
            "ADM1_EN": ["Herat", "Herat", "Herat"],
            "ADM2_EN": ["Injil", "Guzara", "Nowhere at all"],
        },
        geometry=[shapely.box(x, 34.0, x + 0.5, 35.0) for x in (61.0, 61.5, 62.0)],
        crs="EPSG:4326",
    )
    path = tmp_path / "districts.geojson"
    frame.to_file(path, driver="GeoJSON")
    return path


KEYS = ("features", "matched", "fuzzy", "unmatched_features", "units_left", "repaired", "crs")


def test_a_set_is_added_listed_and_drawn(polygons: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    incident = write_incidents(tmp_path / "a.csv", {"longitude": 61.7, "latitude": 34.5})
    assert frontmap("ingest", incident, "--data", data).code == 0
    where = ("--data", data, "--json")
    report = frontmap("boundaries", "add", polygons, "--name", "ours", *where).json()
    assert set(KEYS) <= report.keys()
    assert (report["features"], report["matched"], report["dataset_version"]) == (3, 2, 2)
    assert [row["name"] for row in report["unmatched_features"]] == ["Nowhere at all"]
    assert len(report["units_left"]) == 420
    listed = frontmap("boundaries", "list", *where).json()["boundaries"]
    assert [(row["name"], row["approximate"], row["units"], row["of"]) for row in listed] == [
        ("ours", False, 2, 422), ("approximate", True, 422, 422),
    ]  # fmt: skip
    assert open_dataset(data).events.all()["unit_id"].tolist() == ["AF3203"]
    text = frontmap("boundaries", "list", "--data", data).out
    assert "2 of 422 units" in text


def test_a_dry_run_says_it_and_writes_nothing(polygons: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    tried = frontmap("boundaries", "add", polygons, "--name", "ours", "--data", data, "--dry-run")
    assert tried.code == 0
    assert "left over: “Nowhere at all”" in tried.out
    assert "nothing was written (--dry-run)" in tried.out
    bare = frontmap("boundaries", "add", polygons, "--name", "ours", "--dry-run", "--json").json()
    assert (bare["dry_run"], bare["matched"]) == (True, 2)
    assert not data.exists()


def test_a_process_of_its_own_prints_one_json_object(polygons: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    ran = frontmap_process(
        "boundaries", "add", polygons, "--name", "ours", "--json",
        environ={"FRONTMAP_DATA": str(data)},
    )  # fmt: skip
    assert ran.json()["dataset_version"] == 1
    assert ran.err == ""
    assert Store(data).current() == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"<!DOCTYPE html><html></html>", "districts.geojson"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0a\nsize 1\n", "districts"),
        (b'{"type": "FeatureCollection", "features": []}', "districts.geojson"),
        (bytes(range(256)), "districts.geojson"),
        (None, "districts.geojson"),
    ],
)
def test_a_file_at_fault_is_one_sentence(
    content: bytes | None, says: str, polygons: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    if content is None:
        polygons.unlink()
    else:
        polygons.write_bytes(content)
    ran = frontmap("boundaries", "add", polygons, "--name", "ours", "--data", data, "--json")
    assert says in said(ran)
    assert ran.out == ""
    assert Store(data).versions() == []


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--name", "Our set"), "use small letters, digits, - and _"),
        (("--name", "approximate"), "choose another --name"),
        (("--name", "ours", "--name-field", "NAME_9"), "NAME_9"),
        (("--name", "ours", "--crs", "EPSG:999999"), "999999"),
    ],
)
def test_options_that_do_not_fit_are_one_sentence(
    options: tuple[str, ...], says: str, polygons: Path, tmp_path: Path
) -> None:
    ran = frontmap("boundaries", "add", polygons, "--data", tmp_path / "data", *options)
    assert says in said(ran)
    assert not (tmp_path / "data").exists()


def test_wrong_usage_has_exit_code_2(polygons: Path, tmp_path: Path) -> None:
    assert frontmap("boundaries", "add", polygons, "--data", tmp_path / "data").code == 2
    level = frontmap("boundaries", "add", polygons, "--name", "x", "--level", "7")
    assert level.code == 2
    assert frontmap("boundaries", "fetch", "geoboundaries", "AFG").code == 2


def test_without_a_folder_it_asks_for_one(polygons: Path) -> None:
    assert "with --data DIR" in said(frontmap("boundaries", "add", polygons, "--name", "ours"))


class Quiet(SimpleHTTPRequestHandler):
    """A file server that says nothing; a folder answers with its index.json."""

    def log_message(self, *_: object) -> None:
        """Keep quiet."""

    def translate_path(self, path: str) -> str:
        found = Path(super().translate_path(path))
        return str(found / "index.json" if found.is_dir() else found)


@pytest.fixture
def server(polygons: Path, tmp_path: Path) -> Iterator[str]:
    """An address that answers as geoBoundaries does."""
    root = tmp_path / "server"
    listing = root / "api" / "current" / "gbOpen" / "AFG" / "ADM2"
    listing.mkdir(parents=True)
    (root / "afg.geojson").write_bytes(polygons.read_bytes())
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=root)) as running:
        address = f"http://127.0.0.1:{running.server_address[1]}"
        facts = {
            "boundaryID": "AFG-ADM2-1", "boundaryISO": "AFG", "boundaryType": "ADM2",
            "boundaryLicense": "CC BY", "boundarySource": "A maker",
            "gjDownloadURL": f"{address}/afg.geojson",
        }  # fmt: skip
        (listing / "index.json").write_text(json.dumps(facts), encoding="utf-8")
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield address
        running.shutdown()
        thread.join()


def test_a_file_is_fetched_and_then_added(server: str, tmp_path: Path, polygons: Path) -> None:
    to = tmp_path / "fetched"
    ran = frontmap(
        "boundaries",
        "fetch",
        "geoboundaries",
        "AFG",
        "2",
        "--to",
        to,
        "--base-url",
        server,
        "--json",
    )
    found = ran.json()
    path = Path(found["file"])
    assert path.parent == to
    assert path.read_bytes() == polygons.read_bytes()
    assert len(found["sha256"]) == 64
    assert found["licence"] == "CC BY"
    ran = frontmap("boundaries", "add", path, "--name", "fetched", "--data", tmp_path / "data")
    assert "published version 1" in ran.out


def test_what_cannot_be_fetched_is_one_sentence(server: str, tmp_path: Path) -> None:
    to = tmp_path / "fetched"
    options = ("--to", to, "--base-url", server, "--json")
    for where, says in (
        (("elsewhere", "AFG"), "provider"),
        (("geoboundaries", "A"), "three letters"),
    ):
        ran = frontmap("boundaries", "fetch", *where, "2", *options)
        assert says in said(ran)
        assert ran.out == ""
    other = frontmap(
        "boundaries", "fetch", "geoboundaries", "AFG", "2", *options, "--sha256", "0" * 64
    )
    assert "has the SHA-256" in said(other)
    assert not [path for path in to.rglob("*") if path.is_file()]
