"""The filters: dates, provinces, incident types, assessment, boundaries."""

from __future__ import annotations

from itertools import groupby

import dash_mantine_components as dmc
from dash import html

from dashboard.i18n import Catalogue
from dashboard.ids import Id
from dashboard.wording import words
from geodata.dataset.dataset import Dataset
from geodata.dataset.extent import event_span
from geodata.events.schema import FAMILIES


def filters(dataset: Dataset, t: Catalogue) -> html.Aside:
    """The left column; a sheet from below on a phone."""
    first, last = event_span(dataset)
    view = dataset.default_view
    provinces = dataset.register.province_names
    return html.Aside(
        id="filters",
        className="fm-filters fm-sheet",
        **{"aria-label": t("filters.title")},
        children=[
            sheet_close(t),
            _field(
                t("filters.dates"),
                dmc.DatePickerInput(
                    id=Id.DATES,
                    type="range",
                    allowSingleDateInRange=True,
                    value=[view.date_from.isoformat(), view.date_to.isoformat()],
                    minDate=min(first, view.date_from).isoformat(),
                    maxDate=max(last, view.date_to).isoformat(),
                    valueFormat="D MMM YYYY",
                    previousLabel=t("dates.previous"),
                    nextLabel=t("dates.next"),
                    size="sm",
                    **{"aria-label": t("filters.dates")},
                ),
            ),
            _field(
                t("filters.province"),
                dmc.MultiSelect(
                    id=Id.PROVINCE,
                    value=[],
                    data=[
                        {"value": code, "label": name}
                        for code, name in sorted(provinces.items(), key=lambda item: item[1])
                    ],
                    placeholder=t("filters.province.all", n=t.number(len(provinces))),
                    searchable=True,
                    clearable=True,
                    size="sm",
                    **{"aria-label": t("filters.province")},
                ),
            ),
            html.Section(
                className="fm-field",
                children=[
                    html.H2(id=Id.EVENT_COUNT, className="fm-label"),
                    dmc.CheckboxGroup(
                        id=Id.FAMILIES,
                        value=list(FAMILIES),
                        children=[_family(name, t) for name in FAMILIES],
                        label=dmc.VisuallyHidden(t("filters.families")),
                    ),
                    html.Details(
                        className="fm-types",
                        children=[
                            html.Summary(t("filters.types")),
                            dmc.CheckboxGroup(
                                id=Id.TYPES,
                                value=list(dataset.vocabulary.types),
                                children=[
                                    dmc.Checkbox(label=t(f"type.{name}"), value=name, size="xs")
                                    for name in dataset.vocabulary.types
                                ],
                                label=dmc.VisuallyHidden(t("filters.types")),
                            ),
                        ],
                    ),
                ],
            ),
            _field(
                t("filters.assessment"),
                dmc.Select(
                    id=Id.ASSESSMENT,
                    value=view.assessment,
                    data=assessment_choices(dataset, t),
                    allowDeselect=False,
                    searchable=True,
                    maxDropdownHeight=420,
                    size="sm",
                    **{"aria-label": t("filters.assessment")},
                ),
                html.P(id=Id.ASSESSMENT_NOTE, className="fm-note"),
            ),
            _field(
                t("filters.boundaries"),
                dmc.Select(
                    id=Id.BOUNDARIES,
                    value=view.boundaries,
                    data=[{"value": name, "label": words.boundary_label(dataset, name, t)}
                          for name in dataset.vocabulary.boundaries],
                    allowDeselect=False,
                    size="sm",
                    **{"aria-label": t("filters.boundaries")},
                ),
                html.P(id=Id.BOUNDARIES_NOTE, className="fm-note"),
            ),
            _field(
                t("filters.find"),
                dmc.Select(
                    id=Id.FIND_UNIT,
                    data=_unit_choices(dataset),
                    placeholder=t("filters.find.placeholder"),
                    searchable=True,
                    clearable=True,
                    limit=60,
                    size="sm",
                    **{"aria-label": t("filters.find")},
                ),
            ),
            html.Section(
                className="fm-field",
                children=[
                    html.H2(t("filters.show"), className="fm-label"),
                    dmc.Switch(
                        id=Id.DOCUMENTED,
                        label=t("filters.documented"),
                        labelPosition="left",
                        size="xs",
                        checked=False,
                        className="fm-switch",
                    ),
                ],
            ),
        ],
    )  # fmt: skip


def assessment_choices(dataset: Dataset, t: Catalogue) -> list[dict[str, object]]:
    """What a picker of assessments offers, group by group."""
    groups = groupby(dataset.assessments.values(), key=lambda assessment: assessment.group)
    return [
        {
            "group": t(f"assessment.group.{group}"),
            "items": [
                {"value": a.name, "label": words.assessment_label(dataset, a.name, t)}
                for a in members
            ],
        }
        for group, members in groups
    ]


def sheet_close(t: Catalogue) -> html.Button:
    """The button that closes a sheet on a phone; not shown elsewhere."""
    return html.Button(t("filters.close"), type="button", className="fm-sheet-close fm-button")


def _field(label: str, *children: object) -> html.Section:
    return html.Section([html.H2(label, className="fm-label"), *children], className="fm-field")


def _family(name: str, t: Catalogue) -> html.Div:
    """A family of incident types: colour dot, words, count in the view."""
    label = [html.Span(className=f"fm-dot fm-dot-{name}"), html.Span(t(f"family.{name}"))]
    return html.Div(
        className="fm-family",
        children=[
            dmc.Checkbox(
                label=html.Span(label, className="fm-family-label"), value=name, size="xs"
            ),
            html.Span(id=f"count-{name}", className="fm-family-count"),
        ],
    )


def _unit_choices(dataset: Dataset) -> list[dict[str, str]]:
    units = dataset.register.frame.sort_values("name_en")
    return [
        {"value": str(unit_id), "label": f"{row.name_en} · {row.province_en} · {unit_id}"}
        for unit_id, row in zip(units.index, units.itertuples(), strict=True)
    ]
