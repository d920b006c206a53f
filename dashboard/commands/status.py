"""``frontmap status``: who holds how many units, in tables or as JSON."""

from __future__ import annotations

import typer

from dashboard.commands.common import Json, print_json
from dashboard.commands.view_options import History, Ledger, of_a_view
from dashboard.reading import Reading
from geodata.answers.statuses import status_answer
from geodata.assessments.ledger import ledger_records

LEDGER_ALONE = (
    "--ledger is a table of its own; ask for it without --compare and --history, which are of one "
    "assessment."
)


@of_a_view(without=("layer",))
def status(
    reading: Reading, history: History = False, ledger: Ledger = False, as_json: Json = False
) -> None:
    """Count the units by status and by how the status is known; compare, go back, reconcile."""
    if ledger and (reading.view.compare or history):
        raise typer.BadParameter(LEDGER_ALONE)
    if not as_json:
        # Programs, which ask often, need not wait for the words and tables of people.
        from dashboard.commands.assessment_text import print_status

        print_status(reading, history=history, ledger=ledger)
    elif ledger:
        print_json(ledger_records(reading.dataset.ledger))
    else:
        print_json(status_answer(reading.dataset, reading.view, history=history))
