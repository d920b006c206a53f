"""A running server takes up what is published, and only what can be opened."""

import hashlib
import json
import shutil
import weakref
from pathlib import Path

import pytest

from dashboard.site import LOOK_SECONDS, RETRY_SECONDS, LiveSite, Site
from dashboard.web.settings import Settings
from geodata.dataset.dataset import EMBEDDED
from geodata.dataset.versions import Store
from tests.support.small_country import small_country


class Clock:
    """Seconds that pass when a test says so."""

    now = 100.0

    def __call__(self) -> float:
        return self.now

    def wait(self, seconds: float = LOOK_SECONDS) -> None:
        self.now += seconds


def publish(root: Path, number: int) -> None:
    """A version of a store, as `geodata.dataset.versions` lays it out."""
    small_country(Store(root).folder(number), version=str(number))
    serve(root, number)


def serve(root: Path, number: int) -> None:
    (root / "store.json").write_text(f'{{"current": {number}, "latest": 9}}', "utf-8")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    publish(tmp_path, 1)
    return tmp_path


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def live(root: Path, clock: Clock) -> LiveSite:
    return LiveSite(Site.open(Settings(data=root)), 1, clock=clock)


def test_another_version_is_taken_up_by_the_next_look(
    live: LiveSite, root: Path, clock: Clock
) -> None:
    before = live.current()
    kept = weakref.ref(before.reading(None))
    publish(root, 2)
    assert live.current() is before  # half a second has not passed
    clock.wait()
    after = live.current()
    assert (before.dataset.version, after.dataset.version) == ("1", "2")
    assert after.version != before.version
    assert kept() is None  # its readings went with it
    # A request in flight goes on with the site that it began with.
    assert before.dataset.status_counts(before.dataset.default_view)["total"] == 6


def test_it_looks_at_most_twice_a_second(
    live: LiveSite, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[float] = []

    def look(_: Store) -> int:
        looks.append(clock.now)
        return 1

    monkeypatch.setattr(Store, "current", look)
    for _ in range(40):
        live.current()
        clock.wait(0.05)
    assert 3 <= len(looks) <= 4


def test_a_rollback_is_another_version(live: LiveSite, root: Path, clock: Clock) -> None:
    publish(root, 2)
    clock.wait()
    assert live.current().dataset.version == "2"
    serve(root, 1)
    clock.wait()
    assert live.current().dataset.version == "1"


def test_a_version_that_cannot_be_opened_changes_nothing_and_is_told_of_once(
    live: LiveSite, root: Path, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    before = live.current()
    kept = weakref.ref(before.reading(None))
    publish(root, 2)
    (Store(root).folder(2) / "events.csv").write_text("cut off", encoding="utf-8")
    for _ in range(3):
        clock.wait()
        assert live.current() is before
    clock.wait(RETRY_SECONDS)
    assert live.current() is before
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "version 2 cannot be opened" in said
    assert "version 1 stays" in said
    assert kept() is not None


def test_a_signed_version_with_unreadable_events_changes_nothing(
    live: LiveSite, root: Path, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    before, folder = live.current(), Store(root).folder(2)
    publish(root, 2)
    (folder / "events.parquet").write_bytes(b"PAR1, they say")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    hashed = hashlib.sha256(b"PAR1, they say").hexdigest()
    manifest["tables"]["events"] |= {"file": "events.parquet", "sha256": hashed}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    clock.wait()
    assert live.current() is before
    assert "version 2 cannot be opened" in capsys.readouterr().err


def test_it_is_tried_again_when_it_was_mended(live: LiveSite, root: Path, clock: Clock) -> None:
    publish(root, 2)
    shutil.move(Store(root).folder(2), root / "aside")
    clock.wait()
    assert live.current().dataset.version == "1"
    shutil.move(root / "aside", Store(root).folder(2))
    clock.wait(RETRY_SECONDS)
    assert live.current().dataset.version == "2"


@pytest.mark.parametrize("pointer", ["", "{", '{"current": "x"}'])
def test_an_unreadable_pointer_changes_nothing(
    live: LiveSite, root: Path, clock: Clock, pointer: str
) -> None:
    before = live.current()
    (root / "store.json").write_text(pointer, encoding="utf-8")
    clock.wait()
    assert live.current() is before
    publish(root, 3)
    clock.wait()
    assert live.current().dataset.version == "3"


def test_a_store_out_of_sight_is_not_another_dataset(
    live: LiveSite, root: Path, clock: Clock
) -> None:
    before = live.current()
    (root / "store.json").unlink()
    clock.wait()
    assert live.current() is before


def test_the_first_version_takes_the_place_of_the_embedded_dataset(
    tmp_path: Path, clock: Clock
) -> None:
    settings = Settings(data=tmp_path)
    live = LiveSite(Site.open(settings), clock=clock)
    assert live.current().dataset.folder == EMBEDDED
    publish(tmp_path, 1)
    clock.wait()
    assert live.current().dataset.name == "smalland"


def test_what_is_no_store_is_never_looked_at(tmp_path: Path, clock: Clock) -> None:
    folder = small_country(tmp_path / "plain")
    live = LiveSite(Site.open(Settings(data=folder)), clock=clock)
    clock.wait(60)
    assert live.current().dataset.folder == folder


def test_it_opens_the_version_that_is_served(root: Path) -> None:
    publish(root, 2)
    serve(root, 1)
    assert LiveSite.open(Settings(data=root)).current().dataset.version == "1"
