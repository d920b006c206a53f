"""A dataset of a country that Frontmap knows nothing of, small enough to be read at a glance.

Three provinces side by side, each of two units, north and south. Two boundary sets: ``survey``,
surveyed, in which the southern unit of Gamma has no polygon, and ``approximate``, with all six.
No claims, no published counts, no neighbours.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from shapely.geometry import box, mapping
from shapely.geometry.base import BaseGeometry

from geodata.events.schema import EVENT_COLUMNS
from geodata.places.register import REGISTER_COLUMNS

PROVINCES = {"XS-AL": "Alpha", "XS-BE": "Beta", "XS-GA": "Gamma"}
UNITS = tuple(f"XS{p}{u}" for p in (1, 2, 3) for u in (1, 2))
LACKING = "XS32"
"""The unit that has no polygon in the set ``survey``."""
SURVEY_LABEL = "Survey of 2019"
WEST, SOUTH, SIDE = 20.0, 10.0, 2.0


def province_of(unit: str) -> str:
    """Code of a unit's province."""
    return list(PROVINCES)[int(unit[2]) - 1]


def unit_box(unit: str, shift: float = 0.0) -> BaseGeometry:
    """A unit's square; ``shift`` degrees moves the border between north and south."""
    west, middle = WEST + SIDE * (int(unit[2]) - 1), SOUTH + SIDE + shift
    south, north = (middle, SOUTH + 2 * SIDE) if unit[3] == "1" else (SOUTH, middle)
    return box(west, south, west + SIDE, north)


def province_box(code: str) -> BaseGeometry:
    """A province's rectangle."""
    west = WEST + SIDE * list(PROVINCES).index(code)
    return box(west, SOUTH, west + SIDE, SOUTH + 2 * SIDE)


def small_country(
    folder: Path,
    *,
    events: Iterable[Mapping[str, object]] = (),
    assessments: Mapping[str, Mapping[str, Any]] | None = None,
    rows: Iterable[Mapping[str, str]] = (),
    **manifest: object,
) -> Path:
    """Write the dataset into a new folder.

    Parameters
    ----------
    folder : pathlib.Path
        Made if absent.
    events : iterable of mappings
        Fields of events beside those of a battle at an exact spot; by default two in Alpha.
    assessments : mapping
        Assessments as the manifest names them, all of which rest on ``rows``.
    rows : iterable of mappings
        Rows of the assessments' table: ``unit_id``, ``date``, ``status``.
    **manifest
        What the manifest says otherwise.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tables = {
        "register": _register(folder),
        "events": _events(folder, list(events) or _two_events()),
        "cells": _layer(folder, "cells", _units(UNITS, 0.0)),
        "provinces": _layer(folder, "provinces", _provinces()),
        "survey_units": _layer(folder, "survey_units", _units(set(UNITS) - {LACKING}, 0.5)),
        "survey_provinces": _layer(folder, "survey_provinces", _provinces(surveyed="yes")),
        "neighbours": _layer(folder, "neighbours", []),
    }
    if assessments:
        tables["added"] = _assessment(folder, list(rows))
    described = {
        "name": "smalland",
        "title": "Smalland <i>2019</i>",
        "version": "3",
        "country": "XSM",
        "country_name": "Smalland",
        "defaults": {
            "as_of": "2019-05-10", "from": "2019-05-01", "to": "2019-05-10",
            "assessment": "named-sources", "boundaries": "survey", "lang": "en",
        },
        "boundaries": {
            "approximate": _set("Approximate cells", "cells", "provinces", approximate=True),
            "survey": _set(SURVEY_LABEL, "survey_units", "survey_provinces", approximate=False),
        },
        "tables": tables,
        **({"assessments": assessments} if assessments else {}),
        **manifest,
    }  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(described, indent=1), encoding="utf-8")
    return folder


def _set(label: str, units: str, provinces: str, *, approximate: bool) -> dict[str, Any]:
    return {
        "label": label,
        "approximate": approximate,
        "level": 2,
        "attribution": f"{label}: drawn for the tests.",
        "units": units,
        "provinces": provinces,
    }


def _register(folder: Path) -> dict[str, Any]:
    rows = []
    for unit in UNITS:
        at = unit_box(unit).centroid
        code = province_of(unit)
        row = dict.fromkeys(REGISTER_COLUMNS, "")
        row |= {"unit_id": unit, "name_en": f"{PROVINCES[code]} {'NS'[int(unit[3]) - 1]}"}
        row |= {"province_code": code, "province_en": PROVINCES[code], "kind": "district"}
        rows.append({**row, "lon": str(at.x), "lat": str(at.y), "source": "tests"})
    return _table(folder / "register.csv", pd.DataFrame(rows))


def _two_events() -> list[dict[str, object]]:
    spot = {"lon": 21.0, "lat": 13.0, "province_code": "XS-AL", "unit_id": "XS11"}
    return [
        {**spot, "event_id": "T1", "join_basis": "point"},
        {**spot, "event_id": "T2", "join_basis": "name", "lat": 13.5},
    ]


def _events(folder: Path, given: list[Mapping[str, object]]) -> dict[str, Any]:
    usual = {
        "source_dataset": "TEST", "date_start": "2019-05-03", "date_end": "2019-05-03",
        "date_precision": "day", "location_precision": "exact", "event_type": "battle",
        "summary": "Two sides fought.", "source_name": "A paper", "join_basis": "none",
        "near_border": "false",
    }  # fmt: skip
    rows = [{**usual, "event_id": f"E{i}", **event} for i, event in enumerate(given)]
    return _table(folder / "events.csv", pd.DataFrame(rows).reindex(columns=list(EVENT_COLUMNS)))


def _assessment(folder: Path, rows: list[Mapping[str, str]]) -> dict[str, Any]:
    columns = ["unit_id", "date", "date_to", "status", "word", "source", "note"]
    return _table(folder / "added.csv", pd.DataFrame(rows).reindex(columns=columns))


def _table(path: Path, frame: pd.DataFrame) -> dict[str, Any]:
    frame.to_csv(path, index=False, lineterminator="\n")
    return _entry(path, len(frame))


def _units(units: Iterable[str], shift: float) -> list[dict[str, Any]]:
    return [
        _feature(unit, unit_box(unit, shift), unit_id=unit, province_code=province_of(unit))
        for unit in sorted(units)
    ]


def _provinces(**more: str) -> list[dict[str, Any]]:
    return [
        _feature(code, province_box(code), province_code=code, name_en=name, name_fa=None, **more)
        for code, name in PROVINCES.items()
    ]


def _feature(name: str, shape: BaseGeometry, **properties: object) -> dict[str, Any]:
    geometry = mapping(shape)
    return {"type": "Feature", "id": name, "properties": properties, "geometry": geometry}


def _layer(folder: Path, name: str, features: list[dict[str, Any]]) -> dict[str, Any]:
    path = folder / f"{name}.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return _entry(path, len(features))


def _entry(path: Path, rows: int) -> dict[str, Any]:
    sha = hashlib.sha256(path.read_bytes()).hexdigest()
    return {"file": path.name, "rows": rows, "sha256": sha, "source": "tests", "licence": "none"}
