"""How a table of control is read: its columns, its words for statuses, its labels and colours.

The TOML file that goes with a table:

    label = "Field office, weekly"        # what the page calls the assessment
    source = "Field office, weekly map"   # who says so
    date_order = "day"                    # day | month: how 03/08/2021 is read

    [columns]                             # ours = "theirs"; found by their names without it
    unit = "District"
    province = "Province"
    date = "Week of"
    status = "Held by"

    [statuses]                            # theirs = ours
    "RSF" = "taliban"
    "SAF" = "government"
    "Both" = "contested"

    [labels]                              # what the page calls our statuses
    taliban = "RSF"

    [colours]
    taliban = "#3b3850"
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from geodata.assessments.base import STATUSES
from geodata.errors import FrontmapError
from geodata.vocabulary import by_word, table

CONTROL_COLUMNS: Mapping[str, tuple[str, ...]] = table("control")["columns"]
"""The columns of a table and the headers they are known by, in order of preference."""
NEEDED = ("unit", "date", "status")

STATUS_WORDS: Mapping[str, str] = {
    **{name: name for name in STATUSES},
    **by_word(table("control")["statuses"]),
}
"""Words for statuses that need no TOML file."""

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_KEYS = ("label", "source", "date_order", "sheet", "columns", "statuses", "labels", "colours")


@dataclass(frozen=True)
class ControlMapping:
    """What a TOML file says of a table; everything may be left out."""

    label: str = ""
    source: str = ""
    date_order: Literal["day", "month"] | None = None
    sheet: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    statuses: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    colours: Mapping[str, str] = field(default_factory=dict)

    @property
    def words(self) -> Mapping[str, str]:
        """Folded word -> status; the file's own words come first."""
        return {
            **STATUS_WORDS,
            **{fold_status_word(word): status for word, status in self.statuses.items()},
        }


def fold_status_word(word: str) -> str:
    """A status word without case, marks and doubled spaces: "Gov't-held" is "govt held"."""
    bare = re.sub(r"['’.]", "", word.casefold())
    return " ".join(re.sub(r"[-_\s]+", " ", bare).split())


def read_control_mapping(path: Path) -> ControlMapping:
    """Read the TOML file of a table.

    Raises
    ------
    FrontmapError
        It cannot be read, has a key or a status that is not known, or a colour that is none.
    """
    given = _toml(path)
    _only_known(given, _KEYS, path.name, "key")
    for name in ("label", "source", "sheet"):
        if not isinstance(given.get(name, ""), str):
            raise FrontmapError(
                f'{path.name}: {name} is {given[name]}; write a text, {name} = "{given[name]}".'
            )
    parts = {name: _table(given, name, path.name) for name in _KEYS[4:]}
    _only_known(parts["columns"], tuple(CONTROL_COLUMNS), path.name, "column")
    for name in ("labels", "colours"):
        _only_known(parts[name], STATUSES, path.name, "status")
    _check_values(parts, path.name)
    order = given.get("date_order")
    if order not in (None, "day", "month"):
        raise FrontmapError(f"{path.name}: date_order is “{order}”; write day or month.")
    return ControlMapping(
        label=str(given.get("label", "")),
        source=str(given.get("source", "")),
        date_order=order,
        sheet=given.get("sheet"),
        **parts,
    )


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise FrontmapError(
            f"{path} cannot be read ({problem.strerror}); name a TOML file with --mapping."
        ) from problem
    except UnicodeDecodeError as problem:
        raise FrontmapError(f"{path} is not UTF-8 text; save the TOML file as UTF-8.") from problem
    except tomllib.TOMLDecodeError as problem:
        raise FrontmapError(f"{path} is not TOML: {problem}.") from problem


def _check_values(parts: Mapping[str, Mapping[str, str]], where: str) -> None:
    for word, status in parts["statuses"].items():
        if status not in STATUSES:
            raise FrontmapError(
                f"{where}, [statuses]: “{word}” = “{status}”, which is no status; choose one "
                f"of {', '.join(STATUSES)} (what the page calls it stands under [labels])."
            )
    for status, colour in parts["colours"].items():
        if not _COLOUR.fullmatch(colour):
            raise FrontmapError(
                f"{where}, [colours]: {status} = “{colour}” is no colour; write #rrggbb."
            )


def _table(given: Mapping[str, Any], name: str, where: str) -> dict[str, str]:
    value = given.get(name, {})
    if not isinstance(value, dict) or not all(isinstance(part, str) for part in value.values()):
        raise FrontmapError(f'{where}: [{name}] must be a table of texts, such as a = "b".')
    return value


def _only_known(given: Mapping[str, Any], known: tuple[str, ...], where: str, kind: str) -> None:
    for name in given:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}."
            raise FrontmapError(f"{where}: the {kind} “{name}” is not known; {hint}")
