"""The parts of the map that a view can change, and how they are written into a figure.

A part is the path of a value inside the base figure (``dashboard.figures.map``) and the
value. ``apply_parts`` writes parts into a figure or into a ``dash.Patch``, so that a change of
date or filter sends a few kilobytes and never the geometry.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from math import asinh, atan, degrees, floor, log2, pi, radians, sinh, tan
from typing import Any, NamedTuple

from shapely.geometry.base import BaseGeometry

from dashboard.figures.places import Place, diameter, discs
from dashboard.i18n import Catalogue

UNITS, CONFLICTS, OUTLINE_CASING, OUTLINE, MARKERS, UNIT_POINTS = range(6)
"""The traces, by their place in ``figure["data"]``; a patch names them by number."""

Path = tuple[str | int, ...]
Parts = dict[Path, Any]
Bounds = tuple[float, float, float, float]

MAX_MARKER_POINTS = 2_000
MAX_SPOTS = 60
"""The most spots that one badge selects: as many as a view's query takes."""
MAX_IDS = 200
"""The most event ids that one badge carries; a page lists the rest by the place's key."""

# One point without a place. A trace with no point at all plotly leaves out, forgets its level
# among the layers, and may put it below the districts when points come.
NOWHERE: Mapping[str, list[None]] = {"lon": [None], "lat": [None]}

# The first camera, before the browser has fitted the bounds to the room it really has.
NOMINAL_SIZE = (785, 690)


def apply_parts(target: Any, parts: Mapping[Path, Any]) -> Any:
    """Write parts into a figure dict or a ``dash.Patch``; returns the target."""
    for path, value in parts.items():
        node = target
        for step in path[:-1]:
            node = node[step]
        node[path[-1]] = value
    return target


def place_parts(badges: Sequence[Place], t: Catalogue, selected: Collection[str] = ()) -> Parts:
    """Badges of incidents.

    Parameters
    ----------
    badges : sequence of Place
        What ``view_places`` gives; at most ``MAX_MARKER_POINTS`` circles are drawn of them,
        the largest badges first.
    t : Catalogue
        Writes the numbers.
    selected : collection of str
        Keys of the selected places; their badges get a ring.

    Returns
    -------
    dict
        For the marker trace, and for the numbers that the browser writes on the badges.
        Every circle of one badge carries the same ``customdata``: the keys of its places in
        a row (as a view's ``select`` has them), then the ids of its incidents.
    """
    chosen = set(selected)
    circles: list[Circle] = []
    numbers: list[list[Any]] = []
    for place in badges:
        # MapLibre circles of plotly have no rim: a rim is a larger circle below.
        of_badge = discs(place, not chosen.isdisjoint(place.keys))
        if len(circles) + len(of_badge) > MAX_MARKER_POINTS:
            break
        custom = ["".join(place.keys[:MAX_SPOTS]), *place.event_ids[:MAX_IDS]]
        width = round(diameter(place), 1)
        circles += [
            Circle(place.lon, place.lat, width + more, colour, place.hover, custom)
            for more, colour in of_badge
        ]
        number = t.number(place.n) if place.n > 1 else ""
        numbers.append([place.lon, place.lat, number, width, int(place.area)])
    return {**circle_parts(MARKERS, circles), ("layout", "meta", "badges"): numbers}


class Circle(NamedTuple):
    """One circle of a trace: degrees (WGS 84), diameter in CSS pixels."""

    lon: float
    lat: float
    size: float
    colour: str
    text: str
    customdata: list[str]


def circle_parts(trace: int, circles: Sequence[Circle]) -> Parts:
    """All circles of a trace, the lowest first."""
    return {
        ("data", trace, "lon"): [circle.lon for circle in circles] or NOWHERE["lon"],
        ("data", trace, "lat"): [circle.lat for circle in circles] or NOWHERE["lat"],
        ("data", trace, "text"): [circle.text for circle in circles] or [""],
        ("data", trace, "customdata"): [circle.customdata for circle in circles] or [[]],
        ("data", trace, "marker", "size"): [circle.size for circle in circles],
        ("data", trace, "marker", "color"): [circle.colour for circle in circles],
    }


def outline_parts(geometry: BaseGeometry | None) -> Parts:
    """Line around the selected unit (polygons in EPSG:4326), or none."""
    lon: list[float | None] = []
    lat: list[float | None] = []
    for ring in _rings(geometry):
        if lon:
            lon.append(None)
            lat.append(None)
        lon += [round(x, 4) for x, _ in ring]
        lat += [round(y, 4) for _, y in ring]
    return {
        ("data", trace, axis): values
        for trace in (OUTLINE_CASING, OUTLINE)
        for axis, values in (("lon", lon or NOWHERE["lon"]), ("lat", lat or NOWHERE["lat"]))
    }


def _rings(geometry: BaseGeometry | None) -> list[list[tuple[float, float]]]:
    if geometry is None or geometry.is_empty:
        return []
    return [
        [(point[0], point[1]) for point in ring.coords]
        for part in getattr(geometry, "geoms", [geometry])
        for ring in (part.exterior, *part.interiors)
    ]


def camera_parts(bounds: Bounds, subject: str, land: BaseGeometry | None = None) -> Parts:
    """What the camera has to show; the browser fits it to the room that it has.

    Centre and zoom stand in the base figure only: once the user has moved the map, plotly
    takes any that come later for a wish to move it back.

    Parameters
    ----------
    bounds : (west, south, east, north)
        What has to be seen, in degrees (EPSG:4326).
    subject : str
        The name of what is shown. The camera moves when it changes; while it stays the
        same, the user's own panning and zooming stay too.
    land : shapely geometry, optional
        What has to be clear of the cards over the map (EPSG:4326); only its convex hull
        counts. Without it, only the paddings of the style sheet count.
    """
    return {
        ("layout", "uirevision"): subject,
        ("layout", "meta", "bounds"): list(bounds),
        ("layout", "meta", "hull"): _hull(land),
        ("layout", "meta", "subject"): subject,
    }


def _hull(land: BaseGeometry | None) -> list[list[float]]:
    hull = None if land is None else land.convex_hull.simplify(0.02)
    if hull is None or hull.geom_type != "Polygon":
        return []
    return [[round(point[0], 3), round(point[1], 3)] for point in hull.exterior.coords]


def camera(
    bounds: Bounds, size: tuple[int, int] = NOMINAL_SIZE, padding: int = 22
) -> tuple[dict[str, float], float]:
    """Centre and MapLibre zoom that show the bounds in a window.

    Parameters
    ----------
    bounds : (west, south, east, north)
        Degrees, EPSG:4326.
    size : (width, height)
        CSS pixels.
    padding : int
        CSS pixels to leave free on every side.

    Returns
    -------
    (dict, float)
        ``{"lon", "lat"}`` and the zoom, in Web Mercator with a world of 512 px at zoom 0.
    """
    west, south, east, north = bounds
    low, high = (asinh(tan(radians(lat))) / (2 * pi) for lat in (south, north))
    scales = (
        (size[0] - 2 * padding) / (512 * max((east - west) / 360, 1e-6)),
        (size[1] - 2 * padding) / (512 * max(high - low, 1e-6)),
    )
    middle = degrees(atan(sinh(pi * (low + high))))
    centre = {"lon": round((west + east) / 2, 4), "lat": round(middle, 4)}
    return centre, floor(min(log2(min(scales)), 12.0) * 100) / 100
