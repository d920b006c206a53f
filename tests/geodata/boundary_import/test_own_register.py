"""A country without a register gets one from its boundary file."""

from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from shapely import box

from geodata.boundary_import import ImportedBoundaries
from geodata.errors import FrontmapError
from geodata.places.register import REGISTER_COLUMNS, Register, load_register
from tests.geodata.boundary_import.making import (
    cod_ab,
    named,
    provinces,
    register,
    take_frame,
    with_row,
)


def sudan(frame: gpd.GeoDataFrame | None = None) -> gpd.GeoDataFrame:
    """The squares as districts of another country, codes SD9801 and so on."""
    frame = cod_ab() if frame is None else frame
    for column in ("ADM2_PCODE", "ADM1_PCODE"):
        if column in frame:
            frame[column] = frame[column].str.replace("AF", "SD")
    return frame.assign(ADM0_PCODE="SD")


def states() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"ADM1_EN": ["West", "East"], "ADM1_PCODE": ["SD98", "SD99"], "ADM0_PCODE": "SD"},
        geometry=[box(60, 33.5, 61, 34.5), box(61, 33.5, 62, 34.5)],
        crs="EPSG:4326",
    )


def own(made: ImportedBoundaries) -> pd.DataFrame:
    assert made.register is not None
    return made.register


def add(frame: gpd.GeoDataFrame, folder: Path, **options: Any) -> ImportedBoundaries:
    nothing: dict[str, Any] = {"register": None, "provinces": None, "country": None}
    return take_frame(frame, folder, **(nothing | options))


def test_districts_with_codes_and_provinces(tmp_path: Path) -> None:
    made = add(sudan(), tmp_path)
    frame = own(made)
    assert made.country == "SDN"
    assert not made.approximate
    assert list(frame.index) == [f"SD98{i:02}" for i in (1, 2, 3, 4)] + [
        f"SD99{i:02}" for i in (1, 2, 3, 4)
    ]
    assert list(made.units.index) == list(frame.index)
    assert frame.loc["SD9802", "name_en"] == "Bostan"
    assert frame.loc["SD9802", "province_code"] == "SD98"
    assert frame.loc["SD9802", "province_en"] == "West"
    assert set(frame["kind"]) == {"district"}
    assert frame["name_fa"].isna().all()
    assert frame.loc["SD9801", "area_km2"] == pytest.approx(2570, rel=0.01)
    points = gpd.points_from_xy(frame["lon"], frame["lat"], crs="EPSG:4326")
    assert made.units.contains(gpd.GeoSeries(points, frame.index)).all()
    assert list(made.provinces["name_en"]) == ["West", "East"]
    assert made.report["matched"] == made.report["features"] == 8
    assert made.report["units_left"] == []


def test_the_register_can_be_written_and_read_again(tmp_path: Path) -> None:
    frame = own(add(sudan(), tmp_path))
    path = tmp_path / "register.csv"
    frame.to_csv(path)
    again = load_register(path)
    pd.testing.assert_frame_equal(again.frame, frame)
    assert list(frame.reset_index().columns) == list(REGISTER_COLUMNS)
    found = again.match("Bosstan", "SD98")
    assert found is not None
    assert found.unit_id == "SD9802"


def test_another_country_than_that_of_the_register(tmp_path: Path) -> None:
    made = take_frame(sudan(), tmp_path)
    assert made.country == "SDN"
    assert len(own(made)) == 8


def test_provinces_are_units_of_their_own(tmp_path: Path) -> None:
    made = add(states(), tmp_path)
    frame = own(made)
    assert list(frame.index) == ["SD98", "SD99"]
    assert (frame["province_code"] == frame.index).all()
    assert set(frame["kind"]) == {"province"}
    assert made.level == 1
    assert not made.approximate


def test_provinces_first_then_districts_without_their_provinces(tmp_path: Path) -> None:
    first = add(states(), tmp_path)
    plain = sudan().drop(columns=["ADM1_EN", "ADM1_PCODE"])
    with pytest.raises(FrontmapError, match="add level 1 first"):
        add(plain, tmp_path)
    made = take_frame(
        plain, tmp_path, register=Register(own(first)), provinces=first.provinces, country="SDN"
    )
    frame = own(made)
    assert frame.loc["SD9802", "province_code"] == "SD98"
    assert frame.loc["SD9901", "province_en"] == "East"
    assert any("most of it" in note for note in made.report["notes"])


def test_provinces_of_another_country_do_not_help(tmp_path: Path) -> None:
    plain = sudan().drop(columns=["ADM1_EN", "ADM1_PCODE"])
    with pytest.raises(FrontmapError, match="add level 1 first"):
        take_frame(plain, tmp_path)
    moved = provinces().set_geometry(provinces().geometry.translate(xoff=50))
    with pytest.raises(FrontmapError, match="add level 1 first"):
        take_frame(plain, tmp_path, register=None, provinces=moved, country="SDN")


def test_provinces_again_are_matched_to_those_known(tmp_path: Path) -> None:
    first = add(states(), tmp_path)
    made = take_frame(
        states().iloc[::-1],
        tmp_path,
        register=Register(own(first)),
        provinces=first.provinces,
        country="SDN",
    )
    assert made.register is None
    assert not made.approximate
    assert list(made.units.index) == ["SD98", "SD99"]
    assert made.report["matched"] == 2


def test_known_provinces_keep_their_codes(tmp_path: Path) -> None:
    iso = states().rename(columns={"ADM1_PCODE": "ADM1_CODE"}).assign(ADM1_CODE=["SD-W", "SD-E"])
    first = add(iso, tmp_path)
    made = take_frame(
        sudan(),
        tmp_path,
        register=Register(own(first)),
        provinces=first.provinces,
        country="SDN",
    )
    assert set(own(made)["province_code"]) == {"SD-W", "SD-E"}


def test_codes_are_made_in_the_order_of_names_where_there_are_none(tmp_path: Path) -> None:
    frame = sudan().drop(columns=["ADM2_PCODE", "ADM1_PCODE"])
    made = add(frame, tmp_path)
    table = own(made)
    # By province and name: East comes before West.
    assert list(table.index) == [f"SDN-{i:03}" for i in range(1, 9)]
    assert list(table["name_en"])[:2] == ["Ashkabad", "Fayzabad"]
    assert set(table["province_code"]) == {"SDN-P001", "SDN-P002"}
    assert any("SDN-001" in note and "made" in note for note in made.report["notes"])
    shuffled = own(add(frame.sample(frac=1, random_state=3), tmp_path))
    pd.testing.assert_frame_equal(shuffled, table)


def test_codes_that_two_share_do_not_serve(tmp_path: Path) -> None:
    frame = sudan()
    frame.loc[3, "ADM2_PCODE"] = "SD9801"
    assert own(add(frame, tmp_path)).index[0] == "SDN-001"


def test_a_single_missing_code_is_filled(tmp_path: Path) -> None:
    frame = sudan()
    frame.loc[3, "ADM2_PCODE"] = None
    made = add(frame, tmp_path)
    assert len(own(made)) == 8
    assert sum(unit.startswith("SDN-") for unit in own(made).index) == 1
    assert any("no code in the file" in note for note in made.report["notes"])


def test_iso_codes_with_an_underscore_are_set_right(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(
        {
            "shapeName": ["West", "East"],
            "shapeISO": ["SD_W", "SD-E"],
            "shapeGroup": "SDN",
            "shapeType": "ADM1",
        },
        geometry=states().geometry,
    )
    assert list(own(add(frame, tmp_path)).index) == ["SD-E", "SD-W"]


def test_names_of_other_scripts_become_aliases(tmp_path: Path) -> None:
    frame = states().assign(ADM1_AR=["غرب", "شرق"], ADM1_PS=["لويديځ", "ختيځ"])
    table = own(add(frame, tmp_path))
    assert list(table["aliases"]) == ["غرب", "شرق"]
    assert list(table["name_ps"]) == ["لويديځ", "ختيځ"]
    assert table["name_fa"].isna().all()


def test_a_disputed_area_is_a_unit_that_says_so(tmp_path: Path) -> None:
    frame = states().assign(dv_iso3=["SDN", "SDN, SSD"])
    made = add(frame, tmp_path)
    assert "SSD" in own(made).loc["SD99", "notes"]
    assert any("East" in note and "SSD" in note for note in made.report["notes"])


def test_units_without_name_or_province_are_kept(tmp_path: Path) -> None:
    frame = sudan()
    frame.loc[7, ["ADM2_EN", "ADM1_EN", "ADM1_PCODE"]] = None
    made = add(frame, tmp_path)
    row = own(made).loc["SD9904"]
    assert row["name_en"] == "Unit 8"
    assert row["province_code"] == "SD99"
    assert sum("province" in note or "no name" in note for note in made.report["notes"]) == 2


def test_deeper_levels_keep_to_the_first_level_as_provinces(tmp_path: Path) -> None:
    frame = sudan().rename(columns={"ADM2_EN": "ADM3_EN", "ADM2_PCODE": "ADM3_PCODE"})
    frame = frame.assign(ADM2_EN=["a", "a", "b", "b", "c", "c", "d", "d"])
    made = add(frame, tmp_path)
    assert made.level == 3
    assert len(own(made)) == 8
    joined = add(frame, tmp_path, level=2)
    assert sorted(own(joined)["name_en"]) == ["a", "b", "c", "d"]
    assert joined.report["joined"] == 4
    assert joined.report["features"] == 8


def test_deeper_features_are_joined_to_the_units_of_a_register(tmp_path: Path) -> None:
    halves = []
    for _, row in cod_ab().iterrows():
        west, south, east, north = row.geometry.bounds
        middle = (west + east) / 2
        halves += [
            {**row, "ADM3_EN": "w", "geometry": box(west, south, middle, north)},
            {**row, "ADM3_EN": "e", "geometry": box(middle, south, east, north)},
        ]
    made = take_frame(gpd.GeoDataFrame(halves, crs="EPSG:4326"), tmp_path)
    assert made.level == 2
    assert made.report["features"] == 16
    assert made.report["matched"] == made.report["joined"] == 8
    assert made.units.geometry["AF9801"].area == pytest.approx(0.25)


def test_the_country_is_asked_for_where_it_does_not_show(tmp_path: Path) -> None:
    frame = cod_ab().drop(columns=["ADM0_PCODE", "ADM2_PCODE", "ADM1_PCODE"])
    with pytest.raises(FrontmapError, match="does not say its country"):
        add(frame, tmp_path)
    assert add(frame, tmp_path, country="SDN").country == "SDN"


def test_the_country_shows_in_codes(tmp_path: Path) -> None:
    assert add(sudan().drop(columns="ADM0_PCODE"), tmp_path).country == "SDN"


def test_of_several_countries_one_is_taken(tmp_path: Path) -> None:
    frame = with_row(named(), box(10, 10, 11, 11), shapeName="Far", shapeGroup="SDN")
    made = take_frame(frame, tmp_path)
    assert made.report["features"] == 8
    assert any("1 features of other countries" in note for note in made.report["notes"])
    with pytest.raises(FrontmapError, match=r"2 countries \(AFG, SDN\)"):
        add(frame, tmp_path)
    with pytest.raises(FrontmapError, match="is of SDN and not of UKR"):
        add(sudan(), tmp_path, country="UKR")


def test_the_country_of_a_register_is_known_by_its_codes(tmp_path: Path) -> None:
    assert take_frame(named(), tmp_path, country=None).report["matched"] == 8
    assert register().province_names
