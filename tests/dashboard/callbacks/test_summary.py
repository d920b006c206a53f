"""The counts beside the filters are counts of the rows that are shown."""

from typing import Any

import pandas as pd
import pytest

from dashboard.callbacks import summary as region
from dashboard.i18n import Catalogue
from dashboard.site import LiveSite
from geodata.dataset.dataset import EMBEDDED
from geodata.events.schema import FAMILIES
from tests.support.recorder import Recorder
from tests.support.tree import of_type, text


@pytest.fixture(scope="module")
def show_summary(live: LiveSite) -> Any:
    recorder = Recorder()
    region.register(recorder, live)
    return recorder.functions["show_summary"]


def counted(rows: pd.DataFrame) -> pd.DataFrame:
    total = rows["sub_type"].str.startswith("cumulative count:", na=False)
    return rows[rows["duplicate_of"].isna() & ~total]


@pytest.mark.parametrize(
    ("search", "first", "last", "province"),
    [
        (None, "2021-07-28", "2021-08-04", None),
        ("?province=AF-HER&from=2021-08-01&to=2021-08-03", "2021-08-01", "2021-08-03", "AF-HER"),
    ],
)
def test_counts_are_of_the_view_and_each_happening_counts_once(
    show_summary: Any, search: str | None, first: str, last: str, province: str | None
) -> None:
    rows = pd.read_csv(EMBEDDED / "events.csv")
    rows = rows[(rows["date_start"] <= last) & (rows["date_end"] >= first)]
    if province:
        rows = rows[rows["province_code"] == province]
    assert len(counted(rows)) < len(rows)
    shown = show_summary(search)
    for family, types in FAMILIES.items():
        expected = counted(rows)["event_type"].isin(types).sum()
        assert shown["families"][family] == str(expected), family
    assert shown["shown"] == f"Incidents · {len(counted(rows))} shown"
    assert sum(map(int, shown["families"].values())) == len(counted(rows))


def test_headline_and_note_follow_the_query(show_summary: Any, t: Catalogue) -> None:
    shown = show_summary("?assessment=named-sources&as_of=2021-07-10&province=AF-HER")
    assert "Herat, 10 July 2021" in text(of_type(shown["summary"], "H1"))
    assert shown["note"] == t("assessment.named-sources.note")


def test_no_types_no_incidents(show_summary: Any) -> None:
    shown = show_summary("?type=none")
    assert set(shown["families"].values()) == {"0"}
    assert shown["shown"] == "Incidents · 0 shown"
