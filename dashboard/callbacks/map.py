"""The map: statuses, badges, outline and camera of a view as a patch; never geometry.

Another boundary set is another address in the patch; the browser fetches the geometry itself.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from dash import Dash, Input, Output, Patch, State, no_update
from shapely.geometry.base import BaseGeometry

from dashboard.callbacks.sent import zoom_of
from dashboard.callbacks.versions import is_outdated
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
from dashboard.i18n import Catalogue
from dashboard.ids import Id
from dashboard.site import LiveSite, Site
from dashboard.web.http import layer_url
from dashboard.wording.layers import layer_painting
from dashboard.wording.symbology import symbology_of
from geodata.dataset.dataset import Dataset
from geodata.dataset.extent import outliers
from geodata.dataset.positions import unit_positions
from geodata.view import View


def register(app: Dash, live: LiveSite) -> None:
    """The map follows the URL; its badges also follow the zoom."""

    @app.callback(
        Output(Id.MAP, "figure"),
        Output(Id.MAP_BOUNDARIES, "data"),
        Input(Id.URL, "search"),
        Input(Id.MAP_ZOOM, "data"),
        State(Id.MAP_BOUNDARIES, "data"),
        State(Id.MADE_FOR, "data"),
    )
    def show_map(
        search: str | None,
        zoom: float | None,
        drawn: str | None = None,
        made_for: str | None = None,
    ) -> tuple[Any, Any]:
        site = live.current()
        if is_outdated(made_for, site):
            return no_update, no_update  # statuses of other units than the map has
        view = site.view(search)
        return apply_parts(Patch(), view_parts(site, view, zoom_of(zoom), drawn)), view.boundaries


def view_parts(site: Site, view: View, zoom: float | None, drawn: str | None = None) -> Parts:
    """Everything on the map that depends on a view, as parts of the figure.

    Statuses and badges do not hang on the same filters, so each is remembered for its own.
    ``drawn`` is the boundary set that the map shows; None if it is the view's already.
    """
    t = site.words(view)
    control = control_view(site, view)
    bounds = view_bounds(site, view)
    incidents = site.dataset.default_view.with_(
        date_from=view.date_from,
        date_to=view.date_to,
        provinces=view.provinces,
        types=view.types,
        lang=view.lang,
    )
    badges = view_badges(site, incidents, camera(bounds)[1] if zoom is None else zoom)
    return {
        **(set_parts(site, view, t) if drawn not in (None, view.boundaries) else {}),
        **view_statuses(site, control),
        **unit_points(site, control.with_(select=view.select), t),
        **place_parts(badges, t, selected_places(site.dataset, view, badges)),
        **outline_parts(selected_outline(site, view)),
        **camera_parts(bounds, ",".join(view.provinces) or "all"),
        # What the browser waits for before it takes the next step of playing.
        ("layout", "meta", "as_of"): view.as_of.isoformat(),
    }


def control_view(site: Site, view: View) -> View:
    """What of a view the colours hang on; beside another map they are always the statuses."""
    return site.dataset.default_view.with_(
        as_of=view.as_of,
        assessment=view.assessment,
        boundaries=view.boundaries,
        provinces=view.provinces,
        documented_only=view.documented_only,
        lang=view.lang,
        layer="status" if view.tab == "compare" else view.layer,
        stale=view.stale,
    )


@lru_cache(maxsize=64)
def view_statuses(site: Site, view: View) -> Parts:
    """Colours, words and dots of a view's statuses."""
    t = site.words(view)
    units = map_units(site.dataset, view.boundaries)
    painting = layer_painting(site.dataset, view, t)
    if painting is not None:
        return painting_parts(units, painting)
    look = symbology_of(site.dataset, view, t)
    statuses = site.dataset.statuses(view)
    # The colours are sent with every view: the layer before may have had others.
    return status_parts(units, statuses, t, look) | scale_parts(look.codes)


def unit_points(site: Site, view: View, t: Catalogue) -> Parts:
    """Units of the view without a polygon; empty where every unit has one."""
    units = map_units(site.dataset, view.boundaries)
    if units["has_polygon"].all():
        return {}
    look, statuses = symbology_of(site.dataset, view, t), site.dataset.statuses(view)
    painting = layer_painting(site.dataset, view, t)
    painted = None if painting is None else painting.painted
    return point_parts(units, statuses, t, look, selected=view.select, painted=painted)


def set_parts(site: Site, view: View, t: Catalogue) -> Parts:
    """The view's boundary set in the place of another: addresses, ids and names."""
    return {
        **layer_parts(map_units(site.dataset, view.boundaries), layers(site, view.boundaries)),
        ("layout", "meta", "labels"): label_dicts(labels(site.dataset, view.boundaries, t)),
    }


@lru_cache(maxsize=64)
def view_badges(site: Site, view: View, zoom: float) -> tuple[Place, ...]:
    """Badges of a view's incidents at a zoom; a step of the as-of day leaves them as they are."""
    return tuple(view_places(site.dataset, view, zoom, site.words(view)))


def empty_map(site: Site, t: Catalogue) -> dict[str, Any]:
    """The base figure with its geometry by URL, before any view is shown on it."""
    view = site.dataset.default_view
    return base_figure(
        units=map_units(site.dataset, view.boundaries),
        layers=layers(site, view.boundaries),
        bounds=view_bounds(site, view),
        labels=labels(site.dataset, view.boundaries, t),
        title=t("map.label"),
        zoom_store=str(Id.MAP_ZOOM),
    )


def layers(site: Site, boundaries: str) -> LayerUrls:
    """Addresses of a boundary set's geometry."""
    return LayerUrls(
        units=layer_url(site, boundaries, "units"),
        provinces=layer_url(site, boundaries, "provinces"),
        neighbours=layer_url(site, boundaries, "neighbours"),
    )


def labels(dataset: Dataset, boundaries: str, t: Catalogue) -> list[Any]:
    """The names on the map."""
    country = str(dataset.manifest.get("country", ""))
    return map_labels(country, dataset.boundaries(boundaries), t.lang)


@lru_cache(maxsize=16)
def map_units(dataset: Dataset, boundaries: str) -> pd.DataFrame:
    """Units in the map's order: name, province, a point of theirs, whether they have a polygon."""
    units = dataset.register.frame
    spots = unit_positions(dataset, boundaries)
    return spots.assign(name=units["name_en"], province=units["province_en"])


def view_bounds(site: Site, view: View) -> Bounds:
    """What the camera shows: the chosen provinces, or the country (degrees, WGS 84).

    Units without a polygon belong to it. Where no incident of the dataset lies in the country,
    they do too.
    """
    dataset = site.dataset
    provinces = dataset.boundaries(view.boundaries).provinces
    units = map_units(dataset, view.boundaries)
    loose = units[~units["has_polygon"]]
    boxes = [provinces.geometry.total_bounds]
    if view.provinces:
        chosen = provinces[provinces.index.isin(view.provinces)]
        boxes = [chosen.geometry.total_bounds] if len(chosen) else []
        codes = dataset.register.frame["province_code"].reindex(loose.index)
        loose = loose[codes.isin(view.provinces)]
    elif found := outliers(dataset, view.boundaries):
        boxes.append(np.array(found.bounds))
    if len(loose):
        boxes.append(np.array([*loose[["lon", "lat"]].min(), *loose[["lon", "lat"]].max()]))
    corners = np.array(boxes or [provinces.geometry.total_bounds])
    west, south = corners[:, :2].min(axis=0)
    east, north = corners[:, 2:].max(axis=0)
    return float(west), float(south), float(east), float(north)


def selected_outline(site: Site, view: View) -> BaseGeometry | None:
    """Polygon of the selected unit, if a unit is selected and has one."""
    units = site.dataset.boundaries(view.boundaries).units
    return units.geometry.get(view.select)
