"""Files dropped on the page: who may, what becomes of them, and what is never given out."""

from __future__ import annotations

import io
import json
import logging
import sys
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely
import xlsxwriter  # type: ignore[import-untyped]
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, stream_encode_multipart

from dashboard.app import create_app
from dashboard.i18n import Catalogue
from dashboard.layout.data import data_panel
from dashboard.site import Site
from dashboard.web.http import MOST_SENT
from dashboard.web.settings import Settings
from dashboard.web.uploads import add_uploads, kept_name, why_no_uploads
from geodata import open_dataset
from geodata.dataset.versions import Store
from geodata.ingest import ingest
from tests.support.geopackage import add_view, change
from tests.support.incidents import battles, write_incidents
from tests.support.processes import runs, wait_until

OURS = {"X-Frontmap": "upload", "Sec-Fetch-Site": "same-origin"}


def client(**settings: Any) -> FlaskClient:
    app = Flask(__name__)
    add_uploads(app, Settings(**settings))
    return app.test_client()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    return tmp_path / "data"


@pytest.fixture
def incidents(tmp_path: Path) -> bytes:
    bad = {"event_id_cnty": "AFG9", "event_date": "never"}
    return write_incidents(tmp_path / "made.csv", *battles(3), bad).read_bytes()


# A fault in a file is an outcome, told with status 200; 4xx and 5xx are of the request itself.
def send(
    to: FlaskClient,
    content: bytes,
    name: str = "incidents.csv",
    headers: dict[str, str] | None = None,
    **form: str,
) -> tuple[int, dict[str, Any]]:
    answer = post(to, content, name, headers, **form)
    assert answer.content_type == "application/json"
    found = answer.get_json()
    if "error" in found:
        assert "\n" not in found["error"]
        assert found["error"].endswith((".", "?"))
        assert "Traceback" not in found["error"]
        assert "frontmap-upload-" not in found["error"]
    return answer.status_code, found


def post(
    to: FlaskClient,
    content: bytes,
    name: str = "incidents.csv",
    headers: dict[str, str] | None = None,
    *,
    buffered: bool = True,
    **form: str,
) -> TestResponse:
    body = {**form, "file": FileStorage(io.BytesIO(content), filename=name)}
    # Werkzeug's own way leaves a temporary file open where the body is large.
    stream, length, boundary = stream_encode_multipart(body, threshold=2**30)
    return to.post(
        "/upload",
        input_stream=stream,
        content_length=length,
        content_type=f'multipart/form-data; boundary="{boundary}"',
        headers=OURS if headers is None else headers,
        buffered=buffered,
    )


# Who may ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Frontmap": "yes"},
        {"Sec-Fetch-Site": "same-origin"},
        {"X-Frontmap": "upload", "Sec-Fetch-Site": "cross-site"},
        {"X-Frontmap": "upload", "Sec-Fetch-Site": "same-site"},
    ],
)
def test_only_the_page_itself_may_send(
    headers: dict[str, str], data: Path, incidents: bytes
) -> None:
    status, found = send(client(data=data), incidents, headers=headers)
    assert status == 403
    assert "page" in found["error"]
    assert list(data.iterdir()) == []


def test_nothing_is_taken_where_uploads_are_off(data: Path, incidents: bytes) -> None:
    status, found = send(client(data=data, uploads=False), incidents)
    assert status == 403
    assert "FRONTMAP_UPLOADS=0" in found["error"]
    assert why_no_uploads(Settings(data=data, uploads=False)) == "upload.off"
    assert list(data.iterdir()) == []


@pytest.mark.parametrize("reached", [{"host": "192.0.2.7"}, {"hosts": ("map.example",)}])
def test_nothing_is_taken_from_others_unless_that_was_asked_for(
    reached: dict[str, Any], data: Path, incidents: bytes
) -> None:
    status, found = send(client(data=data, **reached), incidents)
    assert status == 403
    assert "FRONTMAP_UPLOADS=1" in found["error"]
    assert why_no_uploads(Settings(data=data, **reached)) == "upload.exposed"
    assert list(data.iterdir()) == []
    assert why_no_uploads(Settings(data=data, uploads=True, **reached)) == ""
    status, found = send(client(data=data, uploads=True, **reached), incidents, dry_run="1")
    assert (status, found["report"]["accepted"]) == (200, 3)


def test_the_page_that_others_reach_says_what_would_switch_it_on(site: Site, t: Catalogue) -> None:
    for settings in (Settings(host="192.0.2.7"), Settings(hosts=("map.example",))):
        panel = str(data_panel(Site(settings, site.dataset), t))
        assert "unless it is started with FRONTMAP_UPLOADS=1" in panel
        assert "data-upload" not in panel


def test_nothing_is_taken_without_a_store(tmp_path: Path, incidents: bytes) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "letter.txt").write_text("mine", encoding="utf-8")
    for folder in (None, other, tmp_path / "none"):
        status, found = send(client(data=folder), incidents)
        assert status == 409
        assert "frontmap serve --data DIR" in found["error"]
        assert why_no_uploads(Settings(data=folder)) == "upload.no_folder"
    assert [path.name for path in other.iterdir()] == ["letter.txt"]


# What becomes of a file -------------------------------------------------------------------------


def test_a_file_is_tried_and_then_taken(data: Path, incidents: bytes) -> None:
    page = client(data=data)
    assert why_no_uploads(Settings(data=data)) == ""
    status, tried = send(page, incidents, dry_run="1")
    assert status == 200
    assert tried["report"]["dry_run"]
    assert (tried["report"]["accepted"], tried["report"]["rejected"]) == (3, 1)
    assert Store(data).versions() == []
    status, done = send(page, incidents)
    assert status == 200
    report = done["report"]
    assert report["read"] == report["accepted"] + report["duplicates"] + report["rejected"] == 4
    assert (report["dataset_version"], report["files"][0]["file"]) == (1, "incidents.csv")
    assert len(open_dataset(data).events.all()) == 3
    listed = page.get("/reports.json").get_json()["reports"]
    assert [(row["number"], row["accepted"]) for row in listed] == [(1, 3)]


def test_the_page_takes_files_larger_than_any_other_request(data: Path, tmp_path: Path) -> None:
    rows = [{**row, "notes": "N" * (MOST_SENT // 50)} for row in battles(60)]
    large = write_incidents(tmp_path / "large.csv", *rows).read_bytes()
    assert len(large) > MOST_SENT
    page = create_app(Settings(data=data)).server.test_client()
    status, found = send(page, large, dry_run="1")
    assert (status, found["report"]["read"]) == (200, 60)


def test_a_table_gets_a_proposal_and_is_taken_with_it(data: Path) -> None:
    table = b"When;What;Lat;Lon\n03/08/2021;Clash;34.2;62.2\n14/08/2021;Clash;34.3;62.1\n"
    page = client(data=data)
    status, refused = send(page, table, dry_run="1")
    assert status == 200
    assert "mapping" in refused["error"]
    status, proposed = send(page, table, suggest="1")
    assert status == 200
    assert "[columns]" in proposed["mapping"]
    status, done = send(page, table, mapping=proposed["mapping"])
    assert (status, done.get("error")) == (200, None)
    assert done["report"]["accepted"] == 2
    status, wrong = send(page, table, mapping="a = = b")
    assert status == 200
    assert "is not TOML" in wrong["error"]


def test_a_file_that_is_called_as_the_mapping_is_not_overwritten(
    data: Path, incidents: bytes
) -> None:
    page = client(data=data)
    table = b"When,Lat,Lon\n2021-08-03,34.2,62.2\n"
    status, proposed = send(page, table, name="new.toml", suggest="1")
    assert status == 200
    _, done = send(page, table, name="mapping.toml", mapping=proposed["mapping"])
    assert done["report"]["read"] == 1
    assert send(page, incidents, format="acled")[0] == 200


def test_a_refusal_brings_the_sentence_and_the_report(data: Path, tmp_path: Path) -> None:
    bad = write_incidents(tmp_path / "bad.csv", *battles(2, event_date="never")).read_bytes()
    status, found = send(client(data=data), bad)
    assert status == 200
    assert "none of the 2 rows could be taken, so nothing was published" in found["error"]
    assert found["report"]["rejected"] == 2
    assert Store(data).versions() == []


def test_a_bad_file_is_one_sentence(data: Path) -> None:
    status, found = send(client(data=data), b"<!DOCTYPE html><html></html>")
    assert status == 200
    assert found["error"].startswith("incidents.csv is a web page")
    assert found["report"] is None


def test_a_request_without_a_file_or_with_a_strange_format(data: Path, incidents: bytes) -> None:
    page = client(data=data)
    answer = page.post("/upload", data={"dry_run": "1"}, headers=OURS)
    assert (answer.status_code, answer.get_json()["error"]) == (
        400, "no file came with the request; choose one.",
    )  # fmt: skip
    assert send(page, incidents, name="")[0] == 400
    status, found = send(page, incidents, format="--engine")
    assert status == 400
    assert "choose one of auto, acled, ucdp, gdelt, table" in found["error"]


def test_a_file_that_is_too_large_is_a_sentence(data: Path) -> None:
    status, found = send(client(data=data, upload_mb=1), b"x" * (2 * 2**20))
    assert status == 413
    assert "larger than the 1 MB that this page takes" in found["error"]
    assert "FRONTMAP_UPLOAD_MB" in found["error"]
    assert list(data.iterdir()) == []


# Bombs ------------------------------------------------------------------------------------------

NOTHING = b"0" * 2**20


def zipped(members: dict[str, int]) -> bytes:
    """A zip whose members are so many megabytes of the same character."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, megabytes in members.items():
            with archive.open(name, "w", force_zip64=True) as member:
                for _ in range(megabytes):
                    member.write(NOTHING)
    return written.getvalue()


def test_a_zip_bomb_is_one_sentence(data: Path) -> None:
    bomb = zipped({"incidents.csv": 400})
    assert len(bomb) < 4 * 2**20
    status, found = send(client(data=data), bomb, name="incidents.zip")
    assert status == 200
    assert "incidents.zip" in found["error"]
    assert Store(data).versions() == []


def test_a_spreadsheet_bomb_is_one_sentence(data: Path) -> None:
    parts = {"[Content_Types].xml": 1, "xl/workbook.xml": 1, "xl/worksheets/sheet1.xml": 400}
    status, found = send(client(data=data), zipped(parts), name="incidents.xlsx")
    assert status == 200
    assert "incidents.xlsx" in found["error"]
    assert Store(data).versions() == []


def test_a_cell_far_off_is_one_sentence(data: Path, tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "far.xlsx")
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["event_id_cnty", "event_date"])
    sheet.write(1_048_575, 16_383, "x")
    book.close()
    far = (tmp_path / "far.xlsx").read_bytes()
    status, found = send(client(data=data), far, name="far.xlsx", dry_run="1")
    assert status == 200
    assert "far.xlsx takes more memory or time to open" in found["error"]


def test_a_view_that_never_ends_is_one_sentence(data: Path, tmp_path: Path) -> None:
    point = gpd.GeoDataFrame({"id": ["a"]}, geometry=[shapely.Point(62, 34)], crs="EPSG:4326")
    point.to_file(tmp_path / "a.gpkg", layer="events")
    add_view(tmp_path / "a.gpkg")
    change(tmp_path / "a.gpkg", "DELETE FROM gpkg_contents WHERE table_name = 'events'")
    content = (tmp_path / "a.gpkg").read_bytes()
    status, found = send(client(data=data), content, name="a.gpkg", suggest="1")
    assert status == 200
    assert "its layer “counted” is a view" in found["error"]


# Names ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("incidents.csv", "incidents.csv"),
        ("our incidents (2).csv", "our incidents (2).csv"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system.ini", "system.ini"),
        ("/abs/olute.csv", "olute.csv"),
        ("حوادث.csv", "حوادث.csv"),
        ("a\u202ecsv.exe", "acsv.exe"),
        ("a\x00b\nc.csv", "abc.csv"),
        ('a<b>:"|?*.csv', "a_b______.csv"),
        ("$(touch x);`y`&.csv", "$(touch x);`y`&.csv"),
        ("-rf.csv", "-rf.csv"),
        ("..", "upload.csv"),
        ("...", "upload.csv"),
        ("", "upload.csv"),
        ("dir/", "upload.csv"),
    ],
)
def test_a_name_is_kept_as_far_as_it_is_one(given: str, kept: str) -> None:
    assert kept_name(given) == kept


def test_a_long_name_keeps_its_end() -> None:
    kept = kept_name("ه" * 400 + ".csv")
    assert kept.endswith(".csv")
    assert len(kept.encode()) < 255


@pytest.mark.parametrize(
    "name", ["../../../evil.csv", "$(touch evil);`touch evil`.csv", "--help", "a b & c.csv"]
)
def test_a_strange_name_is_only_a_name(
    name: str, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = tmp_path / "seen.json"
    instead(monkeypatch, LOOK, str(seen))
    assert send(client(data=data), b"content", name=name)[0] == 200
    (command, path), content = json.loads(seen.read_text())
    assert command == "ingest"
    assert content == "content"
    assert Path(path).name == kept_name(name)
    assert "frontmap-upload-" in Path(path).parent.parent.name
    assert not Path(path).exists()  # the folder goes with the request


LOOK = """
import json, sys
from pathlib import Path
seen = [sys.argv[2:4], Path(sys.argv[3]).read_text()]
Path(sys.argv[1]).write_text(json.dumps(seen))
print("{}")
"""


def instead(monkeypatch: pytest.MonkeyPatch, code: str, *arguments: str) -> None:
    """Run another program than Frontmap on what is dropped."""
    monkeypatch.setattr("dashboard.web.uploads._FRONTMAP", (sys.executable, "-c", code, *arguments))


def test_a_strange_name_reaches_the_report_and_no_shell(
    data: Path, tmp_path: Path, incidents: bytes
) -> None:
    name = f"$(touch {tmp_path.name}-evil) ; & حوادث.csv"
    _, found = send(client(data=data), incidents, name=name, dry_run="1")
    assert found["report"]["files"][0]["file"] == name
    assert not list(Path.cwd().glob("*-evil"))


# What goes wrong here ---------------------------------------------------------------------------


def test_a_fault_of_ours_is_in_the_log_and_not_on_the_page(
    data: Path, incidents: bytes, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    instead(monkeypatch, "{}['secret']")
    with caplog.at_level(logging.ERROR):
        status, found = send(client(data=data), incidents)
    assert status == 200
    assert "secret" not in found["error"]
    assert "KeyError: 'secret'" in caplog.text


def test_what_takes_too_long_is_stopped(
    data: Path, incidents: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    instead(monkeypatch, "while True: print('{}', flush=True)")
    monkeypatch.setattr("dashboard.web.uploads.SECONDS", 1)
    status, found = send(client(data=data), incidents)
    assert status == 200  # it is told at the end of an answer that began with beats
    assert "was stopped" in found["error"]
    assert found["report"] is None


@pytest.mark.parametrize(
    "fails",
    [
        "bytearray(2**31)",
        "import numpy; numpy.ones(2**30)",
        "import pyarrow; pyarrow.allocate_buffer(2**30)",
        'raise RuntimeError("can\'t start new thread")',
        "import os; os.abort()",
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    ],
)
@pytest.mark.skipif(sys.platform != "linux", reason="macOS and Windows refuse no memory")
def test_what_needs_too_much_memory_is_told_where_it_can_be_read(
    fails: str,
    data: Path,
    incidents: bytes,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    instead(monkeypatch, f"print('{{}}', flush=True)\n{fails}")
    monkeypatch.setattr("dashboard.web.uploads.MEMORY", 2**30)
    status, found = send(client(data=data), incidents)
    assert status == 200
    assert found["error"] == (
        "the file needs more memory than an upload may use (1 GB); use `frontmap ingest` on the "
        "command line."
    )
    assert "failed on an upload" in caplog.text


def test_blanks_are_sent_until_there_is_an_answer(
    data: Path, incidents: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    instead(monkeypatch, "import time; time.sleep(1); print('{}')")
    monkeypatch.setattr("dashboard.web.uploads.BEAT", 0.1)
    answer = post(client(data=data), incidents)
    assert answer.data.startswith(b"   ")
    assert answer.data.strip() == b'{"report":{}}'
    assert answer.get_json() == {"report": {}}


@pytest.mark.parametrize("beats", [0, 2])
def test_a_page_that_goes_ends_it_and_leaves_nothing(
    beats: int,
    data: Path,
    incidents: bytes,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pids = tmp_path / "pids"
    instead(monkeypatch, ENDLESS, str(pids))
    monkeypatch.setattr("dashboard.web.uploads.BEAT", 0.1)
    answer = post(client(data=data), incidents, buffered=False)
    wait_until(pids.exists)
    pid, file = pids.read_text().split(" ", 1)
    sent = iter(answer.response)
    assert [next(sent) for _ in range(beats)] == [b" "] * beats
    assert runs(int(pid))
    answer.close()  # as the server does where the page has gone, also before anything was sent
    wait_until(lambda: not runs(int(pid)))
    assert not Path(file).parent.parent.exists()


def test_two_files_at_a_time_leave_threads_for_the_page(
    data: Path, incidents: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = client(data=data)
    instead(monkeypatch, "while True: pass")
    monkeypatch.setattr("dashboard.web.uploads.BEAT", 0.1)
    with closing(post(page, incidents, buffered=False)):
        second = post(page, incidents, buffered=False)
        status, found = send(page, incidents)
        assert status == 503
        assert found["error"] == "2 files are being read already; try again in a moment."
        second.close()
        assert send(page, incidents, format="no such")[0] == 400  # which keeps no place either
        instead(monkeypatch, "print('{}')")
        assert send(page, incidents) == (200, {"report": {}})
        assert send(page, incidents) == (200, {"report": {}})


ENDLESS = """
import os, sys
with open(sys.argv[1] + ".part", "w") as out:
    out.write(f"{os.getpid()} {sys.argv[3]}")
os.rename(sys.argv[1] + ".part", sys.argv[1])
while True: pass
"""


def test_a_server_without_room_says_so(
    data: Path, incidents: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FileStorage, "save", full)
    status, found = send(client(data=data), incidents)
    assert status == 507
    assert "No space left on device" in found["error"]


# Reports ----------------------------------------------------------------------------------------


def test_the_tables_of_a_report_are_given_out(tmp_path: Path, data: Path) -> None:
    path = write_incidents(tmp_path / "a.csv", *battles(2), {}, {"event_date": "never"})
    ingest([path], Store(data))
    page = client(data=data)
    for table, says in (("rejects", "never"), ("duplicates", "AFG1"), ("disagreements", "event_id"),
                        ("remarks", "reason")):  # fmt: skip
        answer = page.get(f"/reports/1/{table}.csv")
        assert answer.status_code == 200
        assert answer.content_type == "text/csv; charset=utf-8"
        assert f'filename="frontmap-report-1-{table}.csv"' in answer.headers["Content-Disposition"]
        assert says in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "address",
    [
        "/reports/1/report.csv",
        "/reports/1/events.csv",
        "/reports/9/rejects.csv",
        "/reports/1/..%2f..%2fstore.json",
        "/reports/../store.json",
        "/reports/..%2f..%2fversions/rejects.csv",
        "/reports/-1/rejects.csv",
        "/reports/1/../../store.json.csv",
        "/reports/1/rejects.csv%00.json",
        "/reports/1/%2e%2e%2fsecret.csv",
    ],
)
def test_nothing_else_of_the_folder_is(address: str, tmp_path: Path, data: Path) -> None:
    ingest([write_incidents(tmp_path / "a.csv", *battles(2))], Store(data))
    for place in (data, data / "reports"):
        (place / "secret.csv").write_text("secret", encoding="utf-8")
    answer = client(data=data).get(address)
    assert answer.status_code == 404
    assert b"secret" not in answer.data
    assert b"current" not in answer.data


def test_without_a_folder_there_are_no_reports(data: Path) -> None:
    assert client().get("/reports.json").get_json() == {"reports": []}
    assert client().get("/reports/1/rejects.csv").status_code == 404
    assert client(data=data).get("/reports.json").get_json() == {"reports": []}


def test_a_report_that_cannot_be_read_hides_no_other(tmp_path: Path, data: Path) -> None:
    ingest([write_incidents(tmp_path / "a.csv", *battles(2))], Store(data))
    broken = Store(data).report_folder(2)
    broken.mkdir()
    (broken / "report.json").write_text("{", encoding="utf-8")
    listed = json.loads(client(data=data).get("/reports.json").data)["reports"]
    assert [row["number"] for row in listed] == [1]
