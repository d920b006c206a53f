"""The maps of a view: everything on them that hangs on the view, as parts of their figures."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from shapely.geometry.base import BaseGeometry

from dashboard.addresses import layer_url
from dashboard.figures.badges import selected_places, view_places
from dashboard.figures.labels import label_dicts, map_labels
from dashboard.figures.map import base_figure
from dashboard.figures.map_parts import (
    Bounds,
    Parts,
    apply_parts,
    camera,
    camera_parts,
    outline_parts,
    place_parts,
)
from dashboard.figures.places import Place
from dashboard.figures.unit_parts import (
    LayerUrls,
    layer_parts,
    painting_parts,
    point_parts,
    scale_parts,
    status_parts,
)
from dashboard.ids import Id
from dashboard.reading import Reading, once
from dashboard.wording.difference import difference_painting
from dashboard.wording.layers import layer_painting
from dashboard.wording.painting import Painting
from dashboard.wording.symbology import symbology
from geodata.dataset.dataset import GEOMETRY_LAYERS


def view_parts(reading: Reading, zoom: float | None = None, drawn: str | None = None) -> Parts:
    """What the first map shows of a view.

    Statuses and badges do not hang on the same filters, so each is kept for its own. ``zoom`` is
    the map's, None where it is not known; ``drawn`` is the boundary set that the map shows, None
    if it is the view's already.
    """
    view = reading.view
    zoom = camera(view_bounds(reading))[1] if zoom is None else zoom
    badges = view_badges(reading.of_events, zoom)
    return {
        **(set_parts(reading) if drawn not in (None, view.boundaries) else {}),
        **_colours(reading),
        **place_parts(badges, reading.t, selected_places(reading.dataset.events, view, badges)),
        **_frame(reading),
    }


def other_parts(reading: Reading) -> Parts:
    """What the second map shows of a view: the other side, or the difference."""
    if reading.view.compare_as == "difference":
        return {**_difference(reading), **_frame(reading)}
    return {**_colours(reading.side(reading.other)), **_frame(reading)}


def _frame(reading: Reading) -> Parts:
    """Selection and camera, the same on both maps."""
    view = reading.view
    return {
        **outline_parts(selected_outline(reading)),
        **camera_parts(view_bounds(reading), ",".join(view.provinces) or "all"),
        # What the browser waits for before it takes the next step of playing.
        ("layout", "meta", "as_of"): view.as_of.isoformat(),
    }


def _colours(reading: Reading) -> Parts:
    """Colours of the units; beside another map they are always the statuses."""
    coloured = reading.part("as_of", "assessment", "boundaries", "provinces", "documented_only",
                            "layer", "stale")  # fmt: skip
    if reading.view.tab == "compare":
        coloured = coloured.at(layer="status")
    painting = layer_painting(coloured)
    return {**view_statuses(coloured), **_points(coloured, painting, reading.view.select)}


def _difference(reading: Reading) -> Parts:
    """The difference map of a view's comparison."""
    painting = difference_painting(reading)
    points = _points(reading, painting, reading.view.select)
    return {**painting_parts(map_units(reading), painting), **points}


@once
def view_statuses(reading: Reading) -> Parts:
    """Colours, words and dots of a view's statuses."""
    units, painting = map_units(reading), layer_painting(reading)
    if painting is not None:
        return painting_parts(units, painting)
    look = symbology(reading)
    # The colours are sent with every view: the layer before may have had others.
    return status_parts(units, reading.statuses, reading.t, look) | scale_parts(look.codes)


def _points(reading: Reading, painting: Painting | None, select: str) -> Parts:
    """Units of the view without a polygon; empty where every unit has one."""
    painted = None if painting is None else painting.painted
    return point_parts(
        map_units(reading), reading.statuses, reading.t, symbology(reading),
        selected=select, painted=painted,
    )  # fmt: skip


def set_parts(reading: Reading) -> Parts:
    """The view's boundary set in the place of another: addresses, ids and names."""
    return {
        **layer_parts(map_units(reading), layers(reading)),
        ("layout", "meta", "labels"): label_dicts(labels(reading)),
    }


@once
def view_badges(reading: Reading, zoom: float) -> tuple[Place, ...]:
    """Badges of a view's incidents at a zoom."""
    return tuple(view_places(reading.dataset.events, reading.view, zoom, reading.t))


def empty_map(reading: Reading) -> dict[str, Any]:
    """The base figure with the geometry of a view by URL, before the view is shown on it."""
    return base_figure(
        units=map_units(reading),
        layers=layers(reading),
        bounds=view_bounds(reading),
        labels=labels(reading),
        title=reading.t("map.label"),
        zoom_store=str(Id.MAP_ZOOM),
    )


def other_map(reading: Reading) -> dict[str, Any]:
    """The second map with its geometry by URL, which the browser has already; no incidents."""
    figure = empty_map(reading.part())
    figure["layout"]["meta"] |= {"zoom_store": "", "title": reading.t("compare.map")}
    return apply_parts(figure, set_parts(reading))


def layers(reading: Reading) -> LayerUrls:
    """Addresses of the geometry of the view's boundary set."""
    boundaries = reading.view.boundaries
    return LayerUrls(
        **{name: layer_url(reading.dataset, boundaries, name) for name in GEOMETRY_LAYERS}
    )


def labels(reading: Reading) -> list[Any]:
    """The names on the map."""
    country = str(reading.dataset.manifest.get("country", ""))
    boundaries = reading.dataset.boundaries(reading.view.boundaries)
    return map_labels(country, boundaries, reading.t.lang)


def map_units(reading: Reading) -> pd.DataFrame:
    """Units in the map's order: name, province, a point of theirs, whether they have a polygon."""
    return _map_units(reading.of_ground)


@once
def _map_units(ground: Reading) -> pd.DataFrame:
    units = ground.dataset.register.frame
    return ground.positions.assign(name=units["name_en"], province=units["province_en"])


def view_bounds(reading: Reading) -> Bounds:
    """What the camera shows: the chosen provinces, or the country (degrees, WGS 84).

    Units without a polygon belong to it. Where no incident of the dataset lies in the country,
    they do too.
    """
    return _view_bounds(reading.part("boundaries", "provinces"))


@once
def _view_bounds(reading: Reading) -> Bounds:
    dataset, view = reading.dataset, reading.view
    provinces = dataset.boundaries(view.boundaries).provinces
    units = map_units(reading)
    loose = units[~units["has_polygon"]]
    boxes = [provinces.geometry.total_bounds]
    if view.provinces:
        chosen = provinces[provinces.index.isin(view.provinces)]
        boxes = [chosen.geometry.total_bounds] if len(chosen) else []
        codes = dataset.register.frame["province_code"].reindex(loose.index)
        loose = loose[codes.isin(view.provinces)]
    elif found := reading.outliers:
        boxes.append(np.array(found.bounds))
    if len(loose):
        boxes.append(np.array([*loose[["lon", "lat"]].min(), *loose[["lon", "lat"]].max()]))
    corners = np.array(boxes or [provinces.geometry.total_bounds])
    west, south = corners[:, :2].min(axis=0)
    east, north = corners[:, 2:].max(axis=0)
    return float(west), float(south), float(east), float(north)


def selected_outline(reading: Reading) -> BaseGeometry | None:
    """Polygon of the selected unit, if a unit is selected and has one."""
    units = reading.dataset.boundaries(reading.view.boundaries).units
    return units.geometry.get(reading.view.select)
