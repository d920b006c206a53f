"""Playing through the days: to the previous and next change, play and pause, speed."""

from __future__ import annotations

from dash import html

from dashboard.i18n import Catalogue
from dashboard.ids import Id

SPEEDS = (1, 2, 4, 8)
"""Days a second; what the browser cannot show in time is shown as fast as it can."""
USUAL_SPEED = 2


def play_controls(t: Catalogue) -> html.Div:
    """The buttons below the timeline; ``assets/js/play.js`` and ``controls.js`` do the work."""
    return html.Div(
        className="fm-play",
        role="group",
        **{"aria-label": t("play.title")},
        children=[
            _button(Id.CHANGE_BEFORE, "‹‹", t("play.before")),
            html.Button(
                t("play.play"),
                id=Id.PLAY,
                type="button",
                className="fm-button fm-play-button",
                **{
                    "data-play": t("play.play"),
                    "data-pause": t("play.pause"),
                    "data-one-day": t("play.one_day"),
                    "aria-pressed": "false",
                },
            ),
            _button(Id.CHANGE_AFTER, "››", t("play.after")),
            html.Div(
                id=Id.PLAY_SPEED,
                className="fm-speeds",
                role="radiogroup",
                **{"aria-label": t("play.speed")},
                children=[_speed(days, t) for days in SPEEDS],
            ),
        ],
    )


def _button(component_id: str, sign: str, label: str) -> html.Button:
    return html.Button(
        sign, id=component_id, type="button", className="fm-step", title=label,
        **{"aria-label": label},
    )  # fmt: skip


def _speed(days: int, t: Catalogue) -> html.Button:
    return html.Button(
        t("play.times", n=t.number(days)),
        type="button",
        role="radio",
        className="fm-speed",
        title=t.count("play.days", days),
        **{"data-speed": str(days), "aria-checked": str(days == USUAL_SPEED).lower()},
    )
