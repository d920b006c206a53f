"""The table tab: the same incidents as the map's, in blocks asked for as one scrolls."""

from __future__ import annotations

from collections.abc import Mapping

import dash_ag_grid as dag
import pandas as pd
from dash import html

from dashboard.i18n import Catalogue
from dashboard.ids import Id
from dashboard.wording import words
from geodata.dataset.dataset import Dataset

BLOCK_ROWS = 100
COLUMNS: Mapping[str, Mapping[str, object]] = {
    "date_start": {"headerName": "table.date", "width": 104, "pinned": "left"},
    "event_type": {"headerName": "table.type", "width": 140},
    "place": {"headerName": "table.place", "width": 140, "sortable": False},
    "summary": {"headerName": "table.summary", "flex": 1, "minWidth": 300,
                "tooltipField": "summary"},
    "killed": {"headerName": "table.killed", "width": 120, "sortable": False},
    "source_name": {"headerName": "table.source", "width": 180, "cellRenderer": "FrontmapSource"},
    "province": {"headerName": "table.province", "width": 118, "sortable": False},
    "unit": {"headerName": "table.unit", "width": 130, "sortable": False},
    "location_precision": {"headerName": "table.precision", "width": 104},
    "date_end": {"headerName": "table.to", "width": 104},
    "injured": {"headerName": "table.injured", "width": 92},
    "confidence": {"headerName": "table.confidence", "width": 112},
    "event_id": {"headerName": "table.id", "width": 158},
    "duplicate_of": {"headerName": "table.duplicate", "width": 158},
}  # fmt: skip
SORTABLE = tuple(name for name, spec in COLUMNS.items() if spec.get("sortable", True))


def table(t: Catalogue) -> list[object]:
    """Heading with the number of rows, and the grid."""
    return [
        html.H2([t("table.title"), " ", html.Span(id=Id.TABLE_COUNT, className="fm-muted")],
                className="fm-panel-title"),
        dag.AgGrid(
            id=Id.TABLE,
            rowModelType="infinite",
            columnDefs=[_column(name, spec, t) for name, spec in COLUMNS.items()],
            defaultColDef={"resizable": True, "sortable": True, "suppressMovable": True},
            dashGridOptions={
                "cacheBlockSize": BLOCK_ROWS,
                "maxBlocksInCache": 20,
                "rowSelection": {"mode": "singleRow", "checkboxes": False,
                                 "enableClickSelection": True},
                "tooltipShowDelay": 300,
                "rowHeight": 34,
                "headerHeight": 36,
                "enableCellTextSelection": True,
            },
            getRowId="params.data.event_id",
            className="ag-theme-quartz fm-grid",
            style={"height": "100%"},
        ),
    ]  # fmt: skip


def rows(dataset: Dataset, events: pd.DataFrame, t: Catalogue) -> list[dict[str, object]]:
    """Events as grid rows: text and numbers only, never markup."""
    provinces = dataset.register.province_names
    units = dataset.register.frame["name_en"]
    return [
        {
            "event_id": event["event_id"],
            "date_start": event["date_start"].date().isoformat(),
            "date_end": event["date_end"].date().isoformat(),
            "event_type": t("type." + event["event_type"]),
            "place": _known(event["place_en"]) or _known(event["district_en"]),
            "location_precision": event["location_precision"],
            "province": provinces.get(event["province_code"], ""),
            "unit": units.get(event["unit_id"], "") if _known(event["unit_id"]) else "",
            "summary": _known(event["summary"]),
            "killed": words.killed(event, t),
            "injured": None if pd.isna(event["injured"]) else int(event["injured"]),
            "source_name": _known(event["source_name"]),
            "source_url": _known(event["source_url"]),
            "confidence": _known(event["confidence"]),
            "duplicate_of": _known(event["duplicate_of"]),
        }
        for event in events.to_dict("records")
    ]


def _column(name: str, spec: Mapping[str, object], t: Catalogue) -> dict[str, object]:
    return {**spec, "field": name, "headerName": t(str(spec["headerName"]))}


def _known(value: object) -> str:
    return "" if pd.isna(value) else str(value)  # type: ignore[call-overload]
