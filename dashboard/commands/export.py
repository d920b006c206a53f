"""``frontmap export``: the incidents of a view, or what assessments say, as a file."""

from __future__ import annotations

import typer

from dashboard.commands.common import write_file
from dashboard.commands.view_options import History, Ledger, Output, of_a_view
from dashboard.reading import Reading
from geodata.answers.statuses import What, export_assessments

ONE_EXPORT = "one file holds one thing; give one of --compare, --history and --ledger."


@of_a_view(without=("layer", "stale"))
def export(
    reading: Reading, output: Output, history: History = False, ledger: Ledger = False
) -> None:
    """Write the incidents of a view: -o events.csv, .geojson, .gpkg or .parquet.

    With --compare, --history or --ledger, that instead: -o compare.csv (or .geojson), history.csv,
    ledger.csv.
    """
    from geodata.answers.events import export_events

    dataset, view = reading.dataset, reading.view
    asked: dict[What, object] = {"compare": view.compare, "history": history, "ledger": ledger}
    wanted = [what for what, given in asked.items() if given]
    if len(wanted) > 1:
        raise typer.BadParameter(ONE_EXPORT)
    body = (
        export_assessments(dataset, view, wanted[0], output.suffix)
        if wanted
        else export_events(dataset, view, output.suffix)
    )
    write_file(output, body)
