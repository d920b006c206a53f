"""The site, its words, and a server without a socket."""

import pytest
from dash import Dash
from flask.testing import FlaskClient

from dashboard.app import create_app
from dashboard.i18n import Catalogue, catalogue
from dashboard.settings import Settings
from dashboard.site import Site
from geodata.store import Dataset
from tests.support.planting import Planted


@pytest.fixture(scope="session")
def t() -> Catalogue:
    return catalogue("en")


@pytest.fixture(scope="session")
def site(dataset: Dataset) -> Site:
    return Site(Settings(), dataset)


@pytest.fixture(scope="session")
def planted_site(planted: Planted) -> Site:
    return Site.open(Settings(data=planted.folder))


@pytest.fixture(scope="session")
def app() -> Dash:
    return create_app(Settings())


@pytest.fixture
def client(app: Dash) -> FlaskClient:
    return app.server.test_client()
