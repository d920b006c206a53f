"""The map's base figure: traces in a fixed order, a style of our own, geometry by URL.

It is sent once a page load. Everything that a view can change afterwards is a handful of
*parts* (``dashboard.figures.map_parts``).

Places are labelled and badges numbered by ``assets/js/map_labels.js``, which reads
``layout.meta``: a glyph server would be a network call, and the browser's own text is crisp
and shapes Arabic script.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.resources import files
from string import Template
from typing import Any

import pandas as pd
from shapely.geometry.base import BaseGeometry

from dashboard.figures.labels import Label, label_dicts
from dashboard.figures.map_parts import Bounds, apply_parts, camera, camera_parts
from dashboard.figures.pieces import piece
from dashboard.figures.unit_parts import LayerUrls, unit_names
from dashboard.wording.palette import (
    CARD,
    CODE_COLOURS,
    INK,
    MAP_THEMES,
    OUTSIDE_CODE,
    PAPER,
    code_colorscale,
)

_STYLE = files("dashboard.figures") / "map_style.json"
CONFIG: Mapping[str, Any] = {
    "displayModeBar": False,
    "scrollZoom": True,
    "doubleClick": False,
    "responsive": True,
}
"""The ``config`` of the map's ``dcc.Graph``."""


def base_figure(  # noqa: PLR0913  what a page knows once; all by keyword
    *,
    units: pd.DataFrame,
    layers: LayerUrls,
    bounds: Bounds,
    land: BaseGeometry | None = None,
    labels: Sequence[Label] = (),
    subject: str = "all",
    title: str = "",
    zoom_store: str = "",
) -> dict[str, Any]:
    """Figure with all the geometry and no data: every unit is outside the view.

    Parameters
    ----------
    units : pandas.DataFrame
        Index ``unit_id``, in the order that every later part uses; columns ``name`` and
        ``province`` in the page's language, ``lon`` and ``lat`` in degrees (EPSG:4326), and
        ``has_polygon``: the others are drawn as points. The ids of those that have one must be
        those of the features behind ``layers.units``, or they draw nothing.
    layers : LayerUrls
        Addresses of GeoJSON on this server. A unit's feature has the unit id as its ``id``.
    bounds, land
        What the camera shows; see ``camera_parts``.
    labels : sequence of Label
        Names on the map, the most important first.
    subject : str
        What is shown ("all", or the chosen provinces). While it stays the same, the user's
        own panning and zooming stay too.
    title : str
        What the map is, for screen readers.
    zoom_store : str
        Id of a ``dcc.Store`` that is to be told the zoom whenever it changes by half a step;
        empty for none.

    Returns
    -------
    dict
        A plotly figure with ``data`` and ``layout``.
    """
    center, zoom = camera(bounds)
    view = {"style": _style(layers), "bearing": 0, "pitch": 0, "center": center, "zoom": zoom}
    meta = {
        "themes": {name: dict(theme) for name, theme in MAP_THEMES.items()},
        "labels": label_dicts(list(labels)),
        "badges": [],
        "title": title,
        "zoom_store": zoom_store,
    }
    figure: dict[str, Any] = {
        "data": [
            _units_trace(units, layers.units),
            piece("points", uid="conflicts", hoverinfo="skip"),
            piece("line", uid="outline-casing", line={"color": CARD, "width": 5.5}),
            piece("line", uid="outline", line={"color": INK, "width": 2.5}),
            piece("points", uid="markers", hovertemplate="%{text}<extra></extra>", customdata=[[]]),
            # Below the dots and badges, though it comes last: "points-top" lies below "top".
            piece(
                "points",
                uid="unit-points",
                hovertemplate=_unit_words(1),
                customdata=[[]],
                below="points-top",
            ),
        ],
        "layout": piece("map", map=view, meta=meta),
    }
    apply_parts(figure, camera_parts(bounds, subject, land))
    return figure


def _units_trace(units: pd.DataFrame, url: str) -> dict[str, Any]:
    drawn = units[units["has_polygon"]]
    return piece(
        "units",
        geojson=url,
        locations=[str(unit) for unit in drawn.index],
        z=[OUTSIDE_CODE] * len(drawn),
        zmax=len(CODE_COLOURS) - 0.5,
        colorscale=code_colorscale(),
        customdata=unit_names(drawn),
        text=[""] * len(drawn),
        hovertemplate=_unit_words(0),
    )


def _unit_words(first: int) -> str:
    """Hover of a unit whose name and province stand in ``customdata`` from a position on."""
    return (
        f"<b>%{{customdata[{first}]}}</b>  %{{customdata[{first + 1}]}}<br>%{{text}}<extra></extra>"
    )


def _style(layers: LayerUrls) -> dict[str, Any]:
    """MapLibre style (``map_style.json``): no tiles, no glyphs, and sources that are never empty.

    An empty ``sources`` is dropped by plotly at the next update and stops MapLibre. There is
    no background layer: the page's own background shows through, in the right colour scheme
    from the first frame. Below the units lie a soft edge around the country and its paper; the
    last two layers draw nothing: units as points, outlines and badges lie below them.
    """
    tokens = {"card": CARD, "paper": PAPER, **MAP_THEMES["light"]}
    style = Template(_STYLE.read_text(encoding="utf-8"))
    return json.loads(style.substitute(asdict(layers), **tokens))
