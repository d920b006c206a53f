"""A register made from a boundary file, for a country that has none yet."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.boundary_import.ids import choose_ids
from geodata.boundary_import.measure import areas_km2
from geodata.boundary_import.provinces import fold_code, located_provinces
from geodata.errors import FrontmapError
from geodata.places.register import REGISTER_COLUMNS, match_province

_MOST = 0.8


@dataclass(frozen=True)
class OwnRegister:
    """A register and whose feature is which of its units.

    Attributes
    ----------
    frame : pandas.DataFrame
        Index ``unit_id``, sorted; columns as `geodata.places.register.load_register` gives them.
    unit_ids, province_codes : pandas.Series of str
        By feature.
    provinces : pandas.DataFrame
        Index ``province_code``, sorted; ``name_en``, ``name_fa``.
    notes : list of str
        Sentences for the report.
    """

    frame: pd.DataFrame
    unit_ids: pd.Series
    province_codes: pd.Series
    provinces: pd.DataFrame
    notes: list[str]


def make_register(
    features: gpd.GeoDataFrame,
    *,
    level: int,
    country: str,
    source: str,
    provinces: gpd.GeoDataFrame | None,
) -> OwnRegister:
    """Make the register of a country from its boundary file.

    A unit's id is its P-code where the file has one for each, else its ISO 3166-2 code, else the
    maker's id, else made: ``SDN-001`` and so on in the order of province and name. At level 1 each
    province is a unit of its own.

    Parameters
    ----------
    features : geopandas.GeoDataFrame, EPSG:4326
        Clean polygons, index ``feature``, with the columns of `take_attributes`.
    level : int
        1 for provinces, else the level of the units.
    country : str
        Alpha-3.
    source : str
        Attribution, kept in the column ``source``.
    provinces : geopandas.GeoDataFrame or None
        Of the same country, index ``province_code`` with ``name_en``: needed where the features do
        not state their provinces, and kept to where they do.

    Raises
    ------
    FrontmapError
        If the provinces of units of level 2 are not to be told.
    """
    notes: list[str] = []
    features = features.assign(name=_named(features, notes))
    if level == 1:
        parents = features[["name", "name_fa"]]
        unit_ids, note = choose_ids(features, "code_", features["name"], f"{country}-")
        province, codes = unit_ids, unit_ids
    else:
        province, parents = _provinces(features, country, provinces, notes)
        order = province.map(parents["name"]) + "\n" + features["name"]
        unit_ids, note = choose_ids(features, "code_", order, f"{country}-")
        codes = pd.Series(parents.index)
    named = pd.DataFrame(
        {"name_en": parents["name"].to_numpy(), "name_fa": parents["name_fa"].to_numpy()},
        index=pd.Index(codes.to_numpy(), name="province_code"),
    ).sort_index()
    features = features.assign(
        unit_id=unit_ids,
        name_en=features["name"],
        province_code=province,
        province_en=province.map(named["name_en"]),
        kind="province" if level == 1 else "district",
        source=source,
    )
    frame = _frame(features)
    notes += [note] if note else []
    return OwnRegister(frame, unit_ids, province, named, notes + _doubts(frame))


def _doubts(frame: pd.DataFrame) -> list[str]:
    """What a reader of the register should know."""
    notes = []
    twice = frame.duplicated(["province_code", "name_en"], keep=False)
    if twice.any():
        names = ", ".join(sorted(set(frame.loc[twice, "name_en"]))[:10])
        notes.append(f"Several units of one province bear the same name: {names}.")
    disputed = frame[frame["notes"].notna()]
    notes += [f"{row['name_en']} is {row['notes']}." for _, row in disputed.iterrows()]
    return notes


def _named(features: gpd.GeoDataFrame, notes: list[str]) -> pd.Series:
    """Names, with a stand-in where there is none."""
    missing = features["name"].isna()
    if missing.any():
        notes.append(
            f"{int(missing.sum())} features have no name and are called after their number."
        )
    numbered = pd.Series([f"Unit {feature}" for feature in features.index], features.index)
    return features["name"].fillna(numbered.astype("str"))


def _provinces(
    features: gpd.GeoDataFrame,
    country: str,
    provinces: gpd.GeoDataFrame | None,
    notes: list[str],
) -> tuple[pd.Series, pd.DataFrame]:
    """Province code by feature, and the provinces with ``name`` and ``name_fa``."""
    if "parent_code_1" in features:
        # A province that has only a code is called by it.
        names = features["parent_name"].fillna(features["parent_code_1"])
        features = features.assign(parent_name=names)
    stated = features["parent_name"].notna()
    if not stated.any():
        return _by_place(features, provinces, notes)
    key = features["parent_name"]
    if not stated.all():
        key = key.fillna(_neighbours(features, stated))
        notes.append(
            f"{int((~stated).sum())} features state no province and take that of the nearest one."
        )
    wanted = [c for c in features.columns if c.startswith("parent_code_")]
    parents = (
        features[stated]
        .groupby(features["parent_name"])[[*wanted, "parent_name", "parent_fa"]]
        .first()
    )
    known = _given_codes(parents, provinces)
    if known is None:
        known, note = choose_ids(parents, "parent_code_", parents["parent_name"], f"{country}-P")
        notes += [note] if note else []
    named = pd.DataFrame(
        {"name": parents["parent_name"].to_numpy(), "name_fa": parents["parent_fa"].to_numpy()},
        index=pd.Index(known.to_numpy(), name="province_code"),
    )
    return key.map(known).astype("str"), named


def _neighbours(features: gpd.GeoDataFrame, stated: pd.Series) -> pd.Series:
    """Name of the province of the nearest feature that states one."""
    knowing = features[stated]
    lost = features.index[~stated]
    tree = shapely.STRtree(knowing.geometry.to_numpy())
    nearest = tree.nearest(features.geometry.loc[lost].to_numpy())
    return pd.Series(knowing["parent_name"].to_numpy()[nearest], lost, dtype="str")


def _given_codes(parents: pd.DataFrame, provinces: gpd.GeoDataFrame | None) -> pd.Series | None:
    """Codes of the provinces known already, if each parent is one of them."""
    if provinces is None or provinces.empty:
        return None
    names = {str(code): str(name) for code, name in provinces["name_en"].items()}
    own = {fold_code(code): code for code in names}
    columns = [column for column in parents.columns if column.startswith("parent_code_")]
    found = []
    for row in parents.to_dict("records"):
        known = (own.get(fold_code(row[c])) for c in columns if isinstance(row[c], str))
        code = next((c for c in known if c is not None), None)
        found.append(code or match_province(row["parent_name"], names))
    codes = pd.Series(found, parents.index, dtype="str")
    return codes if codes.notna().all() and codes.is_unique else None


def _by_place(
    features: gpd.GeoDataFrame, provinces: gpd.GeoDataFrame | None, notes: list[str]
) -> tuple[pd.Series, pd.DataFrame]:
    """The province, known already, that holds most of each feature."""
    found = pd.Series(None, features.index, dtype="str")
    if provinces is not None and len(provinces):
        held = pd.DataFrame({"feature": [], "province_code": []})
        found = located_provinces(features, provinces, held)
    if provinces is None or found.notna().mean() < _MOST:
        raise FrontmapError(
            "The file does not state the provinces of its units, and no provinces of its country "
            "are known yet: add level 1 first, then this file."
        )
    lost = found.isna()
    if lost.any():
        nearest = shapely.STRtree(provinces.geometry.to_numpy()).nearest(
            features.geometry[lost].to_numpy()
        )
        found[lost] = provinces.index.to_numpy()[nearest]
        notes.append(f"{int(lost.sum())} features lie in no province and take the nearest one.")
    notes.append("The file states no provinces: each unit is in the one that holds most of it.")
    used = provinces.loc[provinces.index.isin(found)]
    named = pd.DataFrame({"name": used["name_en"], "name_fa": used["name_fa"]})
    return found, named


def _frame(features: gpd.GeoDataFrame) -> pd.DataFrame:
    """The register's table; a unit's point is one well inside its polygon."""
    shapes = features.geometry.to_numpy()
    points = shapely.get_coordinates(shapely.point_on_surface(shapes)).round(6)
    table = pd.DataFrame(features.drop(columns="geometry")).assign(
        lon=points[:, 0],
        lat=points[:, 1],
        area_km2=np.maximum(areas_km2(shapes).round(3), 0.001),
        parent_unit_id=None,
        notes="claimed by " + features["disputed"],
    )
    texts = [column for column in REGISTER_COLUMNS if column not in ("lon", "lat", "area_km2")]
    table = table.astype(dict.fromkeys(texts, "str"))
    return table.loc[:, list(REGISTER_COLUMNS)].set_index("unit_id").sort_index()
