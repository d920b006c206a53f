"""The comparison of a view: the second map, its captions and what is said below them."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, Patch, State, no_update

from dashboard.callbacks.map import (
    control_view,
    empty_map,
    map_units,
    selected_outline,
    set_parts,
    unit_points,
    view_bounds,
    view_statuses,
)
from dashboard.callbacks.versions import is_outdated
from dashboard.figures.map_parts import Parts, apply_parts, camera_parts, outline_parts
from dashboard.figures.unit_parts import painting_parts, point_parts
from dashboard.i18n import Catalogue
from dashboard.ids import Id
from dashboard.layout.comparison import caption, comparison_body, difference_caption
from dashboard.site import LiveSite, Site
from dashboard.wording.difference import difference_painting
from dashboard.wording.symbology import symbology_of
from geodata.answers.compare import Side, other_side
from geodata.view import View


def register(app: Dash, live: LiveSite) -> None:
    """Nothing is worked out unless the tab is open."""

    @app.callback(
        output={
            "own": Output(Id.COMPARE_OWN, "children"),
            "other": Output(Id.COMPARE_OTHER, "children"),
            "figure": Output(Id.COMPARE_MAP, "figure"),
            "mounted": Output(Id.COMPARE_MOUNTED, "data"),
        },
        inputs={"search": Input(Id.URL, "search")},
        state={
            "mounted": State(Id.COMPARE_MOUNTED, "data"),
            "made_for": State(Id.MADE_FOR, "data"),
        },
    )
    def show_comparison(
        search: str | None, *, mounted: str = "", made_for: str | None = None
    ) -> dict[str, Any]:
        site = live.current()
        outdated, view = is_outdated(made_for, site), site.view(search)
        if outdated or view.tab != "compare":
            return dict.fromkeys(("own", "other", "figure", "mounted"), no_update)
        t = site.words(view)
        dataset = site.dataset
        figure = Patch() if mounted == view.boundaries else other_map(site, view, t)
        differs = view.compare_as == "difference"
        return {
            "own": caption(dataset, view, Side(view.assessment, view.as_of), t),
            "other": difference_caption(dataset, view, t)
            if differs
            else caption(dataset, view, other_side(dataset, view), t),
            "figure": apply_parts(figure, other_parts(site, view, t)),
            "mounted": view.boundaries,
        }

    @app.callback(
        Output(Id.COMPARE_BODY, "children"),
        Input(Id.URL, "search"),
        Input(Id.COMPARE_OPEN, "data"),
        State(Id.MADE_FOR, "data"),
    )
    def show_body(
        search: str | None, opened: list[str] | None = None, made_for: str | None = None
    ) -> Any:
        site = live.current()
        outdated, view = is_outdated(made_for, site), site.view(search)
        if outdated or view.tab != "compare":
            return no_update
        return comparison_body(site.dataset, view, site.words(view), frozenset(opened or ()))


def other_map(site: Site, view: View, t: Catalogue) -> dict[str, Any]:
    """The second map with its geometry by URL, which the browser has already; no incidents."""
    figure = empty_map(site, t)
    figure["layout"]["meta"] |= {"zoom_store": "", "title": t("compare.map")}
    return apply_parts(figure, set_parts(site, view, t))


def other_parts(site: Site, view: View, t: Catalogue) -> Parts:
    """What the second map shows of a view: the other side, or the difference."""
    side = other_side(site.dataset, view)
    other = view.with_(assessment=side.assessment, as_of=side.day)
    if view.compare_as == "difference":
        painted = difference_parts(site, view, t)
    else:
        painted = {**view_statuses(site, control_view(site, other)), **unit_points(site, other, t)}
    return {
        **painted,
        **outline_parts(selected_outline(site, view)),
        **camera_parts(view_bounds(site, view), ",".join(view.provinces) or "all"),
        ("layout", "meta", "as_of"): view.as_of.isoformat(),
    }


def difference_parts(site: Site, view: View, t: Catalogue) -> Parts:
    """The difference map of a view's comparison."""
    dataset = site.dataset
    units, painting = map_units(dataset, view.boundaries), difference_painting(dataset, view, t)
    points = point_parts(
        units, dataset.statuses(view), t, symbology_of(dataset, view, t),
        selected=view.select, painted=painting.painted,
    )  # fmt: skip
    return {**painting_parts(units, painting), **points}
