"""The evidence score: what raises it, what lowers it, and what must not touch it."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from geodata import Dataset
from geodata.assessments.evidence import (
    EVENT_REACH_DAYS,
    HALF_LIFE_DAYS,
    distances_km,
    evidence_scores,
    read_evidence,
)
from geodata.dataset.dataset import EMBEDDED

DAY = pd.Timestamp("2021-08-03")
PRIOR = 0.25
NEIGHBOUR, CENTRE, PRIOR_WEIGHT, EVENT = 0.15, 0.1, 0.4, 0.25
"""The weights as the module's docstring gives them."""

# Ten units in a row, about 92 km apart, the last one a provincial centre.
UNITS = pd.DataFrame(
    {
        "lon": [60.0 + i for i in range(10)],
        "lat": [34.0] * 10,
        "kind": ["district"] * 9 + ["provincial_centre"],
    },
    index=pd.Index([f"U{i}" for i in range(10)], name="unit_id"),
)
STATUSES = ("taliban", "contested", "government")


def claims(*rows: tuple[str, str, int, float]) -> pd.DataFrame:
    """Claims given as unit, status, age in days, weight; each from a source of its own."""
    frame = pd.DataFrame(rows, columns=["unit_id", "status", "age", "weight"])
    ids = [f"C{i:03}" for i in range(len(frame))]
    day = DAY - pd.to_timedelta(frame["age"].astype(int), unit="D")
    return frame.assign(claim_id=ids, origin=ids, day=day)


def events(*rows: tuple[str | None, str, int]) -> pd.DataFrame:
    """Events given as unit, type, age in days."""
    frame = pd.DataFrame(rows, columns=["unit_id", "event_type", "age"])
    return frame.assign(date_start=DAY - pd.to_timedelta(frame["age"].astype(int), unit="D"))


def score(
    given_claims: pd.DataFrame, given_events: pd.DataFrame | None = None, prior: float = PRIOR
) -> pd.Series:
    happened = events() if given_events is None else given_events
    return evidence_scores(UNITS, given_claims, happened, DAY, prior)


def alone(own: float, weight: float, pull: float = NEIGHBOUR) -> float:
    """The score of a unit with this own evidence where no other unit has any."""
    total = own * weight + (pull + PRIOR_WEIGHT) * PRIOR
    return round(total / (weight + pull + PRIOR_WEIGHT), 6)


def test_without_any_evidence_all_have_the_prior() -> None:
    assert score(claims()).tolist() == [PRIOR] * len(UNITS)


@pytest.mark.parametrize(
    ("status", "value"), [("taliban", 1.0), ("contested", 0.5), ("government", 0.0)]
)
def test_a_claim_counts_at_its_weight(status: str, value: float) -> None:
    for weight in (1.0, 0.5, 0.125):
        got = score(claims(("U4", status, 0, weight)))["U4"]
        assert got == pytest.approx(alone(value, weight), abs=1e-6)


def test_age_takes_a_claim_down_to_a_half_but_never_further() -> None:
    for age in (0, 15, 30, 60, 1000):
        weight = 0.5 + 0.5 * 0.5 ** (age / 30)
        assert score(claims(("U4", "taliban", age, 1.0)))["U4"] == pytest.approx(
            alone(1.0, weight), abs=1e-6
        )
    assert HALF_LIFE_DAYS == 30


@pytest.mark.parametrize(
    ("event_type", "value"),
    [("territory_taken", 1.0), ("battle", 0.5), ("airstrike", 0.5), ("territory_retaken", 0.25)],
)
def test_an_event_counts_a_quarter_of_a_claim(event_type: str, value: float) -> None:
    got = score(claims(), events(("U4", event_type, 30)))["U4"]
    assert got == pytest.approx(alone(value, EVENT * 0.75), abs=1e-6)


@pytest.mark.parametrize(
    "row",
    [
        ("U4", "protest", 1),
        ("U4", "explosion", 1),
        ("U4", "territory_taken", EVENT_REACH_DAYS + 1),
        ("U4", "territory_taken", -1),
        (None, "territory_taken", 1),
        ("elsewhere", "territory_taken", 1),
    ],
)
def test_other_events_do_not_count(row: tuple[str | None, str, int]) -> None:
    assert score(claims(), events(row)).tolist() == score(claims()).tolist()


def test_events_count_to_the_sixtieth_day() -> None:
    assert EVENT_REACH_DAYS == 60
    assert score(claims(), events(("U4", "territory_taken", 60)))["U4"] > PRIOR


def test_claims_without_weight_and_copies_of_a_wire_do_not_count() -> None:
    once = claims(("U4", "taliban", 0, 1.0))
    copies = pd.concat([once, once.assign(claim_id="C900"), once.assign(claim_id="C901")])
    nothing = once.assign(claim_id="C902", origin="z", status="government", weight=0.0)
    assert score(pd.concat([copies, nothing])).tolist() == score(once).tolist()


def test_neighbours_pull_and_nearer_ones_more() -> None:
    got = score(claims(("U2", "taliban", 0, 1.0), ("U6", "government", 0, 1.0)))
    assert got["U3"] > got["U4"] > got["U5"]
    near, far = distances_km(UNITS.loc[["U3"]], UNITS.loc[["U2", "U6"]])[0]
    mean = (1 / (10 + near)) / (1 / (10 + near) + 1 / (10 + far))
    total = NEIGHBOUR * mean + PRIOR_WEIGHT * PRIOR
    assert got["U3"] == pytest.approx(total / (NEIGHBOUR + PRIOR_WEIGHT), abs=1e-6)


def test_a_centre_is_pulled_less_and_nobody_is_its_own_neighbour() -> None:
    got = score(claims(("U8", "taliban", 0, 1.0)))
    total = CENTRE + PRIOR_WEIGHT * PRIOR
    assert got["U9"] == pytest.approx(total / (CENTRE + PRIOR_WEIGHT), abs=1e-6)
    assert got["U8"] == pytest.approx(alone(1.0, 1.0), abs=1e-6)
    itself = score(claims(("U9", "taliban", 0, 1.0)))["U9"]
    assert itself == pytest.approx(alone(1.0, 1.0, CENTRE), abs=1e-6)


def test_only_the_six_nearest_with_evidence_count() -> None:
    around_u0 = [(f"U{i}", "government", 0, 1.0) for i in range(1, 7)]
    seventh = ("U7", "taliban", 0, 1.0)
    assert score(claims(*around_u0))["U0"] == score(claims(*around_u0, seventh))["U0"]
    assert score(claims(*around_u0[:5]))["U0"] < score(claims(*around_u0[:5], seventh))["U0"]


some_claims = st.lists(
    st.tuples(
        st.sampled_from(list(UNITS.index)),
        st.sampled_from(STATUSES),
        st.integers(0, 4000),
        st.sampled_from((0.0, 0.125, 0.5, 1.0)),
    ),
    max_size=12,
)
some_events = st.lists(
    st.tuples(
        st.sampled_from(list(UNITS.index)),
        st.sampled_from(("territory_taken", "battle", "airstrike", "territory_retaken", "other")),
        st.integers(0, 80),
    ),
    max_size=8,
)
Claims = list[tuple[str, str, int, float]]
Events = list[tuple[str | None, str, int]]


@settings(max_examples=50)
@given(some_claims, some_events, st.floats(0, 1))
def test_scores_are_numbers_from_0_to_1(said: Claims, done: Events, prior: float) -> None:
    got = score(claims(*said), events(*done), prior)
    assert got.index.equals(UNITS.index)
    assert got.between(0, 1).all()
    assert got.equals(got.round(6))


@settings(max_examples=50)
@given(
    some_claims,
    some_events,
    st.lists(
        st.tuples(
            st.sampled_from(list(UNITS.index)),
            st.sampled_from(STATUSES),
            st.integers(-900, -1),
            st.just(1.0),
        ),
        min_size=1,
    ),
)
def test_what_lies_in_the_future_does_not_count(said: Claims, done: Events, later: Claims) -> None:
    coming = [(unit, "territory_taken", age) for unit, _, age, _ in later]
    now = score(claims(*said), events(*done))
    then = score(claims(*said, *later), events(*done, *coming))
    pd.testing.assert_series_equal(now, then)


@settings(max_examples=50)
@given(some_claims, some_events, st.sampled_from(list(UNITS.index)), st.integers(0, 300))
def test_a_further_claim_moves_its_unit_towards_what_it_says(
    said: Claims, done: Events, unit: str, age: int
) -> None:
    before = score(claims(*said), events(*done))[unit]
    for status, sign in (("taliban", 1), ("government", -1)):
        after = score(claims(*said, (unit, status, age, 1.0)), events(*done))[unit]
        assert sign * (after - before) >= 0


@settings(max_examples=50)
@given(some_claims, some_events, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(said: Claims, done: Events, random: object) -> None:
    mixed_claims, mixed_events = list(range(len(said))), list(range(len(done)))
    random.shuffle(mixed_claims)  # type: ignore[attr-defined]
    random.shuffle(mixed_events)  # type: ignore[attr-defined]
    one = score(claims(*said), events(*done))
    other = score(claims(*said).iloc[mixed_claims], events(*done).iloc[mixed_events])
    pd.testing.assert_series_equal(one, other)


def test_distances_are_those_on_the_ellipsoid_within_six_in_a_thousand(dataset: Dataset) -> None:
    units = dataset.register.frame
    some = units.iloc[::7]
    got = distances_km(units, some)
    lon_a, lon_b = np.meshgrid(units["lon"], some["lon"], indexing="ij")
    lat_a, lat_b = np.meshgrid(units["lat"], some["lat"], indexing="ij")
    right = Geod(ellps="WGS84").inv(lon_a, lat_a, lon_b, lat_b)[2] / 1000
    assert got.shape == (len(units), len(some))
    np.testing.assert_allclose(got, right, rtol=0.006, atol=1e-6)


def test_the_figures_of_the_docstring_are_those_of_the_embedded_allocation(
    dataset: Dataset,
) -> None:
    day = date(2021, 8, 3)
    shown = dataset.assessments["afghan-watchers"].status_as_of(day)["status"]
    named = dataset.assessments["named-sources"].status_as_of(day)["status"]
    spoken_of = named[named.ne("unknown")]
    counted = {"taliban": 140, "contested": 151, "government": 131}
    assert len(spoken_of) == 238
    assert spoken_of.eq("taliban").sum() == 177
    assert sum(min(spoken_of.eq(s).sum(), n) for s, n in counted.items()) == 201
    assert spoken_of.eq(shown[spoken_of.index]).sum() == 186


def test_the_evidence_is_every_happening_once(dataset: Dataset) -> None:
    evidence = read_evidence(EMBEDDED / "events.csv").reset_index(drop=True)
    counted = dataset.events.counted
    assert 0 < len(evidence) < len(dataset.events)
    pd.testing.assert_frame_equal(evidence, counted[evidence.columns])
