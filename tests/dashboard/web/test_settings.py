"""Settings from the environment, and what every part of the server answers from."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.paths import assets_folder
from dashboard.site import Site
from dashboard.web.settings import Settings
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


def test_uploads_are_on_off_or_as_the_address_says() -> None:
    for text, uploads in (("1", True), ("0", False), (None, None)):
        env = {} if text is None else {"FRONTMAP_UPLOADS": text}
        assert Settings.from_env(env).uploads is uploads
    with pytest.raises(FrontmapError, match=r"FRONTMAP_UPLOADS is “yes”; it must be 1"):
        Settings.from_env({"FRONTMAP_UPLOADS": "yes"})


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost", "LocalHost"])
def test_files_are_taken_where_nobody_else_gets(host: str) -> None:
    assert Settings(host=host).takes_uploads
    assert not Settings(host=host, uploads=False).takes_uploads
    assert not Settings(host=host, hosts=("map.example",)).takes_uploads


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "fd00::7", "my-machine", "0"])  # noqa: S104
def test_files_are_taken_from_others_only_where_that_was_asked_for(host: str) -> None:
    assert not Settings(host=host).takes_uploads
    assert Settings(host=host, uploads=True).takes_uploads


HERE = ("localhost", "LOCALHOST:8050", "127.0.0.1", "127.9.8.7:80", "[::1]", "[::1]:8050")
STRANGE = (
    "", ":8050", "evil.example", "evil.example:8050", "localhost.evil.example", "127.0.0.1.evil.example",
    "evil-localhost", "xlocalhost", "[", "[]", "[abc:def]", "[localhost", "2130706433", "0.0.0.0.0",
)  # fmt: skip


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "0.0.0.0", "::", "192.0.2.7", "fd00::7", "Map.local"],  # noqa: S104
)
def test_any_server_answers_to_this_machine_and_to_no_strange_name(host: str) -> None:
    for settings in (Settings(host=host), Settings(host=host, hosts=("ours.example",))):
        assert [asked for asked in HERE if not settings.answers_to(asked)] == []
        assert [asked for asked in STRANGE if settings.answers_to(asked)] == []


@given(st.text(), st.sampled_from(["127.0.0.1", "0.0.0.0", "fd00::7"]))  # noqa: S104
def test_a_name_is_known_or_not_answered(asked: str, host: str) -> None:
    settings = Settings(host=host, hosts=("ours.example",))
    assert not settings.answers_to(f"{asked}.example")
    assert not settings.answers_to(f"ours.example.{asked}x")


@pytest.mark.parametrize(
    ("host", "asked", "answers"),
    [
        ("map.local", "map.local:8050", True),
        ("MAP.local", "Map.Local", True),
        ("192.0.2.7", "192.0.2.7:8050", True),
        ("192.0.2.7", "192.0.2.8", False),
        ("127.0.0.1", "192.0.2.7", False),
        ("fd00::7", "[fd00:0::7]:8050", True),
        ("fd00::7", "[fd00::8]", False),
        ("0.0.0.0", "192.0.2.7:8050", True),  # noqa: S104
        ("::", "[fd00::7]:8050", True),
        ("::", "192.0.2.7", True),
        ("0.0.0.0", "map.local", False),  # noqa: S104
    ],
)
def test_a_server_answers_to_the_address_it_was_given(
    host: str, asked: str, *, answers: bool
) -> None:
    assert Settings(host=host).answers_to(asked) is answers


def test_a_server_answers_to_the_names_it_was_given() -> None:
    env = {"FRONTMAP_HOSTS": " Map.Example, bücher.example,192.0.2.7 ,fd00::7,"}
    settings = Settings.from_env(env)
    assert settings.hosts == ("map.example", "xn--bcher-kva.example", "192.0.2.7", "fd00::7")
    for asked in ("map.example:80", "XN--bcher-kva.example", "192.0.2.7", "[FD00::7]:8050"):
        assert settings.answers_to(asked)
    for asked in ("other.example", "sub.map.example", "example", "192.0.2.8"):
        assert not settings.answers_to(asked)


@pytest.mark.parametrize(
    "text",
    ["http://map.example", "map.example:8050", "*", ".example", "a..b", "map example", "[::1]",
     "ü" * 80],
)  # fmt: skip
def test_what_is_no_name_of_a_host_is_named(text: str) -> None:
    with pytest.raises(FrontmapError, match=f"FRONTMAP_HOSTS names “{re.escape(text)}”"):
        Settings.from_env({"FRONTMAP_HOSTS": f"map.local,{text}"})


def test_a_site_opens_the_dataset_of_its_settings(tmp_path: Path) -> None:
    with pytest.raises(FrontmapError, match="does not exist"):
        Site.open(Settings(data=tmp_path / "nowhere"))


def test_a_query_that_cannot_be_followed_is_the_default_view(site: Site) -> None:
    for search in (None, "", "?", "?as_of=never", "?province=AF-XXX"):
        assert site.reading(search).view == site.dataset.default_view


def test_the_files_of_the_page_are_found() -> None:
    assert {"css", "js", "fonts"} <= {path.name for path in assets_folder().iterdir()}
