"""Events to province and unit, on two small provinces and on the embedded dataset."""

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod
from shapely import box

import geodata.data
from geodata.errors import FrontmapError
from geodata.events.schema import EVENT_COLUMNS, read_events
from geodata.places.join import DISAGREEMENT_COLUMNS, SNAP_KM, join_events
from geodata.places.locate import locate
from geodata.places.register import Register, load_register
from tests.support.shared import shared

DATA = Path(geodata.data.__file__).parent

# Province A is the square 60..62 by 30..32, province B lies east of it; each has two halves.
UNITS = gpd.GeoDataFrame(
    {"province_code": ["P-A", "P-A", "P-B", "P-B"]},
    index=pd.Index(["A1", "A2", "B1", "B2"], name="unit_id"),
    geometry=[box(60, 30, 61, 32), box(61, 30, 62, 32), box(62, 30, 63, 32), box(63, 30, 64, 32)],
    crs=4326,
)
PROVINCES = gpd.GeoDataFrame(
    index=pd.Index(["P-A", "P-B"], name="province_code"),
    geometry=[box(60, 30, 62, 32), box(62, 30, 64, 32)],
    crs=4326,
)
REGISTER = Register(
    pd.DataFrame(
        {
            "name_en": ["Almar", "Bilchiragh", "Chimtal", "Dawlatabad", "Almar Nau"],
            "province_code": ["P-A", "P-A", "P-B", "P-B", "P-A"],
            "province_en": ["Faryab", "Faryab", "Balkh", "Balkh", "Faryab"],
            "aliases": [None, "Belcheragh", None, None, None],
            "parent_unit_id": [None, None, None, None, "A1"],
        },
        index=pd.Index(["A1", "A2", "B1", "B2", "A3"], name="unit_id"),
    )
)
DTYPES = {"lon": "float64", "lat": "float64"}
IN_A1, IN_A2, IN_B1, IN_B2 = (60.5, 31.0), (61.5, 31.0), (62.5, 31.0), (63.5, 31.0)
NOWHERE, NEARBY = (70.0, 31.0), (65.0, 31.0)


def events(*rows: dict[str, Any]) -> pd.DataFrame:
    named = [{"event_id": f"E{i}", "location_precision": "town"} | r for i, r in enumerate(rows)]
    columns = {
        column: pd.Series([row.get(column) for row in named], dtype=DTYPES.get(column, "str"))
        for column in EVENT_COLUMNS
    }
    return pd.DataFrame(columns).assign(near_border=False)


def at(point: tuple[float, float] | None, **words: str) -> dict[str, Any]:
    lon, lat = point or (None, None)
    return {"lon": lon, "lat": lat, **words}


def joined_row(row: dict[str, Any]) -> tuple[str | None, str | None, str]:
    joined, _ = join_events(events(row), UNITS, PROVINCES, REGISTER)
    columns = ["province_code", "unit_id", "join_basis"]
    found = joined[columns].astype(object).where(joined[columns].notna(), None)
    return tuple(found.iloc[0])


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        # The source says nothing of the place but its point.
        (at(IN_B2), ("P-B", "B2", "point")),
        (at(NOWHERE), (None, None, "none")),
        (at(None), (None, None, "none")),
        # The named district wins over the cell, for exact points too; in any spelling.
        (at(IN_A1, province_en="Fariab", district_en="Belchiragh"), ("P-A", "A2", "name")),
        (
            at(IN_A1, province_en="Faryab", district_en="Bilchiragh", location_precision="exact"),
            ("P-A", "A2", "name"),
        ),
        # No district, or one that the register does not know: the point decides.
        (at(IN_A2, province_en="Faryab"), ("P-A", "A2", "point")),
        (at(IN_A2, province_en="Faryab", district_en="Zzz"), ("P-A", "A2", "point")),
        # A town's own name does not stand for a district.
        (at(IN_A2, province_en="Faryab", place_en="Almar"), ("P-A", "A2", "point")),
        # Only a name.
        (at(None, province_en="Balkh", district_en="Chemtal"), ("P-B", "B1", "name")),
        (at(None, province_en="Balkh", place_en="Chemtal"), ("P-B", "B1", "name")),
        (at(None, province_en="Balkh"), ("P-B", None, "name")),
        (at(None, district_en="Dawlatabad"), ("P-B", "B2", "name")),
        # Located to a district: the point is not where it happened, so the name goes first.
        (
            at(
                IN_A1, province_en="Faryab", district_en="Bilchiragh", location_precision="district"
            ),
            ("P-A", "A2", "name"),
        ),
        (
            at(IN_A1, province_en="Faryab", place_en="Bilchiragh", location_precision="district"),
            ("P-A", "A2", "name"),
        ),
        (
            at(IN_A1, province_en="Faryab", place_en="Somewhere", location_precision="district"),
            ("P-A", "A1", "point"),
        ),
        # Located to a province or a country: no unit, whatever name or point says.
        (
            at(IN_A1, province_en="Faryab", district_en="Almar", location_precision="province"),
            ("P-A", None, "name"),
        ),
        (at(IN_A1, location_precision="province"), ("P-A", None, "point")),
        (at(IN_A1, location_precision="country"), (None, None, "none")),
        (at(IN_A1, province_en="Balkh", location_precision="country"), ("P-B", None, "name")),
        # The stated province wins over the polygon; the unit then by name.
        (at(IN_A1, province_en="Balkh", district_en="Chimtal"), ("P-B", "B1", "name")),
        # ... or the nearest cell of it, if that is near (0.05 degrees are 5 km) ...
        (at((61.95, 31.0), province_en="Balkh"), ("P-B", "B1", "point")),
        (at((61.95, 31.0), province_en="Balkh", district_en="Zzz"), ("P-B", "B1", "point")),
        # ... or none, if the point is far off.
        (at((61.5, 31.0), province_en="Balkh"), ("P-B", None, "name")),
        # A district that the register has in the other province is no cell of this one.
        (at(IN_B1, province_en="Balkh", district_en="Almar"), ("P-B", None, "name")),
        # A place carved out of the named district is the closer word.
        (
            at(IN_A1, province_en="Faryab", district_en="Almar", place_en="Almar Naw"),
            ("P-A", "A3", "name"),
        ),
        (
            at(IN_A1, province_en="Faryab", district_en="Bilchiragh", place_en="Almar"),
            ("P-A", "A2", "name"),
        ),
        # A point in another country: names that are like ours are its own.
        (at((40.0, 10.0), province_en="Balkh", district_en="Chemtal"), (None, None, "none")),
        (at((40.0, 10.0), district_en="Dawlatabad"), (None, None, "none")),
        # A province that the register does not know counts as not stated.
        (at(IN_B2, province_en="Punjab"), ("P-B", "B2", "point")),
    ],
)
def test_the_rules(row: dict[str, Any], expected: tuple[str | None, str | None, str]) -> None:
    assert joined_row(row) == expected


@pytest.mark.parametrize(
    ("km", "expected"),
    [
        (9.99, ("P-B", "B1", "point")),
        (10.01, ("P-B", None, "name")),
        # In no province, and too far off for names to mean ours.
        (199.9, ("P-B", None, "name")),
        (200.1, (None, None, "none")),
    ],
)
def test_how_far_outside_its_province_a_point_may_lie(
    km: float, expected: tuple[str | None, str | None, str]
) -> None:
    lon, lat, _ = Geod(ellps="WGS84").fwd(62, 31, -90, km * 1000)
    alone = PROVINCES.loc[["P-B"]] if km > 100 else PROVINCES
    joined, _ = join_events(events(at((lon, lat), province_en="Balkh")), UNITS, alone, REGISTER)
    found = joined[["province_code", "unit_id", "join_basis"]].astype(object)
    assert tuple(found.where(found.notna(), None).iloc[0]) == expected


def test_disagreements_are_listed_with_their_distance() -> None:
    rows = events(
        at(IN_A1, province_en="Faryab"),
        at((61.9, 31.0), province_en="Balkh"),
        at(NOWHERE, province_en="Balkh"),
        at(IN_B1, province_en="Balkh", district_en="Almar"),
        at(None, province_en="Balkh"),
        at(IN_A1),
        at(IN_A1, province_en="Balkh", location_precision="country"),
    )
    _, listed = join_events(rows, UNITS, PROVINCES, REGISTER)
    assert list(listed.columns) == list(DISAGREEMENT_COLUMNS)
    assert listed["event_id"].tolist() == ["E1", "E2", "E3"]
    assert listed["by_point"].fillna("-").tolist() == ["P-A", "-", "P-B"]
    assert listed["by_name"].fillna("-").tolist() == ["-", "-", "P-A"]
    # 0.1 and 6 degrees of longitude at 31 degrees north
    assert listed["km_to_stated"].tolist() == pytest.approx([9.5, 573.0, 0.0], abs=0.6)
    assert listed["km_to_stated"].iloc[0] < SNAP_KM


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "lon": st.none() | st.floats(59, 65),
                "lat": st.none() | st.floats(29, 33),
                "location_precision": st.sampled_from(
                    ["exact", "town", "district", "province", "country"]
                ),
                "province_en": st.sampled_from([None, "Faryab", "Balkh", "Nowhere"]),
                "district_en": st.sampled_from([None, "Almar", "Chimtal", "Dawlat Abad", "Zzz"]),
                "place_en": st.sampled_from([None, "Almar Nau", "Bilchiragh", "Kabul"]),
            }
        ),
        max_size=25,
    )
)
def test_what_holds_for_any_events(rows: list[dict[str, Any]]) -> None:
    before = events(*rows)
    joined, listed = join_events(before, UNITS, PROVINCES, REGISTER)
    filled = ["province_code", "unit_id", "join_basis", "near_border"]
    pd.testing.assert_frame_equal(joined.drop(columns=filled), before.drop(columns=filled))
    assert joined["near_border"].dtype == bool
    assert set(joined.loc[joined["near_border"], "join_basis"]) <= {"point", "none"}
    assert tuple(joined.columns) == EVENT_COLUMNS
    unit_province = joined["unit_id"].map(REGISTER.frame["province_code"])
    placed = joined["unit_id"].notna()
    assert (unit_province[placed] == joined["province_code"][placed]).all()
    assert ((joined["join_basis"] == "none") == joined["province_code"].isna()).all()
    coarse = joined["location_precision"].isin(["province", "country"])
    assert joined["unit_id"][coarse].isna().all()
    stated = before["province_en"].map({"Faryab": "P-A", "Balkh": "P-B"})
    assert (joined["province_code"] == stated)[stated.notna()].all()
    assert set(listed["event_id"]) <= set(before["event_id"])
    assert listed["event_id"].is_unique


# 0.02 degrees of longitude are 1.9 km here, 0.2 are 19 km.
@pytest.mark.parametrize(
    ("row", "flagged"),
    [
        (at((61.02, 31.0)), True),
        (at((60.98, 31.0), province_en="Faryab"), True),
        (at((61.2, 31.0)), False),
        # The country's outer border counts too, from both sides.
        (at((60.02, 31.0)), True),
        (at((59.98, 31.0), province_en="Faryab"), True),
        (at((61.5, 30.02)), True),
        # 7.6 km outside: taken for the nearest cell, but its border is not near.
        (at((59.92, 31.0), province_en="Faryab"), False),
        # A name decided.
        (at((61.02, 31.0), province_en="Faryab", district_en="Almar"), False),
        (at((61.02, 31.0), province_en="Balkh"), False),
        # Just outside, placed by nothing: of which country, the line cannot say.
        (at((59.98, 31.0)), True),
        (at((59.9, 31.0)), False),
        (at(None, province_en="Faryab"), False),
        # Only a province is known: near its own border, not near that of a unit in it.
        (at((61.02, 31.0), location_precision="province"), False),
        (at((62.02, 31.0), location_precision="province"), True),
        (at((62.02, 31.0), location_precision="province", province_en="Balkh"), False),
        (at((61.02, 31.0), location_precision="country"), False),
    ],
)
def test_near_a_border(row: dict[str, Any], flagged: bool) -> None:
    joined, _ = join_events(events(row), UNITS, PROVINCES, REGISTER)
    assert joined["near_border"].tolist() == [flagged]


def test_a_flag_of_before_is_replaced() -> None:
    rows = events(at(IN_A1)).assign(near_border=True)
    assert join_events(rows, UNITS, PROVINCES, REGISTER)[0]["near_border"].tolist() == [False]


def test_fewer_polygons_than_units() -> None:
    rows = events(
        at(IN_A2),  # the polygon of A2 is gone: nothing holds the point ...
        at(IN_A2, province_en="Faryab", district_en="Bilchiragh"),  # ... but its name is known
        at((61.05, 31.0)),  # 4.8 km from A1, the nearest that is there
        at(IN_B1),
    )
    for units in (UNITS.drop(index="A2"), UNITS.assign(geometry=UNITS.geometry.drop("A2"))):
        joined, _ = join_events(rows, units, PROVINCES, REGISTER)
        assert joined["unit_id"].fillna("-").tolist() == ["-", "A2", "A1", "B1"]
        assert joined["province_code"].tolist() == ["P-A", "P-A", "P-A", "P-B"]
        assert joined["join_basis"].tolist() == ["point", "name", "point", "point"]
    none = UNITS.iloc[:0], PROVINCES.iloc[:0]
    joined, _ = join_events(rows, *none, REGISTER)
    assert joined["unit_id"].fillna("-").tolist() == ["-", "A2", "-", "-"]
    assert joined["join_basis"].tolist() == ["none", "name", "none", "none"]


def test_layers_that_do_not_quite_fit() -> None:
    # Outlines of another maker stop short of the units by a tenth of a degree.
    outlines = PROVINCES.assign(geometry=[box(60.1, 30, 62, 32), box(62, 30, 63.9, 32)])
    rows = events(at((60.05, 31.0)), at((63.95, 31.0), location_precision="province"))
    joined, _ = join_events(rows, UNITS, outlines, REGISTER)
    assert joined["province_code"].tolist() == ["P-A", "P-B"]
    assert joined["unit_id"].fillna("-").tolist() == ["A1", "-"]


# A country of which only the states are known: they are its units.
STATES = gpd.GeoDataFrame(
    index=pd.Index(["SD02", "SD19", "SD17"], name="unit_id"),
    data={"province_code": ["SD02", "SD19", "SD17"]},
    geometry=[box(22, 11, 26, 20), box(30, 12, 33, 16), box(26, 16, 34, 22)],
    crs=4326,
)
SUDAN = Register(
    pd.DataFrame(
        {
            "name_en": ["North Darfur", "White Nile", "Northern"],
            "province_code": ["SD02", "SD19", "SD17"],
            "province_en": ["North Darfur", "White Nile", "Northern"],
            "aliases": [
                "Shamal Darfur;\u0634\u0645\u0627\u0644 \u062f\u0627\u0631\u0641\u0648\u0631",
                None,
                None,
            ],
        },
        index=pd.Index(["SD02", "SD19", "SD17"], name="unit_id"),
    )
)
IN_DARFUR, IN_WHITE_NILE = (24.0, 14.0), (31.5, 13.0)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (at(IN_DARFUR), ("SD02", "SD02", "point")),
        (at(IN_DARFUR, location_precision="province"), ("SD02", "SD02", "point")),
        (at(IN_DARFUR, location_precision="country"), (None, None, "none")),
        (at(IN_DARFUR, province_en="North Darfur state"), ("SD02", "SD02", "name")),
        (at(None, province_en="Northern State"), ("SD17", "SD17", "name")),
        (at(None, province_en="SD19"), ("SD19", "SD19", "name")),
        (at(None, province_en="Shamal Darfur"), ("SD02", "SD02", "name")),
        # A district of the name of another state is no contradiction here.
        (
            at(IN_DARFUR, province_en="North Darfur", district_en="White Nile"),
            ("SD02", "SD02", "name"),
        ),
        (at(IN_DARFUR, district_en="El Fasher"), ("SD02", "SD02", "point")),
        (at(None, district_en="White Nile"), ("SD19", "SD19", "name")),
        # The province of another country, or a word that is none: the point decides.
        (at(IN_WHITE_NILE, province_en="Herat"), ("SD19", "SD19", "point")),
        (at(IN_WHITE_NILE, province_en="Zzz"), ("SD19", "SD19", "point")),
        (at(NOWHERE, province_en="Herat"), (None, None, "none")),
    ],
)
def test_a_country_of_provinces_only(row: dict[str, Any], expected: tuple[Any, ...]) -> None:
    provinces = STATES.rename_axis("province_code")[["geometry"]]
    joined, listed = join_events(events(row), STATES, provinces, SUDAN)
    found = joined[["province_code", "unit_id", "join_basis"]].astype(object)
    assert tuple(found.where(found.notna(), None).iloc[0]) == expected
    assert listed.empty


def test_the_states_of_sudan_as_surveyed() -> None:
    surveyed = gpd.read_file(shared("boundaries/cod-ab-sdn-adm1.geojson"))
    states = surveyed.set_index("ADM1_PCODE").rename_axis("unit_id")[["ADM1_EN", "geometry"]]
    named = states["ADM1_EN"]
    columns = {"name_en": named, "province_en": named, "aliases": surveyed["ADM1_AR"].to_numpy()}
    register = Register(pd.DataFrame({**columns, "province_code": states.index}, states.index))
    inside = states.geometry.representative_point()
    rows = [
        at((point.x, point.y), **words)
        for point, name in zip(inside, named, strict=True)
        for words in ({}, {"province_en": name}, {"province_en": f"{name} state"})
    ]
    joined, listed = join_events(events(*rows), states, states, register)
    assert joined["unit_id"].tolist() == [code for code in states.index for _ in range(3)]
    assert joined["join_basis"].tolist() == ["point", "name", "name"] * len(states)
    assert listed.empty


def test_the_four_winds_keep_apart() -> None:
    # "East Darfur" folds to nearly the same as "West Darfur", the only one in this register.
    west = pd.Series(["West Darfur"], index=pd.Index(["SD04"], name="unit_id"))
    frame = pd.DataFrame({"name_en": west, "province_en": west, "province_code": west.index})
    states = gpd.GeoDataFrame(geometry=[box(22, 11, 24, 15)], index=west.index, crs=4326)
    rows = events(at(None, province_en="East Darfur"), at(None, province_en="Western Darfur"))
    joined, _ = join_events(rows, states, states, Register(frame.assign(aliases=None)))
    assert joined["province_code"].fillna("-").tolist() == ["-", "SD04"]


def test_a_file_in_parts_gives_the_same() -> None:
    random = np.random.default_rng(5)
    points = random.uniform((59.8, 29.8), (64.2, 32.2), (600, 2)).tolist()
    stated, named = ["Faryab", "Balkh", None, "Punjab"], ["Almar", None, "Chemtal", "Zzz", None]
    rows = events(
        *(
            at((x, y), province_en=stated[i % 4], district_en=named[i % 5])  # type: ignore[arg-type]
            for i, (x, y) in enumerate(points)
        )
    )
    whole, listed = join_events(rows, UNITS, PROVINCES, REGISTER)
    parts = [
        join_events(rows.iloc[i : i + 70], UNITS, PROVINCES, REGISTER) for i in range(0, 600, 70)
    ]
    pd.testing.assert_frame_equal(pd.concat([part for part, _ in parts]), whole)
    again = pd.concat([part for _, part in parts], ignore_index=True)
    pd.testing.assert_frame_equal(again, listed)
    assert len(listed) > 100


def test_one_event_at_a_time_gives_the_same() -> None:
    rows = [at(IN_A1), at(IN_B2, province_en="Faryab"), at(None, district_en="Almar"), at(NOWHERE)]
    together, _ = join_events(events(*rows), UNITS, PROVINCES, REGISTER)
    alone = [joined_row(row)[1] for row in rows]
    assert together["unit_id"].astype(object).where(together["unit_id"].notna(), None).tolist() == (
        alone
    )


def test_no_events_at_all() -> None:
    joined, listed = join_events(events(), UNITS, PROVINCES, REGISTER)
    assert (len(joined), len(listed)) == (0, 0)


def test_another_reference_system_is_refused() -> None:
    with pytest.raises(FrontmapError, match=r"units are in EPSG:32642 but events are in EPSG:4326"):
        join_events(events(at(IN_A1)), UNITS.to_crs(32642), PROVINCES, REGISTER)
    with pytest.raises(FrontmapError, match=r"provinces are in EPSG:32642"):
        join_events(events(at(IN_A1)), UNITS, PROVINCES.to_crs(32642), REGISTER)


def test_polygons_that_the_register_does_not_know_are_refused() -> None:
    with pytest.raises(FrontmapError, match=r"knows no unit X1, X2 \(2 of 4 polygons\)"):
        join_events(events(at(IN_A1)), UNITS.rename({"A1": "X1", "B2": "X2"}), PROVINCES, REGISTER)
    with pytest.raises(FrontmapError, match=r"knows no province P-C: it has P-A, P-B"):
        join_events(events(at(IN_A1)), UNITS, PROVINCES.rename({"P-B": "P-C"}), REGISTER)
    with pytest.raises(FrontmapError, match="A1 has more than one polygon"):
        join_events(events(at(IN_A1)), UNITS.rename({"A2": "A1"}), PROVINCES, REGISTER)


@pytest.fixture(scope="module")
def embedded() -> tuple[pd.DataFrame, gpd.GeoDataFrame, gpd.GeoDataFrame, Register]:
    return (
        read_events(DATA / "events.csv"),
        gpd.read_file(DATA / "cells.geojson").set_index("unit_id"),
        gpd.read_file(DATA / "provinces.geojson").set_index("province_code"),
        load_register(DATA / "register.csv"),
    )


Embedded = tuple[pd.DataFrame, gpd.GeoDataFrame, gpd.GeoDataFrame, Register]


def test_the_embedded_join_is_repeatable(embedded: Embedded) -> None:
    committed = embedded[0]
    joined, _ = join_events(*embedded)
    pd.testing.assert_frame_equal(joined, committed)


def test_every_embedded_event_has_the_province_that_its_source_states(embedded: Embedded) -> None:
    committed, _, _, register = embedded
    assert committed["province_code"].isin(register.province_names).all()
    spelt = committed[["province_en", "province_code"]].drop_duplicates()
    assert len(spelt) == 34
    assert spelt["province_code"].is_unique


def test_the_list_of_disagreements_is_these_four(embedded: Embedded) -> None:
    """Two border crossings just outside the generalised outline, and two events in Gizab, which
    the sources put into Daykundi and the register into Uruzgan."""
    _, listed = join_events(*embedded)
    columns = ["event_id", "stated", "by_point", "by_name"]
    assert listed[columns].fillna("").to_numpy().tolist() == [
        ["AFG-20210603-02", "AF-DAY", "AF-DAY", "AF-URU"],
        ["AFG-20210607-01", "AF-DAY", "AF-DAY", "AF-URU"],
        ["AFG-20210709-01", "AF-HER", "", ""],
        ["AFG-20210815-10", "AF-NAN", "", ""],
    ]
    assert (listed["km_to_stated"] < 5).all()
    on_disk = pd.read_csv(DATA / "join_disagreements.csv", dtype={"by_name": "str"})
    assert on_disk["event_id"].tolist() == listed["event_id"].tolist()


def test_units_of_the_embedded_events(embedded: Embedded) -> None:
    committed, _, _, register = embedded
    without = committed[committed["unit_id"].isna()]
    assert (without["location_precision"] == "province").sum() == 18
    assert without.loc[without["location_precision"] != "province", "event_id"].tolist() == [
        "AFG-20210603-02",
        "AFG-20210607-01",
    ]
    by_event = committed.set_index("event_id")
    names = by_event["unit_id"].map(register.frame["name_en"])
    expected = {
        "Delaram": {"Delaram"},  # a temporary district; the source names the one it was part of
        "Dand (outskirts of Kandahar)": {"Dand"},
        "Badpakh": {"Badpash"},  # only a place is named, in another spelling
        "Takhta Pul": {"Takhta Pul"},
        "Herat airport": {"Guzara"},
        "Khoshamand": {"Dila"},
        "Herat": {"Herat"},  # the point lies in the cell of Injil
    }
    assert {place: set(names[by_event["place_en"] == place]) for place in expected} == expected


def test_name_and_cell_differ_where_the_readme_says_so(embedded: Embedded) -> None:
    committed, units, _, _ = embedded
    local = committed[committed["location_precision"].isin(["exact", "town"])]
    cell = locate(local["lon"], local["lat"], units.geometry.to_numpy())
    named = units.index.get_indexer(local["unit_id"])
    assert len(local) == 240
    assert ((named >= 0) & (named != cell)).sum() == 51


@pytest.mark.parametrize(
    ("row", "at_home", "abroad"),
    [
        # A province and a district of the same names, with and without a point of their own.
        (
            at(NEARBY, province_en="Faryab", district_en="Almar"),
            ("P-A", "A1", "name"),
            (None, None, "none"),
        ),
        (at(None, province_en="Balkh"), ("P-B", None, "name"), (None, None, "none")),
        (at(None, district_en="Dawlatabad"), ("P-B", "B2", "name"), (None, None, "none")),
        (
            at(IN_A1, province_en="Balkh", location_precision="country"),
            ("P-B", None, "name"),
            (None, None, "none"),
        ),
        # Just outside the stated province: no cell of it is taken.
        (
            at((59.95, 31.0), province_en="Faryab"),
            ("P-A", "A1", "point"),
            (None, None, "none"),
        ),
        # Inside, the point decides, whatever the names are.
        (
            at(IN_A1, province_en="Faryab", district_en="Bilchiragh"),
            ("P-A", "A2", "name"),
            ("P-A", "A1", "point"),
        ),
        (
            at(IN_A1, province_en="Faryab", district_en="Dawlatabad"),
            ("P-A", None, "name"),
            ("P-A", "A1", "point"),
        ),
    ],
)
def test_an_event_of_another_country_is_placed_by_no_name(
    row: dict[str, Any],
    at_home: tuple[str | None, str | None, str],
    abroad: tuple[str | None, str | None, str],
) -> None:
    columns = ["province_code", "unit_id", "join_basis"]
    joined, listed = join_events(
        events(row, row), UNITS, PROVINCES, REGISTER, np.array([False, True])
    )
    found = joined[columns].astype(object).where(joined[columns].notna(), None)
    assert [tuple(row) for row in found.to_numpy()] == [at_home, abroad]
    assert "E1" not in set(listed["event_id"])


def test_in_a_register_of_provinces_neither() -> None:
    frame = pd.DataFrame(
        {"name_en": ["Faryab"], "province_code": ["P-A"], "province_en": ["Faryab"]},
        index=pd.Index(["P-A"], name="unit_id"),
    )
    one = UNITS.iloc[[0]].set_axis(pd.Index(["P-A"], name="unit_id"))
    row = at(IN_B1, province_en="Faryab")  # outside of the only province
    joined, _ = join_events(
        events(row, row), one, PROVINCES.iloc[:1], Register(frame), np.array([False, True])
    )
    assert joined["unit_id"].isna().tolist() == [False, True]
