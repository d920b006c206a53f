"""The mapping of a table: which of its columns is which of ours, written in TOML by its owner.

    source = "Field office log"      # shown as the source of each incident; also the id space
    sheet = "Incidents"              # spreadsheets only
    date_order = "day"               # or "month": how 03/08/2021 is read
    id_prefix = "FO-"                # optional

    [columns]                        # ours = "theirs"
    event_id = "Ref"
    date_start = "Date"
    lat = "Latitude"
    lon = "Longitude"
    event_type = "Kind"

    [values.event_type]              # theirs = ours; "" for empty
    "Air strike" = "airstrike"

    [constants]                      # where the columns give nothing
    location_precision = "town"

Every column of the event schema may be mapped except those that the join fills. A date may also
come as the three columns ``year``, ``month`` and ``day``, a point as one column ``lat_lon`` or
``lon_lat`` ("34.52, 69.18", "POINT (69.18 34.52)"). ``country`` (a name or a code of ISO 3166-1) keeps
rows of other countries out of districts whose names are alike.
"""

import json
import re
import tomllib
from collections import abc
from datetime import date
from pathlib import Path
from typing import Any, cast

from geodata.errors import FrontmapError
from geodata.readers.days import Order
from geodata.readers.mapping_rules import Mapping, check_mapping, refuse_unknown

__all__ = ["Mapping", "parse_mapping", "quoted", "read_mapping"]

_KEYS = ("source", "sheet", "date_order", "id_prefix", "columns", "values", "constants")


def read_mapping(path: str | Path) -> Mapping:
    """Read a mapping from a TOML file.

    Raises
    ------
    FrontmapError
        If the file cannot be read, is no TOML (the sentence names the line), or says something
        that a mapping cannot mean.
    """
    path = Path(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")  # Notepad puts a mark at the beginning
    except OSError as error:
        raise FrontmapError(
            f"The mapping {path} cannot be read ({error.strerror or error}): give a TOML file, "
            "as frontmap ingest --suggest writes it."
        ) from error
    except UnicodeDecodeError:
        raise FrontmapError(f"{path.name} is not UTF-8 text: save the mapping as UTF-8.") from None
    return parse_mapping(text, path.name)


def parse_mapping(text: str, where: str = "mapping") -> Mapping:
    """Read a mapping from TOML text; see `read_mapping`."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FrontmapError(_bad_toml(str(error), text, where)) from None
    except RecursionError:
        raise FrontmapError(f"{where} is nested too deeply to be a mapping.") from None
    refuse_unknown(data, _KEYS, where, "a mapping")
    mapping = Mapping(
        source=_text(data, "source", where),
        columns=_strings(data.get("columns", {}), f"{where}, [columns]"),
        words=_tables(data.get("values", {}), f"{where}, [values]"),
        constants=_constants(data.get("constants", {}), f"{where}, [constants]"),
        sheet=_text(data, "sheet", where) or None,
        date_order=cast("Order | None", _text(data, "date_order", where) or None),
        id_prefix=_text(data, "id_prefix", where),
    )
    check_mapping(mapping, where)
    return mapping


def quoted(text: str) -> str:
    """A TOML string; JSON's escapes are all TOML's, which also wants the delete sign escaped."""
    text = text.encode("utf-8", "replace").decode()  # a file's name may hold stray bytes
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _text(data: abc.Mapping[str, Any], key: str, where: str) -> str:
    value = data.get(key, "")
    if not isinstance(value, str):
        raise FrontmapError(f"{where}, {key}: {value!r} must be text in quotation marks.")
    return value


def _strings(data: object, where: str) -> dict[str, str]:
    table = _table(data, where)
    for key, value in table.items():
        if not isinstance(value, str) or not value:
            raise FrontmapError(
                f"{where}, {key}: {value!r} must be the name of one column in quotation marks."
            )
    return table


def _tables(data: object, where: str) -> dict[str, dict[str, str]]:
    tables = _table(data, where)
    for key, words in tables.items():
        for theirs, word in _table(words, f"{where}, {key}").items():
            if not isinstance(word, str):
                raise FrontmapError(
                    f"{where}, {key}, {theirs!r}: {word!r} must be text in quotation marks."
                )
    return tables


def _constants(data: object, where: str) -> dict[str, str]:
    """Constants as text; a number or a day may stand without quotation marks."""
    table = _table(data, where)
    for key, value in table.items():
        if isinstance(value, bool) or not isinstance(value, (str, int, float, date)):
            raise FrontmapError(f"{where}, {key}: {value!r} must be text in quotation marks.")
    return {key: str(value) for key, value in table.items()}


def _table(data: object, where: str) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise FrontmapError(f"{where} must be a table of its own: lines of the form ours = theirs.")
    return data


def _bad_toml(message: str, text: str, where: str) -> str:
    """What is wrong with the TOML, with the number and the text of the line."""
    found = re.search(r"\s*\(at line (\d+), column \d+\)", message)
    number = int(found[1]) if found else max(1, len(text.splitlines()))
    what = message.replace(found[0], "") if found else message.removesuffix(" (at end of document)")
    lines = text.splitlines()
    line = lines[number - 1].strip() if number <= len(lines) else ""
    return (
        f"{where}, line {number}: {line[:80]!r} is not TOML ({what}): write lines such as "
        'date_start = "Date", with text in quotation marks.'
    )
