"""The map: statuses, badges, outline and camera of a view as a patch; never geometry."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pandas as pd
from dash import Dash, Input, Output, Patch
from shapely.geometry.base import BaseGeometry

from dashboard.figures.labels import afghanistan_labels
from dashboard.figures.map import base_figure
from dashboard.figures.map_parts import (
    Bounds,
    Parts,
    apply_parts,
    camera,
    camera_parts,
    outline_parts,
    place_parts,
    status_parts,
)
from dashboard.figures.places import PLACE_COLUMNS, Place, merge_places, place_key, places
from dashboard.http import layer_url
from dashboard.i18n import Catalogue
from dashboard.ids import Id
from dashboard.site import Site
from geodata.view import View


def register(app: Dash, site: Site) -> None:
    """The map follows the URL; its badges also follow the zoom."""

    @app.callback(
        Output(Id.MAP, "figure"), Input(Id.URL, "search"), Input(Id.MAP_ZOOM, "data")
    )  # fmt: skip
    def show_map(search: str | None, zoom: float | None) -> Patch:
        view = site.view(search)
        return apply_parts(Patch(), view_parts(site, view, zoom))


def view_parts(site: Site, view: View, zoom: float | None) -> Parts:
    """Everything on the map that depends on a view, as parts of the figure.

    Statuses and badges do not hang on the same filters, so each is remembered for its own.
    """
    t = site.words(view)
    control = site.dataset.default_view.with_(
        as_of=view.as_of,
        assessment=view.assessment,
        provinces=view.provinces,
        documented_only=view.documented_only,
        lang=view.lang,
    )
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
        **view_statuses(site, control),
        **place_parts(badges, t, selected_places(site, view)),
        **outline_parts(selected_outline(site, view)),
        **camera_parts(bounds, ",".join(view.provinces) or "all"),
    }


@lru_cache(maxsize=64)
def view_statuses(site: Site, view: View) -> Parts:
    """Colours, words and dots of a view's statuses."""
    return status_parts(map_units(site), site.dataset.statuses(view), site.words(view))


@lru_cache(maxsize=64)
def view_badges(site: Site, view: View, zoom: float) -> tuple[Place, ...]:
    """Badges of a view's incidents at a zoom; a step of the as-of day leaves them as they are."""
    t = site.words(view)
    return tuple(merge_places(places(site.dataset.events(view, PLACE_COLUMNS), t), zoom, t))


def selected_places(site: Site, view: View) -> list[str]:
    """Keys of the places that the selection is about: its spots, or where its incident is."""
    named = view.select and not view.spots
    event = site.dataset.event(view.select) if named else None
    if event is not None and pd.notna(event["lon"]):
        return [place_key(event["lon"], event["lat"])]
    return [place_key(lon, lat) for lon, lat in view.spots]


def empty_map(site: Site, t: Catalogue) -> dict[str, Any]:
    """The base figure with its geometry by URL, before any view is shown on it."""
    return base_figure(
        units=map_units(site),
        units_url=layer_url(site, "cells"),
        provinces_url=layer_url(site, "provinces"),
        neighbours_url=layer_url(site, "neighbours"),
        bounds=view_bounds(site, site.dataset.default_view),
        labels=afghanistan_labels(t.lang),
        title=t("map.label"),
        zoom_store=str(Id.MAP_ZOOM),
    )


def map_units(site: Site) -> pd.DataFrame:
    """Units in the map's order: name, province, reference point."""
    units = site.dataset.register.frame
    return pd.DataFrame(
        {
            "name": units["name_en"],
            "province": units["province_en"],
            "lon": units["lon"],
            "lat": units["lat"],
        }
    )


def view_bounds(site: Site, view: View) -> Bounds:
    """What the camera shows: the chosen provinces, or the country (degrees, WGS 84)."""
    provinces = site.dataset.boundaries(view.boundaries).provinces
    chosen = provinces.loc[list(view.provinces)] if view.provinces else provinces
    west, south, east, north = (float(value) for value in chosen.total_bounds)
    return west, south, east, north


def selected_outline(site: Site, view: View) -> BaseGeometry | None:
    """Polygon of the selected unit, if a unit is selected."""
    units = site.dataset.boundaries(view.boundaries).units
    return units.geometry.get(view.select)
