"""Agreement of two assessments: by hand, against scikit-learn, and where it is not defined."""

import warnings
from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from geodata import Dataset
from geodata.assessments.agreement import agreement, agreement_by_province, weighted_kappa
from geodata.assessments.base import STATUSES
from geodata.claims.totals import CLASSES
from geodata.errors import FrontmapError

statuses = st.lists(st.tuples(*[st.sampled_from(STATUSES)] * 2), max_size=60)


def pair(rows: list[tuple[str, str]]) -> tuple[pd.Series, pd.Series]:
    frame = pd.DataFrame(rows, columns=["a", "b"], dtype="str")
    return frame["a"], frame["b"]


def test_by_hand() -> None:
    """Ten units, eight known to both. Disagreement: 2 x 1/2 + 1 x 1 of 8; expected from the sums."""
    rows = [("taliban", "taliban")] * 3 + [("government", "government")] * 2
    rows += [("taliban", "contested"), ("contested", "government"), ("taliban", "government")]
    rows += [("unknown", "taliban"), ("unknown", "unknown")]
    found = agreement(*pair(rows))
    assert (found.n, found.agreeing, found.one_speaks, found.neither) == (8, 5, 1, 1)
    assert found.share == 5 / 8
    assert found.matrix.to_numpy().tolist() == [[3, 1, 1], [0, 0, 1], [0, 0, 2]]
    # First: 5 Taliban, 1 contested, 2 government; second: 3, 1, 4. Expected disagreement by
    # chance: (5*1 + 1*3 + 1*4 + 2*1) / 2 + (5*4 + 2*3) = 33 of 64; observed: 1 + 1 = 2 of 8.
    assert found.kappa == pytest.approx(1 - (2 / 8) / (33 / 64))


@given(rows=statuses)
def test_kappa_is_that_of_scikit_learn(rows: list[tuple[str, str]]) -> None:
    a, b = pair(rows)
    found = agreement(a, b)
    both = a.ne("unknown") & b.ne("unknown")
    assert found.n == int(both.sum())
    assert found.n + found.one_speaks + found.neither == len(rows)
    if not both.any():
        assert found.kappa is None
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = cohen_kappa_score(
            a[both].tolist(), b[both].tolist(), labels=list(CLASSES), weights="linear"
        )
    if not np.isnan(theirs):
        assert found.kappa == pytest.approx(theirs, abs=1e-9)
    if not np.isnan(theirs) and found.n >= 2:
        assert found.low is not None
        assert found.high is not None
        assert found.low - 1e-12 <= found.kappa <= found.high + 1e-12


@given(rows=st.lists(st.sampled_from(STATUSES), min_size=1, max_size=60))
def test_identical_assessments_agree_wholly(rows: list[str]) -> None:
    a = pd.Series(rows, dtype="str")
    found = agreement(a, a)
    if found.n:
        interval = (1.0, 1.0) if found.n > 1 else (None, None)
        assert (found.share, found.kappa, found.low, found.high) == (1.0, 1.0, *interval)
    else:
        assert (found.share, found.kappa) == (None, None)


@given(
    table=st.lists(st.integers(0, 30), min_size=9, max_size=9).map(
        lambda cells: np.array(cells).reshape(3, 3)
    )
)
def test_the_standard_error_is_that_of_the_delta_method(table: np.ndarray) -> None:
    """Numerically: the gradient of kappa over the shares, and the multinomial's variance."""
    kappa, error = weighted_kappa(table)
    if kappa is None or error is None or kappa == 1:
        return
    n = table.sum()

    def kappa_of(share: np.ndarray) -> float:
        weight = 1 - np.abs(np.subtract.outer(np.arange(3), np.arange(3))) / 2
        chance = (weight * np.outer(share.sum(1), share.sum(0))).sum()
        return float(((weight * share).sum() - chance) / (1 - chance))

    share, step = table / n, 1e-6
    gradient = np.zeros((3, 3))
    for cell in np.ndindex(3, 3):
        moved = np.zeros((3, 3))
        moved[cell] = step
        gradient[cell] = (kappa_of(share + moved) - kappa_of(share - moved)) / (2 * step)
    variance = ((share * gradient**2).sum() - (share * gradient).sum() ** 2) / n
    assert error == pytest.approx(np.sqrt(max(variance, 0)), rel=1e-3, abs=1e-4)


def test_the_interval_holds_95_of_100_and_ends_at_1() -> None:
    rows = [(name, name) for name in CLASSES for _ in range(9)]
    apart = [("taliban", "contested"), ("taliban", "government"), ("contested", "government")]
    found = agreement(*pair([*rows, *apart * 3]))
    kappa, error = weighted_kappa(found.matrix.to_numpy())
    assert kappa is not None
    assert error is not None
    within = NormalDist(kappa, error)
    assert found.low == pytest.approx(within.inv_cdf(0.025))
    assert found.high == pytest.approx(within.inv_cdf(0.975))
    nearly = agreement(*pair([*rows[:26], ("government", "contested")]))
    assert nearly.low is not None
    assert nearly.kappa is not None
    assert nearly.high == 1 < nearly.kappa + (nearly.kappa - nearly.low)
    never = [("taliban", "government"), ("government", "taliban")] * 3 + [("taliban", "contested")]
    hardly = agreement(*pair(never))
    assert hardly.kappa is not None
    assert hardly.high is not None
    assert hardly.low == -1 > hardly.kappa - (hardly.high - hardly.kappa)


def test_where_kappa_is_not_defined() -> None:
    apart = agreement(*pair([("taliban", "government")]))
    assert (apart.n, apart.share, apart.kappa, apart.low) == (1, 0.0, 0.0, None)
    alike = agreement(*pair([("taliban", "taliban")]))
    assert (alike.n, alike.share, alike.kappa, alike.low) == (1, 1.0, 1.0, None)
    nothing = agreement(*pair([("unknown", "taliban")]))
    assert (nothing.n, nothing.share, nothing.kappa) == (0, None, None)


def test_a_class_without_a_place_is_refused_loudly() -> None:
    a = pd.Series(["taliban", "besieged"])
    with pytest.raises(FrontmapError, match=r"“besieged” is not in the crosswalk.*say which of"):
        agreement(a, a)
    own = {"taliban": "taliban", "besieged": "contested"}
    assert agreement(a, a, own).n == 2
    with pytest.raises(FrontmapError, match="leads to “held”"):
        agreement(a, a, {**own, "besieged": "held"})
    with pytest.raises(FrontmapError, match="different units"):
        agreement(a, a.iloc[:1])


def test_provinces_add_up_to_the_country(dataset: Dataset) -> None:
    day = dataset.default_view.as_of
    a, b = (
        dataset.assessments[name].status_as_of(day)["status"]
        for name in ("afghan-watchers", "long-war-journal")
    )
    whole = agreement(a, b)
    table = agreement_by_province(a, b, dataset.register.frame["province_code"])
    assert len(table) == 34
    assert (table["n"].sum(), table["agreeing"].sum()) == (whole.n, whole.agreeing)
    assert (whole.n, whole.one_speaks) == (407, 15)
