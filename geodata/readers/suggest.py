"""A first draft of the mapping of a table, from the names of its columns and from their values."""

import itertools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from geodata.errors import FrontmapError
from geodata.readers.codes import find_codes
from geodata.readers.column_samples import ColumnSample, look_at
from geodata.readers.days import Order
from geodata.readers.hxl import has_tag_row, without_tag_row
from geodata.readers.mapping import Mapping as TableMapping
from geodata.readers.mapping import parse_mapping
from geodata.readers.mapping_rules import COUNTRY, DATE_PARTS, OWN_COLUMNS, POINT_PAIRS, VALUE_WORDS
from geodata.readers.order import find_day_order
from geodata.readers.suggest_text import MappingDraft, draft_text
from geodata.readers.words import find_event_type, header_rank
from geodata.tables.rows import RowSource

_MOST_WORDS = 80  # kinds of events that are listed for translation
_FEW_WORDS = 20  # the same for precisions
_LONG_TEXT = 40  # characters, on average, of a column of stories
_REPEATS = 0.02  # share of ids that may occur again before the column is doubted
_PLACES = ("place_en", "district_en", "province_en")
_DAY_FIRST = re.compile(r"\bdd?\W?mm?m?\W?yy", re.IGNORECASE)
_MONTH_FIRST = re.compile(r"\bmm?\W?dd?\W?yy", re.IGNORECASE)
_CODE = r"[A-Za-z]{1,10}[-_/. ]?\d.*"
_SUFFIXES = re.compile(r"(?:\.[A-Za-z]{2,8})+$")
_GUESS = "Guessed from the values: check it."

# What the values of a column must look like to be one of ours; the others may hold any text.
_FITS: Mapping[str, Callable[[ColumnSample], bool]] = MappingProxyType(
    {
        **dict.fromkeys(("date_start", "date_end"), ColumnSample.is_day),
        "year": ColumnSample.is_year,
        "month": ColumnSample.is_month,
        "day": ColumnSample.is_day_of_month,
        "lat": lambda look: look.is_degrees(90),
        "lon": lambda look: look.is_degrees(180),
        **dict.fromkeys(POINT_PAIRS, ColumnSample.is_pair),
        "event_type": lambda look: (
            find_codes("event_type", look.name, look.distinct) is not None
            or (not look.is_number() and not look.is_day())
        ),
        **dict.fromkeys(
            ("fatalities_best", "fatalities_low", "fatalities_high"), ColumnSample.is_count
        ),
        **dict.fromkeys(("injured", "civilians_killed"), ColumnSample.is_count),
        "source_url": ColumnSample.is_address,
        "source_name": lambda look: not look.is_address(),
        "place_en": lambda look: not look.is_number() and not look.is_pair(),
        COUNTRY: ColumnSample.is_country,
    }
)


@dataclass(frozen=True)
class Suggestion:
    """A draft of a mapping.

    Attributes
    ----------
    text : str
        TOML with comments, to be edited and given to `read_mapping`.
    mapping : Mapping or None
        What the text says as it stands; None if it cannot be read before a question is answered.
    questions : tuple of str
        Sentences on what has to be decided by hand; they stand in the text too.
    unused : tuple of str
        Columns that nothing is read from.
    """

    text: str
    mapping: TableMapping | None
    questions: tuple[str, ...]
    unused: tuple[str, ...]


def suggest(source: RowSource) -> Suggestion:
    """Propose the mapping of a table.

    Parameters
    ----------
    source : RowSource
        Values are looked at in its first 50,000 rows, the order of day and month in all of them.

    Returns
    -------
    Suggestion

    Raises
    ------
    FrontmapError
        If the file cannot be read.
    """
    looks = look_at(_first_rows(source))
    draft = MappingDraft(
        file=source.path.name,
        description=source.description,
        source=re.sub(r"[\W_]+", " ", _SUFFIXES.sub("", source.path.name)).strip() or "table",
        sheet=getattr(source, "sheet", None) or getattr(source, "layer", None),
    )
    _take_by_name(draft, looks)
    _take_by_values(draft, looks)
    _settle_dates(draft, source)
    _settle_places(draft, looks)
    _settle_ids(draft, looks)
    _settle_words(draft, looks)
    _list_rest(draft, looks)
    text = draft_text(draft)
    return Suggestion(text, _readable(text), tuple(draft.questions.values()), tuple(draft.unused))


def _first_rows(source: RowSource) -> pd.DataFrame:
    rows = next((rows.frame for rows in source.partitions()), None)
    if rows is None:
        return pd.DataFrame(columns=list(source.columns), dtype="str")
    return without_tag_row(rows) if has_tag_row(rows) else rows


def _readable(text: str) -> TableMapping | None:
    try:
        return parse_mapping(text)
    except FrontmapError:
        return None


def _free(draft: MappingDraft, looks: Mapping[str, ColumnSample]) -> list[ColumnSample]:
    """Columns that hold something and are not taken, in the file's order."""
    taken = {*draft.columns.values(), *draft.doubtful.values()}
    return [look for look in looks.values() if look.name not in taken and not look.is_empty]


def _take_by_name(draft: MappingDraft, looks: Mapping[str, ColumnSample]) -> None:
    for ours in OWN_COLUMNS:
        if _is_superfluous(ours, draft):
            continue
        ranked = [(header_rank(ours, look.name), look.name) for look in _free(draft, looks)]
        named = sorted((rank, name) for rank, name in ranked if rank is not None)
        fits = _FITS.get(ours, _any_text)
        fitting = [name for _, name in named if fits(looks[name])]
        if fitting:
            draft.columns[ours] = fitting[0]
        elif named and ours not in POINT_PAIRS and ours not in DATE_PARTS:
            seen = ", ".join(map(repr, looks[named[0][1]].distinct[:3]))
            draft.remark(ours, f"{named[0][1]!r} is named like it, but holds {seen}.")
    for one, other in (("lat", "lon"), ("lon", "lat"), ("day", "month"), ("month", "year")):
        if one in draft.columns and other not in draft.columns:
            del draft.columns[one]


def _any_text(look: ColumnSample) -> bool:
    return not look.is_empty


def _is_superfluous(ours: str, draft: MappingDraft) -> bool:
    """Whether another column says it already: parts of a date, a point as a pair."""
    if ours in DATE_PARTS:
        return "date_start" in draft.columns
    return ours in POINT_PAIRS and bool({"lat", *POINT_PAIRS} & draft.columns.keys())


def _take_by_values(draft: MappingDraft, looks: Mapping[str, ColumnSample]) -> None:
    if not {"lat", *POINT_PAIRS} & draft.columns.keys():
        _guess_point(draft, _free(draft, looks))
    guesses: list[tuple[str, Callable[[ColumnSample], bool]]] = [
        ("event_type", ColumnSample.is_kind_of_event),
        ("source_url", ColumnSample.is_address),
        ("event_id", lambda look: look.is_key() and bool(look.distinct.str.fullmatch(_CODE).all())),
        ("summary", _is_story),
    ]
    if not {"date_start", "year"} & draft.columns.keys():
        guesses.insert(0, ("date_start", ColumnSample.is_day))
    for ours, fits in guesses:
        if ours not in draft.columns:
            _guess(draft, ours, next((look for look in _free(draft, looks) if fits(look)), None))


def _guess(draft: MappingDraft, ours: str, look: ColumnSample | None) -> None:
    if look is not None:
        draft.columns[ours] = look.name
        draft.remark(ours, _GUESS)


def _is_story(look: ColumnSample) -> bool:
    return float(look.distinct.str.len().mean()) >= _LONG_TEXT and not look.is_address()


def _guess_point(draft: MappingDraft, free: list[ColumnSample]) -> None:
    """Two neighbouring columns of decimal degrees, or one column of pairs."""
    for look, following in itertools.pairwise(free):
        both = (look, following)
        if not all(each.is_degrees(180) and each.has_fractions() for each in both):
            continue
        # Only a longitude goes beyond 90; where neither does, latitude usually stands first.
        lat, lon = both if look.is_degrees_up_to(90) else both[::-1]
        if lat.is_degrees_up_to(90):
            _guess(draft, "lat", lat)
            _guess(draft, "lon", lon)
            return
    _guess(draft, "lat_lon", next((look for look in free if look.is_pair()), None))


def _settle_dates(draft: MappingDraft, source: RowSource) -> None:
    dates = [draft.columns[ours] for ours in ("date_start", "date_end") if ours in draft.columns]
    if not {"date_start", "year"} & draft.columns.keys():
        draft.questions["date_start"] = "No column holds days: which one says when it happened?"
        return
    found = find_day_order(source, tuple(dates)) if dates else None
    if found is None or found.ambiguous is None:
        return
    told = _order_in_headers(dates)
    draft.order = found.order or told
    if found.order is not None and found.reason is not None:
        draft.remark("date_order", found.reason)
    elif told is not None:
        draft.remark("date_order", "As the name of the column says.")
    elif found.question is not None:
        draft.questions["date_order"] = found.question[0].upper() + found.question[1:]


def _order_in_headers(dates: list[str]) -> Order | None:
    """The order that a header such as "Date (dd/mm/yyyy)" tells."""
    if any(_DAY_FIRST.search(name) for name in dates):
        return "day"
    return "month" if any(_MONTH_FIRST.search(name) for name in dates) else None


def _settle_places(draft: MappingDraft, looks: Mapping[str, ColumnSample]) -> None:
    if {"lat", *POINT_PAIRS, *_PLACES} & draft.columns.keys():
        return
    draft.questions["lat"] = "No column holds degrees or names of places: where did it happen?"
    large = [look.name for look in looks.values() if look.is_metres()]
    if large:
        draft.remark("lat", f"Metres of a grid, perhaps {large[0]!r}, must be turned into degrees.")


def _settle_ids(draft: MappingDraft, looks: Mapping[str, ColumnSample]) -> None:
    name = draft.columns.get("event_id")
    if name is None:
        draft.remark("event_id", "No column of ids: they are made of what the rows say.")
        return
    look = looks[name]
    if look.repeated:
        many = f"{look.repeated:,} of {len(look.cells):,} cells repeat another"
        draft.remark("event_id", f"{many}: rows of one id count as one event.")
    if look.repeated > _REPEATS * len(look.cells):
        draft.doubtful["event_id"] = draft.columns.pop("event_id")


def _settle_words(draft: MappingDraft, looks: Mapping[str, ColumnSample]) -> None:
    if "event_type" not in draft.columns:
        draft.remark(
            "event_type", "No column of kinds of events: every event is of the type other."
        )
    for ours in VALUE_WORDS:
        name = draft.columns.get(ours)
        strange = [] if name is None else looks[name].strange_words(ours)
        if not strange:
            continue
        coded = find_codes(ours, str(name), looks[str(name)].distinct)
        if coded is not None:
            draft.remark(ours, f"Its numbers are read as those of {coded[0]}: check it.")
            draft.words[ours] = [(number, word, "") for number, word in coded[1].items()]
            continue
        if ours == "event_type":
            draft.words[ours] = [_translated(word) for word in strange[:_MOST_WORDS]]
            continue
        draft.doubtful[ours] = draft.columns.pop(ours)
        draft.remark(ours, f"Not read: say under [values.{ours}] what its words mean.")
        draft.words[ours] = [(word, VALUE_WORDS[ours][-1], "?") for word in strange[:_FEW_WORDS]]


def _translated(word: str) -> tuple[str, str, str]:
    found = find_event_type(word)
    return word, found or "other", "" if found else "not known: which one is it?"


def _list_rest(draft: MappingDraft, looks: Mapping[str, ColumnSample]) -> None:
    taken = {*draft.columns.values(), *draft.doubtful.values()}
    draft.unused = [name for name in looks if name not in taken]
    draft.samples = {name: list(map(str, looks[name].distinct[:3])) for name in taken}
