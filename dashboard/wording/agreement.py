"""How far two assessments agree, in words."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from dashboard.i18n import Catalogue
from geodata.assessments.agreement import Agreement


def agreement_words(found: Agreement, t: Catalogue) -> str:
    """Share and kappa in a sentence or two; that nothing can be compared where that is so."""
    if found.share is None:
        return t("agreement.none", one=t.number(found.one_speaks))
    said = t.count(
        "agreement.share", found.n, agreeing=t.number(found.agreeing),
        share=f"{100 * found.share:.1f}", one=t.number(found.one_speaks),
    )  # fmt: skip
    return f"{said} {_kappa(found, t)}"


def _kappa(found: Agreement, t: Catalogue) -> str:
    if found.kappa is None:
        return t("agreement.kappa.none")
    if found.low is None or found.high is None:
        return t("agreement.kappa.alone", kappa=_rounded(found.kappa))
    return t(
        "agreement.kappa", kappa=_rounded(found.kappa), low=_rounded(found.low),
        high=_rounded(found.high),
    )  # fmt: skip


def interval_words(row: Mapping[Hashable, Any], t: Catalogue) -> str:
    """Kappa of one province with its interval; `agreement_by_province` gives the row."""
    kappa, low, high = (row[name] for name in ("kappa", "low", "high"))
    if pd.isna(kappa):
        return t("agreement.undefined")
    if pd.isna(low):
        return _rounded(kappa)
    ends = {"low": _rounded(low), "high": _rounded(high)}
    return t("agreement.interval", kappa=_rounded(kappa), **ends)


def _rounded(kappa: float) -> str:
    """“−0.06”; nothing below zero is left of what is zero by two digits."""
    return f"{round(kappa, 2) + 0.0:.2f}".replace("-", "−")
