"""How the usual makers of boundaries name their columns.

The names are in ``vocabulary/makers.toml``; columns are compared in lower case, since the same
maker writes them both ways.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any

from geodata.vocabulary import table

PERSIAN = ("fa", "da", "dr", "prs")
"""What makers write for Dari, which the register calls ``name_fa``."""
_NO_TONGUES = frozenset({"id", "na", "nm", "cd"})  # of other columns: ADM2_ID


@dataclass(frozen=True)
class LevelColumns:
    """The columns of one level: of several the first that is filled counts.

    Attributes
    ----------
    names : tuple of str
        Latin script first.
    codes : tuple of str
        Best first: P-code, ISO 3166-2, the maker's own.
    name_fa, name_ps : tuple of str
        Dari and Pashto.
    aliases : tuple of str
        Other names and spellings; "|" or "," may separate several in a cell.
    ids : tuple of str
        The maker's own ids of features: features of one name and code but several of these are
        different units (Natural Earth has two Parwans), not parts of one.
    """

    names: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    name_fa: tuple[str, ...] = ()
    name_ps: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Maker:
    """A maker of boundaries.

    Attributes
    ----------
    label : str
        For people.
    attribution : str
        What a map drawn from it must say as long as the file's own source is not known better.
    forms : tuple of mapping
        How it names the columns of a level, the first that fits counts: the columns that a file
        must have (``needs`` all, ``one_of`` any), and those of `LevelColumns`. ``{level}`` stands
        for the level; a form may be of one ``level`` only, or of that which a column states
        (``level_in``).
    levels : tuple of int
        Levels that files of the maker can have, deepest first.
    """

    label: str
    attribution: str
    forms: tuple[Mapping[str, Any], ...] = ()
    levels: tuple[int, ...] = (5, 4, 3, 2, 1)

    def part(self, columns: Mapping[str, str], level: int) -> LevelColumns | None:
        """The columns of a level.

        Parameters
        ----------
        columns : mapping of str to str
            The file's by lower-case name -> first value.
        level : int

        Returns
        -------
        LevelColumns or None
            None where the file has none of this maker.
        """
        form = next((form for form in self.forms if _fits(form, columns, level)), None)
        if form is None:
            return None
        kinds = (field.name for field in fields(LevelColumns))
        named = {kind: _of_level(form.get(kind, ()), level) for kind in kinds}
        return LevelColumns(
            **{kind: tuple(n for n in names if n in columns) for kind, names in named.items()}
        )


def _fits(form: Mapping[str, Any], columns: Mapping[str, str], level: int) -> bool:
    stated = re.search(r"\d", columns.get(form.get("level_in", ""), ""))
    if level != (int(stated[0]) if stated else form.get("level", level)):
        return False
    needs = _of_level(form["needs"], level)
    return columns.keys() >= {*needs} and any(name in columns for name in form.get("one_of", needs))


def _of_level(names: Iterable[str], level: int) -> list[str]:
    return [name.format(level=level) for name in names]


class _CodAb(Maker):
    """OCHA's Common Operational Datasets, whose columns tell their language in many ways."""

    def part(self, columns: Mapping[str, str], level: int) -> LevelColumns | None:
        """``ADM2_EN``, ``ADM2_NAME``, ``adm2_name`` with ``lang``, and ``admin2Name_en`` of old."""
        stem = f"adm{level}_"
        tongues = _new_tongues(columns, stem) | {
            match[1]: column
            for column in columns
            if (
                match := re.fullmatch(rf"(?:adm{level}_|admin{level}name_)([a-z]{{2}}|prs)", column)
            )
            and match[1] not in _NO_TONGUES
        }
        plain = [c for c in (f"{stem}name", f"admin{level}name", f"{stem}na") if c in columns]
        order = [t for t in ("en", "fr", "es", "pt") if t in tongues]
        names = _unique([*(tongues[t] for t in order[:1]), *plain, *(tongues[t] for t in order)])
        rest = [column for tongue, column in tongues.items() if tongue not in ("ps", *PERSIAN)]
        codes = [c for c in (f"{stem}pcode", f"admin{level}pcode", f"{stem}code") if c in columns]
        other = re.compile(
            rf"adm{level}_(?:ref(?:_name)?|name\d)|adm{level}alt\d..|admin{level}ref.*"
        )
        persian = tuple(tongues[t] for t in PERSIAN if t in tongues)
        pashto = tuple(tongues[t] for t in ("ps",) if t in tongues)
        aliases = _unique([*plain, *rest, *(c for c in columns if other.fullmatch(c))])
        found = LevelColumns(
            names=_unique([*names, *rest]),
            codes=tuple(codes),
            name_fa=persian,
            name_ps=pashto,
            aliases=tuple(c for c in aliases if c not in (*persian, *pashto)),
        )
        return found if found.names or found.codes else None


def _new_tongues(columns: Mapping[str, str], stem: str) -> dict[str, str]:
    """Language -> column of the generation in which ``lang1`` tells that of ``adm2_name1``."""
    pairs = ((columns.get(f"lang{n}", ""), f"{stem}name{n}") for n in ("", "1", "2", "3"))
    return {tongue.lower(): column for tongue, column in pairs if tongue and column in columns}


def _unique(columns: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(columns))


MAKERS: Mapping[str, Maker] = MappingProxyType(
    {
        name: (_CodAb if name == "cod-ab" else Maker)(**told)
        for name, told in table("makers")["makers"].items()
    }
)

COUNTRY_COLUMNS: tuple[str, ...] = table("makers")["country_columns"]
"""Columns that tell the country of a feature, by an ISO 3166-1 code; the first that does counts."""
