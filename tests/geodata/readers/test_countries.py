"""Which country a name, a code or a number means."""

from collections.abc import Mapping

import pandas as pd
import pytest
from babel import Locale

from geodata.readers.countries import (
    country_codes,
    english_name,
    find_country,
    of_fips,
    of_gleditsch_ward,
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Pakistan", "PK"),
        (" PAKISTAN ", "PK"),
        ("Islamic Republic of Pakistan", "PK"),
        ("PK", "PK"),
        ("pak", "PK"),
        ("586", "PK"),
        ("4", "AF"),
        ("004", "AF"),
        ("Пакистан", "PK"),
        ("پاکستان", "PK"),
        ("سوريا", "SY"),
        ("Syrie", "SY"),
        ("Syrian Arab Republic", "SY"),
        ("Iran (Islamic Republic of)", "IR"),
        ("Iran, Islamic Republic of", "IR"),
        ("Tanzania, United Republic of", "TZ"),
        ("Yemen (North Yemen)", "YE"),
        ("Russia (Soviet Union)", "RU"),
        ("Serbia (Yugoslavia)", "RS"),
        ("Myanmar (Burma)", "MM"),
        ("Burma", "MM"),
        ("Bosnia-Herzegovina", "BA"),
        ("Ivory Coast", "CI"),
        ("Turkey", "TR"),
        ("eSwatini", "SZ"),
        ("Saint Lucia", "LC"),
        ("The Gambia", "GM"),
        ("XKX", "XK"),
        ("UK", "GB"),
        # Names that are nearly alike are those of two.
        ("Niger", "NE"),
        ("Nigeria", "NG"),
        ("Sudan", "SD"),
        ("South Sudan", "SS"),
        ("Guinea", "GN"),
        ("Equatorial Guinea", "GQ"),
        ("Dominica", "DM"),
        ("Dominican Republic", "DO"),
        ("DR Congo (Zaire)", "CD"),
        ("Congo, Dem. Rep.", "CD"),
        ("Republic of Congo", "CG"),
        ("Korea, Republic of", "KR"),
        ("Democratic People's Republic of Korea", "KP"),
    ],
)
def test_a_country_is_known_by_its_names_and_codes(text: str, code: str) -> None:
    assert find_country(text) == code


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "?", "Congo", "Congo (the)", "Herat", "Somaliland", "Soviet Union", "State"),
        *("Afghanistan, Pakistan", "Afghanistan/Pakistan", "Afghanistan; Pakistan"),
        *("ZZ", "EU", "XSM", "999", "153", "1e5", "²", "-4"),
    ],
)
def test_what_is_no_country_or_may_be_several_is_none(text: str) -> None:
    assert find_country(text) is None


@pytest.mark.parametrize("language", ["en", "fr", "ru", "ar", "fa", "ps"])
def test_every_name_of_the_common_list_means_its_own_country(language: str) -> None:
    names: Mapping[str, str] = Locale(language).territories
    here = {code: name for code, name in names.items() if english_name(code) != code}
    assert len(here) > 240
    wrong = {code: name for code, name in here.items() if find_country(name) != code}
    assert wrong == {}


@pytest.mark.parametrize(
    ("code", "country"),
    [
        *(("AF", "AF"), ("PK", "PK"), ("SY", "SY"), ("TI", "TJ"), ("TX", "TM"), ("af", "AF")),
        # Letters that mean one country here and another in ISO.
        *(("CH", "CN"), ("SU", "SD"), ("OD", "SS"), ("NG", "NE"), ("NI", "NG"), ("GM", "DE")),
        *(("IZ", "IQ"), ("GZ", "PS"), ("WE", "PS"), ("RS", "RU"), ("PS", "PW")),
        # The Paracel Islands and the oceans; and letters of ISO alone.
        *(("PF", None), ("OS", None), ("DE", None), ("", None), ("YI", None)),
    ],
)
def test_fips_has_letters_of_its_own(code: str, country: str | None) -> None:
    assert of_fips(code) == country


@pytest.mark.parametrize(
    ("number", "country"),
    [
        *(("700", "AF"), ("770", "PK"), ("652", "SY"), ("678", "YE"), ("365", "RU")),
        *(("490", "CD"), ("484", "CG"), ("625", "SD"), ("2", "US"), ("816", "VN")),
        *(("586", None), ("", None), ("AF", None)),
    ],
)
def test_ucdp_numbers_states_after_gleditsch_and_ward(number: str, country: str | None) -> None:
    assert of_gleditsch_ward(number) == country


def test_the_first_cell_of_a_row_that_tells_counts() -> None:
    words = [
        pd.Series(["Pakistan", "Congo", None, "here"], dtype="str"),
        pd.Series(["4.0", "178.0", None, None], dtype="str"),
    ]
    numbers = [pd.Series(["700", "490", "652", "999"], dtype="str")]
    found = country_codes(words, numbers)
    assert found is not None
    assert found[:3].tolist() == ["PK", "CG", "SY"]
    assert found.isna().tolist() == [False, False, False, True]
    assert country_codes() is None
