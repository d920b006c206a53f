"""Places: the incidents of one spot as one badge, and badges that would overlap as one.

A place is every incident at the same longitude and latitude (four decimals, about ten
metres). What the map draws is a list of places in which those that would cover one another at
the shown zoom are merged; each keeps the ids of all its incidents, so that a click lists them.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import sqrt
from typing import Any

import numpy as np
import shapely

from dashboard.figures.pieces import plain
from dashboard.i18n import Catalogue
from dashboard.wording.palette import ACCENT, CARD, FAMILY_COLOURS, mix
from geodata.events.schema import FAMILIES

EventRow = Mapping[Any, Any]

RIM, CHOSEN = 3.0, 10.0
"""How much wider than a badge its rim is, and the ring of a selected one, CSS pixels."""
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


def one_event_hover(place: Place, row: EventRow, t: Catalogue) -> str:
    """Hover text of a place with one incident.

    ``row`` is that of the event schema, with ``counts`` and ``total`` (whether it counts, whether
    it is a cumulative count) beside it.
    """
    lines = [
        f"<b>{plain(t('type.' + row['event_type']))}</b>  {plain(_listed(place.names))}",
        plain(t.days(row["date_start"].date(), row["date_end"].date())),
    ]
    if isinstance(row["summary"], str):
        lines += _wrapped(row["summary"])
    if place.area:
        lines.append(plain(t("hover.area")))
    if row["total"]:
        lines.append(plain(t("details.cumulative")))
    elif not row["counts"]:
        lines.append(plain(t("details.duplicate", id=row["duplicate_of"])))
    return "<br>".join(lines)


def many_hover(place: Place, t: Catalogue) -> str:
    """Hover text of a place with several incidents, or several spots."""
    title = t.count("hover.place", place.n, place=_listed(place.names))
    lines = [f"<b>{line}</b>" for line in _title_lines(title)]
    if place.n_spots > len(place.keys):
        lines.append(plain(t.count("hover.spots", place.n_spots)))
    lines += [
        f"{plain(t('family.' + family))}: {t.number(place.families[family])}"
        for family in FAMILIES
        if place.families.get(family)
    ]
    if place.n_area:
        lines.append(f"{plain(t('hover.area'))}: {t.number(place.n_area)}")
    return "<br>".join(lines)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:_NAMES]) + (" …" if len(names) > _NAMES else "")


def _title_lines(title: str) -> list[str]:
    """A title in lines, broken at spaces; `textwrap` would be most of the cost of a hover text."""
    words = title.split()
    if max(map(len, words), default=0) > _HOVER_WIDTH:
        return [plain(line) for line in textwrap.wrap(title, _HOVER_WIDTH)]
    lines = words[:1]
    for word in words[1:]:
        if len(lines[-1]) + 1 + len(word) <= _HOVER_WIDTH:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return [plain(line) for line in lines]


@lru_cache(maxsize=4096)
def _wrapped(text: str) -> tuple[str, ...]:
    lines = textwrap.wrap(text, _HOVER_WIDTH, max_lines=_HOVER_LINES, placeholder=" …")
    return tuple(plain(line) for line in lines)


def _largest_first(badges: Iterable[Place]) -> list[Place]:
    return sorted(badges, key=lambda place: (-place.n, place.key))


def diameter(place: Place) -> float:
    """Diameter of a place's badge in CSS pixels, without its rim; grows with the root of n."""
    single = 11.0 if place.n_area else 9.0
    return single if place.n == 1 else min(36.0, 13.0 + 3.5 * sqrt(place.n - 1))


def discs(place: Place, chosen: bool) -> list[tuple[float, str]]:
    """The discs of a badge, the lowest first: how much wider than it (CSS pixels), and colours.

    A place that is known only to its district or province is a ring around a light core, never a
    full disc, so that it cannot be taken for an exact point.
    """
    colour = FAMILY_COLOURS[place.family]
    below = [(CHOSEN, ACCENT)] if chosen else []
    if place.area:
        return [*below, (RIM, CARD), (0.0, colour), (-core(place), CARD)]
    if place.n_area:
        return [*below, (5.5, CARD), (RIM, mix(colour, CARD, 0.4)), (0.0, colour)]
    return [*below, (RIM, CARD), (0.0, colour)]


def core(place: Place) -> float:
    """How much narrower the light core of a ring is than the ring, CSS pixels."""
    return 5.5 if place.n == 1 else 6.5


def merge_untold(badges: Sequence[Place], zoom: float, limit: int = 600) -> list[Place]:
    """Merge places whose badges would cover one another at a zoom; the merged lack a hover text.

    The largest stays where it is and takes in those that it would touch; the incidents of
    all stay in it. Nothing is moved, so a badge always lies on a real spot.

    Parameters
    ----------
    badges : sequence of Place
    zoom : float
        MapLibre zoom: the world is ``512 * 2 ** zoom`` pixels wide (Web Mercator).
    limit : int
        The most badges to return; where there are more, they merge at a greater distance.

    Returns
    -------
    list of Place
        The largest first; their ``n`` add up to that of ``badges`` wherever those count.
    """
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
    families = Counter[str]()
    for place in counting:
        families.update(place.families)
    return replace(
        first,
        n=sum(place.n for place in counting),
        counted=counting[0].counted,
        families=families,
        n_area=sum(place.n_area for place in group),
        event_ids=tuple(event for place in group for event in place.event_ids),
        keys=tuple(key for place in group for key in place.keys),
        names=tuple(dict.fromkeys(name for place in group for name in place.names)),
        hover="",
        n_unlisted=sum(place.n_unlisted for place in group),
        n_spots=sum(place.n_spots for place in group),
    )
