"""How claims end: worked by hand, each claim once, in any order."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata import Dataset
from geodata.claims.claims import SERIES_SOURCE, party
from geodata.claims.outcomes import OUTCOMES, claim_outcomes, outcomes_by

Row = tuple[str, str, str, str]


def ledger(*rows: Row, weight: float = 1.0) -> pd.DataFrame:
    """Claims on one unit from day, day of the report, status and voice."""
    frame = pd.DataFrame(rows, columns=["day", "as_of_date", "status", "voice"])
    days = {
        name: pd.to_datetime(frame[name]).astype("datetime64[us]") for name in frame.columns[:2]
    }
    return frame.assign(
        **days, claim_id=[f"C{i}" for i in range(len(frame))], unit_id="A", outlet=frame["voice"],
        source_kind="media", weight=weight, source_id=frame["voice"],
    )  # fmt: skip


def ends(*rows: Row) -> list[tuple[str, int | None]]:
    frame = claim_outcomes(ledger(*rows)).sort_values("claim_id")
    return [
        (str(row.outcome), None if pd.isna(row.lag_days) else int(row.lag_days))
        for row in frame.itertuples()
    ]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # Nobody else speaks.
        ([("2021-06-08", "2021-06-08", "taliban", "x")], [("open", None)]),
        # The same outlet again is no confirmation.
        (
            [("2021-06-08", "2021-06-08", "taliban", "x"), ("2021-06-09", "2021-06-09", "taliban", "x")],
            [("open", None), ("open", None)],
        ),
        # Another says the same two days later: the first is confirmed after two days, the other at once.
        (
            [("2021-06-08", "2021-06-08", "taliban", "x"), ("2021-06-10", "2021-06-10", "taliban", "y")],
            [("confirmed", 2), ("confirmed", 0)],
        ),
        # A later report dates the fall to the same day: the lag is between the reports.
        (
            [("2021-06-08", "2021-06-08", "taliban", "x"), ("2021-06-08", "2021-06-26", "taliban", "y")],
            [("confirmed", 18), ("confirmed", 0)],
        ),
        # Denied within three days: both are contradicted.
        (
            [("2021-06-08", "2021-06-08", "taliban", "x"), ("2021-06-11", "2021-06-11", "government", "y")],
            [("contradicted", 3), ("contradicted", 0)],
        ),
        # Retaken after the window: a change, not a denial; nobody confirmed either.
        (
            [("2021-06-08", "2021-06-08", "taliban", "x"), ("2021-06-12", "2021-06-12", "government", "y")],
            [("open", None), ("open", None)],
        ),
        # Still so, says another a month later.
        (
            [("2021-06-08", "2021-06-08", "taliban", "x"), ("2021-07-08", "2021-07-08", "taliban", "y")],
            [("confirmed", 30), ("open", None)],
        ),
    ],
)  # fmt: skip
def test_outcomes_by_hand(rows: list[Row], expected: list[tuple[str, int | None]]) -> None:
    assert ends(*rows) == expected


def test_what_weighs_nothing_neither_confirms_nor_contradicts() -> None:
    first = ledger(("2021-06-08", "2021-06-08", "taliban", "x"))
    lost = ledger(("2021-06-09", "2021-06-09", "taliban", "y"), weight=0.0).assign(claim_id="C9")
    frame = claim_outcomes(pd.concat([first, lost], ignore_index=True)).set_index("claim_id")
    assert frame["outcome"].to_dict() == {"C0": "open", "C9": "confirmed"}


def test_the_news_series_confirms_nothing() -> None:
    claims = ledger(
        ("2021-06-08", "2021-06-08", "taliban", "x"), ("2021-06-08", "2021-06-08", "taliban", "y")
    )
    claims.loc[1, "source_id"] = SERIES_SOURCE
    assert claim_outcomes(claims)["outcome"].tolist() == ["open", "confirmed"]


def test_no_outlet_confirms_or_contradicts_itself(dataset: Dataset) -> None:
    ended = dataset.claim_outcomes[dataset.claim_outcomes["by"].ne("")]
    by = dataset.claims.set_index("claim_id").reindex(ended["by"])
    assert not (by["outlet"].map(party).to_numpy() == ended["outlet"].map(party).to_numpy()).any()
    assert not by["source_id"].eq(SERIES_SOURCE).any()


rows = st.lists(
    st.tuples(
        st.dates(date(2021, 6, 1), date(2021, 6, 20)).map(str),
        st.dates(date(2021, 6, 20), date(2021, 6, 30)).map(str),
        st.sampled_from(["taliban", "contested", "government"]),
        st.sampled_from(["x", "y", "z"]),
    ),
    max_size=10,
)


@given(rows=rows, data=st.data())
def test_every_claim_ends_once_in_any_order(rows: list[Row], data: st.DataObject) -> None:
    claims = ledger(*rows)
    frame = claim_outcomes(claims)
    assert sorted(frame["claim_id"]) == sorted(claims["claim_id"])
    assert set(frame["outcome"]) <= set(OUTCOMES)
    assert frame["lag_days"].isna().equals(frame["outcome"].eq("open"))
    shuffled = claims.iloc[data.draw(st.permutations(range(len(claims))))]
    pd.testing.assert_frame_equal(claim_outcomes(shuffled), frame)


def test_sums_by_claimant_add_up(dataset: Dataset) -> None:
    outcomes = claim_outcomes(dataset.claims)
    assert len(outcomes) == len(dataset.claims)
    for column in ("source_kind", "outlet"):
        table = outcomes_by(outcomes, column)
        assert table[list(OUTCOMES)].sum(axis=1).equals(table["claims"])
        assert table["claims"].sum() == len(outcomes)
