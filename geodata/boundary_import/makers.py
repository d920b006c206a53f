"""How the usual makers of boundaries name their columns.

Each function answers for one administrative level with the columns that it has of it; columns are
compared in lower case, since the same maker writes them both ways.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

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
    part : callable
        (columns by lower-case name -> first value, level) -> LevelColumns or None.
    levels : tuple of int
        Levels that files of the maker can have, deepest first.
    """

    label: str
    attribution: str
    part: Callable[[Mapping[str, str], int], LevelColumns | None]
    levels: tuple[int, ...] = (5, 4, 3, 2, 1)


def _cod_ab(columns: Mapping[str, str], level: int) -> LevelColumns | None:
    """``ADM2_EN``, ``ADM2_NAME``, ``adm2_name`` with ``lang``, and ``admin2Name_en`` of old."""
    stem = f"adm{level}_"
    tongues = _new_tongues(columns, stem) | {
        match[1]: column
        for column in columns
        if (match := re.fullmatch(rf"(?:adm{level}_|admin{level}name_)([a-z]{{2}}|prs)", column))
        and match[1] not in _NO_TONGUES
    }
    plain = [c for c in (f"{stem}name", f"admin{level}name", f"{stem}na") if c in columns]
    order = [t for t in ("en", "fr", "es", "pt") if t in tongues]
    names = _unique([*(tongues[t] for t in order[:1]), *plain, *(tongues[t] for t in order)])
    rest = [column for tongue, column in tongues.items() if tongue not in ("ps", *PERSIAN)]
    codes = [c for c in (f"{stem}pcode", f"admin{level}pcode", f"{stem}code") if c in columns]
    other = re.compile(rf"adm{level}_(?:ref(?:_name)?|name\d)|adm{level}alt\d..|admin{level}ref.*")
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


def _gadm(columns: Mapping[str, str], level: int) -> LevelColumns | None:
    if f"name_{level}" not in columns:
        return None
    return LevelColumns(
        names=(f"name_{level}",),
        codes=_present(columns, f"iso_{level}", f"hasc_{level}", f"gid_{level}"),
        aliases=_present(columns, f"varname_{level}", f"nl_name_{level}"),
    )


def _geoboundaries(columns: Mapping[str, str], level: int) -> LevelColumns | None:
    stated = re.search(r"\d", columns.get("shapetype", ""))
    if "shapename" not in columns or (stated and int(stated[0]) != level):
        return None
    return LevelColumns(
        names=("shapename",),
        codes=_present(columns, "shapeiso"),
        ids=_present(columns, "shapeid"),
    )


def _natural_earth(columns: Mapping[str, str], level: int) -> LevelColumns | None:
    known = _present(columns, "iso_3166_2", "adm1_code")
    if level != 1 or not known or "adm0_a3" not in columns or "name" not in columns:
        return None
    return LevelColumns(
        names=_present(columns, "name_en", "name", "gn_name"),
        codes=_present(columns, "iso_3166_2"),
        name_fa=_present(columns, "name_fa"),
        aliases=_present(columns, "name", "name_alt", "name_local", "woe_name"),
        ids=_present(columns, "adm1_code"),
    )


def _frontmap(columns: Mapping[str, str], level: int) -> LevelColumns | None:
    """Boundary files that Frontmap itself wrote."""
    if level == 2 and "unit_id" in columns:
        return LevelColumns(
            _present(columns, "name_en"), ("unit_id",), _present(columns, "name_fa")
        )
    if level == 1 and "province_code" in columns:
        names = _present(columns, "province_en")
        if "unit_id" not in columns:
            names, persian = _present(columns, "name_en"), _present(columns, "name_fa")
            return LevelColumns(names, ("province_code",), persian)
        return LevelColumns(names, ("province_code",))
    return None


def _present(columns: Mapping[str, str], *wanted: str) -> tuple[str, ...]:
    return tuple(column for column in wanted if column in columns)


def _unique(columns: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(columns))


_PARTS: Mapping[str, Callable[[Mapping[str, str], int], LevelColumns | None]] = {
    "geoboundaries": _geoboundaries,
    "cod-ab": _cod_ab,
    "gadm": _gadm,
    "natural-earth": _natural_earth,
    "frontmap": _frontmap,
}
MAKERS: Mapping[str, Maker] = MappingProxyType(
    {name: Maker(part=_PARTS[name], **told) for name, told in table("makers")["makers"].items()}
)

COUNTRY_COLUMNS: tuple[str, ...] = table("makers")["country_columns"]
"""Columns that tell the country of a feature, by an ISO 3166-1 code; the first that does counts."""
