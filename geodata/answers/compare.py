"""Two days of one assessment, or two assessments: what differs, unit by unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from geodata.dataset.dataset import Dataset
from geodata.view import View

DATE_KINDS = ("gained", "contested", "lost", "unchanged", "first_word", "no_word", "unknown")
"""From an earlier to a later day: now Taliban, now contested, now government (and not before),
the same, known for the first time, not known any more, known on neither day."""
ASSESSMENT_KINDS = ("agree", "one_apart", "opposite", "one_speaks", "unknown")
"""Of two assessments: the same class, neighbouring ones, Taliban against government, only one
says anything, neither does."""
DAYS_BACK = 30
_NOW = {"taliban": "gained", "contested": "contested", "government": "lost"}
Kind = Literal["dates", "assessments"]


@dataclass(frozen=True)
class Side:
    """One of two things compared: an assessment on a day."""

    assessment: str
    day: date


@dataclass(frozen=True)
class Comparison:
    """Two sides; of one assessment the earlier day comes first, whatever was asked for."""

    first: Side
    second: Side

    @property
    def kind(self) -> Kind:
        """Whether two days or two assessments are compared."""
        return "dates" if self.first.assessment == self.second.assessment else "assessments"


def other_side(dataset: Dataset, view: View) -> Side:
    """What a view is compared with.

    Where the view does not say: the first other assessment that speaks for its day, published
    counts before named sources; else its own assessment 30 days before.
    """
    name, at, day = view.compare.rpartition("@")
    if at:
        return Side(name, date.fromisoformat(day))
    if view.compare in dataset.assessments:
        return Side(view.compare, view.as_of)
    if view.compare:
        return Side(view.assessment, date.fromisoformat(view.compare))
    for other, assessment in dataset.assessments.items():
        if other != view.assessment and assessment.group in ("counts", "named"):
            first, last = assessment.days
            if (first is None or first <= view.as_of) and (last is None or view.as_of <= last):
                return Side(other, view.as_of)
    return Side(view.assessment, view.as_of - timedelta(days=DAYS_BACK))


def compare_param(view: View, side: Side) -> str:
    """What a view is compared with, as its query says it."""
    if side.assessment == view.assessment:
        return side.day.isoformat()
    return side.assessment if side.day == view.as_of else f"{side.assessment}@{side.day}"


def comparison(dataset: Dataset, view: View) -> Comparison:
    """The view's own side and the other one, in order."""
    return in_order(Side(view.assessment, view.as_of), other_side(dataset, view))


def in_order(ours: Side, other: Side) -> Comparison:
    """Two sides as they are compared: of one assessment, the earlier day first."""
    if ours.assessment == other.assessment and other.day < ours.day:
        return Comparison(other, ours)
    return Comparison(ours, other)


def differences(first: pd.DataFrame, second: pd.DataFrame, kind: Kind) -> pd.DataFrame:
    """What differs between two frames of statuses with the same units.

    Returns
    -------
    DataFrame
        Index as ``first``; ``before``, ``before_basis``, ``after``, ``after_basis`` and ``kind``,
        one of `DATE_KINDS` or of `ASSESSMENT_KINDS`.
    """
    second = second[["status", "basis"]].reindex(first.index)
    class_of = _between_days if kind == "dates" else _between_assessments
    both = zip(first["status"].tolist(), second["status"].tolist(), strict=True)
    return pd.DataFrame(
        {
            "before": first["status"],
            "before_basis": first["basis"],
            "after": second["status"],
            "after_basis": second["basis"],
            "kind": pd.array([class_of(*statuses) for statuses in both], dtype="str"),
        },
        index=first.index,
    )


def _between_days(before: str, after: str) -> str:
    if before == after:
        return "unknown" if after == "unknown" else "unchanged"
    if before == "unknown":
        return "first_word"
    return "no_word" if after == "unknown" else _NOW[after]


def _between_assessments(first: str, second: str) -> str:
    if first == second:
        return "unknown" if first == "unknown" else "agree"
    if "unknown" in (first, second):
        return "one_speaks"
    return "one_apart" if "contested" in (first, second) else "opposite"


def kinds_of(kind: Kind) -> tuple[str, ...]:
    """The classes of a difference map, in the order of its legend."""
    return DATE_KINDS if kind == "dates" else ASSESSMENT_KINDS


def sides(dataset: Dataset, view: View) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Statuses of both sides of a view's comparison, of the view's provinces."""
    both = comparison(dataset, view)
    first, second = (
        dataset.statuses(view.with_(assessment=side.assessment, as_of=side.day))
        for side in (both.first, both.second)
    )
    return first, second


def compared(dataset: Dataset, view: View) -> pd.DataFrame:
    """`differences` of a view's comparison, with names and the incidents in between.

    Adds ``name_en``, ``province_code``, ``province_en`` and ``incidents``: incidents of the view's
    types in the unit that overlap the days between the two sides, both included; of two
    assessments of one day, those of the view's own days.
    """
    return compared_sides(dataset, view, comparison(dataset, view), *sides(dataset, view))


def compared_sides(
    dataset: Dataset, view: View, both: Comparison, first: pd.DataFrame, second: pd.DataFrame
) -> pd.DataFrame:
    """`compared`, where the comparison and the statuses of both sides are known already."""
    frame = differences(first, second, both.kind)
    units = dataset.register.frame
    counts = dataset.events.count_by_unit(between(both, view)).to_dict()
    return frame.assign(
        **{name: units[name] for name in ("name_en", "province_code", "province_en")},
        incidents=np.array([counts.get(unit, 0) for unit in frame.index], "int64"),
    )


class UnitDifference(NamedTuple):
    """A unit of a comparison, as a row of `compared` has it."""

    unit_id: str
    name_en: str
    province_en: str
    before: str
    before_basis: str
    after: str
    after_basis: str
    kind: str
    incidents: int


def unit_differences(compared: pd.DataFrame) -> list[UnitDifference]:
    """The rows of `compared`, by province and name."""
    columns = (compared[name].tolist() for name in UnitDifference._fields[1:])
    rows = map(UnitDifference, compared.index.tolist(), *columns)
    return sorted(rows, key=attrgetter("province_en", "name_en"))


def between(both: Comparison, view: View) -> View:
    """The view of the incidents between the two sides; its own days where both have one day."""
    first, last = sorted((both.first.day, both.second.day))
    return view if first == last else view.with_(date_from=first, date_to=last)
