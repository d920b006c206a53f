"""Cells of text as counts, degrees, web addresses and clean text."""

import re

import numpy as np
import pandas as pd

# What R, Python, SQL and spreadsheets write where a cell is empty.
MISSING_WORDS: tuple[str, ...] = ("NA", "N/A", "#N/A", "NaN", "nan", "NULL", "null", "None", "\\N")

_LARGEST_COUNT = 2**31 - 1  # Int32
_GROUPED = re.compile(r"\+?\d{1,3}(?:,\d{3})+(?:\.0*)?")
# R writes 100000 as 1e+05; the lengths keep a cell full of digits from costing time.
_PLAIN = re.compile(r"[+-]?\d{1,30}(?:\.\d{0,30})?(?:[eE]\+?\d{1,2})?")
_WHOLE = r"\s*[0-9]+\.0+\s*"
_COMMA_OR_PLAIN = re.compile(r"[+-]?\d{1,30}(?:[.,]\d{1,30})?")
_DEGREES = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?"

# Marks that only steer how a text is displayed, and controls that are no white space. The
# zero-width non-joiner stays: Persian spelling needs it.
_UNSEEN = (
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e"
    "\u2060\u2066-\u2069\ufeff\ufff9-\ufffb]"
)
_ODD_WHITE = "[\t\n\x0b\x0c\r\x1c-\x1f\x85\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]"
_WHITE = _ODD_WHITE.replace("[", "[ ")


def blank_missing(text: pd.Series) -> pd.Series:
    """Text with null where a cell holds nothing but a word for "missing" (NA, NULL, nan ...)."""
    return text.mask(text.isin(MISSING_WORDS))


def without_decimals(text: pd.Series) -> pd.Series:
    """Text in which whole numbers have no decimals: 15960 for 15960.0.

    Python writes the ids and codes of a column in which a cell is empty with a decimal place.
    """
    text = text.astype("str")
    # Few files have any: look before matching.
    if not text.str.contains(".0", regex=False).fillna(False).any():
        return text
    written = text.str.fullmatch(_WHOLE).fillna(False).astype(bool)
    return text.mask(written, text.str.replace(r"\.0+\s*$", "", regex=True).str.strip())


def whole_numbers(text: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Read counts of 0 or more; every different value is read once.

    Parameters
    ----------
    text : pandas.Series of str
        Counts such as 12, 12.0, 1,234 or 1e+05; null stays null.

    Returns
    -------
    numbers : pandas.Series of Int32
        Null where the text is null or bad.
    bad : pandas.Series of bool
        True where the text is not null and no whole number between 0 and 2,147,483,647.
    """
    codes, values = pd.factorize(text)
    read = np.array([*(_count(str(value)) for value in values), np.nan], dtype="float64")[codes]
    numbers = pd.Series(read, index=text.index, name=text.name).astype("Int32")
    return numbers, numbers.isna() & text.notna()


def degrees(text: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Read decimal degrees (EPSG:4326 or whatever the column is in; no range is checked).

    Parameters
    ----------
    text : pandas.Series of str
        Numbers such as 34.52, -7, 3.4e1, or 34,52 with a decimal comma; null stays null.

    Returns
    -------
    numbers : pandas.Series of float64
        NaN where the text is null or bad.
    bad : pandas.Series of bool
        True where the text is not null and no finite number.
    """
    text = text.astype("str").str.strip()
    plain = text.str.fullmatch(_DEGREES).fillna(False).astype(bool)
    numbers = pd.to_numeric(text.where(plain), errors="coerce").to_numpy("float64", copy=True)
    rest = (~plain & text.notna()).to_numpy()
    numbers[rest] = [_comma_number(str(value)) for value in text[rest]]
    numbers[~np.isfinite(numbers)] = np.nan
    read = pd.Series(numbers, index=text.index, name=text.name)
    return read, read.isna() & text.notna()


def web_address(text: pd.Series) -> pd.Series:
    """Text where it is one web address that begins with http:// or https://, else null."""
    text = text.astype("str").str.strip()
    # Spelled out, as \S of the schema also refuses white space beyond ASCII.
    good = text.str.match("https?://").fillna(False) & ~text.str.contains(_WHITE).fillna(False)
    return text.where(good.astype(bool) & (text.str.len() > len("https://")).fillna(False))


def clean_text(text: pd.Series) -> pd.Series:
    """Text on one line: white space collapsed, control and bidi marks removed, null if empty."""
    text = text.astype("str")
    text = _replaced(text, _UNSEEN, "")
    # Most cells hold single plain spaces only: look for anything else before replacing it.
    text = _replaced(text, f"{_ODD_WHITE}|  ", " ", _WHITE + "+").str.strip()
    return text.mask(text == "")


def _replaced(text: pd.Series, sign: str, by: str, pattern: str | None = None) -> pd.Series:
    """Replace ``pattern`` in the cells that hold ``sign``; the others are left as they are."""
    at = text.str.contains(sign, regex=True).fillna(False).astype(bool)
    if not at.any():
        return text
    changed = text.copy()
    changed[at] = text[at].str.replace(pattern or sign, by, regex=True)
    return changed


def _count(value: str) -> float:
    value = value.strip()
    if _GROUPED.fullmatch(value):
        value = value.replace(",", "")
    if not _PLAIN.fullmatch(value):
        return np.nan
    number = float(value)
    return number if number.is_integer() and 0 <= number <= _LARGEST_COUNT else np.nan


def _comma_number(value: str) -> float:
    """A number with a decimal comma, or with digits of another script; NaN for anything else."""
    if not _COMMA_OR_PLAIN.fullmatch(value):
        return np.nan
    return float(value.replace(",", "."))
