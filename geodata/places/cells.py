"""Thiessen (Voronoi) cells of the units' reference points inside their province.

Where no open layer has a polygon for every unit, the land of a province is given to the
nearest reference point of that province. The stated province decides, not the polygon a point
happens to fall into.

The result is clean by construction (see `geodata.places.coverage`): province outlines and cell edges of
the whole country are noded together, and each face between them is given to one unit. Neighbours
share identical vertices, and so do the provinces, which are unions of their cells.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS, Transformer
from shapely.geometry.base import BaseGeometry

from geodata.errors import FrontmapError
from geodata.places.coverage import adopt_faces, areas_of, faces_between, union_by
from geodata.places.locate import WGS84

# A straight line in the local projection bends by L^2 * tan(lat) / 8R in lon/lat and the other way
# round: less than 10 m for pieces of this length (0.25 degrees are at most 28 km).
PIECE_M = 25_000.0
PIECE_DEG = 0.25


@dataclass(frozen=True)
class Cells:
    """Cells of units, the provinces they add up to, and the points that had to be moved.

    Attributes
    ----------
    units : geopandas.GeoDataFrame
        Index ``unit_id`` in the order of the points; columns ``province_code``, ``geometry``
        (EPSG:4326, coordinates on the grid).
    provinces : geopandas.GeoDataFrame
        Index ``province_code`` in the order given; column ``geometry``: the union of its cells.
    moved : pandas.DataFrame
        Index ``unit_id``; ``province_code``, ``lon``, ``lat``, ``moved_lon``, ``moved_lat``
        (degrees), ``distance_m``, ``reason`` (``outside province``, ``near border``,
        ``same place``). A unit that is not listed kept its point.
    """

    units: gpd.GeoDataFrame
    provinces: gpd.GeoDataFrame
    moved: pd.DataFrame


def thiessen_cells(
    points: gpd.GeoDataFrame,
    provinces: gpd.GeoDataFrame,
    *,
    grid_deg: float = 1e-4,
    clearance_m: float = 250.0,
) -> Cells:
    """Divide each province among the reference points of its units, nearest point first.

    Parameters
    ----------
    points : geopandas.GeoDataFrame, EPSG:4326
        Index of unique unit ids; columns ``province_code`` and point ``geometry``.
    provinces : geopandas.GeoDataFrame, EPSG:4326
        Index of province codes; (multi)polygon ``geometry``, a valid coverage.
    grid_deg : float
        Coordinates of the result are multiples of this many degrees.
    clearance_m : float
        A point outside its province is moved to the nearest place this far inside; a point
        nearer than a fifth of this to the border, or than all of this to an earlier point of the
        province, is moved too, so that rounding cannot put it outside its own cell.

    Returns
    -------
    Cells
        Distances are measured in an azimuthal equidistant projection centred on each province.
        A part of a cell that is cut off from its point by another province is given to the
        neighbouring cell with the longest common border, so that cells hang together.

    Raises
    ------
    FrontmapError
        If a CRS is not EPSG:4326, an id occurs twice, provinces overlap, a unit states an
        unknown province, a province has no unit, or is too small to hold its points.
    """
    _check_input(points, provinces)
    placed, edges = [], []
    for code, outline in provinces.geometry.items():
        here = points[points["province_code"] == code]
        projection = _LocalProjection(outline)
        seeds = _place_points(here.geometry, projection, outline, str(code), clearance_m)
        placed.append(seeds)
        edges.append(_cell_edges(seeds, projection, outline))
    seeds = pd.concat(placed).loc[points.index]
    seeds["province_code"] = points["province_code"]
    cells = _divide(edges, seeds, provinces, grid_deg)
    _check_cells(cells, seeds)
    codes = points["province_code"]
    units = gpd.GeoDataFrame({"province_code": codes}, geometry=cells.loc[points.index], crs=WGS84)
    whole = union_by(units.geometry, codes).loc[provinces.index]
    return Cells(units, gpd.GeoDataFrame(geometry=whole, crs=WGS84), _moved(points, seeds))


class _LocalProjection:
    """Azimuthal equidistant projection, in metres, centred on one province."""

    def __init__(self, outline: BaseGeometry) -> None:
        centre = outline.envelope.centroid
        local = CRS.from_proj4(f"+proj=aeqd +lat_0={centre.y} +lon_0={centre.x} +datum=WGS84")
        self._forward = Transformer.from_crs(WGS84, local, always_xy=True).transform
        self._back = Transformer.from_crs(local, WGS84, always_xy=True).transform

    def to_metres(self, geometry: BaseGeometry) -> BaseGeometry:
        short = shapely.segmentize(geometry, PIECE_DEG)
        return shapely.transform(short, self._forward, interleaved=False)

    def to_degrees(self, geometry: BaseGeometry) -> BaseGeometry:
        short = shapely.segmentize(geometry, PIECE_M)
        return shapely.transform(short, self._back, interleaved=False)


def _check_input(points: gpd.GeoDataFrame, provinces: gpd.GeoDataFrame) -> None:
    for name, frame in (("points", points), ("provinces", provinces)):
        if frame.crs != WGS84:
            raise FrontmapError(f"The {name} are in {frame.crs}; cells need EPSG:4326 (lon/lat).")
        if frame.index.has_duplicates:
            twice = frame.index[frame.index.duplicated()][0]
            raise FrontmapError(f"The id {twice} occurs twice among the {name}; ids are unique.")
    if not shapely.coverage_is_valid(provinces.geometry.to_numpy()):
        raise FrontmapError("The provinces overlap; they must be a coverage with shared borders.")
    unknown = sorted(set(points["province_code"]) - set(provinces.index))
    if unknown:
        raise FrontmapError(f"Units state the province {unknown[0]}, which has no polygon.")
    empty = sorted(set(provinces.index) - set(points["province_code"]))
    if empty:
        raise FrontmapError(f"The province {empty[0]} has no unit; each needs at least one.")


def _place_points(
    points: gpd.GeoSeries,
    projection: _LocalProjection,
    outline: BaseGeometry,
    code: str,
    clearance_m: float,
) -> pd.DataFrame:
    """Put each point well inside the province and apart from the others; metres and degrees."""
    area = projection.to_metres(outline)
    border, inside = area.boundary, area.buffer(-clearance_m)
    if inside.is_empty:
        raise FrontmapError(f"The province {code} has no place {clearance_m:g} m from its border.")
    taken: list[BaseGeometry] = []
    rows = []
    for unit_id, point in points.items():
        start = place = projection.to_metres(point)
        reason = ""
        if not area.contains(start):
            reason = "outside province"
        elif start.distance(border) < clearance_m / 5:
            reason = "near border"
        if reason:
            place = shapely.shortest_line(inside, start).interpolate(0)
        if any(place.distance(other) < clearance_m for other in taken):
            reason = reason or "same place"
            place = _free_place(place, inside, taken, clearance_m, code)
        taken.append(place)
        lonlat = projection.to_degrees(place) if reason else point
        rows.append((unit_id, place.x, place.y, lonlat.x, lonlat.y, start.distance(place), reason))
    columns = ["unit_id", "x_m", "y_m", "lon", "lat", "distance_m", "reason"]
    return pd.DataFrame(rows, columns=columns).set_index("unit_id")


def _free_place(
    place: BaseGeometry,
    inside: BaseGeometry,
    taken: list[BaseGeometry],
    clearance_m: float,
    code: str,
) -> BaseGeometry:
    """Return the nearest free place on rings around an occupied one, looking east first."""
    for candidate in _rings(place, clearance_m, rings=len(taken) + 40):
        free = all(candidate.distance(other) >= clearance_m for other in taken)
        if free and inside.covers(candidate):
            return candidate
    raise FrontmapError(
        f"The province {code} is too small to hold {len(taken) + 1} points {clearance_m:g} m apart."
    )


def _rings(centre: BaseGeometry, step_m: float, rings: int) -> Iterator[BaseGeometry]:
    for ring in range(1, rings + 1):
        for angle in np.linspace(0, 2 * np.pi, 8 * ring, endpoint=False):
            # A hair more than the step, so that rounding does not undo the distance.
            radius = ring * step_m * 1.001
            yield shapely.Point(
                centre.x + radius * np.cos(angle), centre.y + radius * np.sin(angle)
            )


def _cell_edges(
    seeds: pd.DataFrame, projection: _LocalProjection, outline: BaseGeometry
) -> BaseGeometry:
    """Edges of the Voronoi diagram inside the province, in degrees; empty for one point."""
    area = projection.to_metres(outline)
    sites = shapely.MultiPoint(seeds[["x_m", "y_m"]].to_numpy())
    # The edges must reach past the outline: pieces of it bulge a few metres out of the area.
    edges = shapely.voronoi_polygons(sites, extend_to=area.buffer(PIECE_M), only_edges=True)
    # Cut in degrees, where the outline's lines are straight: cut in metres the ends would miss it.
    return shapely.intersection(projection.to_degrees(edges), outline)


def _divide(
    edges: list[BaseGeometry], seeds: pd.DataFrame, provinces: gpd.GeoDataFrame, grid_deg: float
) -> gpd.GeoSeries:
    """Cut the provinces along the edges and give each piece to a unit; index ``unit_id``."""
    outlines = provinces.geometry.to_numpy()
    faces = faces_between([*shapely.boundary(outlines), *edges], grid_deg)
    areas = areas_of(faces, outlines, grid_deg)
    # Faces in no province are lakes or gaps that the input has as well.
    faces, codes = faces[areas.index], provinces.index[areas].to_numpy()
    owners = np.full(len(faces), None, dtype=object)
    places = shapely.points(seeds["lon"], seeds["lat"])
    seed, face = shapely.STRtree(faces).query(places, predicate="within")
    owners[face] = seeds.index.to_numpy()[seed]
    owners = adopt_faces(faces, list(owners), codes)
    # What hangs together with no point (an exclave of the province) goes to the nearest one.
    for orphan in np.flatnonzero([owner is None for owner in owners]):
        own = (seeds["province_code"] == codes[orphan]).to_numpy()
        near = shapely.distance(faces[orphan], places[own]).argmin()
        owners[orphan] = seeds.index[own][near]
    return union_by(faces, owners)


def _check_cells(cells: gpd.GeoSeries, seeds: pd.DataFrame) -> None:
    """Raise if a unit has no cell or stands outside its own."""
    places = gpd.GeoSeries(gpd.points_from_xy(seeds["lon"], seeds["lat"]), index=seeds.index)
    at_home = cells.reindex(seeds.index).contains(places)
    if not at_home.all():
        unit_id = seeds.index[~at_home][0]
        raise FrontmapError(
            f"The unit {unit_id} gets no cell around its point; use a finer grid or more clearance."
        )


def _moved(points: gpd.GeoDataFrame, seeds: pd.DataFrame) -> pd.DataFrame:
    """List the points that do not stand where the register has them."""
    changed = seeds[seeds["reason"] != ""]
    stated = points.geometry.loc[changed.index]
    return pd.DataFrame(
        {
            "province_code": changed["province_code"],
            "lon": stated.x,
            "lat": stated.y,
            "moved_lon": changed["lon"],
            "moved_lat": changed["lat"],
            "distance_m": changed["distance_m"],
            "reason": changed["reason"],
        }
    )
