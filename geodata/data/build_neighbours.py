"""The neighbouring countries for the map's background, fitted to the provinces' outline."""

from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from babel.core import get_global
from pyogrio.errors import DataLayerError, DataSourceError
from shapely.geometry.base import BaseGeometry

from geodata.errors import FrontmapError
from geodata.places.coverage import adopt_faces, areas_of, faces_between, union_by
from geodata.places.locate import WGS84

HOME_ISO: Final = "AF"
TOLERANCE_DEG: Final = 0.03
WINDOW: Final = shapely.box(55, 25, 80, 42)

# ISO 3166-1 numeric (the ids of world-atlas) -> alpha-2, as CLDR has them.
ISO_ALPHA2: Final = {id_: of[0] for id_, of in get_global("territory_aliases").items()}


def read_countries(path: Path) -> gpd.GeoDataFrame:
    """Read the countries of a world-atlas TopoJSON file that touch the window, clipped to it."""
    try:
        world = gpd.read_file(path, layer="countries").set_crs(WGS84, allow_override=True)
    except (DataSourceError, DataLayerError, ValueError) as error:
        raise FrontmapError(f"{path} is not TopoJSON with an object 'countries'.") from error
    near = world[world.intersects(WINDOW)].copy()
    near["geometry"] = near.make_valid().intersection(WINDOW)
    near["iso"] = near["id"].map(ISO_ALPHA2).fillna("")
    return near.rename(columns={"name": "name_en"}).reset_index(drop=True)[
        ["name_en", "iso", "geometry"]
    ]


def neighbours_around(
    countries: gpd.GeoDataFrame, provinces: gpd.GeoDataFrame, grid_deg: float
) -> gpd.GeoDataFrame:
    """Fit the neighbouring countries to the outline of the provinces without gap or overlap.

    Parameters
    ----------
    countries : geopandas.GeoDataFrame, EPSG:4326
        ``name_en``, ``iso``, ``geometry``; index 0..n-1; the country of the provinces among them.
    provinces : geopandas.GeoDataFrame, EPSG:4326
        Coordinates on the grid.
    grid_deg : float
        Coordinates of the result are multiples of this many degrees.

    Returns
    -------
    geopandas.GeoDataFrame
        The other countries sorted by name, coordinates on the grid; their border with the
        provinces is the provinces' own line.
    """
    light = shapely.coverage_simplify(
        shapely.coverage_clean(countries.geometry.to_numpy()), TOLERANCE_DEG
    )
    home = shapely.coverage_union_all(provinces.geometry.to_numpy())
    faces = faces_between(shapely.boundary([*light, home]), grid_deg)
    faces = faces[~home.contains(shapely.point_on_surface(faces))]
    country = areas_of(faces, light, grid_deg)
    # What the country's own, coarser outline has beyond the provinces' is a fringe of slivers;
    # each goes to the neighbour that it borders most. Faces in no country are sea.
    home_row = countries.index[countries["iso"] == HOME_ISO]
    owners = [None if row in home_row else row for row in country]
    faces = faces[country.index]
    shapes = union_by(faces, adopt_faces(faces, owners, np.zeros(len(faces))))
    shapes = _on_vertices_of(home, shapes, grid_deg)
    fitted = countries.loc[shapes.index].set_geometry(shapes.set_crs(WGS84))
    return fitted.sort_values("name_en", ignore_index=True)


def _on_vertices_of(home: BaseGeometry, shapes: gpd.GeoSeries, grid_deg: float) -> gpd.GeoSeries:
    """Move vertices on the outline of home to its own ones, so that the line is the very same.

    Where borders met or crossed the outline, rounding left nodes a few metres beside it.
    """
    vertices = shapely.points(shapely.get_coordinates(home))
    tree = shapely.STRtree(vertices)

    def snap(coordinates: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        points = shapely.points(coordinates)
        near = shapely.dwithin(points, home.boundary, 2 * grid_deg)
        nearest = tree.nearest(points[near])
        snapped = coordinates.copy()
        snapped[near] = shapely.get_coordinates(vertices[nearest])
        return snapped

    return shapes.transform(snap).remove_repeated_points(0)
