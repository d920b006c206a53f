"""The land in the projection of the print map, and the window of it that the page shows.

Lambert conformal conic: shapes stay true, so that a north arrow and one scale bar hold for a
country of this size. The standard parallels lie a sixth of the country's height inside its
edges (Deetz and Adams, Elements of Map Projection, 1938), rounded to whole degrees; for
Afghanistan they are the customary 30° and 37° N.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import atan2, cos, degrees, log2, pi, radians

import geopandas as gpd
import shapely
from matplotlib.path import Path
from matplotlib.transforms import Affine2D
from pyproj import CRS, Geod, Transformer
from shapely.geometry.base import BaseGeometry

from dashboard.printing.paper import Box
from dashboard.reading import Reading, once
from geodata.dataset.dataset import Dataset

PARALLELS: Mapping[str, tuple[float, float]] = {"AF": (30.0, 37.0), "AFG": (30.0, 37.0)}
CSS_PIXEL = 25.4 / 96
"""A CSS pixel in millimetres: a badge of the screen has this scale on paper."""

_GEOD = Geod(ellps="WGS84")
_EARTH = 6378137.0


@dataclass(frozen=True, eq=False)
class Land:
    """One boundary set, projected; lengths in metres of the projection.

    Attributes
    ----------
    parallels : (float, float)
        Standard parallels, degrees north.
    crs : pyproj.CRS
    units, provinces : dict
        Polygon by unit id or province code.
    unit_paths, province_paths : dict
        The same for drawing.
    province_of : dict
        Province code by unit id.
    country, country_path
        All provinces together.
    neighbours : dict
        Polygon by English name.
    points : dict
        Point ``(x, y)`` by unit id; units without a polygon have one too.
    """

    parallels: tuple[float, float]
    crs: CRS
    units: Mapping[str, BaseGeometry]
    provinces: Mapping[str, BaseGeometry]
    unit_paths: Mapping[str, Path]
    province_paths: Mapping[str, Path]
    province_of: Mapping[str, str]
    country: BaseGeometry
    country_path: Path
    neighbours: Mapping[str, BaseGeometry]
    points: Mapping[str, tuple[float, float]]

    @cached_property
    def forward(self) -> Transformer:
        """Longitude and latitude (EPSG:4326, degrees) to metres."""
        return Transformer.from_crs("EPSG:4326", self.crs, always_xy=True)


def land_of(reading: Reading) -> Land:
    """The view's boundary set, projected."""
    return _projected(reading.of_ground)


@once
def _projected(ground: Reading) -> Land:
    dataset = ground.dataset
    found = dataset.boundaries(ground.view.boundaries)
    parallels = _parallels(dataset, found.provinces)
    west, south, east, north = found.provinces.total_bounds
    crs = CRS.from_proj4(
        f"+proj=lcc +lat_1={parallels[0]} +lat_2={parallels[1]} +lat_0={(south + north) / 2:.4f} "
        f"+lon_0={(west + east) / 2:.4f} +datum=WGS84 +units=m +no_defs"
    )
    units, provinces, around = (
        frame.to_crs(crs).geometry for frame in (found.units, found.provinces, found.neighbours)
    )
    country = shapely.union_all(provinces.to_numpy())
    spots = ground.positions
    points = gpd.GeoSeries.from_xy(spots["lon"], spots["lat"], crs="EPSG:4326").to_crs(crs)
    return Land(
        parallels=parallels,
        crs=crs,
        units=units.to_dict(),
        provinces=provinces.to_dict(),
        unit_paths={key: path_of(shape) for key, shape in units.items()},
        province_paths={key: path_of(shape) for key, shape in provinces.items()},
        province_of=found.units["province_code"].to_dict(),
        country=country,
        country_path=path_of(country),
        neighbours=dict(zip(found.neighbours["name_en"], around, strict=True)),
        points={
            str(key): (point.x, point.y) for key, point in zip(spots.index, points, strict=True)
        },
    )


def _parallels(dataset: Dataset, provinces: gpd.GeoDataFrame) -> tuple[float, float]:
    known = PARALLELS.get(str(dataset.manifest.get("country")))
    if known:
        return known
    return parallels_between(*provinces.total_bounds[[1, 3]])


def parallels_between(south: float, north: float) -> tuple[float, float]:
    """Standard parallels for a country between two latitudes, whole degrees north."""
    first = float(round(south + (north - south) / 6))
    second = float(round(north - (north - south) / 6))
    # Parallels that mirror each other, or the equator twice, make no cone.
    return (first, second) if first + second else (first, second + 1)


def path_of(shape: BaseGeometry) -> Path:
    """A polygon or several as one path; holes stay holes."""
    rings = [
        ring
        for part in shapely.get_parts(shapely.orient_polygons(shape))
        for ring in (part.exterior, *part.interiors)
    ]
    return Path.make_compound_path(*(Path(shapely.get_coordinates(r), closed=True) for r in rings))


@dataclass(frozen=True)
class Window:
    """Which part of the land a box of the page shows, and how large.

    ``left`` and ``top`` are metres of the projection at the box's top left corner, ``scale``
    is millimetres of paper for a metre of the projection.
    """

    land: Land
    box: Box
    left: float
    top: float
    scale: float

    @classmethod
    def around(cls, land: Land, bounds: tuple[float, ...], box: Box, margin: float) -> Window:
        """The window that shows ``bounds`` (metres) with ``margin`` millimetres to spare."""
        west, south, east, north = bounds
        scale = min(
            (box.width - 2 * margin) / max(east - west, 1.0),
            (box.height - 2 * margin) / max(north - south, 1.0),
        )
        return cls(
            land,
            box,
            (west + east) / 2 - box.width / 2 / scale,
            (south + north) / 2 + box.height / 2 / scale,
            scale,
        )

    def from_metres(self, x: float, y: float) -> tuple[float, float]:
        """Millimetres on the page of a point of the projection."""
        return (
            self.box.left + (x - self.left) * self.scale,
            self.box.top + (self.top - y) * self.scale,
        )

    def from_degrees(self, lon: float, lat: float) -> tuple[float, float]:
        """Millimetres on the page of a longitude and latitude."""
        return self.from_metres(*self.land.forward.transform(lon, lat))

    def to_degrees(self, x: float, y: float) -> tuple[float, float]:
        """Longitude and latitude of a place on the page."""
        easting = self.left + (x - self.box.left) / self.scale
        northing = self.top - (y - self.box.top) / self.scale
        lon, lat = self.land.forward.transform(easting, northing, direction="INVERSE")
        return lon, lat

    @cached_property
    def place(self) -> Affine2D:
        """From metres of the projection to millimetres on the page."""
        return (
            Affine2D()
            .translate(-self.left, -self.top)
            .scale(self.scale, -self.scale)
            .translate(self.box.left, self.box.top)
        )

    def on_paper(self, shape: BaseGeometry) -> BaseGeometry:
        """A geometry of the projection, in millimetres on the page."""
        return shapely.transform(shape, self.place.transform)

    @cached_property
    def area(self) -> BaseGeometry:
        """What the window shows, in metres of the projection."""
        return shapely.box(
            self.left,
            self.top - self.box.height / self.scale,
            self.left + self.box.width / self.scale,
            self.top,
        )

    @cached_property
    def paper_per_kilometre(self) -> float:
        """Millimetres on the page for a true kilometre at the middle of the map.

        Measured along the ellipsoid (Karney's geodesics, by pyproj), so that the small error
        of the projection does not go into the scale bar.
        """
        middle = (self.box.top + self.box.bottom) / 2
        centre = (self.box.left + self.box.right) / 2
        west, east = self.to_degrees(centre - 10, middle), self.to_degrees(centre + 10, middle)
        _, _, metres = _GEOD.inv(*west, *east)
        return 20_000 / float(metres)

    @property
    def denominator(self) -> float:
        """The n of a scale of 1 : n."""
        return 1e6 / self.paper_per_kilometre

    def north(self, x: float, y: float) -> float:
        """Degrees clockwise from the top of the page to true north."""
        lon, lat = self.to_degrees(x, y)
        ahead = self.from_degrees(lon, lat + 0.01)
        return degrees(atan2(ahead[0] - x, y - ahead[1]))

    @cached_property
    def web_zoom(self) -> float:
        """The web map's zoom at which things lie no farther apart than on this page.

        Web Mercator grows towards the poles and this projection does not, so the zoom is
        that of the window's northern edge: what is clear of its neighbour there is clear here.
        """
        corners = [(self.box.left, self.box.top), (self.box.right, self.box.top)]
        north = max(abs(self.to_degrees(*corner)[1]) for corner in corners)
        pixels_per_metre = self.scale / CSS_PIXEL
        return log2(pixels_per_metre * 2 * pi * _EARTH * cos(radians(north)) / 512)
