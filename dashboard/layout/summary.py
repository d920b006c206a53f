"""The headline over the map: a sentence, a bar, the counts, and how they are known."""

from __future__ import annotations

from dash import dcc, html

from dashboard import words
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
    parts: list[object] = [
        html.H1(words.headline(dataset, view, counts["total"], t), className="fm-headline"),
        status_bar(counts, counts["total"], t),
        html.Ul([_legend_item(name, counts[name], t) for name in STATUSES if _shown(name, counts)],
                className="fm-legend"),
    ]  # fmt: skip
    if silence:
        parts.append(html.P([silence, " ", _switch_link(dataset, view, t)], className="fm-silence"))
    else:
        parts.append(_basis(dataset, view, counts, t))
    return parts


def _basis(dataset: Dataset, view: View, counts: dict[str, int], t: Catalogue) -> html.Ul:
    """How the statuses are known: a mark as on the map, the word, the number of units."""
    how = view.with_(tab="method").to_query(dataset.default_view)
    items = [_basis_item(name, counts[name], t) for name in BASES if counts[name]]
    link = html.Li(dcc.Link(t("assessment.how"), href=f"/?{how}", className="fm-link"))
    return html.Ul([*items, link], className="fm-basis")


def _basis_item(name: str, n: int, t: Catalogue) -> html.Li:
    number = t.number(n)
    return html.Li(
        [
            html.Span(className=f"fm-basis-mark fm-basis-{name}"),
            html.Span(t(f"basis.{name}")),
            html.Strong(number, className="fm-count", **{"data-basis": name}),
        ],
        title=t(f"basis.{name}.legend", n=number),
    )


def _shown(name: str, counts: dict[str, int]) -> bool:
    return name != "unknown" or counts["unknown"] > 0


def _legend_item(name: str, n: int, t: Catalogue) -> html.Li:
    return html.Li(
        [
            html.Span(className=f"fm-swatch fm-swatch-{name}"),
            html.Span(t(f"status.{name}")),
            html.Strong(t.number(n), className="fm-count", **{"data-status": name}),
        ]
    )


def _switch_link(dataset: Dataset, view: View, t: Catalogue) -> dcc.Link:
    query = view.with_(assessment="named-sources").to_query(dataset.default_view)
    return dcc.Link(t("assessment.silent.action"), href=f"/?{query}", className="fm-link")
