"""Rows of UCDP GED as events.

What the numbers of the codebook (UCDP GED Codebook, Uppsala University) become:

================================  =======================================================
``where_prec``                    ``location_precision``
1 exact place                     exact
2 within about 25 km of it        town
3 district (ADM2)                 district
4 province (ADM1)                 province
5 a line or a vague area          province: a road, a river, a region without a border
6 country                         country
7 international waters or air     country: the point only stands for it
``date_prec``                     ``date_precision``
1 day                             day
2 two to six days, 3 one week     week
4 up to a month                   month
5 more than a month               year
``type_of_violence``              ``event_type``
1 state-based, 2 non-state        battle
3 one-sided                       attack_on_civilians
``event_clarity``                 ``confidence``
1 reported by itself              high
2 part of a total of several      medium
================================  =======================================================

``fatalities_*`` are ``best``, ``low`` and ``high``; ``civilians_killed`` is ``deaths_civilians``.
``summary`` is the headline, else who fought whom; ``source_title`` the headline or, where an older
event has none, the citation (``source_article``). Points are kept as they are given, also those
that only stand for an area: ``location_precision`` says so. An empty precision counts as the
coarsest; a number that the codebook does not have is a fault, as the row is likely shifted.
"""

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

import pandas as pd

from geodata import vocabulary
from geodata.readers.by_value import by_value
from geodata.readers.checks import check_days
from geodata.readers.days import Order, parse_days
from geodata.readers.fields import degrees, whole_numbers
from geodata.readers.parsing import EventDraft
from geodata.readers.reader import Converted

DATASET = "UCDP GED"

_UCDP = vocabulary.table("ucdp")
WHERE, WHEN, VIOLENCE, _VIOLENCE_WORDS, _CLARITY = (
    MappingProxyType({int(code): word for code, word in _UCDP["codes"][column].items()})
    for column in ("where_prec", "date_prec", "type_of_violence", "violence_words", "event_clarity")
)
_COUNTS: Mapping[str, str] = _UCDP["counts"]
_PLACES: Mapping[str, str] = _UCDP["places"]

_POINT = r"(?i)^\s*POINT\s*(?:ZM|Z|M)?\s*\(\s*([^\s()]+)\s+([^\s()]+)[^()]*\)\s*$"
_OFFICE = re.compile(r"[\"“”'\s]*([^,;:(\[\"“”\d]+)")
_TRAILING_MONTH = re.compile(
    r"[\s\-–./]+(?:January|February|March|April|May|June|July|August|September|October|November"
    r"|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)?[\s\-–./]*$",
    re.IGNORECASE,
)


def convert_ucdp(
    rows: pd.DataFrame, columns: Mapping[str, str], order: Order | None, today: date
) -> Converted:
    """Convert rows of text.

    Parameters
    ----------
    rows : pandas.DataFrame
        Text, index: row number.
    columns : mapping of str to str
        As `find_columns` gives it, with all of `REQUIRED`.
    order : "day", "month" or None
        What comes first in dates that are all numbers with the year last.
    today : datetime.date
        Events after it are rejected.

    Returns
    -------
    Converted
        Every row is in its events or in its rejects.
    """
    table = _Table(rows, columns)
    _fill_identity(table)
    _fill_days(table, order, today)
    _fill_kind(table)
    _fill_place(table)
    _fill_counts(table)
    _fill_sources(table)
    return table.finish(("country",), ("country_id",))


CONTRADICTS = (
    "This bound contradicts the other estimates of the dead (low must not be above best, nor best "
    "above high): the event was taken without it."
)


class _Table(EventDraft):
    """Rows of UCDP GED, and the events that grow out of them."""

    def fill_decoded(self, ours: str, name: str, words: Mapping[int, str], empty: str = "") -> None:
        """Fill a column that must be filled; rows with an unknown code are rejected."""
        found = self.decoded(name, words)
        self.events[ours] = found.where(self.text(name).notna(), empty) if empty else found
        right = f"{name} must be one of {', '.join(map(str, words))}."
        self.reject(self.events[ours].isna(), name, right)


def _fill_identity(table: _Table) -> None:
    ids = table.ids("id", "UCDP-")
    table.reject(ids.isna(), "id", "The event has no number: id must be filled.")
    table.events["event_id"] = ids
    table.events["source_dataset"] = DATASET


def _fill_days(table: _Table, order: Order | None, today: date) -> None:
    start, end = (parse_days(table.text(name), order) for name in ("date_start", "date_end"))
    named = (table.columns["date_start"], table.columns["date_end"])
    check_days(table.checks, start, end, named, today)
    table.events["date_start"], table.events["date_end"] = start, end
    table.fill_decoded("date_precision", "date_prec", WHEN, empty="year")


def _fill_kind(table: _Table) -> None:
    table.fill_decoded("event_type", "type_of_violence", VIOLENCE)
    table.events["sub_type"] = table.decoded("type_of_violence", _VIOLENCE_WORDS)
    table.events["confidence"] = table.decoded("event_clarity", _CLARITY)
    table.events["actor1"] = table.clean("side_a")
    table.events["actor2"] = table.clean("side_b")


def _fill_place(table: _Table) -> None:
    table.fill_decoded("location_precision", "where_prec", WHERE, empty="country")
    _fill_points(table)
    for name, ours in _PLACES.items():
        table.events[ours] = table.clean(name)


def _fill_points(table: _Table) -> None:
    """Longitude and latitude from what gives them first: the columns, the geometry, the WKT."""
    reason = "This is not a number of decimal degrees (WGS84)."
    lon, lat = (table.numbers(degrees, name, reason) for name in ("longitude", "latitude"))
    for others in (_geometry, _wkt):
        empty = lon.isna() & lat.isna()
        if not empty.any():
            break
        lon, lat = (
            known.fillna(degrees(text[empty])[0].reindex(known.index))
            for known, text in zip((lon, lat), others(table, empty), strict=True)
        )
    table.events["lon"], table.events["lat"] = lon, lat
    table.check_points()


def _geometry(table: _Table, _: pd.Series) -> tuple[pd.Series, pd.Series]:
    return table.text("geometry.lon"), table.text("geometry.lat")


def _wkt(table: _Table, rows: pd.Series) -> tuple[pd.Series, pd.Series]:
    found = table.text("geom_wkt").where(rows).str.extract(_POINT).astype("str")
    return found[0], found[1]


def _fill_counts(table: _Table) -> None:
    for name, ours in _COUNTS.items():
        reason = "This is not a whole number of 0 or more."
        table.events[ours] = table.numbers(whole_numbers, name, reason)
    low, best, high = (table.events[_COUNTS[name]] for name in ("low", "best", "high"))
    # About one event in a hundred: the estimate stands, the bound that contradicts it does not.
    for name, wrong in (
        ("low", low > best),
        ("high", (high < best) | (best.isna() & (high < low))),
    ):
        table.events[_COUNTS[name]] = table.events[_COUNTS[name]].mask(wrong.fillna(False))
        table.checks.remark(wrong, table.name(name), CONTRADICTS)


def _fill_sources(table: _Table) -> None:
    headline, citation = table.clean("source_headline"), table.clean("source_article")
    office = by_value(table.clean("source_office"), _distinct)
    fought = table.clean("dyad_name").fillna(table.clean("conflict_name"))
    table.events["summary"] = headline.fillna(fought)
    table.events["source_name"] = office.fillna(by_value(citation, cited_office))
    table.events["source_title"] = headline.fillna(citation)
    table.events["source_date"] = by_value(table.clean("source_date"), _distinct)


def _distinct(listed: str) -> str | None:
    """Say each entry of a list once: "2018-12-30" of "2018-12-30;2018-12-30T00:00:00"."""
    entries = (entry.strip().removesuffix("T00:00:00") for entry in listed.split(";"))
    return "; ".join(dict.fromkeys(filter(None, entries))) or None


def cited_office(citation: str) -> str | None:
    """Who reported, from a citation: "Reuters" of "Reuters (1989-10-01): ..."; None if unclear."""
    found = _OFFICE.match(citation)
    name = "" if found is None else found[1].rstrip() + " "
    return _TRAILING_MONTH.sub("", name).strip() or None
