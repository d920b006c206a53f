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
    dataset, t = reading.dataset, reading.t
    both, look = reading.comparison, symbology(reading)
    frame = reading.compared
    frame = frame[frame["before"].ne(frame["after"])]
    why = began(dataset.assessment(reading.view).spells, frame["after"], both.second.day)
    frame = frame.assign(**why).sort_values(["province_en", "name_en"], kind="stable")
    lines = []
    for unit_id, row in zip(frame.index, frame.to_dict("records"), strict=True):
        words = t(
            "changes.line",
            place=f"{row['province_en']}, {row['name_en']}",
            before=look.label(row["before"]),
            after=look.label(row["after"]),
            day=t.day(row["day"].date()),
        )
        sources = _sources(dataset, row["after_basis"], row["source"], row["claim_ids"], t)
        lines.append(ChangeLine(str(unit_id), words, str(row["after_basis"]), sources))
    return lines


def changes_title(reading: Reading) -> str:
    """How many units changed, and in which ways: “From … to …: 12 districts changed: …”."""
    t = reading.t
    frame, look = reading.compared, symbology(reading)
    counts = frame["kind"].value_counts()
    named = {kind: kind_with_counts(frame, kind, look, t) for kind in CHANGED if kind in counts}
    parts = [
        t("changes.of_kind", n=t.number(int(counts[kind])), kind=name)
        for kind, name in named.items()
    ]
    title = comparison_words(reading)
    n = int(sum(counts.get(kind, 0) for kind in CHANGED))
    if not n:
        return t("changes.nothing", title=title)
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
