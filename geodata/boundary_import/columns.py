"""The attributes of a boundary file under our own names: name, codes, province, country.

The columns of the usual makers are known (`geodata.boundary_import.makers`); those of others are
named by the user.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import pandas as pd

from geodata.boundary_import.countries import alpha3
from geodata.boundary_import.makers import COUNTRY_COLUMNS, MAKERS, LevelColumns, Maker
from geodata.errors import FrontmapError

# "NA" and "-99" stand for nothing in a code or a variant; as a name, "NA" may be one.
_NO_CODE = frozenset({"", "NA", "N/A", "NONE", "NULL", "<NULL>", "-99", "NAN"})
_SHOWN_COLUMNS = 15


@dataclass(frozen=True)
class Columns:
    """Where a file has what.

    Attributes
    ----------
    label, attribution : str
        Of the maker.
    level : int
        Administrative level of the features to make: 1 is a province.
    deepest : int
        Level of the features in the file; below ``level`` they are to be joined.
    unit, parent : LevelColumns
        Columns of the level itself and of the province (empty at level 1).
    """

    label: str
    attribution: str
    level: int
    deepest: int
    unit: LevelColumns
    parent: LevelColumns

    def with_fields(self, named: LevelColumns) -> "Columns":
        """The same with the user's own columns of names and codes in place of the maker's."""
        names, codes = named.names or self.unit.names, named.codes or self.unit.codes
        return replace(self, unit=replace(self.unit, names=names, codes=codes))


def find_columns(
    frame: gpd.GeoDataFrame,
    where: str,
    *,
    level: int | None = None,
    name_field: str | None = None,
    code_field: str | None = None,
) -> Columns:
    """Tell which columns of a file are which.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        The file's columns as they are.
    where : str
        Name of the file, for messages.
    level : int, optional
        Wanted level; by default the deepest that the file has.
    name_field, code_field : str, optional
        Columns with the names and codes of the units, whatever the maker.

    Raises
    ------
    FrontmapError
        If the names are in no column known, or the level is not to be told.
    """
    named = _named_fields(frame, where, name_field, code_field)
    first: dict[str, str] = {}
    for column in frame.columns.drop("geometry"):
        first.setdefault(str(column).lower(), _first_value(frame[column]))
    for maker in MAKERS.values():
        parts = {n: part for n in maker.levels if (part := _filled(maker, first, n)) is not None}
        if parts:
            # A file of geoBoundaries that does not state its level fits every one.
            told = "shapename" not in first or "shapetype" in first
            deepest = max(parts) if told else _asked(level, where)
            return _of_maker(maker, parts, deepest, level, where).with_fields(named)
    if first.get("shapetype") == "ADM0":
        raise FrontmapError(
            f"{where} holds the outline of a country (ADM0): give its provinces or districts."
        )
    if not named.names and "name" in first:
        named = LevelColumns(("name",), named.codes)
    if not named.names:
        raise FrontmapError(
            f"{where} has no column of names that is known: give the one with the names of the "
            f"units (--name-field) out of {_samples(frame)}."
        )
    level = _asked(level, where)
    return Columns("", f"Source not stated ({where})", level, level, named, LevelColumns())


def _asked(level: int | None, where: str) -> int:
    """The level that the user gave, where the file tells none."""
    if level is None:
        raise FrontmapError(
            f"{where} does not say its administrative level: give level 1 for provinces or 2 for "
            "districts (--level)."
        )
    return level


def _of_maker(
    maker: Maker, parts: Mapping[int, LevelColumns], deepest: int, level: int | None, where: str
) -> Columns:
    wanted = deepest if level is None else level
    if wanted not in parts:
        raise FrontmapError(
            f"{where} has no level {wanted}: its columns are those of level "
            f"{', '.join(str(n) for n in sorted(parts))} ({maker.label})."
        )
    # geoBoundaries does not name the province of a district.
    stated = wanted > 1 and parts[wanted] != parts.get(1)
    parent = parts.get(1, LevelColumns()) if stated else LevelColumns()
    return Columns(maker.label, maker.attribution, wanted, deepest, parts[wanted], parent)


def _filled(maker: Maker, first: Mapping[str, str], level: int) -> LevelColumns | None:
    """The maker's columns of a level, if any of them holds a value."""
    part = maker.part(first, level)
    if part is None or not any(first[column] for column in (*part.names, *part.codes)):
        return None
    return part


def _named_fields(
    frame: gpd.GeoDataFrame, where: str, name_field: str | None, code_field: str | None
) -> LevelColumns:
    columns = {str(column).lower() for column in frame.columns if column != "geometry"}
    for wanted in (name_field, code_field):
        if wanted is not None and wanted.lower() not in columns:
            raise FrontmapError(f"{where} has no column {wanted!r}: it has {_samples(frame)}.")
    names = () if name_field is None else (name_field.lower(),)
    return LevelColumns(names, () if code_field is None else (code_field.lower(),))


def _samples(frame: gpd.GeoDataFrame) -> str:
    """The columns with their first values, for a message."""
    columns = [column for column in frame.columns if column != "geometry"]
    shown = []
    for column in columns[:_SHOWN_COLUMNS]:
        values = [text for text in _text(frame[column]).dropna().unique()[:3] if text]
        shown.append(f"{column} ({', '.join(text[:30] for text in values) or 'empty'})")
    more = len(columns) - len(shown)
    return "; ".join([*shown, *([f"and {more} more"] if more > 0 else [])]) or "no columns at all"


def take_attributes(frame: gpd.GeoDataFrame, columns: Columns) -> pd.DataFrame:
    """Put the attributes of the features under our own names.

    Returns
    -------
    pandas.DataFrame
        Index as of ``frame``; ``name``, ``name_fa``, ``name_ps``, ``aliases``, ``maker_id``,
        ``parent_name``, ``parent_fa``, ``country`` and ``disputed`` as text, null where the file
        says nothing; and ``code_1``, ``code_2`` ... and ``parent_code_1`` ... for the kinds of
        code that the maker has, best first. Names are freed of control and
        direction marks; ``aliases`` are separated by ";"; ``country`` is alpha-3.
    """
    unit, parent = columns.unit, columns.parent
    wanted = {"dv_iso3", *COUNTRY_COLUMNS, *_every(unit), *_every(parent)}
    texts = {
        str(column).lower(): _text(frame[column])
        for column in frame.columns[::-1]
        if str(column).lower() in wanted and column != "geometry"
    }
    named = {
        "name": unit.names,
        "name_fa": unit.name_fa,
        "name_ps": unit.name_ps,
        "parent_name": parent.names,
        "parent_fa": parent.name_fa,
    }
    out = pd.DataFrame({ours: _first_of(texts, of, frame.index) for ours, of in named.items()})
    for position, column in enumerate(unit.codes, 1):
        out[f"code_{position}"] = _codes(texts[column])
    for position, column in enumerate(parent.codes, 1):
        out[f"parent_code_{position}"] = _codes(texts[column])
    out["maker_id"] = _first_of(texts, unit.ids, frame.index)
    out["aliases"] = _aliases([texts[column] for column in unit.aliases], out["name"])
    out["country"] = _countries(texts, frame.index)
    claimed = texts.get("dv_iso3", _nulls(frame.index))
    out["disputed"] = claimed.where(claimed.str.contains(",", na=False))
    return out


def _every(part: LevelColumns) -> tuple[str, ...]:
    return (*part.names, *part.codes, *part.name_fa, *part.name_ps, *part.aliases, *part.ids)


def _text(values: pd.Series) -> pd.Series:
    """Any column as clean text; null where there is nothing."""
    if pd.api.types.is_float_dtype(values) and (values.dropna() % 1 == 0).all():
        values = values.astype("Int64")  # codes that a gap has turned into 101.0
    return values.map(_clean, na_action="ignore").replace("", None).astype("str")


def _clean(value: object) -> str:
    """One line without control and direction marks; the joiners of Persian words stay."""
    text = str(value)
    if text.isascii() and text.isprintable() and not text.startswith("<"):
        return " ".join(text.split())
    if text.strip().casefold() == "<null>":
        return ""
    spaced = "".join(" " if unicodedata.category(c) == "Cc" else c for c in text)
    kept = (c for c in spaced if unicodedata.category(c) != "Cf" or c in "\u200c\u200d")
    return " ".join("".join(kept).split()).strip("\u200c\u200d")


def _first_value(values: pd.Series) -> str:
    filled = _text(values).dropna()
    return str(filled.iloc[0]) if len(filled) else ""


def _first_of(texts: Mapping[str, pd.Series], columns: Sequence[str], index: pd.Index) -> pd.Series:
    out = _nulls(index)
    for column in columns:
        out = out.fillna(texts[column])
    return out


def _nulls(index: pd.Index) -> pd.Series:
    return pd.Series(None, index=index, dtype="str")


def _codes(values: pd.Series) -> pd.Series:
    return values.where(~values.str.upper().isin(_NO_CODE))


def _aliases(columns: list[pd.Series], names: pd.Series) -> pd.Series:
    """Other names of each feature, those of several columns and cells separated by ";"."""
    found = []
    for name, *cells in zip(names, *columns, strict=True):
        words = [
            word.strip()
            for cell in cells
            if isinstance(cell, str)
            for word in cell.replace(";", "|").replace(",", "|").split("|")
        ]
        others = [w for w in dict.fromkeys(words) if w != name and w.upper() not in _NO_CODE]
        found.append(";".join(others) or None)
    return pd.Series(found, index=names.index, dtype="str")


def _countries(texts: Mapping[str, pd.Series], index: pd.Index) -> pd.Series:
    for column in COUNTRY_COLUMNS:
        if column in texts:
            codes = texts[column].map(alpha3, na_action="ignore").astype("str")
            if codes.notna().any():
                return codes
    return _nulls(index)
