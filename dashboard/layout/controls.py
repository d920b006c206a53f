"""Controls that several regions have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dash_mantine_components as dmc

from dashboard.i18n import Catalogue


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
