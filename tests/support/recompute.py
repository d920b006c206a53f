"""The page's figures from the embedded files alone: pandas and numpy, nothing of Frontmap.

What the map shows is worked out a second time here, from the words of the method tab: claims to
statuses, the published count to units, rows to happenings. Two workings that agree on every
unit are worth more than one that is compared with itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

DATA = Path(__file__).parents[2] / "geodata" / "data"
FAMILY = {
    **dict.fromkeys(["battle", "airstrike", "explosion"], "fighting"),
    **dict.fromkeys(["attack_on_civilians", "targeted_killing"], "civilians"),
    **dict.fromkeys(["territory_taken", "territory_retaken"], "ground"),
    **dict.fromkeys(["protest", "infrastructure", "displacement", "strategic", "other"], "other"),
}
CLASSES = ("taliban", "contested", "government")
FIRST_CENTRE_FELL = pd.Timestamp("2021-08-06")


@dataclass(frozen=True)
class Asked:
    """A view as plain words: days, provinces, types; none means all."""

    as_of: str = "2021-08-03"
    first: str = "2021-07-28"
    last: str = "2021-08-04"
    assessment: str = "afghan-watchers"
    provinces: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    documented: bool = False
    query: str = field(default="", compare=False)


@cache
def table(name: str) -> pd.DataFrame:
    """A table as it lies in the folder."""
    return pd.read_csv(DATA / f"{name}.csv")


# Incidents ----------------------------------------------------------------------------------


def incidents(asked: Asked, *, any_day: bool = False) -> pd.DataFrame:
    """Rows of the view, with their family and whether they count as one happening."""
    rows = table("events")
    keep = (rows["date_start"] <= asked.last) & (rows["date_end"] >= asked.first) | any_day
    if asked.provinces:
        keep &= rows["province_code"].isin(asked.provinces)
    if asked.types:
        keep &= rows["event_type"].isin(asked.types)
    total = rows["sub_type"].str.startswith("cumulative count:", na=False)
    counted = rows["duplicate_of"].isna() & ~total
    return rows.assign(family=rows["event_type"].map(FAMILY), counted=counted)[keep]


# What named sources say ---------------------------------------------------------------------


@cache
def ledger() -> pd.DataFrame:
    """Claims that decide, copies of one report on one day once, each with its weight."""
    named, series, units = table("claims"), table("takeovers"), table("register")
    named = named.assign(
        day=named["date_from"].fillna(named["as_of_date"]),
        origin=named["wire"].fillna(named["source_id"]),
        weight=0.5 ** (
            named["source_kind"].eq("party claim").astype(int)
            + named["check"].isin(["weak", "unchecked"])
            + named["note"].str.contains("whole-province", na=False)
        ) * named["check"].ne("not_found"),
    )  # fmt: skip
    series = series.dropna(subset=["unit_id", "taliban_from"]).drop_duplicates(
        ["unit_id", "taliban_from"]
    )
    series = series.assign(
        claim_id="S-" + series["unit_id"], status="taliban", day=series["taliban_from"],
        origin="series", weight=0.5,
    )  # fmt: skip
    columns = ["claim_id", "unit_id", "status", "day", "origin", "weight"]
    claims = pd.concat([named[columns], series[columns]]).dropna(subset="unit_id")
    claims["day"] = pd.to_datetime(claims["day"])
    centres = units.loc[units["kind"].eq("provincial_centre"), "unit_id"]
    too_early = claims["status"].eq("taliban") & (claims["day"] < FIRST_CENTRE_FELL)
    claims = claims[(claims["weight"] > 0) & ~(claims["unit_id"].isin(centres) & too_early)]
    heaviest = claims.sort_values(["weight", "claim_id"], ascending=[False, True])
    return heaviest.drop_duplicates(["unit_id", "status", "origin", "day"])


def named_statuses(as_of: str) -> pd.DataFrame:
    """Status and basis of every unit that a source names by a day; index ``unit_id``."""
    known = ledger()[lambda rows: rows["day"] <= pd.Timestamp(as_of)]
    said = {unit: latest_word(mine) for unit, mine in known.groupby("unit_id")}
    return pd.DataFrame.from_dict(said, orient="index", columns=["status", "basis"])


def last_words(as_of: str) -> pd.Series:
    """Day of the last claim that each named unit's status rests on; index ``unit_id``."""
    known = ledger()[lambda rows: rows["day"] <= pd.Timestamp(as_of)]
    days = {str(unit): behind(mine)["day"].max() for unit, mine in known.groupby("unit_id")}
    return pd.Series(days, dtype="datetime64[us]")


def latest_word(mine: pd.DataFrame) -> tuple[str, str]:
    heard = set(behind(mine)["status"])
    return (heard.pop(), "documented") if len(heard) == 1 else ("contested", "conflicting")


def behind(mine: pd.DataFrame) -> pd.DataFrame:
    """Claims on one unit that its status rests on."""
    deciding = mine[mine["weight"].eq(1)] if mine["weight"].eq(1).any() else mine
    last = deciding["day"].max()
    window = deciding[deciding["day"] >= last - pd.Timedelta(days=3)]
    window = window.sort_values(["day", "claim_id"]).drop_duplicates("origin", keep="last")
    return pd.concat([window, mine[mine["day"] > last]])


# The published count, brought down to units -------------------------------------------------


def published(day: str, source: str) -> dict[str, int]:
    """National classes and total that a source published for a day."""
    rows = table("reported_figures")
    mine = rows[
        rows["as_of_date"].eq(day)
        & rows["place"].eq("Afghanistan")
        & rows["source_name"].str.startswith(source)
        & rows["metric"].str.startswith("districts_")
    ]
    figures = dict(zip(mine["metric"].str.removeprefix("districts_"), mine["value"], strict=True))
    return {name: int(n) for name, n in figures.items()}


@cache
def scores() -> pd.Series:
    """Evidence for Taliban control on 3 August 2021, 0 to 1; index ``unit_id``."""
    day, units = pd.Timestamp("2021-08-03"), table("register").set_index("unit_id")
    share = published("2021-08-03", "Afghan watchers")["taliban"] / len(units)
    known = ledger()[lambda rows: rows["day"] <= day]
    heard: list[pd.DataFrame] = [behind(mine) for _, mine in known.groupby("unit_id")]
    claims = pd.concat(heard)
    claims = claims.assign(
        value=claims["status"].map({"taliban": 1.0, "contested": 0.5, "government": 0.0}),
        weight=claims["weight"] * aged((day - claims["day"]).dt.days),
    )
    seen = {"territory_taken": 1.0, "battle": 0.5, "airstrike": 0.5, "territory_retaken": 0.25}
    events = incidents(Asked(), any_day=True)[lambda rows: rows["counted"]]
    age = (day - pd.to_datetime(events["date_start"])).dt.days
    events = events.assign(value=events["event_type"].map(seen), weight=0.25 * aged(age))[
        age.between(0, 60)
    ].dropna(subset=["value", "unit_id"])
    pieces = pd.concat([claims, events])[["unit_id", "value", "weight"]]
    pieces["weighted"] = pieces["value"] * pieces["weight"]
    own = pieces.groupby("unit_id")[["weighted", "weight"]].sum().reindex(units.index).fillna(0.0)
    pull = units["kind"].map(lambda kind: 0.1 if kind == "provincial_centre" else 0.15)
    around = neighbour_means(units, own)
    return ((own["weighted"] + pull * around + 0.4 * share) / (own["weight"] + pull + 0.4)).round(6)


def aged(days: pd.Series) -> pd.Series:
    """What age leaves of a weight: half of the way to a half in 30 days."""
    return 0.5 + 0.5 * 0.5 ** (days / 30)


def neighbour_means(units: pd.DataFrame, own: pd.DataFrame) -> pd.Series:
    """Mean evidence of the six nearest other units that have any, nearer ones counting more."""
    known = (own["weight"] > 0).to_numpy()
    value = (own["weighted"] / own["weight"]).to_numpy()[known]
    ids = own.index.to_numpy()[known]
    lon, lat = np.radians(units["lon"].to_numpy()), np.radians(units["lat"].to_numpy())
    means = {}
    for position, unit in enumerate(units.index):
        half = (
            np.sin((lat[known] - lat[position]) / 2) ** 2
            + np.cos(lat[known]) * np.cos(lat[position])
            * np.sin((lon[known] - lon[position]) / 2) ** 2
        )  # fmt: skip
        km = np.where(ids == unit, np.inf, 2 * 6371 * np.arcsin(np.sqrt(half)))
        nearest = np.argsort(km, kind="stable")[:6]
        means[unit] = np.average(value[nearest], weights=1 / (10 + km[nearest]))
    return pd.Series(means)


@cache
def allocated_statuses() -> pd.DataFrame:
    """The watchers' count of 3 August 2021 by unit, with its basis; index ``unit_id``."""
    units, total = table("register"), published("2021-08-03", "Afghan watchers")
    ranked = scores().rename("score").rename_axis("unit_id").reset_index()
    order = ranked.sort_values(["score", "unit_id"], ascending=[False, True])["unit_id"]
    centres = units.loc[units["kind"].eq("provincial_centre"), "unit_id"]
    taliban = order[~order.isin(centres)].head(total["taliban"])
    rest = order[~order.isin(taliban)]
    status = pd.Series("government", index=units["unit_id"])
    status[rest.head(total["contested"])] = "contested"
    status[taliban] = "taliban"
    named = named_statuses("2021-08-03").reindex(status.index)
    agrees = named["status"].eq(status) & named["basis"].eq("documented")
    basis = np.select([named["status"].isna(), agrees], ["allocated", "documented"], "conflicting")
    return pd.DataFrame({"status": status, "basis": basis})


def statuses(asked: Asked) -> pd.DataFrame:
    """Status and basis of each unit of a view; index ``unit_id``."""
    units = table("register").set_index("unit_id")
    if asked.assessment == "named-sources":
        frame = named_statuses(asked.as_of).reindex(units.index)
    elif asked.as_of == "2021-08-03":
        frame = allocated_statuses()
    else:
        frame = pd.DataFrame(index=units.index, columns=["status", "basis"], dtype=object)
    frame = frame.fillna({"status": "unknown", "basis": ""})
    if asked.documented:
        frame.loc[frame["basis"].ne("documented")] = ["unknown", ""]
    inside = units["province_code"].isin(asked.provinces) if asked.provinces else slice(None)
    return frame[inside] if asked.provinces else frame


def counts(frame: pd.DataFrame) -> Mapping[str, int]:
    """How many units of each status and each basis."""
    found = {**frame["status"].value_counts(), **frame["basis"].value_counts()}
    names = (*CLASSES, "unknown", "documented", "conflicting", "allocated")
    return {name: int(found.get(name, 0)) for name in names} | {"total": len(frame)}
