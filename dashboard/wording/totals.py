"""A published total in words: who passed it on, what it leaves open, whether it adds up."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from dashboard.i18n import Catalogue


def source_notes(row: Mapping[Hashable, Any], t: Catalogue) -> list[str]:
    """Who passed a total on, and that it only repeats an earlier one."""
    via = [t("ledger.via", name=row["messenger"])] if row["messenger"] else []
    return [*via, *([f"· {t('ledger.repeats')}"] if row["repeats"] else [])]


def published_share(row: Mapping[Hashable, Any], name: str, t: Catalogue) -> str:
    """What was published of a class instead of a number: a share or a range; a dash if nothing."""
    share, low, high = row[f"{name}_pct"], row["taliban_low"], row["taliban_high"]
    if name == "taliban" and not pd.isna(low) and not pd.isna(high):
        return t("ledger.range", low=t.number(int(low)), high=t.number(int(high)))
    return "–" if pd.isna(share) else t("ledger.percent", n=f"{share:g}")


def signed(n: int, t: Catalogue) -> str:
    """“+58”, “−37” or “±0”."""
    sign = "+" if n > 0 else "−" if n < 0 else "±"
    return f"{sign}{t.number(abs(n))}"


def residual_words(row: Mapping[Hashable, Any], t: Catalogue) -> str:
    """Whether the published classes add up to their denominator."""
    if pd.isna(row["residual"]):
        return t("ledger.residual.open")
    residual = int(row["residual"])
    if residual == 0:
        return t("ledger.residual.none")
    key = "ledger.residual.missing" if residual > 0 else "ledger.residual.over"
    return t(key, n=t.number(abs(residual)))
