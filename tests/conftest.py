"""What every part of the tests works on: the embedded dataset, and one with planted markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadScopeScheduling

from geodata.dataset.dataset import Dataset, open_dataset
from tests.support.planting import Planted, plant

if TYPE_CHECKING:
    from xdist.remote import Producer

# How long an example takes tells how busy the machine is, not whether the code is right.
# (A test that suppresses another check suppresses this one again: lists are not joined.)
settings.register_profile("frontmap", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("frontmap")


class OneBrowser(LoadScopeScheduling):  # type: ignore[misc]  # untyped, so Any
    """Every test wherever there is room, but those of the browser one after the other.

    A browser that renders in software needs a core to itself. (``--dist loadgroup`` would do the
    same, but its groups are not seen with pytest 9.)
    """

    def _split_scope(self, nodeid: str) -> str:
        return "browser" if nodeid.startswith("tests/browser/") else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> OneBrowser:
    """See `OneBrowser`."""
    return OneBrowser(config, log)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--full", action="store_true",
        help="all kills of an ingest and all days from May to August, not a sample of them",
    )  # fmt: skip


@pytest.fixture(scope="session")
def full(request: pytest.FixtureRequest) -> bool:
    """Whether tests that take minutes run whole."""
    return bool(request.config.getoption("--full"))


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    return open_dataset()


@pytest.fixture(scope="session")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    """Planted once a session; nothing that reads it may change it."""
    return plant(tmp_path_factory.mktemp("planted") / "dataset")
