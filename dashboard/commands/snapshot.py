"""``frontmap snapshot``: the print map of a view."""

from __future__ import annotations

from dashboard.addresses import page_link
from dashboard.commands.common import write_file
from dashboard.commands.view_options import Output, of_a_view
from dashboard.reading import Reading
from dashboard.web.settings import Settings
from geodata.errors import FrontmapError


@of_a_view()
def snapshot(reading: Reading, output: Output) -> None:
    """Write the print map of a view: -o map.png, map.svg or map.pdf.

    With --compare it is the difference map; with --layer, that layer.
    """
    from dashboard.printing.snapshot import SNAPSHOT_TYPES, render_snapshot

    fmt = output.suffix.lower().lstrip(".")
    if fmt not in SNAPSHOT_TYPES:
        raise FrontmapError(
            f"“{output.name}” has no snapshot format; end it in "
            f"{', '.join(f'.{name}' for name in SNAPSHOT_TYPES)}."
        )
    settings = Settings.from_env()
    link = page_link(reading.dataset, reading.view, f"http://{settings.host}:{settings.port}/")
    write_file(output, render_snapshot(reading, fmt, link))
