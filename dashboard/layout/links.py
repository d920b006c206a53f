"""Links from a view to the same view with something else selected."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from dashboard.layout import plain
from dashboard.reading import Reading

_HERE = "select-here"


def selecting(
    reading: Reading, class_name: str = "fm-link"
) -> Callable[[object, str], plain.Plain]:
    """A maker of links, called with what a link selects and its words.

    The query is made once, so that a table of hundreds of units costs no more than its links.
    """
    query = reading.view.with_(select=_HERE).to_query(reading.dataset.default_view)
    before, after = query.split(_HERE)

    def link(selected: object, words: str) -> plain.Plain:
        href = f"/?{before}{quote(str(selected), safe=',@')}{after}"
        return plain.link(words, href, class_name)

    return link
