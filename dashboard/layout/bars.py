"""A stacked bar of statuses, drawn with plain elements."""

from __future__ import annotations

from collections.abc import Mapping

from dash import html

from dashboard.i18n import Catalogue
from dashboard.wording.symbology import Symbology, standard_symbology
from geodata.assessments.base import STATUSES


def status_bar(
    counts: Mapping[str, int], total: int, t: Catalogue, look: Symbology | None = None
) -> html.Div:
    """Bar whose full length is ``total`` units; what the counts leave open stays empty."""
    look = look or standard_symbology(t)
    parts = [name for name in STATUSES if counts.get(name)]
    spoken = ", ".join(f"{look.label(name)} {t.number(counts[name])}" for name in parts)
    return html.Div(
        role="img",
        className="fm-bar",
        **{"aria-label": f"{spoken} / {t.number(total)}"},
        children=[
            html.Span(
                className=f"fm-bar-part fm-swatch-{name}",
                style={"width": f"{100 * counts[name] / max(total, 1):.3f}%"},
            )
            for name in parts
        ],
    )
