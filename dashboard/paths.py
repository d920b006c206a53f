"""Where the files are that ship beside the code."""

from __future__ import annotations

from pathlib import Path

from geodata.errors import FrontmapError

_PACKAGE = Path(__file__).resolve().parent


def assets_folder() -> Path:
    """Folder of styles, scripts and fonts.

    Inside the package where it is installed from a wheel, beside it in a checkout.

    Raises
    ------
    FrontmapError
        If neither is there.
    """
    for folder in (_PACKAGE / "assets", _PACKAGE.parent / "assets"):
        if folder.is_dir():
            return folder
    raise FrontmapError(
        f"the folder “assets” is neither in {_PACKAGE} nor beside it; install Frontmap again."
    )
