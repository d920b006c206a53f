"""Large answers as JSON that is made already."""

from __future__ import annotations

import orjson
from dash.development.base_component import Component


def ready(children: list[object]) -> orjson.Fragment:
    """Components, and parts written as plain data, as the JSON that Dash would make of them.

    Plotly's encoder, which Dash sends every answer through, asks each value of a long list whether
    it is an array, a day or a picture. Here is none of them.
    """
    return orjson.Fragment(orjson.dumps(children, default=Component.to_plotly_json))
