"""The ledger: published totals as they were, residuals by hand, units that could explain them."""

from collections.abc import Hashable
from datetime import date, timedelta

import pandas as pd
import pytest

from geodata import Dataset
from geodata.assessments.ledger import REASONS, explaining_units, ledger_records
from geodata.claims.one_sided import one_sided
from geodata.claims.totals import CLASSES

DAY = date(2021, 8, 3)


def statuses_of(*rows: tuple[str, str, int | None], basis: str = "documented") -> pd.DataFrame:
    """Statuses of units from id, status and days since the last confirmation."""
    frame = pd.DataFrame(rows, columns=["unit_id", "status", "age"]).set_index("unit_id")
    confirmed = [None if pd.isna(age) else DAY - timedelta(days=age) for age in frame["age"]]
    known = frame["status"].ne("unknown")
    return frame.assign(
        basis=known.map({True: basis, False: ""}),
        confirmed=pd.Series(confirmed, index=frame.index, dtype=object),
    )


@pytest.mark.parametrize(
    ("total_id", "classes", "denominator", "residual"),
    [
        ("2021-08-03-afghan-watchers", [140, 151, 131], (422, "published"), 0),
        ("2021-08-03-long-war-journal", [223, 116, 68], (407, "usual"), 0),
        ("2016-05-28-sigar-usfor-a", [36, 104, 268], (407, "published"), -1),
        ("2021-06-16-long-war-journal", [104, 201, 94], (407, "usual"), 8),
        ("2018-11-01-long-war-journal", [52, 199, 145], (407, "usual"), 11),
        # A class that was not published stays empty, and so does what would follow from it.
        ("2021-07-10-long-war-journal", [204, None, 74], (407, "published"), None),
        # District centres, by who gives 421 elsewhere; and a source that gives nothing but a whole.
        ("2021-05-01-afghanistan-analysts-network", [33, None, None], (421, "usual"), None),
        ("2021-07-08-ap", [None, None, None], (421, "published"), None),
    ],
)
def test_totals_by_hand(
    dataset: Dataset,
    total_id: str,
    classes: list[int | None],
    denominator: tuple[int, str],
    residual: int | None,
) -> None:
    (row,) = [r for r in ledger_records(dataset.ledger) if r["total_id"] == total_id]
    assert [row[name] for name in CLASSES] == classes
    assert (row["denominator"], row["denominator_basis"]) == denominator
    assert row["published_residual"] == residual
    for name in CLASSES:
        ours, published = row["mapped"][name], row[name]
        expected = None if published is None else published - ours
        assert row["mapped_residual"][name] == expected


def test_our_count_of_3_august_and_of_2016(dataset: Dataset) -> None:
    rows = {row["total_id"]: row for row in ledger_records(dataset.ledger)}
    august = rows["2021-08-03-afghan-watchers"]
    assert august["mapped"] == {
        "taliban": 177, "contested": 42, "government": 19, "unknown": 184,
    }  # fmt: skip
    assert august["mapped_residual"] == {"taliban": -37, "contested": 109, "government": 112}
    assert (august["source"], august["messenger"]) == ("Afghan watchers", "SouthFront")
    assert rows["2016-05-28-sigar-usfor-a"]["mapped"]["unknown"] == 422
    # Of 16 June, 46 Taliban, 23 contested and 4 government units are named.
    june = rows["2021-06-16-long-war-journal"]["mapped_residual"]
    assert june == {"taliban": 104 - 46, "contested": 201 - 23, "government": 94 - 4}
    journal = rows["2021-08-03-long-war-journal"]["mapped_residual"]
    assert journal == {"taliban": 223 - 177, "contested": 116 - 42, "government": 68 - 19}


def test_every_published_figure_is_in_exactly_one_row(dataset: Dataset) -> None:
    """Every national figure of districts is in a total, or among the counts of falls."""
    reported = dataset.reported
    of_districts = reported[
        reported["place"].eq("Afghanistan") & reported["metric"].str.startswith("district")
    ]
    falls = of_districts["metric"].str.contains("_fallen_|_recaptured")
    assert int(falls.sum()) == len(dataset.counts_of_falls) == 13
    wholes = of_districts["metric"].eq("districts_total")
    shown = of_districts[~falls & ~wholes]
    basis = dataset.ledger["denominator_basis"]
    assert int(basis.eq("published").sum()) == int(wholes.sum()) == 16
    columns = [*CLASSES, *(f"{name}_pct" for name in CLASSES), "taliban_low", "taliban_high"]
    assert int(dataset.ledger[columns].notna().sum().sum()) == len(shown)
    assert dataset.ledger["total_id"].is_unique
    both = dataset.ledger[dataset.ledger["as_of"].eq("2017-08-24")]
    assert both["taliban"].tolist() == [54, 55]
    assert both["messenger"].tolist() == ["Janes", "Long War Journal"]


def test_units_that_could_explain_a_residual(dataset: Dataset) -> None:
    row = dataset.ledger.set_index("total_id").loc["2021-08-03-long-war-journal"]
    named = dataset.assessments["named-sources"].status_as_of
    day = date(2021, 8, 3)
    flags = one_sided(dataset.claims, dataset.register.frame.index, day, 30)["flag"]
    units = explaining_units(row.to_dict(), named, flags, 30)
    assert set(units["reason"]) <= set(REASONS)
    assert not units.duplicated(["unit_id", "could_be"]).any()
    # 46 more Taliban, 74 more contested and 49 more government units than sources name.
    assert row["mapped_residual_taliban"] == 46
    could = units[units["could_be"].eq("taliban")]
    assert len(could) >= 46
    assert not could["status"].eq("taliban").any()
    assert set(units["could_be"]) == set(CLASSES)


def test_fewer_than_named_asks_which_named_ones_may_not_be(dataset: Dataset) -> None:
    row = dataset.ledger.set_index("total_id").loc["2021-08-03-afghan-watchers"]
    named = dataset.assessments["named-sources"].status_as_of
    units = explaining_units(row.to_dict(), named, pd.Series(dtype="str"), 30)
    may_not = units[units["could_be"].eq("other")]
    assert set(may_not["status"]) == {"taliban"}
    assert len(may_not) >= 37


@pytest.mark.parametrize(
    ("residual", "expected"),
    [
        (-2, [("A", "taliban", "other", "stale")]),
        (-1, [("A", "taliban", "other", "stale")]),
        (1, [("B", "unknown", "taliban", "unknown")]),
        (2, [("B", "unknown", "taliban", "unknown")]),
    ],
)
def test_every_unit_that_could_be_it_is_listed_however_small_the_residual(
    residual: int, expected: list[tuple[str, str, str, str]]
) -> None:
    row: dict[Hashable, object] = {"as_of": "2021-08-03", "mapped_residual_taliban": residual}
    rest = {"mapped_residual_contested": 0, "mapped_residual_government": pd.NA}
    named = statuses_of(("A", "taliban", 31), ("B", "unknown", None), ("C", "government", 30))
    found = explaining_units(row | rest, lambda _: named, pd.Series(dtype="str"), 30)
    assert list(found.itertuples(index=False, name=None)) == expected


def test_each_reason_holds_from_its_edge_on_and_the_first_is_given() -> None:
    now = statuses_of(*[(unit, "taliban", 30) for unit in "ABCDE"])
    now.loc["A", ["status", "basis", "confirmed"]] = "unknown", "", None
    now.loc["B", ["basis", "confirmed"]] = "conflicting", DAY - timedelta(days=99)
    now.loc["C", "confirmed"] = DAY - timedelta(days=31)
    flags = pd.Series({"B": "single_source", "C": "single_source", "D": "single_source"})

    def reasons(first: int, last: int) -> list[str]:
        """Where each unit had another status before, and has another after, these days."""

        def statuses_on(day: date) -> pd.DataFrame:
            away = (day - DAY).days
            return now if first <= away <= last else now.assign(status="government")

        row: dict[Hashable, object] = {"as_of": DAY.isoformat(), "mapped_residual_contested": 1}
        rest = {"mapped_residual_taliban": 0, "mapped_residual_government": 0}
        return explaining_units(row | rest, statuses_on, flags, 30)["reason"].tolist()

    assert reasons(-7, 7) == ["unknown", "conflicting", "stale", "one_sided"]
    assert reasons(-6, 7) == list(REASONS)
    assert reasons(-7, 6) == list(REASONS)


def test_nothing_to_explain_gives_no_unit(dataset: Dataset) -> None:
    row: dict[Hashable, object] = {f"mapped_residual_{name}": 0 for name in CLASSES}
    named = dataset.assessments["named-sources"].status_as_of
    found = explaining_units({"as_of": "2021-08-03", **row}, named, pd.Series(dtype="str"), 30)
    assert found.empty
