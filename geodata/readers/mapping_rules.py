"""What a mapping of a table is, and which mappings no reader could follow."""

import difflib
from collections import abc
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from geodata.errors import FrontmapError
from geodata.events.schema import EVENT_COLUMNS, WORDS
from geodata.readers.days import Order

JOIN_COLUMNS: tuple[str, ...] = ("province_code", "unit_id", "join_basis", "near_border")
DATE_PARTS: tuple[str, ...] = ("year", "month", "day")
POINT_PAIRS: tuple[str, ...] = ("lat_lon", "lon_lat")
COUNTRY = "country"
"""Mapped, but no column of the event schema: where it is another country, no name places a row."""
OWN_COLUMNS: tuple[str, ...] = (
    *(column for column in EVENT_COLUMNS if column not in JOIN_COLUMNS),
    *DATE_PARTS,
    *POINT_PAIRS,
    COUNTRY,
)
VALUE_WORDS: abc.Mapping[str, tuple[str, ...]] = MappingProxyType(
    {name: words for name, words in WORDS.items() if name not in JOIN_COLUMNS}
)
"""Columns that hold one of a few words only."""

_ORDERS = ("day", "month")


@dataclass(frozen=True)
class Mapping:
    """How a table is read.

    Attributes
    ----------
    source : str
        Becomes ``source_dataset``.
    columns : mapping of str to str
        Our column -> the file's.
    words : mapping of str to (mapping of str to str)
        Our column -> the file's value -> ours; "" makes the cell empty.
    constants : mapping of str to str
        Our column -> what it holds where the file gives nothing.
    sheet : str or None
        Sheet of a spreadsheet; None for the first.
    date_order : {"day", "month"} or None
        How a date such as 03/08/2021 is read; None leaves it to the column.
    id_prefix : str
        Stands before every id; "" puts the source's name before ids without a letter.
    """

    source: str
    columns: abc.Mapping[str, str]
    words: abc.Mapping[str, abc.Mapping[str, str]] = field(default_factory=dict)
    constants: abc.Mapping[str, str] = field(default_factory=dict)
    sheet: str | None = None
    date_order: Order | None = None
    id_prefix: str = ""


def check_mapping(mapping: Mapping, where: str) -> None:
    """Refuse what no reader could follow."""
    for part, given in (("columns", mapping.columns), ("values", mapping.words)):
        _check_ours(given, f"{where}, [{part}]")
    _check_ours(mapping.constants, f"{where}, [constants]")
    if not mapping.source.strip():
        raise FrontmapError(
            f'{where} does not say where the table comes from: write source = "name of the log" '
            "in its first line."
        )
    if mapping.date_order not in (None, *_ORDERS):
        raise FrontmapError(
            f'{where}, date_order: {mapping.date_order!r} must be "day" (03/08/2021 is 3 August) '
            'or "month" (8 March).'
        )
    dated = {"date_start", "year"} & mapping.columns.keys()
    if not dated and "date_start" not in mapping.constants:
        raise FrontmapError(
            f"{where} names no column with the day of the incident: write date_start = "
            '"name of the column" under [columns].'
        )
    _check_points(mapping.columns, where)
    _check_values(mapping, where)


def _check_ours(given: abc.Mapping[str, Any], where: str) -> None:
    for column in given:
        if column in JOIN_COLUMNS:
            raise FrontmapError(
                f"{where}: {column} is found by the join to the boundaries, not read: map the "
                "place names or codes to province_en and district_en instead."
            )
    refuse_unknown(given, OWN_COLUMNS, where, "the event schema")


def _check_points(columns: abc.Mapping[str, str], where: str) -> None:
    given = [pair for pair in POINT_PAIRS if pair in columns]
    for one, other in (("lat", "lon"), ("lon", "lat")):
        if one in columns and other not in columns:
            raise FrontmapError(
                f"{where}, [columns]: {one} is mapped without {other}; a point needs both."
            )
    if len(given) + ("lat" in columns) > 1:
        raise FrontmapError(
            f"{where}, [columns]: the point is mapped twice; give either lat and lon or {given[0]}."
        )
    for part, whole in (("month", "year"), ("day", "month")):
        if part in columns and whole not in columns:
            raise FrontmapError(
                f"{where}, [columns]: {part} is mapped without {whole}; a date in parts needs both."
            )
    if "year" in columns and "date_start" in columns:
        raise FrontmapError(
            f"{where}, [columns]: the date is mapped twice; give either date_start or year, month "
            "and day."
        )


def _check_values(mapping: Mapping, where: str) -> None:
    for ours, words in mapping.words.items():
        if ours not in mapping.columns:
            raise FrontmapError(
                f"{where}, [values.{ours}]: no column is mapped to {ours}, so there are no values "
                f'to translate; write {ours} = "name of the column" under [columns].'
            )
        for theirs, word in words.items():
            _check_word(ours, word, f"{where}, [values.{ours}], {theirs!r}")
    for ours, word in mapping.constants.items():
        _check_word(ours, word, f"{where}, [constants], {ours}")
    for ours, instead in (
        ("event_id", "leave it out, and ids are made from the rows"),
        ("source_dataset", "write source = in the first line instead"),
        *((part, "write date_start instead") for part in (*DATE_PARTS, *POINT_PAIRS)),
    ):
        if ours in mapping.constants:
            raise FrontmapError(f"{where}, [constants]: {ours} cannot be constant: {instead}.")


def _check_word(ours: str, word: str, where: str) -> None:
    if ours in VALUE_WORDS and word and word not in VALUE_WORDS[ours]:
        raise FrontmapError(
            f"{where}: {word!r} is no {ours}{_did_you_mean(word, VALUE_WORDS[ours])}; it must be one of "
            f"{', '.join(VALUE_WORDS[ours])}."
        )


def refuse_unknown(
    given: abc.Mapping[str, Any], known: abc.Sequence[str], where: str, whole: str
) -> None:
    """Refuse a key that is not among the known ones; ``whole`` is what would have it."""
    for key in given:
        if key not in known:
            raise FrontmapError(
                f"{where}: {whole} has no {key!r}{_did_you_mean(key, known)}; it has "
                f"{', '.join(known)}."
            )


def _did_you_mean(word: str, known: abc.Iterable[str]) -> str:
    close = near(word, known, n=1)
    return f" (did you mean {close[0]}?)" if close else ""


def near(word: str, known: abc.Iterable[str], n: int = 3) -> list[str]:
    """The known words that look most like one, best first."""
    by_folded: dict[str, str] = {}
    for candidate in known:
        by_folded.setdefault(candidate.casefold(), candidate)
    close = difflib.get_close_matches(word.casefold(), list(by_folded), n=n, cutoff=0.5)
    return [by_folded[match] for match in close]
