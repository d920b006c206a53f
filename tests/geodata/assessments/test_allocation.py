"""Bringing a published total down to units: the total is met, ties and all."""

from collections.abc import Mapping

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.assessments.allocation import ORDER, allocate, allocation_basis, reallocate
from geodata.errors import FrontmapError


def scores_of(*values: float) -> pd.Series:
    return pd.Series(values, index=[f"U{i:03}" for i in range(len(values))], dtype=float)


def totals_of(taliban: int, contested: int, government: int) -> dict[str, int]:
    return {"taliban": taliban, "contested": contested, "government": government}


@st.composite
def feasible(draw: st.DrawFn) -> tuple[pd.Series, dict[str, int], frozenset[str]]:
    """Scores with many ties, totals they can meet, units that cannot be Taliban."""
    values = draw(st.lists(st.sampled_from((0.0, 0.25, 0.5, 0.500001, 1.0)), max_size=30))
    scores = scores_of(*draw(st.permutations(values)))
    never = frozenset(draw(st.sets(st.sampled_from(list(scores.index) or ["none"]))) - {"none"})
    taliban = draw(st.integers(0, len(scores) - len(never)))
    contested = draw(st.integers(0, len(scores) - taliban))
    government = draw(st.integers(0, len(scores) - taliban - contested))
    return scores, totals_of(taliban, contested, government), never


def by_hand(scores: pd.Series, totals: Mapping[str, int], never: frozenset[str]) -> dict[str, str]:
    """The same in plain Python: one walk down the ranks for each class."""
    ranked = sorted(scores.index, key=lambda unit: (-scores[unit], unit))
    status: dict[str, str] = {}
    for name in ORDER:
        free = [u for u in ranked if u not in status and not (name == "taliban" and u in never)]
        status |= dict.fromkeys(free[: totals[name]], name)
    return {unit: status.get(unit, "unknown") for unit in scores.index}


@given(feasible())
def test_any_total_that_can_be_met_is_met_exactly(
    case: tuple[pd.Series, dict[str, int], frozenset[str]],
) -> None:
    scores, totals, never = case
    status = allocate(scores, totals, never)
    assert status.index.equals(scores.index)
    assert {name: int(status.eq(name).sum()) for name in ORDER} == totals
    assert status.eq("unknown").sum() == len(scores) - sum(totals.values())
    assert not status[list(never)].eq("taliban").any()
    assert status.to_dict() == by_hand(scores, totals, never)


@given(feasible(), st.randoms(use_true_random=False))
def test_the_order_of_units_does_not_matter(
    case: tuple[pd.Series, dict[str, int], frozenset[str]], random: object
) -> None:
    scores, totals, never = case
    order = list(range(len(scores)))
    random.shuffle(order)  # type: ignore[attr-defined]
    mixed = scores.iloc[order]
    assert allocate(mixed, totals, never).to_dict() == allocate(scores, totals, never).to_dict()


def test_ties_go_to_the_lower_id() -> None:
    status = allocate(scores_of(0.5, 0.5, 0.5, 0.5), totals_of(1, 1, 1))
    assert status.tolist() == ["taliban", "contested", "government", "unknown"]


def test_a_unit_that_cannot_be_taliban_keeps_its_rank_for_the_rest() -> None:
    status = allocate(scores_of(0.9, 0.8, 0.1), totals_of(1, 1, 1), frozenset({"U000"}))
    assert status.tolist() == ["contested", "taliban", "government"]


def test_the_lowest_are_unknown_where_the_total_counts_fewer() -> None:
    status = allocate(scores_of(0.1, 0.9, 0.5), totals_of(1, 0, 1))
    assert status.tolist() == ["unknown", "taliban", "government"]


def test_units_that_cannot_be_taliban_but_are_not_there_do_not_count() -> None:
    assert allocate(scores_of(0.1), totals_of(1, 0, 0), frozenset({"X"})).tolist() == ["taliban"]


@pytest.mark.parametrize(
    ("totals", "sentence"),
    [
        (
            {"taliban": 1, "contested": 1},
            (
                "the published total has no figure for government; "
                "all of taliban, contested and government are needed."
            ),
        ),
        (totals_of(0, -1, 0), "the published total for contested is -1; it must be 0 or more."),
        (totals_of(2, 1, 1), "the published total counts 4 units, but there are 3."),
        (
            totals_of(3, 0, 0),
            "the published total has 3 Taliban units, but only 2 can be Taliban on this day.",
        ),
    ],
)
def test_a_total_that_cannot_be_met_is_refused_in_words(
    totals: dict[str, int], sentence: str
) -> None:
    with pytest.raises(FrontmapError) as caught:
        allocate(scores_of(0.9, 0.8, 0.1), totals, frozenset({"U000"}))
    assert str(caught.value) == sentence


def test_the_basis_says_how_an_allocation_stands_to_the_claims() -> None:
    named = pd.DataFrame(
        [
            ("agrees", "taliban", "documented"),
            ("otherwise", "taliban", "documented"),
            ("in dispute", "contested", "conflicting"),
            ("unheard", "unknown", ""),
            ("left over", "taliban", "documented"),
        ],
        columns=["unit_id", "status", "basis"],
    ).set_index("unit_id")
    allocated = pd.Series(
        {
            "agrees": "taliban",
            "otherwise": "contested",
            "in dispute": "contested",
            "unheard": "government",
            "not in the ledger": "government",
            "left over": "unknown",
        }
    )
    assert allocation_basis(allocated, named).to_dict() == {
        "agrees": "documented",
        "otherwise": "conflicting",
        "in dispute": "conflicting",
        "unheard": "allocated",
        "not in the ledger": "allocated",
        "left over": "",
    }


# A later count: totals met exactly, and as few changes as they allow. -------------------------


def test_units_that_nobody_names_are_left_out_first() -> None:
    scores = scores_of(0.1, 0.2, 0.3, 0.9)
    status = allocate(scores, totals_of(1, 1, 0), unnamed=frozenset({"U001", "U002", "U003"}))
    assert status.to_dict() == {
        "U000": "contested", "U001": "unknown", "U002": "unknown", "U003": "taliban",
    }  # fmt: skip


def test_a_later_count_by_hand() -> None:
    """Three become two contested and one more Taliban: the strongest contested one changes."""
    held = pd.Series(["taliban", "contested", "contested", "contested", "government"])
    held.index = [f"U{i:03}" for i in range(5)]
    # The scores alone would make U004 Taliban and U000 government: four changes instead of one.
    scores = scores_of(0.0, 0.2, 0.7, 0.3, 0.9)
    status = reallocate(held, scores, totals_of(2, 2, 1))
    assert status.to_dict() == {
        "U000": "taliban", "U001": "contested", "U002": "taliban", "U003": "contested",
        "U004": "government",
    }  # fmt: skip


def test_a_centre_does_not_become_taliban_though_its_score_is_highest() -> None:
    held = pd.Series(["contested", "contested"], index=["U000", "U001"])
    status = reallocate(held, scores_of(0.9, 0.1), totals_of(1, 1, 0), frozenset({"U000"}))
    assert status.to_dict() == {"U000": "contested", "U001": "taliban"}


@given(case=feasible(), data=st.data())
def test_any_later_total_is_met_with_the_fewest_changes(
    case: tuple[pd.Series, dict[str, int], frozenset[str]],
    data: st.DataObject,
) -> None:
    scores, totals, never = case
    held = allocate(scores, totals, never)
    n = len(scores)
    again = data.draw(st.permutations([float(x) for x in range(n)]))
    taliban = data.draw(st.integers(0, n - len(never)))
    contested = data.draw(st.integers(0, n - taliban))
    government = data.draw(st.integers(0, n - taliban - contested))
    new = totals_of(taliban, contested, government)
    status = reallocate(held, scores_of(*again), new, never)
    assert {name: int(status.eq(name).sum()) for name in ORDER} == new
    assert not status[list(never)].eq("taliban").any()
    sizes = {**new, "unknown": n - taliban - contested - government}
    stay = sum(min(int(held.eq(name).sum()), size) for name, size in sizes.items())
    fewest = n - stay
    # Barred units can force a detour: whoever leaves a class may not be let into the Taliban's.
    free = int((held.ne("taliban") & ~held.index.isin(list(never))).sum())
    wanted = max(0, taliban - int(held.eq("taliban").sum()))
    assert wanted <= free
    leaving = {name: max(0, int(held.eq(name).sum()) - size) for name, size in sizes.items()}
    able = sum(
        min(leaving[name], int((held.eq(name) & ~held.index.isin(list(never))).sum()))
        for name in ("contested", "government", "unknown")
    )
    if wanted <= able:
        assert int(status.ne(held).sum()) == fewest
    else:
        assert int(status.ne(held).sum()) == fewest + wanted - able


def test_a_later_total_that_cannot_be_met_is_one_sentence() -> None:
    held = pd.Series(["contested"], index=["U000"])
    with pytest.raises(FrontmapError, match="counts 2 units, but there are 1"):
        reallocate(held, scores_of(0.5), totals_of(1, 1, 0))
    with pytest.raises(FrontmapError, match="no figure for contested"):
        reallocate(held, scores_of(0.5), {"taliban": 1, "government": 0})
