"""The headline over the map: a sentence, a bar, the counts, and how they are known."""

from __future__ import annotations

from dash import dcc, html

from dashboard import words
from dashboard.figures.look import Look, status_look
from dashboard.i18n import Catalogue
from dashboard.layout.bars import status_bar
from geodata.control import BASES, STATUSES
from geodata.store import Dataset
from geodata.view import View


def summary(dataset: Dataset, view: View, t: Catalogue) -> list[object]:
    """Headline, stacked bar, legend and basis lines of a view.

    The counts are sums of the statuses that the map draws.
    """
    counts = dataset.status_counts(view)
    silence = words.silence(dataset, view, t)
    look = status_look(dataset, view, t)
    shown = [name for name in STATUSES if counts[name] or name in look.always_shown]
    parts: list[object] = [
        html.H1(words.headline(dataset, view, counts["total"], t), className="fm-headline"),
        status_bar(counts, counts["total"], t, look),
        html.Ul([_legend_item(name, counts[name], t, look) for name in shown],
                className="fm-legend"),
    ]  # fmt: skip
    if silence:
        parts.append(html.P([silence, *_switch_link(dataset, view, t)], className="fm-silence"))
    else:
        parts.append(_basis(dataset, view, counts, t, look))
    lacking = words.lacking_polygon(dataset, view)
    if lacking:
        parts.append(_points(words.point_words(lacking, t)))
    return _coloured(parts, look)


def _coloured(parts: list[object], look: Look) -> list[object]:
    """The parts in an assessment's own colours, if it brings any; the layout stays as it is."""
    variables = look.variables()
    if not variables:
        return parts
    return [html.Div(parts, style={"display": "contents", **variables})]


def _points(said: str) -> html.P:
    """That some units are points on the map, with a point as it is drawn there."""
    return html.P([html.Span(className="fm-unit-point"), said], className="fm-points")


def _basis(
    dataset: Dataset, view: View, counts: dict[str, int], t: Catalogue, look: Look
) -> html.Ul:
    """How the statuses are known: a mark as on the map, the word, the number of units."""
    how = view.with_(tab="method").to_query(dataset.default_view)
    items = [_basis_item(name, counts[name], t, look) for name in BASES if counts[name]]
    link = html.Li(dcc.Link(t("assessment.how"), href=f"/?{how}", className="fm-link"))
    return html.Ul([*items, link], className="fm-basis")


def _basis_item(name: str, n: int, t: Catalogue, look: Look) -> html.Li:
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


def _legend_item(name: str, n: int, t: Catalogue, look: Look) -> html.Li:
    return html.Li(
        [
            html.Span(className=f"fm-swatch fm-swatch-{name}"),
            html.Span(look.label(name)),
            html.Strong(t.number(n), className="fm-count", **{"data-status": name}),
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
