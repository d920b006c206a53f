"""What a count waits for: nothing that draws, serves, checks or solves."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HEAVY = (
    "dash", "duckdb", "flask", "geopandas", "hypothesis", "matplotlib", "pandera", "plotly",
    "pyogrio", "pyproj", "scipy",
)  # fmt: skip
RUN = f"""
import sys
from dashboard.cli import main
try:
    main()
except SystemExit as stopped:
    assert not stopped.code, stopped.code
loaded = {{name.split(".")[0] for name, module in sys.modules.items() if module is not None}}
sys.stderr.write(" ".join(sorted(loaded & set({HEAVY!r}))))
"""


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own; what it loaded of `HEAVY` is on standard error."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("FRONTMAP_")}
    return subprocess.run(
        [sys.executable, "-c", RUN, *arguments],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
        cwd=ROOT,
        env=own,
    )


@pytest.mark.parametrize("arguments", [(), ("--json",), ("--assessment", "named-sources")])
def test_a_status_loads_nothing_heavy(arguments: tuple[str, ...]) -> None:
    done = run("status", *arguments)
    assert done.stderr == ""
    counted = json.loads(done.stdout)["taliban"] if "--json" in arguments else 0
    assert counted == (140 if "--json" in arguments else 0)


def test_what_is_loaded_is_seen(tmp_path: Path) -> None:
    done = run("export", "-o", str(tmp_path / "events.gpkg"))
    assert {"geopandas", "pyogrio"} <= set(done.stderr.split())
