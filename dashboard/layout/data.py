"""The "Data" tab: what the dataset is made of, a place to drop a file, and what became of files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
from dash import html

from dashboard.i18n import Catalogue
from dashboard.layout.elements import button, quiet
from dashboard.layout.tables import table
from dashboard.site import Site
from dashboard.web.uploads import reports_of, why_no_uploads

COUNT_KEYS = ("read", "accepted", "updated", "duplicates", "rejected")
PLACES = ("outside", "without_point", "without_unit", "near_border", "disagreements")
TABLES = ("rejects", "remarks", "duplicates", "disagreements")
SCRIPT_WORDS = (
    "checking", "publishing", "too_much", "lost", "would", "publish", "again", "suggest",
    "mapping", "read_again", "nothing_new",
)  # fmt: skip
"""Words that ``assets/js/upload.js`` says; it has none of its own."""
_COUNT_OF = {"rejects": "rejected"}
NAMES_SHOWN = 40
REPORTS_SHOWN = 20


def data_panel(site: Site, t: Catalogue) -> html.Div:
    """The whole tab."""
    reports = reports_of(site.settings)
    return html.Div(
        [
            html.H2(t("data.here")),
            html.P(_what_is_here(site, t)),
            _sources(site.dataset.manifest.get("ingested", []), t),
            html.H2(t("upload.title")),
            _drop(site, t),
            html.H2(t("report.title")),
            *(
                [_report(report, t) for report in reports[:REPORTS_SHOWN]]
                or [quiet(t("report.none"))]
            ),
        ],
        className="fm-method fm-data",
    )


def _what_is_here(site: Site, t: Catalogue) -> str:
    manifest = site.dataset.manifest
    rows = t.number(int(manifest["tables"]["events"]["rows"]))
    told = {"title": site.dataset.title, "version": site.dataset.version, "n": rows}
    made = manifest.get("created")
    return t("data.version", **told, made=_moment(made, t)) if made else t("data.embedded", **told)


def _moment(iso: str, t: Catalogue) -> str:
    """When something was published: "22 November 2026, 23:08 UTC"."""
    moment = datetime.fromisoformat(iso)
    return t("data.moment", day=t.day(moment.date()), time=f"{moment:%H:%M}")


def _sources(sources: Sequence[Mapping[str, Any]], t: Catalogue) -> html.Table | None:
    """The files that the incidents came from."""
    if not sources:
        return None
    heads = [t(f"source.{name}") for name in ("file", "taken", "at")]
    return table(heads, [_source(part, t) for part in sources], (1,), marked_heads=False)


def _source(part: Mapping[str, Any], t: Catalogue) -> tuple[object, ...]:
    kind, because = t(f"format.{part['format']}"), part["recognised_by"]
    said = html.Small(t("source.taken_for", format=kind, because=because))
    accepted = t.number(int(part["accepted"]))
    return [part["file"], html.Br(), said], accepted, _moment(part["at"], t)


def _drop(site: Site, t: Catalogue) -> html.Div:
    """Where a file is dropped or chosen; says why not, where files are not taken."""
    why = why_no_uploads(site.settings)
    if why:
        return html.Div(html.P(t(why)), className="fm-drop fm-drop-off")
    words = {name: t(f"upload.{name}") for name in SCRIPT_WORDS}
    words |= {f"count_{name}": t(f"report.{name}") for name in (*COUNT_KEYS, *PLACES)}
    words |= {
        "reasons": t("report.reasons"),
        "remarks": t("report.remarks"),
        "unmatched": t("report.unmatched", names="{}"),
        "columns": t("report.columns", columns="{}"),
        "more": t("report.more", n="{}"),
    }
    limit = t.number(site.settings.upload_mb)
    return html.Div(
        [
            html.P(t("upload.drop"), className="fm-drop-title"),
            quiet(t("upload.note", limit=limit)),
            button(t("upload.choose"), "fm-button fm-primary", **{"data-upload": "choose"}),
            html.Div(id="upload-result", className="fm-upload-result", role="status"),
        ],
        className="fm-drop",
        **{"data-words": orjson.dumps({**words, "names_shown": NAMES_SHOWN}).decode()},
    )


def _report(report: Mapping[str, Any], t: Catalogue) -> html.Section:
    """One report: its counts, its reasons, its names, its tables to download."""
    kind = str(report.get("kind", "events"))
    body = {"events": _event_report, "boundaries": _boundary_report}.get(kind, _table_report)
    return html.Section([html.H3(_title(report, t)), *body(report, t)], className="fm-report")


def _title(report: Mapping[str, Any], t: Catalogue) -> str:
    files = report.get("files")
    named = [str(part["file"]) for part in files] if files else [str(report.get("file", ""))]
    version = report.get("dataset_version")
    if report.get("changed", True) and version:
        return t("report.published", files=", ".join(named), version=version)
    return t("report.unchanged", files=", ".join(named))


def _event_report(report: Mapping[str, Any], t: Catalogue) -> list[object]:
    parts: list[object] = [_figures(report, COUNT_KEYS, t), _figures(report, PLACES, t)]
    parts += [*_reasons(report, "reasons", t), *_reasons(report, "remarks", t)]
    parts += _names(report["unmatched_names"], int(report["unmatched_total"]), t)
    parts += [quiet(note) for note in report["notes"]]
    for part in report["files"]:
        parts += [quiet(f"{part['file']}: {note}") for note in part["notes"]]
        if part["columns_not_taken"]:
            columns = ", ".join(part["columns_not_taken"])
            parts.append(quiet(t("report.columns", columns=columns)))
    return [*parts, _tables(report, TABLES, t)]


def _reasons(report: Mapping[str, Any], name: str, t: Catalogue) -> list[object]:
    """How often each reason was given, under its heading; nothing if none was."""
    given = report.get(name)
    if not given:
        return []
    lines = [html.Li(f"{t.number(n)} × {why}") for why, n in given.items()]
    return [html.H4(t(f"report.{name}")), html.Ul(lines)]


def _boundary_report(report: Mapping[str, Any], t: Catalogue) -> list[object]:
    counts = {
        name: value if isinstance(value, int) else len(value)
        for name, value in report.items()
        if name in ("features", "matched", "fuzzy", "unmatched_features", "units_left", "repaired")
    }
    parts: list[object] = [_figures(counts, tuple(counts), t)]
    likened = [f"{row['feature']} → {row['unit_name']}" for row in report["fuzzy"]]
    left = [str(row["name"]) for row in report["units_left"]]
    for words, names in (("report.likened", likened), ("report.left", left)):
        if names:
            parts.append(html.P(t(words, names=_listed(names, len(names), t))))
    return [*parts, *(quiet(note) for note in report["notes"])]


def _table_report(report: Mapping[str, Any], t: Catalogue) -> list[object]:
    names = [name for name in (*COUNT_KEYS, "units") if name in report]
    unknown = report.get("unmatched_names", [])
    return [
        _figures(report, names, t),
        *_reasons(report, "reasons", t),
        *_names(unknown, len(unknown), t),
        _tables(report, ("rejects",), t),
    ]


def _figures(report: Mapping[str, Any], names: Sequence[str], t: Catalogue) -> html.Dl:
    pairs = [
        html.Div([html.Dt(t(f"report.{name}")), html.Dd(t.number(int(report[name])))])
        for name in names
    ]
    return html.Dl(pairs, className="fm-report-figures")


def _names(names: Sequence[str], total: int, t: Catalogue) -> list[object]:
    return [html.P(t("report.unmatched", names=_listed(names, total, t)))] if names else []


def _listed(names: Sequence[str], total: int, t: Catalogue) -> str:
    shown = ", ".join(names[:NAMES_SHOWN])
    more = total - min(len(names), NAMES_SHOWN)
    return shown + (f" {t('report.more', n=t.number(more))}" if more > 0 else "")


def _tables(report: Mapping[str, Any], tables: Sequence[str], t: Catalogue) -> html.P:
    number = report["number"]
    links = [
        html.A(t(f"report.{name}_csv"), href=f"/reports/{number}/{name}.csv", className="fm-link")
        for name in tables
        if report.get(f"{name}_file") and report.get(_COUNT_OF.get(name, name))
    ]
    return html.P(links, className="fm-report-links")
