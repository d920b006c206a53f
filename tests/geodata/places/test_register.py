"""The register and the matching of names to it."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import geodata.data
from geodata.errors import FrontmapError
from geodata.places.register import (
    AFGHAN_PROVINCES,
    REGISTER_COLUMNS,
    UNIT_KINDS,
    Register,
    load_register,
    match_province,
    normalise_name,
)

DATA = Path(geodata.data.__file__).parent


@pytest.fixture(scope="module")
def register() -> Register:
    return load_register(DATA / "register.csv")


def small_register() -> Register:
    """Two provinces with names made to collide."""
    rows = [
        ("U1", "Muqur", "P-A", "Alpha", None),
        ("U2", "Muqur", "P-B", "Beta", None),
        ("U3", "Bagram", "P-A", "Alpha", None),
        ("U4", "Bagrami", "P-B", "Beta", None),
        ("U5", "Yakawlang", "P-B", "Beta", None),
        ("U6", "Yakawlang No. 2", "P-B", "Beta", None),
        ("U7", "Nawabaghan", "P-A", "Alpha", "Olqan"),
        ("U8", "Nawabakhan", "P-A", "Alpha", "Olqan"),
        ("U9", "Reg (Shiga)", "P-A", "Alpha", "Registan"),
    ]
    columns = ["unit_id", "name_en", "province_code", "province_en", "aliases"]
    return Register(pd.DataFrame(rows, columns=columns).set_index("unit_id"))


def unit_of(register: Register, name: str, province_code: str) -> str | None:
    match = register.match(name, province_code)
    return None if match is None else match.unit_id


def how_of(register: Register, name: str, province_code: str) -> str | None:
    match = register.match(name, province_code)
    return None if match is None else match.how


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hirat", "Herat"),
        ("Panjwai", "Panjwayi"),
        ("Sar-e-Pul", "Sar i Pol"),
        ("Sar-e Pol", "SAR-E-PUL"),
        ("Jawzjan", "Jowzjan"),
        ("Nimroz", "Nimruz"),
        ("Paktya", "Paktia"),
        ("Fayzabad", "Faizabad"),
        ("Surkhrod", "Surkh Rod"),
        ("Maiwand", "Maywand"),
        ("Qaysar", "Qaisar"),
        ("Sholgareh", "Shulgarah"),
        ("Chimtal", "Chemtal"),
        ("Dand wa Patan", "Dand-e Patan"),
        ("Mahmood-e-Raqi", "Mahmud-i-Raqi"),
        ("Zhari", "Jari"),
        ("Qal\u2019a-e Kah", "Qala-e-Kah"),
        ("Dawlatabad district", "Dowlatābād"),
        ("Lashkargah city", "Lashkar Gah"),
    ],
)
def test_spellings_of_one_name_fold_to_one_key(one: str, other: str) -> None:
    assert normalise_name(one) == normalise_name(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Paktia", "Paktika"),
        ("Yakawlang", "Yakawlang No. 2"),
        ("Dara-e Suf-e Bala", "Dara-e Suf-e Payin"),
        ("Kunar", "Kunduz"),
        ("Ghazni province", "Ghazni"),
        ("Bagram", "Bagrami"),
    ],
)
def test_different_names_keep_different_keys(one: str, other: str) -> None:
    assert normalise_name(one) != normalise_name(other)


@given(st.text())
def test_case_spaces_and_hyphens_do_not_matter(name: str) -> None:
    key = normalise_name(name)
    assert normalise_name(f"  {name} ") == key
    assert normalise_name(name.replace(" ", "-")) == key
    assert key == key.strip()


def test_a_name_borne_in_two_provinces_needs_the_province() -> None:
    register = small_register()
    assert register.match("Muqur") is None
    assert unit_of(register, "Muqur", "P-A") == "U1"
    assert unit_of(register, "Muqur", "P-B") == "U2"


def test_an_alias_of_two_units_of_a_province_matches_none() -> None:
    assert small_register().match("Olqan", "P-A") is None


def test_a_spelling_as_near_to_two_units_matches_none() -> None:
    assert small_register().match("Nawabatan", "P-A") is None
    assert unit_of(small_register(), "Nawabaghn", "P-A") == "U7"


def test_a_fuzzy_match_gives_way_to_a_bearer_elsewhere() -> None:
    register = small_register()
    assert register.match("Bagrami", "P-A") is None
    assert unit_of(register, "Baghramy", "P-B") == "U4"


def test_a_number_in_a_name_is_never_folded_away() -> None:
    register = small_register()
    assert unit_of(register, "Yakawlang 2", "P-B") == "U6"
    assert unit_of(register, "Yakawlang", "P-B") == "U5"
    assert register.match("Yakawlang 3", "P-B") is None


def test_how_a_name_was_found_is_told() -> None:
    register = small_register()
    assert how_of(register, "Reg (Shiga)", "P-A") == "exact"
    assert how_of(register, "Reg", "P-A") == "alias"
    assert how_of(register, "Registan (south)", "P-A") == "alias"
    fuzzy = register.match("Nawabaghn", "P-A")
    assert fuzzy is not None
    assert fuzzy.how == "fuzzy"
    assert 88 <= fuzzy.score < 100


def test_provinces_of_a_name() -> None:
    register = small_register()
    assert register.provinces_of("muqur district") == ("P-A", "P-B")
    assert register.provinces_of("Bagramm") == ("P-A",)
    assert register.provinces_of("Nowhere") == ()


def test_an_unknown_province_is_refused_by_name() -> None:
    with pytest.raises(FrontmapError, match=r"no province 'P-X'.*P-A, P-B"):
        small_register().match("Muqur", "P-X")


@pytest.mark.parametrize("name", ["", "  ", "()", "district", "ولسوالی", "پاریس"])
def test_nothing_to_match_matches_none(register: Register, name: str) -> None:
    assert register.match(name, "AF-KAN") is None
    assert match_province(name) is None


def test_the_embedded_register(register: Register) -> None:
    frame = register.frame
    assert len(frame) == 422
    kinds = {"provincial_centre": 34, "district": 364, "temporary_district": 24}
    assert frame["kind"].value_counts().to_dict() == kinds
    assert set(kinds) < set(UNIT_KINDS)
    assert frame["lon"].between(60, 75).all()
    assert frame["lat"].between(29, 39).all()
    assert register.province_names == dict(AFGHAN_PROVINCES)
    assert frame["province_code"].nunique() == 34


def test_every_name_and_alias_of_the_register_finds_its_own_unit(register: Register) -> None:
    astray = []
    for unit_id, row in register.frame.iterrows():
        aliases = row["aliases"].split(";") if isinstance(row["aliases"], str) else []
        for name in [row["name_en"], *aliases]:
            match = register.match(name, row["province_code"])
            if match is None or match.unit_id != unit_id or match.how == "fuzzy":
                astray.append((unit_id, name, match))
    assert astray == []


def test_names_in_their_own_script_find_their_unit(register: Register) -> None:
    found = [
        (unit_id, register.match(name, province))
        for unit_id, name, province in register.frame[["name_fa", "province_code"]]
        .dropna()
        .itertuples(name=None)
    ]
    wrong = {unit_id: match for unit_id, match in found if match and match.unit_id != unit_id}
    assert not wrong
    assert sum(match is not None for _, match in found) >= 415


def test_the_letters_of_another_keyboard_are_no_other_name(register: Register) -> None:
    injil = register.match("\u0627\u0646\u062c\u064a\u0644", "AF-HER")  # with an Arabic yeh
    assert injil is not None
    assert injil.unit_id == "AF3202"


def test_no_name_of_another_province_is_taken_for_a_like_one(register: Register) -> None:
    names = register.frame.drop_duplicates("name_en")
    taken = [
        (name, code)
        for name in names["name_en"]
        for code in ("AF-KAB", "AF-PAR", "AF-NAN", "AF-KNR")
        if (match := register.match(name, code)) is not None and match.how == "fuzzy"
    ]
    assert taken == []


@pytest.mark.parametrize("table", ["claims", "takeovers"])
def test_spellings_that_people_matched_are_never_matched_otherwise(
    register: Register, table: str
) -> None:
    column = {"claims": "name_in_source", "takeovers": "matched_name"}[table]
    rows = pd.read_csv(DATA / f"{table}.csv", dtype=str).dropna(subset=["unit_id"])
    rows = rows.drop_duplicates([column, "province_code", "unit_id"])
    found = [
        register.match(name, code)
        for name, code in zip(rows[column], rows["province_code"], strict=True)
    ]
    wrong = [
        (name, match)
        for name, match, right in zip(rows[column], found, rows["unit_id"], strict=True)
        if match is not None and match.unit_id != right
    ]
    share = sum(match is not None for match in found) / len(rows)
    assert wrong == []
    assert share >= {"claims": 0.9, "takeovers": 1.0}[table]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Hirat", "AF-HER"),
        ("Herat Province", "AF-HER"),
        ("Hilmand", "AF-HEL"),
        ("Paktya", "AF-PIA"),
        ("Paktika", "AF-PKA"),
        ("Panjsher", "AF-PAN"),
        ("Jawzjan", "AF-JOW"),
        ("Nimroz", "AF-NIM"),
        ("Sar-e-Pul", "AF-SAR"),
        ("Saripul", "AF-SAR"),
        ("Wardak", "AF-WAR"),
        ("Oruzgan", "AF-URU"),
        ("Kondoz", "AF-KDZ"),
        ("Bamiyan", "AF-BAM"),
        ("Dai Kundi", "AF-DAY"),
        ("Kunarha", "AF-KNR"),
        ("AF-GHO", "AF-GHO"),
        ("هرات", "AF-HER"),
        ("ولایت کندز", "AF-KDZ"),
        ("کندهار", "AF-KAN"),
        ("پكتيا", "AF-PIA"),  # as an Arabic keyboard writes it
        ("Punjab", None),
        ("پنجاب", None),
        ("AF-XXX", None),
    ],
)
def test_spellings_of_provinces(name: str, code: str | None) -> None:
    assert match_province(name) == code


def test_other_countries_bring_their_own_provinces() -> None:
    names = {"SD-KH": "Khartoum", "SD-DN": "North Darfur"}
    assert match_province("Khartum", names) == "SD-KH"
    assert match_province("Herat", names) is None


def one_row(**changes: str) -> str:
    row = dict.fromkeys(REGISTER_COLUMNS, "") | {
        "unit_id": "U1",
        "name_en": "One",
        "province_code": "P-A",
        "province_en": "Alpha",
        "kind": "district",
        "lon": "65.0",
        "lat": "33.0",
    }
    row |= changes
    return ",".join(row.values())


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([one_row(), one_row()], r"row 2, column unit_id: 'U1' must not occur twice"),
        ([one_row(name_en="")], r"row 1, column name_en: an empty value must not be empty"),
        ([one_row(kind="village")], r"column kind: 'village' must be one of provincial_centre"),
        ([one_row(lat="95")], r"column lat: '95' must be decimal degrees between -90 and 90"),
        ([one_row(lon="east")], r"column lon: 'east' must be decimal degrees"),
        ([one_row(area_km2="-1")], r"column area_km2: '-1' must be a number above 0"),
    ],
)
def test_a_broken_register_is_refused_in_one_sentence(
    tmp_path: Path, rows: list[str], message: str
) -> None:
    path = tmp_path / "units.csv"
    path.write_text("\n".join([",".join(REGISTER_COLUMNS), *rows]), encoding="utf-8")
    with pytest.raises(FrontmapError, match=r"^units\.csv, .*" + message):
        load_register(path)


def test_a_register_without_a_column_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "units.csv"
    path.write_text("unit_id,name_en\nU1,One\n", encoding="utf-8")
    with pytest.raises(FrontmapError, match=r"units\.csv has no column name_fa"):
        load_register(path)


def test_no_register_at_all(tmp_path: Path) -> None:
    with pytest.raises(FrontmapError, match="There is no register at"):
        load_register(tmp_path / "none.csv")
    (tmp_path / "empty.csv").write_text("")
    with pytest.raises(FrontmapError, match=r"empty\.csv cannot be read"):
        load_register(tmp_path / "empty.csv")
