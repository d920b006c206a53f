"""The functions behind the callbacks, without an app around them."""

from collections.abc import Callable
from typing import Any


class Recorder:
    """Stands in for a Dash app while a module registers its callbacks, and keeps them by name."""

    def __init__(self) -> None:
        self.functions: dict[str, Callable[..., Any]] = {}

    def callback(self, *_: Any, **__: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        def keep(function: Callable[..., Any]) -> Callable[..., Any]:
            self.functions[function.__name__] = function
            return function

        return keep
