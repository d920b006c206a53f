"""The join of a million events, beside geopandas in the same run.

Slowness fails nothing here; a wrong answer does.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from numpy.typing import NDArray

from geodata.dataset.dataset import Dataset
from geodata.events.schema import EVENT_COLUMNS
from geodata.places.borders import near_border
from geodata.places.join import ABROAD_KM, join_events
from geodata.places.locate import locate
from geodata.places.register import Register
from tests.benchmarks.conftest import Measured, Size
from tests.support.shared import shared

ROUNDS = 3  # the machine may have other work: the best of each counts
ON_BORDERS = 1_000


def polygons_of(dataset: Dataset, layer: str) -> gpd.GeoDataFrame:
    if layer == "surveyed districts":
        read = gpd.read_file(shared("boundaries/geoboundaries-afg-adm2.topojson"))
        return read.set_crs(4326, allow_override=True)
    polygons: gpd.GeoDataFrame = getattr(dataset.boundaries(), layer)
    return polygons


def points_over(polygons: gpd.GeoDataFrame, n: int) -> NDArray[np.float64]:
    """Longitudes and latitudes over the bounding box, the last of them corners of polygons."""
    west, south, east, north = polygons.total_bounds
    random = np.random.default_rng(20210803)
    points = random.uniform((west, south), (east, north), (n, 2))
    corners = shapely.get_coordinates(polygons.geometry.to_numpy())
    points[-ON_BORDERS:] = random.choice(corners, ON_BORDERS)
    lon_lat: NDArray[np.float64] = points.T.copy()
    return lon_lat


def seconds_of(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


@pytest.mark.parametrize("layer", ["units", "provinces", "surveyed districts"])
def test_points_to_polygons(dataset: Dataset, layer: str, size: Size, measured: Measured) -> None:
    polygons = polygons_of(dataset, layer)
    lon, lat = points_over(polygons, size.rows)
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon, lat), crs=polygons.crs)
    numbered = polygons[["geometry"]].reset_index(drop=True)
    shapes = polygons.geometry.to_numpy()
    ours, theirs = [], []
    for _ in range(size.rounds(ROUNDS)):
        seconds, found = seconds_of(lambda: locate(lon, lat, shapes))
        ours.append(seconds)
        seconds, joined = seconds_of(
            lambda: gpd.sjoin(points, numbered, how="left", predicate="intersects")
        )
        theirs.append(seconds)
    # On a border sjoin gives every polygon; the first one counts.
    first = joined["index_right"].fillna(-1).groupby(level=0).min().to_numpy(dtype=int)
    np.testing.assert_array_equal(found, first)
    assert 0.3 < (found >= 0).mean() < 1
    ratio = min(theirs) / min(ours)
    measured(
        f"join of {size.rows:,} points to {len(polygons)} {layer}",
        f"{min(ours):.3f} s, sjoin {min(theirs):.2f} s: {ratio:.0f}x", "3x", ratio >= 3,
    )  # fmt: skip
    seconds, near = seconds_of(lambda: near_border(lon, lat, shapes, found))
    measured("  which are near a border of theirs", f"{seconds:.2f} s, {near.mean():.0%} of all")
    assert near[-ON_BORDERS:].all()


def misspelt(random: np.random.Generator, names: pd.Series, share: float) -> NDArray[np.object_]:
    """Some of the names with a letter too few, one twice, or another vowel."""
    out = names.to_numpy(dtype=object).copy()
    for row in np.flatnonzero(random.random(len(out)) < share):
        name, at = out[row], len(out[row]) // 2
        out[row] = (
            name[:at] + name[at + 1 :],
            name[:at] + name[at] + name[at:],
            name.replace("a", "o"),
        )[row % 3]
    return out


def rows_like_acled(register: Register, n: int) -> pd.DataFrame:
    """Events with the words and points of an export; some lack the one, some the other."""
    random = np.random.default_rng(20210803)
    units = register.frame.iloc[random.integers(0, len(register.frame), n)]
    lon, lat = (units[axis].to_numpy() + random.normal(0, 0.12, n) for axis in ("lon", "lat"))
    astray, gone = random.random(n) < 0.02, random.random(n) < 0.02
    lon[astray] += random.uniform(-15, 15, astray.sum())
    lon[gone], lat[gone] = np.nan, np.nan
    province = misspelt(random, units["province_en"], 0.05)
    district = misspelt(random, units["name_en"], 0.1)
    province[random.random(n) < 0.1] = None
    district[random.random(n) < 0.3] = None
    place = [f"Village {number}" for number in random.integers(0, 20_000, n)]
    precisions = ["exact", "town", "district", "province"]
    events: dict[str, Any] = dict.fromkeys(EVENT_COLUMNS) | {
        "event_id": [f"AFG{number}" for number in range(n)],
        "location_precision": random.choice(precisions, n, p=[0.5, 0.2, 0.25, 0.05]),
        "place_en": place,
        "district_en": district,
        "province_en": province,
    }
    frame = pd.DataFrame(events, index=range(n)).astype("str")
    return frame.assign(lon=lon, lat=lat, near_border=False)


def within(events: pd.DataFrame, provinces: gpd.GeoDataFrame, km: float) -> pd.Series:
    """Which points lie so near the country, as geopandas measures it, right to a few per cent."""
    flat = provinces.to_crs("+proj=aeqd +lat_0=34 +lon_0=67")
    points = gpd.GeoSeries(gpd.points_from_xy(events["lon"], events["lat"]), events.index, 4326)
    found: pd.Series = points.to_crs(flat.crs).within(flat.union_all().buffer(1000 * km))
    return found


def peak_mb() -> float | None:
    """Most memory that this process has held since `forget_peak`; None where /proc is not."""
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    kb = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(kb.split()[1]) / 1024


def forget_peak() -> None:
    refs = Path("/proc/self/clear_refs")
    if refs.exists():
        refs.write_text("5")


def test_events_to_units(dataset: Dataset, size: Size, measured: Measured) -> None:
    boundaries = dataset.boundaries()
    events = rows_like_acled(dataset.register, size.rows)

    def join() -> tuple[pd.DataFrame, pd.DataFrame]:
        return join_events(events, boundaries.units, boundaries.provinces, dataset.register)

    forget_peak()
    runs = [seconds_of(join) for _ in range(size.rounds(ROUNDS))]
    peak = peak_mb()
    joined, listed = runs[0][1]
    assert len(joined) == size.rows
    placed = joined["join_basis"] != "none"
    without_point = events["lon"].isna()
    abroad = ~without_point & ~within(events, boundaries.provinces, 1.1 * ABROAD_KM)
    assert 0.005 < abroad.mean() < 0.02
    assert not placed[abroad].any()
    here = without_point | within(events, boundaries.provinces, 0.9 * ABROAD_KM)
    stated = events["province_en"].isin(dataset.register.province_names.values())
    assert placed[here & stated].all()
    assert placed[~abroad].mean() > 0.99
    named = joined["join_basis"].eq("name") & joined["unit_id"].notna()
    assert named.mean() > 0.5
    assert joined["near_border"].mean() > 0.05
    assert len(listed) > 0.05 * size.rows
    memory = "" if peak is None else f", process peak {peak:,.0f} MB"
    measured(
        f"join_events of {size.rows:,} rows, {len(listed):,} disagreements",
        f"{min(seconds for seconds, _ in runs):.1f} s{memory}",
    )
    # Partition by partition, as an ingestion does it.
    start = time.perf_counter()
    parts = [
        join_events(
            events.iloc[i : i + 50_000], boundaries.units, boundaries.provinces, dataset.register
        )[0]
        for i in range(0, size.rows, 50_000)
    ]
    measured("  in partitions of 50,000 rows", f"{time.perf_counter() - start:.1f} s")
    pd.testing.assert_frame_equal(pd.concat(parts), joined)
