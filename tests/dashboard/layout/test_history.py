"""A unit's history: three of them by hand, the strip's pieces, allocated never as documented."""

from datetime import date

import pytest

from dashboard.i18n import Catalogue
from dashboard.layout.history import changes_of, history
from dashboard.reading import Reading
from dashboard.wording.palette import STATUS_COLOURS, allocated_colours
from geodata import Dataset
from tests.support.tree import of_class, text


def changes(dataset: Dataset, name: str, unit_id: str) -> list[tuple[str, str, str]]:
    spells = dataset.assessments[name].spells
    found = changes_of(spells[spells["unit_id"].eq(unit_id)])
    return [(change.day.isoformat(), change.before, change.after) for change in found]


@pytest.mark.parametrize(
    ("unit_id", "expected"),
    [
        # Zaranj: contested by nobody before, taken on 6 August.
        ("AF3401", [("2021-08-06", "unknown", "taliban")]),
        # Kohistan of Faryab: two reports, of 21 and 22 June, say the same.
        ("AF2910", [("2021-06-21", "unknown", "taliban")]),
    ],
)
def test_histories_by_hand(
    dataset: Dataset, unit_id: str, expected: list[tuple[str, str, str]]
) -> None:
    assert changes(dataset, "named-sources", unit_id) == expected


def test_the_history_of_herat_by_hand(dataset: Dataset) -> None:
    """Government on 10 July, contested on 31 July, Taliban by the claims of mid-August."""
    claims = dataset.claims_of("AF3201")
    assert claims.loc[claims["day"] <= "2021-08-03", "status"].tolist() == [
        "government", "contested",
    ]  # fmt: skip
    found = changes(dataset, "named-sources", "AF3201")
    assert found[:2] == [
        ("2021-07-10", "unknown", "government"),
        ("2021-07-31", "government", "contested"),
    ]
    assert found[-1][2] == "taliban"
    assert "2021-08-10" < found[-1][0] < "2021-08-16"


def test_a_count_that_ends_is_followed_by_unknown(dataset: Dataset) -> None:
    found = changes(dataset, "afghan-watchers", "AF0101")
    assert [change[0] for change in found] == ["2021-08-03", "2021-08-04"]
    assert found[-1][2] == "unknown"


def test_the_strip_shows_each_run_where_it_lies(dataset: Dataset, t: Catalogue) -> None:
    view = dataset.default_view.with_(assessment="named-sources", select="AF2910")
    parts = history(Reading(dataset, view, t), "AF2910")
    (piece,) = of_class(parts, "fm-history-piece")
    first, days = date(2021, 5, 1), 123
    share = float(piece.style["insetInlineStart"].rstrip("%")) / 100
    assert share * days == pytest.approx((date(2021, 6, 21) - first).days, abs=0.1)
    assert piece.style["background"] == STATUS_COLOURS["taliban"]
    assert "as_of=2021-06-21" in piece.href
    assert "assessment=named-sources" in piece.href
    assert "No word before 21 June 2021" in text(parts)
    assert "Kabul Now" in text(parts)


def test_what_is_allocated_is_pale_and_called_so(dataset: Dataset, t: Catalogue) -> None:
    view = dataset.default_view.with_(assessment="long-war-journal")
    statuses = dataset.statuses(view)
    spells = dataset.assessments["long-war-journal"].spells
    only = spells.groupby("unit_id")["basis"].agg(set).map(lambda bases: bases == {"allocated"})
    unit_id = next(u for u in statuses.index if only.get(u, False))
    parts = history(Reading(dataset, view, t), unit_id)
    for piece in of_class(parts, "fm-history-piece"):
        assert piece.style["background"] in allocated_colours(STATUS_COLOURS).values()
        assert "allocated" in piece.title
        assert "documented" not in piece.title
    assert "allocated: Long War Journal, count of 16 June 2021" in text(parts)
    assert "documented" not in text(parts)


def test_a_unit_that_nobody_ever_names_has_no_history(dataset: Dataset, t: Catalogue) -> None:
    view = dataset.default_view.with_(assessment="named-party-claims")
    spells = dataset.assessments["named-party-claims"].spells
    unit_id = next(u for u in dataset.register.frame.index if u not in set(spells["unit_id"]))
    assert history(Reading(dataset, view, t), unit_id) == []
