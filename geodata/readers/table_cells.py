"""The cells of a table under our names, and the ids that its events get."""

import hashlib
import re
import unicodedata

import pandas as pd

from geodata.readers.by_value import by_value
from geodata.readers.fields import blank_missing, clean_text
from geodata.readers.mapping_rules import Mapping

UNKNOWN = frozenset({"-", "--", "–", "—", "?", "n.a.", "n/a", "n/k", "na", "not known", "unknown"})
_NOT_IN_A_SLUG = re.compile(r"[\W_]+")
_HASH_DIGITS = 16
"""64 bits of a row's SHA-256: among a million rows, two meet once in 37 million tries."""


class TableCells:
    """The cells of some rows under our names: mapped, translated, constants filled in.

    Parameters
    ----------
    rows : pandas.DataFrame
        Text as the file holds it.
    mapping : Mapping
        Names only columns that ``rows`` have.
    verbatim : bool
        Texts are kept to the letter, as they are Frontmap's own.
    """

    def __init__(self, rows: pd.DataFrame, mapping: Mapping, *, verbatim: bool) -> None:
        self.rows = rows
        self.mapping = mapping
        self.verbatim = verbatim

    def has(self, ours: str) -> bool:
        return ours in self.mapping.columns

    def name(self, ours: str) -> str:
        """The file's name of a column; ours if it has none."""
        return self.mapping.columns.get(ours, ours)

    def given(self, ours: str) -> pd.Series:
        """What the file itself says, its values translated."""
        words = self.mapping.words.get(ours)
        text = self.raw(ours)
        if not words:
            return text
        # As the cell stands, else without regard to capitals and white space.
        loose = {_loose(theirs): word for theirs, word in words.items()}
        said = by_value(self._cells(ours), lambda cell: words.get(cell, loose.get(_loose(cell))))
        return said.mask(said == "").where(said.notna(), text)

    def raw(self, ours: str) -> pd.Series:
        """The cells as text on one line, null where they are empty or say that nothing is known."""
        text = self._cells(ours)
        plain = self.verbatim or not self.has(ours)
        return text if plain else clean_text(blank_missing(text))

    def _cells(self, ours: str) -> pd.Series:
        if not self.has(ours):
            return pd.Series(None, index=self.rows.index, dtype="str")
        return self.rows[self.name(ours)].astype("str")

    def text(self, ours: str) -> pd.Series:
        """What the file says, else the constant of the mapping, else null."""
        given, constant = self.given(ours), self.mapping.constants.get(ours)
        return given.fillna(constant) if constant else given

    def known(self, ours: str) -> pd.Series:
        """As `text`, but null where the cell only says that something is not known."""
        text = self.text(ours)
        if self.verbatim:
            return text
        return text.mask(text.str.casefold().isin(UNKNOWN))


def make_ids(cells: TableCells, source: pd.Series) -> pd.Series:
    """The events' ids, unique as far as the file's are; never null.

    Parameters
    ----------
    cells : TableCells
    source : pandas.Series of str
        ``source_dataset``, the id space of each row.

    Returns
    -------
    pandas.Series of str
    """
    return full_ids(cells, cells.text("event_id"), source).fillna(_content_ids(cells, source))


def full_ids(cells: TableCells, ids: pd.Series, source: pd.Series) -> pd.Series:
    """The file's ids in the form in which they are unique among all sources; nulls stay."""
    if cells.verbatim:
        return ids
    if cells.mapping.id_prefix:
        return cells.mapping.id_prefix + ids
    lettered = ids.str.contains(r"[^\W\d_]").fillna(False).astype(bool)
    return ids.where(lettered, by_value(source, slug) + "-" + ids)


def slug(name: str) -> str:
    """A name in small letters and digits with hyphens between: "field-office-log"."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return _NOT_IN_A_SLUG.sub("-", plain).strip("-") or "table"


def _loose(text: str) -> str:
    return " ".join(text.casefold().split())


def _content_ids(cells: TableCells, source: pd.Series) -> pd.Series:
    """An id of each row made of its mapped cells, under our names in the schema's order."""
    columns = sorted(cells.mapping.columns)
    texts = [cells.rows[cells.name(column)].fillna("") for column in columns]
    lines = zip(source, *texts, strict=True)
    ids = [_digest("\x1f".join((*columns, *map(str, line)))) for line in lines]
    prefix = cells.mapping.id_prefix or by_value(source, slug) + "-"
    return prefix + pd.Series(ids, index=cells.rows.index, dtype="str")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_HASH_DIGITS]
