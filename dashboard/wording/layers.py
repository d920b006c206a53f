"""The layers beside status: how old each status is, and of what only one side speaks."""

from __future__ import annotations

import pandas as pd

from dashboard.i18n import Catalogue
from dashboard.reading import Reading, once
from dashboard.wording.difference import difference_painting
from dashboard.wording.painting import LegendItem, Painting
from dashboard.wording.palette import PAPER, STATUS_COLOURS, mix
from dashboard.wording.symbology import symbology
from geodata.assessments.ranges import AGE_BANDS, NEVER, NOT_KNOWN, age_band
from geodata.claims.one_sided import FLAGS
from geodata.claims.totals import CLASSES

STRENGTHS = (1.0, 0.78, 0.56, 0.36)
"""How much is left of a status' colour in each band of age."""
NEVER_COLOUR = "#f3efe6"
"""Paper, nearly: a status that nobody ever confirmed has no colour to fade."""
FLAG_COLOURS = {
    "to_and_fro": "#0f4c5c",
    "party_only": "#a63a6b",
    "single_source": "#6f9fc8",
    "no_later_word": "#b7a08a",
}
PLAIN_COLOUR = "#e9e5dc"


@once
def layer_painting(reading: Reading) -> Painting | None:
    """The painting of a view's layer; None where the layer is the status itself."""
    if reading.view.layer == "age":
        return _age(reading)
    if reading.view.layer == "one-sided":
        return _one_sided(reading)
    return None


def painting_of(reading: Reading) -> Painting | None:
    """What paper shows of a view where it is not the statuses: a difference, or a layer."""
    return difference_painting(reading) if reading.view.compare else layer_painting(reading)


def shown_colours(reading: Reading) -> dict[str, str]:
    """Colour of every unit of the view on paper."""
    painting, look = painting_of(reading), symbology(reading)
    if painting is not None:
        return {str(unit): painting.colour(str(unit)) for unit in reading.statuses.index}
    shown = reading.statuses[["status", "basis"]].itertuples(name=None)
    return {str(unit): look.colour(status, basis) for unit, status, basis in shown}


def _age(reading: Reading) -> Painting:
    t = reading.t
    look = symbology(reading)
    statuses = reading.statuses
    bands = age_band(statuses, reading.view.as_of)
    colours = [mix(look.colours[name], PAPER, share) for share in STRENGTHS for name in CLASSES]
    n, never, unknown = len(CLASSES), len(colours), len(colours) + 1
    codes, words = {}, {}
    for unit, status, basis, confirmed, band in zip(
        statuses.index, statuses["status"], statuses["basis"], statuses["confirmed"], bands,
        strict=True,
    ):  # fmt: skip
        if band == NOT_KNOWN:
            codes[unit], words[unit] = unknown, t("hover.status.unknown")
            continue
        codes[unit] = never if band == NEVER else band * n + CLASSES.index(status)
        said = t("age.never") if band == NEVER else t("age.confirmed", day=t.day(confirmed))
        words[unit] = f"{look.label(status)}, {t(f'basis.{basis}')}: {said}"
    legend = {
        band: (f"age-{band}", _band_words(band, t), tuple(colours[band * n : (band + 1) * n]))
        for band in range(len(STRENGTHS))
    }
    legend[NEVER] = ("age-never", t("age.never"), (NEVER_COLOUR,))
    legend[NOT_KNOWN] = ("age-unknown", look.label("unknown"), (STATUS_COLOURS["unknown"],))
    items = [LegendItem(*item, int(bands.eq(band).sum())) for band, item in legend.items()]
    return Painting(
        t("layer.age.title"), codes,
        (*colours, NEVER_COLOUR, STATUS_COLOURS["unknown"]), tuple(items), words, of_statuses=True,
    )  # fmt: skip


def _band_words(band: int, t: Catalogue) -> str:
    if band == len(AGE_BANDS):
        return t("age.older", n=t.number(AGE_BANDS[-1]))
    return t("age.up_to", n=t.number(AGE_BANDS[band]))


def _one_sided(reading: Reading) -> Painting:
    t = reading.t
    found = reading.flags
    places = {name: place for place, name in enumerate((*FLAGS, "", None))}
    shown = found["flag"].astype(object).mask(found["voices"].eq(0), None)
    codes, words = {}, {}
    for unit, flag, silent in zip(found.index, shown, found["silent_days"], strict=True):
        codes[unit] = places[flag]
        words[unit] = t("one_sided.none") if pd.isna(silent) else flag_words(
            found.loc[unit] if flag else None, t
        )  # fmt: skip
    kinds = shown.mask(shown.eq(""), "several").fillna("nobody").value_counts()
    colours = {**FLAG_COLOURS, "several": PLAIN_COLOUR, "nobody": STATUS_COLOURS["unknown"]}
    items = [
        LegendItem(name, t(f"one_sided.{name}"), (colour,), int(kinds.get(name, 0)))
        for name, colour in colours.items()
    ]
    title = t("layer.one-sided.title", n=t.number(reading.view.stale))
    return Painting(title, codes, tuple(colours.values()), tuple(items), words)


def flag_words(row: pd.Series | None, t: Catalogue) -> str:
    """Everything that is one-sided about a unit, in words; that nothing is for None."""
    if row is None:
        return t("one_sided.no")
    said = [t(f"one_sided.{name}") for name in FLAGS if row[name]]
    return f"{'; '.join(said)}; {t.count('one_sided.silent', int(row['silent_days']))}"
