"""A built wheel has everything in it: it works without the checkout."""

import json
import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).resolve().parents[1]

PROBE = """
import json
from pathlib import Path
import dashboard, geodata
from dashboard.app import create_app
from dashboard.web.settings import Settings
from geodata.answers.summary import status_summary
from geodata.dataset.dataset import open_dataset

dataset = open_dataset()
client = create_app(Settings()).server.test_client()
page = client.get("/")
paths = ["/assets/fonts.css", "/assets/favicon.ico", "/healthz", "/status.json", "/snapshot.svg"]
print(json.dumps({
    "homes": [dashboard.__file__, geodata.__file__],
    "page": page.status_code,
    "styled": "assets/fonts.css" in page.get_data(as_text=True),
    "answers": {path: client.get(path).status_code for path in paths},
    "total": status_summary(dataset, dataset.default_view)["total"],
}))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built with the backend that is installed here, so that no network is asked."""
    folder = tmp_path_factory.mktemp("wheel")
    pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, ROOT)
    return next(folder.glob("*.whl"))


def pip(*arguments: str | Path) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
    subprocess.run([*command, *arguments], check=True)


def test_every_asset_and_table_is_inside(wheel: Path) -> None:
    inside = set(ZipFile(wheel).namelist())
    assets = {file.relative_to(ROOT) for file in (ROOT / "assets").rglob("*") if file.is_file()}
    data = {
        file.relative_to(ROOT)
        for file in (ROOT / "geodata" / "data").iterdir()
        if file.suffix in {".csv", ".geojson", ".json", ".md"}
    }
    words = {file.relative_to(ROOT) for file in (ROOT / "geodata").rglob("*.toml")}
    assert len(assets) > 20
    assert len(data) > 10
    assert len(words) > 5
    assert {f"dashboard/{path.as_posix()}" for path in assets} <= inside
    assert {path.as_posix() for path in data | words} <= inside
    assert not [name for name in inside if name.startswith(("tests/", "assets/"))]


def test_the_page_opens_from_the_wheel_alone(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    pip("install", "--no-deps", "--target", site, wheel)
    # The checkout may be installed here as editable; a folder on PYTHONPATH comes before it.
    environment = {**os.environ, "PYTHONPATH": str(site)}
    done = subprocess.run(
        [sys.executable, "-c", PROBE],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(done.stdout)
    assert all(Path(home).is_relative_to(site) for home in found["homes"])
    assert found["page"] == 200
    assert found["styled"]
    assert set(found["answers"].values()) == {200}, found["answers"]
    assert found["total"] == 422
