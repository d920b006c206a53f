"""Hand-built events, so that the builders are tested without a dataset."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from dashboard.i18n import Catalogue, catalogue
from geodata.events.schema import EVENT_COLUMNS


def make_events(*rows: dict[str, Any]) -> pd.DataFrame:
    """Events in the schema: what a row does not say is an ordinary battle on 2 August."""
    usual = dict.fromkeys(EVENT_COLUMNS) | {
        "source_dataset": "made",
        "date_start": "2021-08-02",
        "date_precision": "day",
        "location_precision": "town",
        "event_type": "battle",
        "lon": 62.2,
        "lat": 34.348,
        "place_en": "Herat city",
        "district_en": "Injil",
        "province_en": "Herat",
    }
    filled = [usual | {"event_id": f"E{i}"} | row for i, row in enumerate(rows)]
    frame = pd.DataFrame(filled, columns=list(EVENT_COLUMNS))
    frame["date_end"] = frame["date_end"].fillna(frame["date_start"])
    numbers = [
        "fatalities_best",
        "fatalities_low",
        "fatalities_high",
        "injured",
        "civilians_killed",
    ]
    text = [name for name in EVENT_COLUMNS if name not in {"lon", "lat", "near_border", *numbers}]
    frame[text] = frame[text].astype("str").where(frame[text].notna())
    for name in ("date_start", "date_end"):
        frame[name] = pd.to_datetime(frame[name])
    types = dict.fromkeys(numbers, "Int32") | {"lon": float, "lat": float}
    return frame.astype(types).assign(near_border=False)


@pytest.fixture(scope="session")
def events() -> Callable[..., pd.DataFrame]:
    """What makes a table of events from dicts of what matters in them."""
    return make_events


@pytest.fixture(scope="session")
def t() -> Catalogue:
    return catalogue("en")
