"""Places: the incidents of one spot as one badge, and badges that would overlap as one.

A place is every incident at the same longitude and latitude (four decimals, about ten
metres). What the map draws is a list of places in which those that would cover one another at
the shown zoom are merged; each keeps the ids of all its incidents, so that a click lists them.
"""

from __future__ import annotations

import html
import textwrap
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import sqrt
from typing import Any

import numpy as np
import pandas as pd
import shapely

from dashboard.i18n import Catalogue
from geodata.event_index import AREA_PRECISIONS, name_columns
from geodata.event_places import place_key
from geodata.events.schema import FAMILIES, is_counted, is_cumulative

FAMILY_OF: Mapping[str, str] = {kind: name for name, kinds in FAMILIES.items() for kind in kinds}

Row = Mapping[Any, Any]

PLACE_COLUMNS = (
    "event_id",
    "lon",
    "lat",
    "date_start",
    "date_end",
    "location_precision",
    "event_type",
    "sub_type",
    "summary",
    "duplicate_of",
    "place_en",
    "district_en",
    "province_en",
)

_HOVER_WIDTH = 46
_HOVER_LINES = 4
_NAMES = 3


@dataclass(frozen=True)
class Place:
    """Incidents of one spot, or of a few spots that would cover one another.

    ``lon`` and ``lat`` are WGS 84 degrees and always those of a real spot, ``key`` is
    ``@lon,lat`` of it. ``n`` counts happenings: rows that repeat another row or are totals of
    a period do not count, unless there are no others (then ``counted`` is False). ``families``
    are the counts by family, ``family`` the one with most. ``n_area`` of the incidents are
    known only to their district or province; ``area`` says that all of them are. ``names``
    are plain text, ``hover`` is plotly text in which everything from the data is escaped.

    Where there are very many spots, a place is a square of the map: ``key`` is ``@z/x/y`` of it,
    ``n_spots`` how many spots it has, and ``n_unlisted`` of its incidents have no id here.
    """

    key: str
    lon: float
    lat: float
    n: int
    counted: bool
    families: Mapping[str, int]
    n_area: int
    event_ids: tuple[str, ...]
    keys: tuple[str, ...]
    names: tuple[str, ...]
    hover: str
    n_unlisted: int = 0
    n_spots: int = 1

    @property
    def family(self) -> str:
        """The family with most incidents; ties go to the first in the order of FAMILIES."""
        return max(FAMILIES, key=lambda name: self.families.get(name, 0))

    @property
    def area(self) -> bool:
        """Whether none of the incidents is known more closely than to its district."""
        return self.n_area >= self.n_rows

    @property
    def n_rows(self) -> int:
        """Number of all its incidents, those that do not count among them."""
        return len(self.event_ids) + self.n_unlisted


def places(events: pd.DataFrame, t: Catalogue) -> list[Place]:
    """Group events by their point.

    Parameters
    ----------
    events : pandas.DataFrame
        In the event schema, at least `PLACE_COLUMNS`. Rows without a point are left out.
    t : Catalogue
        Gives the words of the hover text.

    Returns
    -------
    list of Place
        One a distinct point, the one with most incidents first; the order of the rows of
        ``events`` does not matter.
    """
    located = events[events["lon"].notna()].sort_values(["date_start", "event_id"])
    counted, totals = is_counted(located).tolist(), is_cumulative(located).tolist()
    groups: dict[str, list[Row]] = {}
    columns = [located[name].tolist() for name in PLACE_COLUMNS]
    rows = [dict(zip(PLACE_COLUMNS, values, strict=True)) for values in zip(*columns, strict=True)]
    for row, counts, total in zip(rows, counted, totals, strict=True):
        marked = {**row, "counts": counts, "total": total}
        groups.setdefault(place_key(row["lon"], row["lat"]), []).append(marked)
    return _largest_first(_place(key, rows, t) for key, rows in groups.items())


def _place(key: str, rows: list[Row], t: Catalogue) -> Place:
    counting = [row for row in rows if row["counts"]]
    name = Counter(_place_name(row) for row in rows).most_common(1)[0][0]
    place = Place(
        key=key,
        lon=round(float(rows[0]["lon"]), 4),
        lat=round(float(rows[0]["lat"]), 4),
        n=len(counting or rows),
        counted=bool(counting),
        families=dict(Counter(FAMILY_OF[row["event_type"]] for row in counting or rows)),
        n_area=sum(row["location_precision"] in AREA_PRECISIONS for row in rows),
        event_ids=tuple(str(row["event_id"]) for row in rows),
        keys=(key,),
        names=(name,) if name else (),
        hover="",
    )
    text = one_event_hover(place, rows[0], t) if len(rows) == 1 else many_hover(place, t)
    return replace(place, hover=text)


def _place_name(row: Row) -> str:
    """What to call the spot of an event: never a name finer than its location is known."""
    fields = name_columns(row["location_precision"])
    return next((row[name] for name in fields if isinstance(row[name], str) and row[name]), "")


def one_event_hover(place: Place, row: Row, t: Catalogue) -> str:
    """Hover text of a place with one incident.

    ``row`` is that of the event schema, with ``counts`` and ``total`` (whether it counts, whether
    it is a cumulative count) beside it.
    """
    lines = [
        f"<b>{_plain(t('type.' + row['event_type']))}</b>  {_plain(_listed(place.names))}",
        _plain(t.days(row["date_start"].date(), row["date_end"].date())),
    ]
    if isinstance(row["summary"], str):
        lines += _wrapped(row["summary"])
    if place.area:
        lines.append(_plain(t("hover.area")))
    if row["total"]:
        lines.append(_plain(t("details.cumulative")))
    elif not row["counts"]:
        lines.append(_plain(t("details.duplicate", id=row["duplicate_of"])))
    return "<br>".join(lines)


def many_hover(place: Place, t: Catalogue) -> str:
    """Hover text of a place with several incidents, or several spots."""
    title = t.count("hover.place", place.n, place=_listed(place.names))
    lines = [f"<b>{line}</b>" for line in _title_lines(title)]
    if place.n_spots > len(place.keys):
        lines.append(_plain(t.count("hover.spots", place.n_spots)))
    lines += [
        f"{_plain(t('family.' + family))}: {t.number(place.families[family])}"
        for family in FAMILIES
        if place.families.get(family)
    ]
    if place.n_area:
        lines.append(f"{_plain(t('hover.area'))}: {t.number(place.n_area)}")
    return "<br>".join(lines)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:_NAMES]) + (" …" if len(names) > _NAMES else "")


def _title_lines(title: str) -> list[str]:
    """A title in lines, broken at spaces; `textwrap` would be most of the cost of a hover text."""
    words = title.split()
    if max(map(len, words), default=0) > _HOVER_WIDTH:
        return [_plain(line) for line in textwrap.wrap(title, _HOVER_WIDTH)]
    lines = words[:1]
    for word in words[1:]:
        if len(lines[-1]) + 1 + len(word) <= _HOVER_WIDTH:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return [_plain(line) for line in lines]


@lru_cache(maxsize=4096)
def _wrapped(text: str) -> tuple[str, ...]:
    lines = textwrap.wrap(text, _HOVER_WIDTH, max_lines=_HOVER_LINES, placeholder=" …")
    return tuple(_plain(line) for line in lines)


def _plain(text: str) -> str:
    # plotly reads <b>, <br>, <a href> and entities in hover text: escaped, they stay text.
    return html.escape(str(text), quote=False)


def _largest_first(badges: Iterable[Place]) -> list[Place]:
    return sorted(badges, key=lambda place: (-place.n, place.key))


def diameter(place: Place) -> float:
    """Diameter of a place's badge in CSS pixels, without its rim; grows with the root of n."""
    single = 11.0 if place.n_area else 9.0
    return single if place.n == 1 else min(36.0, 13.0 + 3.5 * sqrt(place.n - 1))


def merge_places(
    badges: Sequence[Place], zoom: float, t: Catalogue, limit: int = 600
) -> list[Place]:
    """Merge places whose badges would cover one another at a zoom.

    The largest stays where it is and takes in those that it would touch; the incidents of
    all stay in it. Nothing is moved, so a badge always lies on a real spot.

    Parameters
    ----------
    badges : sequence of Place
        As ``places`` gives them.
    zoom : float
        MapLibre zoom: the world is ``512 * 2 ** zoom`` pixels wide (Web Mercator).
    t : Catalogue
        Gives the words of the hover text.
    limit : int
        The most badges to return; where there are more, they merge at a greater distance.

    Returns
    -------
    list of Place
        The largest first; their ``n`` add up to that of ``badges`` wherever those count.
    """
    return [
        replace(place, hover=many_hover(place, t)) if len(place.keys) > 1 else place
        for place in merge_untold(badges, zoom, limit)
    ]


def merge_untold(badges: Sequence[Place], zoom: float, limit: int = 600) -> list[Place]:
    """`merge_places`, but those that were merged still need their hover text."""
    spread = 1.0
    merged = _merge_until_stable(_largest_first(badges), zoom, spread)
    while len(merged) > limit:
        spread *= 1.5
        merged = _merge_until_stable(merged, zoom, spread)
    return merged


def _merge_until_stable(badges: list[Place], zoom: float, spread: float) -> list[Place]:
    # A badge that has taken others in is larger and may touch one that was clear of it.
    while True:
        merged = _largest_first(_merge_once(badges, zoom, spread))
        if len(merged) == len(badges):
            return merged
        badges = merged


def _merge_once(badges: list[Place], zoom: float, spread: float) -> list[Place]:
    taken: set[int] = set()
    merged = []
    touching = _touching(badges, zoom, spread)
    for i, first in enumerate(badges):
        if i in taken:
            continue
        near = [j for j in touching.get(i, ()) if j not in taken]
        taken.update(near)
        merged.append(_together([first, *(badges[j] for j in near)]) if near else first)
    return merged


def _touching(badges: list[Place], zoom: float, spread: float) -> dict[int, list[int]]:
    """For each badge the later ones that it would touch, ascending."""
    if len(badges) < 2:
        return {}
    widths = np.array([diameter(place) for place in badges])
    x, y = _pixels(badges, zoom)
    spots = shapely.points(x, y)
    i, j = shapely.STRtree(spots).query(spots, "dwithin", spread * (widths.max() + 1))
    i, j = i[i < j], j[i < j]
    near = np.hypot(x[i] - x[j], y[i] - y[j]) < spread * ((widths[i] + widths[j]) / 2 + 1)
    touching: dict[int, list[int]] = {}
    for a, b in sorted(zip(i[near].tolist(), j[near].tolist(), strict=True)):
        touching.setdefault(a, []).append(b)
    return touching


def _pixels(badges: Sequence[Place], zoom: float) -> tuple[np.ndarray, np.ndarray]:
    world = 512 * 2**zoom
    lon, lat = np.array([(place.lon, place.lat) for place in badges]).T
    return world * lon / 360, world * np.arcsinh(np.tan(np.radians(lat))) / (2 * np.pi)


def _together(group: list[Place]) -> Place:
    """One place for several, its hover text yet to be written; counted happenings push out those that do not count."""
    first = group[0]
    counting = [place for place in group if place.counted] or group
    families: dict[str, int] = {}
    for place in counting:
        for name, n in place.families.items():
            families[name] = families.get(name, 0) + n
    names = dict.fromkeys(name for place in group for name in place.names)
    return Place(
        key=first.key,
        lon=first.lon,
        lat=first.lat,
        n=sum(place.n for place in counting),
        counted=counting[0].counted,
        families=families,
        n_area=sum(place.n_area for place in group),
        event_ids=tuple(event for place in group for event in place.event_ids),
        keys=tuple(key for place in group for key in place.keys),
        names=tuple(names),
        hover="",
        n_unlisted=sum(place.n_unlisted for place in group),
        n_spots=sum(place.n_spots for place in group),
    )
