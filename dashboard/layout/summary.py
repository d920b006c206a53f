"""The headline over the map: a sentence, a bar, the counts, and how they are known."""

from __future__ import annotations

from dash import dcc, html

from dashboard.i18n import Catalogue
from dashboard.layout.bars import status_bar
from dashboard.layout.elements import quiet
from dashboard.reading import Reading
from dashboard.wording import words
from dashboard.wording.layers import layer_painting
from dashboard.wording.painting import LegendItem, Painting
from dashboard.wording.symbology import Symbology, symbology
from geodata.assessments.base import BASES, STATUSES


def title(reading: Reading) -> html.H1:
    """The headline alone."""
    return html.H1(words.headline(reading), className="fm-headline")


def summary(reading: Reading) -> list[object]:
    """Headline, stacked bar, legend and basis lines of a view.

    The counts are sums of the statuses that the map draws.
    """
    t, counts, look = reading.t, reading.counts, symbology(reading)
    silence, painting = words.silence(reading), layer_painting(reading)
    parts: list[object] = [
        title(reading),
        html.P(_says(reading), className="fm-says"),
        status_bar(counts, counts["total"], t, look),
        status_legend(reading),
        *_range_note(reading),
    ]
    if silence:
        parts.append(html.P([silence, *_switch_link(reading)], className="fm-silence"))
    elif painting is not None:
        parts.append(painting_legend(painting, t))
    else:
        parts.append(_basis(reading))
    parts += _hidden(reading)
    lacking = words.lacking_polygon(reading)
    if lacking:
        parts.append(_points(words.point_words(lacking, t)))
    return _coloured(parts, look)


def _says(reading: Reading) -> str:
    """Whose statuses these are, and of which days the incidents."""
    view, t = reading.view, reading.t
    key = "summary.says.documented" if view.documented_only else "summary.says"
    label = words.assessment_label(reading.dataset, view.assessment, t)
    return t(key, label=label, days=t.days(view.date_from, view.date_to))


def _hidden(reading: Reading) -> list[html.P]:
    """How many statuses the view hides, which the legend counts with the unknown."""
    if not reading.view.documented_only:
        return []
    counts, t = reading.counts, reading.t
    whole = reading.at(documented_only=False).counts
    parts = [
        t("summary.hidden.part", n=t.number(whole[name]), basis=t(f"basis.{name}"))
        for name in BASES
        if name != "documented" and whole[name]
    ]
    n = counts["unknown"] - whole["unknown"]
    said = t("summary.hidden", n=t.number(n), unknown=t.number(counts["unknown"]),
             parts=", ".join(parts))  # fmt: skip
    return [quiet(said)] if n else []


def _coloured(parts: list[object], look: Symbology) -> list[object]:
    """The parts in an assessment's own colours, if it brings any; the layout stays as it is."""
    variables = look.variables()
    if not variables:
        return parts
    return [html.Div(parts, style={"display": "contents", **variables})]


def _points(said: str) -> html.P:
    """That some units are points on the map, with a point as it is drawn there."""
    return html.P([html.Span(className="fm-unit-point"), said], className="fm-points")


def _basis(reading: Reading) -> html.Ul:
    """How the statuses are known: a mark as on the map, the word, the number of units."""
    counts, t, look = reading.counts, reading.t, symbology(reading)
    items = [_basis_item(name, counts[name], t, look) for name in BASES if counts[name]]
    how = dcc.Link(t("assessment.how"), href=reading.url(tab="method"), className="fm-link")
    return html.Ul([*items, html.Li(how)], className="fm-basis")


def _entry(
    mark: html.Span, word: str, number: str, data: dict[str, str], *more: object, title: str = ""
) -> html.Li:
    """A line of a legend: how it looks, what it is, how many units are so."""
    count = html.Strong(number, className="fm-count", **data)
    said = {"title": title} if title else {}
    return html.Li([mark, html.Span(word), count, *more], **said)


def _basis_item(name: str, n: int, t: Catalogue, look: Symbology) -> html.Li:
    mark, number = html.Span(className=f"fm-basis-mark fm-basis-{name}"), t.number(n)
    said = words.basis_legend(name, number, look.by, t)
    word = look.by or t(f"basis.{name}")
    return _entry(mark, word, number, {"data-basis": name}, title=said)


def painting_legend(painting: Painting, t: Catalogue) -> html.Ul:
    """What the colours of a painting mean, with the number of units of each."""
    title = html.Li(painting.title, className="fm-legend-title")
    return html.Ul(
        [title, *(_painted_item(item, t) for item in painting.legend)],
        className="fm-basis fm-painting",
    )


def _painted_item(item: LegendItem, t: Catalogue) -> html.Li:
    swatches = [html.Span(style={"background": colour}) for colour in item.colours]
    mark = html.Span(swatches, className="fm-shades")
    return _entry(mark, item.label, t.number(item.n), {"data-kind": item.key})


def status_legend(reading: Reading) -> html.Ul:
    """Each status of a view: its colour, how many units have it, and how sure that number is."""
    look = symbology(reading)
    shown = [name for name in STATUSES if reading.counts[name] or name in look.always_shown]
    return html.Ul([_legend_item(reading, name) for name in shown], className="fm-legend")


def _legend_item(reading: Reading, name: str) -> html.Li:
    mark = html.Span(className=f"fm-swatch fm-swatch-{name}")
    word, number = symbology(reading).label(name), reading.t.number(reading.counts[name])
    return _entry(mark, word, number, {"data-status": name}, *_range(reading, name))


def _range(reading: Reading, name: str) -> list[html.Span]:
    """The lowest and highest that a count may be; nothing where it is sure."""
    if not _is_open(reading, name):
        return []
    t = reading.t
    low, high = (t.number(end) for end in reading.ranges[name])
    title = t("range.title", low=low, high=high, days=t.number(reading.view.stale))
    said = t("range", low=low, high=high)
    return [html.Span(said, className="fm-range", title=title, **{"data-range": name})]


def _range_note(reading: Reading) -> list[html.Details]:
    """What the numbers in brackets are, where there are any; folded."""
    if not any(_is_open(reading, name) for name in reading.counts):
        return []
    t = reading.t
    note = t("range.note", days=t.number(reading.view.stale))
    parts = [html.Summary(t("range.what")), html.P(note)]
    return [html.Details(parts, className="fm-note fm-range-note")]


def _is_open(reading: Reading, name: str) -> bool:
    """Whether a count may be another."""
    counts, ranges = reading.counts, reading.ranges
    return name in ranges and ranges[name] != (counts[name], counts[name])


def _switch_link(reading: Reading) -> list[object]:
    """A link to an assessment that speaks for the day, if there is one."""
    t, name = reading.t, words.speaking(reading)
    if name is None:
        return []
    label = words.assessment_label(reading.dataset, name, t)
    named = name == "named-sources"
    said = t("assessment.silent.action") if named else t("assessment.silent.other", label=label)
    return [" ", dcc.Link(said, href=reading.url(assessment=name), className="fm-link")]
