"""The difference map: what changed between two days, or where two assessments part."""

from __future__ import annotations

from collections import Counter
from functools import cache

from dashboard.i18n import Catalogue
from dashboard.reading import Reading, once
from dashboard.wording.painting import LegendItem, Painting
from dashboard.wording.palette import PAPER, mix
from dashboard.wording.symbology import Symbology, symbology
from dashboard.wording.words import assessment_label
from geodata.answers.compare import Side, kinds_of
from geodata.claims.totals import CLASSES
from geodata.dataset.dataset import Dataset

SAME, NO_WORD, NOT_KNOWN = "#ece8df", "#b3aa98", "#d9d6cf"
# One hue that no status and no incident has: the further apart, the darker.
AGREE, APART, OPPOSITE, ONE_SPEAKS = "#e6ecf2", "#86aed6", "#1c4f8f", "#c9bfae"


@once
def difference_painting(reading: Reading) -> Painting:
    """The difference map of a view's comparison; see `geodata.answers.compare`."""
    t = reading.t
    look = symbology(reading)
    kinds = kinds_of(reading.comparison.kind)
    palette = _colours(look)
    # A first word is drawn at half the strength of what it says: nobody spoke before.
    shades = [*kinds, *(f"first_word-{name}" for name in ("taliban", "contested", "government"))]
    colours = tuple(palette[shade] for shade in shades)
    places = {shade: place for place, shade in enumerate(shades)}

    @cache
    def hover(kind: str, before: str, after: str) -> str:
        return t("compare.hover", kind=kind_label(kind, look, t), before=look.label(before),
                 after=look.label(after))  # fmt: skip

    codes, words = {}, {}
    for unit in reading.differing:
        shade = f"first_word-{unit.after}" if unit.kind == "first_word" else unit.kind
        codes[unit.unit_id] = places[shade]
        words[unit.unit_id] = hover(unit.kind, unit.before, unit.after)
    legend = tuple(
        LegendItem(kind, kind_with_counts(reading, kind), _swatch(kind, palette),
                   len(reading.by_kind.get(kind, [])))
        for kind in kinds
    )  # fmt: skip
    return Painting(comparison_words(reading), codes, colours, legend, words)


def kind_label(kind: str, look: Symbology, t: Catalogue) -> str:
    """What a class of the difference is called, in the assessment's own words for its statuses."""
    status = {"gained": "taliban", "lost": "government"}.get(kind, "contested")
    return t(f"compare.{kind}", status=look.label(status))


@once
def kind_with_counts(reading: Reading, kind: str) -> str:
    """`kind_label`; for units named for the first time also what they are named, with numbers."""
    t, look = reading.t, symbology(reading)
    label = kind_label(kind, look, t)
    if kind != "first_word":
        return label
    counts = Counter(unit.after for unit in reading.by_kind.get(kind, []))
    parts = [f"{t.number(counts[name])} {look.label(name)}" for name in CLASSES if counts[name]]
    return t("compare.of_first_words", kind=label, parts=", ".join(parts)) if parts else label


def side_words(dataset: Dataset, side: Side, t: Catalogue) -> str:
    """“Named sources, 3 August 2021”."""
    label = assessment_label(dataset, side.assessment, t)
    return t("compare.side", label=label, day=t.day(side.day))


def comparison_words(reading: Reading) -> str:
    """“Named sources, 16 June to 3 August 2021”, or “… against …”."""
    dataset, t = reading.dataset, reading.t
    both = reading.comparison
    if both.kind == "dates":
        label = assessment_label(dataset, both.first.assessment, t)
        return t("compare.side", label=label, day=t.days(both.first.day, both.second.day))
    first, second = (side_words(dataset, side, t) for side in (both.first, both.second))
    return t("compare.title", first=first, second=second)


def _colours(look: Symbology) -> dict[str, str]:
    taliban, contested, government = (look.colours[name] for name in CLASSES)
    half = {f"first_word-{name}": mix(look.colours[name], PAPER, 0.5) for name in CLASSES}
    return {
        "gained": taliban, "contested": contested, "lost": government, "unchanged": SAME,
        "first_word": half["first_word-taliban"], "no_word": NO_WORD, "unknown": NOT_KNOWN,
        "agree": AGREE, "one_apart": APART, "opposite": OPPOSITE, "one_speaks": ONE_SPEAKS, **half,
    }  # fmt: skip


def _swatch(kind: str, palette: dict[str, str]) -> tuple[str, ...]:
    if kind == "first_word":
        return tuple(palette[f"first_word-{name}"] for name in CLASSES)
    return (palette[kind],)
