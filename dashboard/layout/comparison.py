"""What a comparison says: captions, what changed, how far two assessments agree, the units."""

from __future__ import annotations

from functools import cache
from itertools import groupby
from operator import attrgetter

from dash import html

from dashboard.i18n import Catalogue
from dashboard.layout.agreement import agreement_section
from dashboard.layout.elements import button, folded, quiet
from dashboard.layout.event_card import source_link
from dashboard.layout.plain import Plain, selecting, tag
from dashboard.layout.summary import painting_legend, status_legend
from dashboard.layout.tables import table
from dashboard.reading import Reading
from dashboard.wording import words
from dashboard.wording.changes import change_lines, changes_title
from dashboard.wording.difference import difference_painting, kind_label, side_words
from dashboard.wording.symbology import symbology
from geodata.answers.compare import Side, UnitDifference, kinds_of

NAMES_ONLY = ("unchanged", "agree", "unknown")
"""Classes in which nothing differs: their units are listed by name."""
TEXT_ID = "compare-changes"


def caption(side: Reading) -> list[object]:
    """Over a map of one side: whose statuses of which day, and how many of each."""
    named = side_words(side.dataset, Side(side.view.assessment, side.view.as_of), side.t)
    silence = words.silence(side)
    return [
        html.H2(named, className="fm-compare-title"),
        status_legend(side),
        *([html.P(silence, className="fm-silence")] if silence else []),
    ]


def difference_caption(reading: Reading) -> list[object]:
    """Over the difference map: what its colours mean, with the number of units of each."""
    return [painting_legend(difference_painting(reading), reading.t)]


def comparison_body(reading: Reading, opened: frozenset[str] = frozenset()) -> list[object]:
    """Below the maps: the classes of the difference, what changed or agrees, and the units.

    ``opened`` are the classes whose units are listed, and ``provinces`` for agreement by province.
    """
    both = reading.comparison
    parts: list[object] = []
    if reading.view.compare_as == "side":
        parts.append(painting_legend(difference_painting(reading), reading.t))
    if both.kind == "dates":
        parts += _changes(reading)
    else:
        parts += agreement_section(reading, by_province="provinces" in opened)
    return [*parts, *_units(reading, opened)]


def _changes(reading: Reading) -> list[object]:
    """The text of what changed, with a button that copies it."""
    t = reading.t
    copy = button(t("changes.copy"), **{"data-copy": TEXT_ID, "data-done": t("changes.copied")})

    @cache
    def linked(name: str, url: str) -> Plain:
        plain: Plain = source_link(name, url, t).to_plotly_json()
        return plain

    lines = []
    for line in change_lines(reading):
        sources: list[object] = []
        for name, url in line.sources:
            sources += [", " if sources else " (", linked(name, url)]
        lines.append(tag("Li", [line.words, *sources, *([")"] if sources else [])]))
    return [
        html.Div([html.H2(t("changes.heading")), copy], className="fm-compare-heading"),
        html.Div(
            [html.P(changes_title(reading)), html.Ul(lines, className="fm-change-lines")],
            id=TEXT_ID,
        ),
    ]


def _units(reading: Reading, opened: frozenset[str]) -> list[object]:
    """The units behind each colour, class by class, folded."""
    t = reading.t
    look = symbology(reading)
    parts: list[object] = [
        html.H2(t("compare.units")),
        quiet(_incidents_words(reading)),
    ]
    for kind in kinds_of(reading.comparison.kind):
        mine = reading.by_kind.get(kind, [])
        head = t("compare.kind", kind=kind_label(kind, look, t), n=t.number(len(mine)))
        listed = _names if kind in NAMES_ONLY else _table
        parts.append(
            folded(
                head,
                *([listed(reading, mine)] if kind in opened else []),
                open=kind in opened,
                hidden=not mine,  # not left out: what is open goes by its place
                **{"data-kind": kind},
            )
        )
    return parts


def _incidents_words(reading: Reading) -> str:
    view, t = reading.view, reading.t
    both = reading.comparison
    first, last = sorted((both.first.day, both.second.day))
    days = t.days(view.date_from, view.date_to) if first == last else t.days(first, last)
    return t("compare.incidents", days=days)


def _table(reading: Reading, units: list[UnitDifference]) -> html.Table:
    """Unit, province, both statuses with what they rest on, and the incidents there."""
    dataset, t = reading.dataset, reading.t
    look, link = symbology(reading), selecting(reading)
    both = reading.comparison
    heads = [
        t("compare.column.unit"), t("compare.column.province"),
        side_words(dataset, both.first, t), side_words(dataset, both.second, t),
        t("compare.column.incidents"),
    ]  # fmt: skip

    @cache
    def status(name: str, basis: str) -> str:
        label = look.label(name)
        return t("compare.status", status=label, basis=t(f"basis.{basis}")) if basis else label

    body = [
        (
            link(unit.unit_id, unit.name_en),
            unit.province_en,
            status(unit.before, unit.before_basis),
            status(unit.after, unit.after_basis),
            t.number(unit.incidents),
        )
        for unit in units
    ]
    return table(heads, body, (4,), marked_heads=False)


def _names(reading: Reading, units: list[UnitDifference]) -> html.Ul:
    """Units by province; the number of incidents stands behind a name that has any."""
    lines = [
        html.Li([html.B(province), ": ", ", ".join(_counted(unit, reading.t) for unit in mine)])
        for province, mine in groupby(units, key=attrgetter("province_en"))
    ]
    return html.Ul(lines, className="fm-compare-names")


def _counted(unit: UnitDifference, t: Catalogue) -> str:
    return f"{unit.name_en} ({t.number(unit.incidents)})" if unit.incidents else unit.name_en
