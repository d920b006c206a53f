"""Small WSGI applications for the tests of the server."""

import os
import time
from collections.abc import Iterator

from flask import Flask

from dashboard.web.settings import Settings
from geodata.errors import FrontmapError


def create(settings: Settings) -> Flask:
    app = Flask(__name__)

    @app.get("/healthz")
    def healthz() -> dict[str, int]:
        return {"pid": os.getpid(), "workers": settings.workers}

    @app.get("/slow")
    def slow() -> Iterator[str]:
        yield "begun,"
        time.sleep(1.5)
        yield "done"

    @app.get("/die")
    def die() -> str:
        os._exit(3)

    return app


def faulty(settings: Settings) -> Flask:
    raise FrontmapError(f"The port is {settings.port}; nothing would be right.")
