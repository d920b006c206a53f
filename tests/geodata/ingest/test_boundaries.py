"""A boundary file into a dataset: a new set, events joined anew, or another country altogether."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geodata import open_dataset
from geodata.dataset.dataset import EMBEDDED, Dataset
from geodata.dataset.versions import Store
from geodata.errors import FrontmapError
from geodata.ingest import ingest
from geodata.ingest.boundaries import add_boundaries, country_name
from geodata.places.locate import locate
from tests.geodata.ingest.test_ingest import acled
from tests.support.shared import shared


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "data")


def squares(path: Path) -> Path:
    """Two made districts of Herat that share a border: Injil in the west, Guzara in the east."""
    frame = gpd.GeoDataFrame(
        {
            "ADM0_PCODE": ["AF", "AF"],
            "ADM1_EN": ["Herat", "Herat"],
            "ADM2_EN": ["Injil", "Guzara"],
            "ADM2_PCODE": ["AF3202", "AF3203"],
        },
        geometry=[shapely.box(61.0, 34.0, 62.0, 35.0), shapely.box(62.0, 34.0, 63.0, 35.0)],
        crs="EPSG:4326",
    )
    frame.to_file(path, driver="GeoJSON")
    return path


def test_no_file_is_shared_with_the_package_or_between_versions(
    tmp_path: Path, store: Store
) -> None:
    """One byte appended to a shared file would break every installation on the machine."""
    add_boundaries(squares(tmp_path / "s.geojson"), store, name="squares", level=2)
    ingest([acled(tmp_path / "a.csv", {})], store)
    kept = [path for path in store.root.rglob("*") if path.is_file()]
    assert {"claims.csv", "register.csv", "evidence_events.csv"} <= {path.name for path in kept}
    assert [path for path in kept if path.stat().st_nlink != 1] == []
    assert not any(path.is_symlink() for path in kept)
    package = {(path.stat().st_dev, path.stat().st_ino) for path in EMBEDDED.iterdir()}
    assert not package & {(path.stat().st_dev, path.stat().st_ino) for path in kept}


def test_events_are_joined_with_the_new_polygons(tmp_path: Path, store: Store) -> None:
    nowhere = {"admin1": "Herat", "admin2": "", "location": "", "latitude": 34.5}
    rows = [
        {**nowhere, "event_id_cnty": "AFG1", "longitude": 61.5},
        {**nowhere, "event_id_cnty": "AFG2", "longitude": 62.5},
    ]
    ingest([acled(tmp_path / "a.csv", *rows)], store)
    report = add_boundaries(squares(tmp_path / "s.geojson"), store, name="squares", level=2)
    assert (report["features"], report["matched"], len(report["units_left"])) == (2, 2, 420)
    served = open_dataset(store.root)
    assert list(served.boundary_sets) == ["squares", "approximate"]
    units = served.events.all().set_index("event_id")["unit_id"]
    assert units.to_dict() == {"AFG1": "AF3202", "AFG2": "AF3203"}
    assert report["dataset_version"] == store.current() == 2
    assert len(served.boundaries("squares").units) == 2
    assert len(served.boundaries("approximate").units) == 422


def test_statuses_follow_the_units_onto_the_new_polygons(
    tmp_path: Path, store: Store, dataset: Dataset
) -> None:
    add_boundaries(squares(tmp_path / "s.geojson"), store, name="squares", level=2)
    served = open_dataset(store.root)
    assert served.status_counts(served.default_view) == dataset.status_counts(dataset.default_view)
    assert len(served.events.all()) == 312


def test_the_incidents_that_frontmap_brings_make_room_after_boundaries_too(
    tmp_path: Path, store: Store, dataset: Dataset
) -> None:
    add_boundaries(squares(tmp_path / "s.geojson"), store, name="squares", level=2)
    report = ingest([acled(tmp_path / "a.csv", {})], store)
    assert report.replaced_embedded == 312
    served = open_dataset(store.root)
    assert served.status_counts(served.default_view) == dataset.status_counts(dataset.default_view)


def test_the_same_name_again_replaces_the_set(tmp_path: Path, store: Store) -> None:
    path = squares(tmp_path / "s.geojson")
    add_boundaries(path, store, name="squares", level=2)
    add_boundaries(path, store, name="squares", level=2)
    assert list(open_dataset(store.root).boundary_sets) == ["squares", "approximate"]


def test_a_dry_run_writes_nothing(tmp_path: Path, store: Store) -> None:
    path = squares(tmp_path / "s.geojson")
    report = add_boundaries(path, store, name="squares", level=2, dry_run=True)
    assert report["matched"] == 2
    assert not store.root.exists()


@pytest.mark.parametrize("name", ["approximate", "Übel", "a b", "../x", ""])
def test_a_name_that_is_none_is_refused(tmp_path: Path, store: Store, name: str) -> None:
    with pytest.raises(FrontmapError, match="--name"):
        add_boundaries(squares(tmp_path / "s.geojson"), store, name=name)


def test_surveyed_districts_of_afghanistan(store: Store, dataset: Dataset) -> None:
    path = shared("boundaries/geoboundaries-afg-adm2.topojson")
    report = add_boundaries(path, store, name="surveyed")
    assert report["features"] == 398
    assert report["matched"] >= 390
    assert len(report["repaired"]) == 3
    assert "EPSG:4326" in report["crs"]
    assert len(report["units_left"]) == 422 - report["matched"]
    served = open_dataset(store.root)
    units = served.boundaries("surveyed", full=True).units
    points = dataset.register.frame.loc[units.index]
    # The right unit: its own reference point lies in the polygon that it was given.
    found = locate(points["lon"], points["lat"], units.geometry.to_numpy())
    assert (found == range(len(units))).sum() >= 390
    assert store.root.joinpath("versions/v000001/surveyed_units.geojson").is_file()


def test_a_country_without_a_register_gets_one_from_its_own_file(
    tmp_path: Path, store: Store
) -> None:
    report = add_boundaries(shared("boundaries/cod-ab-sdn-adm1.geojson"), store, name="ocha")
    assert (report["features"], report["matched"]) == (19, 19)
    served = open_dataset(store.root)
    assert served.manifest["country_name"] == "Sudan"
    assert len(served.register.frame) == 19
    assert not served.register.frame["name_en"].str.contains("\u200e").any()
    counts = served.status_counts(served.default_view)
    assert (counts["unknown"], counts["total"]) == (19, 19)
    assert served.claims.empty
    assert served.events.all().empty
    khartoum = {"admin1": "Khartoum", "admin2": "", "location": "Omdurman", "latitude": 15.6,
                "longitude": 32.5, "event_id_cnty": "SUD1"}  # fmt: skip
    ingest([acled(tmp_path / "a.csv", khartoum)], store)
    (event,) = open_dataset(store.root).events.all().to_dict("records")
    assert (event["province_code"], event["unit_id"]) == ("SD01", "SD01")


def test_names_of_countries() -> None:
    assert (country_name("SDN"), country_name("AFG"), country_name("QQQ")) == (
        "Sudan",
        "Afghanistan",
        "QQQ",
    )


def test_new_boundaries_place_no_incident_of_another_country_by_its_name(
    tmp_path: Path, store: Store
) -> None:
    away = {"latitude": "", "longitude": "", "admin1": "Herat", "admin2": "Guzara"}
    rows = [
        {"event_id_cnty": "AFG1", "country": "Afghanistan"},
        {"event_id_cnty": "PAK1", "country": "Pakistan", **away},
    ]
    ingest([acled(tmp_path / "a.csv", *rows)], store)
    for name in ("squares", "again"):
        report = add_boundaries(squares(tmp_path / "s.geojson"), store, name=name, level=2)
        assert report["moved"] == 0
    units = open_dataset(store.root).events.all().set_index("event_id")["unit_id"]
    assert units["AFG1"] == "AF3203"
    assert pd.isna(units["PAK1"])


def test_boundaries_of_the_other_country_take_its_incidents_in_and_leave_those_before(
    tmp_path: Path, store: Store
) -> None:
    named = {"latitude": "", "longitude": "", "admin1": "Herat", "admin2": ""}
    rows = [
        {"event_id_cnty": "AFG1", "country": "Afghanistan", **named},
        {"event_id_cnty": "PAK1", "country": "Pakistan", **named},
    ]
    ingest([acled(tmp_path / "a.csv", *rows)], store)
    there = gpd.GeoDataFrame(
        {"ADM0_PCODE": ["PK"], "ADM1_EN": ["Herat"], "ADM1_PCODE": ["PK32"]},
        geometry=[shapely.box(70.0, 30.0, 71.0, 31.0)],
        crs="EPSG:4326",
    )
    there.to_file(tmp_path / "p.geojson", driver="GeoJSON")
    add_boundaries(tmp_path / "p.geojson", store, name="there", level=1, country="PAK")
    basis = open_dataset(store.root).events.all().set_index("event_id")["join_basis"]
    assert basis.to_dict() == {"AFG1": "none", "PAK1": "name"}
