"""Routes of the assessments: counts, comparison, history and the ledger."""

from __future__ import annotations

from functools import partial
from typing import get_args

from flask import Flask, Response, request

from dashboard.reading import Reading
from dashboard.site import LiveSite
from dashboard.web.http import add_download, json_response, of_view
from geodata.answers.events import CSV_TYPE, GEOJSON_TYPE
from geodata.answers.statuses import What, export_assessments, status_answer
from geodata.assessments.ledger import ledger_records
from geodata.errors import FrontmapError

TYPES = {"csv": CSV_TYPE, "geojson": GEOJSON_TYPE}
_FLAGS = {"": False, "0": False, "1": True}


def add_assessment_routes(server: Flask, live: LiveSite) -> None:
    """Add ``/status.json``, and ``/compare.csv``, ``/history.csv``, ``/ledger.csv``."""

    @server.get("/status.json")
    def status() -> Response:
        def answer(reading: Reading) -> Response:
            dataset, view = reading.dataset, reading.view
            history, ledger = _flag("history"), _flag("ledger")
            if ledger and (history or view.compare):
                raise FrontmapError(
                    "ledger is a list of its own; ask for it without compare and history."
                )
            if ledger:
                return json_response(ledger_records(dataset.ledger))
            return json_response(status_answer(dataset, view, history=history))

        return of_view(live, answer, beside=("history", "ledger"))

    for what in get_args(What):
        body = partial(_export, what)
        add_download(server, live, what, "format", TYPES, body, f"frontmap-{what}")


def _export(what: What, reading: Reading, fmt: str) -> bytes:
    return export_assessments(reading.dataset, reading.view, what, f".{fmt}")


def _flag(name: str) -> bool:
    value = request.args.get(name, "")
    if value not in _FLAGS:
        raise FrontmapError(f"{name}: “{value[:40]}” is not 0 or 1; give one of them.")
    return _FLAGS[value]
