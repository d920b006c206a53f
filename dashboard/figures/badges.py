"""The badges of a view: its places as the dataset counts them, merged where they would overlap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from dashboard.figures.places import Place, many_hover, merge_untold, one_event_hover
from dashboard.i18n import Catalogue
from geodata.events.places import PlaceCount, place_key, square_key
from geodata.events.query import EventTable
from geodata.events.spots import LEVELS, Square, squares_at_points
from geodata.view import View


def view_places(table: EventTable, view: View, zoom: float, t: Catalogue) -> list[Place]:
    """Badges of a view's incidents at a zoom, the largest first.

    Parameters
    ----------
    table : EventTable
    view : View
        Its dates, provinces and types.
    zoom : float
        MapLibre zoom: the world is ``512 * 2 ** zoom`` pixels wide (Web Mercator).
    t : Catalogue
        Gives the words of the hover text.

    Returns
    -------
    list of Place
        What `merge_untold` makes of the view's spots, as long as it has few incidents. For many,
        places are squares of the map, and only a single incident keeps its id.
    """
    counts = table.place_counts(view, zoom)
    merged = merge_untold(_badges(table, counts), zoom)
    row_of = {count.key: count.rows[0] for count in counts if count.n_rows == 1}
    alone = {place.key: row_of[place.key] for place in merged if place.n_rows == 1}
    few = all(len(count.rows) == count.n_rows for count in counts)
    told = dict(zip(alone, _outlines(table, list(alone.values()), few), strict=True))
    return [
        replace(
            place,
            hover=one_event_hover(place, told[place.key], t)
            if place.key in told
            else many_hover(place, t),
        )
        for place in merged
    ]


def unmerged(table: EventTable, view: View, zoom: float) -> list[Place]:
    """The places of a view, not yet merged where they overlap, and without hover text."""
    return _badges(table, table.place_counts(view, zoom))


def _badges(table: EventTable, counts: Sequence[PlaceCount]) -> list[Place]:
    ids = iter(table.ids_of([row for count in counts for row in count.rows]))
    return [_badge(count, tuple(next(ids) for _ in count.rows)) for count in counts]


def _outlines(table: EventTable, rows: list[int], few: bool) -> list[dict[str, Any]]:
    """What the hover texts of single incidents say; summaries only where they are few to read."""
    outlines = table.outlines(rows)
    summaries = table.rows(rows, ("summary",))["summary"].tolist() if few else [None] * len(rows)
    return [
        {**outline, "summary": summary}
        for outline, summary in zip(outlines, summaries, strict=True)
    ]


def _badge(count: PlaceCount, event_ids: tuple[str, ...]) -> Place:
    return Place(
        key=count.key,
        lon=count.lon,
        lat=count.lat,
        n=count.n,
        counted=count.counted,
        families=count.families,
        n_area=count.n_area,
        event_ids=event_ids,
        keys=(count.key,),
        names=count.names,
        hover="",
        n_unlisted=count.n_rows - len(event_ids),
        n_spots=count.n_spots,
    )


def selected_places(table: EventTable, view: View, badges: Sequence[Place]) -> list[str]:
    """Keys of the places among some badges that the view's selection is about.

    They are its spots, its squares of the map, or where its incident is.
    """
    named = view.select and not view.select.startswith("@")
    event = table.get(view.select) if named else None
    if event is None:
        return chosen_keys(badges, view.spots, view.squares)
    point = (event["lon"], event["lat"])
    return [] if pd.isna(point[0]) else chosen_keys(badges, [point], ())


def chosen_keys(
    badges: Sequence[Place], points: Sequence[tuple[float, float]], squares: Sequence[Square]
) -> list[str]:
    """Keys of the places among some badges that a selection is about.

    ``points`` are selected spots (degrees), ``squares`` selected squares of the map. A badge of
    squares is chosen if one of them holds a selected spot or shares ground with a selected square.
    """
    spots = {place_key(lon, lat) for lon, lat in points}
    wanted = [*squares, *((LEVELS, x, y) for _, x, y in squares_at_points(points, LEVELS))]
    levels = {_level(key) for badge in badges for key in badge.keys if "/" in key}
    coarse = {square_key(_parent(square, level)) for square in wanted for level in levels}
    return [
        key
        for badge in badges
        for key in badge.keys
        if key in spots or key in coarse or _lies_in(key, squares)
    ]


def _level(key: str) -> int:
    return int(key[1 : key.index("/")])


def _parent(square: Square, level: int) -> Square:
    """The square of a coarser level around one; itself where the level is not coarser."""
    z, x, y = square
    shift = max(0, z - level)
    return z - shift, x >> shift, y >> shift


def _lies_in(key: str, squares: Sequence[Square]) -> bool:
    if not squares:
        return False
    if "/" in key:
        z, x, y = map(int, key[1:].split("/"))
        own = (z, x, y)
    else:
        lon, lat = map(float, key[1:].split(","))
        [own] = squares_at_points([(lon, lat)], LEVELS)
    return any(_parent(own, square[0]) == square for square in squares)
