"""A page and the dataset it was made for: when another is published the browser loads it anew."""

from __future__ import annotations

from dash import set_props

from dashboard.ids import Id
from dashboard.site import Site


def is_outdated(made_for: str | None, site: Site) -> bool:
    """Whether a page was made for another version; if so, the browser is told to load it anew.

    What such a page shows must not be mixed with the answer of another version. Every callback
    asks, and before anything else: of those that a change of view calls at once, only one may
    already have the new version (`dashboard.site.LiveSite.current`). Without a version (a callback
    that was called directly) nothing is outdated.
    """
    if made_for is None or made_for == site.version:
        return False
    set_props(Id.PUBLISHED, {"data": site.version})
    return True
