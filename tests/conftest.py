"""What every part of the tests works on: the embedded dataset, and one with planted markup."""

import pytest

from geodata.store import Dataset, open_dataset
from tests.support.planting import Planted, plant


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    return open_dataset()


@pytest.fixture(scope="session")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    """Planted once a session; nothing that reads it may change it."""
    return plant(tmp_path_factory.mktemp("planted") / "dataset")
