"""What an import gives as a whole."""

import json
from pathlib import Path

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import LineString, Polygon, box

from geodata.boundary_import import import_boundaries
from geodata.errors import FrontmapError
from tests.geodata.boundary_import.making import (
    cod_ab,
    named,
    provinces,
    register,
    take,
    take_frame,
    with_row,
    write,
)

REPORT_KEYS = {
    "features",
    "matched",
    "code",
    "exact",
    "alias",
    "fuzzy",
    "unmatched_features",
    "units_left",
    "repaired",
    "duplicates",
    "empty",
    "joined",
    "crs",
    "overlaps",
    "gaps",
    "display_kb",
    "notes",
}
BOW = Polygon([(60, 33.5), (60.5, 33.5), (60, 34), (60.5, 34), (60, 33.5)])
FAULTS = {
    "empty": (None, "Nothing"),
    "line": (LineString([(60, 33), (61, 34)]), "Line"),
    "twin": (box(60.0, 33.5, 60.5, 34.0), "Ashkabad"),
    "stranger": (box(63, 36, 63.5, 36.5), "Stranger"),
    "bow": (BOW, "Knotted"),
    "second": (box(60.1, 33.0, 60.2, 33.4), "Bostan"),
}


def test_all_layers_and_the_report_are_there(tmp_path: Path) -> None:
    made = take_frame(named(), tmp_path)
    assert set(made.report) == REPORT_KEYS
    assert json.loads(json.dumps(made.report)) == made.report
    assert made.name == "test"
    assert made.label == "geoBoundaries, level 2"
    assert "geoBoundaries" in made.attribution
    for layer in (made.units, made.units_display):
        assert layer.index.name == "unit_id"
        assert list(layer.columns) == ["province_code", "geometry"]
    for layer in (made.provinces, made.provinces_display):
        assert layer.index.name == "province_code"
        assert list(layer.columns) == ["name_en", "name_fa", "geometry"]
    for layer in (made.units, made.units_display, made.provinces, made.provinces_display):
        assert layer.crs == "EPSG:4326"
        assert layer.index.is_unique
        assert layer.index.is_monotonic_increasing
        assert layer.is_valid.all()
    assert list(made.units.index) == list(made.units_display.index)
    assert set(made.units["province_code"]) == set(made.provinces.index)
    assert shapely.coverage_is_valid(made.units_display.geometry.to_numpy())
    assert 0 < made.report["display_kb"] <= 300


def test_the_attribution_kept_beside_a_file_is_taken(tmp_path: Path) -> None:
    path = write(named(), tmp_path / "a.geojson")
    beside = tmp_path / "a.geojson.source.json"
    beside.write_text(json.dumps({"attribution": "Surveyors, CC BY 4.0"}), encoding="utf-8")
    assert take(path).attribution == "Surveyors, CC BY 4.0"
    beside.write_text("nonsense", encoding="utf-8")
    assert "geoBoundaries" in take(path).attribution


def test_columns_of_nobody_need_to_be_named(tmp_path: Path) -> None:
    frame = named().rename(columns={"shapeName": "DISTRICT"})[["DISTRICT", "geometry"]]
    with pytest.raises(FrontmapError, match=r"DISTRICT \(Ashkabad, Bostan, Chardara\)"):
        take_frame(frame, tmp_path)
    with pytest.raises(FrontmapError, match="level 1 for provinces or 2"):
        take_frame(frame, tmp_path, name_field="DISTRICT")
    made = take_frame(frame, tmp_path, name_field="DISTRICT", level=2)
    assert made.report["matched"] == 8
    assert made.label == "made, level 2"


def test_overlaps_and_gaps_are_in_the_report(tmp_path: Path) -> None:
    frame = named()
    frame.loc[0, "geometry"] = box(60, 33.5, 60.6, 34)
    frame.loc[5, "geometry"] = box(61.5, 33.5, 62, 33.9)
    report = take_frame(frame, tmp_path).report
    assert report["overlaps"]["count"] == 1
    assert set(report["overlaps"]["largest"][0]["names"]) == {"Ashkabad", "Bostan"}
    assert report["overlaps"]["km2"] == pytest.approx(514, rel=0.02)


@settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.sampled_from(sorted(FAULTS)), max_size=6), st.booleans())
def test_every_feature_is_accounted_for(tmp_path: Path, faults: list[str], coded: bool) -> None:
    frame = cod_ab() if coded else named()
    column = "ADM2_EN" if coded else "shapeName"
    for fault in faults:
        shape, name = FAULTS[fault]
        code = {"ADM2_PCODE": None} if coded else {}
        frame = with_row(frame, shape, **{column: name}, **code)
    path = tmp_path / "made.geojson"
    frame.to_file(path)
    report = take(path).report
    lists = [report[key] for key in ("unmatched_features", "empty", "duplicates")]
    assert report["features"] == 8 + len(faults)
    assert report["features"] == report["matched"] + sum(len(entries) for entries in lists)
    named_once = [entry["feature"] for entries in lists for entry in entries]
    assert len(named_once) == len(set(named_once))
    matched = report["code"] + report["exact"] + report["alias"] + len(report["fuzzy"])
    assert report["matched"] == matched == 8
    assert len(report["repaired"]) >= ("bow" in faults)


def test_a_path_may_be_text(tmp_path: Path) -> None:
    path = write(named(), tmp_path / "a.geojson")
    made = import_boundaries(
        str(path), name="x", register=register(), provinces=provinces(), country="AFG"
    )
    assert len(made.units) == 8
