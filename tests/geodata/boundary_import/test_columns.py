"""The columns of the usual makers are known by name; those of others are asked for."""

from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from shapely import box

from geodata.boundary_import.columns import find_columns, take_attributes
from geodata.errors import FrontmapError


def one(**values: Any) -> gpd.GeoDataFrame:
    index = pd.RangeIndex(1, 2, name="feature")
    frame = pd.DataFrame({key: [value] for key, value in values.items()}, index=index)
    return gpd.GeoDataFrame(frame, geometry=[box(0, 0, 1, 1)], crs="EPSG:4326")


def attributes(level: int | None = None, **values: Any) -> dict[str, Any]:
    """What is taken from a file of one feature, without the nulls; also its level and maker."""
    frame = one(**values)
    columns = find_columns(frame, "file", level=level)
    row = take_attributes(frame, columns).iloc[0].dropna()
    named = {str(key): value for key, value in row.items()}
    return {"level": columns.level, "maker": columns.label, **named}


MAKERS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "COD-AB, English": (
        {
            "ADM2_EN": "Bostan",
            "ADM2_PCODE": "AF9802",
            "ADM2_REF": "Boostan",
            "ADM2ALT1EN": "Bosten",
            "ADM2_DA": "بوستان",
            "ADM2_PS": "بوستان۲",
            "ADM1_EN": "West",
            "ADM1_DA": "غرب",
            "ADM1_PCODE": "AF98",
            "ADM0_EN": "Afghanistan",
            "ADM0_PCODE": "AF",
            "OBJECTID": 7,
        },
        {
            "level": 2,
            "maker": "COD-AB",
            "name": "Bostan",
            "name_fa": "بوستان",
            "name_ps": "بوستان۲",
            "code_1": "AF9802",
            "aliases": "Boostan;Bosten",
            "parent_name": "West",
            "parent_fa": "غرب",
            "parent_code_1": "AF98",
            "country": "AFG",
        },
    ),
    "COD-AB, other languages": (
        {"ADM1_FR": "Est", "ADM1_AR": "شرق", "ADM1_PCODE": "TD05", "ADM0_PCODE": "TD"},
        {"level": 1, "name": "Est", "aliases": "شرق", "code_1": "TD05", "country": "TCD"},
    ),
    "COD-AB, ADM2_NAME": (
        {"ADM2_NAME": "Bostan", "ADM2_PCODE": "AF9802", "ADM1_NAME": "West", "ISO3": "AFG"},
        {"level": 2, "name": "Bostan", "parent_name": "West", "country": "AFG"},
    ),
    "COD-AB, lower case": (
        {
            "adm2_name": "Bostan",
            "adm2_name1": "بوستان",
            "adm2_pcode": "AF9802",
            "adm2_ref_name": "Boostan",
            "adm1_name": "West",
            "adm1_name1": "غرب",
            "adm1_pcode": "AF98",
            "adm0_pcode": "AF",
            "lang": "en",
            "lang1": "fa",
            "lang2": None,
            "area_sqkm": 2500.0,
        },
        {
            "level": 2,
            "name": "Bostan",
            "name_fa": "بوستان",
            "aliases": "Boostan",
            "parent_fa": "غرب",
            "code_1": "AF9802",
        },
    ),
    "COD-AB of old": (
        {"admin2Name_en": "Bostan", "admin2Pcode": "AF9802", "admin1Name_en": "West"},
        {"level": 2, "name": "Bostan", "code_1": "AF9802", "parent_name": "West"},
    ),
    "GADM": (
        {
            "GID_0": "AFG",
            "NAME_0": "Afghanistan",
            "GID_1": "AFG.1_1",
            "NAME_1": "West",
            "GID_2": "AFG.1.2_1",
            "NAME_2": "Bostan",
            "VARNAME_2": "Boostan|Bosten",
            "NL_NAME_2": "NA",
            "HASC_2": "AF.WE.BO",
        },
        {
            "level": 2,
            "maker": "GADM",
            "name": "Bostan",
            "code_1": "AF.WE.BO",
            "code_2": "AFG.1.2_1",
            "aliases": "Boostan;Bosten",
            "parent_name": "West",
            "parent_code_1": "AFG.1_1",
            "country": "AFG",
        },
    ),
    "geoBoundaries": (
        {
            "shapeName": "West",
            "shapeISO": "AF_WST",
            "shapeID": "1B2",
            "shapeGroup": "AFG",
            "shapeType": "ADM1",
        },
        {"level": 1, "maker": "geoBoundaries", "name": "West", "code_1": "AF_WST"},
    ),
    "Natural Earth": (
        {
            "adm0_a3": "AFG",
            "iso_3166_2": "AF-WST",
            "name": "Gharb",
            "name_en": "West",
            "name_alt": "Occident|Occidens",
            "name_fa": "غرب",
        },
        {
            "level": 1,
            "maker": "Natural Earth",
            "name": "West",
            "code_1": "AF-WST",
            "name_fa": "غرب",
            "aliases": "Gharb;Occident;Occidens",
            "country": "AFG",
        },
    ),
    "Frontmap": (
        {"unit_id": "AF9802", "name_en": "Bostan", "province_code": "AF-WST"},
        {"level": 2, "name": "Bostan", "code_1": "AF9802", "parent_code_1": "AF-WST"},
    ),
}


@pytest.mark.parametrize("maker", MAKERS)
def test_the_columns_of_a_maker(maker: str) -> None:
    given, right = MAKERS[maker]
    found = attributes(**given)
    assert {key: found.get(key) for key in right} == right


@pytest.mark.parametrize("maker", MAKERS)
def test_the_case_of_letters_does_not_matter(maker: str) -> None:
    given, right = MAKERS[maker]
    found = attributes(**{key.swapcase(): value for key, value in given.items()})
    assert {key: found.get(key) for key in right} == right


def test_a_column_of_ids_is_not_taken_for_a_language() -> None:
    found = attributes(ADM2_ID="17", ADM2_EN="Bostan", ADM2_PCODE="AF9802")
    assert found["name"] == "Bostan"
    assert "aliases" not in found


def test_an_empty_deeper_level_does_not_count() -> None:
    found = attributes(ADM1_EN="West", ADM1_PCODE="AF98", ADM2_EN=None, ADM2_PCODE=None)
    assert found["level"] == 1


def test_the_wanted_level_is_taken_or_refused() -> None:
    given = {"ADM1_EN": "West", "ADM2_EN": "Bostan", "ADM3_EN": "Village"}
    assert attributes(**given)["name"] == "Village"
    assert attributes(level=2, **given)["name"] == "Bostan"
    assert attributes(level=1, **given)["name"] == "West"
    with pytest.raises(FrontmapError, match="no level 4: its columns are those of level 1, 2, 3"):
        attributes(level=4, **given)
    with pytest.raises(FrontmapError, match="no level 1"):
        attributes(level=1, shapeName="Bostan", shapeType="ADM2")
    with pytest.raises(FrontmapError, match="outline of a country"):
        attributes(shapeName="Afghanistan", shapeType="ADM0")


def test_a_level_that_is_not_stated_is_asked_for() -> None:
    with pytest.raises(FrontmapError, match="give level 1 for provinces or 2"):
        attributes(shapeName="Bostan")
    assert attributes(level=2, shapeName="Bostan")["name"] == "Bostan"
    with pytest.raises(FrontmapError, match="give level 1 for provinces or 2"):
        attributes(name="Bostan")
    assert attributes(level=2, name="Bostan")["name"] == "Bostan"


def test_unknown_columns_are_listed_with_samples() -> None:
    frame = one(DISTRICT="Bostan", DIST_CODE=101.0, EMPTY=None)
    with pytest.raises(FrontmapError) as caught:
        find_columns(frame, "districts.shp", level=2)
    for words in ("districts.shp", "DISTRICT (Bostan)", "DIST_CODE (101)", "EMPTY (empty)"):
        assert words in str(caught.value)
    columns = find_columns(frame, "file", level=2, name_field="district", code_field="DIST_CODE")
    row = take_attributes(frame, columns).iloc[0]
    assert (row["name"], row["code_1"]) == ("Bostan", "101")


def test_the_users_columns_come_before_the_makers() -> None:
    frame = one(ADM2_EN="Bostan", ADM2_PCODE="AF9802", OTHER="Boostan", ADM1_EN="West")
    columns = find_columns(frame, "file", name_field="OTHER")
    row = take_attributes(frame, columns).iloc[0]
    assert (row["name"], row["code_1"], row["parent_name"]) == ("Boostan", "AF9802", "West")
    with pytest.raises(FrontmapError, match="no column 'NOWHERE'"):
        find_columns(frame, "file", name_field="NOWHERE")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("  Zanda  Jan\n", "Zanda Jan"),
        ("السودان\u200e", "السودان"),
        ("\ufeffBostan\x00", "Bostan"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("<Null>", None),
        ("", None),
        ("Nan", "Nan"),  # a province of Thailand
        ("None", "None"),  # a comune in Italy
    ],
)
def test_names_are_cleaned(written: str, read: str | None) -> None:
    found = attributes(ADM2_EN=written, ADM2_PCODE="XX01")
    assert found.get("name") == read


@pytest.mark.parametrize(("code", "country"), [("SD", "SDN"), ("sdn", "SDN"), ("XK", "XKX")])
def test_countries_have_three_letters(code: str, country: str) -> None:
    assert attributes(ADM1_EN="a", ADM0_PCODE=code)["country"] == country


def test_what_is_no_country_is_none() -> None:
    assert "country" not in attributes(ADM1_EN="a", ADM0_PCODE="-99")
    assert attributes(ADM1_EN="a", ADM0_PCODE="-99", ISO3="SDN")["country"] == "SDN"


def test_several_claimants_are_kept() -> None:
    assert attributes(ADM1_EN="a", dv_iso3="SDN, SSD")["disputed"] == "SDN, SSD"
    assert "disputed" not in attributes(ADM1_EN="a", dv_iso3="SDN")
