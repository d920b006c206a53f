"""A maker of files that look like ACLED exports; no row of them is ACLED's."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from geodata.places.register import Register

CHUNK = 100_000
TYPES = {
    "Battles": ("Armed clash", "Government regains territory"),
    "Explosions/Remote violence": ("Air/drone strike", "Remote explosive/landmine/IED"),
    "Violence against civilians": ("Attack", "Abduction/forced disappearance"),
    "Protests": ("Peaceful protest",),
    "Strategic developments": ("Looting/property destruction", "Other"),
}
COLUMNS = (
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type",
    "sub_event_type", "actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2",
    "interaction", "civilian_targeting", "iso", "region", "country", "admin1", "admin2", "admin3",
    "location", "latitude", "longitude", "geo_precision", "source", "source_scale", "notes",
    "fatalities", "tags", "timestamp",
)  # fmt: skip


@dataclass(frozen=True)
class Made:
    """How a made file is made: what a reader must find."""

    rows: int
    bad_dates: int
    bad_points: int
    again: int

    @property
    def rejected(self) -> int:
        return self.bad_dates + self.bad_points


def write_acled(
    path: Path, rows: int, register: Register, *, seed: int = 7, faults: bool = True
) -> Made:
    """Write a CSV of so many rows.

    With faults, one in 1,000 has a bad date, as many a bad point, and as many repeat an id.
    """
    rng = np.random.default_rng(seed)
    made = np.zeros(3, dtype=int)
    for start in range(0, rows, CHUNK):
        n = min(CHUNK, rows - start)
        frame, counts = _rows(rng, start, n, register.frame, faults)
        frame.to_csv(path, mode="a" if start else "w", header=not start, index=False)
        made += counts
    return Made(rows, *map(int, made))


def _rows(
    rng: np.random.Generator, start: int, n: int, units: pd.DataFrame, faults: bool
) -> tuple[pd.DataFrame, np.ndarray]:
    unit = units.iloc[rng.integers(0, len(units), n)]
    days = pd.Timestamp("2017-01-01") + pd.to_timedelta(rng.integers(0, 1700, n), unit="D")
    kind = rng.choice(list(TYPES), n)
    sub = np.array([TYPES[name][i % len(TYPES[name])] for i, name in enumerate(kind)], dtype=object)
    lon = unit["lon"].to_numpy() + rng.normal(0, 0.12, n)
    lat = unit["lat"].to_numpy() + rng.normal(0, 0.12, n)
    ids = np.array([f"AFG{number}" for number in range(start, start + n)], dtype=object)
    dates = np.array(days.strftime("%d %B %Y"), dtype=object)
    latitude = np.array([f"{value:.4f}" for value in lat], dtype=object)
    counts = np.zeros(3, dtype=int)
    if faults:
        step = np.arange(n) % 1000
        dates[step == 100] = "32 August 2021"
        latitude[step == 200] = "3412345.2"
        ids[step == 301] = ids[np.flatnonzero(step == 301) - 1]
        counts[:] = [(step == 100).sum(), (step == 200).sum(), (step == 301).sum()]
    blank = np.full(n, "", dtype=object)
    values = {
        "event_id_cnty": ids,
        "event_date": dates,
        "year": days.year,
        "time_precision": 1,
        "disorder_type": "Political violence",
        "event_type": kind,
        "sub_event_type": sub,
        "actor1": "Taliban",
        "assoc_actor_1": blank,
        "inter1": "Rebel group",
        "actor2": "Military Forces of Afghanistan",
        "assoc_actor_2": blank,
        "inter2": "State forces",
        "interaction": "State forces-Rebel group",
        "civilian_targeting": blank,
        "iso": 4,
        "region": "Caucasus and Central Asia",
        "country": "Afghanistan",
        "admin1": unit["province_en"].to_numpy(),
        "admin2": unit["name_en"].to_numpy(),
        "admin3": blank,
        "location": unit["name_en"].to_numpy(),
        "latitude": latitude,
        "longitude": np.array([f"{value:.4f}" for value in lon], dtype=object),
        "geo_precision": rng.integers(1, 4, n),
        "source": "Made for a test",
        "source_scale": "National",
        "notes": [
            f"On a day, something was made up ({number}).\nIt has two lines, and a comma."
            for number in range(start, start + n)
        ],
        "fatalities": rng.poisson(1.2, n),
        "tags": blank,
        "timestamp": 1_700_000_000,
    }
    return pd.DataFrame(values)[list(COLUMNS)], counts
