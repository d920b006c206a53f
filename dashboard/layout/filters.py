"""The filters: dates, provinces, incident types, assessment, boundaries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboard.i18n import Catalogue
from dashboard.ids import Id
from dashboard.layout.controls import day_picker, options
from dashboard.layout.elements import button, folded
from dashboard.wording import words
from geodata.dataset.dataset import Dataset
from geodata.dataset.extent import event_span
from geodata.events.schema import FAMILIES


def filters(dataset: Dataset, t: Catalogue) -> html.Aside:
    """The left column; a sheet from below on a phone."""
    first, last = event_span(dataset)
    view = dataset.default_view
    provinces, sets = dataset.register.province_names, dataset.vocabulary.boundaries
    return html.Aside(
        id="filters",
        className="fm-filters fm-sheet",
        **{"aria-label": t("filters.title")},
        children=[
            sheet_close(t),
            _field(
                t("filters.dates"),
                day_picker,
                t=t,
                id=Id.DATES,
                type="range",
                allowSingleDateInRange=True,
                value=[view.date_from.isoformat(), view.date_to.isoformat()],
                minDate=min(first, view.date_from).isoformat(),
                maxDate=max(last, view.date_to).isoformat(),
            ),
            _field(
                t("filters.province"),
                dmc.MultiSelect,
                id=Id.PROVINCE,
                value=[],
                data=options(dict(sorted(provinces.items(), key=itemgetter(1)))),
                placeholder=t("filters.province.all", n=t.number(len(provinces))),
                searchable=True,
                clearable=True,
            ),
            _incidents(dataset.vocabulary.types, t),
            _field(
                t("filters.assessment"),
                assessment_picker,
                html.P(id=Id.ASSESSMENT_NOTE, className="fm-note"),
                dataset=dataset,
                t=t,
                id=Id.ASSESSMENT,
                value=view.assessment,
            ),
            _field(
                t("filters.boundaries"),
                dmc.Select,
                html.P(id=Id.BOUNDARIES_NOTE, className="fm-note"),
                id=Id.BOUNDARIES,
                value=view.boundaries,
                data=options({name: words.boundary_label(dataset, name, t) for name in sets}),
                allowDeselect=False,
            ),
            _field(
                t("filters.find"),
                dmc.Select,
                id=Id.FIND_UNIT,
                data=_unit_choices(dataset),
                placeholder=t("filters.find.placeholder"),
                searchable=True,
                clearable=True,
                limit=60,
            ),
            _section(
                html.H2(t("filters.show"), className="fm-label"),
                dmc.Switch(
                    id=Id.DOCUMENTED,
                    label=t("filters.documented"),
                    labelPosition="left",
                    size="xs",
                    checked=False,
                    className="fm-switch",
                ),
            ),
        ],
    )


def _incidents(types: Sequence[str], t: Catalogue) -> html.Section:
    """The families of incidents, and each type, folded."""
    return _section(
        html.H2(id=Id.EVENT_COUNT, className="fm-label"),
        dmc.CheckboxGroup(
            id=Id.FAMILIES,
            value=list(FAMILIES),
            children=[_family(name, t) for name in FAMILIES],
            label=dmc.VisuallyHidden(t("filters.families")),
        ),
        folded(
            t("filters.types"),
            dmc.CheckboxGroup(
                id=Id.TYPES,
                value=list(types),
                children=[
                    dmc.Checkbox(label=t(f"type.{name}"), value=name, size="xs") for name in types
                ],
                label=dmc.VisuallyHidden(t("filters.types")),
            ),
        ),
    )


def assessment_picker(dataset: Dataset, t: Catalogue, **props: Any) -> dmc.Select:
    """A picker of assessments."""
    return dmc.Select(
        data=assessment_choices(dataset, t),
        allowDeselect=False,
        searchable=True,
        maxDropdownHeight=420,
        **props,
    )


def assessment_choices(dataset: Dataset, t: Catalogue) -> list[dict[str, object]]:
    """What a picker of assessments offers, group by group."""
    groups = groupby(dataset.assessments.values(), key=lambda assessment: assessment.group)
    return [
        {
            "group": t(f"assessment.group.{group}"),
            "items": options(
                {one.name: words.assessment_label(dataset, one.name, t) for one in members}
            ),
        }
        for group, members in groups
    ]


def sheet_close(t: Catalogue) -> html.Button:
    """The button that closes a sheet on a phone; not shown elsewhere."""
    return button(t("filters.close"), "fm-sheet-close fm-button")


def _field(
    label: str, control: Callable[..., Component], *below: object, **props: Any
) -> html.Section:
    """A control under its heading."""
    named = {"aria-label": label}
    return _section(
        html.H2(label, className="fm-label"), control(size="sm", **named, **props), *below
    )


def _section(*children: object) -> html.Section:
    return html.Section(list(children), className="fm-field")


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
    return options(
        {
            str(unit_id): f"{name} · {province} · {unit_id}"
            for unit_id, name, province in units[["name_en", "province_en"]].itertuples()
        }
    )
