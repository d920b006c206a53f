"""The claim ledger: what each source said of each unit on each day, and how much it weighs.

A claim is one source's word on one unit on one day. This module reads the ledger and says
which claims decide and at what weight; `geodata.claims.verdict` turns them into statuses.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd

from geodata.errors import FrontmapError
from geodata.vocabulary import table

CLAIMED = ("taliban", "contested", "government")
"""What a claim may say of a unit."""

FULL_WEIGHT = 1.0
LESSER = {"party claim": 0.5, "weak": 0.5, "unchecked": 0.5, "whole-province": 0.5}
"""Factors for claims that weigh less than a report which names the unit."""

WIRE_OUTLETS = {"mod": "Afghan Ministry of Defence"}
"""Who is behind a wire whose name is not that of its outlet."""
SPEAKS_FOR = {"ANDSF": "Afghan Ministry of Defence"}
"""Who speaks for a party that others speak for too: the forces' spokesmen for their ministry."""

WINDOW_DAYS = 3
"""Claims this close to the latest one are weighed together; see `geodata.claims.verdict`."""

SERIES_SOURCE = "news-series"
FIRST_CAPITAL_FELL = pd.Timestamp("2021-08-06")
"""Zaranj, the first provincial centre to fall; no centre was Taliban before this day."""

CLAIM_COLUMNS: tuple[str, ...] = table("columns")["claims"]
_DERIVED = ("day", "weight", "origin", "outlet", "voice")
NAMED_COLUMNS = (*(n for n in CLAIM_COLUMNS if n not in _DERIVED), "date_from", "wire")
"""The columns that a file of claims has to have; the others of the ledger follow from them."""

WEIGHED_COLUMNS = ("unit_id", "day", "claim_id", "origin", "status", "weight")
"""What `independent` looks at: who needs no more hands it no more, for a column is slow to sort."""


def read_claims(claims_csv: Path, takeovers_csv: Path, centres: frozenset[str]) -> pd.DataFrame:
    """Read both files of claims as one ledger.

    Parameters
    ----------
    claims_csv, takeovers_csv : Path
        The claims of named sources and the news-scraped series of takeovers.
    centres : frozenset of str
        Unit ids of the provincial centres.

    Returns
    -------
    DataFrame
        One row a claim on a unit, columns `CLAIM_COLUMNS`, ordered by day and id. ``day`` is
        the day the source dates the change to, else the day of the report; ``weight`` is 0
        for claims that decide nothing; ``outlet`` is who speaks, ``voice`` who is behind the wire
        of a copy, else the outlet: claims of one voice do not confirm each other.

    Raises
    ------
    FrontmapError
        A file is missing or lacks a column, or a row has a status or a day that is none.
    """
    named = _read(claims_csv, NAMED_COLUMNS)
    series = _read(takeovers_csv, ("unit_id", "taliban_from", "matched_name"))
    _check_statuses(claims_csv.name, named)
    check_days(claims_csv.name, named, ("as_of_date", "date_from"))
    check_days(takeovers_csv.name, series, ("taliban_from",))
    ledger = pd.concat([_named_claims(named), _series_claims(series)], ignore_index=True)
    ledger = ledger[ledger["unit_id"].notna()]
    ledger["weight"] = claim_weight(ledger)
    ledger["outlet"] = ledger["source_name"].map(outlet)
    ledger["voice"] = _voices(ledger)
    too_early = (
        ledger["unit_id"].isin(centres)
        & (ledger["status"] == "taliban")
        & (ledger["day"] < FIRST_CAPITAL_FELL)
    )
    ledger.loc[too_early, "weight"] = 0.0
    return ledger[list(CLAIM_COLUMNS)].sort_values(["day", "claim_id"], ignore_index=True)


def outlet(source_name: str) -> str:
    """Who speaks: without the messenger, the author or the sort of copy.

    “TOLOnews tweet, via RT Arabic” is TOLOnews, “dpa/IANS (copy)” is dpa, “Taliban spokesmen, via
    TASS” are the Taliban.
    """
    first = re.split(r",? via |,? \(|/| / ", source_name)[0]
    return re.sub(r" (tweet|spokesm[ae]n)$", "", first.strip()).strip()


def _voices(ledger: pd.DataFrame) -> pd.Series:
    """Who is behind each claim: of a copy the outlet of the wire, if it is known, else the wire.

    A wire is named after its outlet and day: “tolonews-2021-07-04” is a report of TOLOnews, so
    that TOLOnews of another day does not confirm a copy of it.
    """
    known = {re.sub(r"[^a-z]", "", name.casefold()): name for name in ledger["outlet"].unique()}
    known |= WIRE_OUTLETS
    wires = ledger["wire"].str.replace(r"-[\d-]+$", "", regex=True)
    return wires.map(known).fillna(ledger["wire"]).fillna(ledger["outlet"].map(party))


def party(outlet: str) -> str:
    """The party that a party's spokesmen are of; any other outlet is its own."""
    return SPEAKS_FOR.get(outlet, outlet)


def no_claims() -> pd.DataFrame:
    """The ledger of a dataset in which nobody says anything; columns as `read_claims` gives."""
    ledger = pd.DataFrame({name: pd.Series(dtype="str") for name in CLAIM_COLUMNS})
    days = dict.fromkeys(("day", "as_of_date"), "datetime64[us]")
    return ledger.astype({**days, "weight": "float64"})


def claim_weight(claims: pd.DataFrame) -> pd.Series:
    """Weight of each claim: 1 for a report that names the unit, less for lesser ones, or 0.

    A party's own claim, a weak or unchecked copy and a whole-province statement halve the
    weight (each for itself); a claim that was not found again (``check`` = ``not_found``)
    weighs nothing. The news series is one unchecked source.
    """
    note = claims["note"].fillna("")
    weight = np.full(len(claims), FULL_WEIGHT)
    weight *= np.where(claims["source_kind"].eq("party claim"), LESSER["party claim"], 1.0)
    weight *= np.where(claims["check"].eq("weak"), LESSER["weak"], 1.0)
    weight *= np.where(claims["check"].eq("unchecked"), LESSER["unchecked"], 1.0)
    weight *= np.where(note.str.contains("whole-province"), LESSER["whole-province"], 1.0)
    weight *= np.where(claims["check"].eq("not_found"), 0.0, 1.0)
    return pd.Series(weight, index=claims.index)


def independent(claims: pd.DataFrame) -> pd.DataFrame:
    """Claims that decide, copies of one report counted once.

    Of the claims with the same unit, status and origin (the wire, else the source) on one
    day the weightiest stays, the earliest id breaking ties.
    """
    deciding = claims[claims["weight"] > 0]
    ranked = deciding.sort_values(["weight", "claim_id"], ascending=[False, True])
    once = ranked.drop_duplicates(["unit_id", "status", "origin", "day"])
    return once.sort_values(["day", "claim_id"])


def _named_claims(rows: pd.DataFrame) -> pd.DataFrame:
    day = rows["date_from"].fillna(rows["as_of_date"])
    return rows.assign(
        day=pd.to_datetime(day),
        as_of_date=pd.to_datetime(rows["as_of_date"]),
        origin=rows["wire"].fillna(rows["source_id"]),
    )


def _series_claims(rows: pd.DataFrame) -> pd.DataFrame:
    dated = rows[rows["taliban_from"].notna() & rows["unit_id"].notna()]
    day = pd.to_datetime(dated["taliban_from"])
    return pd.DataFrame(
        {
            "claim_id": "S-" + dated["unit_id"],
            "unit_id": dated["unit_id"],
            "status": "taliban",
            "day": day,
            "as_of_date": day,
            "origin": SERIES_SOURCE,
            "source_id": SERIES_SOURCE,
            "name_in_source": dated["matched_name"],
            **table("embedded")["takeovers"],
        }
    ).drop_duplicates(["unit_id", "day"])


def _read(path: Path, needed: tuple[str, ...]) -> pd.DataFrame:
    try:
        rows = pd.read_csv(path, dtype="str", usecols=needed.__contains__)
    except (OSError, ValueError) as problem:
        raise FrontmapError(
            f"{path.name} cannot be read ({type(problem).__name__}): the data folder is not whole; "
            "install Frontmap again or name another folder with --data."
        ) from problem
    missing = [name for name in needed if name not in rows]
    if missing:
        raise FrontmapError(
            f"{path.name} has no column {missing[0]}; it needs {', '.join(needed)}."
        )
    return rows


def _check_statuses(file: str, rows: pd.DataFrame) -> None:
    strange = rows[~rows["status"].isin(CLAIMED)]
    if len(strange):
        row = strange.iloc[0]
        raise FrontmapError(
            f"{file}: claim {row['claim_id']} has the status “{row['status']}”; it must be one of "
            f"{', '.join(CLAIMED)}."
        )


def check_days(file: str, rows: pd.DataFrame, columns: tuple[str, ...]) -> None:
    """Raise for a cell that is no day; ``as_of_date`` has to have one, the others may be empty."""
    for name in columns:
        days = pd.to_datetime(rows[name], format="%Y-%m-%d", errors="coerce")
        strange = rows[days.isna() & (rows[name].notna() | (name == "as_of_date"))]
        if len(strange):
            cell = strange[name].fillna("").iloc[0]
            raise FrontmapError(
                f"{file}, row {strange.index[0] + 2}: “{cell}” in {name} is not a day; write it as "
                "YYYY-MM-DD, such as 2021-08-03."
            )
