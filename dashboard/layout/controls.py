"""Controls and boxes that several regions have, each with the name that a screen reader says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboard.i18n import Catalogue


def button(words: object, class_name: str = "fm-button", **props: Any) -> html.Button:
    """A button of words."""
    return html.Button(words, type="button", className=class_name, **props)


def sign_button(component_id: str, sign: str, label: str, **props: Any) -> html.Button:
    """A button of one sign, whose words are shown when the mouse rests on it."""
    named = {"aria-label": label}
    return html.Button(sign, id=component_id, type="button", title=label, **named, **props)


def day_picker(t: Catalogue, **props: Any) -> dmc.DatePickerInput:
    """A field with a calendar."""
    return dmc.DatePickerInput(
        previousLabel=t("dates.previous"),
        nextLabel=t("dates.next"),
        **{"valueFormat": "D MMM YYYY", **props},
    )


def switch_of(
    component_id: str, label: str, value: str, words: Mapping[str, str], **props: Any
) -> dmc.SegmentedControl:
    """A few choices side by side."""
    named = {"aria-label": label}
    return dmc.SegmentedControl(id=component_id, value=value, data=options(words), **named, **props)


def options(words: Mapping[str, str]) -> list[dict[str, str]]:
    """What a control offers, by value."""
    return [{"value": value, "label": label} for value, label in words.items()]


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
