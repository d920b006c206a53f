"""Tables of words and names that sources use, as TOML files that people can read and correct."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any


@cache
def table(name: str) -> Mapping[str, Any]:
    """Give one of the TOML files beside this module; it is read once.

    Parameters
    ----------
    name : str
        Without ".toml".

    Returns
    -------
    mapping
        In the file's order; lists are tuples, and nothing in it can be changed.
    """
    return _frozen(tomllib.loads((files(__name__) / f"{name}.toml").read_text("utf-8")))


def by_word(words: Mapping[str, Iterable[str]]) -> Mapping[str, str]:
    """Each word of lists of words -> the key under which it stands."""
    return MappingProxyType({word: ours for ours, known in words.items() for word in known})


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return MappingProxyType({key: _frozen(part) for key, part in value.items()})
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
