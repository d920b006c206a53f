"""Copies of the embedded dataset that were changed, and signed as if they had always been so."""

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from geodata.dataset.dataset import EMBEDDED

PLANTED = "<img src=x onerror=alert(1)>"
SCRIPT_ADDRESS = "javascript:alert(1)"

Edit = Callable[[pd.DataFrame], pd.DataFrame | None]


@dataclass(frozen=True)
class Planted:
    """A copy of the embedded dataset with markup in the text of its rows.

    ``event_id`` (its default view shows it as a marker of its own, at an exact spot) has
    ``text`` in every field that is free text and in its web address; ``named_event_id`` *is*
    markup, and ``duplicate_id`` points to it. ``unit_id`` lies under the first event: its
    names and a claim on it are planted, the claim with a ``javascript:`` address.
    """

    folder: Path
    text: str = PLANTED
    script_address: str = SCRIPT_ADDRESS
    event_id: str = "AFG-20210804-08"
    named_event_id: str = f"AFG-20210804-02 {PLANTED}"
    duplicate_id: str = "AFG-20210730-06"
    unit_id: str = "AF3216"


def plant(folder: Path) -> Planted:
    """Make the planted dataset in a new folder."""
    planted = Planted(folder)
    _copy(folder)

    def events(rows: pd.DataFrame) -> None:
        whole = rows["event_id"].eq(planted.event_id)
        free = ["source_dataset", "sub_type", "actor1", "actor2", "summary", "source_name",
                "source_title", "source_date", "place_en", "district_en", "province_en"]  # fmt: skip
        for column in free:
            rows.loc[whole, column] = f"{column} {PLANTED}"
        # The schema lets only web addresses stand here; a quote in one must not end the attribute.
        rows.loc[whole, "source_url"] = 'https://example.org/"><img/src=x/onerror=alert(1)>'
        named = rows["event_id"].eq(planted.named_event_id.split(" ")[0])
        rows.loc[named, "event_id"] = planted.named_event_id
        twin = rows["event_id"].eq(planted.duplicate_id)
        rows.loc[twin, "duplicate_of"] = planted.named_event_id
        assert whole.sum() == named.sum() == twin.sum() == 1

    def claims(rows: pd.DataFrame) -> None:
        mine = rows["unit_id"].eq(planted.unit_id)
        for column in ("source_name", "source_title", "name_in_source", "note"):
            rows.loc[mine, column] = f"{column} {PLANTED}"
        rows.loc[mine, "source_url"] = SCRIPT_ADDRESS
        assert mine.any()

    def register(rows: pd.DataFrame) -> None:
        mine = rows["unit_id"].eq(planted.unit_id)
        for column in ("name_en", "name_fa", "name_ps"):
            rows.loc[mine, column] = f"{column} {PLANTED}"

    def reported(rows: pd.DataFrame) -> None:
        mine = rows["source_name"].str.startswith("Long War Journal") & rows["as_of_date"].eq(
            "2021-08-03"
        )
        rows.loc[mine, "source_name"] = f"Long War Journal {PLANTED}"
        rows.loc[mine, "source_url"] = SCRIPT_ADDRESS
        assert mine.any()

    _edit(folder / "events.csv", events)
    _edit(folder / "claims.csv", claims)
    _edit(folder / "register.csv", register)
    _edit(folder / "reported_figures.csv", reported)
    _sign(folder, PLANTED)
    return planted


def change_dataset(folder: Path, tables: Mapping[str, Edit]) -> Path:
    """Copy the embedded dataset to a new folder and change some of its tables.

    An edit changes the table that it gets (all text, empty where there is nothing), or returns
    another in its place.
    """
    _copy(folder)
    for name, edit in tables.items():
        _edit(folder / f"{name}.csv", edit)
    _sign(folder)
    return folder


def _copy(folder: Path) -> None:
    shutil.copytree(EMBEDDED, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))


def _edit(path: Path, change: Edit) -> None:
    """Change a table in place; what the change returns, if anything, takes its place."""
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    changed = change(rows)
    (rows if changed is None else changed).to_csv(path, index=False, lineterminator="\n")


def _sign(folder: Path, words: str = "") -> None:
    """Make the manifest name the files as they now are; ``words`` go into its free text."""
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    for entry in manifest["tables"].values():
        entry["sha256"] = hashlib.sha256((folder / entry["file"]).read_bytes()).hexdigest()
        if words:
            entry |= {"source": f"source {words}", "licence": f"licence {words}"}
    if words:
        manifest["title"] = f"title {words}"
    path.write_text(json.dumps(manifest, ensure_ascii=False, indent=2), encoding="utf-8")
