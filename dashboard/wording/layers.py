"""The layers beside status: how old each status is, and of what only one side speaks."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from dashboard.i18n import Catalogue
from dashboard.wording.painting import LegendItem, Painting
from dashboard.wording.palette import PAPER, STATUS_COLOURS, mix
from dashboard.wording.symbology import symbology_of
from geodata.assessments.ranges import AGE_BANDS, CLASSES, NEVER, NOT_KNOWN, age_band
from geodata.claims.one_sided import FLAGS, one_sided
from geodata.dataset.dataset import Dataset
from geodata.view import View

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


def layer_painting(dataset: Dataset, view: View, t: Catalogue) -> Painting | None:
    """The painting of a view's layer; None where the layer is the status itself."""
    if view.layer == "age":
        return _age(dataset, view, t)
    if view.layer == "one-sided":
        return _one_sided(dataset, view, t)
    return None


@lru_cache(maxsize=32)
def flags_of(dataset: Dataset, view: View) -> pd.DataFrame:
    """One-sidedness of the view's units on its day; see `geodata.claims.one_sided.one_sided`."""
    units = dataset.register.frame
    found = one_sided(dataset.claims, units.index, view.as_of, view.stale)
    shown = units["province_code"].isin(view.provinces) if view.provinces else slice(None)
    return found.loc[shown]


def _age(dataset: Dataset, view: View, t: Catalogue) -> Painting:
    look = symbology_of(dataset, view, t)
    statuses = dataset.statuses(view)
    bands = age_band(statuses, view.as_of)
    colours = [mix(look.colours[name], PAPER, share) for share in STRENGTHS for name in CLASSES]
    never, unknown = len(colours), len(colours) + 1
    codes, words = {}, {}
    for unit, status, basis, confirmed, band in zip(
        statuses.index, statuses["status"], statuses["basis"], statuses["confirmed"], bands,
        strict=True,
    ):  # fmt: skip
        if band == NOT_KNOWN:
            codes[unit], words[unit] = unknown, t("hover.status.unknown")
            continue
        codes[unit] = never if band == NEVER else band * len(CLASSES) + CLASSES.index(status)
        said = t("age.never") if band == NEVER else t("age.confirmed", day=t.day(confirmed))
        words[unit] = f"{look.label(status)}, {t(f'basis.{basis}')}: {said}"
    items = [
        LegendItem(
            f"age-{band}", _band_words(band, t),
            tuple(colours[band * len(CLASSES) : (band + 1) * len(CLASSES)]),
            int(bands.eq(band).sum()),
        )
        for band in range(len(STRENGTHS))
    ]  # fmt: skip
    items.append(
        LegendItem("age-never", t("age.never"), (NEVER_COLOUR,), int(bands.eq(NEVER).sum()))
    )
    unknowns = int(bands.eq(NOT_KNOWN).sum())
    items.append(
        LegendItem("age-unknown", look.label("unknown"), (STATUS_COLOURS["unknown"],), unknowns)
    )
    return Painting(
        t("layer.age.title"), codes,
        (*colours, NEVER_COLOUR, STATUS_COLOURS["unknown"]), tuple(items), words, of_statuses=True,
    )  # fmt: skip


def _band_words(band: int, t: Catalogue) -> str:
    if band == len(AGE_BANDS):
        return t("age.older", n=t.number(AGE_BANDS[-1]))
    return t("age.up_to", n=t.number(AGE_BANDS[band]))


def flags_of_day(dataset: Dataset, view: View) -> pd.DataFrame:
    """`flags_of`, remembered by all of a view that it hangs on."""
    return flags_of(dataset, view.event_part.with_(
        as_of=view.as_of, provinces=view.provinces, stale=view.stale, date_from=view.as_of,
        date_to=view.as_of, types=(),
    ))  # fmt: skip


def _one_sided(dataset: Dataset, view: View, t: Catalogue) -> Painting:
    found = flags_of_day(dataset, view)
    places = {name: place for place, name in enumerate((*FLAGS, "", None))}
    shown = found["flag"].astype(object).mask(found["voices"].eq(0), None)
    codes, words = {}, {}
    for unit, flag, silent in zip(found.index, shown, found["silent_days"], strict=True):
        codes[unit] = places[flag]
        words[unit] = t("one_sided.none") if pd.isna(silent) else flag_words(
            found.loc[unit] if flag else None, t
        )  # fmt: skip
    items = [
        LegendItem(name, t(f"one_sided.{name}"), (FLAG_COLOURS[name],), int(found["flag"].eq(name).sum()))
        for name in FLAGS
    ]  # fmt: skip
    rest = (
        ("several", "one_sided.several", PLAIN_COLOUR),
        ("nobody", "one_sided.nobody", STATUS_COLOURS["unknown"]),
    )
    counts = int(shown.eq("").sum()), int(shown.isna().sum())
    items += [
        LegendItem(name, t(key), (colour,), n)
        for (name, key, colour), n in zip(rest, counts, strict=True)
    ]
    return Painting(
        t("layer.one-sided.title", n=t.number(view.stale)), codes,
        (*FLAG_COLOURS.values(), PLAIN_COLOUR, STATUS_COLOURS["unknown"]), tuple(items), words,
    )  # fmt: skip


def flag_words(row: pd.Series | None, t: Catalogue) -> str:
    """Everything that is one-sided about a unit, in words; that nothing is for None."""
    if row is None:
        return t("one_sided.no")
    said = [t(f"one_sided.{name}") for name in FLAGS if row[name]]
    return f"{'; '.join(said)}; {t.count('one_sided.silent', int(row['silent_days']))}"
