"""Boundaries of others into the dataset of a store: a new version, with its events joined anew."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import pandas as pd
from babel import Locale

from geodata.boundary_import import ImportedBoundaries, import_boundaries
from geodata.boundary_import.countries import alpha2
from geodata.dataset.dataset import Dataset
from geodata.dataset.versions import Store, VersionDraft, in_plain_words
from geodata.errors import FrontmapError
from geodata.ingest.convert import Places
from geodata.ingest.publish import (
    Manifest,
    adopt_tables,
    base_of,
    check_still_served,
    has_embedded_events,
    stamped,
    table_entry,
)
from geodata.ingest.rejoin import Rejoined, rejoin_events
from geodata.places.boundaries import APPROXIMATE, DEFAULT_SETS
from geodata.places.register import Register
from geodata.readers.countries import find_country

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
# The tables of a set by their keys in the manifest -> what of an import they hold.
_LAYERS: Mapping[str, str] = MappingProxyType(
    {"units": "units_display", "provinces": "provinces_display"}
    | {"full_units": "units", "full_provinces": "provinces"}
)
_OF_THE_COUNTRY = (
    "claims", "claim_sources", "takeovers", "reported_figures", "province_statements",
    "evidence_events", "moved_points",
)  # fmt: skip
"""Tables that speak of one country's units and mean nothing in another's."""


def add_boundaries(
    path: Path,
    store: Store,
    *,
    name: str,
    country: str | None = None,
    dry_run: bool = False,
    **options: Any,
) -> dict[str, Any]:
    """Import a boundary file as a set of the dataset and publish the version.

    Parameters
    ----------
    path : pathlib.Path
        Any polygon file; see `geodata.boundary_import.import_boundaries`, which takes the
        other options (``level``, ``name_field``, ``code_field``, ``crs``, ``layer``).
    store : Store
    name : str
        What queries call the set: small letters, digits, ``-`` and ``_``.
    country : str, optional
        Alpha-3 code of the file's country, where the file does not say it or says several.
    dry_run : bool
        Only report.

    Returns
    -------
    dict
        The import's report with ``dataset_version``, ``events``, ``moved`` (events that came
        into another unit) and ``outside``.

    Raises
    ------
    FrontmapError
        The name is not one or is taken by the approximate cells, or the file is at fault;
        nothing is published.
    """
    _check_name(name)
    folder, manifest = base_of(store)
    dataset = Dataset(folder, manifest)
    home = str(manifest["country_iso3"])
    known = country in (None, home)
    imported = import_boundaries(
        path,
        name=name,
        register=dataset.register if known else None,
        provinces=dataset.boundaries(full=True).provinces if known else None,
        country=home if known else country,
        **options,
    )
    report: dict[str, Any] = {
        "kind": "boundaries",
        "file": path.name,
        "name": name,
        **imported.report,
    }
    if dry_run:
        return {**report, "dry_run": True, "dataset_version": store.current()}
    with store.writing() as draft, in_plain_words(store.root):
        check_still_served(store, folder)
        rejoined = _write(draft, dataset, imported, report)
        return {**report, **vars(rejoined), "dry_run": False, "dataset_version": draft.number - 1}


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise FrontmapError(
            f"“{name}” cannot be the name of a boundary set; use small letters, digits, - and _, "
            "such as --name surveyed."
        )
    if name == APPROXIMATE:
        raise FrontmapError(
            "“approximate” is the set of cells that Frontmap makes itself; choose another --name."
        )


def _write(
    draft: VersionDraft, dataset: Dataset, imported: ImportedBoundaries, report: Mapping[str, Any]
) -> Rejoined:
    """Write and publish the version; returns what became of the events."""
    manifest = dict(dataset.manifest)
    other_country = imported.register is not None
    leave = ["events", "join_disagreements"]
    if other_country:
        leave += [*_OF_THE_COUNTRY, "register", "neighbours", *_polygon_tables(manifest)]
    else:
        leave += [t for t in manifest["tables"] if t.startswith(f"{imported.name}_")]
    tables = adopt_tables(draft, dataset.folder, manifest, leave)
    entry = _write_set(draft.folder, imported, tables)
    register = dataset.register
    if imported.register is not None:
        register = Register(imported.register)
        _write_country(draft.folder, imported, tables)
    events, rejoined = _rejoin(draft, dataset, imported, register, keeps=not other_country)
    kept_embedded = has_embedded_events(manifest) and "claims" in tables
    if kept_embedded and "evidence_events" not in tables:
        path = draft.adopt(
            dataset.folder / manifest["tables"]["events"]["file"], "evidence_events.csv"
        )
        tables["evidence_events"] = manifest["tables"]["events"] | {"file": path.name}
    before = manifest["tables"]["events"]
    tables["events"] = table_entry(events, rejoined.events, before["source"], before["licence"])
    sets = {} if other_country else dict(manifest.get("boundaries", DEFAULT_SETS))
    after = {
        **manifest,
        **(_country(imported, manifest) if other_country else {}),
        "tables": tables,
        "boundaries": _plain({**sets, imported.name: entry}),
    }
    after["defaults"] = {**after["defaults"], "boundaries": imported.name}
    draft.file_report({**report, **vars(rejoined), "dataset_version": draft.number}, {})
    draft.publish(stamped(after, manifest))
    return rejoined


def _polygon_tables(manifest: Mapping[str, Any]) -> list[str]:
    sets = manifest.get("boundaries", DEFAULT_SETS).values()
    return [entry[key] for entry in sets for key in _LAYERS if key in entry]


def _write_set(folder: Path, imported: ImportedBoundaries, tables: Manifest) -> Manifest:
    """Write the four layers of a set; returns what the manifest says of it."""
    named = {key: f"{imported.name}_{key}" for key in _LAYERS}
    for key, table in named.items():
        frame = getattr(imported, _LAYERS[key])
        path = folder / f"{table}.{'parquet' if key.startswith('full_') else 'geojson'}"
        _write_layer(frame, path)
        tables[table] = table_entry(path, len(frame), imported.attribution, imported.attribution)
    return {
        "label": imported.label,
        "approximate": imported.approximate,
        "attribution": imported.attribution,
        "level": imported.level,
        **named,
    }


def _write_layer(frame: gpd.GeoDataFrame, path: Path) -> None:
    rows = frame.reset_index()
    if path.suffix == ".parquet":
        rows.to_parquet(path, index=False)
        return
    # The feature's id is what the choropleth finds its unit by.
    text = rows.set_index(rows.columns[0], drop=False).to_json(drop_id=False, ensure_ascii=False)
    path.write_text(text, encoding="utf-8")


def _write_country(folder: Path, imported: ImportedBoundaries, tables: Manifest) -> None:
    """Write the register that came with the boundaries, and no neighbours."""
    assert imported.register is not None  # noqa: S101  asked by the caller
    register = folder / "register.csv"
    imported.register.reset_index().to_csv(register, index=False, lineterminator="\n")
    count = len(imported.register)
    tables["register"] = table_entry(register, count, imported.attribution, imported.attribution)
    neighbours = folder / "neighbours.geojson"
    neighbours.write_text('{"type": "FeatureCollection", "features": []}\n', encoding="utf-8")
    tables["neighbours"] = table_entry(neighbours, 0, "none", "none")


def _rejoin(
    draft: VersionDraft,
    dataset: Dataset,
    imported: ImportedBoundaries,
    register: Register,
    *,
    keeps: bool,
) -> tuple[Path, Rejoined]:
    """The events joined with the new set; the embedded ones do not go into another country."""
    target = draft.folder / "events.parquet"
    source: Path | pd.DataFrame = dataset.folder / dataset.manifest["tables"]["events"]["file"]
    if Path(str(source)).suffix != ".parquet":
        every = dataset.events.all()
        source = every if keeps else every.head(0)
    country = find_country(imported.country)
    places = Places(imported.units, imported.provinces, register, country)
    return target, rejoin_events(source, places, target)


def _country(imported: ImportedBoundaries, manifest: Mapping[str, Any]) -> Manifest:
    """What of the manifest changes with the country."""
    name = country_name(imported.country)
    today = datetime.now(UTC).date()
    defaults = {**manifest["defaults"], "assessment": "named-sources"}
    if not manifest.get("ingested"):
        defaults |= {
            "as_of": today.isoformat(),
            "from": (today - timedelta(days=30)).isoformat(),
            "to": today.isoformat(),
        }
    return {
        "name": name.lower().replace(" ", "-"),
        "title": name,
        "country": imported.country,
        "country_iso3": imported.country,
        "country_name": name,
        "defaults": defaults,
        "assessments": {},
    }


def country_name(alpha3: str) -> str:
    """English name of a country (from Unicode's CLDR), or its code where it has none."""
    known = Locale("en").territories
    return str(known.get(alpha2(alpha3) or "", alpha3))


def _plain(value: Any) -> Any:
    """Read-only mappings as dicts, so that JSON takes them."""
    return (
        {key: _plain(part) for key, part in value.items()} if isinstance(value, Mapping) else value
    )
