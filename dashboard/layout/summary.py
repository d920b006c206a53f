"""The headline over the map: a sentence, a bar, the counts, and how they are known."""

from __future__ import annotations

from dash import html

from dashboard import words
from dashboard.i18n import Catalogue
from dashboard.layout.bars import status_bar
from geodata.control import STATUSES
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
        lines = words.basis_lines(counts, t)
        parts.append(html.P(" ".join(lines), className="fm-note"))
    return parts


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


def _switch_link(dataset: Dataset, view: View, t: Catalogue) -> html.A:
    query = view.with_(assessment="named-sources").to_query(dataset.default_view)
    return html.A(t("assessment.silent.action"), href=f"?{query}", className="fm-link")
