"""Faults of a whole ingest, seen only when every row was read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from geodata.errors import FrontmapError
from geodata.ingest.plan import FilePlan
from geodata.ingest.report import Report

SWAPPED_SHARE = 0.9
"""Of the points that lie outside, at least this share would lie inside with lon and lat swapped."""
OUTSIDE_SHARE = 0.5
"""Only asked where at least this share of the points lies outside."""


class NothingTakenError(FrontmapError):
    """Every row was refused; ``report`` says why, row by row."""

    def __init__(self, sentence: str, report: Report) -> None:
        super().__init__(sentence)
        self.report = report


def check_not_swapped(places: Mapping[str, int], swapped: int, plans: Sequence[FilePlan]) -> None:
    """Raise `FrontmapError` if nearly all the points outside would fit with lon and lat swapped."""
    located, outside = places["with_point"], places["outside"]
    if not outside or outside < OUTSIDE_SHARE * located or swapped < SWAPPED_SHARE * outside:
        return
    files = ", ".join(plan.name for plan in plans)
    raise FrontmapError(
        f"{files}: longitude and latitude are swapped: {outside:,} of {located:,} points lie "
        f"outside the boundaries, and {swapped:,} of them would lie inside the other way round; "
        "swap the two columns, in the file or in the mapping."
    )


def refuse_if_nothing_was_taken(report: Report) -> None:
    """Raise `NothingTakenError` if there were rows and each of them was refused."""
    read, rejected = report.total("read"), report.total("rejected")
    if not read or rejected < read:
        return
    files = ", ".join(part.file for part in report.files)
    reason, times = next(iter(report.reasons.items()))
    where = f"; all reasons are in {report.rejects_file}" if report.rejects_file else ""
    raise NothingTakenError(
        f"{files}: none of the {read:,} rows could be taken, so nothing was published; "
        f"{times:,} times the reason is: {reason.rstrip('.')}{where}.",
        report,
    )
