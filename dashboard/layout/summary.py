"""The headline over the map: a sentence, a bar, the counts, and how they are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dash import dcc, html

from dashboard.i18n import Catalogue
from dashboard.layout.bars import status_bar
from dashboard.wording import words
from dashboard.wording.layers import layer_painting
from dashboard.wording.painting import LegendItem, Painting
from dashboard.wording.symbology import Symbology, symbology_of
from geodata.assessments.base import BASES, STATUSES, count_statuses
from geodata.assessments.ranges import status_ranges
from geodata.dataset.dataset import Dataset
from geodata.view import View


def title(dataset: Dataset, view: View, t: Catalogue) -> html.H1:
    """The headline alone."""
    n = len(dataset.statuses(view))
    return html.H1(words.headline(dataset, view, n, t), className="fm-headline")


def summary(dataset: Dataset, view: View, t: Catalogue) -> list[object]:
    """Headline, stacked bar, legend and basis lines of a view.

    The counts are sums of the statuses that the map draws.
    """
    statuses = dataset.statuses(view)
    counts = count_statuses(statuses)
    ranges = status_ranges(statuses, view.as_of, view.stale)
    silence = words.silence(dataset, view, t)
    look = symbology_of(dataset, view, t)
    shown = [name for name in STATUSES if counts[name] or name in look.always_shown]
    parts: list[object] = [
        title(dataset, view, t),
        html.P(_says(dataset, view, t), className="fm-says"),
        status_bar(counts, counts["total"], t, look),
        html.Ul(
            [
                legend_item(name, counts[name], t, look, range_of(name, counts, ranges, view, t))
                for name in shown
            ],
            className="fm-legend",
        ),
        *_range_note(counts, ranges, view, t),
    ]
    painting = layer_painting(dataset, view, t)
    if silence:
        parts.append(html.P([silence, *_switch_link(dataset, view, t)], className="fm-silence"))
    elif painting is not None:
        parts.append(painting_legend(painting, t))
    else:
        parts.append(_basis(dataset, view, counts, t, look))
    parts += _hidden(dataset, view, counts, t)
    lacking = words.lacking_polygon(dataset, view)
    if lacking:
        parts.append(_points(words.point_words(lacking, t)))
    return _coloured(parts, look)


def _says(dataset: Dataset, view: View, t: Catalogue) -> str:
    """Whose statuses these are, and of which days the incidents."""
    key = "summary.says.documented" if view.documented_only else "summary.says"
    label = words.assessment_label(dataset, view.assessment, t)
    return t(key, label=label, days=t.days(view.date_from, view.date_to))


def _hidden(dataset: Dataset, view: View, counts: Mapping[str, int], t: Catalogue) -> list[html.P]:
    """How many statuses the view hides, which the legend counts with the unknown."""
    if not view.documented_only:
        return []
    whole = dataset.status_counts(view.with_(documented_only=False))
    parts = [
        t("summary.hidden.part", n=t.number(whole[name]), basis=t(f"basis.{name}"))
        for name in BASES
        if name != "documented" and whole[name]
    ]
    n = counts["unknown"] - whole["unknown"]
    said = t("summary.hidden", n=t.number(n), unknown=t.number(counts["unknown"]),
             parts=", ".join(parts))  # fmt: skip
    return [html.P(said, className="fm-note")] if n else []


def _coloured(parts: list[object], look: Symbology) -> list[object]:
    """The parts in an assessment's own colours, if it brings any; the layout stays as it is."""
    variables = look.variables()
    if not variables:
        return parts
    return [html.Div(parts, style={"display": "contents", **variables})]


def _points(said: str) -> html.P:
    """That some units are points on the map, with a point as it is drawn there."""
    return html.P([html.Span(className="fm-unit-point"), said], className="fm-points")


def _basis(
    dataset: Dataset, view: View, counts: dict[str, int], t: Catalogue, look: Symbology
) -> html.Ul:
    """How the statuses are known: a mark as on the map, the word, the number of units."""
    how = view.with_(tab="method").to_query(dataset.default_view)
    items = [_basis_item(name, counts[name], t, look) for name in BASES if counts[name]]
    link = html.Li(dcc.Link(t("assessment.how"), href=f"/?{how}", className="fm-link"))
    return html.Ul([*items, link], className="fm-basis")


def _basis_item(name: str, n: int, t: Catalogue, look: Symbology) -> html.Li:
    number = t.number(n)
    word = look.by or t(f"basis.{name}")
    return html.Li(
        [
            html.Span(className=f"fm-basis-mark fm-basis-{name}"),
            html.Span(word),
            html.Strong(number, className="fm-count", **{"data-basis": name}),
        ],
        title=words.basis_legend(name, number, look.by, t),
    )


def painting_legend(painting: Painting, t: Catalogue) -> html.Ul:
    """What the colours of a painting mean, with the number of units of each."""
    title = html.Li(painting.title, className="fm-legend-title")
    return html.Ul(
        [title, *(_painted_item(item, t) for item in painting.legend)],
        className="fm-basis fm-painting",
    )


def _painted_item(item: LegendItem, t: Catalogue) -> html.Li:
    swatches = [html.Span(style={"background": colour}) for colour in item.colours]
    return html.Li(
        [
            html.Span(swatches, className="fm-shades"),
            html.Span(item.label),
            html.Strong(t.number(item.n), className="fm-count", **{"data-kind": item.key}),
        ]
    )


def range_of(
    name: str,
    counts: Mapping[str, int],
    ranges: Mapping[str, tuple[int, int]],
    view: View,
    t: Catalogue,
) -> list[html.Span]:
    """The lowest and highest that a count may be; nothing where it is sure."""
    if not _is_open(name, counts, ranges):
        return []
    low_, high_ = (t.number(end) for end in ranges[name])
    title = t("range.title", low=low_, high=high_, days=t.number(view.stale))
    words = t("range", low=low_, high=high_)
    return [html.Span(words, className="fm-range", title=title, **{"data-range": name})]


def _range_note(
    counts: Mapping[str, int], ranges: Mapping[str, tuple[int, int]], view: View, t: Catalogue
) -> list[html.Details]:
    """What the numbers in brackets are, where there are any; folded."""
    if not any(_is_open(name, counts, ranges) for name in counts):
        return []
    note = t("range.note", days=t.number(view.stale))
    parts = [html.Summary(t("range.what")), html.P(note)]
    return [html.Details(parts, className="fm-note fm-range-note")]


def _is_open(name: str, counts: Mapping[str, int], ranges: Mapping[str, tuple[int, int]]) -> bool:
    """Whether a count may be another."""
    return name in ranges and ranges[name] != (counts[name], counts[name])


def legend_item(
    name: str, n: int, t: Catalogue, look: Symbology, more: Sequence[html.Span] = ()
) -> html.Li:
    """A status, how many units have it, and what else there is to say of the number."""
    return html.Li(
        [
            html.Span(className=f"fm-swatch fm-swatch-{name}"),
            html.Span(look.label(name)),
            html.Strong(t.number(n), className="fm-count", **{"data-status": name}),
            *more,
        ]
    )


def _switch_link(dataset: Dataset, view: View, t: Catalogue) -> list[object]:
    """A link to an assessment that speaks for the day, if there is one."""
    name = words.speaking(dataset, view, t)
    if name is None:
        return []
    label = words.assessment_label(dataset, name, t)
    named = name == "named-sources"
    said = t("assessment.silent.action") if named else t("assessment.silent.other", label=label)
    query = view.with_(assessment=name).to_query(dataset.default_view)
    return [" ", dcc.Link(said, href=f"/?{query}", className="fm-link")]
