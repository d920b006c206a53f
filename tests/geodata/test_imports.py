"""The data layer stands alone: no web, no dashboard, and nothing that runs on import."""

import json
import pkgutil
import subprocess
import sys
from pathlib import Path

import geodata

ROOT = Path(geodata.__file__).parents[1]
# Installed beside geodata or not: importing any of these must fail in a notebook of data only.
FOREIGN = (
    "dashboard",
    "dash",
    "dash_ag_grid",
    "dash_mantine_components",
    "flask",
    "granian",
    "matplotlib",
    "plotly",
    "typer",
)
BLOCKED = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
for name in {FOREIGN!r}:
    sys.modules[name] = None
"""


def run(code: str, folder: Path) -> str:
    """Run code in a fresh interpreter, outside the checkout, with the foreign modules blocked."""
    done = subprocess.run(
        [sys.executable, "-I", "-W", "error", "-c", BLOCKED + code],
        capture_output=True,
        text=True,
        cwd=folder,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_module_is_imported_without_the_dashboard_or_its_parts(tmp_path: Path) -> None:
    names = [m.name for m in pkgutil.walk_packages(geodata.__path__, "geodata.")]
    assert {"geodata.view", "geodata.dataset.dataset", "geodata.events.schema"} <= set(names)
    code = f"""
import importlib
for name in {names!r}:
    importlib.import_module(name)
loaded = [name for name, module in sys.modules.items() if module is not None]
print(*(name for name in loaded if name.split(".")[0] in {FOREIGN!r}))
"""
    assert run(code, tmp_path).strip() == ""


def test_a_dataset_works_alone_in_a_notebook(tmp_path: Path) -> None:
    code = """
import json, sys
from geodata import FrontmapError, View, open_dataset, parse_query

dataset = open_dataset()
view, notices = parse_query("province=AF-HER&as_of=2021-08-03", dataset.vocabulary)
assert isinstance(view, View)
assert notices == []
try:
    open_dataset("nowhere")
except FrontmapError as problem:
    sentence = str(problem)
print(json.dumps({
    "events": len(dataset.events.of(view)),
    "counts": dataset.status_counts(dataset.default_view),
    "units": len(dataset.boundaries().units),
    "sentence": sentence,
    "readers": [name for name in sys.modules if name.startswith("geodata.readers")],
}))
"""
    told = json.loads(run(code, tmp_path))
    assert told["events"] > 0
    assert told["counts"]["taliban"] == 140
    assert told["units"] == 422
    assert told["sentence"].startswith("the data folder nowhere does not exist")
    # Who only asks reads no vocabulary of the readers of files.
    assert told["readers"] == []
    # Nothing was written where it ran.
    assert list(tmp_path.iterdir()) == []
