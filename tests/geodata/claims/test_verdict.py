"""From claims to spells: each rule of the docstring on a ledger made for it."""

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata import Dataset
from geodata.claims.claims import WINDOW_DAYS
from geodata.claims.verdict import VERDICT_COLUMNS, spells

START = pd.Timestamp("2021-07-01")
T, C, G = "taliban", "contested", "government"
Row = tuple[str, str, int, str, float]
"""Claim id, status, days after `START`, origin, weight."""


def ledger(*rows: Row, unit: str = "U") -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["claim_id", "status", "day", "origin", "weight"])
    days = START + pd.to_timedelta(frame["day"].astype(int), unit="D")
    return frame.assign(unit_id=unit, day=days)


def word(claims: pd.DataFrame) -> tuple[str, str, tuple[str, ...]]:
    """Status, basis and claims of the last spell of the one unit."""
    last = spells(claims).iloc[-1]
    return last["status"], last["basis"], last["claim_ids"]


def test_one_claim_decides() -> None:
    assert word(ledger(("C1", T, 0, "a", 1))) == (T, "documented", ("C1",))


def test_the_latest_claim_of_full_weight_decides() -> None:
    claims = ledger(("C1", T, 0, "a", 1), ("C2", G, WINDOW_DAYS + 1, "b", 1))
    assert word(claims) == (G, "documented", ("C2",))


def test_disagreement_within_three_days_is_contested_and_conflicting() -> None:
    for apart in range(WINDOW_DAYS + 1):
        claims = ledger(("C1", T, 0, "a", 1), ("C2", G, apart, "b", 1))
        assert word(claims) == (C, "conflicting", ("C1", "C2")), apart


def test_agreement_within_three_days_is_documented_by_all_of_them() -> None:
    claims = ledger(("C1", T, 0, "a", 1), ("C2", T, 2, "b", 1), ("C3", T, 3, "c", 1))
    assert word(claims) == (T, "documented", ("C1", "C2", "C3"))


def test_the_window_is_counted_from_the_latest_day_and_not_from_claim_to_claim() -> None:
    claims = ledger(("C1", G, 0, "a", 1), ("C2", T, 3, "b", 1), ("C3", T, 6, "c", 1))
    assert word(claims) == (T, "documented", ("C2", "C3"))


def test_each_source_counts_with_its_latest_word() -> None:
    claims = ledger(("C1", G, 0, "a", 1), ("C2", T, 2, "a", 1), ("C3", T, 1, "b", 1))
    assert word(claims) == (T, "documented", ("C3", "C2"))


def test_one_wire_counts_once_however_many_copy_it() -> None:
    claims = ledger(
        ("C1", T, 0, "reuters", 1), ("C2", T, 0, "reuters", 1), ("C3", T, 0, "reuters", 0.5)
    )
    assert word(claims) == (T, "documented", ("C1",))


def test_a_lesser_claim_of_the_window_does_not_decide_beside_a_full_one() -> None:
    for day in (0, 3):
        claims = ledger(("C1", T, 3, "a", 1), ("C2", G, day, "b", 0.5))
        assert word(claims) == (T, "documented", ("C1",)), day


def test_a_later_lesser_claim_that_says_otherwise_makes_it_contested() -> None:
    claims = ledger(("C1", T, 0, "a", 1), ("C2", G, 1, "b", 0.5))
    assert word(claims) == (C, "conflicting", ("C1", "C2"))
    much_later = ledger(("C1", T, 0, "a", 1), ("C2", C, 40, "b", 0.25))
    assert word(much_later) == (C, "conflicting", ("C1", "C2"))


def test_a_later_lesser_claim_that_says_the_same_confirms() -> None:
    rows = spells(ledger(("C1", T, 0, "a", 1), ("C2", T, 9, "b", 0.5)))
    last = rows.iloc[-1]
    assert (last["status"], last["basis"]) == (T, "documented")
    assert last["confirmed"] == START + pd.Timedelta(days=9)
    assert last["since"] == START


def test_a_full_claim_ends_what_lesser_ones_had_put_in_doubt() -> None:
    claims = ledger(("C1", T, 0, "a", 1), ("C2", G, 1, "b", 0.5), ("C3", T, 9, "c", 1))
    assert word(claims) == (T, "documented", ("C3",))


def test_lesser_claims_decide_in_the_same_way_where_there_is_no_full_one() -> None:
    assert word(ledger(("C1", T, 0, "a", 0.5))) == (T, "documented", ("C1",))
    assert word(ledger(("C1", T, 0, "a", 0.5), ("C2", G, 3, "b", 0.25)))[:2] == (C, "conflicting")
    assert word(ledger(("C1", T, 0, "a", 0.5), ("C2", G, 4, "b", 0.25)))[:2] == (G, "documented")


def test_a_claim_without_weight_is_as_if_it_were_not_there() -> None:
    assert spells(ledger(("C1", T, 0, "a", 0))).empty
    assert word(ledger(("C1", G, 0, "a", 1), ("C2", T, 0, "b", 0))) == (G, "documented", ("C1",))


def test_contested_by_all_is_documented() -> None:
    assert word(ledger(("C1", C, 0, "a", 1), ("C2", C, 1, "b", 1)))[:2] == (C, "documented")


def test_since_is_the_first_day_of_the_unbroken_run() -> None:
    rows = spells(
        ledger(
            ("C1", T, 0, "a", 1),
            ("C2", T, 10, "b", 1),
            ("C3", G, 20, "c", 1),
            ("C4", T, 30, "d", 1),
            ("C5", T, 31, "e", 1),
        )
    )
    days_after = [(since - START).days for since in rows["since"]]
    assert rows["status"].tolist() == [T, T, G, T, T]
    assert days_after == [0, 0, 20, 30, 30]
    assert [(day - START).days for day in rows["confirmed"]] == [0, 10, 20, 30, 31]


def test_units_do_not_mix_and_come_in_order() -> None:
    both = pd.concat(
        [
            ledger(("C2", G, 0, "a", 1), unit="U2"),
            ledger(("C1", T, 1, "a", 1), ("C3", G, 9, "a", 1), unit="U1"),
        ]
    )
    rows = spells(both)
    assert tuple(rows.columns) == VERDICT_COLUMNS
    assert rows[["unit_id", "status"]].to_numpy().tolist() == [["U1", T], ["U1", G], ["U2", G]]


def test_no_claims_no_spells() -> None:
    rows = spells(ledger())
    assert rows.empty
    assert tuple(rows.columns) == VERDICT_COLUMNS


claims_of_two_units = st.lists(
    st.tuples(
        st.sampled_from((T, C, G)),
        st.integers(0, 9),
        st.sampled_from("abc"),
        st.sampled_from((0.0, 0.25, 0.5, 1.0)),
        st.sampled_from(("U1", "U2")),
    ),
    min_size=1,
    max_size=14,
)
Drawn = tuple[str, int, str, float, str]


def as_ledger(drawn: list[Drawn]) -> pd.DataFrame:
    frame = pd.DataFrame(drawn, columns=["status", "day", "origin", "weight", "unit_id"])
    days = START + pd.to_timedelta(frame["day"], unit="D")
    return frame.assign(claim_id=[f"C{i:02}" for i in range(len(frame))], day=days)


@settings(max_examples=50)
@given(claims_of_two_units, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(drawn: list[Drawn], random: object) -> None:
    claims = as_ledger(drawn)
    order = list(range(len(claims)))
    random.shuffle(order)  # type: ignore[attr-defined]
    pd.testing.assert_frame_equal(spells(claims), spells(claims.iloc[order]))


@settings(max_examples=50)
@given(claims_of_two_units, st.integers(0, 9))
def test_what_is_said_later_does_not_change_what_held_before(drawn: list[Drawn], day: int) -> None:
    claims = as_ledger(drawn)
    until = START + pd.Timedelta(days=day)
    whole, early = spells(claims), spells(claims[claims["day"] <= until])
    known = whole[whole["day"] <= until].reset_index(drop=True)
    assert known.to_dict("records") == early.to_dict("records")


@settings(max_examples=50)
@given(claims_of_two_units)
def test_every_spell_rests_on_claims_that_bear_it_out(drawn: list[Drawn]) -> None:
    claims = as_ledger(drawn)
    said = claims.set_index("claim_id")
    for row in spells(claims).itertuples():
        behind = said.loc[list(row.claim_ids)]
        assert behind["weight"].gt(0).all()
        assert behind["unit_id"].eq(row.unit_id).all()
        assert behind["day"].max() == row.confirmed <= row.day
        if row.basis == "documented":
            assert set(behind["status"]) == {row.status}
        else:
            assert (row.status, row.basis) == (C, "conflicting")
            assert len(set(behind["status"])) > 1


def test_pato_is_not_taliban_on_any_day(dataset: Dataset) -> None:
    rows = spells(dataset.claims_of("AF2409"))
    assert rows["status"].tolist() == ["contested"]
    assert not any("C0333" in ids for ids in rows["claim_ids"])
