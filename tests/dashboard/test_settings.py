"""Settings from the environment, and what every part of the server answers from."""

from pathlib import Path

import pytest

from dashboard.paths import assets_folder
from dashboard.settings import Settings
from dashboard.site import Site
from geodata.errors import FrontmapError


def test_an_empty_environment_is_the_embedded_dataset_on_this_machine_only() -> None:
    assert Settings.from_env({}) == Settings(None, "127.0.0.1", 8050, 1)


def test_the_environment_names_dataset_address_and_workers() -> None:
    env = {
        "FRONTMAP_DATA": "/srv/facts",
        "FRONTMAP_HOST": "0.0.0.0",  # noqa: S104  read, not bound to
        "FRONTMAP_PORT": "80",
        "FRONTMAP_WORKERS": "4",
    }
    expected = Settings(Path("/srv/facts"), "0.0.0.0", 80, 4)  # noqa: S104
    assert Settings.from_env(env) == expected
    assert Settings.from_env({"FRONTMAP_DATA": ""}).data is None


@pytest.mark.parametrize("name", ["FRONTMAP_PORT", "FRONTMAP_WORKERS"])
@pytest.mark.parametrize("text", ["", "0", "-1", "8050.0", "http", "²"])
def test_what_is_no_whole_number_is_named(name: str, text: str) -> None:
    with pytest.raises(FrontmapError, match=f"{name} is “{text}”"):
        Settings.from_env({name: text})


def test_a_site_opens_the_dataset_of_its_settings(tmp_path: Path) -> None:
    with pytest.raises(FrontmapError, match="does not exist"):
        Site.open(Settings(data=tmp_path / "nowhere"))


def test_a_query_that_cannot_be_followed_is_the_default_view(site: Site) -> None:
    for search in (None, "", "?", "?as_of=never", "?province=AF-XXX"):
        assert site.view(search) == site.dataset.default_view


def test_the_files_of_the_page_are_found() -> None:
    assert {"css", "js", "fonts"} <= {path.name for path in assets_folder().iterdir()}
