"""Buttons and boxes that several regions have, of plain elements."""

from __future__ import annotations

from typing import Any

from dash import html


def button(words: object, class_name: str = "fm-button", **props: Any) -> html.Button:
    """A button of words."""
    return html.Button(words, type="button", className=class_name, **props)


def sign_button(component_id: str, sign: str, label: str, **props: Any) -> html.Button:
    """A button of one sign, whose words are shown when the mouse rests on it."""
    named = {"aria-label": label}
    return html.Button(sign, id=component_id, type="button", title=label, **named, **props)


def group(class_name: str, label: str, *children: object) -> html.Div:
    """Controls that belong together."""
    named = {"aria-label": label}
    return html.Div(list(children), className=class_name, role="group", **named)


def folded(head: object, *inside: object, **props: Any) -> html.Details:
    """What is shown when its head is clicked."""
    return html.Details([html.Summary(head), *inside], className="fm-types", **props)


def quiet(words: object) -> html.P:
    """A line in small print."""
    return html.P(words, className="fm-note")


def icon(name: str) -> html.Span:
    """An icon of ``assets/icons``; decorative, so hidden from screen readers."""
    return html.Span(className=f"fm-icon fm-icon-{name}", **{"aria-hidden": "true"})
