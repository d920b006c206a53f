"""Files that are dropped on the page, and the reports of what became of them.

A dropped file is put into a folder of its own, and the ``frontmap`` command, as a process of its
own, does with it what it does for anybody: the server's memory never holds it, and a fault in it
cannot harm the page. The command ends when the time is up, and with the request, the server, or
the page that waits for it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from logging import Logger
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

import orjson
from flask import Flask, Response, current_app, request
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge

from dashboard.web.settings import Settings
from geodata.dataset.versions import Store
from geodata.errors import FrontmapError
from geodata.ingest.plan import INGEST_FORMATS
from geodata.tables.guard import TIME_IS_UP, guarded

JSON_TYPE = "application/json"
TABLES = ("rejects", "remarks", "duplicates", "disagreements")
MARK = "X-Frontmap"
"""A header that a form of another site cannot send: it keeps strangers' pages from uploading."""
SECONDS = 30 * 60
MEMORY = 4 * 2**30
STACKS = 24 * 2**20
"""Bytes that the command may write to, and more of them for the threads of each core. A million
rows of ACLED take 1.5 GB and ask for 2.8."""
AT_ONCE = 2
"""Files that a worker has read at a time; each takes one of its four threads from the page."""
BEAT = 1.0
"""Seconds after which a page that has gone is noticed."""
LONGEST_NAME = 60
"""Characters; four bytes each, no disk refuses them."""


class RefusedError(FrontmapError):
    """An upload that is not taken, with its HTTP status."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.status = status


def add_uploads(server: Flask, settings: Settings) -> None:
    """Add ``POST /upload``, ``/reports.json`` and the tables of each report."""
    places = BoundedSemaphore(AT_ONCE)

    @server.post("/upload")
    def upload() -> Response:
        try:
            folder = _may_upload(settings)
            return _taken(folder, settings, places)
        except RefusedError as problem:
            return _json({"error": str(problem)}, problem.status)
        except OSError as problem:
            why = problem.strerror or problem
            return _json({"error": f"this server has no room to keep the file ({why})."}, 507)

    @server.get("/reports.json")
    def reports() -> Response:
        return _json({"reports": reports_of(settings)})

    @server.get("/reports/<int:number>/<table>.csv")
    def report_table(number: int, table: str) -> Response:
        if settings.data is None or table not in TABLES:
            return _json({"error": f"no such table; known are {', '.join(TABLES)}."}, 404)
        path = Store(settings.data).report_folder(number) / f"{table}.csv"
        if not path.is_file():
            return _json({"error": f"report {number} has no {table}.csv."}, 404)
        response = Response(path.read_bytes(), content_type="text/csv; charset=utf-8")
        name = f"frontmap-report-{number}-{table}.csv"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


def reports_of(settings: Settings) -> list[dict[str, Any]]:
    """Reports of the data folder, the latest first; none without a folder."""
    return [] if settings.data is None else Store(settings.data).reports()


def why_no_uploads(settings: Settings) -> str:
    """Key of the sentence that says why nothing can be dropped; empty if files are taken."""
    if not settings.takes_uploads:
        return "upload.off" if settings.uploads is False else "upload.exposed"
    if settings.data is None or not _is_store(settings.data):
        return "upload.no_folder"
    return ""


def _is_store(folder: Path) -> bool:
    store = Store(folder)
    return folder.is_dir() and (store.is_there() or store.is_empty())


def _may_upload(settings: Settings) -> Path:
    """The data folder, if files are taken and this request comes from the page itself."""
    if request.headers.get(MARK) != "upload":
        raise RefusedError("files are taken from the page’s Data tab only.", 403)
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise RefusedError("files are taken from this server’s own page only.", 403)
    if settings.uploads is False:
        raise RefusedError("uploads are switched off here (FRONTMAP_UPLOADS=0).", 403)
    if not settings.takes_uploads:
        raise RefusedError(
            "others can reach this server, so it takes no files unless it is started with "
            "FRONTMAP_UPLOADS=1.",
            403,
        )
    if settings.data is None or not _is_store(settings.data):
        raise RefusedError(
            "this server keeps no data; start it with a folder: frontmap serve --data DIR.", 409
        )
    return settings.data


def _taken(folder: Path, settings: Settings, places: BoundedSemaphore) -> Response:
    limit = settings.upload_mb * 2**20
    request.max_content_length = limit
    try:
        given, form = request.files.get("file"), request.form
    except RequestEntityTooLarge:
        raise _too_large(settings) from None
    if given is None or not given.filename:
        raise RefusedError("no file came with the request; choose one.", 400)
    if not places.acquire(blocking=False):
        raise RefusedError(f"{AT_ONCE} files are being read already; try again in a moment.", 503)
    with ExitStack() as stack:
        stack.callback(places.release)
        room = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="frontmap-upload-")))
        command = _command(room, given, form, folder)
        process = stack.enter_context(_started(command, room))
        response = Response(
            _answer(process, command, room, current_app.logger), content_type=JSON_TYPE
        )
        # Compressed, the beats would be held back.
        response.headers["Content-Encoding"] = "identity"
        response.call_on_close(stack.pop_all().close)
        return response


def _too_large(settings: Settings) -> RefusedError:
    return RefusedError(
        f"the file is larger than the {settings.upload_mb} MB that this page takes; use "
        "`frontmap ingest` on the command line, or raise FRONTMAP_UPLOAD_MB.",
        413,
    )


def _command(room: Path, given: FileStorage, form: Any, folder: Path) -> list[str]:
    """The command that takes the file in, as a list: nothing of a name reaches a shell."""
    path = room / "file" / kept_name(given.filename or "")
    path.parent.mkdir()
    given.save(path)
    options = ["--data", str(folder), "--json"]
    if form.get("dry_run") == "1":
        options.append("--dry-run")
    if form.get("format", "auto") not in INGEST_FORMATS:
        raise RefusedError(f"no such format; choose one of {', '.join(INGEST_FORMATS)}.", 400)
    options += ["--format", form.get("format", "auto")]
    if form.get("mapping", "").strip():
        mapping = room / "mapping.toml"
        mapping.write_text(form["mapping"], encoding="utf-8")
        options += ["--mapping", str(mapping)]
    if form.get("suggest") == "1":
        return [*_FRONTMAP, "ingest", str(path), "--suggest", "--mapping", str(room / "new.toml")]
    return [*_FRONTMAP, "ingest", str(path), *options]


def kept_name(given: str) -> str:
    """The name of a file as its owner knows it, for the report: one that any disk takes.

    Folders, characters that are not seen, and those that some disk refuses are left out.
    """
    name = given.replace("\\", "/").rpartition("/")[2]
    seen = "".join("_" if sign in '<>:"|?*' else sign for sign in name if sign.isprintable())
    return seen.strip(" .")[-LONGEST_NAME:].lstrip(" .") or "upload.csv"


_FRONTMAP = (sys.executable, "-m", "dashboard.cli")


def _started(command: Sequence[str], room: Path) -> subprocess.Popen[bytes]:
    """The command, which ends at the latest when what this gives is left."""
    with (room / "stdout").open("wb") as out, (room / "stderr").open("wb") as err:
        return subprocess.Popen(  # noqa: S603  our own command; names are arguments, no shell
            guarded(command, seconds=SECONDS, memory=MEMORY + STACKS * (os.cpu_count() or 1)),
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=err,
            start_new_session=True,
        )


# A fault in a file is an outcome, told with status 200: the request itself was followed. Whether
# anybody still waits for it shows only when something is sent; JSON may begin with blanks.
def _answer(
    process: subprocess.Popen[bytes], command: Sequence[str], room: Path, log: Logger
) -> Iterator[bytes]:
    while _runs(process):
        yield b" "
    yield orjson.dumps(_outcome(process.returncode, command, room, log), default=str)


def _runs(process: subprocess.Popen[bytes]) -> bool:
    """Wait for a command; whether it still runs after a beat."""
    with suppress(subprocess.TimeoutExpired):
        process.wait(BEAT)
    return process.returncode is None


def _outcome(code: int, command: Sequence[str], room: Path, log: Logger) -> dict[str, Any]:
    said = (room / "stdout").read_bytes()
    if code == 0 and "--suggest" in command:
        return {"mapping": Path(command[-1]).read_text(encoding="utf-8")}
    report = orjson.loads(said) if said.strip() and code in (0, 1) else None
    if code == 0:
        return {"report": report}
    error = _sentence(code, (room / "stderr").read_text("utf-8", "replace"), log)
    return {"error": error} if "--suggest" in command else {"error": error, "report": report}


# How Python, pyarrow, DuckDB and others say that a process has no memory left.
_NO_MEMORY = re.compile(
    r"MemoryError|can't start new thread|bad_alloc|malloc of size|Unable to allocate|"
    r"memory allocation|allocation failure",
    re.IGNORECASE,
)


def _sentence(code: int, said: str, log: Logger) -> str:
    """What the command said; a fault of Frontmap itself goes to the log, not to the page."""
    if code == TIME_IS_UP:
        return f"this took longer than half an hour and was stopped; {_OTHERWISE}."
    sentences = [line for line in said.splitlines() if line.startswith("frontmap: ")]
    if sentences and code == 1:
        return sentences[-1].removeprefix("frontmap: ").strip()
    log.error("frontmap ingest failed on an upload (%d):\n%s", code, said)
    # Libraries that have no memory left end their process, with a signal.
    if code > TIME_IS_UP or _NO_MEMORY.search(said):
        return (
            f"the file needs more memory than an upload may use ({MEMORY >> 30} GB); {_OTHERWISE}."
        )
    return "Frontmap failed on this file, and took nothing of it; the server’s log says how."


_OTHERWISE = "use `frontmap ingest` on the command line"


def _json(body: dict[str, Any], status: int = 200) -> Response:
    return Response(orjson.dumps(body, default=str), status=status, content_type=JSON_TYPE)
