"""The parts of the map that show the units: their polygons or points, statuses and colours.

Parts are as in ``dashboard.figures.map_parts``. A boundary set may have fewer polygons than the
register has units; the others are drawn as points that answer the mouse as a polygon does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.figures.map_parts import (
    CONFLICTS,
    NOWHERE,
    UNIT_POINTS,
    UNITS,
    Circle,
    Parts,
    circle_parts,
)
from dashboard.figures.pieces import plain
from dashboard.i18n import Catalogue
from dashboard.wording.painting import Painting
from dashboard.wording.palette import (
    ACCENT,
    CARD,
    INK,
    OUTSIDE_CODE,
    OUTSIDE_COLOUR,
    code_colorscale,
    mix,
    status_code,
)
from dashboard.wording.symbology import Symbology, standard_symbology

_FAINT = mix(INK, CARD, 0.3)


@dataclass(frozen=True)
class LayerUrls:
    """Addresses of the geometry of a boundary set: GeoJSON on this server."""

    units: str
    provinces: str
    neighbours: str


def layer_parts(units: pd.DataFrame, layers: LayerUrls) -> Parts:
    """Another boundary set: addresses of its geometry, and which units have a polygon in it.

    ``units`` are as in ``base_figure``. What depends on a view must follow in the same patch.
    """
    drawn = units[units["has_polygon"]]
    sources = ("layout", "map", "style", "sources")
    return {
        ("data", UNITS, "geojson"): layers.units,
        ("data", UNITS, "locations"): [str(unit) for unit in drawn.index],
        ("data", UNITS, "customdata"): unit_names(drawn),
        (*sources, "provinces", "data"): layers.provinces,
        (*sources, "neighbours", "data"): layers.neighbours,
        **circle_parts(UNIT_POINTS, []),
    }


def unit_names(units: pd.DataFrame) -> list[list[str]]:
    """Name and province of units, as plotly text."""
    # A list of lists, never an array: as an array it vanishes from the click.
    names = units[["name", "province"]].astype(str).itertuples(index=False)
    return [[plain(name), plain(province)] for name, province in names]


def status_parts(
    units: pd.DataFrame, statuses: pd.DataFrame, t: Catalogue, look: Symbology | None = None
) -> Parts:
    """Colours, hover words and dots of disagreement for one day's statuses.

    Parameters
    ----------
    units : pandas.DataFrame
        As in ``base_figure``, in the same order.
    statuses : pandas.DataFrame
        Index ``unit_id``; columns ``status``, ``basis`` ("" when unknown), ``since`` (a date
        or null). Units that are missing here are drawn as outside the view.
    look : Symbology, optional
        What the statuses are called and coloured; the standard without it.

    Raises
    ------
    KeyError
        If ``statuses`` names a unit that ``units`` does not have: plotly would draw nothing
        and say nothing.
    """
    look = look or standard_symbology(t)
    rows = _shown_rows(units, statuses)
    words = {row: _status_words(row, t, look) for row in set(rows)}
    polygons = [row for row, drawn in zip(rows, units["has_polygon"], strict=True) if drawn]
    points = zip(units["lon"].tolist(), units["lat"].tolist(), rows, strict=True)
    dots = [(*point, row[0]) for *point, row in points if row and row[1] == "conflicting"]
    return {
        ("data", UNITS, "z"): [
            status_code(row[0], row[1]) if row else OUTSIDE_CODE for row in polygons
        ],
        ("data", UNITS, "text"): [words[row] for row in polygons],
        ("data", CONFLICTS, "lon"): [lon for lon, _, _ in dots] or NOWHERE["lon"],
        ("data", CONFLICTS, "lat"): [lat for _, lat, _ in dots] or NOWHERE["lat"],
        ("data", CONFLICTS, "marker", "color"): [look.dot(status) for _, _, status in dots],
    }


_Shown = tuple[str, str, Any]


def _shown_rows(units: pd.DataFrame, statuses: pd.DataFrame) -> list[_Shown | None]:
    """Status, basis and first day of each unit; None for one that the view leaves out."""
    shown = (statuses["status"].tolist(), statuses["basis"].tolist(), statuses["since"].tolist())
    known = dict(zip(statuses.index.tolist(), zip(*shown, strict=True), strict=True))
    rows = [known.pop(unit, None) for unit in units.index.tolist()]
    if known:
        strange = ", ".join(sorted(known)[:5])
        raise KeyError(f"statuses of units that the map does not have: {strange}")
    return rows


def _status_words(row: _Shown | None, t: Catalogue, look: Symbology) -> str:
    if row is None:
        return ""
    status, basis, since = row
    if status == "unknown":
        return plain(t("hover.status.unknown"))
    if look.by:
        words = plain(t("hover.status.added", status=look.label(status), by=look.by))
    else:
        words = plain(t(f"hover.status.{basis}", status=look.label(status)))
    if basis == "documented" and not pd.isna(since):
        words += "<br>" + plain(t("details.since", day=t.day(since)))
    return words


def point_parts(  # noqa: PLR0913
    units: pd.DataFrame,
    statuses: pd.DataFrame,
    t: Catalogue,
    look: Symbology | None = None,
    *,
    selected: str = "",
    painted: Callable[[str], tuple[str, str]] | None = None,
) -> Parts:
    """Units without a polygon, as points in the colour of their status.

    Parameters
    ----------
    units, statuses, look
        As in ``status_parts``.
    selected : str
        Id of the selected unit; its point gets a ring.
    painted : callable, optional
        Colour and words of a unit where the map is not painted with the statuses.

    Returns
    -------
    dict
        Empty if every unit has a polygon. Every circle of one point carries the same
        ``customdata``: the unit's id, its name, its province.
    """
    look = look or standard_symbology(t)
    if units["has_polygon"].all():
        return {}
    lacking = units[~units["has_polygon"]]
    known = statuses[statuses.index.isin(lacking.index)]
    units_ = zip(lacking.index, lacking["lon"], lacking["lat"], strict=True)
    rows = zip(units_, _shown_rows(lacking, known), unit_names(lacking), strict=True)
    circles = list[Circle]()
    for (unit, lon, lat), row, names in rows:
        if painted is not None and row:
            fill, words = painted(str(unit))
            words = plain(words)
        else:
            fill = look.colour(row[0], row[1]) if row else OUTSIDE_COLOUR
            words = _status_words(row, t, look)
        text, data = words, [str(unit), *names]
        rims = [(17.0, ACCENT)] if unit == selected else []
        if row:
            rims += [(13, INK), (11.5, CARD), (8.5, fill)]
        else:  # what the view leaves out stays in the background
            rims += [(10, _FAINT), (8.5, fill)]
        circles += [Circle(float(lon), float(lat), width, rim, text, data) for width, rim in rims]
    return circle_parts(UNIT_POINTS, circles)


def painting_parts(units: pd.DataFrame, painting: Painting) -> Parts:
    """A painting on the map; ``units`` as in ``dashboard.figures.map.base_figure``."""
    drawn = [str(unit) for unit in units.index[units["has_polygon"]]]
    colours = (*painting.colours, OUTSIDE_COLOUR)
    outside = len(painting.colours)
    return {
        ("data", UNITS, "z"): [painting.codes.get(unit, outside) for unit in drawn],
        ("data", UNITS, "text"): [plain(painting.words.get(unit, "")) for unit in drawn],
        **scale_parts(colours),
        ("data", CONFLICTS, "lon"): NOWHERE["lon"],
        ("data", CONFLICTS, "lat"): NOWHERE["lat"],
        ("data", CONFLICTS, "marker", "color"): [],
    }


def scale_parts(colours: tuple[str, ...]) -> Parts:
    """The colours that the codes of the units mean."""
    scale: Any = code_colorscale(colours)
    return {
        ("data", UNITS, "colorscale"): scale,
        ("data", UNITS, "zmax"): len(colours) - 0.5,
    }
