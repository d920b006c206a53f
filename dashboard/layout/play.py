"""Playing through the days: to the previous and next change, play and pause, speed."""

from __future__ import annotations

from dash import html

from dashboard.i18n import Catalogue
from dashboard.ids import Id
from dashboard.layout.elements import button, group, sign_button

SPEEDS = (1, 2, 4, 8)
"""Days a second; what the browser cannot show in time is shown as fast as it can."""
USUAL_SPEED = 2


def play_controls(t: Catalogue) -> html.Div:
    """The buttons below the timeline; ``assets/js/play.js`` and ``controls.js`` do the work."""
    return group(
        "fm-play",
        t("play.title"),
        sign_button(Id.CHANGE_BEFORE, "‹‹", t("play.before"), className="fm-step"),
        button(
            t("play.play"),
            "fm-button fm-play-button",
            id=Id.PLAY,
            **{
                "data-play": t("play.play"),
                "data-pause": t("play.pause"),
                "data-one-day": t("play.one_day"),
                "aria-pressed": "false",
            },
        ),
        sign_button(Id.CHANGE_AFTER, "››", t("play.after"), className="fm-step"),
        html.Div(
            [_speed(days, t) for days in SPEEDS],
            id=Id.PLAY_SPEED,
            className="fm-speeds",
            role="radiogroup",
            **{"aria-label": t("play.speed")},
        ),
    )


def _speed(days: int, t: Catalogue) -> html.Button:
    return button(
        t("play.times", n=t.number(days)),
        "fm-speed",
        role="radio",
        title=t.count("play.days", days),
        **{"data-speed": str(days), "aria-checked": str(days == USUAL_SPEED).lower()},
    )
