"""Downloads against a server of our own, with its failures planted."""

import hashlib
import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from geodata.boundary_import import fetch
from geodata.errors import FrontmapError
from tests.geodata.boundary_import.making import named, take

POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"
API = "/api/current/gbOpen/AFG/ADM2/"
FILE = "/raw/geoBoundaries-AFG-ADM2.geojson"
PACKED = "/raw/geoBoundaries-AFG-ADM2-all.zip"


class Planted(ThreadingHTTPServer):
    """Answers by address: a list of (status, body, bytes promised) is used up one by one."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: dict[str, list[tuple[int, bytes, int]]] = {}
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def plant(self, path: str, *answers: tuple[int, bytes] | tuple[int, bytes, int]) -> None:
        self.answers[path] = [(a[0], a[1], a[2] if len(a) > 2 else len(a[1])) for a in answers]


class Handler(BaseHTTPRequestHandler):
    server: Planted

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        left = self.server.answers.get(self.path, [(404, b"no", 2)])
        status, body, promised = left.pop(0) if len(left) > 1 else left[0]
        self.send_response(status)
        self.send_header("Content-Length", str(promised))
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses between attempts, which nobody waits for here."""
    waited: list[float] = []
    monkeypatch.setattr("pooch.core.time.sleep", waited.append)
    return waited


@pytest.fixture
def content() -> bytes:
    return named().to_json().encode()


@pytest.fixture
def server(content: bytes) -> Iterator[Planted]:
    with Planted() as planted:
        threading.Thread(target=planted.serve_forever, args=(0.01,), daemon=True).start()
        facts = {
            "boundaryID": "AFG-ADM2-1",
            "boundaryYearRepresented": "2018",
            "boundarySource": "Surveyors of Testland",
            "boundaryLicense": "CC BY 4.0",
            "licenseSource": "example.org/licence",
            "gjDownloadURL": planted.url + FILE,
            "staticDownloadLink": planted.url + PACKED,
        }
        planted.plant(API, (200, json.dumps(facts).encode()))
        planted.plant(FILE, (200, content))
        yield planted
        planted.shutdown()


def get(server: Planted, folder: Path, **options: Any) -> Path:
    given: dict[str, Any] = {"base_url": server.url}
    return fetch("geoboundaries", "AFG", 2, folder, **(given | options))


def litter(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_the_file_comes_with_its_source_and_licence(
    server: Planted, content: bytes, tmp_path: Path
) -> None:
    seen: list[tuple[int, int]] = []
    path = get(server, tmp_path / "new", progress=lambda done, total: seen.append((done, total)))
    assert path.name == "geoBoundaries-AFG-ADM2.geojson"
    assert path.read_bytes() == content
    source = json.loads((tmp_path / "new" / f"{path.name}.source.json").read_text())
    assert source["sha256"] == hashlib.sha256(content).hexdigest()
    assert source["bytes"] == len(content)
    assert source["url"] == server.url + FILE
    assert source["licence"] == "CC BY 4.0"
    assert "Surveyors of Testland" in source["attribution"]
    assert seen[-1] == (len(content), len(content))
    assert all(done <= total for done, total in seen)
    assert litter(tmp_path / "new") == [path.name, f"{path.name}.source.json"]
    # Who may read what else is made there may read the file too.
    assert path.stat().st_mode == (tmp_path / "new" / f"{path.name}.source.json").stat().st_mode


def test_a_fetched_file_can_be_imported(server: Planted, tmp_path: Path) -> None:
    made = take(get(server, tmp_path))
    assert made.report["matched"] == 8
    assert "CC BY 4.0" in made.attribution


def test_a_server_that_stumbles_is_asked_again(
    server: Planted, content: bytes, tmp_path: Path, pauses: list[float]
) -> None:
    server.plant(FILE, (500, b"a"), (503, b"b"), (200, content))
    assert get(server, tmp_path).read_bytes() == content
    assert server.asked.count(FILE) == 3
    assert pauses == [1, 2]


def test_after_three_failures_it_gives_up(server: Planted, tmp_path: Path) -> None:
    server.plant(FILE, (500, b"a"))
    with pytest.raises(FrontmapError, match=r"tried 3 times \(it answers 500\)"):
        get(server, tmp_path)
    assert server.asked.count(FILE) == 3
    assert litter(tmp_path) == []


def test_a_transfer_that_breaks_off_is_repeated(
    server: Planted, content: bytes, tmp_path: Path
) -> None:
    half = content[: len(content) // 2]
    server.plant(FILE, (200, half, len(content)), (200, content))
    assert get(server, tmp_path).read_bytes() == content
    server.plant(FILE, (200, half, len(content)))
    with pytest.raises(FrontmapError, match="broke off"):
        get(server, tmp_path / "again")
    assert litter(tmp_path / "again") == []


def test_half_a_file_that_claims_to_be_whole_is_refused(
    server: Planted, content: bytes, tmp_path: Path
) -> None:
    server.plant(FILE, (200, content[:-40]))
    with pytest.raises(FrontmapError, match="no usable file"):
        get(server, tmp_path)
    assert litter(tmp_path) == []


def test_for_a_pointer_the_packed_file_is_taken(server: Planted, tmp_path: Path) -> None:
    server.plant(FILE, (200, POINTER))
    server.plant(PACKED, (200, b"PK\x03\x04 packed"))
    assert get(server, tmp_path).suffix == ".zip"


@pytest.mark.parametrize(
    ("body", "words"), [(POINTER, "Git LFS"), (b"<html>sorry</html>", "HTML"), (b"", "empty")]
)
def test_what_is_not_the_file_is_refused(
    body: bytes, words: str, server: Planted, tmp_path: Path
) -> None:
    server.plant(FILE, (200, body))
    server.plant(PACKED, (200, body))
    with pytest.raises(FrontmapError, match=words):
        get(server, tmp_path)
    assert litter(tmp_path) == []


def test_an_unknown_level_is_told_with_those_known(server: Planted, tmp_path: Path) -> None:
    every = [{"boundaryType": "ADM1"}, {"boundaryType": "ADM0"}, {"boundaryType": "ADM2"}]
    server.plant("/api/current/gbOpen/AFG/ALL/", (200, json.dumps(every).encode()))
    with pytest.raises(FrontmapError, match=r"no level ADM5 of AFG: it has ADM0, ADM1, ADM2"):
        fetch("geoboundaries", "afg", 5, tmp_path, base_url=server.url)
    assert server.asked.count("/api/current/gbOpen/AFG/ADM5/") == 1


def test_an_unknown_country_is_told(server: Planted, tmp_path: Path) -> None:
    with pytest.raises(FrontmapError, match="no country XYZ"):
        fetch("geoboundaries", "XYZ", 1, tmp_path, base_url=server.url)


def test_a_hash_that_is_given_must_fit(server: Planted, content: bytes, tmp_path: Path) -> None:
    right = hashlib.sha256(content).hexdigest()
    assert get(server, tmp_path, sha256=right.upper()).exists()
    before = litter(tmp_path)
    server.plant(FILE, (200, content.replace(b"Bostan", b"Bostun")))
    with pytest.raises(FrontmapError, match=f"and not {right}"):
        get(server, tmp_path, sha256=right)
    # The file of before stays as it was.
    assert litter(tmp_path) == before
    assert (tmp_path / "geoBoundaries-AFG-ADM2.geojson").read_bytes() == content


def test_no_server_is_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(FrontmapError, match="no connection") as caught:
        fetch("geoboundaries", "AFG", 2, tmp_path, base_url=url)
    assert "\n" not in str(caught.value)


def test_an_answer_that_is_no_json_is_told(server: Planted, tmp_path: Path) -> None:
    server.plant(API, (200, b"<html>maintenance</html>"))
    with pytest.raises(FrontmapError, match="did not answer with JSON"):
        get(server, tmp_path)


def test_no_file_named_and_file_gone(server: Planted, tmp_path: Path) -> None:
    server.plant(FILE, (404, b"gone"))
    with pytest.raises(FrontmapError, match="no usable file of AFG ADM2"):
        get(server, tmp_path)
    server.plant(API, (200, b"{}"))
    with pytest.raises(FrontmapError, match="names no file"):
        get(server, tmp_path)


@pytest.mark.parametrize(
    ("provider", "country", "words"),
    [("gadm", "AFG", "no provider 'gadm'"), ("geoboundaries", "../x", "is no country")],
)
def test_what_cannot_be_asked_is_not_asked(
    provider: str, country: str, words: str, server: Planted, tmp_path: Path
) -> None:
    with pytest.raises(FrontmapError, match=words):
        fetch(provider, country, 2, tmp_path, base_url=server.url)
    assert server.asked == []


def test_a_folder_that_cannot_be_made(server: Planted, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(FrontmapError, match="cannot be written"):
        get(server, blocked / "sub")
