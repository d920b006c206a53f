"""Every figure on the page, worked out again from the embedded files.

Each region is rendered for a handful of views, every number that it shows is collected, and the
list must be the one that short pandas expressions over the files give (``tests.support.recompute``,
which knows nothing of Frontmap). A number that nobody can work out again would be one too many.
"""

import hashlib
import json
import re
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest
from dash import html

from dashboard.callbacks import summary as summary_region
from dashboard.callbacks import table as table_region
from dashboard.callbacks import timeline as timeline_region
from dashboard.figures.view_map import map_units, view_parts
from dashboard.i18n import Catalogue, catalogue
from dashboard.layout.details import details
from dashboard.layout.method import PARAGRAPHS, method
from dashboard.layout.reported import reported
from dashboard.layout.summary import summary
from dashboard.reading import Reading
from dashboard.site import LiveSite, Site
from dashboard.web.settings import Settings
from dashboard.wording import words
from dashboard.wording.palette import status_code
from geodata.dataset.dataset import Dataset
from geodata.view import View, parse_query
from tests.support.read import read
from tests.support.recompute import (
    CLASSES,
    DATA,
    FAMILY,
    Asked,
    counts,
    incidents,
    last_words,
    named_statuses,
    published,
    scores,
    statuses,
    table,
)
from tests.support.recorder import Recorder
from tests.support.tree import of_class, of_type, text

VIEWS = {
    "default": Asked(),
    "Herat, 1 to 3 August": Asked(
        first="2021-08-01",
        last="2021-08-03",
        provinces=("AF-HER",),
        query="from=2021-08-01&to=2021-08-03&province=AF-HER",
    ),
    "named sources, 10 July": Asked(
        as_of="2021-07-10",
        assessment="named-sources",
        query="as_of=2021-07-10&assessment=named-sources",
    ),
    "only what a source names": Asked(documented=True, query="documented=1"),
    "battles and air strikes": Asked(
        types=("battle", "airstrike"), query="type=battle,airstrike&province="
    ),
}


@pytest.fixture(params=list(VIEWS.values()), ids=list(VIEWS))
def asked(request: pytest.FixtureRequest) -> Asked:
    chosen: Asked = request.param
    return chosen


@pytest.fixture(scope="module")
def site(dataset: Dataset) -> Site:
    return Site(Settings(), dataset)


@pytest.fixture(scope="module")
def t() -> Catalogue:
    return catalogue("en")


def view_of(dataset: Dataset, asked: Asked) -> View:
    view, notices = parse_query(asked.query, dataset.vocabulary)
    assert notices == []
    return view


def callback(region: Any, site: Site, name: str) -> Any:
    recorder = Recorder()
    region.register(recorder, LiveSite(site))
    return recorder.functions[name]


def numbers(words: str) -> list[float]:
    """Every number of a text, in its order: 1,234 and 0.63 are one each."""
    return [float(n.replace(",", "")) for n in re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?", words)]


def day_numbers(day: str) -> list[int]:
    """The numbers of a date as it is written: 3 August 2021."""
    return [int(day[8:]), int(day[:4])]


# The headline, the legend and the bases -----------------------------------------------------


def test_headline_and_legend(dataset: Dataset, asked: Asked, t: Catalogue) -> None:
    found = counts(statuses(asked))
    expected = [found["total"], *day_numbers(asked.as_of), *span_numbers(asked.first, asked.last)]
    expected += [found[name] for name in CLASSES]
    expected += [found["unknown"]] if found["unknown"] else []
    expected += [30] if uncertain_ranges(asked) else []  # days, in what the brackets mean
    bases = ("documented", "conflicting", "allocated")
    expected += [found[name] for name in bases if found[name]]
    tree = html.Div(summary(Reading(dataset, view_of(dataset, asked), t)))
    ranges = [numbers(text(span)) for span in of_class(tree, "fm-range")]
    assert ranges == uncertain_ranges(asked)
    if asked.documented:
        whole = counts(statuses(replace(asked, documented=False)))
        expected += [found["unknown"] - whole["unknown"], found["unknown"]]
        expected += [whole[name] for name in ("conflicting", "allocated")]
    for span in of_class(tree, "fm-range"):
        span.children = ""
    assert numbers(text(tree)) == expected


def span_numbers(first: str, last: str) -> list[int]:
    """“28 July to 4 August 2021”: a month has no number, the year is said once."""
    (year, _, begin), (_, _, end) = (map(int, day.split("-")) for day in (first, last))
    return [begin, end, year]


def uncertain_ranges(asked: Asked) -> list[list[float]]:
    """Per class with an unsure unit: without its own, and with those of all classes."""
    found, last = statuses(asked), last_words(asked.as_of)
    ours = found["basis"].isin(["allocated", "conflicting"]) & (asked.assessment != "named-sources")
    stale = (pd.Timestamp(asked.as_of) - last.reindex(found.index)).dt.days > 30
    unsure = (ours | stale) & found["status"].ne("unknown")
    sure = [int((found["status"].eq(name) & ~unsure).sum()) for name in CLASSES]
    return [[n, n + int(unsure.sum())] for n in sure if unsure.any()]


def test_the_default_legend_is_the_published_count() -> None:
    found = counts(statuses(Asked()))
    assert {name: found[name] for name in (*CLASSES, "total")} == published(
        "2021-08-03", "Afghan watchers"
    )


def test_every_unit_has_the_colour_that_the_files_give(dataset: Dataset, asked: Asked) -> None:
    drawn = dataset.statuses(view_of(dataset, asked))[["status", "basis"]]
    pd.testing.assert_frame_equal(drawn, statuses(asked), check_dtype=False, check_names=False)


def test_the_map_is_coloured_so(site: Site, asked: Asked) -> None:
    codes = view_parts(site.reading_of(view_of(site.dataset, asked)), None)["data", 0, "z"]
    expected = statuses(asked)
    colours = pd.Series(codes, index=map_units(read(site.dataset, boundaries="approximate")).index)
    assert colours[expected.index].tolist() == [
        status_code(row.status, row.basis) for row in expected.itertuples()
    ]
    assert len(set(colours.drop(expected.index))) <= 1


# Incidents ----------------------------------------------------------------------------------


def test_counts_beside_the_filters(site: Site, asked: Asked) -> None:
    rows = incidents(asked)[lambda rows: rows["counted"]]
    shown = callback(summary_region, site, "show_summary")(asked.query)
    families = rows["family"].value_counts().reindex(dict.fromkeys(FAMILY.values())).fillna(0)
    assert {name: float(n) for name, n in shown["families"].items()} == families.to_dict()
    assert numbers(shown["shown"]) == [len(rows)]


def test_bars_of_the_timeline(site: Site, asked: Asked) -> None:
    rows = incidents(asked, any_day=True)[lambda rows: rows["counted"]]
    expected = rows.groupby(["family", "date_start"]).size().to_dict()
    figure = callback(timeline_region, site, "show_timeline")(asked.query)
    shown = {
        (family, day): n
        for family, trace in zip(dict.fromkeys(FAMILY.values()), figure["data"], strict=True)
        for day, n in zip(trace["x"], trace["y"], strict=True)
    }
    assert shown == expected


def test_rows_of_the_table(site: Site, asked: Asked) -> None:
    rows = incidents(asked).sort_values(["date_start", "event_id"])
    request = {"startRow": 0, "endRow": 1000}
    query = f"tab=table&{asked.query}"
    response, said = callback(table_region, site, "send_rows")(request, query)
    assert numbers(said) == [len(rows), rows["counted"].sum()]
    assert response["rowCount"] == len(rows)
    assert [row["event_id"] for row in response["rowData"]] == rows["event_id"].tolist()
    for row, source in zip(response["rowData"], rows.to_dict("records"), strict=True):
        assert numbers(row["killed"]) == deaths(source)
        assert row["injured"] == (None if pd.isna(source["injured"]) else source["injured"])


def deaths(row: dict[str, Any]) -> list[float]:
    """The number that the source gives, then the ends of its range where there is one."""
    best, low, high = (row[f"fatalities_{name}"] for name in ("best", "low", "high"))
    given = sorted({n for n in (best, low, high) if pd.notna(n)})
    ends = [given[0], given[-1]] if len(given) > 1 else given
    if pd.isna(best):
        return ends
    return [best, *ends] if len(given) > 1 else [best]


def test_badges_of_the_map(site: Site, asked: Asked) -> None:
    rows = incidents(asked).dropna(subset="lon")
    by_spot = rows.groupby([rows["lon"].round(4), rows["lat"].round(4)])["counted"]
    # Totals and duplicates alone at a spot are shown by their number of rows.
    expected = by_spot.sum().where(by_spot.any(), by_spot.size()).to_dict()
    # So near that no badge touches another.
    parts = view_parts(site.reading_of(view_of(site.dataset, asked)), 20.0)
    badges = parts["layout", "meta", "badges"]
    assert {(lon, lat): int(n or 1) for lon, lat, n, *_ in badges} == expected


def test_casualties_of_every_incident(dataset: Dataset, t: Catalogue) -> None:
    for source in table("events").to_dict("records"):
        event = dataset.events.get(source["event_id"])
        assert event is not None
        others = [source[name] for name in ("civilians_killed", "injured")]
        expected = deaths(source) + [n for n in others if pd.notna(n)]
        assert numbers(" ".join(words.casualties(event, t))) == expected, source["event_id"]


# The right column ---------------------------------------------------------------------------


def test_reported_against_mapped(dataset: Dataset, asked: Asked, t: Catalogue) -> None:
    units = len(table("register"))
    named = named_statuses(asked.as_of)["status"].value_counts()
    totals = latest_totals(asked.as_of)
    expected: list[float] = []
    for day, classes in totals:
        of = classes.get("total", sum(classes[name] for name in CLASSES))
        expected += [*day_numbers(day), of, *([units] if of != units else [])]
        expected += [classes[name] for name in CLASSES]
        residual = of - sum(classes[name] for name in CLASSES)
        expected += [residual] if residual else []
    expected += [sum(named[name] for name in CLASSES), units, *(named[name] for name in CLASSES)]
    held = [classes["taliban"] for _, classes in totals]
    expected += [abs(held[0] - held[1])] if len(set(held)) == 2 else []
    for taliban in held:
        more = named["taliban"] - taliban
        expected += [named["taliban"], more] if more > 0 else []
    assert numbers(text(reported(Reading(dataset, view_of(dataset, asked), t)))) == expected


def latest_totals(as_of: str) -> list[tuple[str, dict[str, int]]]:
    """Complete national counts of the latest day up to a day, one a source."""
    rows = table("reported_figures")
    rows = rows[
        rows["place"].eq("Afghanistan")
        & rows["duplicate_of"].isna()
        & (rows["as_of_date"] <= as_of)
        & rows["metric"].isin([f"districts_{name}" for name in (*CLASSES, "total")])
    ]
    found = [
        (
            mine["as_of_date"].iloc[0],
            dict(zip(mine["metric"].str.removeprefix("districts_"), mine["value"], strict=True)),
        )
        for _, mine in rows.groupby(["as_of_date", "source_name"])
    ]
    whole = [(day, classes) for day, classes in found if set(CLASSES) <= set(classes)]
    last = max(day for day, _ in whole)
    return [(day, {k: int(n) for k, n in classes.items()}) for day, classes in whole if day == last]


@pytest.mark.parametrize("unit_id", ["AF3201", "AF1904", "AF3216", "AF0101"])
def test_a_selected_unit(dataset: Dataset, asked: Asked, unit_id: str, t: Catalogue) -> None:
    view = view_of(dataset, asked)
    tree = details(Reading(dataset, view.with_(select=unit_id), t))
    named, series = table("claims"), table("takeovers")
    said = named[named["unit_id"].eq(unit_id)]
    days = [*said["date_from"].fillna(said["as_of_date"]),
            *series.loc[series["unit_id"].eq(unit_id), "taliban_from"].dropna()]  # fmt: skip
    claims = [day for day in days if day <= asked.as_of]
    here = incidents(Asked(first=asked.first, last=asked.last, types=asked.types))
    events = here[here["unit_id"].eq(unit_id)]
    labels = [numbers(text(label)) for label in of_type(tree, "H4")]
    # The heading of the history has no number; its days are tested with the history.
    assert [found for found in labels if found] == [[len(claims)], [len(events)]]
    assert sum(len(of_type(said, "Time")) for said in of_class(tree, "fm-claims")) == len(claims)
    assert len(of_type(tree, "Article")) == len(events)
    score = re.search(r"evidence score (\d\.\d\d)", text(of_class(tree, "fm-status")))
    shown = None if score is None else score.group(1)
    hidden = asked.documented and dataset.statuses(view).loc[unit_id, "status"] == "unknown"
    speaks = asked.assessment == "afghan-watchers" and not hidden
    assert shown == (f"{scores()[unit_id]:.2f}" if speaks else None)


def test_a_selected_place(dataset: Dataset, asked: Asked, t: Catalogue) -> None:
    rows = incidents(asked)
    here = rows[rows["lon"].round(4).eq(62.2) & rows["lat"].round(4).eq(34.348)]
    view = view_of(dataset, asked).with_(select="@62.2000,34.3480")
    label = text(of_class(details(Reading(dataset, view, t)), "fm-label"))
    assert numbers(label) == [len(here)]


# Sources & method ---------------------------------------------------------------------------


def method_facts() -> dict[str, int | str]:
    """What the prose of the method tab fills in, each from a file."""
    claims, events = table("claims"), table("events")
    placed = claims.dropna(subset="unit_id")
    return {
        **counts(statuses(Asked())),
        "claims": len(placed),
        "claim_units": placed["unit_id"].nunique(),
        "claim_sources": placed["source_id"].nunique(),
        "not_found": placed["check"].eq("not_found").sum(),
        "units": len(table("register")),
        "window": 3,
        "stale": 30,
        "day": "3 August 2021",
        "events": len(events),
        "duplicates": events["duplicate_of"].notna().sum(),
    }


def test_prose_of_the_method_tab(dataset: Dataset, t: Catalogue) -> None:
    facts = {k: n if isinstance(n, str) else f"{n:,}" for k, n in method_facts().items()}
    expected = [t(f"method.{key}", **facts) for keys in PARAGRAPHS.values() for key in keys]
    shown = [text(paragraph) for paragraph in of_type(method(dataset, t), "P")]
    assert shown[: len(expected)] == expected


def test_numbers_written_into_the_prose_are_facts_too(t: Catalogue) -> None:
    """Numbers of the catalogue itself: the rules of the method and two published denominators."""
    journal = published("2021-08-03", "Long War Journal")
    facts = {
        6, 2021,  # the day on which the first centre fell, 6 August 2021
        0, 1,  # the ends of the score
        60,  # the days for which an incident is evidence
        published("2021-08-03", "Afghan watchers")["total"],
        sum(journal[name] for name in CLASSES),
    }  # fmt: skip
    written = [
        number
        for keys in PARAGRAPHS.values()
        for key in keys
        for number in numbers(re.sub(r"{\w+}", "", t.messages[f"method.{key}"]))
    ]
    assert [number for number in written if number not in facts] == []
    fallen = table("claims")[lambda rows: rows["status"].eq("taliban") & rows["check"].eq("ok")]
    centres = table("register")[lambda rows: rows["kind"].eq("provincial_centre")]["unit_id"]
    first = fallen.loc[fallen["unit_id"].isin(centres), "date_from"].dropna().min()
    assert first == date(2021, 8, 6).isoformat()


def test_files_and_their_rows(dataset: Dataset, t: Catalogue) -> None:
    manifest = json.loads((DATA / "manifest.json").read_text(encoding="utf-8"))
    files = [entry["file"] for entry in manifest["tables"].values()]
    rows = [
        len(pd.read_csv(DATA / name))
        if name.endswith(".csv")
        else len(json.loads((DATA / name).read_text(encoding="utf-8"))["features"])
        for name in files
    ]
    tree = method(dataset, t)
    assert [numbers(text(cell)) for cell in of_class(tree, "fm-figure")] == [[n] for n in rows]
    hashes = sorted(f"{f} {hashlib.sha256((DATA / f).read_bytes()).hexdigest()}" for f in files)
    digest = hashlib.sha256("\n".join(hashes).encode()).hexdigest()
    assert digest[:16] in text(of_type(tree, "P")[-1])
