"""The view and its query string: the round trip, and whatever people may put into an address."""

from dataclasses import fields
from datetime import date
from urllib.parse import parse_qsl, quote_from_bytes, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata import Dataset
from geodata.events.schema import EVENT_TYPES
from geodata.view import (
    COMPARE_AS,
    LAYERS,
    MAX_NOTICES,
    NO_TYPES,
    PARAMETERS,
    TABS,
    View,
    Vocabulary,
    parse_params,
    parse_query,
)

PROVINCES = {"AF-BAL": "Balkh", "AF-HEL": "Helmand", "AF-HER": "Herat", "AF-KAB": "Kabul"}
IDS = frozenset({"AF3201", "AF17T01", "AFG-20210803-01", "odd id, with=signs&?+%"})
DEFAULT = View(
    as_of=date(2021, 8, 3),
    date_from=date(2021, 7, 28),
    date_to=date(2021, 8, 4),
    assessment="afghan-watchers",
    boundaries="approximate",
)
VOCABULARY = Vocabulary(
    default=DEFAULT,
    provinces=PROVINCES,
    types=EVENT_TYPES,
    assessments=("afghan-watchers", "named-sources"),
    boundaries=("approximate", "surveyed"),
    languages=("en", "fa", "ps"),
    is_selectable=IDS.__contains__,
)
NAMES = tuple(parameter.name for parameter in PARAMETERS)
"""Longer than any sentence of ours with 40 characters of someone's text in it."""
LONGEST_NOTICE = 300

days = st.dates(date(1900, 1, 1), date(2100, 12, 31))
coordinates = st.builds(
    lambda lon, lat: f"@{lon},{lat}",
    st.decimals(-180, 180, places=4) | st.integers(-180, 180),
    st.decimals(-90, 90, places=6) | st.integers(-90, 90),
)
places = st.lists(coordinates, min_size=1, max_size=60).map("".join)

assessments = st.sampled_from(VOCABULARY.assessments)
sides = st.builds(lambda name, day: f"{name}@{day}", assessments, days)


def parts(values: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    """Some of the values in their order; all of them is written as none."""
    chosen = st.sets(st.sampled_from(values)).filter(lambda some: len(some) < len(values))
    return chosen.map(lambda some: tuple(value for value in values if value in some))


@st.composite
def views(draw: st.DrawFn) -> View:
    """Canonical views: those that `parse_query` can give."""
    first, last = sorted((draw(days), draw(days)))
    return View(
        as_of=draw(days),
        date_from=first,
        date_to=last,
        assessment=draw(st.sampled_from(VOCABULARY.assessments)),
        boundaries=draw(st.sampled_from(VOCABULARY.boundaries)),
        provinces=draw(parts(tuple(PROVINCES))),
        types=draw(parts(EVENT_TYPES) | st.just(NO_TYPES)),
        lang=draw(st.sampled_from(VOCABULARY.languages)),
        tab=draw(st.sampled_from(TABS)),
        select=draw(st.just("") | st.sampled_from(sorted(IDS)) | places),
        documented_only=draw(st.booleans()),
        layer=draw(st.sampled_from(LAYERS)),
        stale=draw(st.integers(1, 3650)),
        compare=draw(st.just("") | assessments | days.map(str) | sides),
        compare_as=draw(st.sampled_from(COMPARE_AS)),
    )


def with_default(default: View) -> Vocabulary:
    return Vocabulary(
        **{f.name: getattr(VOCABULARY, f.name) for f in fields(Vocabulary)} | {"default": default}
    )


def assert_followable(view: View) -> None:
    """Every field of the view is one that the vocabulary allows."""
    assert view.date_from <= view.date_to
    assert set(view.provinces) <= set(PROVINCES)
    assert view.types == NO_TYPES or set(view.types) <= set(EVENT_TYPES)
    assert view.assessment in VOCABULARY.assessments
    assert view.boundaries in VOCABULARY.boundaries
    assert view.lang in VOCABULARY.languages
    assert view.tab in TABS
    assert view.select == "" or view.select in IDS or view.spots
    assert isinstance(view.documented_only, bool)
    assert view.layer in LAYERS
    assert 1 <= view.stale <= 3650
    assert view.compare_as in COMPARE_AS
    name, at, day = view.compare.rpartition("@")
    for part in filter(None, (name, day) if at else (view.compare,)):
        assert part in VOCABULARY.assessments or date.fromisoformat(part)


def assert_plain_words(notices: list[str]) -> None:
    """One printable sentence each, for people; nothing of the machine, little of the input."""
    for notice in notices:
        assert notice.isprintable(), repr(notice)
        assert len(notice) <= LONGEST_NOTICE
        assert notice.endswith((".", "?"))
        assert notice.split(":")[0] in (*NAMES, "parameter")
        assert "Traceback" not in notice
        assert "object at 0x" not in notice


@given(views(), views())
def test_a_view_comes_back_from_its_query(view: View, default: View) -> None:
    assert parse_query(view.to_query(default), with_default(default)) == (view, [])


@given(views())
def test_the_question_mark_of_an_address_does_not_matter(view: View) -> None:
    assert parse_query("?" + view.to_query(DEFAULT), VOCABULARY) == (view, [])


def test_every_field_of_a_view_has_its_parameter_and_the_default_needs_none() -> None:
    assert {p.attribute for p in PARAMETERS} == {f.name for f in fields(View)}
    assert len(set(NAMES)) == len(NAMES)
    assert DEFAULT.to_query(DEFAULT) == ""
    assert parse_query("", VOCABULARY) == (DEFAULT, [])
    assert tuple(DEFAULT.all_params()) == NAMES


def test_a_query_is_written_so_that_people_can_read_it() -> None:
    view = DEFAULT.with_(
        as_of=date(2021, 8, 10), provinces=("AF-HEL", "AF-HER"), select="@62.204,34.348"
    )
    assert view.to_query(DEFAULT) == (
        "as_of=2021-08-10&province=AF-HEL,AF-HER&select=@62.204,34.348"
    )


@given(st.text() | st.text(alphabet="&=;?%#+,@ \x00\ufffd<>\"'ابپ\u202e\ud800"))
def test_any_text_gives_a_view_and_plain_words(query: str) -> None:
    view, notices = parse_query(query, VOCABULARY)
    assert_followable(view)
    assert_plain_words(notices)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(NAMES) | st.text(max_size=8),
            st.binary(max_size=12).map(quote_from_bytes)
            | st.sampled_from([*PROVINCES, *EVENT_TYPES, *IDS, "none", "1", ",", "2021-08-03"])
            | days.map(str)
            | st.text(),
        ),
        max_size=8,
    )
)
def test_known_names_with_any_values_give_a_view_and_plain_words(
    pairs: list[tuple[str, str]],
) -> None:
    query = "&".join(f"{name}={value}" for name, value in pairs)
    view, notices = parse_query(query, VOCABULARY)
    assert_followable(view)
    assert_plain_words(notices)
    assert len(notices) <= len(parse_qsl(query, keep_blank_values=True)) + 1
    # Whatever came in, the address that is written back says it without a fault.
    assert parse_query(view.to_query(DEFAULT), VOCABULARY) == (view, [])


@pytest.mark.parametrize(
    "query",
    [
        "province=" + "A" * 1_000_000,
        "select=" + "@1.5,2.5" * 100_000,
        "select=@" + "1" * 100_000,
        "x" * 1_000_000,
        "as_of=1&" * 20_000,
        "province=" + ",".join(f"AF-{i}" for i in range(20_000)),
        "%" * 100_000,
        "=" * 100_000,
    ],
)
def test_a_very_long_query_is_answered_shortly(query: str) -> None:
    view, notices = parse_query(query, VOCABULARY)
    assert view == DEFAULT
    assert 1 <= len(notices) <= MAX_NOTICES
    assert_plain_words(notices)


@pytest.mark.parametrize(
    ("query", "notice"),
    [
        ("province=AF-HEX", "province: “AF-HEX” is not known; did you mean AF-HER?"),
        ("type=battles", "type: “battles” is not known; did you mean battle?"),
        ("tab=Map", "tab: “Map” is not known; did you mean map?"),
        ("provinces=AF-HER", "parameter: “provinces” is not known; did you mean province?"),
        ("lang=xx", "lang: “xx” is not known; known are en, fa, ps."),
        (
            "assessment=nobody",
            "assessment: “nobody” is not known; known are afghan-watchers, named-sources.",
        ),
        (
            "boundaries=exact",
            "boundaries: “exact” is not known; known are approximate, surveyed.",
        ),
        (
            "as_of=2021-02-30",
            "as_of: “2021-02-30” is not a date; write it as YYYY-MM-DD, such as 2021-08-03.",
        ),
        ("to=0001-01-01", "to: 0001-01-01 is out of range; use a date from 1900 to 2100."),
        ("documented=yes", "documented: “yes” is neither 1 (yes) nor 0 (no)."),
        ("layer=heat", "layer: “heat” is not known; known are status, age, one-sided."),
        ("stale=0", "stale: “0” is not a number of days from 1 to 3650."),
        ("stale=²", "stale: “²” is not a number of days from 1 to 3650."),
        (
            "compare=2021-13-01",
            "compare: “2021-13-01” is not a date; write it as YYYY-MM-DD, such as 2021-08-03.",
        ),
        (
            "compare=afghan-watcher",
            "compare: “afghan-watcher” is not known; did you mean afghan-watchers?",
        ),
        (
            "compare=nobody@2021-08-03",
            "compare: “nobody” is not known; known are afghan-watchers, named-sources.",
        ),
        (
            "compare=named-sources@",
            "compare: “” is not a date; write it as YYYY-MM-DD, such as 2021-08-03.",
        ),
        (
            "select=AF9999",
            (
                "select: nothing here is called “AF9999”; give the id of a district (AF3201), "
                "of an incident, or a place as @lon,lat."
            ),
        ),
        (
            "from=2021-08-09&to=2021-08-01",
            "from: 2021-08-09 is after to: 2021-08-01; put the earlier day first.",
        ),
    ],
)
def test_what_cannot_be_followed_is_named_and_the_default_stays(query: str, notice: str) -> None:
    assert parse_query(query, VOCABULARY) == (DEFAULT, [notice])


def test_each_fault_has_its_notice_and_the_rest_is_followed() -> None:
    view, notices = parse_query("as_of=now&tab=table&lang=xx&province=AF-HER", VOCABULARY)
    assert view == DEFAULT.with_(tab="table", provinces=("AF-HER",))
    assert [notice.split(":")[0] for notice in notices] == ["as_of", "lang"]


def test_a_code_far_from_all_of_many_is_answered_with_how_many_there_are(dataset: Dataset) -> None:
    _, notices = parse_query("province=Switzerland", dataset.vocabulary)
    (notice,) = notices
    assert notice.endswith("not known; known are AF-BAL, AF-BAM, AF-BDG … AF-ZAB (34 in all).")


@pytest.mark.parametrize(
    ("query", "first", "last"),
    [
        ("from=2021-09-01", date(2021, 9, 1), date(2021, 9, 1)),
        ("to=2021-07-01", date(2021, 7, 1), date(2021, 7, 1)),
        ("from=2021-08-01", date(2021, 8, 1), date(2021, 8, 4)),
        ("from=2021-08-04&to=2021-08-04", date(2021, 8, 4), date(2021, 8, 4)),
    ],
)
def test_half_a_range_moves_the_other_half_without_a_word(
    query: str, first: date, last: date
) -> None:
    view, notices = parse_query(query, VOCABULARY)
    assert (view.date_from, view.date_to) == (first, last)
    assert notices == []


@pytest.mark.parametrize(
    ("query", "changes"),
    [
        ("province=AF-HER&province=AF-BAL", {"provinces": ("AF-BAL", "AF-HER")}),
        ("province=AF-HER,,%20AF-BAL%20,AF-HER", {"provinces": ("AF-BAL", "AF-HER")}),
        ("province=" + ",".join(PROVINCES), {}),
        ("type=none", {"types": NO_TYPES}),
        ("type=none,battle", {"types": ("battle",)}),
        ("type=" + ",".join((*EVENT_TYPES, "none")), {}),
        ("type=", {}),
        ("as_of=", {}),
        ("select=@62.2,34.35@-0.5,-90", {"select": "@62.2,34.35@-0.5,-90"}),
    ],
)
def test_several_ways_to_say_the_same(query: str, changes: dict[str, object]) -> None:
    assert parse_query(query, VOCABULARY) == (DEFAULT.with_(**changes), [])


def test_a_repeated_name_that_takes_one_value_is_a_fault() -> None:
    view, notices = parse_query("as_of=2021-08-01&as_of=2021-08-02", VOCABULARY)
    assert view == DEFAULT
    assert len(notices) == 1
    assert "2021-08-01,2021-08-02" in notices[0]


@pytest.mark.parametrize("name", NAMES)
def test_hostile_text_is_shown_short_and_without_hidden_characters(name: str) -> None:
    hostile = "<img src=x onerror=alert(1)>\x00\x1b[31m\u202e\u200b" + "z" * 500
    view, notices = parse_query(urlencode({name: hostile}), VOCABULARY)
    assert view == DEFAULT
    assert_plain_words(notices)
    assert "z" * 10 not in notices[0]


def test_selected_places_are_numbers_on_the_earth() -> None:
    assert DEFAULT.with_(select="@62.2041,34.3482@65,-31.5").spots == (
        (62.2041, 34.3482),
        (65.0, -31.5),
    )
    assert DEFAULT.with_(select="AF3201").spots == ()
    for wrong in ("@181,0", "@0,91", "@1,2,3", "@1", "@٦٢,٣٤", "@1e5,0", "@nan,0", "@1,2 "):
        view, notices = parse_params([("select", wrong)], VOCABULARY)
        assert (view.select, len(notices)) == ("", 1), wrong


def test_the_embedded_vocabulary_knows_its_own_words(dataset: Dataset) -> None:
    vocabulary = dataset.vocabulary
    query = "province=AF-HER&type=battle&assessment=named-sources&select=AF3201&documented=1"
    view, notices = parse_query(query, vocabulary)
    assert notices == []
    assert view.to_params(vocabulary.default) == dict(parse_qsl(query))


def test_every_unknown_code_has_its_notice_and_the_good_ones_stay() -> None:
    view, notices = parse_query("province=AF-HER,AF-XYZ,Helmand,AF-KAB", VOCABULARY)
    assert view.provinces == ("AF-HER", "AF-KAB")
    assert notices == [
        "province: “AF-XYZ” is not known; known are AF-BAL, AF-HEL, AF-HER, AF-KAB.",
        "province: “Helmand” is not known; did you mean AF-HEL?",
    ]


def test_a_code_in_another_case_is_named() -> None:
    assert parse_query("province=af-her", VOCABULARY)[1] == [
        "province: “af-her” is not known; did you mean AF-HER?"
    ]


def test_notices_come_to_an_end() -> None:
    query = "&".join(f"x{i}=1" for i in range(5_000))
    assert len(parse_query(query, VOCABULARY)[1]) == MAX_NOTICES
