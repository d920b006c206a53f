"""The view: everything that decides what is on screen, and its query string.

A `View` is what the page, a snapshot, an export and the command line have in common. It
equals the URL's query: ``parse_query`` reads one, ``View.to_query`` writes one, and whatever
a query says that cannot be followed becomes a notice in plain words, never an error.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from typing import Literal
from urllib.parse import parse_qsl, urlencode

TABS = ("map", "compare", "ledger", "table", "method", "data")
LAYERS = ("status", "age", "one-sided")
"""What the districts' colours say: who holds them, the same faded by age, or who alone says so."""
COMPARE_AS = ("side", "difference")
STALE_DAYS = 30
"""After how many days without a confirming word a status counts as stale."""
NO_TYPES = ("none",)
"""The value of ``View.types`` that shows no incident at all; ``()`` shows every type."""

_EARLIEST, _LATEST = date(1900, 1, 1), date(2100, 12, 31)
_SPOT = re.compile(r"@(-?[0-9]{1,3}(?:\.[0-9]{1,6})?),(-?[0-9]{1,2}(?:\.[0-9]{1,6})?)")
_PLACE = re.compile(rf"(?:{_SPOT.pattern}){{1,60}}")
_SQUARE = re.compile(r"@([0-9]{1,2})/([0-9]{1,8})/([0-9]{1,8})")
_SQUARES = re.compile(rf"(?:{_SQUARE.pattern}){{1,60}}")
_FINEST_SQUARE = 24
_MOST_STALE_DAYS = 3650


@dataclass(frozen=True)
class View:
    """One state of the page.

    Dates are inclusive on both ends. An empty tuple of provinces or types means "all".
    ``select`` is a unit id, an event id, ``@lon,lat`` (WGS 84 degrees) of a place, several of
    these in a row for a badge that covers several spots, one or several squares ``@z/x/y`` of
    the map (Web Mercator, numbered as tiles are) for one that covers very many, ``total:`` and the
    id of a published total, or empty. ``compare`` is what the view is compared with: a day, an
    assessment, or ``assessment@day``; empty for nothing. ``stale`` is in days.
    """

    as_of: date
    date_from: date
    date_to: date
    assessment: str
    boundaries: str
    provinces: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    lang: str = "en"
    tab: str = "map"
    select: str = ""
    documented_only: bool = False
    layer: str = "status"
    stale: int = STALE_DAYS
    compare: str = ""
    compare_as: str = "side"

    def to_params(self, default: View) -> dict[str, str]:
        """Query parameters of this view, those that equal the default left out."""
        ours, theirs = self.all_params(), default.all_params()
        return {name: value for name, value in ours.items() if value != theirs[name]}

    def to_query(self, default: View) -> str:
        """Query string of this view without ``?``; empty for the default view."""
        return urlencode(self.to_params(default), safe=",@")

    def all_params(self) -> dict[str, str]:
        """Every parameter of this view as text, defaults included, in a fixed order."""
        return {p.name: p.write(getattr(self, p.attribute)) for p in PARAMETERS}

    @property
    def spots(self) -> tuple[tuple[float, float], ...]:
        """The selected spots as (lon, lat) in WGS 84 degrees; empty for any other selection."""
        return _spots(self.select) if self.select.startswith("@") else ()

    @property
    def squares(self) -> tuple[tuple[int, int, int], ...]:
        """The selected squares of the map as (z, x, y); empty for any other selection."""
        return _squares(self.select) if _SQUARES.fullmatch(self.select) else ()

    @property
    def event_part(self) -> View:
        """A view of the same events; all that does not choose events is as in every other."""
        return self.with_(
            as_of=self.date_from, assessment="", boundaries="", lang="en", tab="map", select="",
            documented_only=False, layer="status", stale=STALE_DAYS, compare="", compare_as="side",
        )  # fmt: skip

    def with_(self, **changes: object) -> View:
        """A copy with some fields changed."""
        return replace(self, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Vocabulary:
    """What a query may say in one dataset: the allowed values and the default view."""

    default: View
    provinces: Mapping[str, str]
    types: tuple[str, ...]
    assessments: tuple[str, ...]
    boundaries: tuple[str, ...]
    languages: tuple[str, ...]
    is_selectable: Callable[[str], bool] = field(default=lambda _: False, compare=False)


MAX_NOTICES = 20
Kind = Literal["text", "number", "list", "flag"]


class UnreadableError(ValueError):
    """A value of the query that cannot be followed.

    ``notices`` say what is wrong, one a fault; ``kept`` is what could be followed of a list,
    or None.
    """

    def __init__(self, *notices: str, kept: object = None) -> None:
        super().__init__(" ".join(notices))
        self.notices = notices
        self.kept = kept


@dataclass(frozen=True)
class Parameter:
    """One query parameter: its name, the View field behind it, and how to read and write it.

    ``help`` says in a few words what it asks for, ``kind`` what a value of it is: several joined
    by commas are a ``list``, and a ``flag`` is 1 or 0.
    """

    name: str
    attribute: str
    help: str
    read: Callable[[str, Vocabulary], object]
    write: Callable[[object], str] = str
    kind: Kind = "text"


def read_date(text: str, name: str) -> date:
    """A date written YYYY-MM-DD; raises `UnreadableError` that says what would be right."""
    try:
        value = date.fromisoformat(text.strip())
    except ValueError:
        raise UnreadableError(
            f"{name}: “{_shown(text)}” is not a date; write it as YYYY-MM-DD, such as 2021-08-03."
        ) from None
    if not _EARLIEST <= value <= _LATEST:
        raise UnreadableError(f"{name}: {value} is out of range; use a date from 1900 to 2100.")
    return value


def parse_query(query: str, vocabulary: Vocabulary) -> tuple[View, list[str]]:
    """Read a query string, with or without ``?``; never raises.

    Returns
    -------
    (View, list of str)
        The view, with the default wherever the query is silent or cannot be followed, and
        one notice for each thing that could not be followed.
    """
    pairs = parse_qsl(str(query).lstrip("?"), keep_blank_values=True, errors="replace")
    return parse_params(pairs, vocabulary)


def parse_params(
    pairs: Iterable[tuple[str, str]], vocabulary: Vocabulary
) -> tuple[View, list[str]]:
    """Like `parse_query`, from name and value pairs; a repeated name joins its values."""
    given: dict[str, str] = {}
    for name, value in pairs:
        given[name] = f"{given[name]},{value}" if name in given else value
    notices: list[str] = []
    known = {p.name: p for p in PARAMETERS}
    changes: dict[str, object] = {}
    strange = [name for name in given if name not in known]
    notices += [_unknown(name, "parameter", list(known)) for name in strange[:MAX_NOTICES]]
    for name, text in given.items():
        if name not in known:
            continue
        parameter = known[name]
        if text == "" and parameter.attribute not in ("provinces", "types", "select", "compare"):
            continue
        try:
            changes[parameter.attribute] = parameter.read(text, vocabulary)
        except UnreadableError as problem:
            notices += problem.notices
            if problem.kept is not None:
                changes[parameter.attribute] = problem.kept
    view = replace(vocabulary.default, **changes)  # type: ignore[arg-type]
    view = _ordered_dates(view, changes, vocabulary.default, notices)
    return view, notices[:MAX_NOTICES]


def _ordered_dates(
    view: View, changes: Mapping[str, object], default: View, notices: list[str]
) -> View:
    """Mend ``from`` after ``to``: a pair that was given is a fault, half a pair is moved."""
    if view.date_from <= view.date_to:
        return view
    if "date_from" in changes and "date_to" in changes:
        notices.append(
            f"from: {view.date_from} is after to: {view.date_to}; put the earlier day first."
        )
        return replace(view, date_from=default.date_from, date_to=default.date_to)
    day = view.date_from if "date_from" in changes else view.date_to
    return replace(view, date_from=day, date_to=day)


def _one_of(
    kind: str, allowed: Callable[[Vocabulary], Collection[str]]
) -> Callable[[str, Vocabulary], str]:
    def read(text: str, vocabulary: Vocabulary) -> str:
        values = allowed(vocabulary)
        if text in values:
            return text
        raise UnreadableError(_unknown(text, kind, values))

    return read


def _several_of(
    kind: str, allowed: Callable[[Vocabulary], Collection[str]]
) -> Callable[[str, Vocabulary], tuple[str, ...]]:
    def read(text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
        values = allowed(vocabulary)
        parts = dict.fromkeys(part.strip() for part in text.split(",") if part.strip())
        chosen = _in_order([part for part in parts if part in values], values)
        strange = [part for part in parts if part not in values][:MAX_NOTICES]
        if strange:
            notices = [_unknown(part, kind, values) for part in strange]
            raise UnreadableError(*notices, kept=chosen or None)
        return chosen

    return read


def _in_order(chosen: list[str], values: Collection[str]) -> tuple[str, ...]:
    """Chosen values in the vocabulary's order; all of them is ``()``, which means the same."""
    if chosen == list(NO_TYPES):
        return NO_TYPES
    every = [value for value in values if value not in NO_TYPES]
    kept = tuple(value for value in every if value in chosen)
    return () if len(kept) == len(every) else kept


def _read_select(text: str, vocabulary: Vocabulary) -> str:
    if text == "" or _is_place(text) or vocabulary.is_selectable(text):
        return text
    raise UnreadableError(
        f"select: nothing here is called “{_shown(text)}”; "
        "give the id of a district (AF3201), of an incident, or a place as @lon,lat."
    )


def _is_place(text: str) -> bool:
    if _SQUARES.fullmatch(text):
        return all(z <= _FINEST_SQUARE and max(x, y) < 1 << z for z, x, y in _squares(text))
    return _PLACE.fullmatch(text) is not None and all(
        abs(lon) <= 180 and abs(lat) <= 90 for lon, lat in _spots(text)
    )


def _spots(text: str) -> tuple[tuple[float, float], ...]:
    return tuple((float(lon), float(lat)) for lon, lat in _SPOT.findall(text))


def _squares(text: str) -> tuple[tuple[int, int, int], ...]:
    return tuple((int(z), int(x), int(y)) for z, x, y in _SQUARE.findall(text))


def _read_compare(text: str, vocabulary: Vocabulary) -> str:
    name, at, day = text.rpartition("@")
    if at:
        return f"{_compared_with(name, vocabulary)}@{read_date(day, 'compare')}"
    if text == "" or text in vocabulary.assessments:
        return text
    if text[0].isdigit():
        return str(read_date(text, "compare"))
    return _compared_with(text, vocabulary)


def _read_days(text: str, _: Vocabulary) -> int:
    if text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= _MOST_STALE_DAYS:
        return int(text)
    raise UnreadableError(
        f"stale: “{_shown(text)}” is not a number of days from 1 to {_MOST_STALE_DAYS}."
    )


def _read_flag(text: str, _: Vocabulary) -> bool:
    if text in ("0", "1"):
        return text == "1"
    raise UnreadableError(f"documented: “{_shown(text)}” is neither 1 (yes) nor 0 (no).")


def _unknown(value: str, kind: str, allowed: Collection[str]) -> str:
    """“x” is not known; the nearest allowed value, or all of them if they are few.

    Where ``allowed`` maps codes to names, a name leads to its code.
    """
    options = list(allowed)
    spelled = {option.casefold(): option for option in options}
    if isinstance(allowed, Mapping):
        spelled |= {str(name).casefold(): code for code, name in allowed.items()}
    near = get_close_matches(value[:40].casefold(), spelled, n=1, cutoff=0.7)
    if near:
        hint = f"did you mean {spelled[near[0]]}?"
    elif len(options) <= 12:
        hint = f"known are {', '.join(options)}."
    else:
        hint = f"known are {', '.join(options[:3])} … {options[-1]} ({len(options)} in all)."
    return f"{kind}: “{_shown(value)}” is not known; {hint}"


def _shown(text: str) -> str:
    clean = "".join(c if c.isprintable() else "�" for c in text)
    return clean if len(clean) <= 40 else clean[:39] + "…"


def _date_parameter(name: str, attribute: str, asks: str) -> Parameter:
    return Parameter(name, attribute, asks, lambda text, _: read_date(text, name))


def _choice(name: str, asks: str, allowed: Callable[[Vocabulary], Collection[str]]) -> Parameter:
    return Parameter(name, name, asks, _one_of(name, allowed))


def _list_parameter(
    name: str, attribute: str, asks: str, allowed: Callable[[Vocabulary], Collection[str]]
) -> Parameter:
    return Parameter(name, attribute, asks, _several_of(name, allowed), _joined, "list")


_compared_with = _one_of("compare", lambda v: v.assessments)


def _joined(values: object) -> str:
    return ",".join(values)  # type: ignore[arg-type]


PARAMETERS: tuple[Parameter, ...] = (
    _date_parameter("as_of", "as_of", "Day of the statuses, YYYY-MM-DD."),
    _date_parameter("from", "date_from", "First day of the incidents."),
    _date_parameter("to", "date_to", "Last day of the incidents."),
    _list_parameter("province", "provinces", "Province code, AF-HER.", lambda v: v.provinces),
    _list_parameter("type", "types", "Incident type, battle.", lambda v: (*v.types, *NO_TYPES)),
    _choice("assessment", "Who says who controls.", lambda v: v.assessments),
    _choice("boundaries", "Boundary set.", lambda v: v.boundaries),
    _choice("lang", "Language of the words.", lambda v: v.languages),
    _choice("tab", "Part of the page.", lambda _: TABS),
    Parameter("select", "select", "A unit, an incident, places or a total.", _read_select),
    Parameter(
        "documented", "documented_only", "Only what is documented.",
        _read_flag, lambda on: "1" if on else "0", "flag",
    ),
    _choice("layer", f"What the colours say: {', '.join(LAYERS)}.", lambda _: LAYERS),
    Parameter(
        "stale", "stale", "Days after which a status is stale.", _read_days, kind="number"
    ),
    Parameter(
        "compare", "compare", "A day, an assessment, or ASSESSMENT@DAY to compare with.",
        _read_compare,
    ),
    _choice("compare_as", "How two sides are shown.", lambda _: COMPARE_AS),
)  # fmt: skip
