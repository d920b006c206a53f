"""How far two assessments agree: the share, weighted kappa, the matrix, and by province."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
from dash import html

from dashboard.i18n import Catalogue
from dashboard.layout.plain import tag
from dashboard.wording.difference import side_words
from dashboard.wording.symbology import symbology_of
from geodata.answers.compare import comparison, sides
from geodata.assessments.agreement import CLASSES, Agreement, agreement, agreement_by_province
from geodata.dataset.dataset import Dataset
from geodata.view import View


def agreement_section(
    dataset: Dataset, view: View, t: Catalogue, *, by_province: bool
) -> list[object]:
    """Agreement of the two sides of a view's comparison over the view's units."""
    first, second = sides(dataset, view)
    found = agreement(first["status"], second["status"])
    parts: list[object] = [
        html.H2(t("agreement.title")),
        html.P(agreement_words(found, t)),
    ]
    if not found.n:
        return parts
    listed: list[object] = []
    if by_province:
        provinces = dataset.register.frame.loc[first.index, "province_en"]
        table = agreement_by_province(first["status"], second["status"], provinces)
        listed = [_by_province(table, t)]
    return [
        *parts,
        _matrix(dataset, view, found, t),
        html.P(t("agreement.crosswalk"), className="fm-note"),
        html.Details(
            [html.Summary(t("agreement.provinces")), *listed],
            open=by_province,
            className="fm-types",
            **{"data-kind": "provinces"},
        ),
    ]


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


def _matrix(dataset: Dataset, view: View, found: Agreement, t: Catalogue) -> html.Table:
    """Rows are the first side, columns the second."""
    both, look = comparison(dataset, view), symbology_of(dataset, view, t)
    first, second = (side_words(dataset, side, t) for side in (both.first, both.second))
    head = html.Tr(
        [
            html.Td(),
            *(html.Th(look.label(name), scope="col", className="fm-figure") for name in CLASSES),
        ]
    )
    rows = [
        html.Tr(
            [
                html.Th(look.label(row), scope="row"),
                *(
                    html.Td(
                        t.number(int(str(found.matrix.loc[row, column]))),
                        className="fm-figure fm-agreeing" if row == column else "fm-figure",
                    )
                    for column in CLASSES
                ),
            ]
        )
        for row in CLASSES
    ]
    caption = html.Caption(t("agreement.corner", first=first, second=second))
    return html.Table([caption, html.Thead(head), html.Tbody(rows)], className="fm-matrix")


def _by_province(table: pd.DataFrame, t: Catalogue) -> html.Table:
    heads = ("province", "n", "agreeing", "kappa")
    rows = [
        tag(
            "Tr",
            [
                tag("Td", str(province)),
                tag("Td", t.number(int(row["n"])), className="fm-figure"),
                tag("Td", t.number(int(row["agreeing"])), className="fm-figure"),
                tag("Td", _interval(row, t), className="fm-figure"),
            ],
        )
        for province, row in zip(table.index, table.to_dict("records"), strict=True)
    ]
    head = html.Tr(
        [
            html.Th(t(f"agreement.column.{name}"), scope="col", className="" if i == 0 else "fm-figure")
            for i, name in enumerate(heads)
        ]
    )  # fmt: skip
    return html.Table([html.Thead(head), html.Tbody(rows)])


def _interval(row: Mapping[Hashable, Any], t: Catalogue) -> str:
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
