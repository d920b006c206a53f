"""The few icons, drawn by style sheets from files of our own."""

from dash import html


def icon(name: str) -> html.Span:
    """An icon of ``assets/icons``; decorative, so hidden from screen readers."""
    return html.Span(className=f"fm-icon fm-icon-{name}", **{"aria-hidden": "true"})
