"""Where a unit stands as a point: its reference point, or one inside its polygon."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from geodata.dataset.dataset import Dataset


def unit_positions(dataset: Dataset, boundaries: str) -> pd.DataFrame:
    """A point of each unit of the register in a boundary set.

    Returns
    -------
    pandas.DataFrame
        Index ``unit_id`` in the register's order; ``lon`` and ``lat`` in degrees (EPSG:4326), on
        the unit's own land where it has a polygon; ``has_polygon``.

    Raises
    ------
    ValueError
        If a polygon is of no unit of the register: nothing would colour it, without a word.
    """
    units = dataset.register.frame
    polygons = dataset.boundaries(boundaries).units.geometry
    strange = polygons.index.difference(units.index)
    if len(strange):
        raise ValueError(f"polygons of no unit of the register: {', '.join(strange[:5])}")
    shapes = polygons.reindex(units.index).to_numpy()
    lon, lat = units["lon"].to_numpy(float, copy=True), units["lat"].to_numpy(float, copy=True)
    has_polygon = ~shapely.is_missing(shapes)
    beside = np.flatnonzero(has_polygon & ~shapely.intersects_xy(shapes, lon, lat))
    inside = shapely.point_on_surface(shapes[beside])
    lon[beside], lat[beside] = shapely.get_x(inside).round(4), shapely.get_y(inside).round(4)
    return pd.DataFrame({"lon": lon, "lat": lat, "has_polygon": has_polygon}, index=units.index)
