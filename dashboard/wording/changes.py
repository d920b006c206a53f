"""What changed between the two days of a view's comparison, in words, with who says so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.i18n import Catalogue
from dashboard.reading import Reading
from dashboard.wording.difference import comparison_words, kind_with_counts
from dashboard.wording.symbology import symbology
from dashboard.wording.words import listed
from geodata.assessments.changes import began
from geodata.dataset.dataset import Dataset

_ISO_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
CHANGED = ("gained", "contested", "lost", "first_word", "no_word")
"""Classes of a difference between two days that are changes."""


@dataclass(frozen=True)
class ChangeLine:
    """One changed unit: ``words`` say what changed and when, ``sources`` who says so.

    ``sources`` are pairs of a name and an address, which may be empty; ``basis`` is that of the
    later status, empty where nothing is known any more.
    """

    unit_id: str
    words: str
    basis: str
    sources: tuple[tuple[str, str], ...]

    def text(self) -> str:
        """The line without links."""
        names = ", ".join(name for name, _ in self.sources)
        return f"{self.words} ({names})" if names else self.words


def change_lines(reading: Reading) -> list[ChangeLine]:
    """Each unit whose status differs between the two days, exactly once, by province and name."""
    dataset, t, look = reading.dataset, reading.t, symbology(reading)
    changed = [unit for unit in reading.differing if unit.before != unit.after]
    after = {unit.unit_id: unit.after for unit in changed}
    why = began(dataset.assessment(reading.view).spells, after, reading.comparison.second.day)
    lines = []
    why_each = zip(why["day"], why["source"], why["claim_ids"], strict=True)
    for unit, (day, source, claim_ids) in zip(changed, why_each, strict=True):
        words = t(
            "changes.line",
            place=f"{unit.province_en}, {unit.name_en}",
            before=look.label(unit.before),
            after=look.label(unit.after),
            day=t.day(day.astype("datetime64[D]").item()),
        )
        sources = _sources(dataset, unit.after_basis, source, claim_ids, t)
        lines.append(ChangeLine(unit.unit_id, words, unit.after_basis, sources))
    return lines


def changes_title(reading: Reading) -> str:
    """How many units changed, and in which ways: “From … to …: 12 districts changed: …”."""
    t, units = reading.t, reading.by_kind
    title = comparison_words(reading)
    kinds = [kind for kind in CHANGED if kind in units]
    n = sum(len(units[kind]) for kind in kinds)
    if not n:
        return t("changes.nothing", title=title)
    parts = [
        t("changes.of_kind", n=t.number(len(units[kind])), kind=kind_with_counts(reading, kind))
        for kind in kinds
    ]
    return t.count("changes.title", n, title=title, parts=listed(parts, t))


def changes_text(reading: Reading) -> str:
    """The title and every line, to be copied or printed."""
    lines = [changes_title(reading)]
    lines += [f"- {line.text()}" for line in change_lines(reading)]
    return "\n".join(lines)


def claimants_of(dataset: Dataset, claim_ids: Sequence[str]) -> list[tuple[str, str]]:
    """Outlets behind some claims, each once, with the address of its first claim."""
    found: dict[str, str] = {}
    for claim_id in claim_ids:
        outlet, url = dataset.claimants.get(claim_id, ("", ""))
        found.setdefault(outlet, url)
    return [(outlet, url) for outlet, url in found.items() if outlet]


def with_days(source: str, t: Catalogue) -> str:
    """A source's name with the day of its count as people write it: not 2021-08-03."""
    return _ISO_DAY.sub(lambda found: t.day(date.fromisoformat(found[0])), source)


def _sources(
    dataset: Dataset, basis: str, source: object, claim_ids: object, t: Catalogue
) -> tuple[tuple[str, str], ...]:
    if basis == "allocated":
        return ((t("history.allocated", source=with_days(str(source), t)), ""),)
    wanted = claim_ids if isinstance(claim_ids, tuple) else ()
    said = claimants_of(dataset, wanted)
    if not said and isinstance(source, str) and source:
        said = [(source, "")]
    conflicting = [(t("basis.conflicting"), "")] if basis == "conflicting" else []
    return (*conflicting, *said)
