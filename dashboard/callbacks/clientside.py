"""What the browser does alone: controls to URL, downloads, sheets. Code in ``assets/js``."""

from dash import ClientsideFunction, Dash, Input

from dashboard.ids import Id

CHANGES = {
    "remember": Input(Id.VIEW, "data"),
    "asOf": Input(Id.AS_OF, "value"),
    "dates": Input(Id.DATES, "value"),
    "province": Input(Id.PROVINCE, "value"),
    "types": Input(Id.TYPES, "value"),
    "families": Input(Id.FAMILIES, "value"),
    "assessment": Input(Id.ASSESSMENT, "value"),
    "boundaries": Input(Id.BOUNDARIES, "value"),
    "documented": Input(Id.DOCUMENTED, "checked"),
    "layer": Input(Id.LAYER, "value"),
    "tab": Input(Id.TAB, "value"),
    "find": Input(Id.FIND_UNIT, "value"),
    "stepBack": Input(Id.DAY_BEFORE, "n_clicks"),
    "stepForward": Input(Id.DAY_AFTER, "n_clicks"),
    "changeBefore": Input(Id.CHANGE_BEFORE, "n_clicks"),
    "changeAfter": Input(Id.CHANGE_AFTER, "n_clicks"),
    "compareAssessment": Input(Id.COMPARE_ASSESSMENT, "value"),
    "compareDay": Input(Id.COMPARE_DAY, "value"),
    "compareAs": Input(Id.COMPARE_AS, "value"),
    "mapClick": Input(Id.MAP, "clickData"),
    "otherClick": Input(Id.COMPARE_MAP, "clickData"),
    "totalClick": Input(Id.LEDGER_CHART, "clickData"),
    "brush": Input(Id.TIMELINE, "selectedData"),
    "row": Input(Id.TABLE, "selectedRows"),
    "renew": Input(Id.PUBLISHED, "data"),
}
"""Functions of ``assets/js/controls.js`` and what each listens to."""


def register(app: Dash) -> None:
    """Every control writes its change into the URL; nothing else holds state."""
    for name, source in CHANGES.items():
        app.clientside_callback(
            ClientsideFunction("frontmap", name), source, prevent_initial_call=True
        )
    app.clientside_callback(
        ClientsideFunction("frontmap", "refreshTable"),
        Input(Id.URL, "search"),
        prevent_initial_call=True,
    )
