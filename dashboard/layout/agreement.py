"""How far two assessments agree: the share, weighted kappa, the matrix, and by province."""

from __future__ import annotations

import pandas as pd
from dash import html

from dashboard.i18n import Catalogue
from dashboard.layout.elements import folded, quiet
from dashboard.layout.tables import table
from dashboard.reading import Reading
from dashboard.wording.agreement import agreement_words, interval_words
from dashboard.wording.difference import side_words
from dashboard.wording.symbology import symbology
from geodata.assessments.agreement import Agreement, agreement_by_province
from geodata.claims.totals import CLASSES


def agreement_section(reading: Reading, *, by_province: bool) -> list[object]:
    """Agreement of the two sides of a view's comparison over the view's units."""
    t, found = reading.t, reading.agreement
    parts: list[object] = [
        html.H2(t("agreement.title")),
        html.P(agreement_words(found, t)),
    ]
    if not found.n:
        return parts
    listed: list[object] = []
    if by_province:
        first, second = (side.statuses["status"] for side in reading.sides)
        provinces = reading.dataset.register.frame.loc[first.index, "province_en"]
        listed = [_by_province(agreement_by_province(first, second, provinces), t)]
    return [
        *parts,
        _matrix(reading, found),
        quiet(t("agreement.crosswalk")),
        folded(t("agreement.provinces"), *listed, open=by_province, **{"data-kind": "provinces"}),
    ]


def _matrix(reading: Reading, found: Agreement) -> html.Table:
    """Rows are the first side, columns the second."""
    t = reading.t
    both, look = reading.comparison, symbology(reading)
    first, second = (side_words(reading.dataset, side, t) for side in (both.first, both.second))

    def cell(row: str, column: str) -> html.Td:
        n = t.number(int(str(found.matrix.loc[row, column])))
        return html.Td(n, className="fm-figure fm-agreeing" if row == column else "fm-figure")

    rows = [
        html.Tr([html.Th(look.label(row), scope="row"), *(cell(row, column) for column in CLASSES)])
        for row in CLASSES
    ]
    made = table([None, *map(look.label, CLASSES)], rows, (1, 2, 3), className="fm-matrix")
    made.children.insert(0, html.Caption(t("agreement.corner", first=first, second=second)))
    return made


def _by_province(found: pd.DataFrame, t: Catalogue) -> html.Table:
    heads = [t(f"agreement.column.{name}") for name in ("province", "n", "agreeing", "kappa")]
    rows = [
        (str(province), *(t.number(int(row[k])) for k in ("n", "agreeing")), interval_words(row, t))
        for province, row in zip(found.index, found.to_dict("records"), strict=True)
    ]
    return table(heads, rows, (1, 2, 3))
