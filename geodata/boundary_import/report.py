"""What an import took, what not and why, as a dictionary that can be written as JSON.

Keys: ``features`` (int, of the country, in the file) = ``matched`` + ``unmatched_features`` +
``empty`` + ``duplicates`` + ``joined``; ``matched`` = ``code`` + ``exact`` + ``alias`` (int) +
``fuzzy`` (list: every match below exact: by likeness or by the place alone, with ``feature``,
``name``, ``unit_id``, ``unit_name``, ``score`` and ``how``); ``unmatched_features`` (``feature``,
``name``, ``reason``, ``near``); ``units_left`` (units without a polygon: ``unit_id``, ``name``,
``province``); ``repaired``, ``duplicates``, ``empty`` (``feature``, ``name`` and more); ``joined``
(int, features that became part of one of a higher level); ``crs`` (str); ``overlaps``, ``gaps``
(``count``, ``km2``); ``display_kb`` (float, both layers for drawing after gzip); ``notes`` (list of
sentences). At level 1 features are matched to provinces: ``unit_id`` then is a province's code.
"""

from typing import Any

import pandas as pd

from geodata.boundary_import.layers import SetLayers
from geodata.boundary_import.match import Candidate, How, Matching
from geodata.boundary_import.measure import measure_gaps, measure_overlaps
from geodata.boundary_import.read import RawFeatures
from geodata.boundary_import.repair import Cleaned, entry, label
from geodata.places.register import Register


def make_report(
    raw: RawFeatures,
    cleaned: Cleaned,
    matching: Matching,
    layers: SetLayers,
    register: Register,
) -> dict[str, Any]:
    """Put the report of an import together.

    Parameters
    ----------
    raw, cleaned, matching, layers
        What the steps of the import gave.
    register : Register
        That the features were matched to, or that was made from them.
    """
    names = [label(name) or f"feature {feature}" for feature, name in _names(cleaned).items()]
    shapes = cleaned.features.geometry.to_numpy()
    unmatched = [{**entry, "near": None} for entry in cleaned.refused] + matching.unmatched
    done = len(matching.found) + len(unmatched) + len(cleaned.empty) + len(cleaned.duplicates)
    return {
        "features": cleaned.total,
        "matched": len(matching.found),
        "code": _count(matching, "code"),
        "exact": _count(matching, "exact"),
        "alias": _count(matching, "alias"),
        "fuzzy": [
            _fuzzy(candidate, _names(cleaned), register)
            for _, candidate in sorted(matching.found.items())
            if candidate.how in ("fuzzy", "point")
        ],
        "unmatched_features": unmatched,
        "units_left": _units_left(layers, register),
        "repaired": cleaned.repaired,
        "duplicates": cleaned.duplicates,
        "empty": cleaned.empty,
        "joined": cleaned.total - done,
        "crs": raw.crs,
        "overlaps": measure_overlaps(shapes, names),
        "gaps": measure_gaps(shapes),
        "display_kb": round(layers.display_bytes / 1000, 1),
        "notes": [*raw.notes, *cleaned.notes, *matching.notes, *layers.notes],
    }


def _names(cleaned: Cleaned) -> pd.Series:
    return cleaned.features["name"]


def _count(matching: Matching, how: How) -> int:
    return sum(candidate.how == how for candidate in matching.found.values())


def _fuzzy(candidate: Candidate, names: pd.Series, register: Register) -> dict[str, Any]:
    unit = candidate.unit_id
    frame = register.frame
    known = frame["name_en"][unit] if unit in frame.index else register.province_names[unit]
    told = {"unit_id": unit, "unit_name": str(known), "score": candidate.score}
    return entry(candidate.feature, names[candidate.feature], **told, how=candidate.how)


def _units_left(layers: SetLayers, register: Register) -> list[dict[str, Any]]:
    left = register.frame.loc[~register.frame.index.isin(layers.units.index)].sort_index()
    columns = left[["name_en", "province_en"]].itertuples(name=None)
    return [{"unit_id": str(u), "name": str(n), "province": str(p)} for u, n, p in columns]
