"""The province of a feature: as its own columns state it, else as its place tells."""

from functools import cache

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.places.register import Register, match_province


def fold_code(code: str) -> str:
    """Make codes comparable: upper case, without spaces, "AF_KAN" like "AF-KAN"."""
    return "".join(code.upper().split()).replace("_", "-")


class ProvinceCodes:
    """The provinces of a register by any code: its own, or the P-code of which its units' begin.

    COD-AB gives a province the P-code ``AF27`` and its districts ``AF2701`` and so on; the
    register calls the province ``AF-KAN``.
    """

    def __init__(self, register: Register) -> None:
        codes = register.frame["province_code"]
        self._own = {fold_code(code): code for code in register.province_names}
        self._units = pd.Series(codes.to_numpy(), [fold_code(unit) for unit in codes.index])

    def find(self, code: object) -> str | None:
        """Give the register's code of the province; None if the code is not one's alone."""
        if not isinstance(code, str):
            return None
        folded = fold_code(code)
        if folded in self._own:
            return self._own[folded]
        begun = set(self._units[self._units.index.str.startswith(folded)])
        if len(begun) != 1:
            return None
        (province,) = begun
        whole = self._units.index[self._units == province].str.startswith(folded).all()
        return str(province) if whole else None


def stated_provinces(features: gpd.GeoDataFrame, register: Register) -> pd.Series:
    """Find the province that the features' columns state.

    Parameters
    ----------
    features : geopandas.GeoDataFrame
        With ``parent_name`` and ``parent_code_1`` ... (see `take_attributes`).
    register : Register

    Returns
    -------
    pandas.Series of str
        Code of the register by feature; null where nothing is stated or known.
    """
    codes = ProvinceCodes(register)
    columns = [column for column in features.columns if column.startswith("parent_code_")]

    @cache
    def province(name: object, *stated: object) -> str | None:
        by_code = next((c for code in stated if (c := codes.find(code)) is not None), None)
        by_name = match_province(name, register.province_names) if isinstance(name, str) else None
        # A name that is no other province's confirms or stands alone; makers confuse codes.
        return by_name or by_code

    rows = features[["parent_name", *columns]].itertuples(index=False, name=None)
    return pd.Series([province(*row) for row in rows], index=features.index, dtype="str")


def located_provinces(
    features: gpd.GeoDataFrame, provinces: gpd.GeoDataFrame | None, held: pd.DataFrame
) -> pd.Series:
    """Find the province that holds most of each feature.

    Parameters
    ----------
    features, provinces : geopandas.GeoDataFrame, EPSG:4326
        ``provinces`` is indexed by ``province_code``; without it the units' points decide.
    held : pandas.DataFrame
        ``feature`` and ``province_code`` of the units whose points lie in the polygons.

    Returns
    -------
    pandas.Series of str
        Code by feature; null where no province is near.
    """
    if provinces is None or provinces.empty:
        votes = held.groupby("feature")["province_code"].agg(lambda codes: codes.mode().iloc[0])
        return votes.reindex(features.index).astype("str")
    shapes, outlines = features.geometry.to_numpy(), provinces.geometry.to_numpy()
    feature, outline = shapely.STRtree(outlines).query(shapes, predicate="intersects")
    share = np.ones(len(feature))
    # Only those on a border need measuring.
    several = np.bincount(feature, minlength=len(shapes))[feature] > 1
    share[several] = shapely.area(
        shapely.intersection(shapes[feature[several]], outlines[outline[several]])
    )
    best = pd.DataFrame({"feature": feature, "outline": outline, "share": share})
    best = best.sort_values("share", kind="stable").drop_duplicates("feature", keep="last")
    codes = pd.Series(None, index=features.index, dtype="str")
    codes.iloc[best["feature"].to_numpy()] = provinces.index.to_numpy()[best["outline"]]
    return codes
