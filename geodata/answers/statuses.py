"""What assessments say, for other programs: comparison, history and ledger as JSON and tables."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Literal

import pandas as pd

from geodata.answers.compare import Side, compared, comparison, kinds_of, sides
from geodata.answers.summary import boundary_words, provenance, status_summary
from geodata.assessments.agreement import Agreement, agreement, agreement_by_province
from geodata.assessments.base import count_statuses
from geodata.assessments.changes import changes
from geodata.assessments.ledger import ledger_records
from geodata.dataset.dataset import Dataset
from geodata.errors import FrontmapError
from geodata.view import View

What = Literal["compare", "history", "ledger"]
HISTORY_COLUMNS = (
    "unit_id", "name_en", "province_code", "status", "basis", "from", "to", "since",
    "last_confirmed", "source", "confidence", "claim_ids",
)  # fmt: skip


def status_answer(dataset: Dataset, view: View, *, history: bool = False) -> dict[str, Any]:
    """`geodata.answers.summary.status_summary`, with ``comparison`` if the view has one, and ``history``."""
    answer = status_summary(dataset, view)
    if view.compare:
        answer["comparison"] = comparison_summary(dataset, view)
    if history:
        answer["history"] = history_summary(dataset, view)
    return answer


def comparison_summary(dataset: Dataset, view: View) -> dict[str, Any]:
    """Both sides with their counts, the classes of the difference, agreement, and the units."""
    both, frames = comparison(dataset, view), sides(dataset, view)
    frame = compared(dataset, view)
    counts = frame["kind"].value_counts()
    summary: dict[str, Any] = {
        "kind": both.kind,
        "first": _side(both.first, frames[0]),
        "second": _side(both.second, frames[1]),
        "units_by_kind": {kind: int(counts.get(kind, 0)) for kind in kinds_of(both.kind)},
        "agreement": {
            **_agreement(agreement(frames[0]["status"], frames[1]["status"])),
            "by_province": _by_province(dataset, *frames),
        },
        "units": _records(frame.rename_axis("unit_id").reset_index()),
    }
    if both.kind == "dates":
        units = dataset.register.frame.loc[frame.index]
        of = dataset.assessment(view)
        summary["changes"] = _records(changes(of, units, both.first.day, both.second.day))
    return summary


def history_summary(dataset: Dataset, view: View) -> dict[str, Any]:
    """Counts on every day on which a status of the view changes, and the spells behind them."""
    days = dataset.assessment(view).change_days(dataset.register.units_of(view.provinces))
    return {
        "days": [
            {"as_of": day.isoformat(), **count_statuses(dataset.statuses(view.with_(as_of=day)))}
            for day in days
        ],
        "spells": _records(history_table(dataset, view)),
    }


def history_table(dataset: Dataset, view: View) -> pd.DataFrame:
    """The spells of the view's assessment in the view's provinces; columns `HISTORY_COLUMNS`.

    With ``documented_only``, spells of another basis are left out.
    """
    spells = dataset.assessment(view).spells
    wanted = dataset.register.units_of(view.provinces)
    if wanted is not None:
        spells = spells[spells["unit_id"].isin(wanted)]
    names = dataset.register.frame[["name_en", "province_code"]]
    table = spells.join(names, on="unit_id").rename(
        columns={"date_from": "from", "date_to": "to", "confirmed": "last_confirmed"}
    )
    return table[list(HISTORY_COLUMNS)].reset_index(drop=True)


def compare_table(dataset: Dataset, view: View) -> pd.DataFrame:
    """Every unit of the view with its status on both sides and the class of the difference."""
    both = comparison(dataset, view)
    frame = compared(dataset, view).rename_axis("unit_id").reset_index()
    first, second = both.first, both.second
    return frame.assign(
        before_assessment=first.assessment, before_day=first.day.isoformat(),
        after_assessment=second.assessment, after_day=second.day.isoformat(),
    )  # fmt: skip


def ledger_table(dataset: Dataset) -> pd.DataFrame:
    """The ledger with the nested fields of its records as columns of their own."""
    # As objects, or a count that is missing somewhere would turn all of its column into fractions.
    return pd.DataFrame([_flat(row) for row in ledger_records(dataset.ledger)], dtype=object)


def _flat(record: Mapping[str, Any]) -> dict[str, Any]:
    """A record with the fields of its nested ones as its own: ``mapped_taliban``."""
    flat: dict[str, Any] = {}
    for name, value in record.items():
        if isinstance(value, dict):
            flat |= {f"{name}_{part}": one for part, one in value.items()}
        else:
            flat[name] = value
    return flat


def export_assessments(dataset: Dataset, view: View, what: What, suffix: str) -> bytes:
    """One of the three as a file; raises `FrontmapError` for a suffix that it has no format for."""
    writers: Mapping[tuple[str, str], Callable[[], bytes]] = {
        ("compare", ".csv"): lambda: _csv(dataset, view, compare_table(dataset, view)),
        ("compare", ".geojson"): lambda: compare_geojson(dataset, view),
        ("history", ".csv"): lambda: _csv(dataset, view, history_table(dataset, view)),
        ("ledger", ".csv"): lambda: _csv(dataset, view, ledger_table(dataset)),
    }
    writer = writers.get((what, suffix.lower()))
    if writer is None:
        known = [end for name, end in writers if name == what]
        raise FrontmapError(
            f"“{suffix or 'no suffix'}” is no format for {what}; end the file name in "
            f"{' or '.join(known)}."
        )
    return writer()


def compare_geojson(dataset: Dataset, view: View) -> bytes:
    """The difference map as GeoJSON (WGS 84); a unit without a polygon has a null geometry.

    Property ``boundaries`` says plainly where cells are approximate; the member ``frontmap``
    says what was exported.
    """
    records = _records(compare_table(dataset, view))
    shapes = dataset.boundaries(view.boundaries).units.geometry
    named = boundary_words(dataset, view)
    features = [
        {
            "type": "Feature",
            "id": record["unit_id"],
            "geometry": shapes[record["unit_id"]].__geo_interface__
            if record["unit_id"] in shapes.index
            else None,
            "properties": {**record, "boundaries": named},
        }
        for record in records
    ]
    collection = {
        "type": "FeatureCollection",
        "frontmap": provenance(dataset, view),
        "features": features,
    }
    return json.dumps(collection, ensure_ascii=False).encode("utf-8")


def _csv(dataset: Dataset, view: View, table: pd.DataFrame) -> bytes:
    """UTF-8, days as YYYY-MM-DD, lists with "; " between."""
    records = [
        {k: "; ".join(map(str, v)) if isinstance(v, list) else v for k, v in record.items()}
        for record in _records(table)
    ]
    # As objects, or a missing number would turn a column of counts into fractions.
    plain = pd.DataFrame(records, columns=table.columns, dtype=object)
    told = plain.assign(dataset=dataset.name, dataset_version=dataset.version)
    del view
    return bytes(told.to_csv(index=False, lineterminator="\n").encode("utf-8"))


def _side(side: Side, statuses: pd.DataFrame) -> dict[str, Any]:
    return {
        "assessment": side.assessment,
        "as_of": side.day.isoformat(),
        **count_statuses(statuses),
    }


def _agreement(found: Agreement) -> dict[str, Any]:
    scalars = ("n", "agreeing", "share", "kappa", "low", "high", "one_speaks", "neither")
    matrix = {
        str(row): {str(column): int(n) for column, n in cells.items()}
        for row, cells in found.matrix.T.to_dict().items()
    }
    return {**{name: getattr(found, name) for name in scalars}, "matrix": matrix}


def _by_province(
    dataset: Dataset, first: pd.DataFrame, second: pd.DataFrame
) -> dict[str, dict[str, Any]]:
    provinces = dataset.register.frame.loc[first.index, "province_code"]
    table = agreement_by_province(first["status"], second["status"], provinces)
    return dict(zip(map(str, table.index), _records(table), strict=True))


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows with plain values: days as text, lists for tuples, None for what is missing."""
    return [
        {str(name): _plain(value) for name, value in row.items()}
        for row in table.to_dict("records")
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [str(part) for part in value]
    if value is None or value is pd.NaT or (isinstance(value, float) and pd.isna(value)):
        return None
    if value is pd.NA:
        return None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value.item() if hasattr(value, "item") else value
