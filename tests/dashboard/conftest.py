"""The site, its words, and a server without a socket."""

import pytest
from dash import Dash
from flask.testing import FlaskClient

from dashboard.app import create_app
from dashboard.i18n import Catalogue, catalogue
from dashboard.site import LiveSite, Site
from dashboard.web.settings import Settings
from geodata.dataset.dataset import Dataset
from tests.support.planting import Planted
from tests.support.small_country import small_country


@pytest.fixture(scope="session")
def t() -> Catalogue:
    return catalogue("en")


@pytest.fixture(scope="session")
def site(dataset: Dataset) -> Site:
    return Site(Settings(), dataset)


@pytest.fixture(scope="session")
def live(site: Site) -> LiveSite:
    """What callbacks ask for the site; it never changes here."""
    return LiveSite(site)


@pytest.fixture(scope="session")
def small_site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A country without claims, counts and neighbours; see `tests.support.small_country`."""
    folder = small_country(tmp_path_factory.mktemp("small") / "dataset")
    return Site.open(Settings(data=folder))


@pytest.fixture(scope="session")
def planted_site(planted: Planted) -> Site:
    return Site.open(Settings(data=planted.folder))


@pytest.fixture(scope="session")
def app() -> Dash:
    return create_app(Settings())


@pytest.fixture
def client(app: Dash) -> FlaskClient:
    return app.server.test_client()
