"""The URL -> the controls, the notices and the addresses of what can be taken away."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, no_update

from dashboard.callbacks.versions import is_outdated
from dashboard.i18n import Catalogue
from dashboard.ids import Id
from dashboard.layout.data import data_panel
from dashboard.layout.header import DATA_FILES, SNAPSHOTS
from dashboard.layout.ledger import ledger_panel
from dashboard.layout.table import table
from dashboard.reading import Reading
from dashboard.site import LiveSite
from geodata.answers.compare import Side, compare_param
from geodata.dataset.extent import event_span
from geodata.events.schema import FAMILIES
from geodata.view import NO_TYPES, View

DOWNLOADS = {item: f"/{item.replace('-', '.')}" for item in (*DATA_FILES, *SNAPSHOTS)}
"""Addresses by the link that has them: “events-csv” is that of /events.csv."""


def register(app: Dash, live: LiveSite) -> None:
    """Every control shows what the URL says, whoever changed it."""

    @app.callback(
        output={
            "store": Output(Id.VIEW, "data"),
            "notices": Output(Id.NOTICES, "children"),
            "controls": {name: Output(*target) for name, target in CONTROLS.items()},
            "stage": Output(Id.STAGE, "className"),
            "compare_hidden": Output(Id.COMPARE_PANEL, "hidden"),
            "ledger": Output(Id.LEDGER_PANEL, "children"),
            "ledger_for": Output(Id.LEDGER_FOR, "data"),
            "ledger_hidden": Output(Id.LEDGER_PANEL, "hidden"),
            "table": Output(Id.TABLE_PANEL, "children"),
            "table_mounted": Output(Id.TABLE_MOUNTED, "data"),
            "table_hidden": Output(Id.TABLE_PANEL, "hidden"),
            "method_hidden": Output(Id.METHOD_PANEL, "hidden"),
            "data": Output(Id.DATA_PANEL, "children"),
            "data_hidden": Output(Id.DATA_PANEL, "hidden"),
            "links": {item: Output(item, "href") for item in DOWNLOADS},
        },
        inputs={"search": Input(Id.URL, "search")},
        state={
            "mounted": State(Id.TABLE_MOUNTED, "data"),
            "ledger_for": State(Id.LEDGER_FOR, "data"),
            "made_for": State(Id.MADE_FOR, "data"),
        },
    )
    def show_view(
        search: str | None,
        *,
        mounted: bool | None = None,
        ledger_for: str | None = None,
        made_for: str | None = None,
    ) -> dict[str, Any]:
        site = live.current()
        is_outdated(made_for, site)
        reading, notices = site.read(search)
        view, t, default = reading.view, reading.t, site.dataset.default_view
        # The grid's code is a tenth of the page: who only looks at the map never loads it.
        mount = view.tab == "table" and not mounted
        # The ledger is long: what is selected in it changes nothing else of it.
        here = view.with_(select="").to_query(default)
        anew = view.tab == "ledger" and ledger_for != here
        other, query = reading.other, taken_away(reading).to_query(default)
        return {
            "store": {
                "params": view.all_params(),
                "defaults": default.all_params(),
                "families": {name: list(types) for name, types in FAMILIES.items()},
                **steps(reading),
                "compared": {"assessment": other.assessment, "day": other.day.isoformat()},
            },
            "notices": [*notice_alert(notices, t), *outside_alert(reading)],
            "controls": control_values(reading),
            "stage": stage_class(reading),
            "compare_hidden": view.tab != "compare",
            "ledger": ledger_panel(reading) if anew else no_update,
            "ledger_for": here if anew else no_update,
            "ledger_hidden": view.tab != "ledger",
            "table": table(t) if mount else no_update,
            "table_mounted": True if mount else no_update,
            "table_hidden": view.tab != "table",
            "method_hidden": view.tab != "method",
            # Made anew whenever it is opened: reports come without a new version too.
            "data": data_panel(site, t) if view.tab == "data" else no_update,
            "data_hidden": view.tab != "data",
            "links": {item: f"{path}?{query}" for item, path in DOWNLOADS.items()},
        }


CONTROLS: dict[str, tuple[Id, str]] = {
    "as_of": (Id.AS_OF, "value"),
    "dates": (Id.DATES, "value"),
    "province": (Id.PROVINCE, "value"),
    "types": (Id.TYPES, "value"),
    "families": (Id.FAMILIES, "value"),
    "assessment": (Id.ASSESSMENT, "value"),
    "boundaries": (Id.BOUNDARIES, "value"),
    "documented": (Id.DOCUMENTED, "checked"),
    "layer": (Id.LAYER, "value"),
    "compare_assessment": (Id.COMPARE_ASSESSMENT, "value"),
    "compare_day": (Id.COMPARE_DAY, "value"),
    "compare_as": (Id.COMPARE_AS, "value"),
    "tab": (Id.TAB, "value"),
    "find": (Id.FIND_UNIT, "value"),
}


def control_values(reading: Reading) -> dict[str, Any]:
    """What each control of `CONTROLS` shows for a view."""
    view, dataset, other = reading.view, reading.dataset, reading.other
    types = shown_types(view, dataset.vocabulary.types)
    return {
        "as_of": view.as_of.isoformat(),
        "dates": [view.date_from.isoformat(), view.date_to.isoformat()],
        "province": list(view.provinces),
        "types": types,
        "families": [name for name, members in FAMILIES.items() if set(members) <= set(types)],
        "assessment": view.assessment,
        "boundaries": view.boundaries,
        "documented": view.documented_only,
        "layer": view.layer,
        "compare_assessment": other.assessment,
        "compare_day": other.day.isoformat(),
        "compare_as": view.compare_as,
        "tab": view.tab,
        "find": view.select if view.select in dataset.register.frame.index else None,
    }


def taken_away(reading: Reading) -> View:
    """The view that downloads are of: with what it is compared with only where that is shown."""
    view = reading.view
    compared = compare_param(view, reading.other) if view.tab == "compare" else ""
    return view.with_(tab="map", select="", compare=compared)


def stage_class(reading: Reading) -> str:
    """How the stage is laid out: one map, or two, the earlier day first."""
    view = reading.view
    if view.tab != "compare":
        return "fm-stage"
    ours = Side(view.assessment, view.as_of)
    ahead = reading.comparison.first != ours and view.compare_as == "side"
    return "fm-stage fm-comparing fm-other-first" if ahead else "fm-stage fm-comparing"


def steps(reading: Reading) -> dict[str, Any]:
    """Where playing begins and ends, and the nearest days on which a status of the view changes."""
    dataset, view = reading.dataset, reading.view
    days = dataset.assessment(view).change_days(dataset.register.units_of(view.provinces))
    first, last = _played(reading)
    before, after = bisect_left(days, view.as_of), bisect_right(days, view.as_of)
    return {
        "span": [min(first, view.as_of).isoformat(), max(last, view.as_of).isoformat()],
        "changes": {
            "before": days[before - 1].isoformat() if before else None,
            "after": days[after].isoformat() if after < len(days) else None,
        },
    }


def _played(reading: Reading) -> tuple[date, date]:
    """The days of the dataset on which the view's assessment speaks; all, if it does on none."""
    first, last = event_span(reading.dataset)
    begins, ends = reading.dataset.assessments[reading.view.assessment].days
    inside = max(first, begins or first), min(last, ends or last)
    return inside if inside[0] <= inside[1] else (first, last)


def shown_types(view: View, every: tuple[str, ...]) -> list[str]:
    """The event types that a view shows, all spelled out."""
    if view.types == NO_TYPES:
        return []
    return list(view.types or every)


def notice_alert(notices: Sequence[str], t: Catalogue) -> list[dmc.Alert]:
    """What in the URL could not be followed, as one quiet box; nothing if all is well."""
    if not notices:
        return []
    closing = {"withCloseButton": True, "closeButtonLabel": t("notice.close")}
    return [_alert(notices, title=t("notice.title"), **closing)]


def outside_alert(reading: Reading) -> list[dmc.Alert]:
    """That the dataset's incidents lie off its map, where every one does."""
    found = reading.outliers
    return [] if found is None else [_alert([reading.t.count("outside", found.n)])]


def _alert(lines: Sequence[str], **props: Any) -> dmc.Alert:
    said = [dmc.Text(line, size="sm") for line in lines]
    return dmc.Alert(said, color="yellow", variant="light", **props)
